package engine

import (
	"slices"

	"proffer/forms"
)

// asWritten gives chosen values in the order in which the question writes its choices. Scores add up in
// it: sums of doubles depend on their order, and the widget, which finds the same path, knows this one.
func asWritten(q *forms.Question, chosen []string) []string {
	if len(chosen) < 2 {
		return chosen
	}
	place := func(name string) int {
		return slices.IndexFunc(q.Choices, func(ch forms.Choice) bool { return ch.Value.Name() == name })
	}
	out := slices.Clone(chosen)
	slices.SortStableFunc(out, func(a, b string) int { return place(a) - place(b) })
	return out
}
