package bench

import (
	"fmt"
	"strings"

	"proffer/forms"
)

// Hundred is a version of 100 questions and 200 rules: 20 pages of 5, with 99 conditions on questions, 19
// on pages, 22 on where to go, 20 computed values and 40 outcomes with a rule; and answers that lead
// through all of it to the outcome that has none, HundredOutcome.
func Hundred() (*forms.Version, *forms.Node, error) {
	var attributes, answers, computed, pages, outcomes []string
	for i := range 100 {
		attributes = append(attributes, fmt.Sprintf(`"a%d": {"type": "choice", "label": {"en": "A"}, "category": "preference", "purposes": ["result"], "values": {"green": {"label": {"en": "G"}}, "black": {"label": {"en": "B"}}}}`, i))
		answers = append(answers, fmt.Sprintf(`"q%d": "black"`, i))
	}
	for i := range 20 {
		computed = append(computed, fmt.Sprintf(`"c%d": {"+": [{"var": "score.s"}, {"if": [{"==": [{"var": "q%d"}, "green"]}, 1, 0]}]}`, i, i*5))
		pages = append(pages, hundredPage(i))
	}
	for i := range 41 {
		when := fmt.Sprintf(`"when": {">": [{"+": [{"var": "computed.c%d"}, {"var": "score.t"}]}, %d]}, `, i%20, 1000+i)
		if i == 40 {
			when = ""
		}
		outcomes = append(outcomes, fmt.Sprintf(`{"id": "o%d", %s"title": {"en": "O"}}`, i, when))
	}
	v, err := forms.DecodeVersion(1, []byte(`{"brand": "bench", "name": "B", "controller": {"name": "B"}, "theme": {}, "locales": ["en"], "recipients": {},
		"purposes": {"result": {"label": {"en": "R"}, "use": {"en": "U"}, "basis": "contract", "keep": "P30D"}},
		"attributes": {`+strings.Join(attributes, ",")+`},
		"form": {"form": "hundred", "kind": "quiz", "title": {"en": "H"}, "repeat": "always", "computed": {`+strings.Join(computed, ",")+`}, "pages": [`+strings.Join(pages, ",")+`], "outcomes": [`+strings.Join(outcomes, ",")+`]}}`))
	if err != nil {
		return nil, nil, err
	}
	given, faults, _ := forms.ParseTree([]byte("{" + strings.Join(answers, ",") + "}"))
	if given == nil || faults != nil {
		return nil, nil, fmt.Errorf("bench: the answers do not parse: %v", faults)
	}
	return v, given, nil
}

// HundredOutcome is what the answers of Hundred come to.
const HundredOutcome = "o40"

func hundredPage(i int) string {
	var questions []string
	for j := range 5 {
		n, showIf := i*5+j, ""
		if n > 0 {
			showIf = fmt.Sprintf(`"showIf": {"and": [{"!=": [{"var": "q%d"}, "green"]}, {"<": [{"var": "computed.c%d"}, 500]}]}, `, n-1, i)
		}
		questions = append(questions, fmt.Sprintf(`{"id": "q%d", "type": "single", "attribute": "a%d", "label": {"en": "L"}, %s"choices": [{"value": "green", "scores": {"s": 2}}, {"value": "black", "scores": {"s": 1, "t": 1}}]}`, n, n, showIf))
	}
	showIf := ""
	if i > 0 {
		showIf = fmt.Sprintf(`"showIf": {"or": [{"answered": "q%d"}, {"==": [{"var": "attr.a%d"}, "green"]}]}, `, i*5-1, i)
	}
	next := fmt.Sprintf(`{"when": {"in": [{"var": "q%d"}, ["green"]]}, "page": "end"}`, i*5)
	if i < 2 {
		next += fmt.Sprintf(`, {"when": {">": [{"var": "score.t"}, 50]}, "page": "p%d"}`, i+1)
	}
	return fmt.Sprintf(`{"id": "p%d", %s"questions": [%s], "next": [%s]}`, i, showIf, strings.Join(questions, ","), next)
}
