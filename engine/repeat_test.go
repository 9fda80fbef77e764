package engine_test

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
)

// Once in a period is a rolling one: from each accepted answer on, whatever the calendar says; and of two
// tickets that were both good, one is answered.
func TestRepeatInAPeriod(t *testing.T) {
	w := newWorld(t, `"form": "visit",`, `"form": "visit", "repeat": "P90D",`)
	spare := w.ticket("visit", "")
	other := w.ticket("visit", spare.Subject.Token)
	_, err := w.send(spare.Ticket, `{"waiting": 1}`)
	w.must(err)
	_, err = w.send(other.Ticket, `{"waiting": 2}`)
	wants(t, err, fault.Conflict, "already_answered")
	if next := fault.Of(err).Next; !next.Equal(start.AddDate(0, 0, 90)) {
		t.Errorf("the next answer is possible at %v", next)
	}
	if again, err := w.send(spare.Ticket, `{"waiting": 1}`); err != nil || !again.Replayed {
		t.Errorf("the same ticket again: %+v, %v", again, err)
	}
	again := func() error {
		_, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Subject: spare.Subject.Token})
		return err
	}
	w.set(start.AddDate(0, 0, 90).Add(-time.Millisecond))
	wants(t, again(), fault.Conflict, "already_answered")
	if !strings.Contains(fault.Of(again()).Detail, "2026-05-30") {
		t.Errorf("it says %q", fault.Of(again()).Detail)
	}
	w.set(start.AddDate(0, 0, 90))
	w.must(again())
	w.answer("visit", spare.Subject.Token, `{"waiting": 3}`)
	w.set(start.AddDate(0, 0, 179))
	wants(t, again(), fault.Conflict, "already_answered")
}

// Once for each order: another order is another answer, the same one is not, and no file holds which
// order it was.
func TestRepeatPerContext(t *testing.T) {
	w := newWorld(t)
	s := publishSigned(t, w, `"form": "visit",`, strings.Replace(withContext, `"form": "visit",`, `"form": "visit", "repeat": {"per": "context.order_id"},`, 1))
	ticket := func(order string) (*engine.TicketReply, error) {
		claims := customer("customer-7")
		if order != "" {
			claims["context"] = map[string]any{"order_id": order}
		}
		return w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Identity: s.identity(claims)})
	}
	_, err := ticket("")
	wants(t, err, fault.Invalid, "/context/order_id required")
	for _, order := range []string{"order-eight", "order-nine"} {
		k, err := ticket(order)
		w.must(err)
		again, err := ticket(order)
		w.must(err)
		_, err = w.send(k.Ticket, `{"waiting": 1}`, objecting("service"))
		w.must(err)
		_, err = w.send(again.Ticket, `{"waiting": 1}`)
		wants(t, err, fault.Conflict, "already_answered")
	}
	for _, same := range []string{"order-nine", " order-nine ", "order\u200b-nine", "ｏｒｄｅｒ-ｎｉｎｅ", "order\u00ad-nine\ufe0f"} {
		_, err = ticket(same)
		wants(t, err, fault.Conflict, "already_answered")
	}
	if _, err = ticket("Order-nine"); err != nil {
		t.Errorf("another order is taken for the same: %v", err)
	}
	if all := w.files(); bytes.Contains(all, []byte("order-nine")) {
		t.Error("the order stands in a file, although nothing allows to keep it")
	}
}

// Every place is given, none twice, however many send at once; an erasure frees none; and the form says
// that it is full.
func TestCapacity(t *testing.T) {
	w := newWorld(t, `"form": "visit",`, `"form": "visit", "capacity": 5,`, `"offer": "leaves/hundred",`, ``)
	if _, s, err := w.Current("leafline", "visit"); err != nil || !s.Open || s.Full {
		t.Fatalf("an empty form's schedule is %+v, %v", s, err)
	}
	var tickets []*engine.TicketReply
	for range 20 {
		tickets = append(tickets, w.ticket("visit", ""))
	}
	var took, full atomic.Int64
	var all sync.WaitGroup
	for _, k := range tickets {
		all.Go(func() {
			switch _, err := w.send(k.Ticket, `{"waiting": 1}`); {
			case err == nil:
				took.Add(1)
			case fault.Is(err, fault.Conflict) && fault.Has(err, "full"):
				full.Add(1)
			default:
				t.Errorf("unexpected: %v", err)
			}
		})
	}
	all.Wait()
	if took.Load() != 5 || full.Load() != 15 {
		t.Errorf("%d took a place and %d found none", took.Load(), full.Load())
	}
	for _, k := range tickets {
		if r, err := w.send(k.Ticket, `{"waiting": 1}`); err == nil && !r.Replayed {
			t.Error("a place was given after the last one")
		}
		w.must(w.Erase(t.Context(), w.caller(k.Subject.Token)))
	}
	_, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit"})
	wants(t, err, fault.Conflict, "full")
	for name, e := range map[string]*engine.Engine{"this server": w.Engine, "another": w.another(func(*engine.Options) {})} {
		if name == "another" {
			_, err := e.Publish(t.Context(), bundle(t, `"form": "visit",`, `"form": "visit", "capacity": 5,`, `"offer": "leaves/hundred",`, ``))
			w.must(err)
		}
		if _, s, err := e.Current("leafline", "visit"); err != nil || s.Open || !s.Full {
			t.Errorf("%s says %+v, %v", name, s, err)
		}
	}
	w.publish(`"form": "visit",`, `"form": "visit", "capacity": 6,`, `"offer": "leaves/hundred",`, ``)
	w.answer("visit", "", `{"waiting": 1}`)
	if _, s, _ := w.Current("leafline", "visit"); !s.Full {
		t.Error("the one who took the last place did not fill the form")
	}
}

// A test runs all of it and leaves nothing: no row, no stock, no vote, no event. A server that was not
// started for tests takes none, nor a ticket of one that was.
func TestTestTickets(t *testing.T) {
	w := newWorld(t)
	request := engine.TicketRequest{Brand: "leafline", Form: "tea", Test: true}
	_, err := w.Ticket(t.Context(), request)
	wants(t, err, fault.Invalid, "/test unknown_field")
	trying := w.another(func(o *engine.Options) { o.Tests = true })
	_, err = trying.Publish(t.Context(), bundle(t, `"minimum": 3`, `"minimum": 2`))
	w.must(err)
	before := len(w.files())
	k, err := trying.Ticket(t.Context(), request)
	w.must(err)
	for range 3 {
		r, err := trying.Respond(t.Context(), engine.ResponseRequest{Ticket: k.Ticket, Answers: tree(t, `{"leaf": "black", "milk": true, "shop_ok": true, "nickname": "Ada"}`)})
		w.must(err)
		if !k.Test || !r.Test || r.Replayed || r.Outcome == nil || r.Outcome.ID != "deep" || r.Grant == nil || len(r.Preferences) != 3 {
			t.Errorf("a test comes to %s", encoded(t, r))
		}
		request.Form = "origin"
		vote, err := trying.Ticket(t.Context(), request)
		w.must(err)
		_, err = trying.Respond(t.Context(), engine.ResponseRequest{Ticket: vote.Ticket, Answers: tree(t, `{"origin": "kenya"}`)})
		w.must(err)
	}
	_, err = trying.Respond(t.Context(), engine.ResponseRequest{Ticket: k.Ticket, Answers: tree(t, `{"leaf": "purple"}`)})
	wants(t, err, fault.Invalid, "/answers/leaf unknown_choice")
	_, err = w.send(k.Ticket, `{"leaf": "black"}`)
	wants(t, err, fault.Forbidden, "/ticket forbidden")
	results, err := trying.Results(t.Context(), "leafline", "origin")
	w.must(err)
	if results.Votes != 0 || len(w.events("shop")) != 0 || len(w.record(k.Subject.Token).Responses) != 0 || w.woken.Load() != 0 || len(w.files()) != before {
		t.Errorf("tests left %d votes, or events, a record, bytes", results.Votes)
	}
}
