package engine

import (
	"math"
	"slices"
)

// A second evaluator of the whole rule language, over rules as JSON has them and values as JSON has them;
// nil is absent. It follows the tables of forms/rule/README.md and shares no code with that package. It
// takes for granted that the operands fit, which the check before publishing sees to.

// sight gives a variable's value.
type sight func(name string) any

func secondHolds(r any, see sight) bool {
	if r == nil {
		return true
	}
	return secondEval(r, see, nil) == true
}

func secondEval(r any, see sight, element any) any {
	o, is := r.(object)
	if !is {
		return r
	}
	for op, operands := range o {
		list, several := operands.([]any)
		if !several {
			list = []any{operands}
		}
		return secondApply(op, list, see, element)
	}
	return nil
}

func secondApply(op string, list []any, see sight, element any) any {
	at := func(i int) any { return secondEval(list[i], see, element) }
	name := func() string {
		text, _ := list[0].(string)
		return text
	}
	switch op {
	case "var":
		if name() == "" {
			return element
		}
		return see(name())
	case "answered":
		if o, is := list[0].(object); is {
			return secondEval(o, see, element) != nil
		}
		return see(name()) != nil
	case "and":
		return !slices.ContainsFunc(list, func(r any) bool { return secondEval(r, see, element) != true })
	case "or":
		return slices.ContainsFunc(list, func(r any) bool { return secondEval(r, see, element) == true })
	case "!":
		return at(0) != true
	case "if":
		for i := 0; i+1 < len(list); i += 2 {
			if at(i) == true {
				return at(i + 1)
			}
		}
		return at(len(list) - 1)
	case "==", "!=":
		a, b := at(0), at(1)
		return (a != nil && b != nil && a == b) == (op == "==")
	case "<", "<=", ">", ">=":
		for i := range len(list) - 1 {
			if !ordered(op, at(i), at(i+1)) {
				return false
			}
		}
		return true
	case "in":
		a := at(0)
		b, _ := at(1).([]any)
		return a != nil && slices.Contains(b, a)
	case "some":
		all, _ := at(0).([]any)
		return slices.ContainsFunc(all, func(e any) bool { return secondEval(list[1], see, e) == true })
	case "count":
		if all, is := at(0).([]any); is {
			return float64(len(all))
		}
		return nil
	}
	return secondNumber(op, list, at)
}

// ordered compares two numbers or, as texts, two dates of ISO 8601.
func ordered(op string, a, b any) bool {
	var sign int
	switch a := a.(type) {
	case float64:
		b, is := b.(float64)
		if !is {
			return false
		}
		sign = map[bool]int{true: -1}[a < b] + map[bool]int{true: 1}[a > b]
	case string:
		b, is := b.(string)
		if !is {
			return false
		}
		sign = map[bool]int{true: -1}[a < b] + map[bool]int{true: 1}[a > b]
	default:
		return false
	}
	switch op {
	case "<":
		return sign < 0
	case "<=":
		return sign <= 0
	case ">":
		return sign > 0
	}
	return sign >= 0
}

// secondNumber is arithmetic: absent with anything absent, and wherever it is not finite.
func secondNumber(op string, list []any, at func(int) any) any {
	var sum float64
	for i := range list {
		x, is := at(i).(float64)
		if !is {
			return nil
		}
		switch {
		case i == 0:
			sum = x
		case op == "+":
			sum += x
		case op == "-":
			sum -= x
		case op == "*":
			sum *= x
		case op == "min":
			sum = math.Min(sum, x)
		case op == "max":
			sum = math.Max(sum, x)
		case op == "/" && x == 0:
			return nil
		case op == "/":
			sum /= x
		}
		if math.IsInf(sum, 0) || math.IsNaN(sum) {
			return nil
		}
	}
	if op == "-" && len(list) == 1 {
		sum = -sum
	}
	return sum + 0
}
