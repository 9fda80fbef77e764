package server_test

import (
	"strings"
	"testing"

	"proffer/engine"
)

// Results appear from the minimum on, in steps of it, and no small cell can be told apart.
func TestPoll(t *testing.T) {
	w := newWorld(t)
	results := func() string {
		t.Helper()
		r := w.do(t, request{method: "GET", path: "/v1/polls/leafline/next-tea/results"})
		if r.status != 200 || r.header.Get("Cache-Control") != "public, max-age=10" {
			t.Errorf("%d %v", r.status, r.header)
		}
		return string(r.body)
	}
	const none = `{"form":"next-tea","votes":0,"minimum":3,"questions":{}}`
	const three = `{"form":"next-tea","votes":3,"minimum":3,"questions":{"tea":[{"value":null,"count":3}]}}`
	const six = `{"form":"next-tea","votes":6,"minimum":3,"questions":{"tea":[{"value":"uji","count":4},{"value":null,"count":2}]}}`
	const nine = `{"form":"next-tea","votes":9,"minimum":3,"questions":{"tea":[{"value":"uji","count":5},{"value":"assam","count":3},{"value":null,"count":1}]}}`
	if got := results(); got != none {
		t.Errorf("before any vote: %s", got)
	}
	for i, step := range []struct{ tea, want string }{
		{"uji", none}, {"assam", none}, {"uji", three}, {"uji", three}, {"uji", three}, {"sencha", six}, {"uji", six}, {"assam", six}, {"assam", nine},
	} {
		r := w.answer(t, w.ticket(t, poll, "").Ticket, `{"tea": "`+step.tea+`"}`, "")
		if got := results(); r.status != 201 || got != step.want || !strings.Contains(string(r.body), `"results":`+step.want) {
			t.Errorf("after vote %d: %s\nwant %s\nthe voter hears %d %s", i+1, got, step.want, r.status, r.body)
		}
	}
	// A declined question is an answer, and no vote.
	w.answer(t, w.ticket(t, poll, "").Ticket, `{"tea": {"declined": true}}`, "")
	if got := results(); got != nine {
		t.Errorf("after a decline: %s", got)
	}
	if s := w.stored(t); s.responses != 10 || s.values != 9 || s.shop != 0 {
		t.Errorf("stored %+v", s)
	}
}

// One person, one vote: with a token, with two tickets, and with the same ticket.
func TestPollOnce(t *testing.T) {
	w := newWorld(t)
	first := w.ticket(t, poll, "")
	second := w.ticket(t, poll, first.Subject.Token)
	var r engine.Reply
	w.answer(t, first.Ticket, `{"tea": "uji"}`, "").into(t, 201, &r)
	if r.Grant != nil || r.Refusal != nil || r.Outcome != nil || r.Results == nil {
		t.Errorf("a poll without an offer: %+v", r)
	}
	answered := []string{"already_answered"}
	run(t, w, []scenario{
		{name: "another ticket is not given", path: "/v1/tickets", body: `{"brand": "leafline", "form": "next-tea", "subject": "` + first.Subject.Token + `"}`, status: 409, faults: answered},
		{name: "one that was out is not taken", path: "/v1/responses", prepare: given("ticket", second.Ticket), body: `{"ticket": "{ticket}", "answers": {"tea": "assam"}}`, status: 409, faults: answered},
		{name: "the same one is a replay", path: "/v1/responses", prepare: given("ticket", first.Ticket), body: `{"ticket": "{ticket}", "answers": {"tea": "uji"}}`, status: 200, lacks: []string{`"same"`}},
		{name: "no poll, no results", path: "/v1/polls/leafline/find-your-tea/results", status: 404},
		{name: "no form, no results", path: "/v1/polls/leafline/next-coffee/results", status: 404},
		{name: "no brand, no results", path: "/v1/polls/teapot/next-tea/results", status: 404},
	})
}

// In Italian, the reply is in Italian.
func TestReplyInTheTicketsLocale(t *testing.T) {
	w := newWorld(t)
	var ticket engine.TicketReply
	w.do(t, request{method: "POST", path: "/v1/tickets", body: `{"brand": "leafline", "form": "next-tea", "locale": "it"}`}).into(t, 200, &ticket)
	var r engine.Reply
	w.answer(t, ticket.Ticket, `{"tea": "uji"}`, "").into(t, 201, &r)
	if p := r.Preferences[0]; p.Label != "Prossimo tè" || p.Wording.Lang != "it" || p.Wording.Label != "Quale tè?" || p.Purposes[0].Label != "Contare il tuo voto" {
		t.Errorf("%+v", p)
	}
}
