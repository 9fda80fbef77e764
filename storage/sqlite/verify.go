package sqlite

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"proffer/rewards"
)

// verifiers is how many checks run at once: a server beside them keeps what is left of the machine.
const verifiers = 2

// Verify implements rewards.Verifier. Each check is one statement, and so of one commit, and a view of its own, so that no
// long read keeps the log from being emptied.
func (st *Store) Verify(ctx context.Context, gave func(brand, form string, version int) (rewards.Gave, error), each func(rewards.Violation) error) (rewards.Verified, error) {
	var counts rewards.Verified
	var telling sync.Mutex
	tell := func(v rewards.Violation) error {
		telling.Lock()
		defer telling.Unlock()
		if err := ctx.Err(); err != nil {
			return err // each has had its last word
		}
		return each(v)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	work := make(chan func() error)
	var workers sync.WaitGroup
	for range verifiers {
		workers.Go(func() {
			for do := range work {
				if err := do(); err != nil {
					stop(err)
				}
			}
		})
	}
	work <- func() error { return st.verifyGave(ctx, gave, tell) }
	work <- func() error { return st.counted(ctx, &counts) }
	for _, c := range checks {
		work <- func() error {
			return st.verifying(ctx, c.invariant, c.sql, func(row []driverValue) error {
				return tell(rewards.Violation{Invariant: c.invariant, What: told(c.what, row)})
			})
		}
	}
	close(work)
	workers.Wait()
	return counts, context.Cause(ctx)
}

// counted counts what is there, as of one commit.
func (st *Store) counted(ctx context.Context, counts *rewards.Verified) error {
	return st.verifying(ctx, "the counts", "SELECT (SELECT count(*) FROM responses), (SELECT count(*) FROM grants), (SELECT count(*) FROM events)", func(row []driverValue) error {
		counts.Responses, counts.Grants, counts.Events = number(row[0]), number(row[1]), number(row[2])
		return nil
	})
}

// verifying reads one check's rows on a view of its own.
func (st *Store) verifying(ctx context.Context, what, sql string, each func(row []driverValue) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	err := st.readLong(ctx, time.Time{}, func(v *view) error { return v.query(each, sql) })
	if err != nil {
		return fmt.Errorf("verify %s: %w", what, err)
	}
	return nil
}

// told fills a row into a sentence: ids as they are written, the rest as text.
func told(what string, row []driverValue) string {
	args := make([]any, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case []byte:
			if u, err := uuid.FromBytes(v); err == nil {
				args[i] = u.String()
			} else {
				args[i] = string(v)
			}
		case nil:
			args[i] = "none"
		default:
			args[i] = v
		}
	}
	return fmt.Sprintf(what, args...)
}
