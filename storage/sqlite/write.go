package sqlite

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/storage/vault"
)

// bare is how long a response of which no value is held keeps its detail: as long as its ticket can
// come again (7 days), and a day.
const bare = 8 * 24 * time.Hour

// commit is one exchange being written.
type commit struct {
	x   *engine.Exchange
	d   *engine.Decision
	b   *brand
	s   subject
	rev int64
	key *vault.Key
}

// write stores a decision. Nothing of it stays if it returns an error.
func (st *Store) write(c *commit) error {
	d := c.d
	f, err := st.form(c.b, c.x.Form)
	if err != nil {
		return err
	}
	before := c.s.n != 0
	if before && len(d.Withdrawn)+len(d.Removed)+len(d.Preferences)+len(d.Consents) > 0 {
		st.traces.Store(true)
	}
	if !before {
		if c.s.n, err = st.next(); err != nil {
			return err
		}
	}
	c.s.rev = c.rev
	if before && len(d.Withdrawn) > 0 {
		if err := st.withdraw(c.s.n, d.Withdrawn); err != nil {
			return err
		}
	}
	if before {
		for _, a := range d.Removed {
			if _, err := st.s.exec("DELETE FROM preferences WHERE subject = ? AND attribute = ?", c.s.n, a); err != nil {
				return err
			}
		}
	}
	st.schedule(c, before)
	if err := st.writeValues(c); err != nil {
		return err
	}
	if err := st.writeConsents(c); err != nil {
		return err
	}
	if len(d.Context) > 0 {
		if err := st.writeContext(c); err != nil {
			return err
		}
	}
	if c.x.Once != "" {
		if _, err := st.s.exec("INSERT OR REPLACE INTO once (subject, key, rev, until) VALUES (?, ?, ?, ?)", c.s.n, c.x.Once, c.rev, optional(nanos(c.x.Until))); err != nil {
			return err
		}
	}
	if err := st.writeGrants(c); err != nil {
		return err
	}
	if err := st.count(f, d.Votes, d.VoteStep); err != nil {
		return err
	}
	if err := st.writeResponse(c, f); err != nil {
		return err
	}
	if err := st.writeEvents(c); err != nil {
		return err
	}
	return st.put(c.b, c.x.Subject, c.s)
}

// schedule moves the subject's due to the first end among what is written now. Older responses may
// just have lost their last value, so one who was there before is looked at again in any case.
func (st *Store) schedule(c *commit, before bool) {
	soonest := func(t time.Time) {
		if n := nanos(t); n != 0 && (c.s.due == 0 || n < c.s.due) {
			c.s.due = n
		}
	}
	held := false
	for _, list := range [][]engine.Preference{c.d.Preferences, c.d.Feedback} {
		for _, p := range list {
			held = true
			for _, b := range p.Purposes {
				soonest(b.Until)
			}
		}
	}
	for _, k := range c.d.Consents {
		soonest(k.Until) // and holds no value
	}
	for _, p := range c.d.Context {
		held = true
		for _, b := range p.Purposes {
			soonest(b.Until)
		}
	}
	if c.x.Once != "" {
		soonest(c.x.Until)
	}
	if before || !held {
		soonest(c.d.Response.At.Add(bare))
	}
}

func (st *Store) writeResponse(c *commit, f *form) error {
	r := &c.d.Response
	r.Rev = c.rev
	raw, err := json.Marshal(detail{Outcome: r.Outcome, Because: r.OutcomeBecause, Items: r.Items, Catalog: r.Catalog, Revision: r.CatalogRevision,
		Kept: r.Kept, Declined: r.Declined, Dropped: r.Dropped, Known: r.Known, Removed: r.Removed, Knowledge: r.Knowledge})
	if err != nil {
		return refuse(fault.Wrap(fault.Internal, err, ""))
	}
	st.add(f, &f.responses, 1)
	seq := int64(0)
	if len(c.d.Events) > 0 {
		seq = c.b.seq + 1
	}
	_, err = st.s.exec(`INSERT INTO responses (subject, rev, id, form, number, version, at, locale, channel, stage, offer, refusal, seq, events, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.s.n, c.rev, c.x.Response[:], f.id, f.responses, r.Version, nanos(r.At),
		r.Locale, r.Channel, r.Stage, r.Offer, r.Refusal, seq, len(c.d.Events), raw)
	return err
}

// place is where a value may be opened: a preference at its attribute, feedback at its question.
func place(brand string, subject uuid.UUID, table string, p *engine.Preference) []string {
	return []string{brand, string(subject[:]), table, p.Attribute, p.Question, string(p.Response[:])}
}

func (st *Store) writeValues(c *commit) error {
	if err := st.writeList(c, "preferences", `INSERT OR REPLACE INTO preferences (subject, rev, question, attribute, value, sealed, purposes) VALUES `, c.d.Preferences); err != nil {
		return err
	}
	return st.writeList(c, "feedback", `INSERT INTO feedback (subject, rev, question, attribute, value, sealed, purposes) VALUES `, c.d.Feedback)
}

// maxRows bounds the rows of one statement, and so how many statements stay prepared.
const maxRows = 16

func (st *Store) writeList(c *commit, table, insert string, list []engine.Preference) error {
	args := st.args[:0]
	for i := range list {
		p := &list[i]
		p.Rev, p.Response = c.rev, c.x.Response
		value := []byte(p.Value)
		if p.Sealed {
			var err error
			if value, err = c.seal(table, p); err != nil {
				return refuse(err)
			}
		}
		purposes, err := st.encodePurposes(nil, p.Purposes)
		if err != nil {
			return err
		}
		args = append(args, c.s.n, c.rev, p.Question, p.Attribute, value, p.Sealed, purposes)
		if n := len(args) / 7; n == maxRows || i == len(list)-1 {
			if _, err := st.s.exec(st.rows(insert, 7, n), args...); err != nil {
				return err
			}
			args = args[:0]
		}
	}
	st.args = args[:0]
	return nil
}

func (c *commit) seal(table string, p *engine.Preference) ([]byte, error) {
	if c.key == nil {
		return nil, &fault.Error{Code: fault.Internal, Err: fmt.Errorf("form %s: a sealed value of %s in an exchange that said it seals none", c.x.Form, p.Attribute)}
	}
	if c.s.key != 0 && c.s.key != c.key.ID {
		return nil, &fault.Error{Code: fault.Unavailable, Detail: "sealed values cannot be stored now",
			Err: fmt.Errorf("the vault gave key %d for a subject whose values are sealed with key %d: the two files do not belong together", c.key.ID, c.s.key)}
	}
	c.s.key = c.key.ID
	return c.key.Seal(p.Value, place(c.x.Brand, c.x.Subject, table, p)...)
}

func (st *Store) writeConsents(c *commit) error {
	for i := range c.d.Consents {
		k := &c.d.Consents[i]
		k.Rev, k.Response = c.rev, c.x.Response
		if _, err := st.s.exec("INSERT OR REPLACE INTO consents (subject, purpose, rev, version, given, question, until, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			c.s.n, k.Purpose, c.rev, k.Version, k.Given, k.Question, nanos(k.Until), nanos(k.At)); err != nil {
			return err
		}
	}
	return nil
}
