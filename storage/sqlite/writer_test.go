package sqlite_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/storage/storetest"
)

// together runs the operations in one batch: it holds the writer until all of them wait, in order.
func together(t *testing.T, s *site, operations ...func()) {
	t.Helper()
	hold, started := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		if err := s.store.Do(ctx, func() error { close(started); <-hold; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-started
	for i, run := range operations {
		all.Go(run)
		for s.store.Waiting() <= i {
			time.Sleep(time.Millisecond)
		}
	}
	close(hold)
	all.Wait()
}

// fail is an operation whose failure is the file's.
func fail(t *testing.T, s *site) func() {
	return func() {
		if err := s.store.Do(ctx, func() error { return errors.New("the disk is gone") }); !fault.Is(err, fault.Unavailable) {
			t.Errorf("the failure: %v, want unavailable", err)
		}
	}
}

// What an exchange added to counters and names is taken back with its batch: numbers stay gapless,
// stock stays right.
func TestBatchRolledBack(t *testing.T) {
	s := openSite(t, t.TempDir(), time.Now)
	lost, kept := storetest.NewSample(storetest.NewID(), storetest.Start), storetest.NewSample(storetest.NewID(), storetest.Start)
	together(t, s, func() {
		if _, _, err := s.store.Complete(ctx, lost.Ask()); !fault.Is(err, fault.Unavailable) {
			t.Errorf("an exchange of the failed batch: %v, want unavailable", err)
		}
	}, fail(t, s))
	for i, sample := range []*storetest.Sample{kept, lost} {
		d, replayed, err := s.store.Complete(ctx, sample.Ask())
		if err != nil || replayed {
			t.Fatalf("the next exchange: replayed %v, %v", replayed, err)
		}
		if want := int64(2*i + 1); d.Events[0].Seq != want {
			t.Errorf("seq %d, want %d", d.Events[0].Seq, want)
		}
	}
	f, err := s.store.Facts(ctx, &engine.Exchange{Brand: storetest.Brand, Form: storetest.Form, Subject: storetest.NewID(), Offers: kept.Offers}, storetest.Start)
	must(t, err)
	if f.Offers[storetest.Offer].Taken != 2 {
		t.Errorf("taken %d, want 2", f.Offers[storetest.Offer].Taken)
	}
}

// A refusal is answered only once its batch is durable, and an exchange that is refused, or panics,
// costs the others nothing.
func TestRefusalAmongOthers(t *testing.T) {
	s := openSite(t, t.TempDir(), time.Now)
	own := errors.New("the engine's own")
	good, bad, worse, last := storetest.NewSample(storetest.NewID(), storetest.Start), storetest.NewSample(storetest.NewID(), storetest.Start),
		storetest.NewSample(storetest.NewID(), storetest.Start), storetest.NewSample(storetest.NewID(), storetest.Start)
	ask := func(x *engine.Exchange, check func(error) bool) func() {
		return func() {
			if _, _, err := s.store.Complete(ctx, x); !check(err) {
				t.Errorf("unexpected: %v", err)
			}
		}
	}
	no, panics := bad.Ask(), worse.Ask()
	no.Decide = func(engine.Facts) (*engine.Decision, error) { return nil, own }
	panics.Decide = func(engine.Facts) (*engine.Decision, error) { panic("a defect") }
	fine := func(err error) bool { return err == nil }
	together(t, s, ask(good.Ask(), fine), ask(no, func(err error) bool { return err == own }),
		ask(panics, func(err error) bool { return fault.Is(err, fault.Internal) }), ask(last.Ask(), fine))
	for i, sample := range []*storetest.Sample{good, last} {
		r, err := s.store.Record(ctx, storetest.Brand, sample.Subject, false, storetest.Start)
		if err != nil || len(r.Responses) != 1 || len(r.Preferences) != 6 {
			t.Errorf("exchange %d: %v, %v", i, r, err)
		}
	}
}

// An erasure whose transaction failed after the vault had committed comes before any other write, and
// is not lost with its batch.
func TestErasureOwed(t *testing.T) {
	s := openSite(t, t.TempDir(), time.Now)
	sample := storetest.NewSample(storetest.NewID(), storetest.Start)
	if _, _, err := s.store.Complete(ctx, sample.Ask()); err != nil {
		t.Fatal(err)
	}
	together(t, s, func() {
		if err := s.store.Erase(ctx, storetest.Brand, sample.Subject, storetest.Start); !fault.Is(err, fault.Unavailable) {
			t.Errorf("the erasure: %v, want unavailable", err)
		}
	}, fail(t, s))
	if _, _, err := s.store.Complete(ctx, storetest.NewSample(sample.Subject, storetest.Start).Ask()); !fault.Is(err, fault.Gone) {
		t.Errorf("the next write: %v, want gone", err)
	}
	if _, err := s.store.Record(ctx, storetest.Brand, sample.Subject, false, storetest.Start); !fault.Is(err, fault.Gone) {
		t.Errorf("the record: %v, want gone", err)
	}
}

// Whatever an operation does, the writer lives: a panic costs its batch, not the server.
func TestPanicOutsideDecide(t *testing.T) {
	s := openSite(t, t.TempDir(), time.Now)
	if err := s.store.Do(ctx, func() error { panic("a defect") }); !fault.Is(err, fault.Internal) {
		t.Errorf("got %v, want internal", err)
	}
	if _, _, err := s.store.Complete(ctx, storetest.NewSample(storetest.NewID(), storetest.Start).Ask()); err != nil {
		t.Errorf("the next write: %v", err)
	}
}
