package engine

import (
	"context"
	"slices"

	"proffer/forms"
)

// summaryOfVotes sums up an anonymous poll, of which nothing but the published counts is there. Whoever
// picks several values is in several counts, so the answers to such a question are told as all votes.
func (e *Engine) summaryOfVotes(ctx context.Context, v *forms.Version) (*SummaryReply, error) {
	r, err := e.results(ctx, v)
	if err != nil {
		return nil, err
	}
	out := &SummaryReply{Brand: v.Brand, Form: v.Form.ID, At: e.o.Now(), Responses: r.Votes, Questions: []QuestionSummary{}}
	for q := range everyQuestion(v) {
		if q.Attribute == "" {
			continue
		}
		rows := attributeOf(v, q.Attribute).Rows.Names()
		if q.Type != "matrix" {
			rows = []string{""}
		}
		for _, row := range rows {
			name := q.ID
			if row != "" {
				name += "." + row
			}
			line := QuestionSummary{Question: q.ID, Type: q.Type, Row: row, Counts: asOffered(v, q, r.Questions[name])}
			for _, c := range line.Counts {
				line.Answers += c.Count
			}
			if q.Type == "multiple" {
				line.Answers = r.Votes
			}
			out.Questions = append(out.Questions, line)
		}
	}
	return out, nil
}

// asOffered sorts cells as the question offers their values; the merged one is the last.
func asOffered(v *forms.Version, q *forms.Question, cells []Cell) []Cell {
	counts := map[string]int64{}
	for _, c := range cells {
		counts[string(c.Value)] = c.Count
	}
	order := slices.DeleteFunc(inOfferedOrder(v, q, counts), func(value string) bool { return value == "null" })
	if _, merged := counts["null"]; merged {
		order = append(order, "null")
	}
	out := make([]Cell, len(order))
	for i, value := range order {
		out[i] = Cell{Value: []byte(value), Count: counts[value]}
	}
	return out
}
