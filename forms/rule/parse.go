package rule

import (
	"fmt"
	"slices"
	"strconv"

	"proffer/forms/fault"
)

// Parse reads a rule. It gives either a rule or every defect that can be seen without knowing the
// variables, each with a pointer relative to the rule's root ("" is the root); the rule is nil if
// and only if there are fields. It never panics, whatever raw holds.
//
// Codes: bad_json, duplicate_key, unknown_operator, unknown_field (a second operator in one
// object), wrong_operands (their number), wrong_type, unknown_variable ("" outside some, a name
// inside it), out_of_range (a limit, or an empty list).
func Parse(raw []byte) (*Rule, []fault.Field) {
	src, found, stop := read(raw)
	if stop {
		return nil, found.fields
	}
	p := &parser{faults: found}
	root := p.node(src, "", outside)
	if p.nodes > MaxNodes {
		p.fields = nil
		p.add("", "out_of_range", fmt.Sprintf("the rule has more than %d operators, variables and literals", MaxNodes), "a shorter rule, for instance `in` with a list instead of many `==`")
	}
	if len(p.fields) > 0 {
		return nil, p.fields
	}
	return &Rule{root: root, source: src.appendJSON(nil), vars: p.vars}, nil
}

// sight is what var may name at one place.
type sight uint8

const (
	outside sight = iota // names of the scope
	element              // only "", inside some
	unknown              // either: below an operator that does not exist
)

type parser struct {
	nodes int
	vars  []string
	faults
}

func (p *parser) node(s source, at string, see sight) node {
	if p.nodes++; p.nodes > MaxNodes {
		return node{}
	}
	switch s.form {
	case formNull:
		p.add(at, "wrong_type", "null is no value", `{"answered": "name"} asks whether there is an answer`)
	case formScalar:
		return node{op: opLiteral, at: at, value: s.value}
	case formArray:
		return p.list(s, at)
	case formObject:
		return p.object(s, at, see)
	}
	return node{}
}

// list reads an array that is an operand itself, hence a literal list.
func (p *parser) list(s source, at string) node {
	if len(s.values) == 0 {
		p.add(at, "out_of_range", "the list is empty", "a list of one or more texts, numbers or booleans")
		return node{}
	}
	vs := make([]Value, 0, len(s.values))
	for i, e := range s.values {
		p.nodes++
		place := at + "/" + strconv.Itoa(i)
		switch {
		case e.form == formCut:
		case e.form != formScalar:
			p.add(place, "wrong_type", "a list in a rule holds literals only", "texts, numbers or booleans; no rule, list or null")
		case len(vs) > 0 && vs[0].kind != e.value.kind:
			p.add(place, "wrong_type", fmt.Sprintf("a list of %ss holds a %s", vs[0].kind, e.value.kind), "all elements of one type")
		default:
			vs = append(vs, e.value)
		}
	}
	return node{op: opLiteral, at: at, value: ListOf(vs...)}
}

// object reads an operation. Of several keys the first that names an operator is taken for it.
func (p *parser) object(s source, at string, see sight) node {
	if len(s.names) == 0 {
		p.add(at, "unknown_operator", "an empty object names no operator", `one operator, e.g. {"==": [a, b]}`)
		return node{}
	}
	chosen := max(0, slices.IndexFunc(s.names, func(name string) bool { _, ok := operatorNamed(name); return ok }))
	var n node
	for i, name := range s.names {
		place := at + "/" + fault.Escape(name)
		o, ok := operatorNamed(name)
		switch {
		case p.full():
		case i == chosen && !ok:
			p.add(place, "unknown_operator", quote(name)+" is not an operator", insteadOf(name))
		case i != chosen && isOperator(s.names[chosen]):
			p.add(place, "unknown_field", fmt.Sprintf("%s stands beside %s", quote(name), quote(s.names[chosen])), "one operator per object; `and` joins two rules")
		}
		if !ok && len(name) > 40 { // no slip of the pen, and its pointers would be long
			continue
		}
		operation := p.operation(o, s.values[i], at, place, see)
		if i == chosen {
			n = operation
		}
	}
	return n
}

// isOperator tells whether a name is an operator's; what stands beside an unknown one was not meant as a second.
func isOperator(name string) bool {
	_, ok := operatorNamed(name)
	return ok
}

// operation reads the operands of o at place; the zero operator stands for one that is not known.
func (p *parser) operation(o operator, s source, at, place string, see sight) node {
	operands, places := []source{s}, []string{place}
	if s.form == formArray {
		operands, places = s.values, make([]string, len(s.values))
		for i := range places {
			places[i] = place + "/" + strconv.Itoa(i)
		}
	}
	known := o.op != opNone
	if known && !o.accepts(len(operands)) && s.form != formCut {
		p.add(place, "wrong_operands", fmt.Sprintf("`%s` does not take %d operands", o.name, len(operands)), o.usage)
		if o.op == opVar || o.op == opAnswered {
			return node{}
		}
	}
	switch o.op {
	case opNone:
		see = unknown
	case opVar:
		return p.variable(operands[0], at, places[0], see)
	case opAnswered:
		return p.answered(operands[0], at, places[0], see)
	}
	if o.op == opSome && see == element {
		p.add(place, "out_of_range", "`some` stands inside `some`", "one at a time, joined with `and`; so a rule is always quick to evaluate")
	}
	n := node{op: o.op, at: at, args: make([]node, len(operands))}
	for i, operand := range operands {
		sees := see
		if o.op == opSome && i == 1 && see != unknown {
			sees = element
		}
		n.args[i] = p.node(operand, places[i], sees)
	}
	return n
}
