package engine

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkReplay100 replays a form of 100 questions and 200 rules, of which some are computed, from its
// first page to its result. DESIGN.md wants it under a millisecond.
func BenchmarkReplay100(b *testing.B) {
	v := frozen(b, hundredQuestions(), hundredAttributes())
	var answers []string
	for i := range 100 {
		answers = append(answers, fmt.Sprintf(`"q%d": "black"`, i))
	}
	given := node(b, "{"+strings.Join(answers, ", ")+"}")
	p, err := walk(v, someTicket(), given)
	if err != nil || len(p.shown) != 100 {
		b.Fatalf("%v", err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p, err := walk(v, someTicket(), given)
		if err != nil || judge(p, &brand{}).outcome.ID != "o40" {
			b.Fatal("not the path that was set")
		}
	}
}

func hundredAttributes() string {
	var out []string
	for i := range 100 {
		out = append(out, fmt.Sprintf(`"a%d": {"type": "choice", "label": "A", "category": "preference", "purposes": ["result"], "values": {"green": {"label": "G"}, "black": {"label": "B"}}}`, i))
	}
	return strings.Join(out, ", ")
}

// hundredQuestions are 20 pages of 5, with 99 conditions on questions, 19 on pages, 22 on where to go, 20
// computed values and 40 outcomes with a rule.
func hundredQuestions() string {
	var computed, pages, outcomes []string
	for i := range 20 {
		computed = append(computed, fmt.Sprintf(`"c%d": {"+": [{"var": "score.s"}, {"if": [{"==": [{"var": "q%d"}, "green"]}, 1, 0]}]}`, i, i*5))
		var questions []string
		for j := range 5 {
			n, showIf := i*5+j, ""
			if n > 0 {
				showIf = fmt.Sprintf(`"showIf": {"and": [{"!=": [{"var": "q%d"}, "green"]}, {"<": [{"var": "computed.c%d"}, 500]}]}, `, n-1, i)
			}
			questions = append(questions, fmt.Sprintf(`{"id": "q%d", "type": "single", "attribute": "a%d", "label": "L", %s"choices": [{"value": "green", "scores": {"s": 2}}, {"value": "black", "scores": {"s": 1, "t": 1}}]}`, n, n, showIf))
		}
		more := ""
		if i > 0 {
			more = fmt.Sprintf(`"showIf": {"or": [{"answered": "q%d"}, {"==": [{"var": "attr.a%d"}, "green"]}]}, `, i*5-1, i)
		}
		next := fmt.Sprintf(`{"when": {"in": [{"var": "q%d"}, ["green"]]}, "page": "end"}`, i*5)
		if i < 2 {
			next += fmt.Sprintf(`, {"when": {">": [{"var": "score.t"}, 50]}, "page": "p%d"}`, i+1)
		}
		pages = append(pages, fmt.Sprintf(`{"id": "p%d", %s"questions": [%s], "next": [%s]}`, i, more, strings.Join(questions, ","), next))
	}
	for i := range 41 {
		when := fmt.Sprintf(`"when": {">": [{"+": [{"var": "computed.c%d"}, {"var": "score.t"}]}, %d]}, `, i%20, 1000+i)
		if i == 40 {
			when = ""
		}
		outcomes = append(outcomes, fmt.Sprintf(`{"id": "o%d", %s"title": "O"}`, i, when))
	}
	return `{"form": "f", "kind": "quiz", "title": "F", "computed": {` + strings.Join(computed, ",") + `}, "pages": [` + strings.Join(pages, ",") + `], "outcomes": [` + strings.Join(outcomes, ",") + `]}`
}
