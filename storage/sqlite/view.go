package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/storage/vault"
)

// view is one consistent reading of the file, as of one commit.
type view struct {
	ctx  context.Context // ends the reading, before a statement or at its next row
	asks context.Context // what statements are given
	tx   *sql.Tx
	st   *Store
	now  time.Time
}

// read runs fn, whose statements are short, on a view. What fails without a fault of its own is Unavailable.
func (st *Store) read(ctx context.Context, now time.Time, fn func(v *view) error) error {
	// For a context that can end, database/sql and the driver start a goroutine or two for each statement.
	asks := context.WithoutCancel(ctx)
	select {
	case st.views <- struct{}{}:
		defer func() { <-st.views }()
	case <-ctx.Done():
		return fault.Wrap(fault.Unavailable, ctx.Err(), "the caller stopped waiting")
	}
	tx, err := st.reads.BeginTx(asks, nil)
	if err == nil {
		err = fn(&view{ctx: ctx, asks: asks, tx: tx, st: st, now: now})
		if e := tx.Rollback(); err == nil {
			err = e
		}
	}
	return fault.Wrap(fault.Unavailable, err, "the store cannot be read now")
}

// prepare is a statement on the view's connection.
func (v *view) prepare(query string) (*sql.Stmt, error) {
	if err := v.ctx.Err(); err != nil {
		return nil, err
	}
	stmt, err := v.st.prepared.get(v.asks, v.st.reads, query)
	if err != nil {
		return nil, err
	}
	return v.tx.StmtContext(v.asks, stmt), nil
}

// each calls row for every row.
func (v *view) each(row func(*sql.Rows) error, query string, args ...any) error {
	stmt, err := v.prepare(query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(v.asks, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// rows calls each for every row.
func (v *view) rows(each func(scan func(...any) error) error, query string, args ...any) error {
	return v.each(func(rows *sql.Rows) error { return each(rows.Scan) }, query, args...)
}

// row scans the first row; found is false if there is none.
func (v *view) row(query string, args []any, to ...any) (found bool, err error) {
	stmt, err := v.prepare(query)
	if err != nil {
		return false, err
	}
	err = stmt.QueryRowContext(v.asks, args...).Scan(to...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// who is a subject as a view sees it; n is 0 if nothing is held of it.
type who struct {
	brand string
	id    uuid.UUID
	n     int64
	rev   int64
	key   uint32
}

// subject finds a subject; an erased one is Gone.
func (v *view) subject(brand string, subject uuid.UUID) (who, error) {
	w := who{brand: brand, id: subject}
	var key sql.NullInt64
	found, err := v.row("SELECT s.n, s.rev, s.key FROM subjects s JOIN brands b ON b.id = s.brand WHERE b.brand = ? AND s.subject = ?",
		[]any{brand, subject[:]}, &w.n, &w.rev, &key)
	if err != nil || found {
		w.key = uint32(key.Int64)
		return w, err
	}
	h := v.st.vault.Holder(brand, subject)
	var gone int
	if found, err = v.row("SELECT 1 FROM erased WHERE holder = ?", []any{h[:]}, &gone); found {
		err = errErased()
	}
	return w, err
}

// knownKey reads which key the subject's sealed values need, 0 if it has none.
func (st *Store) knownKey(ctx context.Context, brand string, subject uuid.UUID) (uint32, error) {
	var key sql.NullInt64
	ctx = context.WithoutCancel(ctx) // see read
	stmt, err := st.prepared.get(ctx, st.reads, "SELECT s.key FROM subjects s JOIN brands b ON b.id = s.brand WHERE b.brand = ? AND s.subject = ?")
	if err == nil {
		err = stmt.QueryRowContext(ctx, brand, subject[:]).Scan(&key)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fault.Wrap(fault.Unavailable, err, "the store cannot be read now")
	}
	return uint32(key.Int64), nil
}

// opener opens a subject's sealed values; it asks the vault once, at the first of them.
type opener struct {
	v   *view
	w   who
	key *vault.Key
}

func (o *opener) open(table string, p *engine.Preference) error {
	if o.key == nil {
		k, err := o.v.st.vault.Key(o.v.ctx, o.v.st.vault.Holder(o.w.brand, o.w.id), o.w.key)
		if err != nil {
			return err
		}
		o.key = k
	}
	value, err := o.key.Open(p.Value, place(o.w.brand, o.w.id, table, p)...)
	p.Value = value
	return err
}

// bases is the readers' memory of the table of that name, whose rows never change.
type bases struct {
	mu   sync.RWMutex
	rows map[int64]engine.Basis
}

func (v *view) basis(id int64) (engine.Basis, bool) {
	b := &v.st.bases
	b.mu.RLock()
	found, ok := b.rows[id]
	b.mu.RUnlock()
	if ok {
		return found, true
	}
	if ok, err := v.row("SELECT purpose, version, basis FROM bases WHERE id = ?", []any{id}, &found.Purpose, &found.Version, &found.Basis); !ok || err != nil {
		return engine.Basis{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rows == nil {
		b.rows = map[int64]engine.Basis{}
	}
	b.rows[id] = found
	return found, true
}
