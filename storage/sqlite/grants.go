package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

func errNoGrant() error { return fault.New(fault.NotFound, "there is no such grant") }

// Grant implements rewards.GrantStore.
func (st *Store) Grant(ctx context.Context, brand string, grant uuid.UUID) (*rewards.Held, error) {
	var held *rewards.Held
	err := st.read(ctx, time.Time{}, func(v *view) error {
		list, _, err := helds(v, "g.id = ? AND b.brand = ?", grant[:], brand)
		if err == nil && len(list) == 0 {
			err = errNoGrant()
		}
		if err == nil {
			held = &list[0]
		}
		return err
	})
	return held, err
}

// Given implements rewards.GrantStore.
func (st *Store) Given(ctx context.Context, brand string, grant uuid.UUID) (g *rewards.Grant, subject uuid.UUID, err error) {
	err = st.read(ctx, time.Time{}, func(v *view) error {
		var raw []byte
		found, err := v.row("SELECT s.subject FROM grants g JOIN subjects s ON s.n = g.subject JOIN brands b ON b.id = s.brand WHERE g.id = ? AND b.brand = ?",
			[]any{grant[:], brand}, &raw)
		if err == nil && !found {
			err = errNoGrant()
		}
		if err != nil {
			return err
		}
		list, _, err := grantsOf(v, "g.id = ?", grant[:])
		if err == nil {
			g, subject = &list[0], id(raw)
		}
		return err
	})
	return g, subject, err
}

// GrantByCode implements rewards.GrantStore.
func (st *Store) GrantByCode(ctx context.Context, brand, code string) (uuid.UUID, error) {
	var raw []byte
	err := st.read(ctx, time.Time{}, func(v *view) error {
		found, err := v.row(`SELECT g.id FROM codes c JOIN brands b ON b.id = c.brand JOIN grants g ON g.subject = c.subject AND g.code = c.code WHERE b.brand = ? AND c.code = ?`,
			[]any{brand, code}, &raw)
		if err == nil && !found {
			err = errNoGrant()
		}
		return err
	})
	return id(raw), err
}

// Due implements rewards.GrantStore.
func (st *Store) Due(ctx context.Context, now time.Time, limit int) ([]rewards.GrantName, error) {
	var out []rewards.GrantName
	err := st.read(ctx, now, func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			var name rewards.GrantName
			var raw []byte
			err := scan(&name.Brand, &raw)
			name.Grant = id(raw)
			out = append(out, name)
			return err
		}, `SELECT b.brand, g.id FROM grants g JOIN subjects s ON s.n = g.subject JOIN brands b ON b.id = s.brand
			WHERE g.due IS NOT NULL AND g.due <= ? ORDER BY g.due LIMIT ?`, nanos(now), limit)
	})
	return out, err
}

// Balances implements rewards.GrantStore.
func (st *Store) Balances(ctx context.Context, brand string, subject uuid.UUID) ([]rewards.Balance, error) {
	var out []rewards.Balance
	err := st.read(ctx, time.Time{}, func(v *view) error {
		w, err := v.subject(brand, subject)
		if err != nil || w.n == 0 {
			return err
		}
		return v.rows(func(scan func(...any) error) error {
			var b rewards.Balance
			err := scan(&b.Account, &b.Pending, &b.Available, &b.Earned)
			out = append(out, b)
			return err
		}, balanceColumns+" WHERE a.subject = ? ORDER BY a.unit", w.n)
	})
	return out, err
}

// balanceColumns sums up the journal for each account of a subject.
const balanceColumns = `SELECT a.unit,
	coalesce((SELECT sum(amount) FROM journal WHERE account = a.pending AND typeof(account) = 'blob'), 0) - coalesce((SELECT sum(amount) FROM journal WHERE source = a.pending AND typeof(source) = 'blob'), 0),
	coalesce((SELECT sum(amount) FROM journal WHERE account = a.account AND typeof(account) = 'blob'), 0) - coalesce((SELECT sum(amount) FROM journal WHERE source = a.account AND typeof(source) = 'blob'), 0),
	coalesce((SELECT sum(points) FROM grants WHERE subject = a.subject AND account = a.unit), 0)
	FROM accounts a`

// balances reads some accounts of a subject, inside the write.
func (st *Store) balances(n int64, accounts []string) (map[string]rewards.Balance, error) {
	out := make(map[string]rewards.Balance, len(accounts))
	if n == 0 {
		return out, nil
	}
	for _, account := range accounts {
		row, err := st.s.one(balanceColumns+" WHERE a.subject = ? AND a.unit = ?", n, account)
		if err != nil {
			return nil, err
		}
		if row != nil {
			out[account] = rewards.Balance{Account: account, Pending: number(row[1]), Available: number(row[2]), Earned: number(row[3])}
		}
	}
	return out, nil
}

// grantsOf reads grants in the order in which they were made, what a chain gave before what came after it, with the rev of each one's response.
func grantsOf(src source, where string, args ...any) ([]rewards.Grant, []int64, error) {
	var list []rewards.Grant
	var revs []int64
	err := src.query(func(row []driverValue) error {
		g := rewards.Grant{
			ID: id(blob(row[0])), Offer: text(row[1]), Version: text(row[2]), Kind: text(row[3]), State: text(row[4]), Code: text(row[5]), Account: text(row[6]),
			Points: number(row[7]), Response: id(blob(row[9])), At: moment(number(row[10])), Expires: when(row[11]), Badge: text(row[14]), Available: when(row[16]), Until: when(row[17]),
		}
		if raw := blob(row[8]); raw != nil {
			g.Discount = &rewards.Discount{}
			if err := json.Unmarshal(raw, g.Discount); err != nil {
				return err
			}
		}
		if left, is := row[13].(int64); is {
			g.Left = &left
		}
		if raw := blob(row[15]); raw != nil {
			if err := json.Unmarshal(raw, &g.After); err != nil {
				return err
			}
		}
		list, revs = append(list, g), append(revs, number(row[12]))
		return nil
	}, `SELECT g.id, o.offer, g.version, g.kind, g.state, g.code, g.account, g.points, g.discount, r.id, g.at, g.expires, g.rev, g.remaining, g.badge, g.bonus, g.available, g.until FROM grants g
		JOIN offers o ON o.id = g.offer LEFT JOIN responses r ON r.subject = g.subject AND r.rev = g.rev WHERE `+where, args...)
	return list, revs, err
}

// heldOrder is that in which things were given.
const heldOrder = " ORDER BY g.rev, g.bonus IS NOT NULL, o.offer"

func (v *view) grants(where string, args ...any) ([]rewards.Grant, []int64, error) {
	return grantsOf(v, where+heldOrder, args...)
}

// helds reads grants of a brand with all that a decision about them may know, each with its subject's number.
func helds(src source, where string, args ...any) (out []rewards.Held, of []int64, err error) {
	var grants []uuid.UUID
	if err := src.query(func(row []driverValue) error {
		h := rewards.Held{Brand: text(row[1]), Subject: id(blob(row[2]))}
		if raw := blob(row[3]); raw != nil {
			if err := json.Unmarshal(raw, &h.Terms); err != nil {
				return err
			}
		}
		out, of, grants = append(out, h), append(of, number(row[0])), append(grants, id(blob(row[4])))
		return nil
	}, `SELECT s.n, b.brand, s.subject, t.terms, g.id FROM grants g JOIN offers o ON o.id = g.offer JOIN subjects s ON s.n = g.subject JOIN brands b ON b.id = s.brand
		LEFT JOIN terms t ON t.offer = g.offer AND t.version = g.version WHERE `+where+heldOrder, args...); err != nil {
		return nil, nil, err
	}
	for i, grant := range grants {
		list, _, err := grantsOf(src, "g.id = ?", grant[:])
		if err != nil {
			return nil, nil, err
		}
		out[i].Grant = list[0]
		if out[i].Redemptions, err = redemptionsOf(src, of[i], grant); err != nil {
			return nil, nil, err
		}
		if out[i].Movements, err = movementsOf(src, of[i], grant); err != nil {
			return nil, nil, err
		}
	}
	return out, of, nil
}

func redemptionsOf(src source, n int64, grant uuid.UUID) ([]rewards.Redemption, error) {
	var out []rewards.Redemption
	err := src.query(func(row []driverValue) error {
		out = append(out, rewards.Redemption{ID: id(blob(row[0])), Grant: grant, Key: text(row[1]), Points: number(row[2]), By: text(row[3]), Why: text(row[4]),
			At: moment(number(row[5])), Until: when(row[6]), Undone: when(row[7])})
		return nil
	}, `SELECT id, key, points, actor, why, at, until, undone FROM redemptions WHERE subject = ? AND "grant" = ? ORDER BY at, id`, n, grant[:])
	return out, err
}

// movementsOf are a grant's journal records, with the person's accounts under their names.
func movementsOf(src source, n int64, grant uuid.UUID) ([]rewards.Movement, error) {
	var out []rewards.Movement
	err := src.query(func(row []driverValue) error {
		out = append(out, rewards.Movement{Grant: grant, Unit: text(row[0]), Amount: number(row[1]), From: text(row[2]), To: text(row[3]), At: moment(number(row[4]))})
		return nil
	}, `SELECT j.unit, j.amount,
		CASE j.source WHEN a.account THEN '`+rewards.AccountAvailable+`' WHEN a.pending THEN '`+rewards.AccountPending+`' ELSE j.source END,
		CASE j.account WHEN a.account THEN '`+rewards.AccountAvailable+`' WHEN a.pending THEN '`+rewards.AccountPending+`' ELSE j.account END, j.at
		FROM journal j LEFT JOIN accounts a ON a.subject = ? AND a.unit = j.unit WHERE j."grant" = ? ORDER BY j.n`, n, grant[:])
	return out, err
}
