package rule

import (
	"fmt"
	"slices"
)

// agreeBoth gives the one type that both places have, reading literals as dates where the other
// place is one; false if there is none.
func (c *checker) agreeBoth(a *node, ta typed, b *node, tb typed) (typed, bool) {
	if t, ok := c.agree(b, tb, ta); ok {
		return t, true
	}
	return c.agree(a, ta, tb)
}

// agree gives the type that n has when it stands where want is needed.
func (c *checker) agree(n *node, t, want typed) (typed, bool) {
	switch {
	case t.Kind == Absent:
		return want, true
	case want.Kind == Absent:
		return t, true
	case t.Kind == want.Kind && (t.Kind != List || t.Elem == want.Elem || t.Elem == Absent || want.Elem == Absent):
		return want, true
	case t.literal && t.Kind == Text && want.Kind == Date,
		t.literal && t.Kind == List && want.Kind == List && t.Elem == Text && want.Elem == Date:
		c.dates(n)
		return want, true
	}
	return typed{}, false
}

// dates wants every text literal that n can give to be a date.
func (c *checker) dates(n *node) {
	leaves(n, func(v Value, at string) {
		if v.kind == Text && !isDate(v.text) {
			c.add(at, "wrong_type", quote(v.text)+" stands beside a date and is none", `a day of the calendar, written as "2026-12-31"`)
		}
	})
}

// closed wants every text literal that n can give to be in the set of values that t has, if any.
func (c *checker) closed(n *node, t Type) {
	if t.Values == nil {
		return
	}
	leaves(n, func(v Value, at string) {
		if v.kind == Text && !c.full() && !slices.Contains(t.Values, v.text) {
			c.add(at, "unknown_choice", quote(v.text)+" is not among the values it is compared with", among(v.text, "the values are", t.Values))
		}
	})
}

// leaves calls f with each literal that n can give, and with its place: n itself, the elements of
// a list, the branches of an if.
func leaves(n *node, f func(v Value, at string)) {
	switch n.op {
	case opLiteral:
		if n.value.kind != List {
			f(n.value, n.at)
		}
		for i, e := range n.value.elements() {
			f(e, fmt.Sprintf("%s/%d", n.at, i))
		}
	case opIf:
		for i := range n.args {
			if i%2 == 1 || i == len(n.args)-1 {
				leaves(&n.args[i], f)
			}
		}
	}
}
