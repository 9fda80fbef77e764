package engine

import (
	"time"

	"proffer/rewards"
)

// circumstances are what an offer's when may see of a ticket: where it was made, what the person
// holds and, once the answers are in, what they knew. Nothing else of an answer is at hand here (P4).
func circumstances(c *ticketClaims, f Facts, now time.Time) rewards.Circumstances {
	out := rewards.Circumstances{At: now, Balances: f.Balances, Form: c.Form, Stage: c.Stage, Channel: c.Channel, Locale: c.Locale, Held: map[string]int{}}
	for offer, facts := range f.Offers {
		out.Held[offer] = facts.Held
	}
	return out
}

// score is what a quiz came to as an offer may see it.
func (k *Knowledge) score() *rewards.Knowledge {
	if k == nil {
		return &rewards.Knowledge{}
	}
	return &rewards.Knowledge{Points: k.Points, Correct: k.Correct, Total: len(k.Questions)}
}
