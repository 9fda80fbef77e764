package forms

import (
	"proffer/forms/fault"
	"proffer/forms/rule"
)

// longText asks for a text of several lines.
type longText struct{}

// The limits of a text of several lines, in characters that people see.
const (
	defaultLongLength = 2000
	maxLongLength     = 10000
)

func (longText) asks() []string { return []string{TypeText} }

func (longText) check(c *checks, at string, q *Question, _ *Attribute) {
	q.checkLength(c, at, maxLongLength)
}

func (longText) answer(q *Question, _ *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	text, bad := paragraphs(n, q.length(defaultLongLength))
	if bad != nil {
		return Answer{}, bad
	}
	return textAnswer(text)
}

func (longText) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (longText) effort() Effort { return Effort{Texts: 1, Seconds: 60} }
