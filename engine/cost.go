package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

// The levels of a cost report.
const (
	CostForm      = "form"
	CostOffer     = "offer"
	CostAttribute = "attribute"
)

// CostRequest says of what a report sums up: a brand's forms and a time, "" and the zero time for all.
type CostRequest struct {
	Brand, Form string
	From, To    time.Time // when the answers were given, up to and without To
}

// CostLine is a form, a version of an offer or an attribute of a form, with what was given for answers in one currency.
type CostLine struct {
	Level     string `json:"level"`
	Brand     string `json:"brand"`
	Form      string `json:"form"`
	Offer     string `json:"offer,omitempty"`
	Version   string `json:"version,omitempty"` // of the offer
	Attribute string `json:"attribute,omitempty"`
	// Responses are those that the line is about, Unlisted those of them whose lists of answers have ended, so that none of their
	// answers can be counted any more.
	Responses int64 `json:"responses"`
	Unlisted  int64 `json:"unlisted"`
	Grants    int64 `json:"grants"`
	Answers   int64 `json:"answers"`
	// Currency is "" where nothing was given, and then there are no amounts.
	Currency string `json:"currency,omitempty"`
	// Granted is the sum of the four amounts after it.
	Granted   *Amount `json:"granted,omitempty"`
	Redeemed  *Amount `json:"redeemed,omitempty"`
	Expired   *Amount `json:"expired,omitempty"`
	TakenBack *Amount `json:"takenBack,omitempty"` // revoked, or released since it was not confirmed
	Open      *Amount `json:"open,omitempty"`
	// PerAnswer is what was granted for the responses of which the answers are counted, by those answers; nil without any.
	PerAnswer *Amount `json:"perAnswer,omitempty"`
}

// Amount is an exact amount in a currency's major unit.
type Amount struct {
	rat   big.Rat
	scale int
}

// String is the amount with as many decimals as the currency has, or, where that is not exact, up to four more of them, the last one
// rounded.
func (a *Amount) String() string {
	text := a.rat.FloatString(a.scale + 4)
	for range 4 {
		if !strings.HasSuffix(text, "0") {
			break
		}
		text = text[:len(text)-1]
	}
	return strings.TrimSuffix(text, ".")
}

// MarshalJSON writes the amount as a string, as Money is.
func (a *Amount) MarshalJSON() ([]byte, error) { return json.Marshal(a.String()) }

// money is a sum of smallest units.
type money struct{ redeemed, expired, taken, open big.Rat }

func (m *money) granted() *big.Rat {
	sum := new(big.Rat).Add(&m.redeemed, &m.expired)
	return sum.Add(sum, &m.taken).Add(sum, &m.open)
}

func (m *money) add(other *money, part *big.Rat) {
	for _, x := range [][2]*big.Rat{{&m.redeemed, &other.redeemed}, {&m.expired, &other.expired}, {&m.taken, &other.taken}, {&m.open, &other.open}} {
		x[0].Add(x[0], new(big.Rat).Mul(x[1], part))
	}
}

// became says what became of a grant's cost: of points by their number, of anything else of all of it.
func became(s Spent) *money {
	var m money
	g, cost := s.Grant, big.NewRat(s.Cost, 1)
	rest := new(big.Rat).Set(cost)
	take := func(to *big.Rat, part *big.Rat) {
		to.Mul(cost, part)
		rest.Sub(rest, to)
	}
	switch {
	case g.Kind == rewards.KindPoints && g.Points > 0:
		take(&m.redeemed, big.NewRat(s.Used, g.Points))
		if g.Left != nil {
			take(&m.open, big.NewRat(*g.Left, g.Points))
		}
	case s.Used > 0 || g.State == rewards.StateRedeemed:
		take(&m.redeemed, big.NewRat(1, 1))
	case g.State == rewards.StateGranted || g.State == rewards.StateReserved:
		take(&m.open, big.NewRat(1, 1))
	}
	// What is neither used nor there any more went with time, or was taken back.
	if g.State == rewards.StateRevoked || g.State == rewards.StateReleased {
		m.taken.Set(rest)
	} else {
		m.expired.Set(rest)
	}
	return &m
}

// costKey names a line but for its currency.
type costKey struct{ level, brand, form, offer, version, attribute string }

type costSum struct {
	responses, unlisted, grants, answers int64
	money                                map[string]*money
	listed                               map[string]*big.Rat // granted for responses whose answers are counted
}

// Cost sums up what was given in money for answers, and how many of them there are: by form, by version of an offer and by
// attribute. What a response earned is shared out equally to the answers that it kept. It tells nobody apart, and reads no value.
func (e *Engine) Cost(ctx context.Context, r CostRequest) ([]CostLine, error) {
	sums := map[costKey]*costSum{}
	if err := e.o.Store.Spendings(ctx, r.Brand, r.Form, r.From, r.To, e.o.Now(), func(s Spending) error { return e.spend(ctx, sums, s) }); err != nil {
		return nil, err
	}
	out := []CostLine{}
	for _, k := range slices.SortedFunc(maps.Keys(sums), costKey.compare) {
		out = append(out, sums[k].lines(k)...)
	}
	return out, nil
}

func (k costKey) compare(l costKey) int {
	order := map[string]int{CostForm: 0, CostOffer: 1, CostAttribute: 2}
	return cmp.Or(cmp.Compare(k.brand, l.brand), cmp.Compare(k.form, l.form), cmp.Compare(order[k.level], order[l.level]),
		cmp.Compare(k.offer, l.offer), cmp.Compare(k.version, l.version), cmp.Compare(k.attribute, l.attribute))
}

// spend adds a response to the sums of its form, of the offers it earned and of the attributes it told.
func (e *Engine) spend(ctx context.Context, sums map[costKey]*costSum, s Spending) error {
	at := func(k costKey) *costSum {
		k.brand, k.form = s.Brand, s.Form
		if sums[k] == nil {
			sums[k] = &costSum{money: map[string]*money{}, listed: map[string]*big.Rat{}}
		}
		return sums[k]
	}
	answers := map[string]int64{}
	for _, ref := range s.Kept {
		answers[ref.Attribute]++
	}
	whole := big.NewRat(1, 1)
	form := at(costKey{level: CostForm})
	form.count(s)
	offers := map[costKey]bool{}
	for _, spent := range s.Gave {
		currency, err := e.currencyOf(ctx, s, spent.Grant.Offer)
		if err != nil {
			return err
		}
		k := costKey{level: CostOffer, offer: spent.Grant.Offer, version: spent.Grant.Version}
		if !offers[k] {
			at(k).count(s)
			offers[k] = true
		}
		m := became(spent)
		for _, sum := range []*costSum{form, at(k)} {
			sum.grants++
			sum.add(currency, m, whole, s.Listed)
		}
		for attribute, n := range answers {
			of := at(costKey{level: CostAttribute, attribute: attribute})
			of.grants++
			of.add(currency, m, big.NewRat(n, int64(len(s.Kept))), true)
		}
	}
	for attribute, n := range answers {
		of := at(costKey{level: CostAttribute, attribute: attribute})
		of.responses++
		of.answers += n
	}
	return nil
}

// currencyOf reads an offer's currency from the version that gave it.
func (e *Engine) currencyOf(ctx context.Context, s Spending, offer string) (string, error) {
	v, err := e.version(ctx, s.Brand, s.Form, s.Version)
	if err != nil {
		return "", err
	}
	o := v.Offer(offer)
	if o == nil {
		return "", fault.New(fault.Internal, "version %d of %s/%s gives no %s; see: proffer verify", s.Version, s.Brand, s.Form, offer)
	}
	return o.Terms.Worth.Currency, nil
}

func (c *costSum) count(s Spending) {
	c.responses++
	c.answers += int64(len(s.Kept))
	if !s.Listed {
		c.unlisted++
	}
}

func (c *costSum) add(currency string, m *money, part *big.Rat, listed bool) {
	if c.money[currency] == nil {
		c.money[currency], c.listed[currency] = &money{}, new(big.Rat)
	}
	c.money[currency].add(m, part)
	if listed {
		c.listed[currency].Add(c.listed[currency], new(big.Rat).Mul(m.granted(), part))
	}
}

// lines are the sum's lines, one for each currency, one without any where nothing was given.
func (c *costSum) lines(k costKey) []CostLine {
	line := CostLine{Level: k.level, Brand: k.brand, Form: k.form, Offer: k.offer, Version: k.version, Attribute: k.attribute,
		Responses: c.responses, Unlisted: c.unlisted, Grants: c.grants, Answers: c.answers}
	if len(c.money) == 0 {
		return []CostLine{line}
	}
	var out []CostLine
	for _, currency := range slices.Sorted(maps.Keys(c.money)) {
		m, scale := c.money[currency], rewards.Scale(currency)
		unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
		amount := func(minor *big.Rat) *Amount {
			a := &Amount{scale: scale}
			a.rat.Mul(minor, unit)
			return a
		}
		l := line
		l.Currency, l.Granted, l.Redeemed, l.Expired, l.TakenBack, l.Open = currency, amount(m.granted()), amount(&m.redeemed), amount(&m.expired), amount(&m.taken), amount(&m.open)
		if c.answers > 0 {
			l.PerAnswer = amount(new(big.Rat).Quo(c.listed[currency], big.NewRat(c.answers, 1)))
		}
		out = append(out, l)
	}
	return out
}
