package engine

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
)

// SummaryReply is what a form's answers come to, as far as they are still held for what goes on after
// the exchange.
type SummaryReply struct {
	Brand string    `json:"brand"`
	Form  string    `json:"form"`
	At    time.Time `json:"at"`
	// Responses are those of which something may be counted.
	Responses int64             `json:"responses"`
	Questions []QuestionSummary `json:"questions"`
}

// QuestionSummary is what the answers to one question come to. Of a text only their number is told.
type QuestionSummary struct {
	Question string `json:"question"`
	Type     string `json:"type"`
	// Row is a matrix's row; each is summed up by itself.
	Row     string `json:"row,omitempty"`
	Answers int64  `json:"answers"`
	// Counts are the answers by value, in the order in which the values are offered; of a ranking the
	// first places, of several choices each one. Value null, in an anonymous poll, stands for the values
	// that were merged because few chose them.
	Counts []Cell   `json:"counts,omitempty"`
	Mean   *float64 `json:"mean,omitempty"` // of a number
	// Places are the mean places of a ranking's values, among those who ranked it; 1 is the first.
	Places map[string]float64 `json:"places,omitempty"`
	NPS    *NPS               `json:"nps,omitempty"`
}

// NPS is the Net Promoter Score's count: 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors.
// Score is the promoters' share less the detractors', in hundredths, from -100 to 100 (Reichheld, "The One
// Number You Need to Grow", Harvard Business Review, December 2003).
type NPS struct {
	Promoters  int64   `json:"promoters"`
	Passives   int64   `json:"passives"`
	Detractors int64   `json:"detractors"`
	Score      float64 `json:"score"`
}

// Summary sums up the answers to a form that the brand itself may use later: what is still held under a
// purpose with "later": true, by the questions of the current version. An answer that was changed since,
// elsewhere, counts where it was changed. Of an anonymous poll it is what was last published, whether
// people are shown it or not: the brand learns no more of who voted what than they do.
func (e *Engine) Summary(ctx context.Context, brandID, form string) (*SummaryReply, error) {
	v, err := e.stored(ctx, brandID, form)
	if err != nil {
		return nil, err
	}
	if v.Form.Anonymous {
		return e.summaryOfVotes(ctx, v)
	}
	sums := map[string]*tally{}
	counts := map[uuid.UUID]bool{}
	err = e.o.Store.Responses(ctx, brandID, form, e.o.Now(), func(x Export) error {
		then, err := e.version(ctx, brandID, form, x.Response.Version)
		if err != nil {
			return err
		}
		for _, p := range slices.Concat(x.Preferences, x.Feedback) {
			q := v.Question(p.Question)
			later := slices.ContainsFunc(p.Purposes, func(b Basis) bool { terms, _ := then.Purposes.Get(b.Purpose); return terms.Later })
			if q == nil || !later || q.Attribute != p.Attribute {
				continue
			}
			counts[x.Response.ID] = true
			if sums[q.ID] == nil {
				sums[q.ID] = &tally{}
			}
			sums[q.ID].add(q, currentValue(attributeOf(v, p.Attribute), p.Value))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &SummaryReply{Brand: brandID, Form: form, At: e.o.Now(), Responses: int64(len(counts)), Questions: []QuestionSummary{}}
	for q := range everyQuestion(v) {
		if q.Attribute != "" {
			out.Questions = append(out.Questions, sums[q.ID].lines(v, q)...)
		}
	}
	return out, nil
}

// tally counts the answers to one question.
type tally struct {
	answers int64
	counts  map[string]int64 // by canonical JSON
	rows    map[string]*tally
	sum     float64
	numbers int64
	places  map[string][2]int64 // of a ranking's value: the sum of its places, and how often it was ranked
}

func (t *tally) add(q *forms.Question, raw json.RawMessage) {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return
	}
	t.answers++
	switch value := value.(type) {
	case float64:
		t.sum, t.numbers = t.sum+value, t.numbers+1
		t.count(string(raw))
	case bool:
		t.count(string(raw))
	case string:
		if q.Type != "short_text" && q.Type != "long_text" && q.Type != "email" && q.Type != "phone" && q.Type != "url" && q.Type != "date" {
			t.count(string(raw))
		}
	case []any:
		for i, item := range value {
			name, text := item.(string)
			if !text {
				name = "other" // a free text
			}
			if q.Type != "ranking" || i == 0 {
				t.count(string(mustJSON(name)))
			}
			if q.Type == "ranking" {
				t.place(name, int64(i+1))
			}
		}
	case map[string]any:
		if q.Type == "matrix" {
			t.matrix(q, value)
		} else if _, free := value["other"]; free {
			t.count(`"other"`)
		}
	}
}

func (t *tally) count(value string) {
	if t.counts == nil {
		t.counts = map[string]int64{}
	}
	t.counts[value]++
}

func (t *tally) place(value string, place int64) {
	if t.places == nil {
		t.places = map[string][2]int64{}
	}
	p := t.places[value]
	t.places[value] = [2]int64{p[0] + place, p[1] + 1}
}

func (t *tally) matrix(q *forms.Question, rows map[string]any) {
	if t.rows == nil {
		t.rows = map[string]*tally{}
	}
	for row, value := range rows {
		if t.rows[row] == nil {
			t.rows[row] = &tally{}
		}
		t.rows[row].add(&forms.Question{Type: "single"}, mustJSON(value))
	}
}

// lines are a question's summary, of a matrix one for each row that was answered. A nil tally is that of
// a question without answers.
func (t *tally) lines(v *forms.Version, q *forms.Question) []QuestionSummary {
	if t == nil {
		return []QuestionSummary{{Question: q.ID, Type: q.Type}}
	}
	if t.rows == nil {
		return []QuestionSummary{t.line(v, q, "")}
	}
	var out []QuestionSummary
	a := attributeOf(v, q.Attribute)
	rows := a.Rows.Names()
	for _, row := range slices.Sorted(maps.Keys(t.rows)) {
		if !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	for _, row := range rows {
		if sum := t.rows[row]; sum != nil {
			out = append(out, sum.line(v, q, row))
		}
	}
	return out
}

func (t *tally) line(v *forms.Version, q *forms.Question, row string) QuestionSummary {
	line := QuestionSummary{Question: q.ID, Type: q.Type, Row: row, Answers: t.answers}
	for _, value := range inOfferedOrder(v, q, t.counts) {
		line.Counts = append(line.Counts, Cell{Value: json.RawMessage(value), Count: t.counts[value]})
	}
	if t.numbers > 0 {
		mean := t.sum / float64(t.numbers)
		line.Mean = &mean
	}
	if len(t.places) > 0 {
		line.Places = map[string]float64{}
		for value, p := range t.places {
			line.Places[value] = float64(p[0]) / float64(p[1])
		}
	}
	if q.Type == "nps" {
		line.NPS = nps(t.counts)
	}
	return line
}

// inOfferedOrder gives the counted values as the question offers them, numbers from the least on, and
// what is offered no more at the end.
func inOfferedOrder(v *forms.Version, q *forms.Question, counts map[string]int64) []string {
	names := attributeOf(v, q.Attribute).Values.Names()
	if choices := v.Choices(q.ID); len(choices) > 0 {
		names = nil
		for _, ch := range choices {
			names = append(names, ch.Value.Name())
		}
	}
	rank := func(value string) float64 {
		if x, err := strconv.ParseFloat(value, 64); err == nil {
			return x
		}
		name := value
		var text string
		if json.Unmarshal([]byte(value), &text) == nil {
			name = text
		}
		if i := slices.Index(names, name); i >= 0 {
			return float64(i)
		}
		return float64(len(names))
	}
	out := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(out, func(a, b string) int {
		switch x, y := rank(a), rank(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return out
}

func nps(counts map[string]int64) *NPS {
	var n NPS
	for value, count := range counts {
		switch points, err := strconv.Atoi(value); {
		case err != nil:
		case points >= 9:
			n.Promoters += count
		case points >= 7:
			n.Passives += count
		default:
			n.Detractors += count
		}
	}
	if all := n.Promoters + n.Passives + n.Detractors; all > 0 {
		n.Score = 100 * float64(n.Promoters-n.Detractors) / float64(all)
	}
	return &n
}
