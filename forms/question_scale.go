package forms

import (
	"encoding/json"
	"fmt"
	"strconv"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// scale asks for a whole number between the attribute's min and max, each a point to tap.
type scale struct{}

const maxScalePoints = 11

func (scale) asks() []string { return []string{TypeInteger} }

func (scale) check(c *checks, at string, q *Question, a *Attribute) {
	q.checkEnds(c, at)
	if a.Min != nil && a.Max != nil && *a.Max-*a.Min >= maxScalePoints {
		c.fault(at+"/attribute", "out_of_range", fmt.Sprintf("ask for an attribute with at most %d values", maxScalePoints), "a scale of %v points is too fine to tap", *a.Max-*a.Min+1)
	}
}

func (scale) answer(_ *Question, a *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if n.Kind != Number {
		return Answer{}, wrongType("a whole number", n)
	}
	v, err := strconv.ParseInt(n.Text, 10, 64)
	if err != nil {
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "this is not a whole number", Right: fmt.Sprintf("send one from %v to %v", *a.Min, *a.Max)}}
	}
	if float64(v) < *a.Min || float64(v) > *a.Max {
		return Answer{}, []fault.Field{{Code: "out_of_range", Detail: "this lies outside the scale", Right: fmt.Sprintf("send a number from %v to %v", *a.Min, *a.Max)}}
	}
	text := strconv.FormatInt(v, 10)
	return Answer{JSON: json.RawMessage(text), Value: rule.NumberOf(float64(v)), Chosen: []string{text}}, nil
}

func (scale) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Number} }

func (scale) effort() Effort { return Effort{Taps: 1, Seconds: 6} }

// checkEnds reports words at the ends of a scale that are not one for each.
func (q *Question) checkEnds(c *checks, at string) {
	if len(q.Ends) != 0 && len(q.Ends) != 2 {
		c.fault(at+"/ends", "out_of_range", "write two texts, for the lowest and the highest point", "a %s has two ends, not %d", q.Type, len(q.Ends))
	}
}
