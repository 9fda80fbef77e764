package rewards

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"reflect"
	"sync"
	"time"
)

// Dispatcher delivers events to the endpoints of its store: at least once each, under one webhook-id, in
// no promised order, until the endpoint acknowledged or the schedule is used up. Several may run on one
// store. Each endpoint has connections, attempts and waiting of its own, so one that is dead or slow delays
// no other. Fields are set before Run.
type Dispatcher struct {
	Store Store
	// Render makes the body of an event for an endpoint, anew for each attempt, of what is held and
	// permitted at that moment. ok false means that nothing but ids would remain: the delivery is
	// dropped. An error is no attempt; it is tried again a little later. It is called concurrently.
	Render func(ctx context.Context, e Event, to Endpoint) (body []byte, ok bool, err error)
	// Fits tells why an endpoint cannot be served: it does not go with what its brand has published. Such a
	// one gets nothing and keeps everything, and the store is told why. nil: each fits.
	Fits func(Endpoint) error
	// Changed is called with every endpoint, whether it gets something now or not, when Run begins and
	// whenever one was changed. It is called by one goroutine.
	Changed func([]Endpoint)
	// Busy tells that exchanges wait for processors and store. Meanwhile the dispatcher yields: of all
	// endpoints together it begins 125 attempts a second, so that what is volunteered is taken in first and
	// webhooks follow. nil: never. It is called often and concurrently.
	Busy func() bool
	// Client sends; nil is NewClient(nil), which reaches public addresses only.
	Client *http.Client
	Now    func() time.Time // nil: time.Now
	Rand   func() float64   // in [0, 1), for jitter; safe for concurrent use; nil: math/rand/v2
	Log    *slog.Logger     // nil: nothing is logged. No line holds a body, a URL or a secret.
	// Grace is how long attempts under way may take to end once Run's context has; 0 is 5 s.
	Grace time.Duration

	pace    pace
	setup   sync.Once
	woken   chan struct{}
	refresh chan struct{}
}

const (
	// lookEvery is how often the store is asked what another process did: changed endpoints, deliveries
	// made due.
	lookEvery = 2 * time.Second
	// wakeSpacing parts two looks for what is due, so that waking at every exchange costs little.
	wakeSpacing = 25 * time.Millisecond
	tidyEvery   = time.Hour
	tidyBatch   = 500
)

// Wake tells that deliveries may have become due: after each Complete. It never waits.
func (d *Dispatcher) Wake() { d.defaults(); poke(d.woken) }

// Refresh tells that an endpoint was changed. It never waits; what other processes change is noticed
// within seconds.
func (d *Dispatcher) Refresh() { d.defaults(); poke(d.refresh) }

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it will look anyway
	}
}

// Run delivers until ctx ends, then lets attempts under way end within Grace, settles them, releases
// what it leased beside them, and returns nil. While the store cannot be read it tries again. It is
// called once.
func (d *Dispatcher) Run(ctx context.Context) error {
	d.defaults()
	r := &roster{d: d, lines: map[EndpointName]*running{}, seen: -1}
	look, tidy := time.NewTicker(lookEvery), time.NewTimer(0)
	defer look.Stop()
	defer tidy.Stop()
	r.look(ctx, true)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-d.refresh:
			r.look(ctx, true)
		case <-look.C:
			r.look(ctx, false)
			r.wake(ctx)
		case <-d.woken:
			r.wake(ctx)
			pause(ctx, wakeSpacing)
		case <-tidy.C:
			tidy.Reset(r.tidy(ctx))
		}
	}
	r.all.Wait()
	return nil
}

func pause(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// roster is which endpoints have a line now. It belongs to the goroutine of Run.
type roster struct {
	d     *Dispatcher
	lines map[EndpointName]*running
	seen  int64 // the revision of the endpoints that lines are of
	all   sync.WaitGroup
}

type running struct {
	endpoint Endpoint
	wake     chan struct{}
	stop     context.CancelFunc
}

// look starts and stops lines if the endpoints have changed.
func (r *roster) look(ctx context.Context, sure bool) {
	reading, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	revision, err := r.d.Store.EndpointsRevision(reading)
	if err == nil && (sure || revision != r.seen) {
		var list []Endpoint
		if list, err = r.d.Store.Endpoints(reading, ""); err == nil {
			r.seen = revision
			r.judge(reading, list)
			if r.d.Changed != nil {
				r.d.Changed(list)
			}
			r.serve(ctx, list)
		}
	}
	if err != nil && ctx.Err() == nil {
		r.d.Log.Warn("endpoints could not be read; tried again", "error", err)
	}
}

// judge holds each endpoint against its brand, and writes down what has changed about that.
func (r *roster) judge(ctx context.Context, list []Endpoint) {
	for i := range list {
		e := &list[i]
		why := ""
		if _, err := e.Secrets(r.d.Now()); err != nil {
			why = err.Error()
		} else if r.d.Fits != nil {
			if err := r.d.Fits(*e); err != nil {
				why = err.Error()
			}
		}
		if why == e.Unfit {
			continue
		}
		e.Unfit = why
		if why == "" {
			r.d.Log.Info("endpoint is served again", "brand", e.Brand, "endpoint", e.ID)
		} else {
			r.d.Log.Warn("endpoint is not served", "brand", e.Brand, "endpoint", e.ID, "why", why)
		}
		if _, err := r.d.Store.ChangeEndpoint(ctx, e.Brand, e.ID, func(stored *Endpoint) error {
			stored.Unfit = why
			return nil
		}); err != nil {
			r.d.Log.Warn("why it is not served could not be written down", "brand", e.Brand, "endpoint", e.ID, "error", err)
		}
	}
}

// serve ends the lines of endpoints that are gone, rest or have changed, and starts those that are new.
// An endpoint that has changed may have two for a moment: leases part their work.
func (r *roster) serve(ctx context.Context, list []Endpoint) {
	active := map[EndpointName]Endpoint{}
	for _, e := range list {
		if e.Active() {
			active[e.Name()] = e
		}
	}
	for name, line := range r.lines {
		if e, still := active[name]; !still || !reflect.DeepEqual(e, line.endpoint) {
			line.stop()
			delete(r.lines, name)
			if !still {
				r.d.Log.Info("endpoint rests", "brand", name.Brand, "endpoint", name.ID)
			}
		}
	}
	for name, e := range active {
		if r.lines[name] != nil {
			continue
		}
		r.d.Log.Info("endpoint is served", "brand", name.Brand, "endpoint", name.ID)
		running := &running{endpoint: e, wake: make(chan struct{}, 1)}
		var working context.Context
		working, running.stop = context.WithCancel(ctx)
		r.lines[name] = running
		l := &line{d: r.d, endpoint: e, client: own(r.d.Client), wake: running.wake, done: make(chan verdict, workers), back: make(chan result, 1)}
		r.all.Go(func() { l.run(working) })
	}
}

// wake wakes the lines that have something to do.
func (r *roster) wake(ctx context.Context) {
	reading, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	due, err := r.d.Store.DueEndpoints(reading, r.d.Now())
	if err != nil && ctx.Err() == nil {
		r.d.Log.Warn("what is due could not be read; tried again", "error", err)
		return
	}
	for _, name := range due {
		if line := r.lines[name]; line != nil {
			poke(line.wake)
		}
	}
}

// tidy does what nobody waits for, and returns when to do so again.
func (r *roster) tidy(ctx context.Context) time.Duration {
	n, err := r.d.Store.TidyDeliveries(ctx, r.d.Now(), tidyBatch)
	switch {
	case err != nil && ctx.Err() == nil:
		r.d.Log.Warn("the log of attempts could not be tidied; tried again", "error", err)
		return lookEvery
	case n > 0:
		return wakeSpacing
	}
	return tidyEvery
}

func (d *Dispatcher) defaults() {
	d.setup.Do(func() {
		d.woken, d.refresh = make(chan struct{}, 1), make(chan struct{}, 1)
		if d.Client == nil {
			d.Client = NewClient(nil)
		}
		if d.Now == nil {
			d.Now = time.Now
		}
		if d.Rand == nil {
			d.Rand = rand.Float64
		}
		if d.Busy == nil {
			d.Busy = func() bool { return false }
		}
		if d.Log == nil {
			d.Log = slog.New(slog.DiscardHandler)
		}
		if d.Grace == 0 {
			d.Grace = 5 * time.Second
		}
	})
}
