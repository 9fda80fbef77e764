package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

// verifiers is how many checks run at once: a server beside them keeps what is left of the machine.
const verifiers = 2

// verifierKiB is the cache of each: what is looked up at random, codes above all, should not be read again and again.
const verifierKiB = 65536

// look runs fn on what is there as of one commit.
type look func(ctx context.Context, fn func(source) error) error

// verification is one run of Verify.
type verification struct {
	gave   func(brand, form string, version int) (rewards.Gave, error)
	each   func(rewards.Violation) error
	mu     sync.Mutex // held to call each
	counts rewards.Verified
}

// Verify implements rewards.Verifier. Each check reads as of one commit, and lets go of it at its end, so that the log can be
// emptied in between.
func (st *Store) Verify(ctx context.Context, gave func(brand, form string, version int) (rewards.Gave, error), each func(rewards.Violation) error) (_ rewards.Verified, err error) {
	var looks []look
	for range verifiers {
		s, err := openSession(dsn(st.path, "rw", patience, "query_only(ON)", "cache_size(-"+strconv.Itoa(verifierKiB)+")"))
		if err != nil {
			return rewards.Verified{}, fault.Wrap(fault.Unavailable, err, "the store cannot be read now")
		}
		defer func() { err = errors.Join(err, s.close()) }()
		looks = append(looks, s.look)
	}
	v := &verification{gave: gave, each: each}
	return v.run(ctx, looks)
}

// look implements look on a connection of its own.
func (s *session) look(ctx context.Context, fn func(source) error) error {
	_, err := s.exec("BEGIN")
	if err == nil {
		err = fn(interruptible{s, ctx})
		_, e := s.exec("ROLLBACK")
		err = errors.Join(err, e)
	}
	return fault.Wrap(fault.Unavailable, err, "the store cannot be read now")
}

// interruptible is a session whose queries end with a context.
type interruptible struct {
	s   *session
	ctx context.Context
}

func (i interruptible) query(each func(row []driverValue) error, sql string, args ...any) error {
	return i.s.queryContext(i.ctx, func(row []driverValue) error {
		if err := i.ctx.Err(); err != nil {
			return err
		}
		return each(row)
	}, sql, args...)
}

// run shares the checks out to the looks, each of which does one after the other.
func (v *verification) run(ctx context.Context, looks []look) (rewards.Verified, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	work := make(chan func(look) error)
	var workers sync.WaitGroup
	for _, l := range looks {
		workers.Go(func() {
			for do := range work {
				if ctx.Err() != nil {
					continue
				}
				if err := do(l); err != nil {
					stop(err)
				}
			}
		})
	}
	work <- func(l look) error { return v.verifyGave(ctx, l) }
	work <- func(l look) error { return v.deliveries(ctx, l) }
	work <- func(l look) error { return v.preferences(ctx, l) }
	work <- func(l look) error { return v.count(ctx, l) }
	for _, c := range checks {
		work <- func(l look) error {
			if err := l(ctx, func(src source) error { return v.rows(ctx, src, c) }); err != nil {
				return fmt.Errorf("verify %s: %w", c.invariant, err)
			}
			return nil
		}
	}
	close(work)
	workers.Wait()
	return v.counts, context.Cause(ctx)
}

// tell passes a violation on, unless each has had its last word.
func (v *verification) tell(ctx context.Context, invariant, what string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return v.each(rewards.Violation{Invariant: invariant, What: what})
}

// count counts what is there.
func (v *verification) count(ctx context.Context, l look) error {
	return v.query(ctx, l, "the counts", func(row []driverValue) error {
		v.counts = rewards.Verified{Responses: number(row[0]), Grants: number(row[1]), Events: number(row[2])}
		return nil
	}, "SELECT (SELECT count(*) FROM responses), (SELECT count(*) FROM grants), (SELECT count(*) FROM events)")
}

// rows tells each row that a check finds.
func (v *verification) rows(ctx context.Context, src source, c check) error {
	return src.query(func(row []driverValue) error { return v.tell(ctx, c.invariant, worded(c.what, row)) }, c.sql)
}

// query is one statement of a check.
func (v *verification) query(ctx context.Context, l look, what string, each func(row []driverValue) error, sql string) error {
	if err := l(ctx, func(src source) error { return src.query(each, sql) }); err != nil {
		return fmt.Errorf("verify %s: %w", what, err)
	}
	return nil
}

// worded fills a row into a sentence: ids as they are written, the rest as text.
func worded(what string, row []driverValue) string {
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
