package sqlite

import (
	"context"
	"sort"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
)

// Record implements engine.Store.
func (st *Store) Record(ctx context.Context, brand string, subject uuid.UUID, open bool, now time.Time) (*engine.Record, error) {
	rec := &engine.Record{}
	err := st.read(ctx, now, func(v *view) error {
		w, err := v.subject(brand, subject)
		if err != nil || w.n == 0 {
			return err
		}
		var o *opener
		if open {
			o = &opener{v: v, w: w}
		}
		if rec.Preferences, err = v.values(o, "preferences", "p.subject = ?", w.n); err != nil {
			return err
		}
		if rec.Feedback, err = v.values(o, "feedback", "p.subject = ?", w.n); err != nil {
			return err
		}
		if rec.Context, err = v.context(o, "x.subject = ?", w.n); err != nil {
			return err
		}
		all, err := v.consents("c.subject = ?", w.n)
		if err != nil {
			return err
		}
		for _, c := range standing(all, now) {
			rec.Consents = append(rec.Consents, c)
		}
		sort.Slice(rec.Consents, func(i, j int) bool { return rec.Consents[i].Purpose < rec.Consents[j].Purpose })
		grants, revs, err := v.grants("g.subject = ?", w.n)
		if err != nil {
			return err
		}
		rec.Grants = grants
		responses, err := v.responses("r.subject = ? ORDER BY r.rev", w.n)
		if err != nil {
			return err
		}
		held, grounds := map[int64]bool{}, map[int64]bool{}
		for _, p := range append(append([]engine.Preference{}, rec.Preferences...), rec.Feedback...) {
			held[p.Rev] = true
		}
		for _, p := range rec.Context {
			held[p.Rev] = true
		}
		for _, c := range live(all, now) {
			grounds[c.Rev] = true
		}
		for _, rev := range revs {
			grounds[rev] = true
		}
		for _, r := range responses {
			if strip(&r, held[r.Rev], grounds[r.Rev], now) {
				rec.Responses = append(rec.Responses, r)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rec, nil
}
