package forms

import (
	"math"

	"proffer/rewards"
)

// shapes tells whether an answer to the question visibly changes what the person gets: its value or one
// of its scores is among the names that the result depends on, or its votes are published in a poll.
func (f *Form) shapes(q *Question, results uses) bool {
	if f.Results != nil && f.Results.Show != "never" && countable(q) {
		return true
	}
	return results.question(q) || results.scored(q)
}

// countable tells whether the answers to a question are counted as votes: those that are tapped.
func countable(q *Question) bool {
	effort := efforts[q.Type]
	return effort == effortTap || effort == effortTaps
}

// reward is what the offer gives, in points of Ask: the least of it and its fallbacks, since each of
// them may be what a person is left with. The offers without a worth in euro are named.
func (v *Version) reward() (points float64, unknown []string) {
	points, _, unknown = v.least()
	return points, unknown
}

// fallback is the offer whose worth counts where that is none that the form names but one that it falls back to.
func (v *Version) fallback() (counted rewards.Offered, is bool) {
	if _, at, _ := v.least(); at > 0 {
		return v.Offers[at], true
	}
	return rewards.Offered{}, false
}

// least is what the least offer of the chain gives, and its place in the chain.
func (v *Version) least() (points float64, at int, unknown []string) {
	for i, o := range v.Offers {
		euro, ok := o.Terms.Worth.InEuro()
		if !ok {
			unknown = append(unknown, o.ID)
		}
		// whole cents, so that no binary fraction decides where a balance is exactly at its limit
		if p := math.Round(euro*100) / (balanceEuro * 100) * o.Terms.Gives.Chance(); i == 0 || p < points {
			points, at = p, i
		}
	}
	return points, at, unknown
}
