package forms

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// link asks for one web address.
type link struct{}

// maxURL is how long an address may be: what every browser and most servers take.
const maxURL = 2048

func (link) asks() []string { return []string{TypeURL} }

func (link) check(*checks, string, *Question, *Attribute) {}

func (link) answer(_ *Question, _ *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	text, bad := copied(n, maxURL)
	if bad != nil {
		return Answer{}, bad
	}
	u, err := url.Parse(text)
	switch {
	case err == nil && u.User != nil:
		return Answer{}, []fault.Field{{Code: "out_of_range", Detail: "the address has a name or a password in it", Right: "send it without what stands before the @"}}
	case err == nil:
		text, err = webAddress(u)
	}
	if err != nil || text == "" || len(text) > maxURL || validate.Var(text, "http_url") != nil {
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "this is not a web address", Right: "send one such as https://example.org/page"}}
	}
	return textAnswer(text)
}

func (link) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (link) effort() Effort { return Effort{Texts: 1, Seconds: 20} }

// webAddress is the normal form of an http or https address: scheme and host in small letters, the host
// in its ASCII form, and without the scheme's own port. "" if it is none, or if its host has no name.
func webAddress(u *url.URL) (string, error) {
	own, web := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	if !web || strings.Contains(u.Host, "%") {
		return "", nil
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil || !hasName(host) {
		return "", err
	}
	port := u.Port()
	if port != "" {
		if p, err := strconv.ParseUint(port, 10, 16); err != nil || p == 0 {
			return "", err
		}
		if port != own {
			host += ":" + port
		}
	}
	u.Host = host
	return u.String(), nil
}
