package forms

import (
	"encoding/json"
	"strings"

	"github.com/go-playground/validator/v10"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// email asks for one e-mail address.
type email struct{}

// maxEmail is the longest address that can be delivered to (RFC 5321, section 4.5.3.1.3, less the
// angle brackets).
const maxEmail = 254

var validate = validator.New()

func (email) asks() []string { return []string{TypeEmail} }

func (email) check(*checks, string, *Question, *Attribute) {}

func (email) answer(_ *Question, _ *Attribute, n *Node) (Answer, []fault.Field) {
	address, bad := line(n, maxEmail)
	if bad != nil {
		return Answer{}, bad
	}
	if validate.Var(address, "email") != nil {
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "this is not an e-mail address", Right: "send one such as name@example.org"}}
	}
	// The part after the @ is a host name, in which case has no meaning; the part before it may.
	at := strings.LastIndexByte(address, '@')
	address = address[:at] + strings.ToLower(address[at:])
	raw, err := json.Marshal(address)
	if err != nil {
		return Answer{}, wrongType("a string", n)
	}
	return Answer{JSON: raw, Value: rule.TextOf(address)}, nil
}

func (email) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (email) effort() Effort { return Effort{Texts: 1, Seconds: 15} }
