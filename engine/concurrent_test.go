package engine_test

import (
	"context"
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

// held is a store whose commits wait to be let go.
type held struct {
	engine.Store
	reached, let chan struct{}
}

func (h held) Complete(ctx context.Context, x *engine.Exchange) (*engine.Decision, bool, error) {
	h.reached <- struct{}{}
	<-h.let
	return h.Store.Complete(ctx, x)
}

// The engine is busy while sixteen responses are being taken in, and not with one less or afterwards.
func TestBusy(t *testing.T) {
	w := newWorld(t)
	h := held{w.store, make(chan struct{}), make(chan struct{})}
	e := w.another(func(o *engine.Options) { o.Store = h })
	_, err := e.Publish(t.Context(), bundle(t))
	w.must(err)
	var all sync.WaitGroup
	for i := range 16 {
		if e.Busy() {
			t.Errorf("busy with %d", i)
		}
		ticket := w.ticket("tea", "").Ticket
		all.Go(func() {
			_, err := e.Respond(t.Context(), engine.ResponseRequest{Ticket: ticket, Answers: tree(t, `{"leaf": "green"}`)})
			if err != nil && !fault.Has(err, "offer_exhausted") {
				t.Error(err)
			}
		})
		<-h.reached
	}
	if !e.Busy() {
		t.Error("not busy with sixteen")
	}
	close(h.let)
	all.Wait()
	if e.Busy() {
		t.Error("still busy")
	}
}
