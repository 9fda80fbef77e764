package forms

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// shortText asks for one line of text.
type shortText struct{}

// The limits of a line of text, in characters.
const (
	defaultTextLength = 200
	maxTextLength     = 500
)

func (shortText) asks() []string { return []string{TypeText} }

func (shortText) check(c *checks, at string, q *Question, _ *Attribute) {
	if q.MaxLength != nil && (*q.MaxLength < 1 || *q.MaxLength > maxTextLength) {
		c.fault(at+"/maxLength", "out_of_range", fmt.Sprintf("write 1 to %d", maxTextLength), "a short text can't have up to %d characters", *q.MaxLength)
	}
}

func (shortText) answer(q *Question, _ *Attribute, n *Node) (Answer, []fault.Field) {
	limit := int64(defaultTextLength)
	if q.MaxLength != nil {
		limit = *q.MaxLength
	}
	text, bad := line(n, limit)
	if bad != nil {
		return Answer{}, bad
	}
	raw, err := json.Marshal(text)
	if err != nil {
		return Answer{}, wrongType("a string", n)
	}
	return Answer{JSON: raw, Value: rule.TextOf(text)}, nil
}

func (shortText) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (shortText) effort() Effort { return Effort{Texts: 1, Seconds: 20} }

// bidiMarks are invisible letters that people type in languages written from right to left; the
// other controls of direction could turn the text around them.
var bidiMarks = []rune{'\u061c', '\u200e', '\u200f'}

// line reads one line of text: normalised to NFC, without the spaces around it, without control
// characters, and never empty.
func line(n *Node, limit int64) (string, []fault.Field) {
	if n.Kind != String {
		return "", wrongType("a string", n)
	}
	text := strings.TrimSpace(norm.NFC.String(n.Text))
	switch length := int64(utf8.RuneCountInString(text)); {
	case !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsGraphic(r) || unicode.IsControl(r) }): // nothing, or nothing to see
		return "", []fault.Field{{Code: "out_of_range", Detail: "the text is empty", Right: "leave the question out, or decline it"}}
	case length > limit:
		return "", []fault.Field{{Code: "out_of_range", Detail: fmt.Sprintf("the text has %d characters", length), Right: fmt.Sprintf("send at most %d", limit)}}
	}
	if strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) && !slices.Contains(bidiMarks, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
	}) {
		return "", []fault.Field{{Code: "out_of_range", Detail: "the text has control characters in it", Right: "send one line of plain text"}}
	}
	return text, nil
}
