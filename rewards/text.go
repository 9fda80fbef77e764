package rewards

import (
	"encoding/json"
	"fmt"
	"sort"

	"proffer/forms/fault"
)

// Text is a plain text by locale: never HTML, a blank line makes a paragraph. A brand may write a
// bare string, which is the text in its first locale; it stands under the key "" until Localize
// puts it there.
type Text map[string]string

// UnmarshalJSON reads a string or an object of strings; anything else is a fault that points at
// the offending member.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var s string
	if string(raw) != "null" && json.Unmarshal(raw, &s) == nil {
		*t = Text{"": s}
		return nil
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		return fault.At(fault.Invalid, "", "wrong_type", "a text is a string, or an object of strings by locale, e.g. {\"en\": \"Hello\"}")
	}
	out, bad := Text{}, &fault.Error{Code: fault.Invalid, Detail: "not a text"}
	for k, v := range m {
		if string(v) == "null" || json.Unmarshal(v, &s) != nil {
			bad.Fields = append(bad.Fields, fault.Field{Pointer: "/" + fault.Escape(k), Code: "wrong_type", Detail: fmt.Sprintf("the text for %q is not a string", k)})
			continue
		}
		out[k] = s
	}
	if len(m) == 0 {
		bad.Fields = append(bad.Fields, fault.Field{Code: "wrong_type", Detail: "a text by locale has at least one locale"})
	}
	if bad.Fields != nil {
		sort.Slice(bad.Fields, func(i, j int) bool { return bad.Fields[i].Pointer < bad.Fields[j].Pointer })
		return bad
	}
	*t = out
	return nil
}

// Localize returns the text with a bare string put under the brand's first locale.
func (t Text) Localize(first string) Text {
	s, bare := t[""]
	if !bare {
		return t
	}
	return Text{first: s}
}

// In returns the text in a locale; "" if there is none.
func (t Text) In(locale string) string { return t[locale] }
