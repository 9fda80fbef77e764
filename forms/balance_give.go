package forms

import (
	"math"
	"slices"
	"strings"

	"proffer/forms/rule"
)

// shaping are the names that what the person gets depends on: variables and scores that an outcome, a
// recommendation or a text of the result reads, through computed values too. A question that only
// decides what is asked next is none of them: being asked more is nothing given.
func (f *Form) shaping() map[string]bool {
	names := map[string]bool{}
	var add func(name string)
	read := func(r *rule.Rule) {
		if r != nil {
			for _, name := range r.Vars() {
				add(name)
			}
		}
	}
	add = func(name string) {
		if names[name] {
			return
		}
		names[name] = true
		if id, ok := strings.CutPrefix(name, "computed."); ok {
			if r, known := f.Computed.Get(id); known {
				read(r)
			}
		}
	}
	recommend := func(r *Recommend) {
		if r == nil {
			return
		}
		read(r.Filter)
		for _, name := range r.Match.Names() {
			m, _ := r.Match.Get(name)
			read(m.To)
		}
	}
	recommend(f.Recommend)
	for i := range f.Outcomes {
		o := &f.Outcomes[i]
		read(o.When)
		if o.Score != "" {
			add("score." + o.Score)
		}
		recommend(o.Recommend)
		eachText(o, func(_ string, t *Text) {
			for _, text := range *t {
				for _, p := range Pipes(text) {
					add(p.ID)
				}
			}
		})
	}
	return names
}

// shapes tells whether an answer to the question visibly changes what the person gets: its value or one
// of its scores is among the names that the result depends on, or its votes are published in a poll.
func (f *Form) shapes(q *Question, names map[string]bool) bool {
	if f.Results != nil && f.Results.Show != "never" && countable(q) {
		return true
	}
	for name := range names {
		id, _, _ := strings.Cut(name, ".") // a row of a matrix, a place of a ranking
		if name == "attr."+q.Attribute || id == q.ID {
			return true
		}
	}
	scored := func(scores map[string]float64) bool {
		for s, points := range scores {
			if points != 0 && names["score."+s] {
				return true
			}
		}
		return false
	}
	return scored(q.Scores) || slices.ContainsFunc(q.Choices, func(ch Choice) bool { return scored(ch.Scores) })
}

// countable tells whether the answers to a question are counted as votes: those that are tapped.
func countable(q *Question) bool {
	effort := efforts[q.Type]
	return effort == effortTap || effort == effortTaps
}

// reward is what the offer gives, in points of Ask: the least of it and its fallbacks, since each of
// them may be what a person is left with. The offers without a worth in euro are named.
func (v *Version) reward() (points float64, unknown []string) {
	for i, o := range v.Offers {
		euro, ok := o.Terms.Worth.InEuro()
		if !ok {
			unknown = append(unknown, o.ID)
		}
		// whole cents, so that no binary fraction decides where a balance is exactly at its limit
		if p := math.Round(euro*100) / (balanceEuro * 100) * o.Terms.Gives.Chance(); i == 0 || p < points {
			points = p
		}
	}
	return points, unknown
}
