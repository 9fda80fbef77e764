package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"proffer/forms/fault"
)

// maxBatch is how many operations share one commit at most.
const maxBatch = 256

// writer owns a file's only writing connection. It takes what is waiting, up to maxBatch
// operations, as one transaction with a savepoint each, and answers them once COMMIT has returned:
// replays and refusals too, since what they saw may be of the same batch.
//
// An operation ends in one of three ways: it is done; it is refused (see refuse), or violates a
// constraint, and is undone alone; or the file fails, and the whole batch is undone and each of it
// is Unavailable.
type writer struct {
	s   *session
	log *slog.Logger
	ops chan *op

	// begun runs first in each transaction, flush last. committed runs after COMMIT; undone after a
	// rollback: nothing that was remembered since the transaction began may be believed then.
	begun     func() error
	flush     func() error
	committed func(operations int)
	undone    func()

	undo []func() // of the operation that runs

	mu     sync.RWMutex // held to send on ops, so that Close can close it
	closed bool
	end    chan struct{}
}

type op struct {
	run  func() error
	err  error
	done chan struct{}
}

// refusal is an operation's own answer, as opposed to a failure of the file.
type refusal struct{ err error }

func (r refusal) Error() string { return r.err.Error() }

// refuse makes the operation end with err, undone, without harm to its batch.
func refuse(err error) error { return refusal{err} }

func newWriter(s *session, log *slog.Logger) *writer {
	none := func() error { return nil }
	return &writer{s: s, log: log, ops: make(chan *op, 4*maxBatch), begun: none, flush: none,
		committed: func(int) {}, undone: func() {}, end: make(chan struct{})}
}

// do has run executed by the writer and returns after the commit. The context ends the waiting
// only: what it leaves behind may still be committed.
func (w *writer) do(ctx context.Context, run func() error) error {
	o := &op{run: run, done: make(chan struct{})}
	if err := w.send(ctx, o); err != nil {
		return err
	}
	select {
	case <-o.done:
		return o.err
	case <-ctx.Done():
		return fault.Wrap(fault.Unavailable, ctx.Err(), "the caller stopped waiting; what was asked may have been done")
	}
}

func (w *writer) send(ctx context.Context, o *op) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return fault.New(fault.Unavailable, "the store is closed")
	}
	select {
	case w.ops <- o:
		return nil
	case <-ctx.Done():
		return fault.Wrap(fault.Unavailable, ctx.Err(), "the caller stopped waiting; nothing was done")
	}
}

// loop runs until close, and then until nothing waits any more.
func (w *writer) loop() {
	defer close(w.end)
	batch := make([]*op, 0, maxBatch)
	for first := range w.ops {
		batch = append(batch[:0], first)
	gather:
		for len(batch) < maxBatch {
			select {
			case o, ok := <-w.ops:
				if !ok {
					break gather
				}
				batch = append(batch, o)
			default:
				break gather
			}
		}
		w.commit(batch)
		for i, o := range batch {
			close(o.done)
			batch[i] = nil
		}
	}
}

func (w *writer) commit(batch []*op) {
	err := w.transact(batch)
	if err != nil {
		if _, e := w.s.exec("ROLLBACK"); e != nil {
			w.log.Debug("no transaction to roll back", "cause", e.Error()) // SQLite does it by itself on some failures
		}
		w.undone()
		w.log.Error("a batch of writes was rolled back", "operations", len(batch), "cause", err.Error())
		for _, o := range batch {
			if o.err == nil || !fault.Is(o.err, fault.Internal) {
				o.err = fault.Wrap(fault.Unavailable, batchError{err}, "nothing was stored; try again")
			}
		}
		return
	}
	w.committed(len(batch))
}

// batchError hides the cause's own fault, if it is one: what failed one operation is no answer to
// another.
type batchError struct{ cause error }

func (e batchError) Error() string { return e.cause.Error() }

func (w *writer) transact(batch []*op) error {
	if err := w.begin(); err != nil {
		return err
	}
	if err := w.begun(); err != nil {
		return err
	}
	for _, o := range batch {
		if err := w.each(o); err != nil {
			return err
		}
	}
	if err := w.flush(); err != nil {
		return err
	}
	_, err := w.s.exec("COMMIT")
	return err
}

// retry is how long begin rests between two tries.
const retry = 500 * time.Microsecond

// begin takes the lock, for which it waits as long as patience if another process has it.
func (w *writer) begin() error {
	for end := time.Now().Add(patience); ; time.Sleep(retry) {
		_, err := w.s.exec("BEGIN IMMEDIATE")
		if err == nil || !busy(err) || time.Now().After(end) {
			return err
		}
	}
}

// each runs one operation in its savepoint. What it returns is a failure of the file.
func (w *writer) each(o *op) error {
	if _, err := w.s.exec("SAVEPOINT op"); err != nil {
		return err
	}
	w.undo = w.undo[:0]
	err := w.guard(o)
	var no refusal
	switch {
	case err == nil:
		_, err = w.s.exec("RELEASE op")
		return err
	case errors.As(err, &no):
		o.err = no.err
	case constraint(err):
		w.log.Error("an operation violates a constraint of the schema", "cause", err.Error())
		o.err = fault.Wrap(fault.Internal, err, "")
	default:
		return err
	}
	for i := len(w.undo) - 1; i >= 0; i-- {
		w.undo[i]()
	}
	if _, err := w.s.exec("ROLLBACK TO op"); err != nil {
		return err
	}
	_, err = w.s.exec("RELEASE op")
	return err
}

// guard keeps the writer alive whatever an operation does. A panic may have left the connection in
// the middle of a statement, so it ends the batch; Complete guards the domain's functions closer.
func (w *writer) guard(o *op) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("an operation panicked", "stack", string(debug.Stack()))
			o.err = &fault.Error{Code: fault.Internal, Err: fmt.Errorf("a panic of type %T in the writer", p)}
			err = o.err
		}
	}()
	return o.run()
}

// close lets everything that was accepted finish.
func (w *writer) close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.ops)
	}
	w.mu.Unlock()
	<-w.end
}
