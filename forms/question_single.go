package forms

import (
	"encoding/json"
	"slices"
	"strings"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// single picks exactly one value, or gives a free text in its place.
type single struct{}

func (single) asks() []string { return []string{TypeChoice} }

func (single) check(c *checks, at string, q *Question, a *Attribute) { q.checkChoices(c, at, a) }

func (single) answer(q *Question, a *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if a.Other && n.Kind == Object {
		text, bad := freeText(n)
		if bad != nil {
			return Answer{}, bad
		}
		return otherAnswer(text)
	}
	if n.Kind != String {
		return Answer{}, wrongType("the value of one choice, a string"+orOther(a), n)
	}
	if bad := q.unknownChoice(a, n.Text); bad != nil {
		return Answer{}, bad
	}
	raw, err := json.Marshal(n.Text)
	if err != nil {
		return Answer{}, wrongType("a string", n)
	}
	return Answer{JSON: raw, Value: rule.TextOf(n.Text), Chosen: []string{n.Text}}, nil
}

func (single) variable(q *Question, a *Attribute) rule.Type {
	return rule.Type{Kind: rule.Text, Values: q.answerable(a)}
}

func (single) effort() Effort { return Effort{Taps: 1, Seconds: 5} }

// offered are the names of the values that the question offers: its choices, or else all that are not
// retired.
func (q *Question) offered(a *Attribute) []string {
	if len(q.Choices) == 0 {
		if a.Type == TypeBoolean {
			return []string{"true", "false"}
		}
		return a.current()
	}
	names := make([]string, len(q.Choices))
	for i, ch := range q.Choices {
		names[i] = ch.Value.Name()
	}
	return names
}

// answerable are the names that a rule may meet: all values of the attribute, since one that is known
// from before need not be offered any more, and that of a free text.
func (q *Question) answerable(a *Attribute) []string {
	names := slices.Clone(a.Values.Names())
	if a.Other {
		names = append(names, OtherValue)
	}
	return names
}

func (q *Question) unknownChoice(a *Attribute, name string) []fault.Field {
	offered := q.offered(a)
	if slices.Contains(offered, name) {
		return nil
	}
	return []fault.Field{{Code: "unknown_choice", Detail: "the question does not offer this value", Right: "send one of " + strings.Join(offered, ", ") + orOther(a)}}
}
