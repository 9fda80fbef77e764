// Package sqlite keeps everything in one SQLite file, with the subjects' keys in a second one.
//
// One goroutine writes (writer.go): it commits what is waiting as one transaction. Reads have
// connections of their own and see what was committed. README.md in the folder above says what
// stands where.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"proffer/engine"
	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
	"proffer/storage/vault"
)

// Options are what a store needs beside its files.
type Options struct {
	// Fingerprint names the server's keys. The first open writes it into the file, and a later one
	// with another fingerprint fails.
	Fingerprint string
	// Clock tells when a consent that a decision asks for has ended; nil is time.Now.
	Clock func() time.Time
	Log   *slog.Logger // nil is slog.Default
	// NoSync commits without waiting for the disk. What was acknowledged may be lost with the
	// power: for measuring, and for what is thrown away.
	NoSync bool
	// Beside opens the store beside the process that serves it, or with none: see beside.go.
	Beside bool
}

// Store implements the three store interfaces of the domain.
type Store struct {
	*file
	checkpoints *checkpointer

	path  string
	vault *vault.Vault
	o     Options
	w     *writer

	names    *names            // the writer's
	texts    map[string]string // the writer's: statements with several rows
	args     []any             // the writer's: arguments of such a statement
	bases    bases             // the readers'
	prepared prepared          // the readers'
	views    chan struct{}     // holds one for each view

	closing sync.Once
	closed  error

	// traces tells that rows were deleted or overwritten since the log was last emptied, which still has them.
	traces atomic.Bool

	others others // the writer's

	// erasing are erasures that stand in the vault and not yet in the file: the writer's.
	erasing []vault.Holder
}

var (
	_ engine.Store  = (*Store)(nil)
	_ rewards.Store = (*Store)(nil)
	_ forms.Store   = (*Store)(nil)
)

// Open opens the store's file and makes it if it is missing, mode 0600. The first open writes down
// which vault it has, and a later one with another vault fails. Erasures that the vault knows and the
// file does not are carried out before it returns. The vault stays the caller's to close, after the
// store; it is opened beside a server if the store is.
func Open(ctx context.Context, path string, v *vault.Vault, o Options) (_ *Store, err error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	sync := "FULL"
	if o.NoSync {
		sync = "OFF"
	}
	f, err := openFile(ctx, path, opening{kind: "store", synchronous: sync, cacheKiB: 16384, beside: o.Beside})
	if err != nil {
		return nil, err
	}
	// From here on the writer asks again by itself: SQLite's own waiting grows to 100 ms, in which a command that imports codes
	// beside a server would take the lock ten times.
	if _, err := f.s.one("PRAGMA busy_timeout = " + strconv.FormatInt(besideWait.Milliseconds(), 10)); err != nil {
		return nil, errors.Join(err, f.close())
	}
	checkpoints, err := newCheckpointer(path, sync)
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	st := &Store{file: f, checkpoints: checkpoints, path: path, vault: v, o: o, names: newNames(), texts: map[string]string{}, views: make(chan struct{}, readers)}
	st.traces.Store(!o.Beside) // a log that a dead process left may have some
	st.w = newWriter(f.s, o.Log)
	st.w.begun, st.w.flush, st.w.undone = st.begun, st.flush, st.forget
	st.w.committed = func(operations int) {
		st.erasing = nil
		st.checkpoints.committed(operations)
	}
	go st.w.loop()
	defer func() {
		if err != nil {
			err = errors.Join(err, st.Close())
		}
	}()
	if err := st.fingerprint(ctx); err != nil {
		return nil, err
	}
	if err := st.belongs(ctx); err != nil {
		return nil, err
	}
	if err := st.applyRegister(ctx); err != nil {
		return nil, err
	}
	return st, nil
}

// fingerprint refuses a file that was made with other keys.
func (st *Store) fingerprint(ctx context.Context) error {
	return st.pin(ctx, "fingerprint", st.o.Fingerprint, func(have string) error {
		return fmt.Errorf("wrong keys file: %s was made with the keys %q and these are %q; start with the keys file that belongs to it", st.path, have, st.o.Fingerprint)
	})
}

// belongs refuses a file that was used with another vault.
func (st *Store) belongs(ctx context.Context) error {
	id, err := st.vault.ID(ctx)
	if err != nil {
		return err
	}
	return st.pin(ctx, "vault", id, func(have string) error {
		return fmt.Errorf("wrong vault: %s was used with the vault %q and this is %q; start with the vault that belongs to it, or name it with --vault", st.path, have, id)
	})
}

// pin writes a value that must never change into the file; if the file has another one, wrong says so.
func (st *Store) pin(ctx context.Context, key, value string, wrong func(have string) error) error {
	return st.w.do(ctx, func() error {
		row, err := st.s.one("SELECT value FROM meta WHERE key = ?", key)
		if err != nil {
			return err
		}
		if row == nil {
			_, err = st.s.exec("INSERT INTO meta (key, value) VALUES (?, ?)", key, value)
			return err
		}
		if have := row[0].(string); have != value {
			return refuse(wrong(have))
		}
		return nil
	})
}

// begun runs first in each transaction.
func (st *Store) begun() error {
	if err := st.heed(); err != nil {
		return err
	}
	return st.finishErasures()
}

// forget empties the writer's memory after a rollback, or when another process wrote.
func (st *Store) forget() { st.names = newNames() }

// Ready tells whether the store answers reads and commits writes now.
func (st *Store) Ready(ctx context.Context) error {
	var one int
	if err := st.reads.QueryRowContext(ctx, "SELECT 1 FROM meta LIMIT 1").Scan(&one); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the store cannot be read now")
	}
	return st.w.do(ctx, func() error {
		_, err := st.s.exec("UPDATE meta SET value = value WHERE key = 'fingerprint'")
		return err
	})
}

// Close waits for the writes that were accepted; what is asked later is Unavailable. Closing twice
// is no error.
func (st *Store) Close() error {
	st.closing.Do(func() {
		st.w.close()
		st.closed = errors.Join(st.checkpoints.close(), st.prepared.close(), st.file.close())
	})
	return st.closed
}
