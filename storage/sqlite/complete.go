package sqlite

import (
	"context"
	"fmt"
	"runtime/debug"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
	"proffer/storage/vault"
)

// Complete implements engine.Store.
func (st *Store) Complete(ctx context.Context, x *engine.Exchange) (*engine.Decision, bool, error) {
	var key *vault.Key
	if x.Seals {
		var err error
		if key, err = st.sealingKey(ctx, x); err != nil {
			return nil, false, err
		}
	}
	var d *engine.Decision
	var replayed bool
	err := st.w.do(ctx, func() (err error) {
		d, replayed, err = st.complete(x, key)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return d, replayed, nil
}

// sealingKey makes the subject's key durable before the exchange that may need it is written.
func (st *Store) sealingKey(ctx context.Context, x *engine.Exchange) (*vault.Key, error) {
	known, err := st.knownKey(ctx, x.Brand, x.Subject)
	if err != nil {
		return nil, err
	}
	return st.vault.Ensure(ctx, st.vault.Holder(x.Brand, x.Subject), known)
}

func (st *Store) complete(x *engine.Exchange, key *vault.Key) (*engine.Decision, bool, error) {
	b, err := st.brand(x.Brand)
	if err != nil {
		return nil, false, err
	}
	s, err := st.subject(b, x.Brand, x.Subject)
	if err != nil {
		return nil, false, err
	}
	there, err := st.s.one("SELECT 1 FROM responses WHERE id = ?", x.Response[:])
	if err != nil {
		return nil, false, err
	}
	if there != nil {
		return nil, true, nil
	}
	if x.Once != "" && s.n != 0 {
		taken, err := st.s.one("SELECT 1 FROM once WHERE subject = ? AND key = ?", s.n, x.Once)
		if err != nil {
			return nil, false, err
		}
		if taken != nil {
			return nil, false, refuse(errAnswered())
		}
	}
	facts, err := st.facts(b, s, x.Offers)
	if err != nil {
		return nil, false, err
	}
	d, err := st.decide(x, facts)
	if err != nil {
		return nil, false, refuse(err)
	}
	return d, false, st.write(&commit{x: x, d: d, b: b, s: s, rev: facts.Rev, key: key})
}

func errAnswered() error {
	return fault.At(fault.Conflict, "", "already_answered", "this was answered before, and can be answered once")
}

// decide keeps the writer alive if the decision panics.
func (st *Store) decide(x *engine.Exchange, facts engine.Facts) (d *engine.Decision, err error) {
	defer func() {
		if p := recover(); p != nil {
			// What the panic says may hold an answer; its type and place do not.
			st.o.Log.Error("a decision panicked", "brand", x.Brand, "form", x.Form, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			d, err = nil, &fault.Error{Code: fault.Internal, Err: fmt.Errorf("a panic of type %T in a decision", p)}
		}
	}()
	if d, err = x.Decide(facts); err == nil && d == nil {
		err = &fault.Error{Code: fault.Internal, Err: fmt.Errorf("a decision about form %s that is nil", x.Form)}
	}
	return d, err
}

// facts reads what a decision may know, inside the write.
func (st *Store) facts(b *brand, s subject, offers []engine.OfferPeriod) (engine.Facts, error) {
	f := engine.Facts{Rev: s.rev + 1, Standing: map[string]engine.Consent{}, Offers: make(map[string]rewards.Facts, len(offers))}
	if s.n != 0 {
		var list []engine.Consent
		if err := st.s.query(func(row []driverValue) error {
			list = append(list, consentOf(row))
			return nil
		}, consentColumns+" WHERE c.subject = ? ORDER BY c.rev", s.n); err != nil {
			return f, err
		}
		f.Standing = standing(list, st.o.Clock())
	}
	for _, p := range offers {
		o, err := st.offer(b, p.Offer)
		if err != nil {
			return f, err
		}
		rf := rewards.Facts{Taken: o.taken, Spent: o.spent}
		if s.n != 0 {
			row, err := st.s.one("SELECT count(*) FROM grants WHERE subject = ? AND offer = ? AND period = ?", s.n, o.id, p.Period)
			if err != nil {
				return f, err
			}
			rf.Held = int(row[0].(int64))
		}
		f.Offers[p.Offer] = rf
	}
	return f, nil
}
