package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"proffer/rewards"
)

// Verify implements rewards.Verifier. Each check is one statement, and so of one commit, and a view of its own, so that no
// long read keeps the log from being emptied.
func (st *Store) Verify(ctx context.Context, gave func(brand, form string, version int) (rewards.Gave, error), each func(rewards.Violation) error) (rewards.Verified, error) {
	var counts rewards.Verified
	for _, c := range []struct {
		sql string
		to  *int64
	}{{"SELECT count(*) FROM responses", &counts.Responses}, {"SELECT count(*) FROM grants", &counts.Grants}, {"SELECT count(*) FROM events", &counts.Events}} {
		if err := st.verifying(ctx, "the counts", c.sql, func(row []driverValue) error { *c.to = number(row[0]); return nil }); err != nil {
			return counts, err
		}
	}
	for _, c := range checks {
		if err := st.verifying(ctx, c.invariant, c.sql, func(row []driverValue) error {
			return each(rewards.Violation{Invariant: c.invariant, What: told(c.what, row)})
		}); err != nil {
			return counts, err
		}
	}
	return counts, st.verifyGave(ctx, gave, each)
}

// verifying reads one check's rows on a view of its own.
func (st *Store) verifying(ctx context.Context, what, sql string, each func(row []driverValue) error) error {
	err := st.read(ctx, time.Time{}, func(v *view) error { return v.query(each, sql) })
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
