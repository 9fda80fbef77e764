package sqlite

import (
	"github.com/google/uuid"

	"proffer/rewards"
)

// writeEvents numbers the events and makes their deliveries, each due at the event's time.
func (st *Store) writeEvents(c *commit) error {
	events := c.d.Events
	if len(events) == 0 {
		return nil
	}
	var deliveries []any
	args := st.args[:0]
	for i := range events {
		e := &events[i]
		e.Seq, e.Brand = c.b.seq+1+int64(i), c.x.Brand
		kind, err := st.eventType(e.Type)
		if err != nil {
			return err
		}
		// The grant of the response's chain needs no id of its own here: subject and rev name it.
		granted, about := e.Grant != uuid.Nil, any(nil)
		if granted && (c.d.Grant == nil || e.Grant != c.d.Grant.ID) {
			granted, about = false, e.Grant[:]
		}
		args = append(args, c.b.id, e.Seq, e.ID[:], kind, nanos(e.At), c.s.n, c.rev, granted, about, detailOf(e))
		for _, name := range e.Endpoints {
			to, err := st.endpoint(c.b, name)
			if err != nil {
				return err
			}
			deliveries = append(deliveries, to.id, nanos(e.At), e.Seq, 0, 0, 0)
			st.add(to, &to.pending, 1)
		}
	}
	st.args = args[:0]
	st.add(c.b, &c.b.seq, int64(len(events)))
	if err := st.insert("INSERT INTO events (brand, seq, id, type, at, subject, rev, granted, about, detail) VALUES ", 10, args); err != nil {
		return err
	}
	return st.insert("INSERT INTO pending (endpoint, due, seq, attempt, fence, leased) VALUES ", 6, deliveries)
}

// detailOf is what an event says that is no reference; NULL if nothing.
func detailOf(e *rewards.Announcement) any {
	if len(e.Detail) == 0 {
		return nil
	}
	return []byte(e.Detail)
}

// insert writes rows in as few statements as maxRows allows.
func (st *Store) insert(insert string, columns int, args []any) error {
	for len(args) > 0 {
		n := min(len(args)/columns, maxRows)
		if _, err := st.s.exec(st.rows(insert, columns, n), args[:n*columns]...); err != nil {
			return err
		}
		args = args[n*columns:]
	}
	return nil
}
