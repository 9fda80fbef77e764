package rule

// Eval gives the value of the rule. For a rule over scalars it allocates nothing. A rule that is a
// bare variable without a value gives an absent value, also where the variable is boolean.
func (r *Rule) Eval(env Env) Value { return r.root.eval(env, Value{}) }

// True tells whether the rule holds: whether Eval gives the boolean true. An absent result does
// not hold.
func (r *Rule) True(env Env) bool { return r.Eval(env).Bool() }

// eval evaluates n; item is the element that {"var": ""} names inside some.
func (n *node) eval(env Env, item Value) Value {
	switch n.op {
	case opLiteral:
		return n.value
	case opItem:
		return item
	case opVar:
		return env.get(n.name)
	case opAnswered:
		return BoolOf(!env.get(n.name).IsAbsent())
	case opAnd, opOr, opNot, opIf:
		return n.evalLogic(env, item)
	case opEqual, opUnequal, opLess, opLessEqual, opGreater, opGreaterEqual:
		return BoolOf(n.evalComparison(env, item))
	case opIn, opCount, opSome:
		return n.evalList(env, item)
	}
	return n.evalArithmetic(env, item)
}

func (e Env) get(name string) Value {
	if e == nil {
		return Value{}
	}
	return e(name)
}

// evalLogic takes an absent operand for false.
func (n *node) evalLogic(env Env, item Value) Value {
	switch n.op {
	case opNot:
		return BoolOf(!n.args[0].eval(env, item).Bool())
	case opIf:
		last := len(n.args) - 1
		for i := 0; i < last; i += 2 {
			if n.args[i].eval(env, item).Bool() {
				return n.args[i+1].eval(env, item)
			}
		}
		return n.args[last].eval(env, item)
	}
	stop := n.op == opOr // the value that decides
	for i := range n.args {
		if n.args[i].eval(env, item).Bool() == stop {
			return BoolOf(stop)
		}
	}
	return BoolOf(!stop)
}

func (n *node) evalComparison(env Env, item Value) bool {
	left := n.args[0].eval(env, item)
	if n.op == opEqual || n.op == opUnequal {
		return same(left, n.args[1].eval(env, item)) == (n.op == opEqual)
	}
	for i := 1; i < len(n.args); i++ {
		right := n.args[i].eval(env, item)
		if !ordered(n.op, left, right) {
			return false
		}
		left = right
	}
	return true
}

// same tells whether two scalars are equal; never if one is absent. A date and a text are equal if
// the text is that date: the literal beside a date is a text.
func same(a, b Value) bool {
	if a.kind == Absent || a.kind == List {
		return false
	}
	if a.kind != b.kind && !oneDate(a, b) {
		return false
	}
	return a.number == b.number && a.text == b.text
}

func oneDate(a, b Value) bool {
	return a.kind == Date && b.kind == Text || a.kind == Text && b.kind == Date
}

// ordered tells whether a stands to b as o says; never if one is absent. ISO dates order as texts;
// two texts are taken for dates if both are, since a literal that a rule gave as a date is a text.
func ordered(o op, a, b Value) bool {
	numbers := a.kind == Number && b.kind == Number
	dates := a.kind == Date && b.kind == Date || oneDate(a, b) ||
		a.kind == Text && b.kind == Text && isDate(a.text) && isDate(b.text)
	if !numbers && !dates {
		return false
	}
	switch o {
	case opLess:
		return a.number < b.number || a.text < b.text
	case opLessEqual:
		return a.number <= b.number && a.text <= b.text
	case opGreater:
		return a.number > b.number || a.text > b.text
	}
	return a.number >= b.number && a.text >= b.text
}

// evalArithmetic is absent if an operand is, if the divisor is zero, or if the result is not
// finite. It goes from left to right in doubles, so that every machine gets the same bits.
func (n *node) evalArithmetic(env Env, item Value) Value {
	var result float64
	for i := range n.args {
		v := n.args[i].eval(env, item)
		if v.kind != Number {
			return Value{}
		}
		x := v.number
		switch {
		case i == 0 && n.op == opSubtract && len(n.args) == 1:
			result = -x
		case i == 0:
			result = x
		case n.op == opAdd:
			result += x
		case n.op == opSubtract:
			result -= x
		case n.op == opMultiply:
			result *= x
		case n.op == opDivide:
			result /= x // x/0 is infinite, 0/0 NaN: both absent below
		case n.op == opMin:
			result = min(result, x)
		case n.op == opMax:
			result = max(result, x)
		}
	}
	return NumberOf(result)
}

// evalList counts and looks into lists; an absent list has no count and holds nothing.
func (n *node) evalList(env Env, item Value) Value {
	if n.op == opIn {
		v, list := n.args[0].eval(env, item), n.args[1].eval(env, item)
		for _, e := range list.elements() {
			if same(v, e) {
				return BoolOf(true)
			}
		}
		return BoolOf(false)
	}
	list := n.args[0].eval(env, item)
	if n.op == opCount {
		if list.kind != List {
			return Value{}
		}
		return NumberOf(float64(len(list.elements())))
	}
	for _, e := range list.elements() {
		if n.args[1].eval(env, e).Bool() {
			return BoolOf(true)
		}
	}
	return BoolOf(false)
}
