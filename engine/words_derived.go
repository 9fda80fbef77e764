package engine

import (
	"encoding/json"
	"slices"
	"strings"

	"proffer/forms"
	"proffer/forms/rule"
)

// derived is a score or a computed value in words. Neither is stored: it is worked out again from the
// answers that are still held. Where one that it was made from is gone, or was never kept, it is "".
func (w words) derived(name string) string {
	from := map[string]bool{}
	if !sources(w.version, []string{name}, from, map[string]bool{}) {
		return ""
	}
	for id := range from {
		if w.values[id] == nil && w.given(id) {
			return ""
		}
	}
	p := newPath(w.version, &ticket{issued: w.response.At})
	p.right = w.response.Knowledge
	for i := range w.version.Form.Pages {
		for j := range w.version.Form.Pages[i].Questions {
			q := &w.version.Form.Pages[i].Questions[j]
			n, _, _ := forms.ParseTree(w.values[q.ID])
			if n == nil {
				continue
			}
			a, bad := p.parse(q, n)
			if bad != nil {
				return ""
			}
			p.answers[q.ID] = a
			p.settle(q, a)
		}
	}
	v := p.fact(name)
	raw, err := v.MarshalJSON()
	switch {
	case err != nil:
		return ""
	case v.Kind() == rule.Number:
		return sayNumber(raw, w.locale)
	case v.Kind() == rule.Date:
		return sayDate(raw, w.locale)
	}
	return ""
}

// given tells whether a value was given to a question in this response, or was known of it.
func (w words) given(question string) bool {
	return slices.ContainsFunc(w.response.Known, func(r KnownRef) bool { return r.Question == question }) ||
		slices.ContainsFunc(w.response.Kept, func(r KeptRef) bool { return r.Question == question }) ||
		slices.ContainsFunc(w.response.Dropped, func(d Drop) bool { return d.Question == question })
}

// sources gathers the questions that variables can be made from. It is false where one is made from
// what is not kept at all: the day, or the answer to a knowledge question.
func sources(v *forms.Version, vars []string, from, computed map[string]bool) bool {
	for _, name := range vars {
		group, rest, dotted := strings.Cut(name, ".")
		switch {
		case name == "today":
			return false
		case dotted && group == "knowledge":
		case dotted && group == "computed":
			if r, ok := v.Form.Computed.Get(rest); ok && r != nil && !computed[rest] {
				computed[rest] = true
				if !sources(v, r.Vars(), from, computed) {
					return false
				}
			}
		default:
			attribute, _, _ := strings.Cut(rest, ".")
			for i := range v.Form.Pages {
				for j := range v.Form.Pages[i].Questions {
					q := &v.Form.Pages[i].Questions[j]
					reads := q.ID == group
					if dotted && group == "attr" {
						reads = q.Attribute == attribute
					} else if dotted && group == "score" {
						reads = scores(q, rest)
					}
					if reads && q.IsKnowledge() {
						return false
					}
					if reads {
						from[q.ID] = true
					}
				}
			}
		}
	}
	return true
}

// scores tells whether an answer to the question can add to a score.
func scores(q *forms.Question, score string) bool {
	_, weighed := q.Scores[score]
	return weighed || slices.ContainsFunc(q.Choices, func(ch forms.Choice) bool { _, adds := ch.Scores[score]; return adds })
}

// valuesOf are the values that a response gave and that are still held, by question.
func valuesOf(response Response, lists ...[]Preference) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for _, list := range lists {
		for _, p := range list {
			if p.Response == response.ID {
				out[p.Question] = p.Value
			}
		}
	}
	return out
}
