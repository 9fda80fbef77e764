package sqlite

import (
	"proffer/engine"
)

// sealedContext is a field of a response's context as sealing sees it: in a place of its own.
func sealedContext(p engine.Passed) *engine.Preference {
	return &engine.Preference{Attribute: p.Field, Question: p.Field, Value: p.Value, Sealed: true, Response: p.Response}
}

// writeContext keeps what the page passed in, sealed.
func (st *Store) writeContext(c *commit) error {
	for i := range c.d.Context {
		p := &c.d.Context[i]
		p.Rev, p.Response = c.rev, c.x.Response
		value, err := c.seal("context", sealedContext(*p))
		if err != nil {
			return refuse(err)
		}
		purposes, err := st.encodePurposes(nil, p.Purposes)
		if err != nil {
			return err
		}
		if _, err := st.s.exec("INSERT INTO context (subject, rev, field, value, purposes) VALUES (?, ?, ?, ?, ?)", c.s.n, c.rev, p.Field, value, purposes); err != nil {
			return err
		}
	}
	return nil
}

// context reads what pages passed in and has not ended. o is nil where it is to stay closed.
func (v *view) context(o *opener, where string, args ...any) ([]engine.Passed, error) {
	var list []engine.Passed
	var purposes [][]byte
	if err := v.rows(func(scan func(...any) error) error {
		var p engine.Passed
		var value, raw, response []byte
		if err := scan(&p.Field, &value, &raw, &p.Rev, &response); err != nil {
			return err
		}
		p.Value, p.Response = value, id(response)
		list, purposes = append(list, p), append(purposes, raw)
		return nil
	}, `SELECT x.field, x.value, x.purposes, x.rev, r.id FROM context x
		LEFT JOIN responses r ON r.subject = x.subject AND r.rev = x.rev WHERE `+where+` ORDER BY x.rev, x.field`, args...); err != nil {
		return nil, err
	}
	var out []engine.Passed
	for i, p := range list {
		var err error
		if p.Purposes, err = decodePurposes(purposes[i], v.now, v.basis); err != nil {
			return nil, err
		}
		if len(p.Purposes) == 0 {
			continue
		}
		if o == nil {
			p.Value = nil
		} else {
			sealed := sealedContext(p)
			if err := o.open("context", sealed); err != nil {
				return nil, err
			}
			p.Value = sealed.Value
		}
		out = append(out, p)
	}
	return out, nil
}
