package forms

import (
	"encoding/json"
	"slices"
	"strings"

	"proffer/forms/rule"
)

// possible are the outcomes that a sequence of pages can end with. It leaves one out only where the
// answers that the sequence needs, or the questions that it does not ask, exclude it whatever else is
// answered, so every outcome that a person can reach is among them.
func (v *Version) possible(legs []leg) []string {
	f := &v.Form
	if len(f.Outcomes) == 0 {
		return nil
	}
	on := v.reached(legs)
	last := len(f.Outcomes) - 1
	var out []string
	for i, o := range f.Outcomes {
		holds, sure := on.judge(o.When)
		if sure && !holds {
			continue
		}
		if f.OutcomeBy == OutcomeByHighest {
			if i < last && on.most[o.Score] <= 0 {
				continue // a score of 0 or less wins nothing
			}
			if i == last && on.above(f) {
				continue
			}
			out = append(out, o.ID)
			continue
		}
		out = append(out, o.ID)
		if sure {
			break // what follows an outcome that always holds is never reached
		}
	}
	return out
}

// onPath is what is certain about the answers of one sequence of pages.
type onPath struct {
	v           *Version
	names       map[string]bool // of questions, and attr.x, that may be answered
	least, most map[string]float64
}

func (v *Version) reached(legs []leg) onPath {
	f := &v.Form
	on := onPath{v: v, names: map[string]bool{}, least: map[string]float64{}, most: map[string]float64{}}
	given := f.given(legs)
	for _, s := range legs {
		if !s.shown {
			continue
		}
		for i := range f.Pages[s.page].Questions {
			q := &f.Pages[s.page].Questions[i]
			on.names[q.ID] = true
			if q.Attribute != "" {
				on.names["attr."+q.Attribute] = true
			}
			on.score(q, given[q.ID])
		}
	}
	return on
}

// score adds the least and the most that a question can add to each score: nothing where it is declined,
// one choice, or several of them; exactly the given value's where the sequence needs one.
func (on *onPath) score(q *Question, given Scalar) {
	several := efforts[q.Type] != effortTap || q.Type == "matrix"
	least, most := map[string]float64{}, map[string]float64{}
	for _, ch := range q.Choices {
		for s, points := range ch.Scores {
			switch {
			case given != "" && !several:
				if ch.Value == given {
					least[s], most[s] = points, points
				}
			case several:
				least[s], most[s] = least[s]+min(points, 0), most[s]+max(points, 0)
			default:
				least[s], most[s] = min(least[s], points), max(most[s], points)
			}
		}
	}
	low, high := on.v.numbers(q)
	for s, weight := range q.Scores {
		least[s] += min(weight*low, weight*high, 0)
		most[s] += max(weight*low, weight*high, 0)
	}
	times := 1.0
	if q.Type == "matrix" {
		a, _ := on.v.Attributes.Get(q.Attribute)
		times = float64(rowCount(q, &a))
	}
	for s := range most {
		on.least[s], on.most[s] = on.least[s]+times*least[s], on.most[s]+times*most[s]
	}
}

// numbers are the bounds of a number that scores by its value.
func (v *Version) numbers(q *Question) (low, high float64) {
	a, _ := v.Attributes.Get(q.Attribute)
	low, high = 0, 10 // a rating or a recommendation without bounds of its own
	for _, bound := range []*float64{a.Min, q.Min} {
		if bound != nil {
			low = *bound
		}
	}
	for _, bound := range []*float64{a.Max, q.Max} {
		if bound != nil {
			high = *bound
		}
	}
	if a.Type == "number" && (a.Min == nil || a.Max == nil) && (q.Min == nil || q.Max == nil) {
		return -1e15, 1e15
	}
	return low, high
}

// above tells whether some outcome surely has a score above 0, so that the last one is not chosen.
func (on *onPath) above(f *Form) bool {
	for _, o := range f.Outcomes {
		if o.Score != "" && o.When == nil && on.least[o.Score] > 0 {
			return true
		}
	}
	return false
}

// judge says whether a rule holds; sure is false where that depends on answers.
func (on *onPath) judge(r *rule.Rule) (holds, sure bool) {
	if r == nil {
		return true, true
	}
	if on.depends(r, 0) {
		return false, false
	}
	var env rule.Env
	env = func(name string) rule.Value {
		if strings.HasPrefix(name, "score.") {
			return rule.NumberOf(0)
		}
		if id, ok := strings.CutPrefix(name, "computed."); ok {
			if c, known := on.v.Form.Computed.Get(id); known {
				return c.Eval(env)
			}
		}
		return rule.Value{}
	}
	return r.True(env), true
}

// depends tells whether anything that the rule reads can differ from person to person on this sequence.
func (on *onPath) depends(r *rule.Rule, depth int) bool {
	for _, name := range r.Vars() {
		head, rest, dotted := strings.Cut(name, ".")
		switch {
		case head == "score" && dotted:
			if on.most[rest] != 0 || on.least[rest] != 0 {
				return true
			}
		case head == "computed" && dotted:
			c, known := on.v.Form.Computed.Get(rest)
			if !known || depth > on.v.Form.Computed.Len() || on.depends(c, depth+1) {
				return true
			}
		case head == "attr" && dotted:
			if on.names[name] {
				return true
			}
		case on.names[head], slices.Contains(reserved, head):
			return true
		}
	}
	return false
}

// given are the values that the decisions of a sequence need: those of rules such as brew == "espresso",
// alone or joined with and.
func (f *Form) given(legs []leg) map[string]Scalar {
	out := map[string]Scalar{}
	for _, s := range legs {
		if show := f.Pages[s.page].ShowIf; show != nil && s.shown {
			equalities(show, out)
		}
		var way *Next
		count := 0
		for i, n := range f.Pages[s.page].Next {
			if f.pageIndex(n.Page) == s.to {
				way = &f.Pages[s.page].Next[i]
				count++
			}
		}
		if count == 1 && way.When != nil && (s.to != s.page+1 || slices.ContainsFunc(f.Pages[s.page].Next, unconditional)) {
			equalities(way.When, out)
		}
	}
	return out
}

// equalities adds what has to be equal for a rule to hold.
func equalities(r *rule.Rule, into map[string]Scalar) {
	raw, err := r.MarshalJSON()
	if err == nil {
		collect(raw, into)
	}
}

func collect(raw json.RawMessage, into map[string]Scalar) {
	var node map[string]json.RawMessage
	if json.Unmarshal(raw, &node) != nil {
		return
	}
	var operands []json.RawMessage
	if json.Unmarshal(node["and"], &operands) == nil {
		for _, o := range operands {
			collect(o, into)
		}
		return
	}
	if json.Unmarshal(node["=="], &operands) != nil || len(operands) != 2 {
		return
	}
	for i, o := range operands {
		var variable struct {
			Var string `json:"var"`
		}
		var value Scalar
		if json.Unmarshal(o, &variable) == nil && variable.Var != "" && json.Unmarshal(operands[1-i], &value) == nil {
			into[variable.Var] = value
		}
	}
}
