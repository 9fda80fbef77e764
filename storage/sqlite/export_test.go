package sqlite

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"proffer/rewards"
)

// LimitPages makes writes that need more pages than the file has now fail, until lift is called.
func (st *Store) LimitPages(ctx context.Context) (lift func() error, err error) {
	set := func(sql string) error {
		return st.w.do(ctx, func() error { _, err := st.s.one(sql); return err })
	}
	return func() error { return set("PRAGMA max_page_count = 1073741823") }, set("PRAGMA max_page_count = 1")
}

// Pragma reads a pragma of the writing connection.
func (st *Store) Pragma(ctx context.Context, name string) (value any, err error) {
	err = st.w.do(ctx, func() error {
		row, err := st.s.one("PRAGMA " + name)
		if row != nil {
			value = row[0]
		}
		return err
	})
	return value, err
}

// Do runs fn on the writer, for tests of what the writer does about failures.
func (st *Store) Do(ctx context.Context, fn func() error) error { return st.w.do(ctx, fn) }

// Exec runs a statement on the writer.
func (v *Vault) Exec(ctx context.Context, sql string, args ...any) error {
	return v.w.do(ctx, func() error { _, err := v.w.s.exec(sql, args...); return err })
}

// Sentences are what the checks of Verify have to say, as formats.
func Sentences() (list []string) {
	for _, c := range slices.Concat(checks, answeredChecks, []check{untold}) {
		list = append(list, c.what)
	}
	return list
}

var errMended = errors.New("mended")

// VerifyBroken runs the checks of Verify on what the store is once statements have broken it, and takes that back. It returns how many
// rows they changed.
func (st *Store) VerifyBroken(ctx context.Context, statements string, gave func(brand, form string, version int) (rewards.Gave, error), each func(rewards.Violation) error) (changed int64, err error) {
	err = st.w.do(ctx, func() error {
		for statement := range strings.SplitSeq(statements, ";") {
			n, err := st.s.exec(statement)
			if err != nil {
				return err
			}
			changed += n
		}
		v := &verification{gave: gave, each: each}
		_, err := v.run(ctx, []look{func(_ context.Context, fn func(source) error) error { return fn(st.s) }})
		if err == nil {
			err = errMended
		}
		return refuse(err)
	})
	if errors.Is(err, errMended) {
		err = nil
	}
	return changed, err
}

// Waiting is how many operations the writer has not taken yet.
func (st *Store) Waiting() int { return len(st.w.ops) }

// Ballots reads the key of a poll and the hashes under it.
func (st *Store) Ballots(ctx context.Context, brand, form string) (list [][]byte, err error) {
	err = st.w.do(ctx, func() error {
		return st.s.query(func(row []driverValue) error {
			list = append(list, slices.Clone(blob(row[0])))
			return nil
		}, `SELECT p.key FROM polls p JOIN forms f ON f.id = p.form JOIN brands b ON b.id = f.brand WHERE b.brand = ?1 AND f.form = ?2
			UNION ALL SELECT h.hash FROM ballots h JOIN forms f ON f.id = h.form JOIN brands b ON b.id = f.brand WHERE b.brand = ?1 AND f.form = ?2`, brand, form)
	})
	return list, err
}

// HalfDelete does what DeleteEndpoint has done when its process dies early.
func (st *Store) HalfDelete(ctx context.Context, brand, id string) error {
	return st.forgetEndpoint(ctx, brand, id)
}

// Heard is how often the writer forgot what it remembered because another connection wrote.
func (st *Store) Heard(ctx context.Context) (n int64, err error) {
	err = st.w.do(ctx, func() error { n = st.others.heard; return nil })
	return n, err
}

// CheckpointEvery is after how many operations the log is written back.
const CheckpointEvery = checkpointEvery

// Checkpoints is how often the log was written back in the background.
func (st *Store) Checkpoints() int64 { return st.checkpoints.done.Load() }

// Queue makes n deliveries pending for an endpoint, each of an event of nobody.
func (st *Store) Queue(ctx context.Context, brand, name string, due time.Time, n int) error {
	return st.w.do(ctx, func() error {
		b, to, err := st.addressee(brand, name)
		if err != nil {
			return err
		}
		if _, err := st.s.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= ?1)
			INSERT INTO events (brand, seq, id, type, at, subject, rev, granted) SELECT ?2, ?3 + i, randomblob(16), (SELECT min(id) FROM types), ?4, NULL, NULL, 0 FROM n WHERE i <= ?1`,
			n, b.id, b.seq, nanos(due)); err != nil {
			return err
		}
		if _, err := st.s.exec(`INSERT INTO pending (endpoint, due, seq, attempt, fence, leased) SELECT ?, at, seq, 0, 0, 0 FROM events WHERE brand = ? AND seq > ?`, to.id, b.id, b.seq); err != nil {
			return err
		}
		st.add(b, &b.seq, int64(n))
		st.add(to, &to.pending, int64(n))
		return nil
	})
}

// Plans are how SQLite finds deliveries where others wait: by what they are for.
func (st *Store) Plans(ctx context.Context) (map[string][]string, error) {
	plans := map[string][]string{}
	err := st.w.do(ctx, func() error {
		for what, query := range map[string]string{"erase": waitingOf, "lease": dueOf, "look": dueEndpoints} {
			if err := st.s.query(func(row []driverValue) error {
				plans[what] = append(plans[what], row[3].(string))
				return nil
			}, "EXPLAIN QUERY PLAN "+query, 1, 1, 1, 1); err != nil {
				return err
			}
		}
		return nil
	})
	return plans, err
}
