package rule

import (
	"maps"
	"math"
	"slices"
)

// assume narrows what the variables can be to where n holds, or where it does not: false or absent.
// It gives false if that is nowhere.
func (w *view) assume(n *node, holds bool) bool {
	if w.p.left <= 0 {
		return true
	}
	t := w.eval(n, Domain{}).holds()
	if (holds && !t.can) || (!holds && !t.cannot) {
		return false
	}
	switch n.op {
	case opVar:
		if r := w.known.Rule(n.name); r != nil {
			return w.within(r, func(root *node) bool { return w.assume(root, holds) })
		}
		return w.restrict(n, func(d Domain) Domain {
			if !d.known {
				return d
			}
			if holds {
				return meet(d.present(), OneOf(BoolOf(true)))
			}
			return remove(d, BoolOf(true))
		})
	case opAnswered:
		return w.restrictName(n.name, func(d Domain) Domain {
			if holds {
				return d.present()
			}
			d = d.without()
			d.absent = true
			return d
		})
	case opNot:
		return w.assume(&n.args[0], !holds)
	case opAnd, opOr:
		if holds == (n.op == opAnd) {
			for i := range n.args {
				if !w.assume(&n.args[i], holds) {
					return false
				}
			}
			return true
		}
		return w.either(len(n.args), func(v *view, i int) bool { return v.assume(&n.args[i], holds) })
	case opIf:
		return w.either(len(n.args)/2+1, func(v *view, i int) bool {
			for j := 0; j < i; j++ {
				if !v.assume(&n.args[2*j], false) {
					return false
				}
			}
			if 2*i == len(n.args)-1 {
				return v.assume(&n.args[2*i], holds)
			}
			return v.assume(&n.args[2*i], true) && v.assume(&n.args[2*i+1], holds)
		})
	case opEqual, opUnequal:
		return w.assumeEqual(&n.args[0], &n.args[1], holds == (n.op == opEqual))
	case opLess, opLessEqual, opGreater, opGreaterEqual:
		if holds || len(n.args) == 2 {
			for i := 1; i < len(n.args); i++ {
				if !w.assumeOrder(n.op, &n.args[i-1], &n.args[i], holds) {
					return false
				}
			}
		}
	case opIn:
		return w.assumeIn(&n.args[0], &n.args[1], holds)
	case opSome:
		return w.assumeSome(n, holds)
	}
	return true
}

// either joins what is left of each alternative.
func (w *view) either(n int, assume func(v *view, i int) bool) bool {
	var joined map[string]Domain
	found := false
	for i := range n {
		v := w.clone()
		if !assume(v, i) {
			continue
		}
		if !found {
			joined, found = v.own, true
			continue
		}
		for name, d := range joined {
			joined[name] = d.Join(v.plain(name))
		}
		for name := range v.own {
			if _, there := joined[name]; !there {
				joined[name] = v.own[name].Join(w.plain(name))
			}
		}
	}
	if found {
		maps.Copy(w.own, joined)
	}
	return found
}

// restrict narrows the variable that n is; nothing, if it is none or a computed one.
func (w *view) restrict(n *node, to func(Domain) Domain) bool {
	if n.op != opVar {
		return true
	}
	return w.restrictName(n.name, to)
}

func (w *view) restrictName(name string, to func(Domain) Domain) bool {
	if w.known.Rule(name) != nil {
		return true
	}
	d := to(w.plain(name))
	if d.empty() {
		return false
	}
	w.own[name] = d
	return true
}

// restrictNumber narrows the numbers that n can be: a variable, or the length of a list that is one.
func (w *view) restrictNumber(n *node, absent bool, lo, hi float64) bool {
	if n.op == opCount {
		return w.restrict(&n.args[0], func(d Domain) Domain {
			if !d.known || d.kind != List {
				return d
			}
			d.absent = d.absent && absent
			d.list.least = max(d.list.least, int(math.Ceil(min(max(lo, 0), math.MaxInt32))))
			d.list.most = min(d.list.most, int(math.Floor(min(max(hi, -1), math.MaxInt32))))
			return d.sized()
		})
	}
	return w.restrict(n, func(d Domain) Domain {
		d.absent = d.absent && absent
		if !d.known || (d.kind != Number && d.kind != Date) {
			return d
		}
		return d.bounded(lo, hi)
	})
}

// bounded is d from lo to hi.
func (d Domain) bounded(lo, hi float64) Domain {
	if d.whole {
		lo, hi = math.Ceil(lo), math.Floor(hi)
	}
	d.lo, d.hi = max(d.lo, lo), min(d.hi, hi)
	if d.lo > d.hi {
		return d.without()
	}
	return d
}

// sized is d without its lists, if they would have to be longer than they can be.
func (d Domain) sized() Domain {
	if least, most := d.list.sizes(); least > most {
		return d.without()
	}
	return d
}

// meet is what is in both; where that can't be told, what is in d.
func meet(d, e Domain) Domain {
	if !d.known || !e.known {
		return d
	}
	d.absent = d.absent && e.absent
	switch {
	case d.kind == Absent || e.kind == Absent:
		return d.without()
	case d.kind == Number && e.kind == Number:
		if e.whole && e.lo == e.hi {
			d.whole = true
		}
		return d.bounded(e.lo, e.hi)
	case d.kind == Date:
		lo, hi, some, _ := e.days()
		if !some {
			return d.without()
		}
		return d.bounded(lo, hi)
	case (d.kind == Bool || d.kind == Text) && e.kind == d.kind && e.set != nil:
		if d.set == nil {
			d.set = e.set
			return d
		}
		d.set = slices.DeleteFunc(slices.Clone(d.set), func(v Value) bool { return !contains(e.set, v) })
		if len(d.set) == 0 {
			return d.without()
		}
	case d.kind != e.kind && e.kind != Date:
		return d.without()
	}
	return d
}

// remove is d without one value.
func remove(d Domain, v Value) Domain {
	if !d.known || d.kind != v.kind {
		return d
	}
	switch d.kind {
	case Bool, Text:
		if d.set != nil {
			d.set = slices.DeleteFunc(slices.Clone(d.set), v.Equal)
			if len(d.set) == 0 {
				return d.without()
			}
		}
	case Number:
		switch {
		case d.lo == v.number && d.hi == v.number:
			return d.without()
		case d.lo == v.number:
			d.lo = d.after(d.lo)
		case d.hi == v.number:
			d.hi = d.before(d.hi)
		}
	}
	return d
}

// after and before are the neighbours of a bound: the next whole number, or the next number at all.
func (d Domain) after(n float64) float64 {
	if d.whole {
		return math.Floor(n) + 1
	}
	return math.Nextafter(n, math.Inf(1))
}

func (d Domain) before(n float64) float64 {
	if d.whole {
		return math.Ceil(n) - 1
	}
	return math.Nextafter(n, math.Inf(-1))
}

func (w *view) assumeEqual(a, b *node, equal bool) bool {
	da, db := w.eval(a, Domain{}), w.eval(b, Domain{})
	if equal {
		return w.restrict(a, func(d Domain) Domain { return meet(d.present(), db.present()) }) &&
			w.restrict(b, func(d Domain) Domain { return meet(d.present(), da.present()) })
	}
	if v, ok := db.single(); ok && !w.restrict(a, func(d Domain) Domain { return remove(d, v) }) {
		return false
	}
	if v, ok := da.single(); ok && !w.restrict(b, func(d Domain) Domain { return remove(d, v) }) {
		return false
	}
	return true
}

func (w *view) assumeOrder(o op, a, b *node, holds bool) bool {
	if o == opGreater || o == opGreaterEqual { // a > b is b < a
		a, b = b, a
	}
	strict := o == opLess || o == opGreater
	da, db := w.eval(a, Domain{}), w.eval(b, Domain{})
	if (da.kind == Number) != (db.kind == Number) {
		return true // they are never in order
	}
	low, _, aSure := da.order()
	_, high, bSure := db.order()
	if !holds {
		// Not a < b is b <= a, where both are there for sure.
		low, _, _ = db.order()
		_, high, _ = da.order()
		a, b, aSure, bSure, strict = b, a, bSure, aSure, !strict
	}
	if strict {
		low, high = math.Nextafter(low, math.Inf(1)), math.Nextafter(high, math.Inf(-1))
	}
	if holds || bSure {
		if !w.restrictNumber(a, !holds, -math.MaxFloat64, high) {
			return false
		}
	}
	if holds || aSure {
		return w.restrictNumber(b, !holds, low, math.MaxFloat64)
	}
	return true
}

// order are the bounds by which a number or a day is compared; sure, if it is there and nothing else.
func (d Domain) order() (lo, hi float64, sure bool) {
	switch {
	case !d.known:
		return math.Inf(-1), math.Inf(1), false
	case d.kind == Number:
		return d.lo, d.hi, !d.absent
	}
	lo, hi, some, all := d.days()
	if !some {
		return math.Inf(-1), math.Inf(1), false
	}
	return lo, hi, all && !d.absent
}

func (w *view) assumeIn(v, list *node, holds bool) bool {
	dv, dl := w.eval(v, Domain{}), w.eval(list, Domain{})
	one, single := dv.single()
	l := dl.list
	if holds {
		if !w.restrict(v, func(d Domain) Domain {
			d = d.present()
			if !dl.known || dl.kind != List || l.any || !d.known {
				return d
			}
			among := Domain{known: true}
			for _, e := range l.may {
				among = among.Join(elementOf(e))
			}
			return meet(d, among)
		}) {
			return false
		}
		return w.restrict(list, func(d Domain) Domain {
			d = d.present()
			if single && d.known && d.kind == List && one.kind == d.list.elem && !contains(d.list.must, one) {
				d.list.must = append(slices.Clone(d.list.must), one)
			}
			return d.sized()
		})
	}
	if dl.known && dl.kind == List && !dl.absent {
		for _, e := range l.must {
			if !w.restrict(v, func(d Domain) Domain { return remove(d, e) }) {
				return false
			}
		}
	}
	if !single {
		return true
	}
	return w.restrict(list, func(d Domain) Domain {
		if d.known && d.kind == List && !d.list.any {
			d.list.may = slices.DeleteFunc(slices.Clone(d.list.may), func(e Value) bool { return same(one, e) })
			return d.sized()
		}
		return d
	})
}

func (w *view) assumeSome(n *node, holds bool) bool {
	return w.restrict(&n.args[0], func(d Domain) Domain {
		switch {
		case holds:
			d = d.present()
			if d.known && d.kind == List {
				d.list.least = max(1, d.list.least)
			}
		case d.known && d.kind == List && !d.list.any:
			d.list.may = slices.DeleteFunc(slices.Clone(d.list.may), func(e Value) bool { return !w.eval(&n.args[1], elementOf(e)).holds().cannot })
		}
		if d.known && d.kind == List {
			return d.sized()
		}
		return d
	})
}
