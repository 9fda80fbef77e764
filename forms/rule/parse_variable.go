package rule

import "slices"

// variable reads what var names.
func (p *parser) variable(s source, at, place string, see sight) node {
	if s.form == formCut {
		return node{}
	}
	if s.form != formScalar || s.value.kind != Text {
		p.add(place, "wrong_type", "`var` takes the name of a variable", `a text, e.g. {"var": "roast"}`)
		return node{}
	}
	name := s.value.text
	switch {
	case name == "" && see == outside:
		p.add(place, "unknown_variable", `{"var": ""} is the element of the list inside `+"`some`"+`, and nothing elsewhere`, "the name of a variable")
	case name != "" && see == element:
		p.add(place, "unknown_variable", "inside `some` only the element of the list is visible, not "+quote(name), `{"var": ""}, and the other conditions beside it with `+"`and`")
	case name == "":
		return node{op: opItem, at: at}
	default:
		p.use(name)
		return node{op: opVar, at: at, name: name, nameAt: place}
	}
	return node{}
}

// answered reads whose answer is asked for: a name, or a var.
func (p *parser) answered(s source, at, place string, see sight) node {
	if s.form == formObject && len(s.names) == 1 && s.names[0] == "var" {
		if p.nodes++; p.nodes > MaxNodes {
			return node{}
		}
		of := p.object(s, place, see)
		switch of.op {
		case opVar:
			return node{op: opAnswered, at: at, name: of.name, nameAt: of.nameAt}
		case opItem:
			p.add(place, "unknown_variable", "an element of a list is always there", "`answered` with the name of a variable, outside `some`")
		}
		return node{}
	}
	if s.form == formCut {
		return node{}
	}
	if s.form != formScalar || s.value.kind != Text {
		p.add(place, "wrong_type", "`answered` takes the name of a variable", `a text or a var, e.g. {"answered": "roast"}`)
		return node{}
	}
	of := p.variable(s, at, place, see)
	switch of.op {
	case opVar:
		return node{op: opAnswered, at: at, name: of.name, nameAt: place}
	case opItem:
		p.add(place, "unknown_variable", "an element of a list is always there", "`answered` with the name of a variable, outside `some`")
	}
	return node{}
}

func (p *parser) use(name string) {
	if !slices.Contains(p.vars, name) {
		p.vars = append(p.vars, name)
	}
}
