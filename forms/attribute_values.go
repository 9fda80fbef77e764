package forms

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// OtherValue is the name under which rules and wordings know a free text beside the values.
const OtherValue = "other"

// maxNumber is how far from zero a number may lie: up to it, doubles tell all whole numbers apart.
const maxNumber = 1e15

// hasValues tells whether the attribute's values are a list that the brand writes.
func (a Attribute) hasValues() bool {
	return slices.Contains([]string{TypeChoice, TypeChoices, TypeRanking, TypeMatrix}, a.Type)
}

// typed tells whether a value is a person's own writing, which no text ever repeats.
func (a Attribute) typed() bool {
	return slices.Contains([]string{TypeText, TypeEmail, TypePhone, TypeURL, TypeAddress}, a.Type)
}

// current are the names of the values that people are still asked for.
func (a Attribute) current() []string {
	return slices.DeleteFunc(slices.Clone(a.Values.Names()), func(v string) bool {
		value, _ := a.Values.Get(v)
		return value.Retired
	})
}

// checkType reports what does not go with the attribute's type.
func (a Attribute) checkType(c *checks, at string, b *Brand) {
	for _, m := range []struct {
		name  string
		given bool
		types []string
	}{
		{"other", a.Other, []string{TypeChoice, TypeChoices}},
		{"rows", a.Rows.Len() > 0, []string{TypeMatrix}},
		{"unit", len(a.Unit) > 0, []string{TypeInteger, TypeNumber}},
		{"earliest", a.Earliest != "", []string{TypeDate}},
		{"latest", a.Latest != "", []string{TypeDate}},
	} {
		if m.given && !slices.Contains(m.types, a.Type) {
			c.fault(at+"/"+m.name, "unknown_field", "it belongs to the types "+orList(m.types), "an attribute of the type %s has no %s", a.Type, m.name)
		}
	}
	a.checkValues(c, at, b)
	a.checkWords(c, at)
	if a.Type == TypeMatrix {
		a.checkRows(c, at, b)
	}
	if !b.lost(at+"/min", at+"/max") {
		a.checkBounds(c, at)
	}
	if a.Type == TypeDate {
		a.checkDays(c, at)
	}
	for locale, text := range a.Because {
		if a.Type == TypeBoolean && strings.Contains(text, "{value}") && !a.named("true", "false") {
			c.warn(below(at+"/because", locale), "because_without_value", `give the values true and false an "inline", a "label" or a "because" of their own`, "a boolean has no words of its own to put for {value}")
			continue
		}
		if !a.typed() && !strings.Contains(text, "{value}") {
			c.warn(below(at+"/because", locale), "because_without_value", "write {value} where the value belongs", "the text does not say which value was given")
		} else if a.typed() && strings.Contains(text, "{value}") {
			c.fault(below(at+"/because", locale), "out_of_range", "leave {value} out", "what a person typed is never repeated in a reason")
		}
	}
}

// checkWords reports values that nobody could tell apart.
func (a Attribute) checkWords(c *checks, at string) {
	taken := map[string]string{}
	for _, name := range a.current() {
		v, _ := a.Values.Get(name)
		for _, locale := range sortedLocales(v.Label) {
			words := strings.ToLower(strings.TrimSpace(v.Label[locale]))
			if first := taken[locale+" "+words]; words != "" && first != "" {
				c.fault(below(below(at+"/values", name)+"/label", locale), "duplicate", fmt.Sprintf("give it other words than %q has", first), "two values are called %q", v.Label[locale])
			}
			taken[locale+" "+words] = name
		}
	}
}

// checkBounds reports bounds that no number lies between.
func (a Attribute) checkBounds(c *checks, at string) {
	switch a.Type {
	case TypeInteger, TypeNumber:
	default:
		if a.Min != nil || a.Max != nil {
			c.fault(at, "unknown_field", "leave min and max out", "only integer and number attributes have min and max")
		}
		return
	}
	for name, bound := range map[string]*float64{"min": a.Min, "max": a.Max} {
		switch {
		case bound == nil:
		case math.Abs(*bound) > maxNumber:
			c.fault(at+"/"+name, "out_of_range", fmt.Sprintf("write one from %v to %v", -maxNumber, maxNumber), "beyond %v numbers are not exact", maxNumber)
		case a.Type == TypeInteger && *bound != math.Trunc(*bound):
			c.fault(at+"/"+name, "wrong_type", "write a whole number, or make the attribute a number", "an integer's bound %v is not whole", *bound)
		}
	}
	if a.Type == TypeInteger && (a.Min == nil || a.Max == nil) {
		c.fault(at, "required", `add "min" and "max"`, "an integer attribute is bounded")
	} else if a.Min != nil && a.Max != nil && *a.Min >= *a.Max {
		c.fault(at+"/max", "out_of_range", "make max greater than min", "no value lies between %v and %v", *a.Min, *a.Max)
	}
}

// room tells whether numbers lie between the bounds, and whether an integer has both.
func (a Attribute) room() bool {
	if a.Min == nil || a.Max == nil {
		return a.Type != TypeInteger
	}
	return *a.Min < *a.Max
}

// checkDays reports bounds of a date that are no dates, or that no day lies between.
func (a Attribute) checkDays(c *checks, at string) {
	before := len(c.faults)
	for name, day := range map[string]string{"earliest": a.Earliest, "latest": a.Latest} {
		if day != "" && day != dayToday && !isDate(day) {
			c.fault(at+"/"+name, "out_of_range", `write a day such as 2026-03-31, or "today"`, "%q is not a day of the calendar", day)
		}
	}
	if len(c.faults) > before {
		return
	}
	fixed := a.Earliest != "" && a.Latest != "" && a.Earliest != dayToday && a.Latest != dayToday
	if (fixed && a.Earliest >= a.Latest) || (a.Earliest == dayToday && a.Latest == dayToday) {
		c.fault(at+"/latest", "out_of_range", "make latest later than earliest", "no two days lie between %q and %q", a.Earliest, a.Latest)
	}
}

// named tells whether each of these values has words of its own.
func (a Attribute) named(values ...string) bool {
	return !slices.ContainsFunc(values, func(v string) bool {
		value, _ := a.Values.Get(v)
		return len(value.Label) == 0 && len(value.Inline) == 0 && len(value.Because) == 0
	})
}

func (a Attribute) checkValues(c *checks, at string, b *Brand) {
	names := a.Values.Names()
	switch {
	case a.hasValues():
		if len(names) < 2 {
			c.fault(at+"/values", "required", "list them, each with a label", "the type %s has at least two values", a.Type)
		} else if len(a.current()) < 2 {
			c.fault(at+"/values", "required", "keep two that are not retired, or stop asking for the attribute", "fewer than two values are left to choose from")
		}
		for _, v := range names {
			checkHyphenID(c, below(at+"/values", v), "a value", v)
			if value, _ := a.Values.Get(v); len(value.Label) == 0 && !b.lost(below(at+"/values", v)+"/label") {
				c.fault(below(at+"/values", v), "required", `add "label"`, "the value has no label")
			}
		}
		if _, taken := a.Values.Get(OtherValue); taken && a.Other {
			c.fault(at+"/values/"+OtherValue, "bad_id", "choose another id for it, or leave other out", "%q is what a free text is called", OtherValue)
		}
	case a.Type == TypeBoolean:
		for _, v := range names {
			if v != "true" && v != "false" {
				c.fault(below(at+"/values", v), "unknown_field", "the values are true and false", "a boolean has no value %q", v)
			}
			if value, _ := a.Values.Get(v); value.Retired || len(value.Was) > 0 {
				c.fault(below(at+"/values", v), "unknown_field", "leave was and retired out", "true and false never change")
			}
		}
		return
	default:
		if len(names) > 0 {
			c.fault(at+"/values", "unknown_field", "leave it out", "the type %s has no list of values", a.Type)
		}
		return
	}
	a.checkWas(c, at)
}

// checkWas reports former ids from which today's value could not be told.
func (a Attribute) checkWas(c *checks, at string) {
	owner := map[string]string{}
	for _, v := range a.Values.Names() {
		value, _ := a.Values.Get(v)
		for i, was := range value.Was {
			here := below(at+"/values", v) + "/was/" + strconv.Itoa(i)
			checkHyphenID(c, here, "a value", was)
			if _, there := a.Values.Get(was); there {
				c.fault(here, "duplicate", "name ids that no value has any more", "%q is a value of today", was)
			} else if first, twice := owner[was]; twice {
				c.fault(here, "duplicate", "let one value have been it", "%q was the value %q already", was, first)
			}
			owner[was] = v
		}
	}
}

func (a Attribute) checkRows(c *checks, at string, b *Brand) {
	if a.Rows.Len() == 0 && !b.lost(at+"/rows") {
		c.fault(at, "required", `add "rows", each with a label`, "a matrix asks about nothing")
	}
	for _, r := range a.Rows.Names() {
		here := below(at+"/rows", r)
		checkID(c, here, "a row", r)
		if r == "declined" {
			c.fault(here, "bad_id", "choose another id for it", "%q is how a whole question is declined", r)
		}
	}
}
