package sqlite

import (
	"context"
	"fmt"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// AddCodes implements rewards.CodeStore.
func (st *Store) AddCodes(ctx context.Context, brand, pool string, codes []string) (added int, taken []int, err error) {
	if len(codes) > rewards.MaxAdded {
		return 0, nil, fault.New(fault.Invalid, "%d codes are too many for one call; give up to %d", len(codes), rewards.MaxAdded)
	}
	err = st.w.do(ctx, func() error {
		taken = nil
		b, err := st.brand(brand)
		if err != nil {
			return err
		}
		p, err := st.pool(b, pool, true)
		if err != nil {
			return err
		}
		n := p.total
		for i, code := range codes {
			changed, err := st.s.exec("INSERT INTO codes (brand, code, subject, pool) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING", b.id, code, p.id)
			if err != nil {
				return err
			}
			if changed == 0 {
				taken = append(taken, i)
				continue
			}
			n++
			if _, err := st.s.exec("INSERT INTO pooled (pool, n, code) VALUES (?, ?, ?)", p.id, n, code); err != nil {
				return err
			}
		}
		added = int(n - p.total)
		st.add(p, &p.left, n-p.total)
		st.add(p, &p.total, n-p.total)
		return nil
	})
	if err != nil {
		return 0, nil, err
	}
	return added, taken, nil
}

// TakenCodes implements rewards.CodeStore.
func (st *Store) TakenCodes(ctx context.Context, brand string, codes []string) ([]int, error) {
	var taken []int
	err := st.read(ctx, time.Time{}, func(v *view) error {
		seen := make(map[string]bool, len(codes))
		for i, code := range codes {
			var one int
			found, err := v.row("SELECT 1 FROM codes c JOIN brands b ON b.id = c.brand WHERE b.brand = ? AND c.code = ?", []any{brand, code}, &one)
			if err != nil {
				return err
			}
			if found || seen[code] {
				taken = append(taken, i)
			}
			seen[code] = true
		}
		return nil
	})
	return taken, err
}

// Pool implements rewards.CodeStore.
func (st *Store) Pool(ctx context.Context, brand, pool string) (left, total int64, err error) {
	err = st.read(ctx, time.Time{}, func(v *view) (err error) {
		left, total, err = v.pool(brand, pool)
		return err
	})
	return left, total, err
}

func (v *view) pool(brand, pool string) (left, total int64, err error) {
	_, err = v.row(`SELECT p."left", p.total FROM pools p JOIN brands b ON b.id = p.brand WHERE b.brand = ? AND p.pool = ?`, []any{brand, pool}, &left, &total)
	return left, total, err
}

// Pools implements rewards.CodeStore.
func (st *Store) Pools(ctx context.Context, brand string) ([]rewards.Pool, error) {
	list := []rewards.Pool{}
	err := st.read(ctx, time.Time{}, func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			var p rewards.Pool
			err := scan(&p.Pool, &p.Left, &p.Total)
			list = append(list, p)
			return err
		}, `SELECT p.pool, p."left", p.total FROM pools p JOIN brands b ON b.id = p.brand WHERE b.brand = ? ORDER BY p.pool`, brand)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// pool is one of the writer's counters, beside offers.
type pool struct {
	marked
	id, left, total int64
}

func (p *pool) flush(s *session) error {
	p.marked = false
	_, err := s.exec(`UPDATE pools SET "left" = ?, total = ? WHERE id = ?`, p.left, p.total, p.id)
	return err
}

// pool finds a pool of a brand, and makes it if it is to; else one that is not there is nil.
func (st *Store) pool(b *brand, name string, add bool) (*pool, error) {
	if p := b.pools[name]; p != nil {
		return p, nil
	}
	const find = `SELECT id, "left", total FROM pools WHERE brand = ? AND pool = ?`
	var row []driverValue
	var made bool
	var err error
	if add {
		row, made, err = st.known(find, "INSERT INTO pools (brand, pool) VALUES (?, ?)", b.id, name)
	} else {
		row, err = st.s.one(find, b.id, name)
	}
	if err != nil || row == nil {
		return nil, err
	}
	return remember(st, b.pools, name, &pool{id: row[0].(int64), left: row[1].(int64), total: row[2].(int64)}, made), nil
}

// leftIn is how many codes are left in a pool, as a decision sees it.
func (st *Store) leftIn(b *brand, name string) (*int64, error) {
	p, err := st.pool(b, name, false)
	if err != nil {
		return nil, err
	}
	var left int64
	if p != nil {
		left = p.left
	}
	return &left, nil
}

// takeCode gives the oldest code of a pool to the grant.
func (st *Store) takeCode(c *commit, give *engine.Give) error {
	p, err := st.pool(c.b, give.Pool, false)
	if err != nil {
		return err
	}
	var row []driverValue
	if p != nil {
		if row, err = st.s.one("SELECT n, code FROM pooled WHERE pool = ? ORDER BY n LIMIT 1", p.id); err != nil {
			return err
		}
	}
	if row == nil {
		return refuse(&fault.Error{Code: fault.Internal, Err: fmt.Errorf("offer %s: no code is left in the pool %s, and one was given", give.Grant.Offer, give.Pool)})
	}
	n, code := number(row[0]), text(row[1])
	if _, err := st.s.exec("DELETE FROM pooled WHERE pool = ? AND n = ?", p.id, n); err != nil {
		return err
	}
	if _, err := st.s.exec("UPDATE codes SET subject = ? WHERE brand = ? AND code = ?", c.s.n, c.b.id, code); err != nil {
		return err
	}
	st.add(p, &p.left, -1)
	give.Grant.Code = code
	return nil
}
