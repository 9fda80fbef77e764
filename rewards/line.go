package rewards

import (
	"context"
	"net/http"
	"time"
)

const (
	leaseHold  = 60 * time.Second
	leaseBatch = 64
	// leaseAhead is how few may be left of what was leased before more is.
	leaseAhead = 32
	// leaseUse is how long after its lease an attempt may begin, so that it ends well within it.
	leaseUse = leaseHold - attemptTimeout - 5*time.Second
	// longestWait bounds sleep: another process may have stored deliveries, or the clock jumped.
	longestWait = time.Minute
	firstPause  = time.Second
	longPause   = 30 * time.Second
	storeWait   = 10 * time.Second
)

// line is the way to one endpoint. All its state belongs to the goroutine of run; attempts hand
// their verdicts over done, which has room for every attempt under way, and what is asked of the store
// comes back over back, while attempts go on.
type line struct {
	d        *Dispatcher
	endpoint Endpoint
	client   *http.Client
	wake     chan struct{}
	done     chan verdict

	secrets  Secrets   // that sign now
	resigned time.Time // when fewer of them do; the zero time: never

	back   chan result
	asking bool // the store is asked something now
	again  bool // something came up meanwhile: look at once

	queue    []leased // not begun
	flying   int      // attempts under way
	settled  []Settlement
	released []Delivery
	gone     bool // it answered 410: nothing more is begun
	told     bool // the store knows

	failures int       // attempts that began and failed since one succeeded
	answered time.Time // of the machine's clock: when one last succeeded
	probe    time.Time // of Dispatcher.Now: with an open circuit, when the next attempt may be made

	// Moments of the machine's clock, not of Dispatcher.Now: before them nothing is done.
	look   time.Time // to lease
	turn   time.Time // to begin the next attempt, while the dispatcher yields; the zero time: not asked for
	spaced time.Time // to lease, after bodies could not be rendered
	pause  time.Time // to use the store at all, after it failed
	failed int       // times the store failed since it last did not
	barren int       // bodies that could not be rendered since one could
}

// run works until ctx ends and what it leased is settled or released.
func (l *line) run(ctx context.Context) {
	attempts, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	if h, err := l.d.Store.EndpointHealth(ctx, l.endpoint.Brand, l.endpoint.ID); err == nil {
		l.failures = h.Failures
	}
	for ctx.Err() == nil {
		l.begin(attempts)
		l.ask(attempts)
		l.wait(ctx)
	}
	l.giveBack()
	for end := time.After(l.d.Grace); l.flying > 0 || l.asking; {
		select {
		case v := <-l.done:
			l.take(v)
		case r := <-l.back:
			l.heed(r)
			l.giveBack()
		case <-end:
			if attempts.Err() != nil {
				l.flying = 0 // Render does not heed its context; the lease's end makes these due again
				if l.asking {
					l.heed(<-l.back)
				}
				continue
			}
			stop()
			end = time.After(2 * time.Second)
		}
	}
	l.giveBack()
	l.heed(l.do(context.WithoutCancel(attempts), l.errand(false)))
	l.client.CloseIdleConnections()
}

// giveBack releases what is leased and not begun.
func (l *line) giveBack() {
	for _, q := range l.queue {
		l.released = append(l.released, q.Delivery)
	}
	l.queue = nil
}

// leased is a delivery with the moment from which on it may no longer begin.
type leased struct {
	Delivery
	until time.Time
}

// begin starts attempts while there is room, and gives back what would outlive its lease or goes to
// an endpoint that wants nothing more.
func (l *line) begin(ctx context.Context) {
	if len(l.queue) > 0 && (l.gone || !l.d.Now().Before(l.queue[0].until)) {
		l.giveBack()
		l.look, l.again = time.Time{}, true
	}
	if len(l.queue) > 0 && l.flying < l.width() {
		if err := l.resign(); err != nil {
			l.fail("sign", err) // it was read before the line began: it does not happen
			return
		}
	}
	for l.flying < l.width() && len(l.queue) > 0 && l.may() {
		delivery, secrets := l.queue[0].Delivery, l.secrets
		l.queue = l.queue[1:]
		l.flying++
		go func() { l.done <- l.attempt(ctx, delivery, secrets) }()
	}
}

// may tells whether an attempt may begin now, or when it may.
func (l *line) may() bool {
	if !l.d.Busy() {
		l.turn = time.Time{}
		return true
	}
	now := time.Now()
	if l.turn.IsZero() {
		l.turn = l.d.pace.turn(now)
	}
	if now.Before(l.turn) {
		return false
	}
	l.turn = time.Time{}
	return true
}

// resign finds the secrets that sign now, where time may have changed them.
func (l *line) resign() (err error) {
	now := l.d.Now()
	if l.secrets != nil && (l.resigned.IsZero() || now.Before(l.resigned)) {
		return nil
	}
	l.resigned = time.Time{}
	for _, f := range l.endpoint.Former {
		if now.Before(f.Until) && (l.resigned.IsZero() || f.Until.Before(l.resigned)) {
			l.resigned = f.Until
		}
	}
	l.secrets, err = l.endpoint.Secrets(now)
	return err
}

// width is how many attempts may be under way.
func (l *line) width() int {
	if l.failures >= breakAfter {
		return 1
	}
	return workers
}

// wants tells whether more could be begun than is leased; a little ahead, so that attempts need not wait
// for the store.
func (l *line) wants() bool {
	if l.width() == 1 {
		return !l.gone && len(l.queue) == 0 && l.flying == 0 && len(l.settled) == 0
	}
	return !l.gone && len(l.queue) <= leaseAhead
}

// next is the earliest moment at which lease may do something.
func (l *line) next() time.Time {
	at := l.look
	if l.width() == 1 {
		// Bounded, since the clock may have jumped back.
		if probe := time.Now().Add(min(l.probe.Sub(l.d.Now()), lastProbe)); probe.After(at) {
			at = probe
		}
	}
	for _, t := range []time.Time{l.spaced, l.pause} {
		if t.After(at) {
			at = t
		}
	}
	return at
}

// sooner makes the next look no later than a moment of Dispatcher.Now's clock.
func (l *line) sooner(due time.Time) {
	if at := time.Now().Add(due.Sub(l.d.Now())); at.Before(l.look) {
		l.look = at
	}
}

func (l *line) fail(what string, err error) {
	l.d.Log.Warn("webhooks wait for the store", "brand", l.endpoint.Brand, "endpoint", l.endpoint.ID, "to", what, "error", err)
	l.pause = time.Now().Add(pauseAfter(l.failed))
	l.failed++
}

// pauseAfter is how long to rest after so many failures before this one.
func pauseAfter(failures int) time.Duration {
	return min(firstPause<<min(failures, 5), longPause)
}

// postpone gives back a delivery whose body could not be rendered, the longer the older its event is, so that it holds
// up nothing that can be. Where nothing can be, since the store or the vault does not answer, leasing is spaced as well.
func (l *line) postpone(d Delivery) {
	now := l.d.Now()
	d.Again = now.Add(min(max(now.Sub(d.Event.At)/8, firstPause), longestWait))
	l.released = append(l.released, d)
	l.sooner(d.Again)
	if l.barren++; l.barren >= leaseBatch {
		l.spaced = time.Now().Add(pauseAfter(l.barren/leaseBatch - 1))
	}
}

func (l *line) take(v verdict) {
	l.flying--
	switch {
	case v.barren:
		l.postpone(v.settlement.Delivery)
		return
	case v.released:
		l.released = append(l.released, v.settlement.Delivery)
		l.look, l.again = time.Time{}, true
		return
	case v.settlement.State == DeliveryDelivered:
		if l.failures >= breakAfter {
			l.d.Log.Info("circuit closed", "brand", l.endpoint.Brand, "endpoint", l.endpoint.ID, "failures", l.failures)
		}
		l.failures, l.answered = 0, time.Now()
	case v.settlement.State != DeliveryDropped && !v.began.Before(l.answered):
		l.failures++
		if l.failures == breakAfter {
			l.d.Log.Warn("circuit opened: one attempt at a time", "brand", l.endpoint.Brand, "endpoint", l.endpoint.ID)
		}
		if l.failures >= breakAfter {
			l.probe = l.d.Now().Add(probeAfter(l.failures))
			l.giveBack()
		}
	}
	if v.settlement.State == DeliveryPending {
		l.sooner(v.settlement.Next)
	}
	l.settled = append(l.settled, v.settlement)
	l.barren = 0
	if v.gone && !l.gone {
		l.gone = true
		l.d.Log.Warn("endpoint disabled: it answered 410", "brand", l.endpoint.Brand, "endpoint", l.endpoint.ID)
	}
}

// wait returns when an attempt has ended, when it is time to use the store, or when ctx ends.
func (l *line) wait(ctx context.Context) {
	sleep := longestWait
	switch {
	case l.asking:
	case len(l.settled) > 0 || len(l.released) > 0 || l.gone && !l.told:
		sleep = min(sleep, time.Until(l.pause))
	case l.wants():
		sleep = min(sleep, time.Until(l.next()))
	}
	if !l.turn.IsZero() && len(l.queue) > 0 && l.flying < l.width() {
		sleep = min(sleep, time.Until(l.turn))
	}
	timer := time.NewTimer(sleep)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-l.wake:
		l.look, l.again = time.Time{}, true
	case r := <-l.back:
		l.heed(r)
	case v := <-l.done:
		l.take(v)
		for range len(l.done) {
			l.take(<-l.done)
		}
	}
}
