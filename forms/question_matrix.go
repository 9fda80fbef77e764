package forms

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// matrix says one value of each of several rows.
type matrix struct{}

func (matrix) asks() []string { return []string{TypeMatrix} }

func (matrix) check(c *checks, at string, q *Question, a *Attribute) {
	q.checkChoices(c, at, a)
	q.checkAllShown(c, at)
	for i, r := range q.Rows {
		if a.Rows.Len() == 0 {
			return // said where the attribute is
		}
		here := at + "/rows/" + strconv.Itoa(i)
		if _, there := a.Rows.Get(r); !there {
			c.fault(here, "dangling_row", Suggest(r, a.Rows.Names()), "%q is no row of the attribute %q", r, q.Attribute)
		} else if slices.Index(q.Rows, r) < i {
			c.fault(here, "duplicate", "ask each row once", "the row %q stands twice", r)
		}
	}
}

func (matrix) answer(q *Question, a *Attribute, n *Node, _ string) (Answer, []fault.Field) {
	if n.Kind != Object {
		return Answer{}, wrongType("an object: row to value", n)
	}
	rows := q.rows(a)
	var bad []fault.Field
	for _, m := range n.Members {
		var wrong []fault.Field
		switch {
		case !slices.Contains(rows, m.Name):
			wrong = []fault.Field{{Code: "unknown_field", Detail: "the question has no such row", Right: "its rows are " + strings.Join(rows, ", ")}}
		case m.Value.Kind != String:
			wrong = wrongType("a value, a string", m.Value)
		default:
			wrong = q.unknownChoice(a, m.Value.Text)
		}
		for _, f := range wrong {
			bad = append(bad, f.Under("/"+fault.Escape(m.Name)))
		}
	}
	said, parts := Dict[string]{}, map[string]rule.Value{}
	var chosen []string
	for _, r := range a.Rows.Names() { // in the attribute's order, whichever a form shows them in
		value := n.Member(r)
		switch {
		case !slices.Contains(rows, r):
		case value != nil:
			said.Set(r, value.Text)
			parts[r] = rule.TextOf(value.Text)
			chosen = append(chosen, value.Text)
		case q.Required:
			bad = append(bad, fault.Field{Pointer: "/" + fault.Escape(r), Code: "required", Detail: "this row needs an answer", Right: `answer every row, or send {"declined": true} for all of them`})
		}
	}
	if len(n.Members) == 0 && !q.Required {
		bad = append(bad, fault.Field{Code: "out_of_range", Detail: "no row is answered", Right: "answer one or more, or leave the question out"})
	}
	if bad != nil {
		return Answer{}, bad
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return Answer{}, wrongType("an object of strings", n)
	}
	return Answer{JSON: raw, Value: textList(chosen), Chosen: chosen, Parts: parts}, nil
}

// variable is the list of what is said; a rule reads one row as <question>.<row>.
func (matrix) variable(q *Question, a *Attribute) rule.Type {
	return rule.Type{Kind: rule.List, Elem: rule.Text, Values: q.answerable(a)}
}

// effort is that of one row.
func (matrix) effort() Effort { return Effort{Taps: 1, Seconds: 4} }

// rows are those that the question asks about, in its order.
func (q *Question) rows(a *Attribute) []string {
	if len(q.Rows) > 0 {
		return q.Rows
	}
	return a.Rows.Names()
}
