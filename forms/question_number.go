package forms

import (
	"encoding/json"
	"math"
	"strconv"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// number asks for a number that is typed.
type number struct{}

func (number) asks() []string { return []string{TypeInteger, TypeNumber} }

func (number) check(c *checks, at string, q *Question, a *Attribute) {
	switch {
	case q.Step == nil || !a.room():
	case *q.Step <= 0 || *q.Step > maxNumber:
		c.fault(at+"/step", "out_of_range", "write a number above 0", "no numbers lie %v apart", *q.Step)
	case a.Type == TypeInteger && *q.Step != math.Trunc(*q.Step):
		c.fault(at+"/step", "out_of_range", "write a whole number", "whole numbers are never %v apart", *q.Step)
	case a.Min != nil && a.Max != nil && *q.Step > *a.Max-*a.Min:
		c.fault(at+"/step", "out_of_range", "write a smaller one", "from %v to %v only one number can be reached in steps of %v", *a.Min, *a.Max, *q.Step)
	}
}

func (number) answer(q *Question, a *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if n.Kind != Number {
		return Answer{}, wrongType("a number", n)
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	least, most := -maxNumber, maxNumber
	if a.Min != nil {
		least = *a.Min
	}
	if a.Max != nil {
		most = *a.Max
	}
	switch {
	case err != nil || v < least || v > most:
		return Answer{}, []fault.Field{{Code: "out_of_range", Detail: "this number lies outside what is asked for", Right: "send a number" + fromTo(decimal(least), decimal(most))}}
	case a.Type == TypeInteger && v != math.Trunc(v):
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "this is not a whole number", Right: "send one" + fromTo(decimal(least), decimal(most))}}
	case q.Step != nil && !stepped(v, stepsFrom(a), *q.Step):
		return Answer{}, []fault.Field{{Code: "out_of_range", Detail: "this number lies between two steps", Right: "send " + decimal(stepsFrom(a)) + " or a number that lies whole steps of " + decimal(*q.Step) + " from it"}}
	}
	v += 0 // zero has no sign
	return Answer{JSON: json.RawMessage(decimal(v)), Value: rule.NumberOf(v)}, nil
}

func (number) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Number} }

func (number) effort() Effort { return Effort{Texts: 1, Seconds: 10} }

// stepsFrom is where steps are counted from.
func stepsFrom(a *Attribute) float64 {
	if a.Min != nil {
		return *a.Min
	}
	return 0
}

// stepped tells whether a number lies whole steps from the start, within what doubles can tell.
func stepped(v, start, step float64) bool {
	steps := (v - start) / step
	return math.Abs(steps-math.Round(steps)) <= 1e-9*max(1, math.Abs(steps))
}

// decimal is a number in canonical JSON.
func decimal(v float64) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return "0" // neither NaN nor infinite ever gets here
	}
	return string(raw)
}
