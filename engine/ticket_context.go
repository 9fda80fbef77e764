package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"proffer/forms"
	"proffer/forms/fault"
)

// The limits of what a page passes in.
const (
	maxContextText   = 200     // characters
	maxContextNumber = 1 << 53 // from there on, not every whole number is one
)

const codeSecret = "secret"

// checkContext names all that does not fit of what a page passes in by itself.
func checkContext(v *forms.Version, n *forms.Node) []fault.Field {
	if n == nil {
		return nil
	}
	if n.Kind != forms.Object {
		return []fault.Field{{Pointer: "/context", Code: "wrong_type", Detail: "the context is no object", Right: "send an object: field to value, or leave it out"}}
	}
	var bad []fault.Field
	for _, m := range n.Members {
		if len(bad) >= forms.MaxFaults {
			break
		}
		at := "/context/" + fault.Escape(m.Name)
		field, known := v.Form.Context.Get(m.Name)
		switch {
		case !known && len(v.Form.Context.Names()) == 0:
			bad = append(bad, fault.Field{Pointer: at, Code: "unknown_field", Detail: "the form takes no context", Right: "leave it out"})
		case !known:
			bad = append(bad, fault.Field{Pointer: at, Code: "unknown_field", Detail: "the form has no such context field", Right: forms.Suggest(m.Name, v.Form.Context.Names())})
		case field.Signed:
			bad = append(bad, fault.Field{Pointer: at, Code: "not_signed", Detail: "the form takes this field only as the brand has signed it", Right: `put it into "context" of the signed identity`})
		default:
			if _, wrong := contextValue(field, m.Value); wrong != nil {
				bad = append(bad, wrong.Under(at))
			}
		}
	}
	return bad
}

// passedIn is the context of a ticket: what the brand has signed, and of the rest what the page sent.
// One identity serves all of a brand's forms, so what of it this form does not take is left out.
func passedIn(v *forms.Version, sent, signed *forms.Node) (map[string]json.RawMessage, error) {
	bad := &fault.Error{Code: fault.Invalid, Title: "Ticket not issued", Detail: "the context does not fit the form"}
	var out map[string]json.RawMessage
	for _, name := range v.Form.Context.Names() {
		field, _ := v.Form.Context.Get(name)
		at, n := "/identity", member(signed, name)
		if n == nil {
			at, n = "/context/"+name, member(sent, name)
		}
		if n == nil {
			if v.Form.RepeatRule().Per == name {
				bad.Fields = append(bad.Fields, fault.Field{Pointer: "/context/" + name, Code: "required", Detail: "the form takes one answer for each " + name, Right: requiredContext(field)})
			}
			continue
		}
		raw, wrong := contextValue(field, n)
		if wrong != nil {
			wrong.Detail = fmt.Sprintf("the context's field %q: %s", name, wrong.Detail)
			bad.Fields = append(bad.Fields, wrong.Under(at))
			continue
		}
		if out == nil {
			out = map[string]json.RawMessage{}
		}
		out[name] = raw
	}
	if bad.Fields != nil {
		return nil, bad
	}
	return out, nil
}

func requiredContext(f forms.ContextField) string {
	if f.Signed {
		return `put it into "context" of the signed identity`
	}
	return "send it in context"
}

func member(n *forms.Node, name string) *forms.Node {
	if n == nil || n.Kind != forms.Object {
		return nil
	}
	if m := n.Member(name); m != nil && m.Kind != forms.Null {
		return m
	}
	return nil
}

var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// contextValue reads one value of a field as canonical JSON.
func contextValue(f forms.ContextField, n *forms.Node) (json.RawMessage, *fault.Field) {
	wrong := func(right string) (json.RawMessage, *fault.Field) {
		return nil, &fault.Field{Code: "wrong_type", Detail: "this is not a " + f.Type, Right: right}
	}
	out := func(right string) (json.RawMessage, *fault.Field) {
		return nil, &fault.Field{Code: "out_of_range", Detail: "this does not fit", Right: right}
	}
	switch f.Type {
	case "text":
		if n.Kind != forms.String {
			return wrong("send a string")
		}
		text, bad := forms.PassedText(n, maxContextText)
		if bad != nil && bad[0].Code == codeSecret {
			return nil, &bad[0]
		}
		if bad != nil || utf8.RuneCountInString(text) > maxContextText || strings.ContainsFunc(text, unprintable) {
			return out(fmt.Sprintf("send one line of plain text of 1 to %d characters", maxContextText))
		}
		return mustJSON(text), nil
	case "boolean":
		if n.Kind != forms.Boolean {
			return wrong("send true or false")
		}
		return json.RawMessage(n.Text), nil
	case "date":
		if n.Kind != forms.String {
			return wrong(`send a date such as "2026-03-01"`)
		}
		if _, err := time.Parse(time.DateOnly, n.Text); err != nil || !isoDate.MatchString(n.Text) {
			return out(`send a date such as "2026-03-01"`)
		}
		return mustJSON(n.Text), nil
	}
	if n.Kind != forms.Number {
		return wrong("send a number")
	}
	var x float64
	if err := json.Unmarshal([]byte(n.Text), &x); err != nil || math.Abs(x) > maxContextNumber {
		return out("send a number between -2^53 and 2^53")
	}
	if f.Type == "integer" && x != math.Trunc(x) {
		return nil, &fault.Field{Code: "wrong_type", Detail: "this is not a whole number", Right: "send a whole number"}
	}
	if bad := forms.PassedNumber(x); bad != nil {
		return nil, &bad[0]
	}
	return mustJSON(x + 0), nil // no negative zero
}

// unprintable are controls, also those that turn the direction of the text around them, and what is no
// character at all.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// pass decides what of the context is stored: each field under those of its purposes whose basis holds
// now, as with a value; a field with none is dropped and goes into no row. keep calls it once the
// consents of this response are known.
func (k *kept) pass(v *forms.Version, passed map[string]json.RawMessage, facts Facts, now time.Time, response Response) {
	for _, name := range v.Form.Context.Names() {
		value, given := passed[name]
		if !given {
			continue
		}
		field, _ := v.Form.Context.Get(name)
		bases := k.bases(v, field.Purposes, func(_ string, p forms.Purpose) forms.Period { return *p.Keep }, facts, now)
		if len(bases) > 0 {
			k.context = append(k.context, Passed{Field: name, Value: value, Purposes: bases, Rev: facts.Rev, Response: response.ID})
		}
	}
}

// passedPurposes names the purposes that a field of a context is held for.
func passedPurposes(p Passed) []string {
	var out []string
	for _, b := range p.Purposes {
		out = append(out, b.Purpose)
	}
	return out
}

// onPath is what was passed in and rules of the path read: whoever walks the path needs it.
func onPath(v *forms.Version, passed map[string]json.RawMessage) map[string]json.RawMessage {
	var out map[string]json.RawMessage
	for _, name := range v.PathContext() {
		if value, ok := passed[name]; ok {
			if out == nil {
				out = map[string]json.RawMessage{}
			}
			out[name] = value
		}
	}
	return out
}
