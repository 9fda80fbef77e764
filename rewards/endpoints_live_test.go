package rewards_test

import (
	"context"
	"fmt"
	"net/http"
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
	st := openStore(t)
	shop := newReceiver(t, fine)
	d := dispatcher(t, st, nil, to("shop", shop.URL))
	start(t, d)
	change(t, st, "shop", func(e *rewards.Endpoint) { e.Paused = true })
	d.Refresh()
	time.Sleep(100 * time.Millisecond) // its line has ended
	ids := announce(t, st, time.Now(), 30, "shop")
	d.Wake()
	time.Sleep(200 * time.Millisecond)
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

// What another process changes, or replays, is noticed within seconds, without a word.
func TestChangesByAnotherProcessAreNoticed(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	old, moved := newReceiver(t, fine), newReceiver(t, fine)
	d := dispatcher(t, st, nil)
	var told atomic.Int64
	d.Changed = func(list []rewards.Endpoint) { told.Store(int64(len(list))) }
	start(t, d)
	announce(t, st, time.Now(), 1, "shop")
	within := func(what string, so func() bool) {
		began := time.Now()
		eventually(t, what, so)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: it took %s", what, took)
		}
	}
	if err := st.CreateEndpoint(t.Context(), to("shop", old.URL)); err != nil {
		t.Fatal(err)
	}
	within("created", func() bool { _, all := old.count(); return all == 1 && told.Load() == 1 })
	eventually(t, "settled", func() bool { return states(t, st, "shop")[rewards.DeliveryDelivered] == 1 })
	change(t, st, "shop", func(e *rewards.Endpoint) { e.URL = moved.URL })
	if n, _, err := st.Replay(t.Context(), brand, "shop", rewards.Replay{States: []string{rewards.DeliveryDelivered}, Limit: 10}, time.Now()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	within("moved or replayed", func() bool { _, a := old.count(); _, b := moved.count(); return a+b == 2 })
	time.Sleep(2500 * time.Millisecond) // by now the change is noticed in any case
	_, before := old.count()
	announce(t, st, time.Now(), 1, "shop")
	within("stored by another process", func() bool { _, b := moved.count(); _, a := old.count(); return a+b == 3 })
	if _, after := old.count(); after != before {
		t.Error("the old address still gets webhooks")
	}
	if err := st.DeleteEndpoint(t.Context(), brand, "shop"); err != nil {
		t.Fatal(err)
	}
	within("deleted", func() bool { return told.Load() == 0 })
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
	st := openStore(t)
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
	// quiet waits until each attempt is settled, so that the line knows of it, and no more come.
	quiet := func() (all int) {
		eventually(t, "quiet", func() bool {
			_, all = shop.count()
			for range 4 {
				time.Sleep(50 * time.Millisecond)
				if _, still := shop.count(); still != all || health().Failures != all || all == 0 {
					return false
				}
			}
			return true
		})
		return all
	}
	eventually(t, "five failures", func() bool { _, all := shop.count(); return all >= 5 })
	first := quiet()
	if first < 5 || first > 5+8 {
		t.Fatalf("%d attempts before the circuit opened, of which 8 may have been under way", first)
	}
	if h := health(); !h.Open() || h.Failures != first || h.Failing.IsZero() {
		t.Errorf("health %+v after %d failures", h, first)
	}
	for i := range 3 {
		now.advance(2 * time.Minute)
		d.Wake()
		eventually(t, "a probe", func() bool { _, all := shop.count(); return all > first+i })
		if n := quiet(); n != first+i+1 {
			t.Fatalf("%d attempts at probe %d, want one more than %d", n, i+1, first+i)
		}
	}
	// A dispatcher that starts now knows.
	stop()
	again := dispatcher(t, st, now.Now)
	start(t, again)
	if n := quiet(); n > first+4 {
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

// Of a hundred endpoints, those that are dead, slow, or answer nonsense delay none of the others.
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
	announce(t, st, time.Now(), 20, ids...)
	began := time.Now()
	start(t, d)
	eventually(t, "all that can be", func() bool { _, all := good.count(); return all == 70*20 })
	took := time.Since(began)
	eventually(t, "settled", func() bool {
		for _, id := range ids[30:] {
			if states(t, st, id)[rewards.DeliveryDelivered] != 20 {
				return false
			}
		}
		return true
	})
	if took > 10*time.Second { // the slow ones take 20 s each
		t.Errorf("the others waited %s", took)
	}
	slow.mu.Lock()
	defer slow.mu.Unlock()
	if slow.running > 80 {
		t.Errorf("%d requests to 10 slow endpoints", slow.running)
	}
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
	d := dispatcher(t, st, now.Now)
	start(t, d)
	time.Sleep(200 * time.Millisecond)
	if _, all := shop.count(); all != 0 {
		t.Errorf("%d webhooks that the dead one had leased", all)
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
