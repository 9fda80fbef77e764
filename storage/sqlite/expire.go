package sqlite

import (
	"context"
	"time"

	"proffer/engine"
)

// Expire implements engine.Store. It is one operation: the caller's limit is how long it may hold up
// the exchanges that wait behind it.
func (st *Store) Expire(ctx context.Context, now time.Time, limit int) (int, error) {
	touched := 0
	if limit <= 0 {
		return 0, nil
	}
	err := st.w.do(ctx, func() error {
		type dueSubject struct{ n, brand int64 }
		var list []dueSubject
		if err := st.s.query(func(row []driverValue) error {
			list = append(list, dueSubject{row[0].(int64), row[1].(int64)})
			return nil
		}, "SELECT n, brand FROM subjects WHERE due IS NOT NULL AND due <= ? ORDER BY due LIMIT ?", nanos(now), limit); err != nil {
			return err
		}
		if len(list) > 0 {
			st.traces.Store(true)
		} else if err := st.told(); err != nil {
			return err
		}
		for _, s := range list {
			if err := st.expire(s.n, s.brand, now); err != nil {
				return err
			}
		}
		touched = len(list)
		return nil
	})
	if err != nil {
		return 0, err
	}
	if touched == 0 && st.traces.Swap(false) {
		if err := sweep(ctx, st.path); err != nil {
			st.traces.Store(true)
			return 0, err
		}
	}
	return touched, nil
}

// expire deletes what has ended of one subject and sets when it is due next.
func (st *Store) expire(n, brand int64, now time.Time) error {
	var next int64
	soonest := func(t time.Time) {
		if at := nanos(t); at != 0 && (next == 0 || at < next) {
			next = at
		}
	}
	heldRevs := map[int64]bool{}
	values, err := st.heldOf(n)
	if err != nil {
		return err
	}
	for _, h := range values {
		left, err := st.keepPurposes(n, h, func(b engine.Basis) bool { return !ended(b.Until, now) })
		if err != nil {
			return err
		}
		for _, b := range left {
			heldRevs[h.rev] = true
			soonest(b.Until)
		}
	}
	if _, err := st.s.exec("DELETE FROM consents WHERE subject = ? AND until <> 0 AND until <= ?", n, nanos(now)); err != nil {
		return err
	}
	grounds := map[int64]bool{} // the responses that a consent or a grant rests on
	if err := st.s.query(func(row []driverValue) error {
		grounds[row[0].(int64)] = true
		soonest(moment(row[1].(int64)))
		return nil
	}, "SELECT rev, until FROM consents WHERE subject = ?", n); err != nil {
		return err
	}
	if _, err := st.s.exec("DELETE FROM once WHERE subject = ? AND until <= ?", n, nanos(now)); err != nil {
		return err
	}
	if err := st.s.query(func(row []driverValue) error {
		soonest(moment(row[0].(int64)))
		return nil
	}, "SELECT until FROM once WHERE subject = ? AND until IS NOT NULL", n); err != nil {
		return err
	}
	if err := st.s.query(func(row []driverValue) error {
		grounds[row[0].(int64)] = true
		return nil
	}, "SELECT rev FROM grants WHERE subject = ?", n); err != nil {
		return err
	}
	if err := st.expireResponses(n, brand, heldRevs, grounds, now, soonest); err != nil {
		return err
	}
	empty, err := st.s.one(`SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM responses WHERE subject = ?1) AND NOT EXISTS (SELECT 1 FROM once WHERE subject = ?1)
		AND NOT EXISTS (SELECT 1 FROM grants WHERE subject = ?1) AND NOT EXISTS (SELECT 1 FROM accounts WHERE subject = ?1)`, n)
	if err != nil {
		return err
	}
	if empty != nil {
		return st.deleteSubject(n, brand)
	}
	_, err = st.s.exec("UPDATE subjects SET due = ? WHERE n = ?", optional(next), n)
	return err
}

// expireResponses strips or deletes the responses of which no value is held any more, once they are
// old enough; soonest is told of those that are not yet.
func (st *Store) expireResponses(n, brand int64, held, grounds map[int64]bool, now time.Time, soonest func(time.Time)) error {
	type response struct{ rev, seq, events int64 }
	var strips, deletes []response
	if err := st.s.query(func(row []driverValue) error {
		r := response{row[0].(int64), row[1].(int64), row[2].(int64)}
		end := moment(row[3].(int64)).Add(bare)
		switch {
		case held[r.rev]:
		case end.After(now):
			soonest(end)
		case grounds[r.rev]:
			strips = append(strips, r)
		default:
			deletes = append(deletes, r)
		}
		return nil
	}, "SELECT rev, seq, events, at FROM responses WHERE subject = ?", n); err != nil {
		return err
	}
	for _, r := range strips {
		if _, err := st.s.exec("UPDATE responses SET detail = NULL WHERE subject = ? AND rev = ?", n, r.rev); err != nil {
			return err
		}
	}
	for _, r := range deletes {
		if r.seq > 0 {
			if err := st.orphan(brand, []span{{r.seq, r.events}}); err != nil {
				return err
			}
		}
		if _, err := st.s.exec("DELETE FROM responses WHERE subject = ? AND rev = ?", n, r.rev); err != nil {
			return err
		}
	}
	return nil
}
