package forms

import (
	"proffer/forms/fault"
	"proffer/forms/rule"
)

// slider asks for a number that is set by sliding. It starts unset.
type slider struct{ number }

// maxSteps is how many places a slider may have; more can't be hit with a finger.
const maxSteps = 1000

func (slider) check(c *checks, at string, q *Question, a *Attribute) {
	q.checkEnds(c, at)
	if !a.room() {
		return // said where the attribute is
	}
	if a.Min == nil || a.Max == nil {
		c.fault(at+"/attribute", "required", "give the attribute min and max", "a slider has two ends, and %q is open", q.Attribute)
		return
	}
	if q.Step == nil && a.Type != TypeInteger {
		c.fault(at, "required", `add "step"`, "nothing says how far the slider moves at a time")
		return
	}
	before := len(c.faults)
	number{}.check(c, at, q, a)
	if len(c.faults) > before {
		return
	}
	switch step := q.pace(); {
	case !stepped(*a.Max, *a.Min, step):
		c.fault(at+"/step", "out_of_range", "write one that divides the way", "steps of %v from %v never meet %v", step, *a.Min, *a.Max)
	case (*a.Max-*a.Min)/step > maxSteps:
		c.fault(at, "out_of_range", "write a larger step, or ask with a number", "a slider with more than %d places can't be set with a finger", maxSteps)
	}
}

func (slider) answer(q *Question, a *Attribute, n *Node, now string) (Answer, []fault.Field) {
	stepping := *q
	step := q.pace()
	stepping.Step = &step
	answer, bad := number{}.answer(&stepping, a, n, now)
	if bad == nil {
		answer.Chosen = []string{string(answer.JSON)}
	}
	return answer, bad
}

func (slider) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Number} }

func (slider) effort() Effort { return Effort{Taps: 1, Seconds: 8} }

// pace is how far a slider moves at a time.
func (q *Question) pace() float64 {
	if q.Step == nil {
		return 1
	}
	return *q.Step
}
