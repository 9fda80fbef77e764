package forms

import (
	"encoding/json"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// consent asks for a yes or no to one purpose. It is never preselected, never required, and needs
// no decline, since no is an answer.
type consent struct{}

func (consent) asks() []string { return nil }

func (consent) check(c *checks, at string, q *Question, _ *Attribute) {
	if q.Purpose == "" {
		c.fault(at, "required", `add "purpose"`, "the consent does not say to what")
	}
}

func (consent) answer(_ *Question, _ *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if n.Kind != Boolean {
		return Answer{}, wrongType("true or false, or leave the question out", n)
	}
	return Answer{JSON: json.RawMessage(n.Text), Value: rule.BoolOf(n.Text == "true")}, nil
}

func (consent) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Bool} }

func (consent) effort() Effort { return Effort{Taps: 1, Seconds: 8} }
