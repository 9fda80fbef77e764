package sqlite

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

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
		row, err := st.s.one("SELECT until FROM once WHERE subject = ? AND key = ?", s.n, x.Once)
		if err != nil {
			return nil, false, err
		}
		if row != nil {
			if end := onceEnd(row[0]); !ended(end, st.o.Clock()) {
				return nil, false, refuse(errAnswered(end))
			}
		}
	}
	facts, err := st.facts(b, s, x)
	if err != nil {
		return nil, false, err
	}
	d, err := st.decide(x, facts)
	if err != nil {
		return nil, false, refuse(err)
	}
	return d, false, st.write(&commit{x: x, d: d, b: b, s: s, rev: facts.Rev, key: key})
}

// errAnswered says until when the once-key is taken; the zero time is for good.
func errAnswered(until time.Time) error {
	err := fault.At(fault.Conflict, "", "already_answered", "this was answered before, and can be answered once")
	err.Next = until
	return err
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
func (st *Store) facts(b *brand, s subject, x *engine.Exchange) (engine.Facts, error) {
	f := engine.Facts{Rev: s.rev + 1, Standing: map[string]engine.Consent{}, Offers: make(map[string]rewards.Facts, len(x.Offers))}
	form, err := st.form(b, x.Form)
	if err != nil {
		return f, err
	}
	f.Completed = form.responses
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
	for _, p := range x.Offers {
		o, err := st.offer(b, p.Offer)
		if err != nil {
			return f, err
		}
		rf := rewards.Facts{Taken: o.taken, Spent: o.spent}
		if s.n != 0 {
			row, err := st.s.one("SELECT count(*) FROM grants WHERE subject = ? AND offer = ? AND period = ? AND ordinal > 0", s.n, o.id, p.Period)
			if err != nil {
				return f, err
			}
			rf.Held = int(row[0].(int64))
		}
		if p.Pool != "" {
			if rf.Left, err = st.leftIn(b, p.Pool); err != nil {
				return f, err
			}
		}
		f.Offers[p.Offer] = rf
	}
	if len(x.Accounts) > 0 {
		if f.Balances, err = st.balances(s.n, x.Accounts); err != nil {
			return f, err
		}
	}
	if len(x.Attributes) > 0 {
		f.Held, err = st.heldAttributes(s.n, x.Attributes)
	}
	return f, err
}

// heldAttributes reads what a decision may know of what the subject holds.
func (st *Store) heldAttributes(n int64, attributes []string) (map[string]engine.Preference, error) {
	out := map[string]engine.Preference{}
	now := st.o.Clock()
	for _, a := range attributes {
		row, err := st.s.one("SELECT question, sealed, purposes, rev FROM preferences WHERE subject = ? AND attribute = ?", n, a)
		if err != nil {
			return nil, err
		}
		if row == nil {
			continue
		}
		p := engine.Preference{Attribute: a, Question: row[0].(string), Sealed: row[1].(int64) != 0, Rev: row[3].(int64)}
		if p.Purposes, err = decodePurposes(blob(row[2]), now, st.basisOf); err != nil {
			return nil, err
		}
		if len(p.Purposes) > 0 {
			out[a] = p
		}
	}
	return out, nil
}

// onceEnd is when a once-key is free again; the zero time: never.
func onceEnd(until driverValue) time.Time {
	if n, ok := until.(int64); ok {
		return moment(n)
	}
	return time.Time{}
}
