package rewards

import (
	"context"
	"time"

	"proffer/forms/fault"
)

// errand is what the store is asked at one time; all of it goes into few commits.
type errand struct {
	settle  []Settlement
	release []Delivery
	disable bool
	lease   int // how many, 0 for none
}

func (e errand) nothing() bool {
	return len(e.settle) == 0 && len(e.release) == 0 && !e.disable && e.lease == 0
}

// result is what became of an errand. What the store did not take is tried again; it is fenced, so that
// trying late does no harm.
type result struct {
	errand
	failed string // what failed, "" if nothing did
	err    error
	leased []Delivery
	at     time.Time // of Dispatcher.Now, when it leased
	due    time.Time // when the next is due, the zero time if none is pending
}

// ask sends what there is to ask the store, if it is not asked something already.
func (l *line) ask(ctx context.Context) {
	if l.asking || time.Now().Before(l.pause) {
		return
	}
	e := l.errand(l.wants() && !time.Now().Before(l.next()))
	if e.nothing() {
		return
	}
	l.asking, l.again = true, false
	go func() { l.back <- l.do(ctx, e) }()
}

// errand gathers what the store is to be told.
func (l *line) errand(lease bool) errand {
	e := errand{settle: l.settled, release: l.released, disable: l.gone && !l.told}
	l.settled, l.released = nil, nil
	if lease {
		if e.lease = leaseBatch; l.width() == 1 {
			e.lease = 1
		}
	}
	return e
}

// do runs an errand. Settling and leasing are asked together, so that one commit does for both.
func (l *line) do(ctx context.Context, e errand) (r result) {
	r.errand = e
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	leased := make(chan error, 1)
	if e.lease > 0 {
		go func() { leased <- l.lease(ctx, &r) }()
	} else {
		leased <- nil
	}
	failed := func(what string, err error) {
		if err != nil && r.err == nil {
			r.failed, r.err = what, err
		}
	}
	if len(e.settle) > 0 {
		err := l.d.Store.Settle(ctx, e.settle)
		if err == nil {
			r.settle = nil
		}
		failed("settle", err)
	}
	if len(e.release) > 0 {
		err := l.d.Store.Release(ctx, e.release)
		if err == nil {
			r.release = nil
		}
		failed("release", err)
	}
	if e.disable {
		err := l.disable(ctx)
		r.disable = err == nil
		failed("disable", err)
	}
	failed("lease", <-leased)
	return r
}

func (l *line) lease(ctx context.Context, r *result) (err error) {
	r.at = l.d.Now()
	if r.leased, err = l.d.Store.Lease(ctx, l.endpoint.Brand, l.endpoint.ID, r.at, leaseHold, r.lease); err != nil || len(r.leased) == r.lease {
		return err
	}
	r.due, err = l.d.Store.NextDue(ctx, l.endpoint.Brand, l.endpoint.ID)
	return err
}

// disable writes down that the endpoint answered 410.
func (l *line) disable(ctx context.Context) error {
	at := l.d.Now().UTC()
	_, err := l.d.Store.ChangeEndpoint(ctx, l.endpoint.Brand, l.endpoint.ID, func(e *Endpoint) error {
		if e.Disabled == nil {
			e.Disabled = &Disabled{At: at, Why: DisabledGone}
		}
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return err
}

// heed takes in what the store said.
func (l *line) heed(r result) {
	l.asking = false
	l.settled, l.released = append(r.settle, l.settled...), append(r.release, l.released...)
	for _, d := range r.leased {
		l.queue = append(l.queue, leased{d, r.at.Add(leaseUse)})
	}
	now := time.Now()
	if r.err != nil {
		l.fail(r.failed, r.err)
		return
	}
	l.failed = 0
	if r.disable && !l.told {
		l.told = true
		l.d.Refresh()
	}
	if r.lease == 0 {
		return
	}
	switch {
	case l.again, len(r.leased) == r.lease:
		l.look = time.Time{}
	case len(r.leased) == 0 && !r.due.IsZero() && !r.due.After(r.at):
		l.look = now.Add(firstPause) // due, yet nothing could be leased: no reason to ask again and again
	default:
		l.look = now.Add(longestWait)
		if !r.due.IsZero() {
			l.sooner(r.due)
		}
	}
}
