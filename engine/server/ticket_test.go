package server_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"proffer/engine"
)

// Nothing that is asked for a ticket writes anything: no scenario here adds to the store.
func TestTickets(t *testing.T) {
	run(t, newWorld(t), []scenario{
		{
			name: "for somebody new", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea"}`, status: 200,
			wants: map[string]string{"Cache-Control": "no-store"},
			has:   []string{`"expires":"2026-03-08T09:00:00Z"`, `"form":"find-your-tea","version":1,"locale":"en"`, `"offer":{"offer":"welcome/ten-percent"`, `"fallbacks":[{"offer":"leaves/hundred"`, `"known":[]`, `"summary":{"en":`},
			lacks: []string{`"nothing"`},
		},
		{name: "with everything", path: "/v1/tickets", body: `{"brand": "leafline", "form": "next-tea", "subject": "{subject}", "locale": "it", "stage": "after_order", "channel": "qr", "context": {}}`, prepare: subjectToken, status: 200, has: []string{`"locale":"it"`, `"offer":null`, `"fallbacks":[]`}, lacks: []string{`"nothing"`}},
		{name: "in the browser's language", path: "/v1/tickets", header: map[string]string{"Accept-Language": "fr, it;q=0.8"}, body: `{"brand": "leafline", "form": "next-tea"}`, status: 200, has: []string{`"locale":"it"`}},
		{name: "in a language the form has not", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea", "locale": "it"}`, status: 200, has: []string{`"locale":"en"`}},
		{name: "null stands for left out", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea", "stage": null, "context": null}`, malformed: true, status: 200},
		{name: "an unknown brand", path: "/v1/tickets", body: `{"brand": "teapot", "form": "find-your-tea"}`, status: 404},
		{name: "an unknown form", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-coffee"}`, status: 404},
		{name: "another brand's form", path: "/v1/tickets", body: `{"brand": "northmill", "form": "find-your-tea"}`, status: 404},
		{name: "nothing said", path: "/v1/tickets", body: `{}`, malformed: true, status: 422, faults: []string{"required /brand", "required /form"}, has: []string{`\"brand\"`, `\"form\"`}},
		{name: "unknown fields and wrong types, all named", path: "/v1/tickets", body: `{"brand": 7, "form": null, "colour": "red", "stage": ["discover"]}`, malformed: true, status: 422, faults: []string{"wrong_type /brand", "wrong_type /form", "unknown_field /colour", "wrong_type /stage"}},
		{name: "not an object", path: "/v1/tickets", body: `["leafline"]`, malformed: true, status: 422, faults: []string{"wrong_type"}},
		{name: "an unknown stage", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea", "stage": "checkout"}`, status: 422, faults: []string{"unknown_choice /stage"}},
		{name: "all that does not fit the brand, named", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea", "stage": "discovery", "channel": "fax", "identity": "a.b.c", "context": {"order_id": "7"}}`, malformed: true, status: 422, faults: []string{"unknown_choice /stage", "unknown_choice /channel", "unknown_field /identity", "unknown_field /context/order_id"}, has: []string{`did you mean \"discover\"?`}},
		{name: "not JSON", path: "/v1/tickets", body: `{"brand": "leafline", `, malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "text after the end", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea"} {}`, status: 400, faults: []string{"bad_json"}},
		{name: "not UTF-8", path: "/v1/tickets", body: "{\"brand\": \"leaf\xffline\", \"form\": \"find-your-tea\"}", status: 400, faults: []string{"bad_json"}},
		{name: "no body", method: "POST", path: "/v1/tickets", header: map[string]string{"Content-Type": "application/json"}, malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "a member twice", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea", "form": "next-tea"}`, status: 400, faults: []string{"duplicate_key /form"}},
		{name: "a form post", path: "/v1/tickets", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: `brand=leafline&form=find-your-tea`, malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "JSON declared as text, as a form of another website could send it", path: "/v1/tickets", header: map[string]string{"Content-Type": "text/plain"}, body: `{"brand": "leafline", "form": "find-your-tea"}`, malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "JSON with its charset", path: "/v1/tickets", header: map[string]string{"Content-Type": "application/json; charset=utf-8"}, body: `{"brand": "leafline", "form": "find-your-tea"}`, status: 200},
		{name: "a closed form", path: "/v1/tickets", body: `{"brand": "leafline", "form": "last-year"}`, status: 409, faults: []string{"closed"}},
		{name: "GET is no way to ask", method: "GET", path: "/v1/tickets", status: 404, malformed: true},
	})
}

func subjectToken(t *testing.T, w *world) map[string]string {
	return map[string]string{"subject": w.ticket(t, quiz, "").Subject.Token}
}

// A subject token that is not good is refused, never taken for somebody new.
func TestTicketsOfSubjects(t *testing.T) {
	const body = `{"brand": "leafline", "form": "find-your-tea", "subject": "{subject}"}`
	made := func(by func(t *testing.T, w *world) string) func(*testing.T, *world) map[string]string {
		return func(t *testing.T, w *world) map[string]string {
			token := by(t, w)
			if len(token) > 40 {
				logged.keep("a subject token", token)
			}
			return map[string]string{"subject": token}
		}
	}
	good := func(t *testing.T, w *world) string { return w.ticket(t, quiz, "").Subject.Token }
	refused := scenario{path: "/v1/tickets", body: body, status: 401, faults: []string{"token_forged /subject"}}
	with := func(name string, by func(t *testing.T, w *world) string) scenario {
		s := refused
		s.name, s.prepare = name, made(by)
		return s
	}
	expired := with("expired", func(t *testing.T, w *world) string {
		token := good(t, w)
		w.clock.pass(366 * 24 * time.Hour)
		return token
	})
	expired.faults = []string{"token_expired /subject"}
	run(t, newWorld(t), []scenario{
		{name: "good", path: "/v1/tickets", body: body, prepare: made(good), status: 200},
		with("no token at all", func(*testing.T, *world) string { return "0192-somebody" }),
		with("altered", func(t *testing.T, w *world) string { return alter(t, good(t, w), 1) }),
		with("a ticket in its place", func(t *testing.T, w *world) string { return w.ticket(t, quiz, "").Ticket }),
		with("of another server", func(t *testing.T, _ *world) string { return good(t, newWorldWith(t, keysOf("b"))) }),
		with("of another brand", func(t *testing.T, w *world) string {
			var other engine.TicketReply
			w.do(t, request{method: "POST", path: "/v1/tickets", body: `{"brand": "northmill", "form": "crust"}`}).into(t, 200, &other)
			return other.Subject.Token
		}),
		with("unsigned", func(t *testing.T, w *world) string { return resign(t, good(t, w), algNone, nil) }),
		expired,
	})
}

// The same person keeps one name: a ticket for a subject token gives a token of the same subject.
func TestTicketKeepsTheSubject(t *testing.T) {
	w := newWorld(t)
	first := w.ticket(t, quiz, "")
	second := w.ticket(t, quiz, first.Subject.Token)
	if claims(t, first.Ticket)["sub"] != claims(t, second.Ticket)["sub"] || claims(t, first.Ticket)["jti"] == claims(t, second.Ticket)["jti"] {
		t.Errorf("claims %v and %v", claims(t, first.Ticket), claims(t, second.Ticket))
	}
	if stranger := w.ticket(t, quiz, ""); claims(t, stranger.Ticket)["sub"] == claims(t, first.Ticket)["sub"] {
		t.Error("two people share one name")
	}
}

// What cannot be given any more is not offered: the person hears it before the first answer.
func TestTicketsOfWhatIsLeft(t *testing.T) {
	w := newWorld(t)
	reason := func(r *engine.TicketReply) string {
		offer := "null"
		if r.Offer != nil {
			offer = r.Offer.Offer
		}
		for _, f := range r.Fallbacks {
			offer += ", " + f.Offer
		}
		if r.Nothing != nil {
			offer += ": " + r.Nothing.Reason
		}
		return offer
	}
	check := func(who, subject, want string) {
		t.Helper()
		if got := reason(w.ticket(t, quiz, subject)); got != want {
			t.Errorf("%s is offered %s, want %s", who, got, want)
		}
	}
	person := func() string {
		ticket := w.ticket(t, quiz, "")
		if r := w.answer(t, ticket.Ticket, `{"kind": "green"}`, ""); r.status != 201 {
			t.Fatalf("status %d: %s", r.status, r.body)
		}
		return ticket.Subject.Token
	}
	check("the first person", "", "welcome/ten-percent, leaves/hundred")
	first := person()
	check("who has it", first, "null: held")
	person()
	check("the third person, after two codes", "", "leaves/hundred")
	third := person()
	check("who has the fallback", third, "null: held")
	check("the fourth person", "", "null: exhausted")
	check("the first person, later", first, "null: held")
	if got := w.stored(t); got.codes != 2 || got.points != 1 || got.responses != 3 {
		t.Errorf("stored %+v", got)
	}
	// Somebody who was told so can answer all the same, and hears why there is nothing.
	ticket := w.ticket(t, quiz, "")
	if r := w.answer(t, ticket.Ticket, `{"kind": "green"}`, ""); r.status != 201 || !strings.Contains(string(r.body), `"refusal":{"reason":"exhausted"}`) || strings.Contains(string(r.body), `"grant"`) {
		t.Errorf("status %d: %s", r.status, r.body)
	}
}

func TestTicketNoticeIsTheForms(t *testing.T) {
	w := newWorld(t)
	var form struct{ Notice json.RawMessage }
	var ticket struct{ Notice json.RawMessage }
	w.do(t, request{method: "GET", path: "/v1/forms/leafline/find-your-tea"}).into(t, 200, &form)
	w.do(t, request{method: "POST", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea"}`}).into(t, 200, &ticket)
	if string(form.Notice) != string(ticket.Notice) || len(form.Notice) < 500 {
		t.Errorf("the ticket's notice is not the form's: %s", ticket.Notice)
	}
}
