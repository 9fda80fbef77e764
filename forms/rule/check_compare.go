package rule

import (
	"fmt"
	"slices"
	"strconv"
)

func (c *checker) inferEquality(n *node) typed {
	a, b := &n.args[0], &n.args[1]
	ta, tb := c.infer(a), c.infer(b)
	switch {
	case ta.Kind == List || tb.Kind == List:
		at := a.at
		if ta.Kind != List {
			at = b.at
		}
		c.add(at, "wrong_type", n.op.symbol()+" does not compare lists", "`in`, `some` or `count` look into a list")
	default:
		if _, ok := c.agreeBoth(a, ta, b, tb); !ok {
			c.mismatch(n, a, ta, b, tb)
			break
		}
		c.closed(a, tb.Type)
		c.closed(b, ta.Type)
	}
	return typed{Type: Type{Kind: Bool}}
}

func (c *checker) inferOrder(n *node) typed {
	ts := make([]typed, len(n.args))
	var kind Kind // what the operands are: of the first that is a number or a date
	for i := range n.args {
		ts[i] = c.infer(&n.args[i])
		if kind == Absent && (ts[i].Kind == Number || ts[i].Kind == Date) {
			kind = ts[i].Kind
		}
	}
	for i, t := range ts {
		a := &n.args[i]
		switch {
		case t.Kind == Absent || t.Kind == Number && kind == Number || t.Kind == Date && kind == Date:
		case kind == Date && t.Kind == Text && t.literal:
			c.dates(a)
		case kind == Absent && t.Kind == Text && t.literal && slices.ContainsFunc(ts, func(t typed) bool { return t.Kind == Absent }):
			// a date perhaps, beside an operand that is reported
		case kind == Absent:
			c.add(a.at, "wrong_type", fmt.Sprintf("%s orders numbers or dates, but this is a %s", n.op.symbol(), t), "two numbers, or dates of which one at least is a variable")
		default:
			c.add(a.at, "wrong_type", fmt.Sprintf("%s compares a %s with a %s", n.op.symbol(), kind, t), advice(a, t, Type{Kind: kind}))
		}
	}
	return typed{Type: Type{Kind: Bool}}
}

func (c *checker) inferIn(n *node) typed {
	result := typed{Type: Type{Kind: Bool}}
	v, list := &n.args[0], &n.args[1]
	tv, tl := c.infer(v), c.infer(list)
	sound := true
	if tv.Kind == List {
		c.add(v.at, "wrong_type", "`in` looks for one value, but this is a list", "`some` to look for any of several")
		sound = false
	}
	if tl.Kind != List && tl.Kind != Absent {
		right := "a list, e.g. [\"a\", \"b\"], or the answer of a multiple question"
		if tl.Kind == Text {
			right += "; `in` never looks into a text"
		}
		c.add(list.at, "wrong_type", fmt.Sprintf("`in` looks into a list, but this is a %s", tl), right)
		sound = false
	}
	if !sound || tl.Kind == Absent {
		return result
	}
	elem := typed{Type: Type{Kind: tl.Elem, Values: tl.Values}, literal: tl.literal}
	if _, ok := c.agreeBoth(v, tv, list, elem); !ok {
		at := list.at
		if tv.literal && !tl.literal {
			at = v.at
		}
		c.add(at, "wrong_type", fmt.Sprintf("`in` looks for a %s in a %s", tv, tl), "a value and a list of its kind")
		return result
	}
	c.closed(v, elem.Type)
	c.closed(list, tv.Type)
	return result
}

// mismatch blames the literal, if one operand is one, or else the second operand.
func (c *checker) mismatch(n, a *node, ta typed, b *node, tb typed) {
	if ta.literal && !tb.literal {
		ta, b, tb = tb, a, ta
	}
	c.add(b.at, "wrong_type", fmt.Sprintf("%s compares a %s with a %s, which are never equal", n.op.symbol(), ta, tb), advice(b, tb, ta.Type))
}

// advice says how n, of type t, could be written to be compared with other.
func advice(n *node, t typed, other Type) string {
	switch {
	case n.op != opLiteral:
		return "both sides of one type"
	case other.Kind == Date:
		return `a date, written as "2026-12-31"`
	case t.Kind == Text && other.Kind == Number:
		if _, err := strconv.ParseFloat(n.value.text, 64); err == nil {
			return quote(n.value.text) + " without the quotes"
		}
	case t.Kind == Text && other.Kind == Bool:
		return "true or false, without quotes"
	case t.Kind != Text && t.Kind != List && other.Kind == Text:
		return strconv.Quote(string(n.value.appendJSON(nil))) + " in quotes"
	}
	return "a " + other.String()
}
