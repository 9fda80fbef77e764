package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/rewards"
)

// Facts implements engine.Store.
func (st *Store) Facts(ctx context.Context, x *engine.Exchange, now time.Time) (engine.Facts, error) {
	f := engine.Facts{Standing: map[string]engine.Consent{}, Offers: make(map[string]rewards.Facts, len(x.Offers))}
	err := st.read(ctx, now, func(v *view) error {
		w, err := v.subject(x.Brand, x.Subject)
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
		var form int64
		if _, err := v.row("SELECT f.id, f.responses FROM forms f JOIN brands b ON b.id = f.brand WHERE b.brand = ? AND f.form = ?", []any{x.Brand, x.Form}, &form, &f.Completed); err != nil {
			return err
		}
		if x.Once != "" {
			if err := v.answered(&f, x, w, form); err != nil {
				return err
			}
		}
		for _, p := range x.Offers {
			var rf rewards.Facts
			if _, err := v.row(`SELECT o.taken, o.spent, (SELECT count(*) FROM grants g WHERE g.subject = ? AND g.offer = o.id AND g.period = ? AND g.ordinal > 0)
				FROM offers o JOIN brands b ON b.id = o.brand WHERE b.brand = ? AND o.offer = ?`,
				[]any{w.n, p.Period, x.Brand, p.Offer}, &rf.Taken, &rf.Spent, &rf.Held); err != nil {
				return err
			}
			if p.Pool != "" {
				left, _, err := v.pool(x.Brand, p.Pool)
				if err != nil {
					return err
				}
				rf.Left = &left
			}
			f.Offers[p.Offer] = rf
		}
		if len(x.Accounts) > 0 {
			if f.Balances, err = v.balances(w, x.Accounts); err != nil {
				return err
			}
		}
		if len(x.Attributes) == 0 {
			return nil
		}
		f.Held = map[string]engine.Preference{}
		list, err := v.held(nil, w, x.Attributes)
		for _, p := range list {
			p.Value, p.Response = nil, uuid.Nil
			f.Held[p.Attribute] = p
		}
		return err
	})
	if err != nil {
		return engine.Facts{}, err
	}
	return f, nil
}

// balances reads some accounts of a subject.
func (v *view) balances(w who, accounts []string) (map[string]rewards.Balance, error) {
	out := make(map[string]rewards.Balance, len(accounts))
	for _, account := range accounts {
		b := rewards.Balance{}
		found, err := v.row(balanceColumns+" WHERE a.subject = ? AND a.unit = ?", []any{w.n, account}, &b.Account, &b.Pending, &b.Available, &b.Earned)
		if err != nil {
			return nil, err
		}
		if found {
			out[account] = b
		}
	}
	return out, nil
}

// answered finds out whether the once-key is taken, of an anonymous poll by its hash.
func (v *view) answered(f *engine.Facts, x *engine.Exchange, w who, form int64) error {
	if x.Anonymous {
		var key []byte
		found, err := v.row("SELECT key FROM polls WHERE form = ?", []any{form}, &key)
		if err != nil || !found || len(key) == 0 {
			return err
		}
		var one int
		f.Answered, err = v.row("SELECT 1 FROM ballots WHERE form = ? AND hash = ?", []any{form, subjectHash(key, x)}, &one)
		return err
	}
	var until sql.NullInt64
	found, err := v.row("SELECT until FROM once WHERE subject = ? AND key = ?", []any{w.n, x.Once}, &until)
	if again := moment(until.Int64); found && !ended(again, v.now) {
		f.Answered, f.Again = true, again
	}
	return err
}

// Held implements engine.Store.
func (st *Store) Held(ctx context.Context, brand string, subject uuid.UUID, attributes []string, open bool, now time.Time) ([]engine.Preference, error) {
	var list []engine.Preference
	err := st.read(ctx, now, func(v *view) error {
		w, err := v.subject(brand, subject)
		if err != nil || w.n == 0 {
			return err
		}
		var o *opener
		if open {
			o = &opener{v: v, w: w}
		}
		list, err = v.held(o, w, attributes)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func (v *view) held(o *opener, w who, attributes []string) ([]engine.Preference, error) {
	var out []engine.Preference
	for _, a := range attributes {
		list, err := v.values(o, "preferences", "p.subject = ? AND p.attribute = ?", w.n, a)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}
