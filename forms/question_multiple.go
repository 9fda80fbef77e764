package forms

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// multiple picks several values; the stored order is that of the attribute, not that of picking.
type multiple struct{}

func (multiple) asks() []string { return []string{TypeChoices} }

func (multiple) check(c *checks, at string, q *Question, a *Attribute) {
	q.checkChoices(c, at, a)
	before := len(c.faults)
	for name, picks := range map[string]*float64{"min": q.Min, "max": q.Max} {
		if picks != nil && *picks != math.Trunc(*picks) {
			c.fault(at+"/"+name, "wrong_type", "write a whole number", "nobody can pick %v choices", *picks)
		}
	}
	if len(c.faults) > before {
		return
	}
	least, most := q.picks(a)
	all := q.pickable(a)
	if least < 1 || least > all {
		c.fault(at+"/min", "out_of_range", "at least one is picked, at most all; a person who wants none declines", "nobody can pick %d", least)
	}
	if i := slices.IndexFunc(q.Choices, func(ch Choice) bool { return ch.Exclusive }); i >= 0 && least > 1 {
		c.fault(at+"/choices/"+strconv.Itoa(i)+"/exclusive", "out_of_range", "leave it out, or min", "a choice that stands alone can't be picked where %d are asked for", least)
	}
	if most < least || most > all {
		c.fault(at+"/max", "out_of_range", fmt.Sprintf("write %d to %d", max(least, 1), all), "nobody can pick up to %d here", most)
	}
}

// picks are the fewest and the most values that may be picked.
func (q *Question) picks(a *Attribute) (least, most int64) {
	least, most = 1, q.pickable(a)
	if q.Min != nil {
		least = int64(*q.Min)
	}
	if q.Max != nil {
		most = int64(*q.Max)
	}
	return least, most
}

// pickable is how many can be picked: what is offered, and a free text.
func (q *Question) pickable(a *Attribute) int64 {
	count := int64(len(q.offered(a)))
	if a.Other {
		count++
	}
	return count
}

func (multiple) answer(q *Question, a *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if n.Kind != Array {
		return Answer{}, wrongType("an array of the chosen values", n)
	}
	var bad []fault.Field
	picked, other := map[string]bool{}, ""
	for i, item := range n.Items {
		here, name := "/"+strconv.Itoa(i), item.Text
		var wrong []fault.Field
		switch {
		case item.Kind == Object && a.Other:
			name = OtherValue
			other, wrong = freeText(item)
		case item.Kind != String:
			wrong = wrongType("the value of a choice, a string"+orOther(a), item)
		default:
			wrong = q.unknownChoice(a, name)
		}
		for _, f := range wrong {
			bad = append(bad, f.Under(here))
		}
		if picked[name] && wrong == nil {
			bad = append(bad, fault.Field{Pointer: here, Code: "out_of_range", Detail: "this value is picked twice", Right: "send each value once"})
		}
		picked[name] = picked[name] || wrong == nil
	}
	least, most := q.picks(a)
	if count := int64(len(n.Items)); count < least || count > most {
		bad = append(bad, fault.Field{Code: "out_of_range", Detail: fmt.Sprintf("%d values are picked", count), Right: fmt.Sprintf("pick %d to %d", least, most)})
	}
	for _, ch := range q.Choices {
		if ch.Exclusive && picked[ch.Value.Name()] && len(picked) > 1 {
			bad = append(bad, fault.Field{Code: "out_of_range", Detail: fmt.Sprintf("%s excludes every other value", ch.Value), Right: "send it alone"})
		}
	}
	if bad != nil {
		return Answer{}, bad
	}
	chosen := slices.DeleteFunc(q.answerable(a), func(v string) bool { return !picked[v] })
	items := make([]any, len(chosen))
	for i, v := range chosen {
		if items[i] = v; v == OtherValue && a.Other {
			items[i] = map[string]string{OtherValue: other}
		}
	}
	raw, err := json.Marshal(items)
	if err != nil {
		return Answer{}, wrongType("an array of strings", n)
	}
	return Answer{JSON: raw, Value: textList(chosen), Chosen: chosen}, nil
}

// textList is a list of texts as rules see it.
func textList(texts []string) rule.Value {
	list := make([]rule.Value, len(texts))
	for i, t := range texts {
		list[i] = rule.TextOf(t)
	}
	return rule.ListOf(list...)
}

func (multiple) variable(q *Question, a *Attribute) rule.Type {
	return rule.Type{Kind: rule.List, Elem: rule.Text, Values: q.answerable(a)}
}

func (multiple) effort() Effort { return Effort{Taps: 2, Seconds: 10} }
