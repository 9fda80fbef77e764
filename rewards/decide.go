package rewards

import (
	"fmt"
	"slices"
	"time"
)

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

// The reasons for which an offer was not looked at, which nobody is refused for.
const (
	ReasonNotNeeded = "not_needed" // one before it is given
	ReasonNotTried  = "not_tried"  // the one before it was refused for something that no fallback is for
	ReasonNotAfter  = "not_after"  // of a bonus: not all that it comes after is held
)

// Refusal says why nothing was given.
type Refusal struct {
	Reason string `json:"reason"`
	// Detail says it in a sentence for whoever runs the program, with the numbers that decided.
	Detail string `json:"-"`
}

func refused(reason, format string, args ...any) *Refusal {
	return &Refusal{reason, fmt.Sprintf(format, args...)}
}

// Considered is an offer that was not given, and why.
type Considered struct {
	Offer  string `json:"offer"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// Claim is a decision to give: which offer, and the person's how-manieth of it in the period (from
// 1), which is part of the once-key that makes giving it twice impossible.
type Claim struct {
	Offered Offered
	Ordinal int
}

// Decide tells whether one offer can be given on these facts. It is pure.
func Decide(o Offered, f Facts) (Claim, *Refusal) {
	l, g := o.Terms.Limits, o.Terms.Gives
	moment := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	switch {
	case l.Opens != nil && f.At.Before(*l.Opens):
		return Claim{}, refused(ReasonNotOpen, "it opens at %s", moment(*l.Opens))
	case l.Closes != nil && !f.At.Before(*l.Closes):
		return Claim{}, refused(ReasonNotOpen, "it closed at %s", moment(*l.Closes))
	case g.Kind == KindDraw && g.Closes != nil && !f.At.Before(*g.Closes):
		return Claim{}, refused(ReasonNotOpen, "the draw closed at %s", moment(*g.Closes))
	case l.PerPerson != nil && f.Held >= *l.PerPerson:
		period := "for ever"
		if l.Period != "" {
			period = "in each " + l.Period
		}
		return Claim{}, refused(ReasonHeld, "the person holds %d, and one person gets %d %s", f.Held, *l.PerPerson, period)
	case l.Stock != nil && f.Taken >= *l.Stock:
		return Claim{}, refused(ReasonExhausted, "%d of a stock of %d are given", f.Taken, *l.Stock)
	case g.Pool != "" && (f.Left == nil || *f.Left < 1):
		return Claim{}, refused(ReasonExhausted, "no code is left in the pool %q", g.Pool)
	}
	if l.Budget != nil {
		budget, err := l.Budget.Minor()
		cost, err2 := o.Terms.Cost()
		if err != nil || err2 != nil || f.Spent+cost > budget {
			return Claim{}, refused(ReasonExhausted, "a budget of %s %s, of which %d of its smallest unit are given, has not %d left", l.Budget.Amount, l.Budget.Currency, f.Spent, cost)
		}
	}
	return Claim{Offered: o, Ordinal: f.Held + 1}, nil
}

// Choose gives the first offer of a chain that can be given: a fallback is tried only where the
// offer before it is exhausted. The refusal is that of the last offer tried. An offer whose when does
// not hold is refused before its limits are looked at. Each offer of the chain that is not given is explained, in the
// order of the chain. It is pure: equal arguments, and a facts that gives equal ones, come to the same.
func Choose(chain []Offered, c Circumstances, facts func(offer string) Facts) (Claim, *Refusal, []Considered) {
	refusal := &Refusal{Reason: ReasonNotOpen, Detail: "nothing is offered"}
	var why []Considered
	for i, o := range chain {
		claim, no := consider(o, c, facts)
		if no == nil {
			return claim, nil, append(why, rest(chain[i+1:], ReasonNotNeeded, "the offer %s is given", o.ID)...)
		}
		refusal = no
		why = append(why, Considered{o.ID, no.Reason, no.Detail})
		if no.Reason != ReasonExhausted {
			why = append(why, rest(chain[i+1:], ReasonNotTried, "a fallback is for what is exhausted, and %s is refused for another reason", o.ID)...)
			break
		}
	}
	return Claim{}, refusal, why
}

func rest(chain []Offered, reason, format string, args ...any) []Considered {
	var out []Considered
	for _, o := range chain {
		out = append(out, Considered{o.ID, reason, fmt.Sprintf(format, args...)})
	}
	return out
}

// consider asks an offer's when, and then its limits.
func consider(o Offered, c Circumstances, facts func(offer string) Facts) (Claim, *Refusal) {
	if !Meets(o, c) {
		return Claim{}, refused(ReasonCondition, "its when does not hold: %s", c.told(o.Terms.When))
	}
	f := facts(o.ID)
	f.At = c.At
	return Decide(o, f)
}

// Award gives the bonuses that are due once the person holds what they come after, given in this same commit counted,
// in the order in which they are frozen, so that a bonus may come after another one. What this commit takes from a pool of
// codes is not there for the next. Each that is not given is explained.
func Award(bonuses []Bonus, c Circumstances, facts func(offer string) Facts, given ...Offered) ([]Claim, []Considered) {
	left := func(b Offered) func(string) Facts {
		return func(offer string) Facts {
			f := facts(offer)
			for _, o := range given {
				if f.Left != nil && o.Terms.Gives.Pool == b.Terms.Gives.Pool {
					n := *f.Left - 1
					f.Left = &n
				}
			}
			return f
		}
	}
	var claims []Claim
	var why []Considered
	for _, b := range bonuses {
		lacks := slices.IndexFunc(b.Counts, func(of []string) bool {
			return !slices.ContainsFunc(of, func(id string) bool {
				return c.Held[id] > 0 || slices.ContainsFunc(given, func(o Offered) bool { return o.ID == id })
			})
		})
		if lacks >= 0 {
			why = append(why, Considered{b.Offer.ID, ReasonNotAfter, fmt.Sprintf("the person does not hold %s", b.Counts[lacks][0])})
			continue
		}
		claim, no := consider(b.Offer, c, left(b.Offer))
		if no != nil {
			why = append(why, Considered{b.Offer.ID, no.Reason, no.Detail})
			continue
		}
		claims = append(claims, claim)
		given = append(slices.Clip(given), b.Offer)
	}
	return claims, why
}

// Low is how many are left of the stock or the pool, the lesser of both, once the claim is given on these facts; nil unless that
// is the offer's lowStock.
func (c Claim) Low(f Facts) *int64 {
	l := c.Offered.Terms.Limits
	if l.LowStock == nil {
		return nil
	}
	var left *int64
	if l.Stock != nil {
		n := *l.Stock - f.Taken - 1
		left = &n
	}
	if f.Left != nil && c.Offered.Terms.Gives.Pool != "" {
		if n := *f.Left - 1; left == nil || n < *left {
			left = &n
		}
	}
	if left == nil || *left != *l.LowStock {
		return nil
	}
	return left
}
