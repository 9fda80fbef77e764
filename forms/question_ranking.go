package forms

import (
	"encoding/json"
	"fmt"
	"strconv"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// ranking puts values in order, the best first: all that are offered, or the top of them.
type ranking struct{}

func (ranking) asks() []string { return []string{TypeRanking} }

func (ranking) check(c *checks, at string, q *Question, a *Attribute) {
	q.checkChoices(c, at, a)
	q.checkAllShown(c, at)
	if all := int64(len(q.offered(a))); q.Top != nil && (*q.Top < 1 || *q.Top > all) {
		c.fault(at+"/top", "out_of_range", fmt.Sprintf("write 1 to %d, or leave it out to have all put in order", all), "of %d choices nobody can put %d in order", all, *q.Top)
	}
}

func (ranking) answer(q *Question, a *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if n.Kind != Array {
		return Answer{}, wrongType("an array of values, the best first", n)
	}
	var bad []fault.Field
	var ranked []string
	parts, seen := map[string]rule.Value{}, map[string]bool{}
	for i, item := range n.Items {
		place := strconv.Itoa(i)
		var wrong []fault.Field
		switch {
		case item.Kind != String:
			wrong = wrongType("the value of a choice, a string", item)
		case seen[item.Text]:
			wrong = []fault.Field{{Code: "out_of_range", Detail: "this value has a place already", Right: "send each value once"}}
		default:
			wrong = q.unknownChoice(a, item.Text)
		}
		for _, f := range wrong {
			bad = append(bad, f.Under("/"+place))
		}
		seen[item.Text] = true
		parts[place] = rule.TextOf(item.Text)
		ranked = append(ranked, item.Text)
	}
	if top := q.places(a); int64(len(n.Items)) != top {
		bad = append(bad, fault.Field{Code: "out_of_range", Detail: fmt.Sprintf("%d values are put in order", len(n.Items)), Right: fmt.Sprintf("put %d in order", top)})
	}
	if bad != nil {
		return Answer{}, bad
	}
	raw, err := json.Marshal(ranked)
	if err != nil {
		return Answer{}, wrongType("an array of strings", n)
	}
	return Answer{JSON: raw, Value: textList(ranked), Chosen: ranked, Parts: parts}, nil
}

func (ranking) variable(q *Question, a *Attribute) rule.Type {
	return rule.Type{Kind: rule.List, Elem: rule.Text, Values: q.answerable(a)}
}

func (ranking) effort() Effort { return Effort{Taps: 3, Seconds: 15} }

// places is how many values are put in order.
func (q *Question) places(a *Attribute) int64 {
	if q.Top != nil {
		return *q.Top
	}
	return int64(len(q.offered(a)))
}

// checkAllShown refuses choices that may be hidden where the answer counts on all of them.
func (q *Question) checkAllShown(c *checks, at string) {
	for i, ch := range q.Choices {
		if ch.ShowIf != nil {
			c.fault(at+"/choices/"+strconv.Itoa(i)+"/showIf", "unknown_field", "leave it out, or ask two questions on conditions", "a %s shows each of its choices to everybody", q.Type)
		}
	}
}
