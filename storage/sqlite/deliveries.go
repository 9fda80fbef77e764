package sqlite

import (
	"context"
	"time"
	"unicode/utf8"

	"proffer/forms/fault"
	"proffer/rewards"
)

// Lease implements rewards.Store.
func (st *Store) Lease(ctx context.Context, brand, endpoint string, now time.Time, hold time.Duration, limit int) ([]rewards.Delivery, error) {
	due, err := st.NextDue(ctx, brand, endpoint)
	if err != nil || due.IsZero() || due.After(now) || limit <= 0 {
		return nil, err // no commit for an idle endpoint
	}
	var out []rewards.Delivery
	err = st.w.do(ctx, func() error {
		b, to, err := st.addressee(brand, endpoint)
		if err != nil || to.held {
			return err
		}
		list, err := st.due(brand, b, to, now, limit)
		if err != nil {
			return err
		}
		for i := range list {
			l := &list[i]
			until := max(nanos(now.Add(hold)), l.Fence+1)
			if _, err := st.s.exec("UPDATE pending SET due = ?1, fence = ?1, leased = 1 WHERE endpoint = ?2 AND due = ?3 AND seq = ?4",
				until, to.id, l.due, l.Event.Seq); err != nil {
				return err
			}
			l.Fence = until
			out = append(out, l.Delivery)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (st *Store) addressee(of, name string) (*brand, *endpoint, error) {
	b, err := st.brand(of)
	if err != nil {
		return nil, nil, err
	}
	to, err := st.endpoint(b, name)
	return b, to, err
}

// waiting is a delivery and where its row stands.
type waiting struct {
	rewards.Delivery
	due int64
}

// dueOf reads an endpoint's deliveries that are due, dueEndpoints which endpoints have some.
const (
	dueOf = `SELECT p.due, p.attempt, p.fence, ` + eventColumns + ` FROM pending p JOIN events e ON e.brand = ?1 AND e.seq = p.seq ` + eventJoins + `
		WHERE p.endpoint = ?2 AND p.due <= ?3 ORDER BY p.due, p.seq LIMIT ?4`
	dueEndpoints = `SELECT b.brand, e.endpoint FROM endpoints e JOIN brands b ON b.id = e.brand WHERE e.pending > 0 AND e.held = 0
			AND (SELECT p.due FROM pending p WHERE p.endpoint = e.id ORDER BY p.due, p.seq LIMIT 1) <= ?`
)

// due reads the endpoint's deliveries due at now, oldest first: by the time they are due, then seq.
func (st *Store) due(name string, b *brand, to *endpoint, now time.Time, limit int) ([]waiting, error) {
	var list []waiting
	err := st.s.query(func(row []driverValue) error {
		w := waiting{due: row[0].(int64)}
		w.Attempt, w.Fence, w.Event = int(row[1].(int64)), row[2].(int64), eventOf(row[3:], name)
		list = append(list, w)
		return nil
	}, dueOf, b.id, to.id, nanos(now), limit)
	for i := range list {
		list[i].Endpoint = to.name
	}
	return list, err
}

// noteLimit is how much of a settlement's note is kept, in bytes.
const noteLimit = 200

// Settle implements rewards.Store.
func (st *Store) Settle(ctx context.Context, settled []rewards.Settlement) error {
	if len(settled) == 0 {
		return nil
	}
	records := make([][]byte, len(settled))
	for i, s := range settled {
		if s.Attempt == nil {
			continue
		}
		var err error
		if records[i], err = st.sealAttempt(s.Delivery.Event.Brand, s.Delivery.Endpoint, *s.Attempt); err != nil {
			return err
		}
	}
	return st.w.do(ctx, func() error {
		for i, s := range settled {
			if err := st.settle(s, records[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (st *Store) settle(s rewards.Settlement, record []byte) error {
	d := s.Delivery
	_, to, err := st.addressee(d.Event.Brand, d.Endpoint)
	if err != nil {
		return err
	}
	note := cut(s.Note, noteLimit)
	if s.State == rewards.DeliveryPending {
		n, err := st.s.exec("UPDATE pending SET due = ?, attempt = attempt + 1, leased = 0, status = ?, note = ? WHERE endpoint = ? AND due = ? AND seq = ? AND leased = 1",
			nanos(s.Next), optional(s.Status), optional(note), to.id, d.Fence, d.Event.Seq)
		if err != nil || n == 0 {
			return err
		}
		return st.fared(to, s, record)
	}
	field := map[string]*int64{rewards.DeliveryDelivered: &to.delivered, rewards.DeliveryDropped: &to.dropped, rewards.DeliveryDead: &to.dead}[s.State]
	if field == nil {
		return refuse(fault.New(fault.Internal, "%q is not the state of a delivery", s.State))
	}
	row, err := st.s.one("SELECT attempt FROM pending WHERE endpoint = ? AND due = ? AND seq = ? AND leased = 1", to.id, d.Fence, d.Event.Seq)
	if err != nil || row == nil {
		return err
	}
	if _, err := st.s.exec("DELETE FROM pending WHERE endpoint = ? AND due = ? AND seq = ?", to.id, d.Fence, d.Event.Seq); err != nil {
		return err
	}
	if _, err := st.s.exec("INSERT INTO ended (endpoint, seq, state, attempts, at, status, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
		to.id, d.Event.Seq, s.State, row[0].(int64)+1, nanos(s.At), optional(s.Status), optional(note)); err != nil {
		return err
	}
	st.add(to, &to.pending, -1)
	st.add(to, field, 1)
	return st.fared(to, s, record)
}

// fared logs a settled attempt and counts it towards the endpoint's health.
func (st *Store) fared(to *endpoint, s rewards.Settlement, record []byte) error {
	switch s.State {
	case rewards.DeliveryDelivered:
		st.set(to, &to.failures, 0)
		st.set(to, &to.failing, 0)
		st.set(to, &to.succeeded, nanos(s.At))
	case rewards.DeliveryPending, rewards.DeliveryDead:
		if to.failures == 0 {
			st.set(to, &to.failing, nanos(s.At))
		}
		st.add(to, &to.failures, 1)
	}
	if record == nil || to.deleted { // its log was forgotten
		return nil
	}
	return st.logAttempt(to, s.Delivery.Event.Seq, nanos(s.At), record)
}

// cut shortens s to at most n bytes without breaking a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Release implements rewards.Store.
func (st *Store) Release(ctx context.Context, unattempted []rewards.Delivery) error {
	if len(unattempted) == 0 {
		return nil
	}
	return st.w.do(ctx, func() error {
		for _, d := range unattempted {
			_, to, err := st.addressee(d.Event.Brand, d.Endpoint)
			if err != nil {
				return err
			}
			due := d.Event.At
			if d.Again.After(due) {
				due = d.Again
			}
			if _, err := st.s.exec("UPDATE pending SET due = ?, leased = 0 WHERE endpoint = ? AND due = ? AND seq = ? AND leased = 1",
				nanos(due), to.id, d.Fence, d.Event.Seq); err != nil {
				return err
			}
		}
		return nil
	})
}

// NextDue implements rewards.Store.
func (st *Store) NextDue(ctx context.Context, brand, endpoint string) (time.Time, error) {
	var due int64
	err := st.read(ctx, time.Time{}, func(v *view) error {
		_, err := v.row(`SELECT due FROM pending WHERE endpoint = (SELECT e.id FROM endpoints e JOIN brands b ON b.id = e.brand WHERE b.brand = ? AND e.endpoint = ?)
			ORDER BY due, seq LIMIT 1`, []any{brand, endpoint}, &due)
		return err
	})
	return moment(due), err
}

// DueEndpoints implements rewards.Store.
func (st *Store) DueEndpoints(ctx context.Context, now time.Time) ([]rewards.EndpointName, error) {
	list := []rewards.EndpointName{}
	err := st.read(ctx, time.Time{}, func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			var n rewards.EndpointName
			err := scan(&n.Brand, &n.ID)
			list = append(list, n)
			return err
		}, dueEndpoints, nanos(now))
	})
	return list, err
}

// Deliveries implements rewards.Store.
func (st *Store) Deliveries(ctx context.Context, brand, endpoint string) (map[string]int64, error) {
	var pending, delivered, dropped, dead int64
	err := st.read(ctx, time.Time{}, func(v *view) error {
		_, err := v.row("SELECT e.pending, e.delivered, e.dropped, e.dead FROM endpoints e JOIN brands b ON b.id = e.brand WHERE b.brand = ? AND e.endpoint = ?",
			[]any{brand, endpoint}, &pending, &delivered, &dropped, &dead)
		return err
	})
	if err != nil {
		return nil, err
	}
	return map[string]int64{rewards.DeliveryPending: pending, rewards.DeliveryDelivered: delivered, rewards.DeliveryDropped: dropped, rewards.DeliveryDead: dead}, nil
}
