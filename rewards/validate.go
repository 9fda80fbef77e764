package rewards

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

var (
	idForm        = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	offerForm     = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}/[a-z][a-z0-9_-]{0,39}$`)
	rightID       = "write a small letter, then up to 39 of a-z, 0-9, _ and -"
	rightPeriod   = "write day, week, month or year, or leave it out for ever"
	largestPoints = int64(1_000_000_000) // so that no sum of a person's points leaves 64 bits
)

// Validate returns everything wrong with the program in itself, in the order of the offers' ids,
// with pointers from the program file's top. What needs other programs is CheckPrograms'.
func (p Program) Validate() []fault.Field {
	v := &validator{}
	v.id("/program", p.ID, "program")
	v.text("/name", p.Name, "the program's name")
	if len(p.Offers) == 0 {
		v.add("/offers", "required", "add at least one", "a program without offers gives nothing")
	}
	for _, id := range slices.Sorted(maps.Keys(p.Offers)) {
		at := "/offers/" + fault.Escape(id)
		v.id(at, id, "offer")
		fields := p.Offers[id].Validate()
		for i := range fields {
			other := p.Offers[id].IfExhausted
			if _, here := p.Offers[other]; here && other != id && fields[i].Pointer == "/ifExhausted" {
				fields[i].Right = fmt.Sprintf("did you mean %q?", p.ID+"/"+other)
			}
		}
		v.fields = append(v.fields, under(at, fields)...)
	}
	return v.fields
}

// Validate returns everything wrong with the offer in itself, with pointers from the offer.
func (o Offer) Validate() []fault.Field {
	v := &validator{}
	v.text("/label", o.Label, "the offer's label")
	worth, worthOK := v.worth("/worth", o.Worth)
	v.gives(o)
	v.limits(o, worth, worthOK)
	v.related(o)
	if o.When != nil {
		v.fields = append(v.fields, under("/when", o.When.Check(whenScope{}, rule.Bool))...)
	}
	if o.IfExhausted != "" && !offerForm.MatchString(o.IfExhausted) {
		v.add("/ifExhausted", "bad_id", `write "program/offer", e.g. "beans/two-hundred"`, "%q does not name an offer", o.IfExhausted)
	}
	return v.fields
}

func under(pointer string, fields []fault.Field) []fault.Field {
	for i := range fields {
		fields[i] = fields[i].Under(pointer)
	}
	return fields
}

// validator gathers what is wrong; each method looks at one thing.
type validator struct{ fields []fault.Field }

func (v *validator) add(pointer, code, right, format string, args ...any) {
	v.fields = append(v.fields, fault.Field{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...), Right: right})
}

func (v *validator) id(pointer, id, what string) {
	if !idForm.MatchString(id) {
		v.add(pointer, "bad_id", rightID, "%q can't be the id of a %s", id, what)
	}
}

func (v *validator) text(pointer string, t Text, what string) {
	if len(t) == 0 {
		v.add(pointer, "required", "write it, as a string or by locale", "%s is missing", what)
	}
	for _, locale := range slices.Sorted(maps.Keys(t)) {
		if strings.TrimSpace(t[locale]) != "" {
			continue
		}
		at := pointer
		if locale != "" {
			at += "/" + fault.Escape(locale)
		}
		v.add(at, "required", "write it, or leave the locale out", "%s is empty", what)
	}
}

func (v *validator) money(pointer string, m Money) (minor int64, ok bool) {
	if m == (Money{}) {
		v.add(pointer, "required", `e.g. {"amount": "2.00", "currency": "EUR"}`, "an amount and its currency are missing")
		return 0, false
	}
	minor, err := m.Minor()
	if err != nil {
		v.add(pointer, "out_of_range", "", "%s", err.Error())
	}
	return minor, err == nil
}

func (v *validator) worth(pointer string, w Worth) (minor int64, ok bool) {
	minor, ok = v.money(pointer, w.Money())
	switch {
	case w.Euro == "":
	case w.Currency == "EUR":
		v.add(pointer+"/eur", "unknown_field", "leave it out", "the worth is in euro already")
	default:
		if _, ok := w.InEuro(); !ok {
			v.add(pointer+"/eur", "out_of_range", `write digits with at most two decimals, e.g. "2.35"`, "%q is not an amount in euro", w.Euro)
		}
	}
	return minor, ok
}

// IsID tells whether text can be the id of a program, an offer or a pool.
func IsID(text string) bool { return idForm.MatchString(text) }
