package rule

import (
	"math"
	"slices"
	"time"
)

// Domain is a set of values that a variable can have, and whether it can be without one. It may be
// larger than the truth and is never smaller, so that what is proved from it holds. The zero Domain is
// everything: any value, or none.
type Domain struct {
	known  bool // false: everything
	absent bool // there can be no value
	kind   Kind // of the values; Absent: there are none
	// set are the values of a Bool or Text; nil: any text.
	set []Value
	// lo and hi are the bounds of a Number, inclusive, or of a Date in days; whole: only whole numbers.
	lo, hi float64
	whole  bool
	list   lists
}

// lists are the lists that a variable can have.
type lists struct {
	elem     Kind
	may      []Value // the elements that can be in it
	any      bool    // others too
	must     []Value // the elements that are in it
	least    int     // how many elements, with repetitions
	most     int
	distinct bool // none stands twice
}

// maxSet is how many values are told apart; a larger set is any text, or a list of anything.
const maxSet = 200

// Nothing is the Domain of a variable that has no value.
func Nothing() Domain { return Domain{known: true, absent: true} }

// OneOf is the Domain of some booleans or texts; with none of them, or too many to tell apart, any text.
func OneOf(values ...Value) Domain {
	d := Domain{known: true, kind: Text}
	if len(values) == 0 || len(values) > maxSet {
		return d
	}
	d.kind = values[0].kind
	for _, v := range values {
		if v.kind != d.kind || (v.kind != Bool && v.kind != Text) {
			return Domain{}
		}
		if !slices.ContainsFunc(d.set, v.Equal) {
			d.set = append(d.set, v)
		}
	}
	return d
}

// Between is the Domain of the numbers from lo to hi; of all, if the bounds are in the wrong order.
func Between(lo, hi float64, whole bool) Domain {
	if !(lo <= hi) {
		lo, hi = -math.MaxFloat64, math.MaxFloat64
	}
	d := Domain{known: true, kind: Number, lo: max(lo, -math.MaxFloat64), hi: min(hi, math.MaxFloat64), whole: whole}
	if whole && math.Ceil(d.lo) <= math.Floor(d.hi) {
		d.lo, d.hi = math.Ceil(d.lo), math.Floor(d.hi)
	}
	return d
}

// Days is the Domain of the dates from one day to another, "YYYY-MM-DD"; a bound that is no day bounds
// nothing.
func Days(earliest, latest string) Domain {
	d := Domain{known: true, kind: Date, lo: firstDay, hi: lastDay, whole: true}
	if isDate(earliest) {
		d.lo = day(earliest)
	}
	if isDate(latest) {
		d.hi = day(latest)
	}
	if d.lo > d.hi {
		d.lo, d.hi = firstDay, lastDay
	}
	return d
}

// Lists is the Domain of lists of least to most of these elements; with none given, of any texts.
func Lists(elements []Value, least, most int, distinct bool) Domain {
	d := Domain{known: true, kind: List, list: lists{elem: Text, may: elements, least: max(0, least), most: most, distinct: distinct}}
	if len(elements) == 0 || len(elements) > maxSet {
		d.list.may, d.list.any = nil, true
	} else {
		d.list.elem = elements[0].kind
	}
	if d.list.least > most {
		d.list.least, d.list.most = 0, math.MaxInt32
	}
	return d
}

// OfType is what a variable of this type can be, without "no value".
func OfType(t Type) Domain {
	texts := make([]Value, len(t.Values))
	for i, v := range t.Values {
		texts[i] = TextOf(v)
	}
	switch t.Kind {
	case Bool:
		return OneOf(BoolOf(false), BoolOf(true))
	case Number:
		return Between(-math.MaxFloat64, math.MaxFloat64, false)
	case Text:
		return OneOf(texts...)
	case Date:
		return Days("", "")
	case List:
		if t.Elem == Text {
			return Lists(texts, 0, math.MaxInt32, false)
		}
	}
	return Domain{}
}

// OrNothing adds "no value".
func (d Domain) OrNothing() Domain {
	d.absent = true
	return d
}

// Bounds are the least and the greatest number in it; false if it has none, or may have other values.
func (d Domain) Bounds() (lo, hi float64, ok bool) { return d.lo, d.hi, d.known && d.kind == Number }

// empty tells whether there is nothing in it, not even "no value": a contradiction.
func (d Domain) empty() bool { return d.known && !d.absent && d.kind == Absent }

// present is d without "no value".
func (d Domain) present() Domain {
	d.absent = false
	return d
}

// without is d without its values: "no value" at most.
func (d Domain) without() Domain { return Domain{known: true, absent: d.absent || !d.known} }

// Join is what is in either.
func (d Domain) Join(e Domain) Domain {
	switch {
	case !d.known || !e.known:
		return Domain{}
	case d.kind == Absent:
		e.absent = e.absent || d.absent
		return e
	case e.kind == Absent:
		d.absent = d.absent || e.absent
		return d
	case d.kind != e.kind:
		return Domain{}
	}
	d.absent = d.absent || e.absent
	switch d.kind {
	case Number, Date:
		d.lo, d.hi, d.whole = min(d.lo, e.lo), max(d.hi, e.hi), d.whole && e.whole
	case List:
		d.list = d.list.join(e.list)
	default:
		d.set = union(d.set, e.set)
	}
	return d
}

// union is nil, any text, if one of them is, or if it is too large.
func union(a, b []Value) []Value {
	if a == nil || b == nil {
		return nil
	}
	out := slices.Clone(a)
	for _, v := range b {
		if !slices.ContainsFunc(out, v.Equal) {
			out = append(out, v)
		}
	}
	if len(out) > maxSet {
		return nil
	}
	return out
}

func (l lists) join(m lists) lists {
	out := lists{elem: l.elem, any: l.any || m.any || l.elem != m.elem, least: min(l.least, m.least), most: max(l.most, m.most), distinct: l.distinct && m.distinct}
	if !out.any {
		if out.may = union(l.may, m.may); out.may == nil {
			out.may, out.any = []Value{}, len(l.may)+len(m.may) > 0
		}
	}
	for _, v := range l.must {
		if contains(m.must, v) {
			out.must = append(out.must, v)
		}
	}
	return out
}

func contains(list []Value, v Value) bool { return slices.ContainsFunc(list, v.Equal) }

// Has tells whether a value is in it; an absent Value stands for "no value".
func (d Domain) Has(v Value) bool {
	switch {
	case !d.known:
		return true
	case v.kind == Absent:
		return d.absent
	case v.kind != d.kind:
		return false
	}
	switch d.kind {
	case Number:
		return d.lo <= v.number && v.number <= d.hi && (!d.whole || v.number == math.Trunc(v.number))
	case Date:
		return d.lo <= day(v.text) && day(v.text) <= d.hi
	case List:
		return d.list.has(v.elements())
	}
	return d.set == nil || contains(d.set, v)
}

func (l lists) has(elements []Value) bool {
	if len(elements) < l.least || len(elements) > l.most {
		return false
	}
	for i, e := range elements {
		if (!l.any && !contains(l.may, e)) || (l.distinct && contains(elements[:i], e)) {
			return false
		}
	}
	return !slices.ContainsFunc(l.must, func(v Value) bool { return !contains(elements, v) })
}

// sizes are how many elements there can be.
func (l lists) sizes() (least, most int) {
	least, most = max(l.least, len(l.must)), l.most
	if !l.any && len(l.may) == 0 {
		most = 0
	} else if !l.any && l.distinct {
		most = min(most, len(l.may))
	}
	return least, most
}

var firstDay, lastDay = day("0000-01-01"), day("9999-12-31")

// day numbers the days of the calendar; text is one.
func day(text string) float64 {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0
	}
	return float64(t.Unix() / (24 * 60 * 60))
}

// days are the bounds of the days in it: dates, or texts that are written as one. some tells whether
// there is any, all whether every value is one.
func (d Domain) days() (lo, hi float64, some, all bool) {
	switch {
	case d.kind == Date:
		return d.lo, d.hi, true, true
	case d.kind != Text:
		return 0, 0, false, false
	case d.set == nil:
		return firstDay, lastDay, true, false
	}
	lo, hi, all = math.Inf(1), math.Inf(-1), true
	for _, v := range d.set {
		if !isDate(v.text) {
			all = false
			continue
		}
		some = true
		lo, hi = min(lo, day(v.text)), max(hi, day(v.text))
	}
	return lo, hi, some, all
}

// Any is everything of the same kind, or nothing.
func (d Domain) Any() Domain {
	if !d.known {
		return d
	}
	switch d.kind {
	case Bool, Text, Number, Date:
		return OfType(Type{Kind: d.kind}).OrNothing()
	}
	return Domain{}
}
