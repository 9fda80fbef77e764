package forms

import (
	"encoding/json"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// yesNo asks for a boolean.
type yesNo struct{}

func (yesNo) asks() []string { return []string{TypeBoolean} }

func (yesNo) check(c *checks, at string, q *Question, a *Attribute) { q.checkChoices(c, at, a) }

func (yesNo) answer(_ *Question, _ *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if n.Kind != Boolean {
		return Answer{}, wrongType("true or false", n)
	}
	return Answer{JSON: json.RawMessage(n.Text), Value: rule.BoolOf(n.Text == "true"), Chosen: []string{n.Text}}, nil
}

func (yesNo) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Bool} }

func (yesNo) effort() Effort { return Effort{Taps: 1, Seconds: 5} }
