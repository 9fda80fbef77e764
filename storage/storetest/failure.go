package storetest

import (
	"bytes"
	"sync"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
)

var failureCases = map[string]func(t *testing.T, o *Opened){
	// A file that fails concerns all who share a commit: each is told Unavailable, nothing of any of
	// them is there, and once it is well again they all succeed with the same tickets.
	"no space": func(t *testing.T, o *Opened) {
		kept := NewSample(NewID(), Start)
		complete(t, o, kept)
		relieve := o.Fill(t)
		var wg sync.WaitGroup
		samples := make([]*Sample, 20)
		for i := range samples {
			samples[i] = NewSample(NewID(), Start)
			samples[i].Decision.Feedback = []engine.Preference{preference("text", `"`+string(bytes.Repeat([]byte("x"), 1<<20))+`"`, Basis("service", Start, year))}
			wg.Go(func() {
				_, _, err := o.Complete(ctx, samples[i].Ask())
				if !fault.Is(err, fault.Unavailable) {
					t.Errorf("got %v, want unavailable", err)
				}
			})
		}
		wg.Wait()
		for _, s := range samples {
			_, err := o.Exchange(ctx, Brand, s.Response, false, Start)
			wants(t, err, fault.NotFound)
		}
		relieve()
		ok(t, o.Ready(ctx))
		for _, s := range samples {
			complete(t, o, s)
		}
		f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID(), Offers: kept.Offers}, Start)
		ok(t, err)
		same(t, "taken", f.Offers[Offer].Taken, int64(21))
		same(t, "events", len(lease(t, o, Start, 100)), 42)
	},

	// A store that was closed says so to every method, and does not crash its callers.
	"closed": func(t *testing.T, o *Opened) {
		s := full()
		complete(t, o, s)
		ok(t, o.Close())
		ok(t, o.Close())
		wants(t, o.Erase(ctx, Brand, s.Subject, Start), fault.Unavailable)
		_, _, err := o.Complete(ctx, NewSample(NewID(), Start).Ask())
		wants(t, err, fault.Unavailable)
		_, _, err = o.Complete(ctx, full().Ask())
		wants(t, err, fault.Unavailable)
		wants(t, o.Ready(ctx), fault.Unavailable)
		_, err = o.Record(ctx, Brand, s.Subject, false, Start)
		wants(t, err, fault.Unavailable)
		_, err = o.Lease(ctx, Brand, "shop", Start, 1, 1)
		wants(t, err, fault.Unavailable)
	},
}
