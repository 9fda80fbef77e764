package sqlite

import (
	"context"
	"database/sql"
	"time"

	"proffer/engine"
)

// page is how many responses one view of an export covers. A view that lasted for the whole export
// would keep the log from being written back, and an erasure from finishing.
const page = 200

// Responses implements engine.Store.
func (st *Store) Responses(ctx context.Context, brand, form string, now time.Time, each func(engine.Export) error) error {
	for after := int64(0); ; {
		var lines []engine.Export
		var last int64
		if err := st.read(ctx, now, func(v *view) (err error) {
			lines, last, err = v.exports(brand, form, after)
			return err
		}); err != nil {
			return err
		}
		for _, l := range lines {
			if err := each(l); err != nil {
				return err
			}
		}
		if last == 0 {
			return nil
		}
		after = last
	}
}

// exports reads the responses numbered above after, at most a page of them, and the last number it
// looked at, 0 at the end.
func (v *view) exports(brand, form string, after int64) (lines []engine.Export, last int64, err error) {
	type at struct {
		number int64
		w      who
		rev    int64
	}
	var list []at
	if err := v.rows(func(scan func(...any) error) error {
		a := at{w: who{brand: brand}}
		var subject []byte
		var key sql.NullInt64
		err := scan(&a.number, &a.rev, &a.w.n, &subject, &key)
		a.w.id, a.w.key = id(subject), uint32(key.Int64)
		list = append(list, a)
		return err
	}, `SELECT r.number, r.rev, s.n, s.subject, s.key FROM responses r JOIN subjects s ON s.n = r.subject
		WHERE r.form = (SELECT f.id FROM forms f JOIN brands b ON b.id = f.brand WHERE b.brand = ? AND f.form = ?) AND r.number > ?
		ORDER BY r.number LIMIT ?`, brand, form, after, page); err != nil {
		return nil, 0, err
	}
	for _, a := range list {
		last = a.number
		found, err := v.responses("r.subject = ? AND r.rev = ?", a.w.n, a.rev)
		if err != nil || len(found) == 0 {
			return nil, 0, err
		}
		x := engine.Export{Response: found[0]}
		o := &opener{v: v, w: a.w}
		if x.Preferences, err = v.values(o, "preferences", "p.subject = ? AND p.rev = ?", a.w.n, a.rev); err != nil {
			return nil, 0, err
		}
		if x.Feedback, err = v.values(o, "feedback", "p.subject = ? AND p.rev = ?", a.w.n, a.rev); err != nil {
			return nil, 0, err
		}
		if x.Context, err = v.context(o, "x.subject = ? AND x.rev = ?", a.w.n, a.rev); err != nil {
			return nil, 0, err
		}
		consents, err := v.consents("c.subject = ? AND c.rev = ?", a.w.n, a.rev)
		if err != nil {
			return nil, 0, err
		}
		grants, _, err := v.grants("g.subject = ? AND g.rev = ?", a.w.n, a.rev)
		if err != nil {
			return nil, 0, err
		}
		x.Grant, _ = parted(grants)
		if strip(&x.Response, len(x.Preferences)+len(x.Feedback)+len(x.Context)+len(live(consents, v.now)) > 0, len(grants) > 0, v.now) {
			lines = append(lines, x)
		}
	}
	return lines, last, nil
}
