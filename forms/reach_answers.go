package forms

import (
	"math"
	"slices"

	"proffer/forms/rule"
)

// answers is what an answer to the question can be, as rules see it, and what one row or place can be.
// What was known before may be any value that the attribute holds.
func (f *Form) answers(q *Question, b *Brand) (whole, part rule.Domain) {
	t, sound := f.variable(q, b)
	if !sound || q.Type == "statement" {
		return rule.Domain{}, rule.Domain{}
	}
	a, _ := q.asked(b)
	held := f.Kind == KindPreferences || q.Known == KnownSkip || q.Known == KnownPrefill
	values := t.Values
	if listed := q.IsKnowledge() || slices.Contains([]string{TypeChoice, TypeChoices, TypeRanking}, a.Type); listed && !held && len(t.Values) > 0 {
		values = q.offered(&a)
	}
	if a.Other && len(values) > 0 && !slices.Contains(values, "other") {
		values = append(slices.Clone(values), "other")
	}
	texts := make([]rule.Value, len(values))
	for i, v := range values {
		texts[i] = rule.TextOf(v)
	}
	part = rule.OneOf(texts...)
	switch {
	case t.Kind == rule.Text:
		return part, part
	case held:
		return rule.OfType(rule.Type{Kind: t.Kind, Elem: t.Elem, Values: values}), part
	case t.Kind == rule.Number:
		lo, hi := q.bounds(&a)
		return rule.Between(lo, hi, a.Type == TypeInteger), part
	case t.Kind == rule.Date:
		return rule.Days(a.Earliest, a.Latest), part
	case t.Kind != rule.List:
	case a.Type == TypeMatrix:
		return rule.Lists(texts, 0, max(1, len(q.Rows), a.Rows.Len()), false), part
	case a.Type == TypeRanking:
		return rule.Lists(texts, 1, max(1, int(q.places(&a))), true), part
	case q.Type == "multiple":
		least, most := q.picks(&a)
		if q.Max == nil && a.Other {
			most++
		}
		return rule.Lists(texts, int(least), int(most), true), part
	}
	return rule.OfType(t), part
}

// bounds are the least and the greatest number that can be answered.
func (q *Question) bounds(a *Attribute) (lo, hi float64) {
	lo, hi = -math.MaxFloat64, math.MaxFloat64
	least, most := a.Min, a.Max
	if q.IsKnowledge() {
		least, most = q.Min, q.Max
	}
	if least != nil {
		lo = *least
	}
	if most != nil {
		hi = *most
	}
	return lo, hi
}

// points are what a right answer is worth.
func (q *Question) points() float64 {
	if q.Points == nil {
		return 1
	}
	return float64(*q.Points)
}

// span is what an answer can add to a number, at least and at most.
type span struct{ lo, hi float64 }

// added is a number after that. What a double does not hold exactly gets a little more room, since its
// sums depend on their order.
func (s span) added(d rule.Domain) rule.Domain {
	lo, hi, ok := d.Bounds()
	if !ok {
		return rule.Domain{}
	}
	room := 0.0
	if !exact(lo) || !exact(hi) || !exact(s.lo) || !exact(s.hi) {
		room = 1e-9 * (math.Abs(lo) + math.Abs(hi) + math.Abs(s.lo) + math.Abs(s.hi))
	}
	lo, hi = lo+s.lo-room, hi+s.hi+room
	if math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		return rule.Domain{} // it may be too large for a number
	}
	return rule.Between(lo, hi, false)
}

// exact tells whether sums of such numbers come out the same in any order.
func exact(n float64) bool { return n*1024 == math.Trunc(n*1024) && math.Abs(n) <= 1<<40 }

// worth is what an answer can add to each score; nothing, if the question is skipped.
func (f *Form) worth(q *Question, b *Brand) map[string]span {
	out := map[string]span{}
	around := func(s span, n float64) span {
		if !exact(n) {
			s.lo, s.hi = s.lo-1e-9*math.Abs(n), s.hi+1e-9*math.Abs(n)
		}
		return s
	}
	several := q.Type != "single" && q.Type != "dropdown" && q.Type != "picture" && q.Type != "yes_no"
	for _, ch := range q.Choices {
		for score, n := range ch.Scores {
			s := out[score]
			if several { // each may be picked
				s.lo, s.hi = s.lo+min(0, n), s.hi+max(0, n)
			} else {
				s.lo, s.hi = min(s.lo, n), max(s.hi, n)
			}
			out[score] = around(s, n)
		}
	}
	a, _ := b.attribute(q.Attribute)
	lo, hi := q.bounds(&a)
	for score, weight := range q.Scores {
		s := out[score]
		s.lo += min(0, weight*lo, weight*hi)
		s.hi += max(0, weight*lo, weight*hi)
		out[score] = around(around(s, weight*lo), weight*hi)
	}
	return out
}
