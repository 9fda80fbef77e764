package sqlite

import (
	"crypto/rand"
	"encoding/json"
	"fmt"

	"proffer/forms/fault"
)

// maxRecodes bounds the search for a code that is free. Lint keeps a pool far from full, so a chain
// this long means that codes are not drawn at random.
const maxRecodes = 64

func (st *Store) writeGrant(c *commit) error {
	g := c.d.Grant
	if g == nil {
		return nil
	}
	o, err := st.offer(c.b, g.Offer)
	if err != nil {
		return err
	}
	if err := st.writeCode(c); err != nil {
		return err
	}
	var movement any
	if m := c.d.Movement; m != nil {
		account, err := st.account(c.s.n, m.Unit)
		if err != nil {
			return err
		}
		if _, err := st.s.exec(`INSERT INTO journal (brand, unit, amount, source, account, "grant", at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			c.b.id, m.Unit, m.Amount, m.From, account, m.Grant[:], nanos(m.At)); err != nil {
			return err
		}
		row, err := st.s.one("SELECT last_insert_rowid()")
		if err != nil {
			return err
		}
		movement = row[0]
	}
	var discount, expires any
	if g.Discount != nil {
		if discount, err = json.Marshal(g.Discount); err != nil {
			return refuse(fault.Wrap(fault.Internal, err, ""))
		}
	}
	if g.Expires != nil {
		expires = nanos(*g.Expires)
	}
	if _, err := st.s.exec(`INSERT INTO grants (subject, offer, period, ordinal, rev, id, version, kind, state, code, account, points, discount, at, expires, movement)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.s.n, o.id, c.d.Period, c.d.Ordinal, c.rev, g.ID[:], g.Version, g.Kind, g.State,
		optional(g.Code), optional(g.Account), optional(g.Points), discount, nanos(g.At), expires, movement); err != nil {
		return err
	}
	st.add(o, &o.taken, 1)
	if c.d.Spent != 0 {
		st.add(o, &o.spent, c.d.Spent)
	}
	return nil
}

// writeCode takes the grant's code, or the first one after it that nobody has in this brand.
func (st *Store) writeCode(c *commit) error {
	g := c.d.Grant
	if g.Code == "" {
		return nil
	}
	for n := 1; ; n++ {
		changed, err := st.s.exec("INSERT INTO codes (brand, code, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", c.b.id, g.Code, c.s.n)
		if err != nil || changed == 1 {
			return err
		}
		if c.d.Recode == nil || n > maxRecodes {
			return refuse(&fault.Error{Code: fault.Internal, Err: fmt.Errorf("offer %s: no free code after %d tries", g.Offer, n)})
		}
		g.Code = c.d.Recode(n)
	}
}

// account returns the subject's account of a unit; its id is random, so that the journal alone
// names nobody.
func (st *Store) account(n int64, unit string) ([]byte, error) {
	row, err := st.s.one("SELECT account FROM accounts WHERE subject = ? AND unit = ?", n, unit)
	if err != nil {
		return nil, err
	}
	if row != nil {
		return row[0].([]byte), nil
	}
	account := make([]byte, 16)
	if _, err := rand.Read(account); err != nil {
		return nil, refuse(fault.Wrap(fault.Internal, err, ""))
	}
	_, err = st.s.exec("INSERT INTO accounts (subject, unit, account) VALUES (?, ?, ?)", n, unit, account)
	return account, err
}
