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
		v.add(pointer, "bad_id", rightID, "%q is not an id for a %s", id, what)
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

// gives checks that the reward has what its kind needs and nothing that belongs to another kind.
func (v *validator) gives(o Offer) {
	g := o.Gives
	switch g.Kind {
	case KindPoints:
		v.id("/gives/account", g.Account, "points account")
		if g.Points < 1 || g.Points > largestPoints {
			v.add("/gives/points", "out_of_range", fmt.Sprintf("write 1 to %d", largestPoints), "%d points cannot be given", g.Points)
		}
		v.not("/gives/generate", g.Generate != nil, "generate", KindPoints)
		v.not("/gives/discount", g.Discount != nil, "discount", KindPoints)
		v.not("/gives/winners", g.Winners != 0, "winners", KindPoints)
		v.not("/gives/expected", g.Expected != 0, "expected", KindPoints)
	case KindCode:
		if g.Generate == nil {
			v.add("/gives/generate", "required", `e.g. {"prefix": "BREW-", "length": 10}`, "a code needs to know how it is made")
		} else {
			stock := o.Limits.Stock
			if stock != nil && *stock < 1 {
				stock = nil // reported there
			}
			v.fields = append(v.fields, under("/gives/generate", g.Generate.Validate(stock))...)
		}
		if g.Discount != nil {
			v.discount(*g.Discount)
		}
		v.not("/gives/account", g.Account != "", "account", KindCode)
		v.not("/gives/points", g.Points != 0, "points", KindCode)
		v.not("/gives/winners", g.Winners != 0, "winners", KindCode)
		v.not("/gives/expected", g.Expected != 0, "expected", KindCode)
	case "":
		v.add("/gives/kind", "required", "write points or code", "what is given is missing")
	default:
		v.add("/gives/kind", "unknown_choice", "write points or code", "there is no kind %q", g.Kind)
	}
}

func (v *validator) not(pointer string, present bool, member, kind string) {
	if present {
		v.add(pointer, "unknown_field", "leave it out", "%s has no meaning where the kind is %s", member, kind)
	}
}

func (v *validator) discount(d Discount) {
	at := "/gives/discount"
	// Percent is compared so that no value, NaN neither, passes for one of 0 to 100.
	percent := d.Percent > 0 && d.Percent <= 100
	switch {
	case d.Percent != 0 && d.Fixed != nil:
		v.add(at, "out_of_range", "leave one of them out", "a discount is a percentage or a fixed amount, not both")
	case d.Percent == 0 && d.Fixed == nil:
		v.add(at, "required", `e.g. {"percent": 10} or {"fixed": {"amount": "2.00", "currency": "EUR"}}`, "a discount needs a percentage above 0 or a fixed amount")
	case d.Fixed == nil && !percent:
		v.add(at+"/percent", "out_of_range", "write more than 0 and at most 100", "%v percent cannot be taken off", d.Percent)
	case d.Fixed != nil:
		if minor, ok := v.money(at+"/fixed", *d.Fixed); ok && minor == 0 {
			v.add(at+"/fixed/amount", "out_of_range", "write more than 0", "a discount of nothing is none")
		}
	}
}

func (v *validator) limits(o Offer, worth int64, worthOK bool) {
	l := o.Limits
	if l.PerPerson != nil && *l.PerPerson < 1 {
		v.add("/limits/perPerson", "out_of_range", "write 1 or more, or leave it out for no limit", "%d per person gives nobody anything", *l.PerPerson)
	}
	switch l.Period {
	case "":
	case PeriodDay, PeriodWeek, PeriodMonth, PeriodYear:
		if l.PerPerson == nil {
			v.add("/limits/period", "out_of_range", "add perPerson, or leave the period out", "a period without perPerson limits nothing")
		}
	default:
		v.add("/limits/period", "unknown_choice", rightPeriod, "there is no period %q", l.Period)
	}
	if l.Stock != nil && *l.Stock < 1 {
		v.add("/limits/stock", "out_of_range", "write 1 or more, or leave it out for no limit", "a stock of %d gives nobody anything", *l.Stock)
	}
	if l.Budget == nil {
		return
	}
	budget, ok := v.money("/limits/budget", *l.Budget)
	switch {
	case !ok || !worthOK:
	case l.Budget.Currency != o.Worth.Currency:
		v.add("/limits/budget/currency", "out_of_range", "write "+o.Worth.Currency, "the budget is in %s, the worth in %s", l.Budget.Currency, o.Worth.Currency)
	case budget < worth:
		v.add("/limits/budget/amount", "out_of_range", "write "+o.Worth.Amount+" or more", "the budget of %s does not last for one worth %s", l.Budget.Amount, o.Worth.Amount)
	}
}
