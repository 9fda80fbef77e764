package forms

import (
	"encoding/json"
	"slices"
	"strings"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// single picks exactly one value.
type single struct{}

func (single) asks() []string { return []string{TypeChoice} }

func (single) check(c *checks, at string, q *Question, a *Attribute) { q.checkChoices(c, at, a) }

func (single) answer(q *Question, a *Attribute, n *Node) (Answer, []fault.Field) {
	if n.Kind != String {
		return Answer{}, wrongType("the value of one choice, a string", n)
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
	return rule.Type{Kind: rule.Text, Values: a.Values.Names()}
}

func (single) effort() Effort { return Effort{Taps: 1, Seconds: 5} }

// offered are the names of the values that the question offers.
func (q *Question) offered(a *Attribute) []string {
	if len(q.Choices) == 0 {
		if a.Type == TypeBoolean {
			return []string{"true", "false"}
		}
		return a.Values.Names()
	}
	names := make([]string, len(q.Choices))
	for i, ch := range q.Choices {
		names[i] = ch.Value.Name()
	}
	return names
}

func (q *Question) unknownChoice(a *Attribute, name string) []fault.Field {
	offered := q.offered(a)
	if slices.Contains(offered, name) {
		return nil
	}
	return []fault.Field{{Code: "unknown_choice", Detail: "the question does not offer this value", Right: "send one of " + strings.Join(offered, ", ")}}
}
