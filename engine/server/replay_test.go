package server_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/engine"
)

// The same ticket again stores nothing and gets the same result, whatever is sent with it.
func TestReplay(t *testing.T) {
	w := newWorld(t)
	ticket := w.ticket(t, quiz, "")
	var first engine.Reply
	w.answer(t, ticket.Ticket, everything, "").into(t, 201, &first)
	keepLinks(&first)
	byPurpose(first.Consents)
	before := w.stored(t)
	w.clock.pass(3 * 24 * time.Hour)
	for name, c := range map[string]struct {
		answers, rest string
		same          bool
	}{
		"the same":               {everything, "", true},
		"another value":          {`{"kind": "green"}`, "", false},
		"one left out":           {`{"kind": "black", "strength": 5}`, "", false},
		"answers not on a path":  {`{"kind": "black", "caffeine": true}`, "", false},
		"answers that are wrong": {`{"kind": 7, "colour": null}`, "", false},
		"without the offer":      {everything, `, "acceptOffer": null`, true},
		"an offer of nowhere":    {everything, `, "acceptOffer": "leaves/thousand"`, true},
	} {
		t.Run(name, func(t *testing.T) {
			var again engine.Reply
			got := w.answer(t, ticket.Ticket, c.answers, c.rest)
			got.into(t, 200, &again)
			keepLinks(&again)
			if !again.Replayed || (again.Same == nil) != c.same || again.Response != first.Response {
				t.Errorf("replayed %v, same %v: %s", again.Replayed, again.Same, got.body)
			}
			equal(t, "outcome", again.Outcome, first.Outcome)
			equal(t, "items", again.Recommendations, first.Recommendations)
			equal(t, "grant", again.Grant, first.Grant)
			byPurpose(again.Consents)
			equal(t, "consents", again.Consents, first.Consents)
			if len(again.Preferences) != len(first.Preferences) {
				t.Errorf("%d preferences, want %d", len(again.Preferences), len(first.Preferences))
			}
			for _, p := range again.Preferences {
				if p.Attribute == "email" && (p.Value != nil || p.Withheld != engine.WithheldSealed) {
					t.Errorf("a ticket opens what is sealed: %+v", p)
				}
			}
		})
	}
	if after := w.stored(t); after != before {
		t.Errorf("stored %+v, before %+v", after, before)
	}
}

func byPurpose(list []engine.ConsentReply) {
	slices.SortFunc(list, func(a, b engine.ConsentReply) int { return strings.Compare(a.Purpose, b.Purpose) })
}

// Many at once with one ticket: one of them is stored, the others hear what it came to.
func TestSameTicketAtOnce(t *testing.T) {
	w := newWorld(t)
	ticket := w.ticket(t, quiz, "")
	before := w.stored(t)
	replies := make([]engine.Reply, 8)
	statuses := make([]int, len(replies))
	var all sync.WaitGroup
	for i := range replies {
		all.Go(func() {
			r := w.answer(t, ticket.Ticket, `{"kind": "green"}`, "")
			statuses[i] = r.status
			r.into(t, r.status, &replies[i])
		})
	}
	all.Wait()
	created := 0
	for i, r := range replies {
		if statuses[i] == 201 {
			created++
		}
		if r.Grant == nil || r.Grant.Code != replies[0].Grant.Code || r.Replayed != (statuses[i] == 200) {
			t.Errorf("%d: %+v", statuses[i], r)
		}
	}
	if want := before.plus(stored{responses: 1, values: 1, codes: 1, shop: 1}); created != 1 || w.stored(t) != want {
		t.Errorf("%d created, stored %+v, want %+v", created, w.stored(t), want)
	}
}

// Two tickets of one person: what is given once is given once.
func TestTwoTicketsOfOnePerson(t *testing.T) {
	w := newWorld(t)
	first := w.ticket(t, quiz, "")
	second := w.ticket(t, quiz, first.Subject.Token)
	var a, b engine.Reply
	w.answer(t, first.Ticket, `{"kind": "green"}`, "").into(t, 201, &a)
	w.answer(t, second.Ticket, `{"kind": "green"}`, "").into(t, 201, &b)
	if a.Grant == nil || b.Grant != nil || b.Refusal == nil || b.Refusal.Reason != "held" {
		t.Errorf("grants %+v and %+v, refusal %+v", a.Grant, b.Grant, b.Refusal)
	}
	if got := w.stored(t); got.codes != 1 || got.responses != 2 {
		t.Errorf("stored %+v", got)
	}
}
