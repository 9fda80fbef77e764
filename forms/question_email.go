package forms

import (
	"strings"

	"github.com/go-playground/validator/v10"
	"golang.org/x/net/idna"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// email asks for one e-mail address.
type email struct{}

// The longest address that can be delivered to, and its part before the @, in bytes (RFC 5321, section
// 4.5.3.1, less the angle brackets).
const (
	maxEmail = 254
	maxLocal = 64
)

var validate = validator.New()

func (email) asks() []string { return []string{TypeEmail} }

func (email) check(*checks, string, *Question, *Attribute) {}

func (email) answer(_ *Question, _ *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	address, bad := copied(n, maxEmail)
	if bad != nil {
		return Answer{}, bad
	}
	// The part after the @ is a host name: case has no meaning in it, and what is not ASCII has a form
	// that is. The part before it belongs to that host, and stays as it was typed.
	local, domain, _ := cutLast(address, "@")
	host, err := idna.Lookup.ToASCII(domain)
	if address = local + "@" + host; err != nil || len(local) > maxLocal || len(address) > maxEmail || validate.Var(address, "email") != nil {
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "this is not an e-mail address", Right: "send one such as name@example.org"}}
	}
	return textAnswer(address)
}

func (email) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (email) effort() Effort { return Effort{Texts: 1, Seconds: 15} }

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
