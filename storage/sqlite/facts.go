package sqlite

import (
	"context"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/rewards"
)

// Facts implements engine.Store.
func (st *Store) Facts(ctx context.Context, brand string, subject uuid.UUID, offers []engine.OfferPeriod, once string, now time.Time) (engine.Facts, bool, error) {
	f := engine.Facts{Standing: map[string]engine.Consent{}, Offers: make(map[string]rewards.Facts, len(offers))}
	answered := false
	err := st.read(ctx, now, func(v *view) error {
		w, err := v.subject(brand, subject)
		if err != nil {
			return err
		}
		f.Rev = w.rev + 1
		if w.n != 0 {
			all, err := v.consents("c.subject = ?", w.n)
			if err != nil {
				return err
			}
			f.Standing = standing(all, now)
		}
		if w.n != 0 && once != "" {
			var one int
			if answered, err = v.row("SELECT 1 FROM once WHERE subject = ? AND key = ?", []any{w.n, once}, &one); err != nil {
				return err
			}
		}
		for _, p := range offers {
			var rf rewards.Facts
			if _, err := v.row(`SELECT o.taken, o.spent, (SELECT count(*) FROM grants g WHERE g.subject = ? AND g.offer = o.id AND g.period = ?)
				FROM offers o JOIN brands b ON b.id = o.brand WHERE b.brand = ? AND o.offer = ?`,
				[]any{w.n, p.Period, brand, p.Offer}, &rf.Taken, &rf.Spent, &rf.Held); err != nil {
				return err
			}
			f.Offers[p.Offer] = rf
		}
		return nil
	})
	if err != nil {
		return engine.Facts{}, false, err
	}
	return f, answered, nil
}
