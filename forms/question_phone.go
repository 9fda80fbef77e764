package forms

import (
	"strings"
	"unicode"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// phone asks for one telephone number with its country code, which is kept as E.164 writes it: a plus
// and up to 15 digits. A national number is refused, since nobody can say whose country it means.
type phone struct{}

// maxPhone is how long a number may be as it is typed.
const maxPhone = 40

func (phone) asks() []string { return []string{TypePhone} }

func (phone) check(*checks, string, *Question, *Attribute) {}

func (phone) answer(_ *Question, _ *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	typed, bad := copied(n, maxPhone)
	if bad != nil {
		return Answer{}, bad
	}
	typed = asciiDigits(typed)
	number := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-.()\u2010\u2011\u2013", r) {
			return -1
		}
		return r
	}, typed)
	if strings.HasPrefix(number, "00") {
		number = "+" + number[2:]
	}
	switch {
	case strings.Contains(typed, "(0)"): // dialled from abroad in Italy, and left out in Germany
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "a zero in brackets can mean two numbers", Right: "send the number as it is dialled from abroad"}}
	case !strings.HasPrefix(number, "+") || validate.Var(number, "e164") != nil:
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "this is not a telephone number with its country code", Right: "send one such as +39 011 0000000"}}
	}
	return textAnswer(number)
}

func (phone) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (phone) effort() Effort { return Effort{Texts: 1, Seconds: 15} }
