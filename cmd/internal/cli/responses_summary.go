package cli

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"

	"proffer/engine"
)

// writeSummary writes what a form's answers come to: as CSV a line for each figure, as NDJSON an object
// for each question.
func writeSummary(out io.Writer, s *engine.SummaryReply, format string) error {
	if format == "ndjson" {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		for _, q := range s.Questions {
			if err := encoder.Encode(q); err != nil {
				return err
			}
		}
		return nil
	}
	w := csv.NewWriter(out)
	lines := [][]string{{"question", "row", "figure", "value", "number"}}
	for _, q := range s.Questions {
		add := func(figure, value, number string) {
			lines = append(lines, []string{q.Question, q.Row, figure, guarded(value), number})
		}
		add("answers", "", strconv.FormatInt(q.Answers, 10))
		for _, c := range q.Counts {
			add("count", cell(c.Value), strconv.FormatInt(c.Count, 10))
		}
		if q.Mean != nil {
			add("mean", "", figure(*q.Mean))
		}
		for _, value := range slices.Sorted(maps.Keys(q.Places)) {
			add("mean place", value, figure(q.Places[value]))
		}
		if q.NPS != nil {
			add("promoters", "", strconv.FormatInt(q.NPS.Promoters, 10))
			add("passives", "", strconv.FormatInt(q.NPS.Passives, 10))
			add("detractors", "", strconv.FormatInt(q.NPS.Detractors, 10))
			add("score", "", figure(q.NPS.Score))
		}
	}
	if err := w.WriteAll(lines); err != nil {
		return err
	}
	return w.Error()
}

// figure is a number with at most two decimals.
func figure(x float64) string {
	text := strconv.FormatFloat(x, 'f', 2, 64)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text
}
