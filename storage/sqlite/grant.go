package sqlite

import (
	"encoding/json"
	"fmt"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// maxRecodes bounds the search for a code that is free. Lint keeps a pool far from full, so a chain
// this long means that codes are not drawn at random.
const maxRecodes = 64

// writeGrants stores what the chain gave and what came after it.
func (st *Store) writeGrants(c *commit) error {
	if c.d.Grant != nil {
		if err := st.writeGrant(c, &c.d.Give); err != nil {
			return err
		}
	}
	for i := range c.d.Bonuses {
		if err := st.writeGrant(c, &c.d.Bonuses[i]); err != nil {
			return err
		}
	}
	return nil
}

func (st *Store) writeGrant(c *commit, give *engine.Give) error {
	g := give.Grant
	o, err := st.offer(c.b, g.Offer)
	if err != nil {
		return err
	}
	if err := st.enters(o, g); err != nil {
		return err
	}
	if err := st.writeTerms(o, give.Terms); err != nil {
		return err
	}
	if err := st.writeCode(c, give); err != nil {
		return err
	}
	if err := st.move(c.b.id, c.s.n, give.Movements); err != nil {
		return err
	}
	var discount, bonus, available, until, expires any
	if g.Discount != nil {
		if discount, err = json.Marshal(g.Discount); err != nil {
			return refuse(fault.Wrap(fault.Internal, err, ""))
		}
	}
	if g.After != nil {
		if bonus, err = json.Marshal(g.After); err != nil {
			return refuse(fault.Wrap(fault.Internal, err, ""))
		}
	}
	if g.Available != nil {
		available = nanos(*g.Available)
	}
	if g.Until != nil {
		until = nanos(*g.Until)
	}
	if g.Expires != nil {
		expires = nanos(*g.Expires)
	}
	var left any
	if g.Left != nil {
		left = *g.Left
	}
	if _, err := st.s.exec(`INSERT INTO grants (subject, offer, period, ordinal, rev, id, version, kind, state, code, account, points, discount, at, expires,
		remaining, badge, spent, bonus, available, until, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.s.n, o.id, give.Period, give.Ordinal, c.rev, g.ID[:], g.Version, g.Kind, g.State,
		optional(g.Code), optional(g.Account), optional(g.Points), discount, nanos(g.At), expires,
		left, optional(g.Badge), give.Spent, bonus, available, until, optional(nanos(give.Due))); err != nil {
		return err
	}
	st.add(o, &o.taken, 1)
	if give.Spent != 0 {
		st.add(o, &o.spent, give.Spent)
	}
	return nil
}

// writeTerms keeps an offer's terms, once for each of its versions.
func (st *Store) writeTerms(o *offer, terms rewards.Offered) error {
	if terms.Version == "" || o.terms[terms.Version] {
		return nil
	}
	raw, err := json.Marshal(terms.Terms)
	if err != nil {
		return refuse(fault.Wrap(fault.Internal, err, ""))
	}
	if _, err := st.s.exec("INSERT INTO terms (offer, version, terms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", o.id, terms.Version, raw); err != nil {
		return err
	}
	remember(st, o.terms, terms.Version, true, true)
	return nil
}

// writeCode takes the grant's code from its pool or, if it was made, the first one after it that nobody has in this brand.
func (st *Store) writeCode(c *commit, give *engine.Give) error {
	if give.Pool != "" {
		return st.takeCode(c, give)
	}
	g := give.Grant
	if g.Code == "" {
		return nil
	}
	for n := 1; ; n++ {
		changed, err := st.s.exec("INSERT INTO codes (brand, code, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", c.b.id, g.Code, c.s.n)
		if err != nil || changed == 1 {
			return err
		}
		if give.Recode == nil || n > maxRecodes {
			return refuse(&fault.Error{Code: fault.Internal, Err: fmt.Errorf("offer %s: no free code after %d tries", g.Offer, n)})
		}
		g.Code = give.Recode(n)
	}
}
