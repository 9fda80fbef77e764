package engine

import (
	"context"
	"encoding/json"
	"sort"

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
		out.Questions[question] = cells(counts, len(v.Choices(question)), out.Minimum)
	}
	return out, nil
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
