package rewards_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"proffer/rewards"
)

// What is paused is sent nothing and loses nothing; resumed, it gets all.
func TestPauseKeepsEverything(t *testing.T) {
	t.Parallel() // it waits
	st := &counting{Store: openStore(t)}
	shop := newReceiver(t, fine)
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	start(t, d)
	change(t, st, "shop", func(e *rewards.Endpoint) { e.Paused = true })
	d.Refresh()
	ids := announce(t, st, time.Now(), 30, "shop")
	st.lookAgain(t, d)
	if _, all := shop.count(); all != 0 || states(t, st, "shop")[rewards.DeliveryPending] != 30 {
		t.Errorf("%d webhooks while paused, %v", all, states(t, st, "shop"))
	}
	change(t, st, "shop", func(e *rewards.Endpoint) { e.Paused = false })
	d.Refresh()
	eventually(t, "all delivered", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 30 })
	if got, all := shop.count(); got != len(ids) || all != len(ids) {
		t.Errorf("%d webhooks of %d events", all, got)
	}
}

// What another process changes, or replays, is noticed without a word.
func TestChangesByAnotherProcessAreNoticed(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	old, moved := newReceiver(t, fine), newReceiver(t, fine)
	d := dispatcher(t, st, nil)
	var told atomic.Value
	told.Store("")
	d.Changed = func(list []rewards.Endpoint) {
		var urls []string
		for _, e := range list {
			urls = append(urls, e.URL)
		}
		told.Store(strings.Join(urls, " "))
	}
	start(t, d)
	announce(t, st, time.Now(), 1, "shop")
	create := func(e rewards.Endpoint) {
		if err := st.CreateEndpoint(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	create(to("shop", old.URL))
	eventually(t, "created", func() bool { _, all := old.count(); return all == 1 && told.Load() == old.URL })
	eventually(t, "settled", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 1 })
	change(t, st, "shop", func(e *rewards.Endpoint) { e.URL = moved.URL })
	if n, _, err := st.Replay(t.Context(), brand, "shop", rewards.Replay{States: []string{rewards.DeliveryDelivered}, Limit: 10}, time.Now()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	eventually(t, "replayed", func() bool { _, a := old.count(); _, b := moved.count(); return a+b == 2 })
	eventually(t, "moved", func() bool { return told.Load() == moved.URL })
	// Who is told of the next change has done what the one before asks for.
	create(to("also", old.URL))
	eventually(t, "another created", func() bool { return told.Load() == old.URL+" "+moved.URL })
	_, before := old.count()
	announce(t, st, time.Now(), 1, "shop")
	eventually(t, "stored by another process", func() bool { _, b := moved.count(); _, a := old.count(); return a+b == 3 })
	if _, after := old.count(); after != before {
		t.Error("the old address still gets webhooks")
	}
	if err := st.DeleteEndpoint(t.Context(), brand, "shop"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "deleted", func() bool { return told.Load() == old.URL })
}

// While a secret takes another's place receivers with either believe; then only those with the new one.
func TestRotationSignsWithBothForADay(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	var now clock
	var mu sync.Mutex
	var signatures []string
	shop := newReceiver(t, func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		signatures = append(signatures, r.Header.Get(rewards.HeaderSignature))
	})
	d := dispatcher(t, st, now.Now, to("shop", shop.URL))
	fresh, err := rewards.NewPrivateSecret()
	if err != nil {
		t.Fatal(err)
	}
	change(t, st, "shop", func(e *rewards.Endpoint) { e.Rotate(fresh, now.Now()) })
	start(t, d)
	for i, after := range []time.Duration{0, 23*time.Hour + 50*time.Minute, 20 * time.Minute} {
		now.advance(after)
		announce(t, st, now.Now(), 1, "shop")
		d.Wake()
		eventually(t, "delivered", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == int64(i+1) })
	}
	mu.Lock()
	defer mu.Unlock()
	for i, want := range []string{"v1a v1", "v1a v1", "v1a"} {
		var versions []string
		for _, s := range strings.Split(signatures[i], " ") {
			version, _, _ := strings.Cut(s, ",")
			versions = append(versions, version)
		}
		if got := strings.Join(versions, " "); got != want {
			t.Errorf("webhook %d is signed with %q, want %q", i+1, got, want)
		}
	}
	if shop.forged != 1 { // the receiver has the former secret
		t.Errorf("%d webhooks are not signed with the former secret, want the last one alone", shop.forged)
	}
}

// An endpoint that fails again and again is asked one at a time and ever less often, so what waits for it
// keeps its attempts; the first success opens the way for all.
func TestCircuitBreaker(t *testing.T) {
	t.Parallel() // it waits
	st := &counting{Store: openStore(t)}
	var now clock
	var healthy atomic.Bool
	shop := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		if !healthy.Load() {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	announce(t, st, now.Now(), 200, "shop")
	d := dispatcher(t, st, now.Now, to("shop", shop.URL))
	stop := start(t, d)
	health := func() rewards.Health {
		h, err := st.EndpointHealth(t.Context(), brand, "shop")
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	// quiet waits until so many attempts have failed and none is under way: what is under way is leased. With the circuit open and
	// the clock standing still nothing is leased again, however often the dispatcher is told that something is due.
	quiet := func(d *rewards.Dispatcher, least int) int {
		var all int
		eventually(t, "quiet", func() bool {
			failures := health().Failures
			list, err := st.DeliveryLog(t.Context(), brand, "shop", rewards.DeliveryQuery{State: rewards.DeliveryPending, Limit: 200}, now.Now())
			if err != nil {
				t.Fatal(err)
			}
			_, all = shop.count()
			return failures >= least && failures == all && !slices.ContainsFunc(list, func(e rewards.DeliveryEntry) bool { return e.Leased })
		})
		st.lookAgain(t, d)
		_, still := shop.count()
		return still
	}
	first := quiet(d, 5)
	if first > 5+8 {
		t.Fatalf("%d attempts before the circuit opened, of which 8 may have been under way", first)
	}
	if h := health(); !h.Open() || h.Failures != first || h.Failing.IsZero() {
		t.Errorf("health %+v after %d failures", h, first)
	}
	for i := range 3 {
		now.advance(2 * time.Minute)
		d.Wake()
		if n := quiet(d, first+i+1); n != first+i+1 {
			t.Fatalf("%d attempts at probe %d, want one more than %d", n, i+1, first+i)
		}
	}
	// A dispatcher that starts now knows, and makes one.
	stop()
	again := dispatcher(t, st, now.Now)
	start(t, again)
	if n := quiet(again, first+4); n != first+4 {
		t.Errorf("a fresh dispatcher made %d attempts at once", n-first-3)
	}
	healthy.Store(true)
	now.advance(2 * time.Minute)
	again.Wake()
	eventually(t, "almost all", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] >= 180 })
	if h := health(); h.Open() || h.Failures != 0 || h.Succeeded.IsZero() {
		t.Errorf("health %+v", h)
	}
}

// Of a hundred endpoints, those that are dead, slow, or answer nonsense delay none of the others: the slow ones answer nothing until all
// is over, and their 100 webhooks would hold what they shared with others for twenty seconds each.
func TestFairnessAmongAHundred(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	end := make(chan struct{})
	slow := newReceiver(t, func(http.ResponseWriter, *http.Request) { <-end })
	broken := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	huge := newReceiver(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	good := newReceiver(t, fine)
	t.Cleanup(func() { close(end) })
	var endpoints []rewards.Endpoint
	var ids []string
	for i := range 100 {
		url := good.URL
		switch {
		case i < 10:
			url = slow.URL
		case i < 20:
			url = "http://127.0.0.1:1/"
		case i < 25:
			url = broken.URL
		case i < 30:
			url = huge.URL
		}
		ids = append(ids, fmt.Sprintf("e%d", i))
		endpoints = append(endpoints, to(ids[i], url))
	}
	d := dispatcher(t, st, nil, endpoints...)
	d.Grace = 100 * time.Millisecond
	announce(t, st, time.Now(), 10, ids...)
	start(t, d)
	eventually(t, "all that can be, while the slow ones hang", func() bool { _, all := good.count(); return all == 70*10 })
	if _, hung := slow.count(); hung == 0 {
		t.Error("nothing hangs")
	}
	eventually(t, "settled", func() bool {
		for _, id := range ids[30:] {
			if states(t, st, id)[rewards.DeliveryDelivered] != 10 {
				return false
			}
		}
		return true
	})
}

// A dispatcher that is killed in mid-delivery settles nothing; once its leases have ended another one takes
// over, and each event arrives, under its one id.
func TestAKilledDispatcherIsTakenOver(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	var now clock
	reached, end := make(chan struct{}, 100), make(chan struct{})
	hung := newReceiver(t, func(http.ResponseWriter, *http.Request) { reached <- struct{}{}; <-end })
	shop := newReceiver(t, fine)
	t.Cleanup(func() { close(end) })
	ids := announce(t, st, now.Now(), 20, "shop")
	dead := dispatcher(t, &killed{Store: st}, now.Now, to("shop", hung.URL))
	dead.Grace = time.Millisecond
	stop := start(t, dead)
	for range 8 {
		<-reached
	}
	stop() // its store does not hear from it any more: as if it had been killed
	change(t, st, "shop", func(e *rewards.Endpoint) { e.URL = shop.URL })
	asked := &counting{Store: st}
	d := dispatcher(t, asked, now.Now)
	start(t, d)
	eventually(t, "it asks for leases", func() bool { return asked.leases.Load() >= 1 })
	asked.lookAgain(t, d)
	if _, all := shop.count(); all != 0 || asked.leased.Load() != 0 {
		t.Errorf("%d webhooks and %d leases of what the dead one had leased", all, asked.leased.Load())
	}
	now.advance(61 * time.Second)
	d.Wake()
	eventually(t, "taken over", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 20 })
	for _, id := range ids {
		if shop.got[id.String()] != 1 {
			t.Errorf("event %s came %d times", id, shop.got[id.String()])
		}
	}
}

// killed is a store that leases, and hears nothing of what comes after.
type killed struct{ rewards.Store }

func (*killed) Settle(context.Context, []rewards.Settlement) error { return nil }
func (*killed) Release(context.Context, []rewards.Delivery) error  { return nil }

// Requests that hung while later ones succeeded tell nothing of the endpoint now: its circuit stays closed.
func TestWhatHungBeforeASuccessOpensNoCircuit(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	var hanging atomic.Int64
	end := make(chan struct{})
	shop := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		if hanging.Add(1) <= 6 {
			<-end
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	var log bytes.Buffer
	d.Log = slog.New(slog.NewTextHandler(&log, nil))
	announce(t, st, time.Now(), 40, "shop")
	stop := start(t, d)
	eventually(t, "those that do not hang", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 34 })
	close(end)
	eventually(t, "all", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 40 })
	stop()
	if text := log.String(); strings.Contains(text, "circuit opened") || !strings.Contains(text, "HTTP 503") {
		t.Errorf("the log has\n%s", text)
	}
}
