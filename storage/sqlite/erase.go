package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"proffer/storage/vault"
)

// Erase implements engine.Store. It runs on the writer, so no write of the subject can come between:
// those before it are deleted by it, those after it find the tombstone. The vault commits first;
// what the file still owes it then is carried out before the next write, whatever happens.
func (st *Store) Erase(ctx context.Context, brand string, subject uuid.UUID, now time.Time) error {
	h := st.vault.Holder(brand, subject)
	err := st.w.do(ctx, func() error {
		if err := st.vault.Destroy(context.Background(), h, now); err != nil {
			return refuse(err)
		}
		st.erasing = append(st.erasing, h)
		b, err := st.brand(brand)
		if err != nil {
			return err
		}
		row, err := st.s.one("SELECT n FROM subjects WHERE brand = ? AND subject = ?", b.id, subject[:])
		if err != nil {
			return err
		}
		if row != nil {
			if err := st.deleteSubject(row[0].(int64), b.id); err != nil {
				return err
			}
		}
		return st.enter(h)
	})
	if err != nil {
		return err
	}
	return st.sweep(ctx)
}

// enter writes the holder into the file's own copy of the erasure register.
func (st *Store) enter(h vault.Holder) error {
	_, err := st.s.exec("INSERT INTO erased (holder) VALUES (?) ON CONFLICT DO NOTHING", h[:])
	return err
}

// sweep leaves no deleted byte in a log, the store's or the vault's.
func (st *Store) sweep(ctx context.Context) error {
	if err := sweep(ctx, st.path); err != nil {
		return err
	}
	return st.vault.Sweep(ctx)
}

// codesOf are the codes that a subject was given.
const codesOf = "(SELECT s.brand, g.code FROM grants g JOIN subjects s ON s.n = g.subject WHERE g.subject = ? AND g.code IS NOT NULL)"

// deleteSubject deletes every row of a subject. Its events keep number, type and time; deliveries of
// them that are pending end as dropped, since no body could be rendered any more; journal records
// stay under an account that nothing links to it.
func (st *Store) deleteSubject(n, brand int64) error {
	if err := st.orphanEvents(n, brand); err != nil {
		return err
	}
	if err := st.countErased(n, brand); err != nil {
		return err
	}
	for _, sql := range []string{
		`UPDATE journal SET "grant" = NULL WHERE "grant" IN (SELECT id FROM grants WHERE subject = ?)`,
		"DELETE FROM redemptions WHERE subject = ?",
		"DELETE FROM codes WHERE (brand, code) IN " + codesOf + " AND pool IS NULL",
		"UPDATE codes SET subject = 0 WHERE (brand, code) IN " + codesOf, // from a pool: used, and nobody's
		"DELETE FROM grants WHERE subject = ?",
		"DELETE FROM accounts WHERE subject = ?",
		"DELETE FROM preferences WHERE subject = ?",
		"DELETE FROM feedback WHERE subject = ?",
		"DELETE FROM context WHERE subject = ?",
		"DELETE FROM consents WHERE subject = ?",
		"DELETE FROM once WHERE subject = ?",
		"DELETE FROM responses WHERE subject = ?",
		"DELETE FROM subjects WHERE n = ?",
	} {
		if _, err := st.s.exec(sql, n); err != nil {
			return fmt.Errorf("deleting a subject: %w", err)
		}
	}
	return nil
}

// countErased keeps how much of each offer's counters was given to people who are gone.
func (st *Store) countErased(n, brand int64) error {
	type given struct {
		offer        string
		count, spent int64
	}
	var list []given
	if err := st.s.query(func(row []driverValue) error {
		list = append(list, given{row[0].(string), row[1].(int64), row[2].(int64)})
		return nil
	}, "SELECT o.offer, count(*), sum(g.spent) FROM grants g JOIN offers o ON o.id = g.offer WHERE g.subject = ? AND g.state <> 'released' GROUP BY g.offer", n); err != nil || len(list) == 0 {
		return err
	}
	b, err := st.brandOf(brand)
	if err != nil {
		return err
	}
	for _, g := range list {
		o, err := st.offer(b, g.offer)
		if err != nil {
			return err
		}
		st.add(o, &o.erased, g.count)
		st.add(o, &o.erasedSpent, g.spent)
	}
	return nil
}

// span is a response's events.
type span struct{ first, events int64 }

// orphanEvents takes the subject off its events, and ends their pending deliveries.
func (st *Store) orphanEvents(n, brand int64) error {
	var spans []span
	if err := st.s.query(func(row []driverValue) error {
		spans = append(spans, span{row[0].(int64), row[1].(int64)})
		return nil
	}, `SELECT seq, events FROM responses WHERE subject = ?1 AND seq > 0
		UNION ALL SELECT seq, 1 FROM events WHERE subject = ?1 AND about IS NOT NULL`, n); err != nil {
		return err
	}
	return st.orphan(brand, spans)
}

// orphan does so for spans of a brand's events. Those about nobody, which a person's commit made, stay as they are.
func (st *Store) orphan(brand int64, spans []span) error {
	if len(spans) == 0 {
		return nil
	}
	ends, err := st.endpointsOf(brand)
	if err != nil {
		return err
	}
	for _, sp := range spans {
		last := sp.first + sp.events - 1
		for _, to := range ends {
			if err := st.orphanDeliveries(brand, to, sp.first, last); err != nil {
				return err
			}
		}
		if _, err := st.s.exec("UPDATE events SET subject = NULL, rev = NULL, granted = 0, about = NULL, detail = NULL WHERE brand = ? AND seq BETWEEN ? AND ? AND subject IS NOT NULL",
			brand, sp.first, last); err != nil {
			return err
		}
	}
	return nil
}

const (
	// aboutSomebody are those events of a span of a brand's that are about a person.
	aboutSomebody = "e.brand = ?2 AND e.seq BETWEEN ?3 AND ?4 AND e.subject IS NOT NULL"
	// waitingOf finds an endpoint's pending deliveries of them.
	waitingOf = `SELECT p.due, p.seq FROM pending p INDEXED BY pending_leased WHERE p.endpoint = ?1 AND p.seq BETWEEN ?3 AND ?4 AND p.fence > 0
			AND EXISTS (SELECT 1 FROM events e WHERE e.brand = ?2 AND e.seq = p.seq AND e.subject IS NOT NULL)
		UNION SELECT p.due, p.seq FROM events e JOIN pending p ON p.endpoint = ?1 AND p.due = e.at AND p.seq = e.seq WHERE ` + aboutSomebody
)

// orphanDeliveries ends an endpoint's pending deliveries of a span of events, and forgets the attempts.
// It finds each by a key, however many others wait: those never leased by their event's time.
func (st *Store) orphanDeliveries(brand int64, to *endpoint, first, last int64) error {
	if to.logged > 0 {
		if _, err := st.s.exec("DELETE FROM attempts WHERE endpoint = ?1 AND seq IN (SELECT e.seq FROM events e WHERE "+aboutSomebody+")", to.id, brand, first, last); err != nil {
			return err
		}
	}
	if to.pending == 0 {
		return nil
	}
	var found [][2]int64 // due, seq
	if err := st.s.query(func(row []driverValue) error {
		found = append(found, [2]int64{row[0].(int64), row[1].(int64)})
		return nil
	}, waitingOf, to.id, brand, first, last); err != nil {
		return err
	}
	for _, at := range found {
		if _, err := st.s.exec(`INSERT INTO ended (endpoint, seq, state, attempts, at, status, note)
			SELECT endpoint, seq, 'dropped', attempt, due, NULL, 'erased' FROM pending WHERE endpoint = ? AND due = ? AND seq = ?`, to.id, at[0], at[1]); err != nil {
			return err
		}
		if _, err := st.s.exec("DELETE FROM pending WHERE endpoint = ? AND due = ? AND seq = ?", to.id, at[0], at[1]); err != nil {
			return err
		}
		st.add(to, &to.pending, -1)
		st.add(to, &to.dropped, 1)
	}
	return nil
}

// endpointsOf lists a brand's endpoints that ever got a delivery.
func (st *Store) endpointsOf(brand int64) ([]*endpoint, error) {
	var names []string
	if err := st.s.query(func(row []driverValue) error {
		names = append(names, row[0].(string))
		return nil
	}, "SELECT endpoint FROM endpoints WHERE brand = ? ORDER BY id", brand); err != nil {
		return nil, err
	}
	b, err := st.brandOf(brand)
	if err != nil {
		return nil, err
	}
	out := make([]*endpoint, len(names))
	for i, n := range names {
		if out[i], err = st.endpoint(b, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// brandOf is the brand of a number.
func (st *Store) brandOf(id int64) (*brand, error) {
	row, err := st.s.one("SELECT brand FROM brands WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	return st.brand(row[0].(string))
}
