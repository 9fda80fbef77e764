package server_test

import (
	"sync"
	"testing"

	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
)

// answerAtOnce sends the same answers for every ticket at once, and counts the replies by what they gave.
func (w *world) answerAtOnce(t *testing.T, tickets []string) map[string]int {
	t.Helper()
	replies := make([]*reply, len(tickets))
	var all sync.WaitGroup
	for i, ticket := range tickets {
		all.Go(func() { replies[i] = w.answer(t, ticket, `{"kind": "green"}`, "") })
	}
	all.Wait()
	count := map[string]int{}
	for _, r := range replies {
		if r == nil {
			t.Fatal("a request was not answered")
		}
		if r.status != 201 {
			count["exhausted"]++
			if faults := r.faults(t); r.status != 409 || len(faults) != 1 || faults[0] != "offer_exhausted /acceptOffer" {
				t.Errorf("%d %s", r.status, r.body)
			}
			continue
		}
		var got engine.Reply
		r.into(t, 201, &got)
		switch {
		case got.Grant != nil:
			count[got.Grant.Offer]++
		case got.Refusal != nil:
			count[got.Refusal.Reason]++
		}
	}
	return count
}

func (w *world) nothingWrong(t *testing.T) {
	t.Helper()
	if _, err := w.engine.Verify(t.Context(), func(v rewards.Violation) error {
		t.Errorf("%s: %s", v.Invariant, v.What)
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// One is left, and five hundred people answer at once: one of them gets it. The others get what it falls back to or, where there
// is nothing, are told so, and nothing of theirs is stored: each table has as many rows as after one answer by itself.
func TestOneLeft(t *testing.T) {
	const people = 500
	for name, c := range map[string]struct {
		stored   int
		fallback string
		want     map[string]int
	}{
		"with a fallback": {people, "leaves/hundred", map[string]int{"welcome/ten-percent": 1, "leaves/hundred": people - 1}},
		"without one":     {1, "", map[string]int{"welcome/ten-percent": 1, "exhausted": people - 1}},
	} {
		t.Run(name, func(t *testing.T) {
			w := oneLeft(t, c.fallback)
			tickets := make([]string, people)
			for i := range tickets {
				tickets[i] = w.ticket(t, quiz, "").Ticket
			}
			equal(t, "given", w.answerAtOnce(t, tickets), c.want)
			if have := w.stored(t); have.responses != c.stored || have.codes != 1 || have.values != c.stored {
				t.Errorf("stored %+v, want %d responses", have, c.stored)
			}
			w.nothingWrong(t)
			if c.stored == 1 {
				alone := oneLeft(t, c.fallback)
				alone.answerAtOnce(t, []string{alone.ticket(t, quiz, "").Ticket})
				equal(t, "rows", w.rows(t), alone.rows(t))
			}
		})
	}
}

// oneLeft is a world in which the quiz has one code to give.
func oneLeft(t *testing.T, fallback string) *world {
	t.Helper()
	w := newWorld(t)
	w.publish(t, "leafline", func(b *forms.Bundle) {
		code, points := b.Programs["welcome"].Offers["ten-percent"], b.Programs["leaves"].Offers["hundred"]
		one := int64(1)
		code.Limits.Stock, code.IfExhausted, points.Limits.Stock = &one, fallback, nil
		b.Programs["welcome"].Offers["ten-percent"], b.Programs["leaves"].Offers["hundred"] = code, points
	})
	return w
}

// One person on fifty connections gets one reward, and has one.
func TestOnePersonManyConnections(t *testing.T) {
	w := newWorld(t)
	me := w.ticket(t, quiz, "").Subject.Token
	tickets := make([]string, 50)
	for i := range tickets {
		tickets[i] = w.ticket(t, quiz, me).Ticket
	}
	equal(t, "given", w.answerAtOnce(t, tickets), map[string]int{"welcome/ten-percent": 1, "held": 49})
	if have, held := w.stored(t), w.me(t, me); have.codes != 1 || have.points != 0 || len(held.Grants) != 1 || len(held.Responses) != 50 {
		t.Errorf("stored %+v, held %d grants and %d responses", have, len(held.Grants), len(held.Responses))
	}
	w.nothingWrong(t)
}
