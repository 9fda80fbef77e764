package forms

import (
	"math"
	"slices"

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

// reward is what the offer gives, in points of Ask: the least of it, its variants and the fallbacks, since each of
// them may be what a person is left with; a bonus counts for nothing, since not everybody gets it. The offers without a worth
// in euro are named.
func (v *Version) reward() (points float64, unknown []string) {
	_, points, unknown = v.least()
	return points, unknown
}

// another is the offer whose worth counts where that is not the one that the form names, and what it is to it.
func (v *Version) another() (counted rewards.Offered, what string, is bool) {
	if len(v.Offers) == 0 {
		return rewards.Offered{}, "", false
	}
	counted, _, _ = v.least()
	what = "variant"
	if slices.ContainsFunc(v.Offers, func(o rewards.Offered) bool { return o.ID == counted.ID }) {
		what = "fallback"
	}
	return counted, what, counted.ID != v.Offers[0].ID
}

// least is the offer that gives least of those that a person may be left with, and what it gives.
func (v *Version) least() (counted rewards.Offered, points float64, unknown []string) {
	first := true
	for _, chain := range v.chains() {
		for _, o := range chain {
			euro, ok := o.Terms.Worth.InEuro()
			if !ok {
				unknown = append(unknown, o.ID)
			}
			// whole cents, so that no binary fraction decides where a balance is exactly at its limit
			if p := math.Round(euro*100) / (balanceEuro * 100) * o.Terms.Gives.Chance(); first || p < points {
				counted, points, first = o, p, false
			}
		}
	}
	return counted, points, unknown
}
