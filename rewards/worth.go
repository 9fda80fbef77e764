package rewards

import "math"

// Worth is what an offer is worth to the one who gets it; of a draw, what its prize is worth. In
// another currency than the euro it may say how many euro that is, since what is given is weighed
// against what is asked in one unit: {"amount": "2.00", "currency": "GBP", "eur": "2.35"}.
type Worth struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
	Euro     string `json:"eur,omitempty"`
}

// Money is the amount as the person is shown it.
func (w Worth) Money() Money { return Money{Amount: w.Amount, Currency: w.Currency} }

// Minor returns the amount in its currency's smallest unit.
func (w Worth) Minor() (int64, error) { return w.Money().Minor() }

// InEuro is the worth in euro; ok is false where it is in another currency and does not say, or where
// it is no amount.
func (w Worth) InEuro() (euro float64, ok bool) {
	amount := w.Euro
	if w.Currency == "EUR" {
		amount = w.Amount
	}
	cents, err := Money{Amount: amount, Currency: "EUR"}.Minor()
	return float64(cents) / 100, err == nil
}

// Chance is how likely it is that the one who gets the offer gets what it is worth: winners by expected
// entries in a draw, at most 1, and 1 for everything else.
func (g Gives) Chance() float64 {
	if g.Kind != KindDraw {
		return 1
	}
	if g.Winners < 1 || g.Expected < 1 {
		return 0 // nobody is promised anything
	}
	return math.Min(1, float64(g.Winners)/float64(g.Expected))
}

// Cost is what one grant of the offer costs the brand, in the smallest unit of the worth's currency: its worth, and of
// a draw's entry the part of the prizes that is expected to fall to it.
func (o Offer) Cost() (int64, error) {
	worth, err := o.Worth.Minor()
	return int64(math.Round(float64(worth) * o.Gives.Chance())), err
}
