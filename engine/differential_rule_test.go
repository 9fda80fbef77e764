package engine

// of gives a variable of a kind; false if there is none.
func (d *drawer) of(kind string) (variable, bool) {
	var fit []variable
	for _, v := range d.vars {
		if v.kind == kind {
			fit = append(fit, v)
		}
	}
	if fit == nil {
		return variable{}, false
	}
	return pick(d, fit...), true
}

// bool draws a condition, of operators inside one another up to a depth.
func (d *drawer) bool(depth int) any {
	if depth > 0 && d.one(2) {
		switch d.IntN(5) {
		case 0:
			return object{"and": []any{d.bool(depth - 1), d.bool(depth - 1)}}
		case 1:
			return object{"or": []any{d.bool(depth - 1), d.bool(depth - 1), d.bool(depth - 1)}}
		case 2:
			return object{"!": d.bool(depth - 1)}
		case 3:
			return object{"if": []any{d.bool(depth - 1), d.bool(depth - 1), d.bool(depth - 1)}}
		}
		return object{pick(d, "==", "!="): []any{d.bool(depth - 1), d.bool(depth - 1)}}
	}
	v := pick(d, d.vars...)
	name := object{"var": v.name}
	if d.one(6) {
		return object{"answered": v.name}
	}
	switch v.kind {
	case "bool":
		return pick[any](d, name, object{pick(d, "==", "!="): []any{name, d.one(2)}})
	case "number":
		if d.one(3) {
			return object{pick(d, "<", "<="): []any{d.number(1), name, d.number(1)}}
		}
		if d.one(4) {
			return object{"in": []any{name, []any{0, 1, 2.5}}}
		}
		return object{pick(d, "==", "!=", "<", "<=", ">", ">="): []any{name, d.number(1)}}
	case "date":
		other := any(pick(d, "2024-02-29", "2026-03-01", "2030-01-01"))
		if w, ok := d.of("date"); ok && d.one(2) {
			other = object{"var": w.name}
		}
		return object{pick(d, "==", "!=", "<", "<=", ">", ">="): []any{name, other}}
	case "list":
		if d.one(2) {
			return object{"in": []any{pick(d, v.values...), name}}
		}
		return object{"some": []any{name, object{pick(d, "==", "!="): []any{object{"var": ""}, pick(d, v.values...)}}}}
	}
	if w, ok := d.of("list"); ok && d.one(4) {
		return object{"in": []any{name, object{"var": w.name}}}
	}
	if d.one(3) {
		return object{"in": []any{name, []any{v.values[0], "x"}}}
	}
	return object{pick(d, "==", "!="): []any{name, pick(d, v.values...)}}
}

// number draws a rule that gives a number.
func (d *drawer) number(depth int) any {
	if depth > 0 && d.one(2) {
		op := pick(d, "+", "-", "*", "/", "min", "max", "if", "count", "negated")
		a, b := d.number(depth-1), d.number(depth-1)
		switch op {
		case "if":
			return object{"if": []any{d.bool(depth - 1), a, b}}
		case "negated":
			return object{"-": a}
		case "count":
			if v, ok := d.of("list"); ok {
				return object{"count": object{"var": v.name}}
			}
			return a
		}
		return object{op: []any{a, b}}
	}
	if v, ok := d.of("number"); ok && d.one(2) {
		return object{"var": v.name}
	}
	return pick[any](d, 0, 0.1, 0.3, 1, 2, -1.1, 1e308)
}
