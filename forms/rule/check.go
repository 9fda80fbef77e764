package rule

import (
	"fmt"
	"slices"

	"proffer/forms/fault"
)

// Check gives every type error of the rule at once, with pointers relative to its root; none means
// that the rule may stand in this scope. want is the kind that the result must have; Absent takes
// any. A text literal fits a wanted Date if it is one.
//
// Codes: unknown_variable, unknown_choice, wrong_type.
func (r *Rule) Check(s Scope, want Kind) []fault.Field {
	return r.CheckType(s, Type{Kind: want})
}

// CheckType is Check for a result whose elements or finite set of values are known too: a literal
// result outside that set is an unknown_choice.
func (r *Rule) CheckType(s Scope, want Type) []fault.Field {
	c := &checker{scope: s}
	got := c.infer(&r.root)
	if _, ok := c.agree(&r.root, got, typed{Type: want}); ok {
		c.closed(&r.root, want)
	} else {
		right := "a rule that gives a " + want.String()
		if want.Kind == Bool {
			right = noTruthiness
		}
		if want.Kind == Bool && r.root.op == opLiteral && r.root.value.kind == Text {
			right = `write it as JSON, e.g. {"==": [{"var": "name"}, "value"]}`
		}
		c.add("", "wrong_type", fmt.Sprintf("the rule gives a %s; a %s is needed here", got, want), right)
	}
	return c.fields
}

// Type gives the type of the result; the zero Type where the rule does not check in this scope.
func (r *Rule) Type(s Scope) Type {
	c := &checker{scope: s}
	got := c.infer(&r.root)
	if len(c.fields) > 0 {
		return Type{}
	}
	return got.Type
}

const noTruthiness = `a comparison, e.g. {">": [a, 0]}, or {"answered": "name"}; no other value counts as true or false`

// typed is the type of a place. A literal's texts can still become dates, where they stand beside
// one. Kind Absent: something below is wrong and reported, so that nothing follows from it.
type typed struct {
	Type
	literal bool
}

type checker struct {
	scope Scope
	item  typed // what {"var": ""} is
	faults
}

func (c *checker) infer(n *node) typed {
	switch n.op {
	case opLiteral:
		t := typed{Type: Type{Kind: n.value.kind}, literal: true}
		if es := n.value.elements(); len(es) > 0 {
			t.Elem = es[0].kind
		}
		return t
	case opItem:
		return c.item
	case opVar:
		return c.lookup(n)
	case opAnswered:
		c.lookup(n)
		return typed{Type: Type{Kind: Bool}}
	case opIf:
		return c.inferIf(n)
	case opAnd, opOr, opNot:
		for i := range n.args {
			c.need(n, i, Bool, noTruthiness)
		}
		return typed{Type: Type{Kind: Bool}}
	case opEqual, opUnequal:
		return c.inferEquality(n)
	case opLess, opLessEqual, opGreater, opGreaterEqual:
		return c.inferOrder(n)
	case opIn:
		return c.inferIn(n)
	case opSome:
		return c.inferSome(n)
	case opCount:
		c.need(n, 0, List, "a list or the answer of a multiple question")
		return typed{Type: Type{Kind: Number}}
	}
	for i := range n.args {
		c.need(n, i, Number, "a number")
	}
	return typed{Type: Type{Kind: Number}}
}

func (c *checker) lookup(n *node) typed {
	t, err := c.scope.Lookup(n.name)
	if err != nil && c.full() {
		return typed{}
	}
	if err != nil {
		c.add(n.nameAt, "unknown_variable", err.Error(), among(n.name, "what may be used here", c.scope.Names()))
		return typed{}
	}
	return typed{Type: t}
}

// need infers operand i of n and wants it to be of one kind.
func (c *checker) need(n *node, i int, want Kind, right string) typed {
	t := c.infer(&n.args[i])
	if t.Kind != Absent && t.Kind != want {
		c.add(n.args[i].at, "wrong_type", fmt.Sprintf("%s needs a %s, but this is a %s", n.op.symbol(), want, t), right)
		return typed{}
	}
	return t
}

// inferIf wants one type of all branches: that of the first that is no literal, since a literal
// can be a text or a date. The result's values are known only if every branch's are.
func (c *checker) inferIf(n *node) typed {
	result := typed{literal: true}
	types := map[int]typed{} // by operand
	var of typed
	closed := true
	for i := range n.args {
		if i%2 == 0 && i < len(n.args)-1 {
			c.need(n, i, Bool, noTruthiness)
			continue
		}
		t := c.infer(&n.args[i])
		types[i] = t
		if t.Kind != Absent && (of.Kind == Absent || of.literal && !t.literal) {
			of = t
		}
		result.literal = result.literal && t.literal
		result.Values = append(result.Values, t.Values...)
		closed = closed && t.Values != nil
	}
	for i := range n.args {
		if t, branch := types[i]; branch {
			if _, ok := c.agree(&n.args[i], t, of); !ok {
				c.add(n.args[i].at, "wrong_type", fmt.Sprintf("this branch of `if` gives a %s, another a %s", t, of), "branches of one type")
			}
		}
	}
	result.Kind, result.Elem = of.Kind, of.Elem
	if !closed {
		result.Values = nil
	}
	return result
}

func (c *checker) inferSome(n *node) typed {
	list := c.need(n, 0, List, "a list or the answer of a multiple question")
	outer := c.item
	c.item = typed{Type: Type{Kind: list.Elem, Values: list.Values}}
	c.need(n, 1, Bool, noTruthiness)
	c.item = outer
	return typed{Type: Type{Kind: Bool}}
}

// Texts are the texts that the result can be, where every one of them is known: written in the rule as
// a literal that it can give. Nil where any other text can occur, or where it gives no text.
func (r *Rule) Texts() []string {
	var out []string
	if !gives(&r.root, &out) {
		return nil
	}
	return out
}

func gives(n *node, out *[]string) bool {
	switch {
	case n.op == opLiteral && n.value.kind == Text:
		if !slices.Contains(*out, n.value.text) {
			*out = append(*out, n.value.text)
		}
		return true
	case n.op != opIf:
		return false
	}
	for i := range n.args {
		if (i%2 == 1 || i == len(n.args)-1) && !gives(&n.args[i], out) {
			return false
		}
	}
	return true
}
