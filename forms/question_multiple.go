package forms

import (
	"encoding/json"
	"fmt"
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
	least, most := q.picks(a)
	if least < 1 || least > int64(len(q.offered(a))) {
		c.fault(at+"/min", "out_of_range", "at least one is picked, at most all; a person who wants none declines", "nobody can pick %d", least)
	}
	if i := slices.IndexFunc(q.Choices, func(ch Choice) bool { return ch.Exclusive }); i >= 0 && least > 1 {
		c.fault(at+"/choices/"+strconv.Itoa(i)+"/exclusive", "out_of_range", "leave it out, or min", "a choice that stands alone can't be picked where %d are asked for", least)
	}
	if most < least || most > int64(len(q.offered(a))) {
		c.fault(at+"/max", "out_of_range", fmt.Sprintf("write %d to %d", max(least, 1), len(q.offered(a))), "nobody can pick up to %d here", most)
	}
}

// picks are the fewest and the most values that may be picked.
func (q *Question) picks(a *Attribute) (least, most int64) {
	least, most = 1, int64(len(q.offered(a)))
	if q.Min != nil {
		least = int64(*q.Min)
	}
	if q.Max != nil {
		most = int64(*q.Max)
	}
	return least, most
}

func (multiple) answer(q *Question, a *Attribute, n *Node) (Answer, []fault.Field) {
	if n.Kind != Array {
		return Answer{}, wrongType("an array of the chosen values", n)
	}
	var bad []fault.Field
	picked := map[string]bool{}
	for i, item := range n.Items {
		here := "/" + strconv.Itoa(i)
		if item.Kind != String {
			for _, f := range wrongType("the value of a choice, a string", item) {
				bad = append(bad, f.Under(here))
			}
			continue
		}
		for _, f := range q.unknownChoice(a, item.Text) {
			bad = append(bad, f.Under(here))
		}
		if picked[item.Text] {
			bad = append(bad, fault.Field{Pointer: here, Code: "out_of_range", Detail: "this value is picked twice", Right: "send each value once"})
		}
		picked[item.Text] = true
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
	chosen := slices.DeleteFunc(slices.Clone(a.Values.Names()), func(v string) bool { return !picked[v] })
	raw, err := json.Marshal(chosen)
	if err != nil {
		return Answer{}, wrongType("an array of strings", n)
	}
	list := make([]rule.Value, len(chosen))
	for i, v := range chosen {
		list[i] = rule.TextOf(v)
	}
	return Answer{JSON: raw, Value: rule.ListOf(list...), Chosen: chosen}, nil
}

func (multiple) variable(q *Question, a *Attribute) rule.Type {
	return rule.Type{Kind: rule.List, Elem: rule.Text, Values: a.Values.Names()}
}

func (multiple) effort() Effort { return Effort{Taps: 2, Seconds: 10} }
