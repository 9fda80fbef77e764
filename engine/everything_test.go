package engine_test

import (
	"os"
	"strings"
	"testing"
)

const newAttributes = `"taste": {"type": "matrix", "label": "Taste", "category": "preference", "purposes": ["result", "recommend"], "because": "you said {value}",
		"rows": {"sweet": {"label": "Sweetness", "inline": "sweetness"}, "body": {"label": "Body"}}, "values": {"low": {"label": "Low", "inline": "low"}, "high": {"label": "High"}}},
	"trips": {"type": "ranking", "label": "Trips", "category": "preference", "purposes": ["result", "recommend"], "because": "you put {value} in this order", "values": {"sea": {"label": "Sea", "inline": "the sea"}, "hills": {"label": "Hills"}, "town": {"label": "Town"}}},
	"cups": {"type": "number", "min": 0, "max": 20, "label": "Cups", "category": "preference", "purposes": ["result", "recommend"], "unit": "cups a day", "because": "you drink {value} cups"},
	"since": {"type": "date", "label": "Since", "category": "preference", "purposes": ["result", "recommend"], "latest": "today", "because": "you began on {value}"},
	"origin": {`

const newForm = `{"form": "visit", "kind": "quiz", "title": "Everything", "offer": "welcome/clever", "knowledge": {"explain": "end", "pass": 2},
	"computed": {"plenty": {">": [{"var": "cups"}, 3]}, "twice": {"*": [{"var": "cups"}, 2]}},
	"pages": [
		{"id": "one", "questions": [
			{"id": "leaf", "type": "single", "attribute": "leaf", "label": "Leaf?", "why": "W", "shuffle": true},
			{"id": "taste", "type": "matrix", "attribute": "taste", "label": "Your {leaf|cup}?", "why": "W", "shuffle": true},
			{"id": "trips", "type": "ranking", "attribute": "trips", "top": 2, "label": "Where?", "why": "After {taste.sweet|all}."}]},
		{"id": "two", "title": "You like {trips.0|it}", "shuffle": true, "pick": 2, "questions": [
			{"id": "bean", "type": "single", "label": "Bean?", "why": "W", "correct": "arabica", "choices": [{"value": "arabica", "label": "Arabica"}, {"value": "robusta", "label": "Robusta"}]},
			{"id": "year", "type": "number", "label": "Year?", "why": "W", "correct": 1905, "min": 1800, "max": 2000},
			{"id": "island", "type": "short_text", "label": "Island?", "why": "W", "correct": ["Java", "Sumatra"]}]},
		{"id": "three", "questions": [
			{"id": "cups", "type": "number", "attribute": "cups", "label": "Cups?", "why": "W", "showIf": {"==": [{"var": "taste.sweet"}, "low"]}},
			{"id": "since", "type": "date", "attribute": "since", "label": "Since?", "why": "W", "showIf": {"==": [{"var": "computed.plenty"}, true]}}]}],
	"outcomes": [{"id": "heavy", "when": {"and": [{"var": "computed.plenty"}, {"==": [{"var": "trips.0"}, "hills"]}]}, "title": "{cups|Some} cups, twice {computed.twice|some}", "body": "Since {since|long}; {knowledge.points|0} points of {knowledge.total|0}."}, {"id": "rest", "title": "Rest {knowledge.points|0}"}],
	"recommend": {"catalog": "teas", "limit": 2, "filter": {"in": [{"var": "leaf"}, {"var": "item.leaf"}]}}}`

// One quiz of nearly everything: a matrix, a ranking, a number, a date, what is drawn, what is computed, right answers
// with a reward for them, a filter and texts that repeat all of it; told again as it was told first.
func TestEverythingTogether(t *testing.T) {
	visit, err := os.ReadFile("testdata/brand/forms/visit.json")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("testdata/brand/programs/welcome.json")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, string(visit), newForm, `"origin": {`, newAttributes, string(program), strings.Replace(string(program), `"offers": {`, `"offers": {"clever": {"label": "For two right answers", "when": {">=": [{"var": "knowledge.points"}, 2]}, "worth": {"amount": "3.00", "currency": "EUR"}, "gives": {"kind": "points", "account": "leaves", "points": 30}, "limits": {"perPerson": 1}},`, 1))
	k := w.ticket("visit", "")
	if len(k.Order.Questions["two"]) != 2 || len(k.Order.Choices["leaf"]) != 3 || len(k.Order.Choices["taste"]) != 2 {
		t.Fatalf("%s", encoded(t, k.Order))
	}
	answers := []string{`"leaf": "black", "taste": {"sweet": "low", "body": "high"}, "trips": ["hills", "sea"], "cups": 4.5, "since": "2020-02-29"`}
	right := map[string]string{"bean": `"arabica"`, "year": "1905", "island": `"JAVA "`}
	for _, id := range k.Order.Questions["two"] {
		answers = append(answers, `"`+id+`": `+right[id])
	}
	r, err := w.send(k.Ticket, "{"+strings.Join(answers, ",")+"}")
	w.must(err)
	if o := r.Outcome; o.Title != "4.5 cups, twice 9" || o.Body != "Since February 29, 2020; 2 points of 2." || len(o.Because) != 2 || o.Because[0].Text != "you put Hills and the sea in this order" || o.Because[1].Text != "you drink 4.5 cups" {
		t.Errorf("%s", encoded(t, o))
	}
	if len(r.Recommendations) != 2 || r.Recommendations[1].Item.ID != "assam" || r.Recommendations[1].Because[0].Text != "you drink black tea" || !*r.Knowledge.Passed {
		t.Errorf("%s %s", encoded(t, r.Recommendations), encoded(t, r.Knowledge))
	}
	want := map[string]string{"leaf": "Leaf? Black tea", "taste": "Your black tea? Sweetness: Low; Body: High", "trips": "Where? 1. Hills 2. Sea", "cups": "Cups? 4.5 cups a day", "since": "Since? February 29, 2020"}
	for _, p := range append(r.Preferences, w.record(k.Subject.Token).Preferences...) {
		if got := p.Wording.Label + " " + p.Wording.Choice; got != want[p.Question] {
			t.Errorf("%s: %s", p.Question, got)
		}
	}
	if len(r.Preferences) != len(want) {
		t.Errorf("%d are kept", len(r.Preferences))
	}
	again, err := w.send(k.Ticket, "{"+strings.Join(answers, ",")+"}")
	w.must(err)
	if told(t, again) != told(t, r) || encoded(t, again.Knowledge) != encoded(t, r.Knowledge) || again.Same != nil || r.Grant == nil {
		t.Errorf("again %s", encoded(t, again))
	}
	poor := w.ticket("visit", "")
	p, err := w.send(poor.Ticket, `{}`)
	w.must(err)
	if p.Grant != nil || p.Refusal == nil || p.Refusal.Reason != "condition" {
		t.Errorf("%s", encoded(t, p))
	}
}
