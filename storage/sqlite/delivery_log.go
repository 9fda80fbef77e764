package sqlite

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

// DeliveryLog implements rewards.DeliveryStore. What has ended is read newest first by its key; what is
// pending has no such order, so a long queue is gone through once.
func (st *Store) DeliveryLog(ctx context.Context, brand, endpoint string, q rewards.DeliveryQuery, now time.Time) ([]rewards.DeliveryEntry, error) {
	out := []rewards.DeliveryEntry{}
	if q.Limit <= 0 {
		return out, nil
	}
	err := st.read(ctx, now, func(v *view) error {
		brandID, id, err := v.addressee(brand, endpoint)
		if err != nil || id == 0 {
			return err
		}
		if q.State == "" || q.State == rewards.DeliveryPending {
			if err := v.pending(&out, brand, brandID, id, q); err != nil {
				return err
			}
		}
		if q.State != rewards.DeliveryPending {
			if err := v.ended(&out, brand, brandID, id, q); err != nil {
				return err
			}
		}
		slices.SortFunc(out, func(a, b rewards.DeliveryEntry) int { return cmp.Compare(b.Event.Seq, a.Event.Seq) })
		out = out[:min(len(out), q.Limit)]
		logged, err := v.attempts(brand, endpoint, id)
		for i := range out {
			out[i].Log = logged[out[i].Event.Seq]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// addressee reads the numbers of a brand and of its endpoint, 0 if there is none or it was deleted.
func (v *view) addressee(brand, endpoint string) (brandID, id int64, err error) {
	_, err = v.row("SELECT b.id, e.id FROM endpoints e JOIN brands b ON b.id = e.brand WHERE b.brand = ? AND e.endpoint = ? AND e.deleted = 0", []any{brand, endpoint}, &brandID, &id)
	return brandID, id, err
}

// queried is the part of a query that both kinds of deliveries share; d is the delivery, e its event.
const queried = ` AND (?3 = 0 OR d.seq < ?3) AND (?4 = '' OR t.type = ?4) AND (?5 IS NULL OR e.id = ?5) ORDER BY d.seq DESC LIMIT ?6`

func queryArgs(brandID, id int64, q rewards.DeliveryQuery) []any {
	var event any
	if q.Event != uuid.Nil {
		event = q.Event[:]
	}
	return []any{brandID, id, q.Before, q.Type, event, q.Limit}
}

func (v *view) pending(out *[]rewards.DeliveryEntry, brand string, brandID, id int64, q rewards.DeliveryQuery) error {
	return v.entries(out, brand, func(d *rewards.DeliveryEntry, row []driverValue) {
		d.State, d.Next, d.Leased = rewards.DeliveryPending, moment(row[1].(int64)), row[3].(int64) != 0
	}, `SELECT d.attempt, d.due, d.status, d.leased, d.note, `+eventColumns+` FROM pending d JOIN events e ON e.brand = ?1 AND e.seq = d.seq `+eventJoins+`
		WHERE d.endpoint = ?2`+queried, queryArgs(brandID, id, q))
}

func (v *view) ended(out *[]rewards.DeliveryEntry, brand string, brandID, id int64, q rewards.DeliveryQuery) error {
	state := " AND (?7 = '' OR d.state = ?7)"
	if q.State == rewards.DeliveryDead || q.State == rewards.DeliveryDropped {
		state = " AND d.state <> 'delivered' AND d.state = ?7" // and so by the index of those
	}
	return v.entries(out, brand, func(d *rewards.DeliveryEntry, row []driverValue) {
		d.State, d.At = row[3].(string), moment(row[1].(int64))
	}, `SELECT d.attempts, d.at, d.status, d.state, d.note, `+eventColumns+` FROM ended d JOIN events e ON e.brand = ?1 AND e.seq = d.seq `+eventJoins+`
		WHERE d.endpoint = ?2`+state+queried, append(queryArgs(brandID, id, q), q.State))
}

// entries reads deliveries: attempts, a time, status, something that fill knows, note, and the event.
func (v *view) entries(out *[]rewards.DeliveryEntry, brand string, fill func(*rewards.DeliveryEntry, []driverValue), query string, args []any) error {
	return v.query(func(row []driverValue) error {
		d := rewards.DeliveryEntry{Attempts: int(row[0].(int64)), Event: eventOf(row[5:], brand)}
		if status, ok := row[2].(int64); ok {
			d.Status = int(status)
		}
		d.Note, _ = row[4].(string)
		fill(&d, row)
		*out = append(*out, d)
		return nil
	}, query, args...)
}

// replayed is a delivery that a replay asks for.
type replayed struct {
	seq   int64
	state string
}

// Replay implements rewards.DeliveryStore. It looks for them on a reader's connection; the writer only
// takes those that are found, and still so.
func (st *Store) Replay(ctx context.Context, brand, endpoint string, r rewards.Replay, now time.Time) (n int, next int64, err error) {
	if r.Limit <= 0 || len(r.States) == 0 {
		return 0, 0, nil
	}
	for _, s := range r.States {
		if s != rewards.DeliveryDead && s != rewards.DeliveryDelivered {
			return 0, 0, fault.New(fault.Invalid, "deliveries that are %q are not replayed; name %q or %q", s, rewards.DeliveryDead, rewards.DeliveryDelivered)
		}
	}
	found, err := st.replayable(ctx, brand, endpoint, r)
	if err != nil || len(found) == 0 {
		return 0, 0, err
	}
	err = st.w.do(ctx, func() error {
		_, to, err := st.addressee(brand, endpoint)
		if err != nil || to.deleted {
			return err
		}
		for _, d := range found {
			gone, err := st.s.exec("DELETE FROM ended WHERE endpoint = ? AND seq = ? AND state = ?", to.id, d.seq, d.state)
			if err != nil {
				return err
			}
			if gone == 0 {
				continue
			}
			// The fence tells that it is not due at its event's time.
			if _, err := st.s.exec("INSERT INTO pending (endpoint, due, seq, attempt, fence, leased) VALUES (?, ?, ?, 0, 1, 0)", to.id, nanos(now), d.seq); err != nil {
				return err
			}
			st.add(to, map[string]*int64{rewards.DeliveryDead: &to.dead, rewards.DeliveryDelivered: &to.delivered}[d.state], -1)
			st.add(to, &to.pending, 1)
			n++
		}
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	if len(found) == r.Limit {
		next = found[len(found)-1].seq
	}
	return n, next, nil
}

// tells is true of an event e that has something to say: of a person who was not erased, or about nobody.
const tells = "(e.subject IS NOT NULL OR e.detail IS NOT NULL)"

func (st *Store) replayable(ctx context.Context, brand, endpoint string, r rewards.Replay) ([]replayed, error) {
	var event any
	if r.Event != uuid.Nil {
		event = r.Event[:]
	}
	until := int64(1<<63 - 1)
	if !r.To.IsZero() {
		until = nanos(r.To)
	}
	dead, delivered := slices.Contains(r.States, rewards.DeliveryDead), slices.Contains(r.States, rewards.DeliveryDelivered)
	state := " AND (d.state = 'dead' OR d.state = 'delivered')"
	switch {
	case !delivered:
		state = " AND d.state <> 'delivered' AND d.state = 'dead'"
	case !dead:
		state = " AND d.state = 'delivered'"
	}
	var found []replayed
	err := st.read(ctx, time.Time{}, func(v *view) error {
		brandID, id, err := v.addressee(brand, endpoint)
		if err != nil || id == 0 {
			return err
		}
		return v.rows(func(scan func(...any) error) error {
			var d replayed
			err := scan(&d.seq, &d.state)
			found = append(found, d)
			return err
		}, `SELECT d.seq, d.state FROM ended d JOIN events e ON e.brand = ?1 AND e.seq = d.seq
			WHERE d.endpoint = ?2 AND d.seq > ?3 AND `+tells+` AND e.at >= ?4 AND e.at < ?5 AND (?6 IS NULL OR e.id = ?6)`+state+" ORDER BY d.seq LIMIT ?7",
			brandID, id, r.After, nanos(r.From), until, event, r.Limit)
	})
	return found, err
}
