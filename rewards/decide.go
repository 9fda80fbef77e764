package rewards

import "time"

// Facts are all that a decision about an offer may see. There is no field for an answer, a consent
// or an outcome, so none of them can ever earn or cost a reward (promise P4).
type Facts struct {
	At    time.Time // the moment of the decision
	Held  int       // grants of this offer to this subject in the current period
	Taken int64     // grants of this offer to anyone
	Spent int64     // worth of those, in the smallest unit of the budget's currency
	Left  *int64    // codes left in the offer's pool; nil where it has none
}

// The reasons for which nothing is given.
const (
	ReasonExhausted     = "exhausted"
	ReasonHeld          = "held"
	ReasonNotOpen       = "not_open"
	ReasonCondition     = "condition"
	ReasonDeclinedOffer = "declined_offer"
)

// Refusal says why nothing was given.
type Refusal struct {
	Reason string `json:"reason"`
}

// Claim is a decision to give: which offer, and the person's how-manieth of it in the period (from
// 1), which is part of the once-key that makes giving it twice impossible.
type Claim struct {
	Offered Offered
	Ordinal int
}

// Decide tells whether one offer can be given on these facts. It is pure.
func Decide(o Offered, f Facts) (Claim, *Refusal) {
	l := o.Terms.Limits
	if l.PerPerson != nil && f.Held >= *l.PerPerson {
		return Claim{}, &Refusal{ReasonHeld}
	}
	if l.Stock != nil && f.Taken >= *l.Stock {
		return Claim{}, &Refusal{ReasonExhausted}
	}
	if l.Budget != nil {
		budget, err := l.Budget.Minor()
		worth, err2 := o.Terms.Worth.Minor()
		if err != nil || err2 != nil || f.Spent+worth > budget {
			return Claim{}, &Refusal{ReasonExhausted}
		}
	}
	return Claim{Offered: o, Ordinal: f.Held + 1}, nil
}

// Choose gives the first offer of a chain that can be given: a fallback is tried only where the
// offer before it is exhausted. The refusal is that of the last offer tried. An offer whose when does
// not hold is refused before its limits are looked at.
func Choose(chain []Offered, c Circumstances, facts func(offer string) Facts) (Claim, *Refusal) {
	refusal := &Refusal{ReasonNotOpen}
	for _, o := range chain {
		if !Meets(o, c) {
			return Claim{}, &Refusal{ReasonCondition}
		}
		claim, no := Decide(o, facts(o.ID))
		if no == nil {
			return claim, nil
		}
		refusal = no
		if no.Reason != ReasonExhausted {
			break
		}
	}
	return Claim{}, refusal
}
