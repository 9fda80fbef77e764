package rewards

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Dispatcher delivers events to endpoints: at least once each, under one webhook-id, in no promised
// order, until the endpoint acknowledged or the schedule is used up. Several may run on one store.
// Each endpoint has connections, attempts and waiting of its own, so one that is dead or slow delays
// no other. Fields are set before Run.
type Dispatcher struct {
	Store     Store
	Endpoints []Endpoint
	// Render makes the body of an event for an endpoint, anew for each attempt, of what is held and
	// permitted at that moment. ok false means that nothing but ids would remain: the delivery is
	// dropped. An error is no attempt; it is tried again a little later. It is called concurrently.
	Render func(ctx context.Context, e Event, to Endpoint) (body []byte, ok bool, err error)
	// Client sends; nil is NewClient(nil), which reaches public addresses only.
	Client *http.Client
	Now    func() time.Time // nil: time.Now
	Rand   func() float64   // in [0, 1), for jitter; safe for concurrent use; nil: math/rand/v2
	Log    *slog.Logger     // nil: nothing is logged. No line holds a body, a URL or a secret.
	// Grace is how long attempts under way may take to end once Run's context has; 0 is 5 s.
	Grace time.Duration

	mu    sync.RWMutex
	wakes []chan struct{}
}

// Wake tells that deliveries may have become due: after each Complete. It never waits.
func (d *Dispatcher) Wake() {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, wake := range d.wakes {
		select {
		case wake <- struct{}{}:
		default: // it will look anyway
		}
	}
}

// Run delivers until ctx ends, then lets attempts under way end within Grace, settles them, releases
// what it leased beside them, and returns nil. It returns an error at once, having delivered
// nothing, if an endpoint's secret cannot be read. It is called once.
func (d *Dispatcher) Run(ctx context.Context) error {
	d.defaults()
	var lines []*line
	for i, e := range d.Endpoints {
		secret, err := ParseSecret(e.Secret)
		if err != nil {
			return fmt.Errorf("endpoint %q of brand %q (number %d): %w", e.ID, e.Brand, i+1, err)
		}
		lines = append(lines, &line{
			d: d, endpoint: e, secret: secret, client: own(d.Client),
			wake: make(chan struct{}, 1), done: make(chan verdict, workers),
		})
	}
	d.mu.Lock()
	for _, l := range lines {
		d.wakes = append(d.wakes, l.wake)
	}
	d.mu.Unlock()
	var running sync.WaitGroup
	for _, l := range lines {
		running.Go(func() { l.run(ctx) })
	}
	<-ctx.Done()
	running.Wait()
	return nil
}

func (d *Dispatcher) defaults() {
	if d.Client == nil {
		d.Client = NewClient(nil)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Rand == nil {
		d.Rand = rand.Float64
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Grace == 0 {
		d.Grace = 5 * time.Second
	}
}
