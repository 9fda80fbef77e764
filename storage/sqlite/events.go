package sqlite

import (
	"github.com/google/uuid"
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
		args = append(args, c.b.id, e.Seq, e.ID[:], kind, nanos(e.At), c.s.n, c.rev, e.Grant != uuid.Nil)
		for _, name := range e.Endpoints {
			to, err := st.endpoint(c.b, name)
			if err != nil {
				return err
			}
			if to.deleted {
				continue // whoever decided did not know yet
			}
			deliveries = append(deliveries, to.id, nanos(e.At), e.Seq, 0, 0, 0)
			st.add(to, &to.pending, 1)
		}
	}
	st.args = args[:0]
	st.add(c.b, &c.b.seq, int64(len(events)))
	if err := st.insert("INSERT INTO events (brand, seq, id, type, at, subject, rev, granted) VALUES ", 8, args); err != nil {
		return err
	}
	return st.insert("INSERT INTO pending (endpoint, due, seq, attempt, fence, leased) VALUES ", 6, deliveries)
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
