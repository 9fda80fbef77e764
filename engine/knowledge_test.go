package engine

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"proffer/forms/fault"
)

const barista = `{"form": "f", "kind": "quiz", "title": "F", "knowledge": {"explain": "%s", "pass": 3}, "offer": "welcome/code",
	"pages": [{"id": "p", "questions": [
		{"id": "bean", "type": "single", "label": "L", "correct": "arabica", "points": 2, "explain": "It is.", "choices": [{"value": "arabica", "label": "Arabica"}, {"value": "robusta", "label": "Robusta"}]},
		{"id": "island", "type": "short_text", "label": "L", "correct": ["Java", "Sumatra"], "showIf": {"==": [{"var": "bean"}, "arabica"]}},
		{"id": "decaf", "type": "yes_no", "label": "L", "correct": false, "choices": [{"value": true, "label": "True"}, {"value": false, "label": "Not so"}]},
		{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L"}]}],
	"outcomes": [{"id": "barista", "when": {">=": [{"var": "knowledge.points"}, 3]}, "title": "{knowledge.points|no} of 4"}, {"id": "beginner", "title": "B", "body": "{knowledge.correct|0} of {knowledge.total|0}"}]}`

// What a quiz comes to: points, what was right, who passed; and a replay says the same from what is stored.
func TestQuiz(t *testing.T) {
	v := frozen(t, fmt.Sprintf(barista, "end"), "")
	for _, c := range []struct{ name, answers, outcome, text, want string }{
		{"all right", `{"bean": "arabica", "island": "java", "decaf": false}`, "barista", "4 of 4", "4 points, 3 of 3, passed: bean true, island true, decaf true"},
		{"the pass mark", `{"bean": "arabica", "island": "JAVA", "decaf": true}`, "barista", "3 of 4", "3 points, 2 of 3, passed: bean true, island true, decaf false"},
		{"skipped and declined count as asked", `{"bean": "arabica", "island": {"declined": true}}`, "beginner", "1 of 3", "2 points, 1 of 3, failed: bean true, island -, decaf -"},
		{"only what was on the path", `{"bean": "robusta", "decaf": false}`, "beginner", "1 of 2", "1 points, 1 of 2, failed: bean false, decaf true"},
		{"nothing", `{}`, "beginner", "0 of 2", "0 points, 0 of 2, failed: bean -, decaf -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := walked(t, v, c.answers)
			r := judge(p, &brand{})
			raw, err := json.Marshal(p.right)
			if err != nil {
				t.Fatal(err)
			}
			stored := Response{Outcome: r.outcome.ID}
			if err := json.Unmarshal(raw, &stored.Knowledge); err != nil {
				t.Fatal(err)
			}
			w := words{version: v, locale: "en", response: stored}
			o, k := w.outcome(r.outcome.ID, r.because), w.quiz()
			got := fmt.Sprintf("%d points, %d of %d, failed:", k.Points, k.Correct, k.Total)
			if *k.Passed {
				got = strings.Replace(got, "failed", "passed", 1)
			}
			for i, q := range k.Questions {
				is := "-"
				if q.Correct != nil {
					is = fmt.Sprint(*q.Correct)
				}
				got += []string{" ", ", "}[min(i, 1)] + q.Question + " " + is
				// Of a text that is right in several spellings, one is told.
				if q.Question == "island" && !reflect.DeepEqual(q.Right, []string{"Java"}) {
					t.Errorf("right is %q", q.Right)
				}
			}
			if o.ID != c.outcome || o.Title+o.Body != c.text && o.Body != c.text || got != c.want {
				t.Errorf("%s %q %q: %s, want %s", o.ID, o.Title, o.Body, got, c.want)
			}
			if len(r.because) != 0 || k.Questions[0].Explain != "It is." || !reflect.DeepEqual(k.Questions[0].Right, []string{"Arabica"}) || !reflect.DeepEqual(k.Questions[len(k.Questions)-1].Right, []string{"Not so"}) {
				t.Errorf("%v %+v", r.because, k.Questions)
			}
			kept := keep(p, nil, Facts{Rev: 1}, noon, Response{})
			if len(kept.preferences)+len(kept.feedback)+len(kept.declined)+len(kept.dropped) != 0 || p.seals() || len(p.votes()) != 0 {
				t.Errorf("something is kept of a quiz: %+v", kept)
			}
		})
	}
	if (words{version: mustForm(t, survey(page("start", "", ask("single", "leaf", "")))), locale: "en"}).quiz() != nil {
		t.Error("a form without right answers came to something")
	}
}

// Right answers are told after each question only where the form says so, and to nobody without a ticket.
func TestReveal(t *testing.T) {
	e := &Engine{o: Options{Now: func() time.Time { return noon }}}
	e.o.Keys.Tickets = []SigningKey{{KID: "k", Secret: []byte(strings.Repeat("s", 32))}}
	after, end := frozen(t, fmt.Sprintf(barista, "after"), ""), frozen(t, fmt.Sprintf(barista, "end"), "")
	e.versions.Store(versionKey{"leafline", "after", 1}, after)
	e.versions.Store(versionKey{"leafline", "end", 1}, end)
	ticketFor := func(form string) string {
		k := someTicket()
		c := k.ticketClaims
		c.Form, c.RegisteredClaims = form, jwt.RegisteredClaims{ID: k.nonce.String(), Subject: k.subject.String(), Audience: jwt.ClaimStrings{audienceTicket},
			IssuedAt: jwt.NewNumericDate(noon), ExpiresAt: jwt.NewNumericDate(noon.Add(TicketLife))}
		s, err := sign(e.o.Keys.Tickets, c)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct{ form, question, value, want, fault string }{
		{form: "after", question: "bean", value: `"arabica"`, want: `{"correct":true,"right":["Arabica"],"explain":"It is."}`},
		{form: "after", question: "bean", value: `"robusta"`, want: `{"correct":false,"right":["Arabica"],"explain":"It is."}`},
		{form: "after", question: "bean", value: `{"declined": true}`, want: `{"right":["Arabica"],"explain":"It is."}`},
		{form: "after", question: "island", value: `"bali"`, want: `{"correct":false,"right":["Java"]}`},
		{form: "after", question: "bean", value: `"maragogype"`, fault: "invalid /value unknown_choice"},
		{form: "after", question: "bean", value: `null`, fault: "invalid /value wrong_type"},
		{form: "after", question: "leaf", value: `"green"`, fault: "not_found /question unknown_question"},
		{form: "after", question: "none", value: `"green"`, fault: "not_found /question unknown_question"},
		{form: "end", question: "bean", value: `"arabica"`, fault: "conflict /question told_at_end"},
	} {
		reply, err := e.Reveal(t.Context(), RevealRequest{Ticket: ticketFor(c.form), Question: c.question, Value: node(t, c.value)})
		got := ""
		if err != nil {
			f := fault.Of(err)
			got = fmt.Sprintf("%s %s %s", f.Code, f.Fields[0].Pointer, f.Fields[0].Code)
		}
		if got != c.fault || (err == nil && string(mustJSON(reply)) != c.want) {
			t.Errorf("%s %s %s: %s %s", c.form, c.question, c.value, mustJSON(reply), got)
		}
	}
	// A ticket of a version that told at once reveals nothing any more once the quiz tells at the end.
	e.brands = map[string]*brand{"leafline": {forms: map[string]*current{"after": {version: end}}}}
	if _, err := e.Reveal(t.Context(), RevealRequest{Ticket: ticketFor("after"), Question: "bean", Value: node(t, `"arabica"`)}); !fault.Has(err, "told_at_end") {
		t.Errorf("of an old version: %v", err)
	}
	forged := ticketFor("after")
	if _, err := e.Reveal(t.Context(), RevealRequest{Ticket: forged[:len(forged)-2] + "xx", Question: "bean", Value: node(t, `"arabica"`)}); !fault.Has(err, "ticket_forged") {
		t.Errorf("%v", err)
	}
}
