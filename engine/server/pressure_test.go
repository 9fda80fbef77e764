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
// is nothing, are told so and nothing of theirs is stored.
func TestOneLeft(t *testing.T) {
	const people = 500
	for name, c := range map[string]struct {
		fallback string
		want     map[string]int
		stored   int
	}{
		"with a fallback": {"leaves/hundred", map[string]int{"welcome/ten-percent": 1, "leaves/hundred": people - 1}, people},
		"without one":     {"", map[string]int{"welcome/ten-percent": 1, "exhausted": people - 1}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.publish(t, "leafline", func(b *forms.Bundle) {
				code, points := b.Programs["welcome"].Offers["ten-percent"], b.Programs["leaves"].Offers["hundred"]
				one := int64(1)
				code.Limits.Stock, code.IfExhausted, points.Limits.Stock = &one, c.fallback, nil
				b.Programs["welcome"].Offers["ten-percent"], b.Programs["leaves"].Offers["hundred"] = code, points
			})
			tickets := make([]string, people)
			for i := range tickets {
				tickets[i] = w.ticket(t, quiz, "").Ticket
			}
			equal(t, "given", w.answerAtOnce(t, tickets), c.want)
			if have := w.stored(t); have.responses != c.stored || have.codes != 1 || have.values != c.stored {
				t.Errorf("stored %+v, want %d responses", have, c.stored)
			}
			w.nothingWrong(t)
		})
	}
}

// One person on fifty connections gets one reward.
func TestOnePersonManyConnections(t *testing.T) {
	w := newWorld(t)
	me := w.ticket(t, quiz, "").Subject.Token
	tickets := make([]string, 50)
	for i := range tickets {
		tickets[i] = w.ticket(t, quiz, me).Ticket
	}
	equal(t, "given", w.answerAtOnce(t, tickets), map[string]int{"welcome/ten-percent": 1, "held": 49})
	w.nothingWrong(t)
}
