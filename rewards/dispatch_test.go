package rewards_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"proffer/rewards"
	"proffer/storage/sqlite"
)

func TestDispatcherDeliversEachEventOnceToEachEndpoint(t *testing.T) {
	st := openStore(t)
	shop, mailer := newReceiver(t, fine), newReceiver(t, fine)
	early := announce(t, st, time.Now(), 150, "shop", "mailer") // more than two batches, there before it starts
	d := dispatcher(t, st, nil, to("shop", shop.URL), to("mailer", mailer.URL))
	start(t, d)
	late := announce(t, st, time.Now(), 20, "shop")
	d.Wake()
	eventually(t, "all delivered", func() bool {
		return states(t, st, "shop")[rewards.DeliveryDelivered] == 170 && states(t, st, "mailer")[rewards.DeliveryDelivered] == 150
	})
	for name, r := range map[string]*receiver{"shop": shop, "mailer": mailer} {
		ids, all := r.count()
		if ids != all || r.forged != 0 || r.most > 8 {
			t.Errorf("%s got %d webhooks of %d events, %d forged, %d at one time", name, all, ids, r.forged, r.most)
		}
	}
	for _, id := range append(early, late...) {
		if shop.got[id.String()] != 1 {
			t.Errorf("the shop did not get event %s under its id", id)
		}
	}
}

// Wake is what makes a webhook come at once; without it the next look is two seconds away. Where nothing is due a look asks for no
// lease, and however often it is woken it looks no more often than every 25 ms.
func TestDispatcherSleepsUntilWoken(t *testing.T) {
	t.Parallel() // it waits
	st := &counting{Store: openStore(t)}
	shop := newReceiver(t, fine)
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	d.Wake() // before Run, too, it is no error
	start(t, d)
	eventually(t, "the first look", func() bool { return st.leases.Load() >= 1 })
	// Unwoken it would look sixty times in the two minutes that this may take.
	before, began := st.looks.Load(), time.Now()
	eventually(t, "eighty looks", func() bool { d.Wake(); return st.looks.Load() >= before+80 })
	if n, took := st.looks.Load()-before, time.Since(began); n > int64(took/(25*time.Millisecond)+took/(2*time.Second))+2 {
		t.Errorf("woken all the time it looked %d times within %s", n, took)
	}
	if n := st.leases.Load(); n > 2 {
		t.Errorf("with nothing due it asked for leases %d times", n)
	}
	announce(t, st.Store, time.Now(), 1, "shop")
	d.Wake()
	eventually(t, "delivered", func() bool { ids, _ := shop.count(); return ids == 1 })
}

func TestDispatcherTriesTheWholeScheduleThenGivesUp(t *testing.T) {
	t.Parallel() // it waits
	st := &counting{Store: openStore(t)}
	shop := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	var now clock
	announce(t, st, now.Now(), 1, "shop")
	d := dispatcher(t, st, now.Now, to("shop", shop.URL))
	start(t, d)
	delays := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
	for made := 1; made <= 10; made++ {
		eventually(t, fmt.Sprintf("attempt %d", made), func() bool { _, all := shop.count(); return all == made })
		if made == 10 {
			break
		}
		// The retry is due after its delay and not before.
		var due time.Time
		eventually(t, "the retry is stored", func() bool {
			var err error
			due, err = st.NextDue(t.Context(), brand, "shop")
			if err != nil {
				t.Fatal(err)
			}
			return due.Sub(now.Now()) == delays[made-1]
		})
		if made == 2 {
			// Just before it is due, nothing comes.
			now.advance(due.Sub(now.Now()) - 1)
			st.lookAgain(t, d)
			if _, all := shop.count(); all != made {
				t.Fatalf("attempt %d came too soon", all)
			}
		}
		now.advance(due.Sub(now.Now()))
		d.Wake()
	}
	eventually(t, "dead", func() bool { return states(t, st, "shop")[rewards.DeliveryDead] == 1 })
	if ids, all := shop.count(); ids != 1 || all != 10 {
		t.Errorf("%d ids in %d attempts; every attempt has the event's id", ids, all)
	}
}

// A retry comes by itself when it is due: nothing else wakes the dispatcher.
func TestDispatcherRetriesWithoutBeingWoken(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	var calls atomic.Int64
	shop := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	announce(t, st, time.Now(), 1, "shop")
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	d.Rand = func() float64 { return 0 } // 4 s, the least that 5 s become
	began := time.Now()
	start(t, d)
	eventually(t, "delivered", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 1 })
	if took := time.Since(began); calls.Load() != 2 || took < 4*time.Second {
		t.Errorf("%d calls within %s", calls.Load(), took)
	}
}

func TestDispatcherDeadEndpointDelaysNoOther(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	hang := make(chan struct{})
	slow := newReceiver(t, func(http.ResponseWriter, *http.Request) { <-hang })
	shop := newReceiver(t, fine)
	announce(t, st, time.Now(), 30, "shop", "slow")
	d := dispatcher(t, st, nil, to("slow", slow.URL), to("shop", shop.URL))
	d.Grace = 100 * time.Millisecond
	var rendered atomic.Int64
	render := d.Render
	d.Render = func(ctx context.Context, e rewards.Event, endpoint rewards.Endpoint) ([]byte, bool, error) {
		if endpoint.ID == "slow" {
			rendered.Add(1)
		}
		return render(ctx, e, endpoint)
	}
	stop := start(t, d)
	t.Cleanup(func() { close(hang) })
	eventually(t, "the shop has all", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 30 })
	eventually(t, "eight attempts hang", func() bool { return rendered.Load() >= 8 })
	if n := rendered.Load(); n != 8 {
		t.Errorf("%d attempts at one time", n)
	}
	stop()
	// What hung is no attempt: it is released, so the next dispatcher has it at once.
	if due, err := st.NextDue(t.Context(), brand, "slow"); err != nil || due.After(time.Now()) {
		t.Errorf("what was cut short is due %s, %v", due, err)
	}
	again, err := st.Lease(t.Context(), brand, "slow", time.Now(), time.Minute, 200)
	if err != nil || len(again) != 30 {
		t.Fatalf("%d of 30 are due, %v", len(again), err)
	}
	for _, delivery := range again {
		if delivery.Attempt != 0 {
			t.Errorf("an attempt was counted that the end cut short: %d", delivery.Attempt)
		}
	}
}

func TestDispatcherGoneDisablesTheEndpointAndKeepsTheRest(t *testing.T) {
	t.Parallel() // it waits
	st := &counting{Store: openStore(t)}
	var calls atomic.Int64
	shop := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			w.WriteHeader(http.StatusGone)
		}
	})
	announce(t, st, time.Now(), 1, "shop")
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	stop := start(t, d)
	eventually(t, "dead", func() bool { return states(t, st, "shop")[rewards.DeliveryDead] == 1 })
	announce(t, st, time.Now(), 3, "shop")
	st.lookAgain(t, d)
	if calls.Load() != 1 || states(t, st, "shop")[rewards.DeliveryPending] != 3 {
		t.Errorf("%d calls, %v", calls.Load(), states(t, st, "shop"))
	}
	stop()
	// A restart does not enable it; somebody has to.
	again := dispatcher(t, st, nil)
	start(t, again)
	st.lookAgain(t, again)
	if e := stored(t, st, "shop"); calls.Load() != 1 || e.Disabled == nil || e.Disabled.Why != rewards.DisabledGone || e.Disabled.At.IsZero() {
		t.Errorf("%d calls; disabled: %+v", calls.Load(), e.Disabled)
	}
	change(t, st, "shop", func(e *rewards.Endpoint) { e.Disabled = nil })
	again.Refresh()
	eventually(t, "the rest", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 3 })
}

func TestDispatcherDropsWhatHasNothingLeftAndRetriesWhatCannotBeRendered(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	shop := newReceiver(t, fine)
	ids := announce(t, st, time.Now(), 3, "shop")
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	var failures atomic.Int64
	d.Render = func(_ context.Context, e rewards.Event, _ rewards.Endpoint) ([]byte, bool, error) {
		switch {
		case e.ID == ids[0]:
			return nil, false, nil
		case e.ID == ids[1] && failures.Add(1) <= 2:
			return nil, false, errors.New("no store")
		}
		return []byte(`{}`), true, nil
	}
	start(t, d)
	eventually(t, "ended", func() bool {
		s := states(t, st, "shop")
		return s[rewards.DeliveryDropped] == 1 && s[rewards.DeliveryDelivered] == 2
	})
	if got, all := shop.count(); got != 2 || all != 2 || failures.Load() != 3 {
		t.Errorf("%d webhooks of %d events after %d renderings", all, got, failures.Load())
	}
}

// Events whose bodies can't be rendered, many of them and the oldest, hold up none of the others.
func TestWhatCannotBeRenderedHoldsUpNothing(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	shop := newReceiver(t, fine)
	damaged := announce(t, st, time.Now(), 3*leaseBatch, "shop")
	announce(t, st, time.Now(), 2*leaseBatch, "shop")
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	d.Render = func(_ context.Context, e rewards.Event, _ rewards.Endpoint) ([]byte, bool, error) {
		if slices.Contains(damaged, e.ID) {
			return nil, false, errors.New("its key is lost")
		}
		return []byte(`{}`), true, nil
	}
	start(t, d)
	eventually(t, "the others", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 2*leaseBatch })
	if n := states(t, st, "shop")[rewards.DeliveryPending]; n != 3*leaseBatch {
		t.Errorf("%d wait, want those that can't be rendered", n)
	}
}

// leaseBatch is how many a line takes at once.
const leaseBatch = 64

// Two dispatchers on one store never hold one delivery together.
func TestTwoDispatchersShareTheWork(t *testing.T) {
	st := openStore(t)
	shop := newReceiver(t, fine)
	announce(t, st, time.Now(), 300, "shop")
	start(t, dispatcher(t, st, nil, to("shop", shop.URL)))
	start(t, dispatcher(t, st, nil, to("shop", shop.URL)))
	eventually(t, "all", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 300 })
	if ids, all := shop.count(); ids != 300 || all != 300 {
		t.Errorf("%d webhooks of %d events", all, ids)
	}
}

func TestDispatcherLetsAttemptsEndBeforeItReturns(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	reached, answer := make(chan struct{}, 1), make(chan struct{})
	shop := newReceiver(t, func(http.ResponseWriter, *http.Request) { reached <- struct{}{}; <-answer })
	announce(t, st, time.Now(), 1, "shop")
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	d.Grace = patience
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	<-reached
	cancel()
	close(answer)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if s := states(t, st, "shop"); s[rewards.DeliveryDelivered] != 1 {
		t.Errorf("what was answered within the grace is not settled: %v", s)
	}
}

func TestDispatcherSurvivesARestartOfTheStore(t *testing.T) {
	dir := t.TempDir()
	var now clock
	shop := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	st, shut := openStoreIn(t, dir)
	ids := announce(t, st, now.Now(), 2, "shop")
	stop := start(t, dispatcher(t, st, now.Now, to("shop", shop.URL)))
	eventually(t, "attempted", func() bool { _, all := shop.count(); return all == 2 })
	stop()
	shut()
	st, _ = openStoreIn(t, dir)
	healthy := newReceiver(t, fine)
	now.advance(time.Minute)
	start(t, dispatcher(t, st, now.Now, to("shop", healthy.URL)))
	eventually(t, "delivered", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 2 })
	for _, id := range ids {
		if healthy.got[id.String()] != 1 {
			t.Errorf("event %s did not come again under its id", id)
		}
	}
}

// failing is the real store, of which the first calls fail as they do while the disk is full.
type failing struct {
	*sqlite.Store
	leases, settles atomic.Int64
}

func (f *failing) Lease(ctx context.Context, brand, endpoint string, now time.Time, hold time.Duration, limit int) ([]rewards.Delivery, error) {
	if f.leases.Add(1) <= 1 {
		return nil, errors.New("disk full")
	}
	return f.Store.Lease(ctx, brand, endpoint, now, hold, limit)
}

func (f *failing) Settle(ctx context.Context, settled []rewards.Settlement) error {
	if f.settles.Add(1) <= 2 {
		return errors.New("disk full")
	}
	return f.Store.Settle(ctx, settled)
}

// What an attempt came to is not forgotten because the store could not take it: nothing is sent again.
func TestDispatcherOutlastsAStoreThatFails(t *testing.T) {
	t.Parallel() // it waits
	st := &failing{Store: openStore(t)}
	shop := newReceiver(t, fine)
	announce(t, st.Store, time.Now(), 20, "shop")
	start(t, dispatcher(t, st, nil, to("shop", shop.URL)))
	eventually(t, "delivered", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 20 })
	if ids, all := shop.count(); ids != 20 || all != 20 {
		t.Errorf("%d webhooks of %d events", all, ids)
	}
	if n := st.settles.Load(); n > 30 {
		t.Errorf("a store that fails was asked %d times", n)
	}
}

// An endpoint that cannot be served keeps everything, says why, and keeps no other from its own.
func TestAnEndpointThatDoesNotFitIsNotServed(t *testing.T) {
	st := openStore(t)
	shop := newReceiver(t, fine)
	announce(t, st, time.Now(), 1, "shop", "empty", "unfit")
	empty, unfit := to("empty", shop.URL), to("unfit", shop.URL)
	empty.Secret = ""
	d := dispatcher(t, st, nil, empty, unfit, to("shop", shop.URL))
	var fits atomic.Bool
	d.Fits = func(e rewards.Endpoint) error {
		if e.ID == "unfit" && !fits.Load() {
			return errors.New("the purpose is gone")
		}
		return nil
	}
	start(t, d)
	eventually(t, "the shop's", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 1 })
	for id, why := range map[string]string{"empty": "the secret is empty", "unfit": "the purpose is gone", "shop": ""} {
		if e := stored(t, st, id); !strings.Contains(e.Unfit, why) || (why == "") != (e.Unfit == "") {
			t.Errorf("%s is unfit: %q", id, e.Unfit)
		}
		if id != "shop" && states(t, st, id)[rewards.DeliveryPending] != 1 {
			t.Errorf("%s: %v", id, states(t, st, id))
		}
	}
	fits.Store(true)
	d.Refresh()
	eventually(t, "served again", func() bool { return states(t, st, "unfit")[rewards.DeliveryDelivered] == 1 })
	if e := stored(t, st, "unfit"); e.Unfit != "" {
		t.Errorf("still unfit: %q", e.Unfit)
	}
}

func TestDispatcherLogsNoValue(t *testing.T) {
	st := openStore(t)
	shop := newReceiver(t, fine)
	announce(t, st, time.Now(), 1, "shop")
	d := dispatcher(t, st, nil, to("shop", shop.URL+"/?token=hunter2"))
	d.Render = func(context.Context, rewards.Event, rewards.Endpoint) ([]byte, bool, error) {
		return []byte(`{"email": "person@example.com"}`), true, nil
	}
	var log bytes.Buffer
	d.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	stop := start(t, d)
	eventually(t, "delivered", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 1 })
	stop()
	if !strings.Contains(log.String(), "webhook attempted") {
		t.Errorf("no attempt in %s", log.String())
	}
	for _, never := range []string{"person@example.com", "hunter2", secret[6:]} {
		if strings.Contains(log.String(), never) {
			t.Errorf("%q stands in the log", never)
		}
	}
}
