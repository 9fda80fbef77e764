package forms

import (
	"encoding/json"
	"fmt"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// shortText asks for one line of text.
type shortText struct{}

// The limits of a line of text, in characters that people see.
const (
	defaultTextLength = 200
	maxTextLength     = 500
)

func (shortText) asks() []string { return []string{TypeText} }

func (shortText) check(c *checks, at string, q *Question, _ *Attribute) {
	q.checkLength(c, at, maxTextLength)
}

func (shortText) answer(q *Question, _ *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	text, bad := line(n, q.length(defaultTextLength))
	if bad != nil {
		return Answer{}, bad
	}
	return textAnswer(text)
}

func (shortText) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (shortText) effort() Effort { return Effort{Texts: 1, Seconds: 20} }

func (q *Question) checkLength(c *checks, at string, most int64) {
	if q.MaxLength != nil && (*q.MaxLength < 1 || *q.MaxLength > most) {
		c.fault(at+"/maxLength", "out_of_range", fmt.Sprintf("write 1 to %d", most), "a %s can't have up to %d characters", q.Type, *q.MaxLength)
	}
}

// length is how many characters a text may have.
func (q *Question) length(usual int64) int64 {
	if q.MaxLength != nil {
		return *q.MaxLength
	}
	return usual
}

// textAnswer is the answer that a text is, once it was found good.
func textAnswer(text string) (Answer, []fault.Field) {
	raw, err := json.Marshal(text)
	if err != nil {
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: err.Error()}}
	}
	return Answer{JSON: raw, Value: rule.TextOf(text)}, nil
}
