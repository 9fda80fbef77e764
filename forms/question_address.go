package forms

import (
	"encoding/json"
	"strings"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// address asks for a postal address.
type address struct{}

// addressLine is one member of an address as it is sent and kept.
type addressLine struct {
	name  string
	limit int64
	must  bool
}

var addressLines = []addressLine{
	{"street", 200, true}, {"street2", 200, false}, {"postcode", 20, false}, {"city", 100, true}, {"region", 100, false}, {"country", 2, true},
}

func (address) asks() []string { return []string{TypeAddress} }

func (address) check(*checks, string, *Question, *Attribute) {}

func (address) answer(_ *Question, _ *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if n.Kind != Object {
		return Answer{}, wrongType("an object with street, city, country, and maybe street2, postcode, region", n)
	}
	var bad []fault.Field
	kept := Dict[string]{}
	for _, l := range addressLines {
		given, here := n.Member(l.name), "/"+l.name
		if given == nil {
			if l.must {
				bad = append(bad, fault.Field{Pointer: here, Code: "required", Detail: "the address is not complete without it", Right: "add it, or decline the question"})
			}
			continue
		}
		text, wrong := l.accept(given)
		for _, f := range wrong {
			bad = append(bad, f.Under(here))
		}
		kept.Set(l.name, text)
	}
	for _, m := range n.Members {
		if !addressPart(m.Name) {
			bad = append(bad, fault.Field{Pointer: "/" + fault.Escape(m.Name), Code: "unknown_field", Detail: "an address has no such part", Right: "leave it out"})
		}
	}
	if bad != nil {
		return Answer{}, bad
	}
	raw, err := json.Marshal(kept)
	if err != nil {
		return Answer{}, wrongType("an object of strings", n)
	}
	country, _ := kept.Get("country")
	return Answer{JSON: raw, Value: rule.TextOf(country)}, nil
}

// variable: rules see the country alone.
func (address) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Text} }

func (address) effort() Effort { return Effort{Texts: 1, Seconds: 45} }

func addressPart(name string) bool {
	for _, l := range addressLines {
		if l.name == name {
			return true
		}
	}
	return false
}

func (l addressLine) accept(n *Node) (string, []fault.Field) {
	text, bad := line(n, l.limit)
	switch {
	case bad != nil:
	case l.name == "postcode":
		text = asciiDigits(text)
	case l.name == "country":
		if text = strings.ToUpper(text); !isCountry(text) {
			bad = []fault.Field{{Code: "unknown_choice", Detail: "this is not a country code", Right: "send ISO 3166's two letters, such as IT"}}
		}
	}
	return text, bad
}

// countries are the codes of ISO 3166-1 that an address may have. "XA" to "XZ" are for whoever wants
// to use them, and name no country.
var countries = func() []string {
	var out []string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if code := string([]rune{a, b}); a != 'X' && isCountry(code) {
				out = append(out, code)
			}
		}
	}
	return out
}()
