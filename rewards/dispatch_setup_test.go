package rewards_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
	"proffer/storage/sqlite"
	"proffer/storage/vault"
)

const (
	brand  = "fieldnote"
	secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

func openStore(t testing.TB) *sqlite.Store {
	t.Helper()
	st, _ := openStoreIn(t, t.TempDir())
	return st
}

// openStoreIn opens a real store in a folder; the same folder again, once it is shut, is the same
// store.
func openStoreIn(t testing.TB, dir string) (st *sqlite.Store, shut func()) {
	t.Helper()
	keys, err := sqlite.OpenVault(t.Context(), filepath.Join(dir, "vault.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New([32]byte{1}, keys)
	if err != nil {
		t.Fatal(err)
	}
	st, err = sqlite.Open(t.Context(), filepath.Join(dir, "store.db"), v, sqlite.Options{Fingerprint: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	shut = sync.OnceFunc(func() {
		if err := errors.Join(st.Close(), keys.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(shut)
	return st, shut
}

// announce commits n exchanges, each with one event for the endpoints, and returns the events' ids.
func announce(t testing.TB, st engine.Store, at time.Time, n int, endpoints ...string) []uuid.UUID {
	t.Helper()
	var ids []uuid.UUID
	for range n {
		response, subject, event := newID(t), newID(t), newID(t)
		_, replayed, err := st.Complete(t.Context(), &engine.Exchange{
			Brand: brand, Form: "poll", Subject: subject, Response: response,
			Decide: func(f engine.Facts) (*engine.Decision, error) {
				e := rewards.Event{ID: event, Type: rewards.EventResponseCompleted, Brand: brand, Subject: subject, Response: response, At: at}
				return &engine.Decision{
					Response: engine.Response{ID: response, Brand: brand, Form: "poll", Version: 1, Subject: subject, Rev: f.Rev, Locale: "en", Channel: "web", At: at},
					Events:   []rewards.Announcement{{Event: e, Endpoints: endpoints}},
				}, nil
			},
		})
		if err != nil || replayed {
			t.Fatal(replayed, err)
		}
		ids = append(ids, event)
	}
	return ids
}

func newID(t testing.TB) uuid.UUID {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// receiver is an endpoint's other side: it counts each webhook-id, checks each signature, and
// answers as a test wants.
type receiver struct {
	*httptest.Server
	mu      sync.Mutex
	got     map[string]int
	forged  int
	most    int // requests at one time
	running int
}

func newReceiver(t testing.TB, answer http.HandlerFunc) *receiver {
	t.Helper()
	key, err := rewards.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{got: map[string]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		r.mu.Lock()
		r.got[request.Header.Get(rewards.HeaderID)]++
		r.running++
		r.most = max(r.most, r.running)
		// The test's clock runs ahead at times, so the signature is judged at its own time.
		var stamp int64
		_, _ = fmt.Sscan(request.Header.Get(rewards.HeaderTimestamp), &stamp)
		if key.Verify(request.Header, body, time.Unix(stamp, 0)) != nil {
			r.forged++
		}
		r.mu.Unlock()
		answer(w, request)
		r.mu.Lock()
		r.running--
		r.mu.Unlock()
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) count() (ids, all int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range r.got {
		all += n
	}
	return len(r.got), all
}

func fine(http.ResponseWriter, *http.Request) {}

// clock is a time that stands still until a test moves it, so that nothing becomes due because the machine is slow.
type clock struct{ ahead atomic.Int64 }

var began = time.Now()

func (c *clock) Now() time.Time          { return began.Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

func to(id, url string) rewards.Endpoint {
	return rewards.Endpoint{ID: id, Brand: brand, Recipient: id, Purposes: []string{"recommend"}, Events: []string{rewards.EventResponseCompleted}, URL: url, Secret: secret}
}

// dispatcher has the endpoints in its store, where they are not yet.
func dispatcher(t testing.TB, st rewards.Store, now func() time.Time, endpoints ...rewards.Endpoint) *rewards.Dispatcher {
	t.Helper()
	for _, e := range endpoints {
		err := st.CreateEndpoint(t.Context(), e)
		if fault.Is(err, fault.Conflict) {
			_, err = st.ChangeEndpoint(t.Context(), e.Brand, e.ID, func(stored *rewards.Endpoint) error { stored.URL = e.URL; return nil })
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return &rewards.Dispatcher{
		Store: st, Now: now,
		Client: rewards.NewClient([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}),
		Rand:   func() float64 { return 0.5 },
		Render: func(_ context.Context, e rewards.Event, _ rewards.Endpoint) ([]byte, bool, error) {
			return fmt.Appendf(nil, `{"id": %q}`, e.ID), true, nil
		},
	}
}

// start runs a dispatcher; stop ends it and waits.
func start(t testing.TB, d *rewards.Dispatcher) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run returned %v", err)
			}
		case <-time.After(patience):
			t.Errorf("Run did not return within %s", patience)
		}
	})
	t.Cleanup(stop)
	return stop
}

// patience is how long a slow and busy machine may take for what a test awaits.
const patience = 2 * time.Minute

// eventually waits until what is awaited is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// counting is the real store with what is asked of it counted.
type counting struct {
	*sqlite.Store
	looks  atomic.Int64 // for what is due
	leases atomic.Int64 // that were answered
	leased atomic.Int64 // deliveries
}

func (c *counting) DueEndpoints(ctx context.Context, now time.Time) ([]rewards.EndpointName, error) {
	defer c.looks.Add(1)
	return c.Store.DueEndpoints(ctx, now)
}

func (c *counting) Lease(ctx context.Context, brand, endpoint string, now time.Time, hold time.Duration, limit int) ([]rewards.Delivery, error) {
	list, err := c.Store.Lease(ctx, brand, endpoint, now, hold, limit)
	c.leased.Add(int64(len(list)))
	c.leases.Add(1)
	return list, err
}

// lookAgain waits until a dispatcher has looked a few times for what is due, so that what it was to send is on its way.
func (c *counting) lookAgain(t *testing.T, d *rewards.Dispatcher) {
	t.Helper()
	enough := c.looks.Load() + 4
	eventually(t, "the dispatcher looks", func() bool { d.Wake(); return c.looks.Load() >= enough })
}

func states(t testing.TB, st rewards.Store, endpoint string) map[string]int64 {
	t.Helper()
	counts, err := st.Deliveries(t.Context(), brand, endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// stored is an endpoint as it stands in the store.
func stored(t testing.TB, st rewards.Store, id string) rewards.Endpoint {
	t.Helper()
	return change(t, st, id, func(*rewards.Endpoint) {})
}

func change(t testing.TB, st rewards.Store, id string, how func(*rewards.Endpoint)) rewards.Endpoint {
	t.Helper()
	e, err := st.ChangeEndpoint(t.Context(), brand, id, func(e *rewards.Endpoint) error { how(e); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return e
}
