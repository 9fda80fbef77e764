package rule

import (
	"math"
	"slices"
)

// trit is a condition of which it is known whether it can hold, and whether it can fail to.
type trit struct{ can, cannot bool }

func (t trit) domain() Domain {
	d := Domain{known: true, kind: Bool, set: make([]Value, 0, 2)}
	if t.cannot {
		d.set = append(d.set, BoolOf(false))
	}
	if t.can {
		d.set = append(d.set, BoolOf(true))
	}
	return d
}

// holds tells whether a value can be true, and whether it can be anything else, absent included.
func (d Domain) holds() trit {
	if !d.known {
		return trit{true, true}
	}
	t := trit{cannot: d.absent || (d.kind != Bool && d.kind != Absent)}
	if d.kind == Bool {
		for _, v := range d.set {
			t.can = t.can || v.Bool()
			t.cannot = t.cannot || !v.Bool()
		}
	}
	return t
}

// single is the only value there can be.
func (d Domain) single() (Value, bool) {
	switch {
	case !d.known || d.absent:
	case (d.kind == Bool || d.kind == Text) && len(d.set) == 1:
		return d.set[0], true
	case d.kind == Number && d.lo == d.hi:
		return NumberOf(d.lo), true
	}
	return Value{}, false
}

func literal(v Value) Domain {
	switch v.kind {
	case Number:
		return Between(v.number, v.number, v.number == math.Trunc(v.number))
	case List:
		es := v.elements()
		d := Lists(es, len(es), len(es), false)
		if !d.list.any {
			d.list.must = es
		}
		return d
	case Bool, Text:
		return OneOf(v)
	}
	return Domain{}
}

// eval gives what n can be; item is what {"var": ""} can be. Every visit costs one of the work; without
// any left, it can be everything.
func (w *view) eval(n *node, item Domain) Domain {
	if w.p.spend() {
		return Domain{}
	}
	switch n.op {
	case opLiteral:
		return literal(n.value)
	case opItem:
		return item
	case opVar:
		return w.variable(n.name)
	case opAnswered:
		d := w.variable(n.name)
		return trit{!d.known || d.kind != Absent, !d.known || d.absent}.domain()
	case opAnd, opOr:
		out := trit{n.op == opAnd, n.op == opOr}
		for i := range n.args {
			t := w.eval(&n.args[i], item).holds()
			if n.op == opAnd {
				out = trit{out.can && t.can, out.cannot || t.cannot}
			} else {
				out = trit{out.can || t.can, out.cannot && t.cannot}
			}
		}
		return out.domain()
	case opNot:
		t := w.eval(&n.args[0], item).holds()
		return trit{t.cannot, t.can}.domain()
	case opIf:
		return w.evalIf(n, item)
	case opEqual, opUnequal:
		t := same3(w.eval(&n.args[0], item), w.eval(&n.args[1], item))
		if n.op == opUnequal {
			t = trit{t.cannot, t.can}
		}
		return t.domain()
	case opLess, opLessEqual, opGreater, opGreaterEqual:
		out := trit{can: true}
		left := w.eval(&n.args[0], item)
		for i := 1; i < len(n.args); i++ {
			right := w.eval(&n.args[i], item)
			t := ordered3(n.op, left, right)
			out = trit{out.can && t.can, out.cannot || t.cannot}
			left = right
		}
		return out.domain()
	case opIn:
		return in3(w.eval(&n.args[0], item), w.eval(&n.args[1], item)).domain()
	case opSome:
		return w.evalSome(n, item)
	case opCount:
		return count3(w.eval(&n.args[0], item))
	}
	return w.evalArithmetic(n, item)
}

func (w *view) evalIf(n *node, item Domain) Domain {
	out := Domain{known: true}
	last := len(n.args) - 1
	for i := 0; i < last; i += 2 {
		t := w.eval(&n.args[i], item).holds()
		if t.can {
			out = out.Join(w.eval(&n.args[i+1], item))
		}
		if !t.cannot {
			return out
		}
	}
	return out.Join(w.eval(&n.args[last], item))
}

// same3 is == : never if one is absent, or a list.
func same3(a, b Domain) trit {
	if !a.known || !b.known {
		return trit{true, true}
	}
	out := trit{cannot: a.absent || b.absent}
	if a.kind == Absent || b.kind == Absent {
		return out
	}
	switch {
	case a.kind == List || b.kind == List:
		out.cannot = true
	case a.kind == Number && b.kind == Number:
		v, aSingle := a.single()
		u, bSingle := b.single()
		out.can = a.lo <= b.hi && b.lo <= a.hi && !(aSingle && b.whole && v.number != math.Trunc(v.number)) && !(bSingle && a.whole && u.number != math.Trunc(u.number))
		out.cannot = out.cannot || a.lo != a.hi || b.lo != b.hi || a.lo != b.lo
	case a.kind == Date || b.kind == Date:
		alo, ahi, aSome, aAll := a.days()
		blo, bhi, bSome, bAll := b.days()
		out.can = aSome && bSome && alo <= bhi && blo <= ahi
		out.cannot = out.cannot || !aAll || !bAll || alo != ahi || blo != bhi || alo != blo
	case a.kind != b.kind:
		out.cannot = true
	default:
		out.can = a.set == nil || b.set == nil || slices.ContainsFunc(a.set, func(v Value) bool { return contains(b.set, v) })
		out.cannot = out.cannot || len(a.set) != 1 || len(b.set) != 1 || !a.set[0].Equal(b.set[0])
	}
	return out
}

// ordered3 is < <= > >= of two operands.
func ordered3(o op, a, b Domain) trit {
	if !a.known || !b.known {
		return trit{true, true}
	}
	out := trit{cannot: a.absent || b.absent}
	if a.kind == Absent || b.kind == Absent {
		return out
	}
	alo, ahi, blo, bhi := a.lo, a.hi, b.lo, b.hi
	if a.kind != Number || b.kind != Number {
		var aSome, aAll, bSome, bAll bool
		alo, ahi, aSome, aAll = a.days()
		blo, bhi, bSome, bAll = b.days()
		if !aSome || !bSome {
			out.cannot = true
			return out
		}
		out.cannot = out.cannot || !aAll || !bAll
	}
	switch o {
	case opGreater, opGreaterEqual:
		alo, ahi, blo, bhi = blo, bhi, alo, ahi
	}
	if o == opLess || o == opGreater {
		out.can, out.cannot = alo < bhi, out.cannot || ahi >= blo
	} else {
		out.can, out.cannot = alo <= bhi, out.cannot || ahi > blo
	}
	return out
}

// points are the values of a domain, where they are few.
func (d Domain) points() ([]Value, bool) {
	const few = 32
	switch {
	case (d.kind == Bool || d.kind == Text) && d.set != nil:
		return d.set, true
	case d.kind == Number && d.lo == d.hi:
		return []Value{NumberOf(d.lo)}, true
	case d.kind == Number && d.whole && d.hi-d.lo < few:
		var out []Value
		for n := d.lo; n <= d.hi; n++ {
			out = append(out, NumberOf(n))
		}
		return out, true
	}
	return nil, false
}

func in3(v, list Domain) trit {
	if !v.known || !list.known || (list.kind != List && list.kind != Absent) {
		return trit{true, true}
	}
	out := trit{cannot: v.absent || list.absent}
	_, most := list.list.sizes()
	if v.kind == Absent || list.kind == Absent {
		return out
	}
	points, few := v.points()
	if !few {
		out.can = most > 0 && (list.list.any || slices.ContainsFunc(list.list.may, func(e Value) bool { return same3(v, elementOf(e)).can }))
		out.cannot = true
		return out
	}
	for _, p := range points {
		equal := func(e Value) bool { return same(p, e) }
		out.can = out.can || (most > 0 && (list.list.any || slices.ContainsFunc(list.list.may, equal)))
		out.cannot = out.cannot || !slices.ContainsFunc(list.list.must, equal)
	}
	return out
}

func count3(list Domain) Domain {
	if !list.known {
		return Between(0, math.MaxFloat64, true).OrNothing()
	}
	if list.kind != List {
		return Nothing()
	}
	least, most := list.list.sizes()
	d := Between(float64(least), float64(max(least, most)), true)
	d.absent = list.absent
	return d
}

func (w *view) evalSome(n *node, item Domain) Domain {
	list := w.eval(&n.args[0], item)
	if !list.known || (list.kind != List && list.kind != Absent) {
		return trit{true, true}.domain()
	}
	out := trit{cannot: list.absent}
	if list.kind == Absent {
		return out.domain()
	}
	l := list.list
	least, most := l.sizes()
	all := least > 0 // every element that can be there makes it hold
	if l.any {
		t := w.eval(&n.args[1], Domain{}).holds()
		out.can, all = t.can, all && !t.cannot
	}
	for _, e := range l.may {
		t := w.eval(&n.args[1], elementOf(e)).holds()
		out.can = out.can || (t.can && most > 0)
		all = all && !t.cannot
	}
	sure := slices.ContainsFunc(l.must, func(e Value) bool { return !w.eval(&n.args[1], elementOf(e)).holds().cannot })
	out.cannot = out.cannot || (!all && !sure)
	return out.domain()
}

// elementOf is the domain of one element of a list.
func elementOf(e Value) Domain {
	if e.kind == Date {
		return Days(e.text, e.text)
	}
	return literal(e)
}

// evalArithmetic goes from left to right, as the evaluator does. Rounding keeps order, so the bounds of
// the result are the results at the bounds.
func (w *view) evalArithmetic(n *node, item Domain) Domain {
	out := Domain{known: true, kind: Number}
	for i := range n.args {
		x := w.eval(&n.args[i], item)
		switch {
		case !x.known:
			x = Between(-math.MaxFloat64, math.MaxFloat64, false).OrNothing()
		case x.kind != Number:
			return Nothing()
		}
		out.absent = out.absent || x.absent
		if i == 0 {
			out.lo, out.hi, out.whole = x.lo, x.hi, x.whole
			if n.op == opSubtract && len(n.args) == 1 {
				out.lo, out.hi = -x.hi, -x.lo
			}
			continue
		}
		out.whole = out.whole && x.whole && n.op != opDivide
		switch n.op {
		case opAdd:
			out.lo, out.hi = out.lo+x.lo, out.hi+x.hi
		case opSubtract:
			out.lo, out.hi = out.lo-x.hi, out.hi-x.lo
		case opMultiply:
			out.lo, out.hi = corners(out, x, func(a, b float64) float64 { return a * b })
		case opMin:
			out.lo, out.hi = min(out.lo, x.lo), min(out.hi, x.hi)
		case opMax:
			out.lo, out.hi = max(out.lo, x.lo), max(out.hi, x.hi)
		case opDivide:
			if x.lo <= 0 && x.hi >= 0 {
				if x.lo == 0 && x.hi == 0 {
					return Nothing()
				}
				out.absent, out.lo, out.hi = true, -math.MaxFloat64, math.MaxFloat64
			} else {
				out.lo, out.hi = corners(out, x, func(a, b float64) float64 { return a / b })
			}
		}
		if math.IsInf(out.lo, 0) || math.IsInf(out.hi, 0) {
			out.absent = true // too large for a number
			if out.lo > math.MaxFloat64 || out.hi < -math.MaxFloat64 {
				return Nothing()
			}
			out.lo, out.hi = max(out.lo, -math.MaxFloat64), min(out.hi, math.MaxFloat64)
		}
	}
	return out
}

func corners(a, b Domain, f func(a, b float64) float64) (lo, hi float64) {
	p := []float64{f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)}
	return slices.Min(p), slices.Max(p)
}
