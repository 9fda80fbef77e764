package sqlite

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

// Change implements rewards.GrantStore.
func (st *Store) Change(ctx context.Context, brand string, grant uuid.UUID, decide func(rewards.Held) (*rewards.Change, error)) (*rewards.Change, error) {
	var out *rewards.Change
	err := st.w.do(ctx, func() error {
		out = nil
		list, of, err := helds(st.s, "g.id = ? AND b.brand = ?", grant[:], brand)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return refuse(errNoGrant())
		}
		change, err := guarded(st, func() (*rewards.Change, error) { return decide(list[0]) })
		if err != nil || change == nil {
			return err
		}
		if err := st.change(list[0], of[0], change); err != nil {
			return err
		}
		out = change
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Spend implements rewards.GrantStore.
func (st *Store) Spend(ctx context.Context, brand string, subject uuid.UUID, account string, decide func([]rewards.Held) ([]rewards.Change, error)) error {
	return st.w.do(ctx, func() error {
		b, err := st.brand(brand)
		if err != nil {
			return err
		}
		s, err := st.subject(b, brand, subject)
		if err != nil {
			return err
		}
		list, of, err := helds(st.s, "g.subject = ? AND g.account = ?", s.n, account)
		if err != nil {
			return err
		}
		changes, err := guarded(st, func() ([]rewards.Change, error) { return decide(list) })
		if err != nil {
			return err
		}
		for i := range changes {
			for k, h := range list {
				if h.Grant.ID != changes[i].Grant.ID {
					continue
				}
				if err := st.change(h, of[k], &changes[i]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// guarded keeps the writer alive if a decision panics, and makes its error this operation's own.
func guarded[T any](st *Store, decide func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			st.o.Log.Error("a decision about a grant panicked", "type", fmt.Sprintf("%T", p))
			err = refuse(&fault.Error{Code: fault.Internal, Err: fmt.Errorf("a panic of type %T in a decision", p)})
		}
	}()
	if out, err = decide(); err != nil {
		err = refuse(err)
	}
	return out, err
}

// change writes what was decided about one grant.
func (st *Store) change(before rewards.Held, n int64, c *rewards.Change) error {
	g := c.Grant
	if g.State != before.Grant.State && !rewards.Forward(before.Grant.State, g.State) {
		return refuse(&fault.Error{Code: fault.Internal, Err: fmt.Errorf("grant %s: %s after %s", g.ID, g.State, before.Grant.State)})
	}
	b, err := st.brand(before.Brand)
	if err != nil {
		return err
	}
	if err := st.rename(b, n, before.Grant.Code, g.Code); err != nil {
		return err
	}
	var left, available, until any
	if g.Left != nil {
		left = *g.Left
	}
	if g.Available != nil {
		available = nanos(*g.Available)
	}
	if g.Until != nil {
		until = nanos(*g.Until)
	}
	if _, err := st.s.exec("UPDATE grants SET state = ?, code = ?, remaining = ?, available = ?, until = ?, due = ? WHERE id = ?",
		g.State, optional(g.Code), left, available, until, optional(nanos(c.Due)), g.ID[:]); err != nil {
		return err
	}
	if err := st.redemption(n, c); err != nil {
		return err
	}
	if err := st.move(b.id, n, c.Movements); err != nil {
		return err
	}
	if c.Returned {
		if err := st.giveBack(b, n, g); err != nil {
			return err
		}
	}
	if _, err := st.s.exec("UPDATE subjects SET rev = rev + 1 WHERE n = ?", n); err != nil {
		return err
	}
	row, err := st.s.one("SELECT rev FROM grants WHERE id = ?", g.ID[:])
	if err != nil {
		return err
	}
	return st.announce(b, before.Brand, row[0].(int64), n, uuid.Nil, c.Events)
}

// rename takes the code that another system gave.
func (st *Store) rename(b *brand, n int64, before, code string) error {
	if code == before || code == "" {
		return nil
	}
	if before != "" {
		return refuse(&fault.Error{Code: fault.Internal, Err: fmt.Errorf("a grant's code was changed")})
	}
	changed, err := st.s.exec("INSERT INTO codes (brand, code, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", b.id, code, n)
	if err == nil && changed == 0 {
		err = refuse(fault.At(fault.Conflict, "/code", "code_taken", "another grant of the brand has this code"))
	}
	return err
}

func (st *Store) redemption(n int64, c *rewards.Change) error {
	if r := c.Made; r != nil {
		var until any
		if r.Until != nil {
			until = nanos(*r.Until)
		}
		if _, err := st.s.exec(`INSERT INTO redemptions (subject, "grant", id, key, points, actor, why, at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			n, r.Grant[:], r.ID[:], r.Key, r.Points, r.By, optional(r.Why), nanos(r.At), until); err != nil {
			return err
		}
	}
	if r := c.Undone; r != nil {
		if _, err := st.s.exec(`UPDATE redemptions SET undone = ? WHERE subject = ? AND "grant" = ? AND id = ?`, nanos(*r.Undone), n, r.Grant[:], r.ID[:]); err != nil {
			return err
		}
	}
	return nil
}

// giveBack takes a released grant out of its offer's counters, and frees its once-key.
func (st *Store) giveBack(b *brand, n int64, g rewards.Grant) error {
	o, err := st.offer(b, g.Offer)
	if err != nil {
		return err
	}
	row, err := st.s.one("SELECT spent FROM grants WHERE subject = ? AND id = ?", n, g.ID[:])
	if err != nil {
		return err
	}
	if _, err := st.s.exec("UPDATE grants SET ordinal = -rev WHERE subject = ? AND id = ?", n, g.ID[:]); err != nil {
		return err
	}
	st.add(o, &o.taken, -1)
	st.add(o, &o.spent, -row[0].(int64))
	return nil
}
