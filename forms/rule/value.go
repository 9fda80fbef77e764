package rule

import (
	"math"
	"slices"
	"time"
)

// Kind is the kind of a value or of a type.
type Kind uint8

// The kinds. A value of kind Absent was declined, skipped or never seen; as the kind of a Type it
// means "any" or "not known".
const (
	Absent Kind = iota
	Bool
	Number
	Text
	Date
	List
)

func (k Kind) String() string {
	switch k {
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case Text:
		return "text"
	case Date:
		return "date"
	case List:
		return "list"
	}
	return "absent"
}

// Value is what a variable holds and what a rule gives. It is immutable; the zero Value is absent.
//
// Values are compared with Equal, never with ==, which does not compile.
type Value struct {
	_      [0]func()
	kind   Kind
	number float64 // of a Bool: 0 or 1
	text   string  // of a Text or a Date
	list   *[]Value
}

// BoolOf makes a boolean.
func BoolOf(b bool) Value {
	if b {
		return Value{kind: Bool, number: 1}
	}
	return Value{kind: Bool}
}

// NumberOf makes a number. NaN and the infinities are no values: they give an absent one. Zero has
// no sign.
func NumberOf(n float64) Value {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return Value{}
	}
	return Value{kind: Number, number: n + 0}
}

// TextOf makes a text. Texts compare code point by code point; whoever accepts an answer has
// brought it to NFC before.
func TextOf(s string) Value { return Value{kind: Text, text: s} }

// DateOf makes a date from "YYYY-MM-DD"; anything that is not a day of the calendar gives an
// absent value.
func DateOf(iso string) Value {
	if !isDate(iso) {
		return Value{}
	}
	return Value{kind: Date, text: iso}
}

// ListOf makes a list of scalars, which should be of one kind. Absent values and lists are left
// out, since a list holds neither.
func ListOf(vs ...Value) Value {
	kept := make([]Value, 0, len(vs))
	for _, v := range vs {
		if v.kind != Absent && v.kind != List {
			kept = append(kept, v)
		}
	}
	return Value{kind: List, list: &kept}
}

// Kind tells what the value is.
func (v Value) Kind() Kind { return v.kind }

// IsAbsent tells whether there is no value.
func (v Value) IsAbsent() bool { return v.kind == Absent }

// Bool is the boolean; false for every other kind, since nothing is coerced.
func (v Value) Bool() bool { return v.kind == Bool && v.number != 0 }

// Number is the number; 0 for every other kind.
func (v Value) Number() float64 {
	if v.kind != Number {
		return 0
	}
	return v.number
}

// Text is the text, or the date as "YYYY-MM-DD"; "" for every other kind.
func (v Value) Text() string { return v.text }

// List is a copy of the elements; nil for every other kind.
func (v Value) List() []Value { return slices.Clone(v.elements()) }

func (v Value) elements() []Value {
	if v.list == nil {
		return nil
	}
	return *v.list
}

// Equal tells whether both are of one kind and the same; lists element by element, in order. Two
// absent values are Equal here, while the operator == finds no equality with an absent operand.
func (v Value) Equal(w Value) bool {
	return v.kind == w.kind && v.number == w.number && v.text == w.text &&
		slices.EqualFunc(v.elements(), w.elements(), Value.Equal)
}

func isDate(s string) bool {
	if len(s) != len(time.DateOnly) {
		return false
	}
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
