package engine_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/engine"
	"proffer/rewards"
)

// hooks is a receiver that keeps every body that reaches it, by path, and answers what it is told to.
type hooks struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	bodies map[string][]string
}

// dispatch starts a dispatcher over the world's store; each endpoint is where the receiver has a path of its name.
func (w *world) dispatch(list ...rewards.Endpoint) (*hooks, *rewards.Dispatcher) {
	w.t.Helper()
	h := &hooks{status: 500, bodies: map[string][]string{}}
	h.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.bodies[r.URL.Path[1:]] = append(h.bodies[r.URL.Path[1:]], string(body))
		rw.WriteHeader(h.status)
		_, _ = rw.Write(body) // a receiver that repeats everything
	}))
	w.t.Cleanup(h.Close)
	for _, e := range list {
		secret, err := rewards.NewSecret()
		w.must(err)
		e.URL, e.Secret = h.URL+"/"+e.ID, secret
		w.must(w.store.CreateEndpoint(w.t.Context(), e))
	}
	d := &rewards.Dispatcher{
		Store: w.store, Render: w.Render, Fits: w.Fits, Changed: w.SetEndpoints, Now: w.time, Rand: func() float64 { return 0.5 },
		Client: rewards.NewClient([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}),
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		w.must(<-ended)
	})
	return h, d
}

func (h *hooks) answer(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

// of waits until an endpoint got so many webhooks, and returns them.
func (h *hooks) of(t *testing.T, endpoint string, n int) []string {
	t.Helper()
	var got []string
	until(t, fmt.Sprintf("%s has got %d webhooks", endpoint, n), func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		got = append([]string{}, h.bodies[endpoint]...)
		return len(got) >= n
	})
	if len(got) > n {
		t.Fatalf("%s got %d webhooks, want %d", endpoint, len(got), n)
	}
	return got
}

// settled waits until nothing of an endpoint is under way, and returns its counts.
func (w *world) settled(endpoint string) map[string]int64 {
	w.t.Helper()
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		list, err := w.store.DeliveryLog(w.t.Context(), "leafline", endpoint, rewards.DeliveryQuery{Limit: 50}, w.time())
		w.must(err)
		busy := false
		for _, d := range list {
			busy = busy || d.Leased || d.State == rewards.DeliveryPending && d.Attempts == 0
		}
		if !busy {
			n, err := w.store.Deliveries(w.t.Context(), "leafline", endpoint)
			w.must(err)
			return n
		}
		if time.Now().After(end) {
			w.t.Fatalf("%s has deliveries under way: %+v", endpoint, list)
		}
	}
}

// The shop must never see the e-mail address, over first attempts, retries, replays and the list of
// deliveries, whatever purposes it asks for; nor does the address stand in any file of the log.
func TestAnEndpointThatMustNeverSeeTheAddress(t *testing.T) {
	w := newWorld(t)
	greedy := endpoints[0]
	greedy.ID, greedy.Purposes = "greedy", []string{"recommend", "email_offers"} // which does not name it: it is not served at all
	h, d := w.dispatch(endpoints[0], endpoints[2], greedy)
	w.answer("tea", "", yesToBoth)
	d.Wake()
	h.of(t, "shop", 2)
	h.of(t, "mailer", 1)
	for i, wait := range []time.Duration{6 * time.Second, 6 * time.Minute} {
		w.settled("shop")
		w.settled("mailer")
		w.set(w.time().Add(wait))
		d.Wake()
		h.of(t, "shop", 2*(i+2))
		h.of(t, "mailer", i+2)
	}
	h.answer(204)
	w.settled("shop")
	w.settled("mailer")
	w.set(w.time().Add(31 * time.Minute)) // past the rest of an open circuit too: the first attempt closes it, and the other follows
	until(t, "the shop has got both", func() bool {
		d.Wake()
		return w.settled("shop")[rewards.DeliveryDelivered] == 2
	})
	before := len(h.of(t, "shop", 8))
	n, _, err := w.store.Replay(t.Context(), "leafline", "shop", rewards.Replay{States: []string{rewards.DeliveryDelivered}, Limit: 10}, w.time())
	w.must(err)
	d.Wake()
	h.of(t, "shop", before+n)
	if n != 2 {
		t.Errorf("%d replayed", n)
	}
	h.mu.Lock()
	for _, body := range append(h.bodies["shop"], h.bodies["greedy"]...) {
		if strings.Contains(body, "ada@") || strings.Contains(body, "email") {
			t.Errorf("sees %s", body)
		}
	}
	if len(h.bodies["greedy"]) != 0 {
		t.Errorf("an endpoint that does not fit got %v", h.bodies["greedy"])
	}
	if len(h.bodies["mailer"]) == 0 || !strings.Contains(h.bodies["mailer"][0], "ada@customer.example") {
		t.Error("the mailer, who may, does not see it: this test shows nothing")
	}
	h.mu.Unlock()

	// Whoever lists the mailer's deliveries sees of the bodies what the key may, and of the log nothing that was told.
	for purpose, sees := range map[string]bool{"email_offers": true, "recommend": false} {
		key := rewards.AccessKey{Brand: "leafline", Recipient: "mailer", Purposes: []string{purpose}}
		e := w.another(func(*engine.Options) {})
		_, err := e.Publish(t.Context(), bundle(t))
		w.must(err)
		list, err := e.Deliveries(t.Context(), engine.Client{Key: key}, "mailer", rewards.DeliveryQuery{Limit: 10})
		w.must(err)
		bodies, log := "", ""
		for _, d := range list {
			bodies += string(d.Body)
			for _, a := range d.Log {
				log += fmt.Sprintf("%+v %+v", a, a.Response)
			}
		}
		if strings.Contains(bodies, "ada@") != sees {
			t.Errorf("a key for %s sees %s", purpose, bodies)
		}
		if log == "" || strings.Contains(log, "ada@") || !strings.Contains(log, "echo") {
			t.Errorf("the log has %s", log)
		}
	}
}

// A yes that is taken back between two attempts of one delivery is not in the second one, nor in a replay.
func TestAConsentIsWithdrawnBetweenTwoAttempts(t *testing.T) {
	w := newWorld(t)
	h, d := w.dispatch(endpoints[2])
	_, token := w.answer("tea", "", yesToBoth)
	d.Wake()
	first := h.of(t, "mailer", 1)[0]
	if !strings.Contains(first, "ada@customer.example") {
		t.Fatalf("the first attempt has no address: %s", first)
	}
	w.settled("mailer")
	w.answer("tea", token, `{"leaf": {"declined": true}, "mail_ok": false}`)
	h.answer(204)
	w.set(w.time().Add(6 * time.Second))
	d.Wake()
	all := h.of(t, "mailer", 3) // the same again, and the withdrawal's own event
	if n := w.settled("mailer"); n[rewards.DeliveryDelivered] != 2 {
		t.Fatalf("%v", n)
	}
	n, _, err := w.store.Replay(t.Context(), "leafline", "mailer", rewards.Replay{States: []string{rewards.DeliveryDelivered}, Limit: 10}, w.time())
	w.must(err)
	d.Wake()
	all = h.of(t, "mailer", len(all)+n)
	withheld := 0
	for _, body := range all[1:] {
		if strings.Contains(body, "ada@") {
			t.Errorf("after the withdrawal: %s", body)
		}
		if strings.Contains(body, `"attribute":"email","withheld":"withdrawn"`) {
			withheld++
		}
	}
	if withheld == 0 || n != 2 {
		t.Errorf("%d replayed, and no attempt says that the address was withdrawn: %v", n, all)
	}
}
