package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

var concurrentCases = map[string]func(t *testing.T, o *Opened){
	// The last code of a stock goes to one person, however many ask in the same instant.
	"one left in stock": func(t *testing.T, o *Opened) {
		var given, refused atomic.Int64
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() {
				s := NewSample(NewID(), Start)
				s.Stock = 1
				d, _, err := o.Complete(ctx, s.Ask())
				switch {
				case err != nil:
					t.Error(err)
				case d.Grant != nil:
					given.Add(1)
				default:
					refused.Add(1)
				}
			})
		}
		wg.Wait()
		same(t, "given and refused", []int64{given.Load(), refused.Load()}, []int64{1, 199})
		st := o.Crash(t)
		f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID(), Offers: []engine.OfferPeriod{{Offer: Offer}}}, Start)
		ok(t, err)
		same(t, "stored", f.Offers[Offer], rewards.Facts{Taken: 1, Spent: 200})
	},

	// One person in fifty tabs gets one reward, and fifty revisions.
	"one subject": func(t *testing.T, o *Opened) {
		who := NewID()
		var given atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				s := NewSample(who, Start)
				s.Limit = 1
				d, _, err := o.Complete(ctx, s.Ask())
				if err != nil {
					t.Error(err)
				} else if d.Grant != nil {
					given.Add(1)
				}
			})
		}
		wg.Wait()
		same(t, "given", given.Load(), int64(1))
		r := record(t, o, who, Start)
		same(t, "stored", []int{len(r.Grants), len(r.Responses)}, []int{1, 50})
		for i, x := range r.Responses {
			same(t, "rev", x.Rev, int64(i+1))
		}
	},

	// A button pressed fifty times is one response.
	"one response": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		var fresh, replays atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				_, replayed, err := o.Complete(ctx, s.Ask())
				switch {
				case err != nil:
					t.Error(err)
				case replayed:
					replays.Add(1)
				default:
					fresh.Add(1)
				}
			})
		}
		wg.Wait()
		same(t, "fresh and replayed", []int64{fresh.Load(), replays.Load()}, []int64{1, 49})
		same(t, "deliveries", len(lease(t, o, Start, 100)), 2)
	},

	// Several first exchanges of a person at once make several keys; all must be sealed with the first.
	"first seal wins": func(t *testing.T, o *Opened) {
		who := NewID()
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				s := full()
				s.Subject, s.Decision.Response.Subject = who, who
				if _, _, err := o.Complete(ctx, s.Ask()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		r := record(t, o.Reopen(t), who, Start)
		same(t, "all open with one key", []any{len(r.Responses), string(by(r.Preferences, "email").Value)}, []any{30, `"` + Plaintext + `"`})
	},

	// An erasure among writes of the same subject: each of them came before it, and is gone, or is
	// refused.
	"erase among writes": func(t *testing.T, o *Opened) {
		who := NewID()
		complete(t, o, NewSample(who, Start))
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				if i == 30 {
					if err := o.Erase(ctx, Brand, who, Start); err != nil {
						t.Error(err)
					}
					return
				}
				s := full()
				s.Subject, s.Decision.Response.Subject = who, who
				if _, _, err := o.Complete(ctx, s.Ask()); err != nil && !fault.Is(err, fault.Gone) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		gone(t, o, who)
		st := o.Reopen(t)
		gone(t, st, who)
		n, err := st.Deliveries(ctx, Brand, "shop")
		ok(t, err)
		same(t, "pending", n["pending"], int64(0))
	},

	// Two dispatchers never hold the same delivery.
	"leases": func(t *testing.T, o *Opened) {
		for range 20 {
			complete(t, o, NewSample(NewID(), Start))
		}
		var mu sync.Mutex
		seen := map[int64]int{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 5 {
					list, err := o.Lease(ctx, Brand, "shop", Start, time.Minute, 3)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					for _, d := range list {
						seen[d.Event.Seq]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		same(t, "leased", len(seen), 40)
		for seq, n := range seen {
			if n != 1 {
				t.Errorf("delivery %d was leased %d times", seq, n)
			}
		}
	},

	// A caller that stops waiting does not undo a commit, nor does it harm those committed with it: it
	// comes again and gets a replay.
	"context ends while waiting": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		short, cancel := context.WithCancel(ctx)
		x := s.Ask()
		decide := x.Decide
		x.Decide = func(f engine.Facts) (*engine.Decision, error) {
			cancel()
			time.Sleep(20 * time.Millisecond)
			return decide(f)
		}
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, _, err := o.Complete(ctx, NewSample(NewID(), Start).Ask()); err != nil {
					t.Error(err)
				}
			})
		}
		_, _, err := o.Complete(short, x)
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the context's error", err)
		}
		wg.Wait()
		_, replayed, err := o.Complete(ctx, s.Ask())
		ok(t, err)
		same(t, "replayed", replayed, true)
		same(t, "stored", len(record(t, o, s.Subject, Start).Responses), 1)
	},

	// What was accepted before Close is committed by it; what comes later is told so.
	"close drains": func(t *testing.T, o *Opened) {
		var done atomic.Int64
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				_, _, err := o.Complete(ctx, NewSample(NewID(), Start).Ask())
				switch {
				case err == nil:
					done.Add(1)
				case !fault.Is(err, fault.Unavailable):
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Millisecond)
		st := o.Reopen(t)
		wg.Wait()
		f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID(), Offers: []engine.OfferPeriod{{Offer: Offer}}}, Start)
		ok(t, err)
		same(t, "acknowledged and stored", f.Offers[Offer].Taken, done.Load())
	},
}
