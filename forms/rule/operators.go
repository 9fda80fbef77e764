package rule

import (
	"strconv"
	"strings"
)

// op names what a node does.
type op uint8

const (
	opNone op = iota // a place that could not be read; no Rule holds one
	opLiteral
	opItem // {"var": ""} inside some
	opVar
	opAnswered
	opAnd
	opOr
	opNot
	opIf
	opEqual
	opUnequal
	opLess
	opLessEqual
	opGreater
	opGreaterEqual
	opIn
	opAdd
	opSubtract
	opMultiply
	opDivide
	opMin
	opMax
	opCount
	opSome
)

// operator is what the parser knows of an operator.
type operator struct {
	op       op
	name     string
	min, max int    // operands; max 0: any number
	usage    string // how it is written, for errors
}

// operators holds every operator, in the order of the reference.
var operators = []operator{
	{opAnd, "and", 1, 0, `{"and": [rule, ...]}`},
	{opOr, "or", 1, 0, `{"or": [rule, ...]}`},
	{opNot, "!", 1, 1, `{"!": rule}`},
	{opIf, "if", 3, 0, `{"if": [condition, then, ..., else]}, an odd number of operands`},
	{opEqual, "==", 2, 2, `{"==": [a, b]}`},
	{opUnequal, "!=", 2, 2, `{"!=": [a, b]}`},
	{opLess, "<", 2, 3, `{"<": [a, b]} or {"<": [low, x, high]}`},
	{opLessEqual, "<=", 2, 3, `{"<=": [a, b]} or {"<=": [low, x, high]}`},
	{opGreater, ">", 2, 2, `{">": [a, b]}`},
	{opGreaterEqual, ">=", 2, 2, `{">=": [a, b]}`},
	{opIn, "in", 2, 2, `{"in": [value, list]}`},
	{opAdd, "+", 1, 0, `{"+": [number, ...]}`},
	{opSubtract, "-", 1, 2, `{"-": [a, b]} or {"-": a}`},
	{opMultiply, "*", 1, 0, `{"*": [number, ...]}`},
	{opDivide, "/", 2, 2, `{"/": [a, b]}`},
	{opMin, "min", 1, 0, `{"min": [number, ...]}`},
	{opMax, "max", 1, 0, `{"max": [number, ...]}`},
	{opCount, "count", 1, 1, `{"count": list}, a literal list as {"count": [[...]]}`},
	{opSome, "some", 2, 2, `{"some": [list, rule over {"var": ""}]}`},
	{opVar, "var", 1, 1, `{"var": "name"}, which has no default`},
	{opAnswered, "answered", 1, 1, `{"answered": "name"}`},
}

// elsewhere maps what other dialects of JsonLogic offer to what does its work here, where the
// spelling alone would not lead there.
var elsewhere = map[string]string{
	"===": "==", "!==": "!=", "=": "==", "<>": "!=", "!!": "answered", "missing": "answered", "?:": "if", "not": "!",
	"&&": "and", "||": "or", "all": "some", "none": "some", "any": "some", "sum": "+", "length": "count", "between": "<=",
}

func operatorNamed(name string) (operator, bool) {
	for _, o := range operators {
		if o.name == name {
			return o, true
		}
	}
	return operator{}, false
}

// accepts tells whether the operator can stand with n operands.
func (o operator) accepts(n int) bool {
	if o.op == opIf && n%2 == 0 {
		return false
	}
	return n >= o.min && (o.max == 0 || n <= o.max)
}

// symbol is the name of an operator for messages.
func (o op) symbol() string {
	for _, known := range operators {
		if known.op == o {
			return "`" + known.name + "`"
		}
	}
	return "a literal"
}

// insteadOf says which operator was probably meant.
func insteadOf(name string) string {
	names := make([]string, len(operators))
	for i, o := range operators {
		names[i] = o.name
	}
	meant, ok := elsewhere[name]
	if !ok {
		meant = Nearest(name, names)
	}
	all := "the operators are " + strings.Join(names, " ")
	if meant == "" {
		return all
	}
	return "did you mean " + strconv.Quote(meant) + "? " + all
}
