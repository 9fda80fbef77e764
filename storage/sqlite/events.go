package sqlite

import (
	"github.com/google/uuid"

	"proffer/rewards"
)

// eventColumns and eventJoins read events e as eventOf takes them.
const (
	eventColumns = `e.seq, e.id, t.type, e.at, s.subject, r.id,
		CASE WHEN e.granted THEN (SELECT g.id FROM grants g WHERE g.subject = e.subject AND g.rev = e.rev AND g.bonus IS NULL) ELSE e.about END, e.detail`
	eventJoins = `JOIN types t ON t.id = e.type LEFT JOIN subjects s ON s.n = e.subject
		LEFT JOIN responses r ON r.subject = e.subject AND r.rev = e.rev`
)

func eventOf(row []driverValue, brand string) rewards.Event {
	return rewards.Event{Brand: brand, Seq: number(row[0]), ID: id(blob(row[1])), Type: text(row[2]), At: moment(number(row[3])),
		Subject: id(blob(row[4])), Response: id(blob(row[5])), Grant: id(blob(row[6])), Detail: kept(row[7])}
}

// writeEvents stores the events of an exchange.
func (st *Store) writeEvents(c *commit) error {
	own := uuid.Nil
	if c.d.Grant != nil {
		own = c.d.Grant.ID
	}
	return st.announce(c.b, c.x.Brand, c.rev, c.s.n, own, c.d.Events)
}

// announce numbers the events and makes their deliveries, each due at the event's time. rev is the response's that they
// are about; own is the grant of its chain where the events are of the commit that made it, which subject and rev name already.
func (st *Store) announce(b *brand, name string, rev, n int64, own uuid.UUID, events []rewards.Announcement) error {
	if len(events) == 0 {
		return nil
	}
	var deliveries []any
	args := st.args[:0]
	for i := range events {
		e := &events[i]
		e.Seq, e.Brand = b.seq+1+int64(i), name
		kind, err := st.eventType(e.Type)
		if err != nil {
			return err
		}
		granted, about := e.Grant != uuid.Nil && e.Grant == own, any(nil)
		if e.Grant != uuid.Nil && !granted {
			about = e.Grant[:]
		}
		whose, in := n, rev
		if e.Subject == uuid.Nil { // it is about nobody, whoever's commit made it
			whose, in = 0, 0
		}
		args = append(args, b.id, e.Seq, e.ID[:], kind, nanos(e.At), optional(whose), optional(in), granted, about, detailOf(e))
		for _, to := range e.Endpoints {
			end, err := st.endpoint(b, to)
			if err != nil {
				return err
			}
			if end.deleted {
				continue // whoever decided did not know yet
			}
			deliveries = append(deliveries, end.id, nanos(e.At), e.Seq, 0, 0, 0)
			st.add(end, &end.pending, 1)
		}
	}
	st.args = args[:0]
	st.add(b, &b.seq, int64(len(events)))
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
