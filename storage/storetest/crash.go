package storetest

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"proffer/engine"
)

var crashCases = map[string]func(t *testing.T, o *Opened){
	// The files of a store that is written to are copied in the middle, as a kill would leave them:
	// all that was acknowledged before the copy began is there, whole; nothing is there in part; and
	// what was given is counted exactly.
	"in the middle": func(t *testing.T, o *Opened) {
		var mu sync.Mutex
		acknowledged := map[uuid.UUID]*Sample{}
		asked := map[uuid.UUID]bool{}
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					s := NewSample(NewID(), Start)
					mu.Lock()
					asked[s.Response] = true
					mu.Unlock()
					if _, _, err := o.Complete(ctx, s.Ask()); err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					acknowledged[s.Response] = s
					mu.Unlock()
				}
			})
		}
		for range 3 {
			mu.Lock()
			before := make(map[uuid.UUID]*Sample, len(acknowledged))
			for id, s := range acknowledged {
				before[id] = s
			}
			mu.Unlock()
			st := o.Crash(t)
			whole(t, st, before, func(id uuid.UUID) bool { mu.Lock(); defer mu.Unlock(); return asked[id] })
			ok(t, st.Close())
		}
		close(stop)
		wg.Wait()
	},

	// A store that was killed goes on where it was: revisions, numbers and stock continue.
	"goes on": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		st := o.Crash(t)
		next := NewSample(s.Subject, Start)
		d := complete(t, st, next)
		same(t, "rev", d.Response.Rev, int64(2))
		same(t, "ordinal", d.Ordinal, 2)
		same(t, "seq", d.Events[0].Seq, int64(3))
	},
}

// whole checks that a crashed copy holds all of before, holds nothing in part, and counts right.
func whole(t *testing.T, st Store, before map[uuid.UUID]*Sample, asked func(uuid.UUID) bool) {
	t.Helper()
	n := 0
	ok(t, st.Responses(ctx, Brand, Form, Start, func(x engine.Export) error {
		n++
		if !asked(x.Response.ID) {
			t.Error("a response nobody asked for")
		}
		if len(x.Preferences) != len(attributes) || x.Grant == nil || x.Grant.Code == "" {
			t.Errorf("a response in part: %d preferences, grant %v", len(x.Preferences), x.Grant)
		}
		delete(before, x.Response.ID)
		return nil
	}))
	if len(before) > 0 {
		t.Errorf("%d acknowledged exchanges are missing", len(before))
	}
	f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID(), Offers: []engine.OfferPeriod{{Offer: Offer}}}, Start)
	ok(t, err)
	same(t, "taken", f.Offers[Offer].Taken, int64(n))
	events := lease(t, st, Start, 1<<20)
	same(t, "events", len(events), 2*n)
	for i, d := range events {
		if d.Event.Seq != int64(i+1) {
			t.Errorf("event %d has number %d", i+1, d.Event.Seq)
			break
		}
	}
}
