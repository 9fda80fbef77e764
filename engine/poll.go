package engine

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sort"
	"strings"

	"proffer/forms"
	"proffer/forms/fault"
)

// ResultsReply is a poll as last published.
type ResultsReply struct {
	Form      string            `json:"form"`
	Votes     int64             `json:"votes"`
	Minimum   int64             `json:"minimum"`
	Questions map[string][]Cell `json:"questions"`
}

// Cell is one value's count; Value null stands for the merged cells.
type Cell struct {
	Value json.RawMessage `json:"value"`
	Count int64           `json:"count"`
}

// Results gives a poll's published results. A form that is no poll, or never shows them, has none.
func (e *Engine) Results(ctx context.Context, brandID, form string) (*ResultsReply, error) {
	_, c, err := e.form(brandID, form)
	if err != nil {
		return nil, err
	}
	if c.version.Form.Kind != forms.KindPoll || c.version.Form.Results.Show == "never" {
		return nil, fault.New(fault.NotFound, "the form %q publishes no results", form)
	}
	return e.results(ctx, c.version)
}

func (e *Engine) results(ctx context.Context, v *forms.Version) (*ResultsReply, error) {
	r, err := e.o.Store.Results(ctx, v.Brand, v.Form.ID)
	if err != nil {
		return nil, err
	}
	out := &ResultsReply{Form: v.Form.ID, Votes: r.Votes, Minimum: v.Form.Results.Minimum, Questions: map[string][]Cell{}}
	for question, counts := range r.Counts {
		out.Questions[question] = cells(renamed(v, question, counts), offered(v, question), out.Minimum)
	}
	return out, nil
}

// renamed counts votes under the ids that the values have now: two that became one are one cell.
func renamed(v *forms.Version, question string, counts map[string]int64) map[string]int64 {
	id, _, _ := strings.Cut(question, ".")
	q := v.Question(id)
	if q == nil {
		return counts
	}
	a := attributeOf(v, q.Attribute)
	out := make(map[string]int64, len(counts))
	for value, count := range counts {
		out[string(currentValue(a, json.RawMessage(value)))] += count
	}
	return out
}

// counted are the question types whose answers a poll counts. What people type freely is never published.
var counted = []string{"single", "dropdown", "picture", "multiple", "yes_no", "rating", "scale", "nps", "ranking", "matrix"}

// votes are a poll's choices, which are counted whatever is kept of them: each value of a question once
// per person, of a ranking the first place, of a matrix each row as a question of its own, "question.row".
// A free text counts as "other", and what was known before is no vote.
func (p *path) votes() []Vote {
	var out []Vote
	for _, q := range p.shown {
		a, ok := p.answers[q.ID]
		if !ok || a.Declined || q.Attribute == "" || !slices.Contains(counted, q.Type) {
			continue
		}
		switch {
		case q.Type == "matrix":
			var rows map[string]json.RawMessage
			if json.Unmarshal(a.JSON, &rows) != nil {
				continue
			}
			for _, row := range slices.Sorted(maps.Keys(rows)) {
				out = append(out, Vote{Question: q.ID + "." + row, Value: string(rows[row])})
			}
		case q.Type == "ranking" && len(a.Chosen) > 0:
			out = append(out, Vote{Question: q.ID, Value: string(mustJSON(a.Chosen[0]))})
		default:
			for _, name := range a.Chosen {
				value := a.JSON
				if value[0] == '[' || value[0] == '{' {
					value = mustJSON(name)
				}
				out = append(out, Vote{Question: q.ID, Value: string(value)})
			}
		}
	}
	return out
}

// offered is how many values a question of a poll can be answered with.
func offered(v *forms.Version, question string) int {
	id, _, row := strings.Cut(question, ".")
	q := v.Question(id)
	if q == nil {
		return 0
	}
	a, _ := v.Attributes.Get(q.Attribute)
	switch {
	case row, q.Type == "ranking" && len(q.Choices) == 0:
		return len(a.Values.Names())
	case q.Type == "nps":
		return 11
	case len(q.Choices) > 0 && a.Other:
		return len(q.Choices) + 1
	case len(q.Choices) > 0:
		return len(q.Choices)
	case a.Min != nil && a.Max != nil:
		return int(*a.Max-*a.Min) + 1
	}
	return 0
}

// cells publishes counts so that no small group can be told apart: what is under the minimum is
// merged into one cell without a name. Where only one of the question's values would be hidden, the
// rest would give it away, so the next smallest is merged with it.
func cells(counts map[string]int64, offered int, minimum int64) []Cell {
	var all []Cell
	for value, count := range counts {
		all = append(all, Cell{Value: json.RawMessage(value), Count: count})
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Count != all[j].Count {
			return all[i].Count > all[j].Count
		}
		return string(all[i].Value) < string(all[j].Value)
	})
	shown := sort.Search(len(all), func(i int) bool { return all[i].Count < minimum })
	hidden := max(offered, len(all)) - shown
	if hidden == 1 && shown < len(all) && shown > 0 {
		shown--
	}
	out := append([]Cell{}, all[:shown]...)
	var merged int64
	for _, c := range all[shown:] {
		merged += c.Count
	}
	if merged > 0 {
		out = append(out, Cell{Value: json.RawMessage("null"), Count: merged})
	}
	return out
}
