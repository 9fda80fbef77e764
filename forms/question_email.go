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
	// that is. The part before it belongs to that host, and stays as it was typed; in quotes it could hold
	// spaces and signs that a receiving host should not use (RFC 5321, section 4.1.2) and few systems read.
	local, domain, _ := cutLast(address, "@")
	host, err := idna.Lookup.ToASCII(domain)
	if address = local + "@" + host; err != nil || len(local) > maxLocal || len(address) > maxEmail || strings.Contains(local, `"`) || !hasName(host) || validate.Var(address, "email") != nil {
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "this is not an e-mail address", Right: "send one such as name@example.org"}}
	}
	return textAnswer(address)
}

func (email) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (email) effort() Effort { return Effort{Texts: 1, Seconds: 15} }

// hasName tells whether a host in its ASCII form is one that a receiver elsewhere can reach by a name: at least
// two labels, the last of which begins with a letter, as every top-level domain does. So it is no number of a
// machine in any of its spellings (127.1, 0x7f.1, 2130706433, [::1]) and no name of one's own network.
func hasName(host string) bool {
	_, top, found := cutLast(host, ".")
	return found && len(top) > 1 && top[0] >= 'a' && top[0] <= 'z'
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
