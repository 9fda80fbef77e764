package engine_test

import (
	"sync"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
)

// Many at once: no more is given than there is, each ticket once, and a brand may be published
// meanwhile.
func TestConcurrent(t *testing.T) {
	w := newWorld(t)
	type end struct {
		ticket string
		reply  *engine.Reply
		err    error
	}
	var ends []end
	for range 8 {
		k := w.ticket("tea", "")
		ends = append(ends, end{ticket: k.Ticket}, end{ticket: k.Ticket})
	}
	answers, again := tree(t, `{"leaf": "green"}`), bundle(t, `"Find your tea"`, `"Another title"`)
	var all sync.WaitGroup
	for i := range ends {
		all.Go(func() {
			ends[i].reply, ends[i].err = w.Respond(t.Context(), engine.ResponseRequest{Ticket: ends[i].ticket, Answers: answers})
		})
	}
	all.Go(func() {
		if _, err := w.Publish(t.Context(), again); err != nil {
			t.Error(err)
		}
	})
	all.Wait()
	given, fresh := map[string]int{}, map[string]int{}
	codes := map[string]bool{}
	for i := range ends {
		switch r, err := ends[i].reply, ends[i].err; {
		case err == nil && !r.Replayed:
			given[r.Grant.Offer]++
			fresh[ends[i].ticket]++
			codes[r.Grant.Code] = true
		case err == nil:
			if other := ends[i^1].reply; other == nil || other.Grant == nil || other.Grant.ID != r.Grant.ID {
				t.Errorf("a replay tells of another grant")
			}
		case !fault.Has(err, "offer_exhausted"):
			t.Error(err)
		}
	}
	if given["welcome/code"] != 2 || given["leaves/hundred"] != 3 || len(fresh) != 5 || len(codes) != 3 {
		t.Errorf("given %v for %d tickets, with %d codes", given, len(fresh), len(codes))
	}
}
