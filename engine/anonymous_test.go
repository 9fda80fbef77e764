package engine_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
)

var secret = []string{`"form": "origin", "kind": "poll",`, `"form": "origin", "kind": "poll", "anonymous": true, "closes": "2026-03-10T12:00:00Z",`}

// An anonymous poll counts and forgets: one vote each, results and nothing else in the reply, also the
// second time, and no file that says who voted or that they did.
func TestAnonymousPoll(t *testing.T) {
	w := newWorld(t, secret...)
	var tickets []*engine.TicketReply
	for range 3 {
		k := w.ticket("origin", "")
		r, err := w.send(k.Ticket, `{"origin": "kenya"}`)
		w.must(err)
		if r.Response != uuid.Nil || r.Receipt != "" || r.Manage != "" || r.Replayed || r.Results == nil {
			t.Errorf("the reply says %s", encoded(t, r))
		}
		tickets = append(tickets, k)
	}
	want := `{"replayed":true,"recommendations":[],"preferences":[],"dropped":[],"consents":[],"results":{"form":"origin","votes":3,"minimum":3,"questions":{"origin":[{"value":"kenya","count":3}]}}}`
	again, err := w.send(tickets[0].Ticket, `{"origin": "japan"}`)
	w.must(err)
	if got := encoded(t, again); got != want {
		t.Errorf("again it says\n%s, want\n%s", got, want)
	}
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "origin", Subject: tickets[0].Subject.Token})
	wants(t, err, fault.Conflict, "already_answered")

	all := w.files()
	for _, k := range tickets {
		who := w.caller(k.Subject.Token)
		if bytes.Contains(all, who.Subject[:]) || bytes.Contains(all, []byte(who.Subject.String())) {
			t.Error("a file names somebody who voted")
		}
		if r := w.record(k.Subject.Token); len(r.Preferences)+len(r.Responses)+len(r.Consents) != 0 {
			t.Errorf("of an anonymous vote is held: %s", encoded(t, r))
		}
	}
	for _, p := range endpoints {
		if len(w.events(p.ID)) != 0 {
			t.Errorf("%s hears of an anonymous vote", p.ID)
		}
	}
	// Whoever votes there and answers elsewhere is known by the other answer alone.
	_, token := w.answer("tea", tickets[0].Subject.Token, `{"leaf": "green"}`)
	if r := w.record(token); len(r.Responses) != 1 || r.Responses[0].Form != "tea" {
		t.Errorf("held %s", encoded(t, r.Responses))
	}
	// Two tickets of one person are one vote.
	a := w.ticket("origin", "")
	b := w.ticket("origin", a.Subject.Token)
	_, err = w.send(a.Ticket, `{"origin": "japan"}`)
	w.must(err)
	_, err = w.send(b.Ticket, `{"origin": "japan"}`)
	wants(t, err, fault.Conflict, "already_answered")
	// Erased is erased, also for a ballot.
	k := w.ticket("origin", "")
	w.must(w.Erase(t.Context(), w.caller(k.Subject.Token)))
	_, err = w.send(k.Ticket, `{"origin": "kenya"}`)
	wants(t, err, fault.Gone, "erased")
}

// What keeps people to one vote is destroyed when the poll takes none any more: when it closes, is
// anonymous no longer, or is withdrawn with its brand; and no sooner.
func TestAnonymousPollCloses(t *testing.T) {
	for name, end := range map[string]func(w *world) *engine.Engine{
		"closed": func(w *world) *engine.Engine { w.set(start.AddDate(0, 0, 9)); return w.Engine },
		"after a restart": func(w *world) *engine.Engine {
			w.set(start.AddDate(0, 0, 9))
			e := w.another(func(*engine.Options) {})
			_, err := e.Publish(t.Context(), bundle(t, secret...))
			w.must(err)
			return e
		},
		"anonymous no longer": func(w *world) *engine.Engine { w.publish(); return w.Engine },
		"withdrawn": func(w *world) *engine.Engine {
			w.must(w.Withdraw(t.Context(), "leafline"))
			w.must(w.Withdraw(t.Context(), "leafline"))
			return w.Engine
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, secret...)
			w.answer("origin", "", `{"origin": "kenya"}`)
			w.set(start.AddDate(0, 0, 9).Add(-time.Millisecond))
			w.must(w.ClosePolls(t.Context()))
			if open, err := w.store.OpenPolls(t.Context()); err != nil || len(open) != 1 {
				t.Fatalf("a poll that takes votes is closed: %v, %v", open, err)
			}
			e := end(w)
			w.must(e.ClosePolls(t.Context()))
			if open, err := w.store.OpenPolls(t.Context()); err != nil || len(open) != 0 {
				t.Errorf("the key is there still: %v, %v", open, err)
			}
		})
	}
}

// A brand that was withdrawn takes nothing and answers nothing, while its people keep their rights.
func TestWithdraw(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("tea", "")
	_, token := w.answer("visit", "", `{"waiting": 2}`)
	before, err := w.Face(t.Context(), "leafline")
	w.must(err)
	w.must(w.Withdraw(t.Context(), "leafline"))
	if got := w.Published(); len(got) != 0 {
		t.Errorf("published is %v", got)
	}
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea"})
	wants(t, err, fault.NotFound, "")
	_, err = w.send(k.Ticket, `{"leaf": "green"}`)
	wants(t, err, fault.Conflict, "closed")
	if len(w.record(token).Responses) != 1 {
		t.Error("a person reads nothing any more")
	}
	// Its privacy page shows what it did, also after a restart, of which the brand is no part.
	later := w.another(func(*engine.Options) {})
	for name, e := range map[string]*engine.Engine{"this server": w.Engine, "another": later} {
		for range 2 {
			if face, err := e.Face(t.Context(), "leafline"); err != nil || !reflect.DeepEqual(face, before) || face.Controller != "Leafline Tea Srl" {
				t.Errorf("the privacy page of %s shows %+v, %v; want %+v", name, face, err, before)
			}
		}
		_, err := e.Face(t.Context(), "teapot")
		wants(t, err, fault.NotFound, "")
	}
	w.must(later.Erase(t.Context(), w.caller(token)))
	if brands, err := w.Brands(t.Context(), "tea"); err != nil || len(brands) != 0 {
		t.Errorf("published by %v, %v", brands, err)
	}
	w.publish()
	w.answer("tea", "", `{"leaf": "green"}`)
}

// What an anonymous poll comes to is what was published of it, in steps and with small groups merged, also
// where people are never shown it: the brand has no other way to it, and is told no more.
func TestSummaryOfAnAnonymousPoll(t *testing.T) {
	poll := func(show string) map[string]string {
		return map[string]string{"vote.json": `{"form": "vote", "kind": "poll", "title": "Vote", "anonymous": true, "results": {"show": "` + show + `", "minimum": 3}, "pages": [{"id": "p", "questions": [
  {"id": "origin", "type": "single", "attribute": "origin", "label": "Where from?", "why": "We buy it."},
  {"id": "notes", "type": "multiple", "attribute": "notes", "label": "Notes?", "why": "We buy it."},
  {"id": "milk", "type": "yes_no", "attribute": "milk", "label": "Milk?", "why": "We buy it."}]}]}`}
	}
	for _, show := range []string{"after", "never"} {
		w := newWorld(t)
		_, err := w.Publish(t.Context(), bundleWith(t, poll(show)))
		w.must(err)
		told := func() string {
			t.Helper()
			s, err := w.Summary(t.Context(), "leafline", "vote")
			w.must(err)
			return fmt.Sprint(s.Responses, " ", encoded(t, s.Questions))
		}
		none := `0 [{"question":"origin","type":"single","answers":0},{"question":"notes","type":"multiple","answers":0},{"question":"milk","type":"yes_no","answers":0}]`
		if got := told(); got != none {
			t.Errorf("before: %s", got)
		}
		for i, answers := range []string{
			`{"origin": "kenya", "notes": ["malt", "smoke"]}`, `{"origin": "nepal", "notes": ["smoke"], "milk": true}`, `{"origin": "kenya", "milk": true}`,
			`{"origin": "kenya", "notes": ["smoke"], "milk": true}`, `{"origin": "japan", "notes": ["malt"], "milk": false}`, `{"origin": "nepal", "notes": ["malt"]}`, `{"origin": "japan"}`,
		} {
			w.answer("vote", "", answers)
			if got := told(); i < 2 && got != none {
				t.Errorf("%s after %d votes: %s", show, i+1, got)
			}
		}
		want := `6 [{"question":"origin","type":"single","answers":6,"counts":[{"value":"kenya","count":3},{"value":null,"count":3}]},` +
			`{"question":"notes","type":"multiple","answers":6,"counts":[{"value":"malt","count":3},{"value":"smoke","count":3}]},` +
			`{"question":"milk","type":"yes_no","answers":4,"counts":[{"value":null,"count":4}]}]`
		if got := told(); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", show, got, want)
		}
	}
}
