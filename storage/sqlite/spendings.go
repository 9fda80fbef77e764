package sqlite

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"time"

	"proffer/engine"
	"proffer/rewards"
)

// Spendings implements engine.CostStore. Each page of responses is read on a view of its own, as in Responses.
func (st *Store) Spendings(ctx context.Context, brand, form string, from, to, now time.Time, each func(engine.Spending) error) error {
	type named struct {
		id          int64
		brand, form string
	}
	var list []named
	if err := st.read(ctx, now, func(v *view) error {
		return v.query(func(row []driverValue) error {
			list = append(list, named{number(row[0]), text(row[1]), text(row[2])})
			return nil
		}, "SELECT f.id, b.brand, f.form FROM forms f JOIN brands b ON b.id = f.brand WHERE ?1 IN ('', b.brand) AND ?2 IN ('', f.form) ORDER BY b.brand, f.form", brand, form)
	}); err != nil {
		return err
	}
	low, high := bound(from, math.MinInt64), bound(to, math.MaxInt64)
	for _, f := range list {
		for after := int64(0); ; {
			var lines []engine.Spending
			var last int64
			if err := st.read(ctx, now, func(v *view) (err error) {
				lines, last, err = v.spendings(f.id, after, low, high)
				return err
			}); err != nil {
				return err
			}
			for _, l := range lines {
				l.Brand, l.Form = f.brand, f.form
				if err := each(l); err != nil {
					return err
				}
			}
			if last == 0 {
				break
			}
			after = last
		}
	}
	return nil
}

// bound is a moment as rows have it, or none where there is none; what rows can't have is as far as they go.
func bound(at time.Time, none int64) int64 {
	switch {
	case at.IsZero():
		return none
	case at.Year() < 1700:
		return math.MinInt64
	case at.Year() > 2260:
		return math.MaxInt64
	}
	return nanos(at)
}

// spendings reads a page of a form's responses and the number of the last one, 0 if there is none.
func (v *view) spendings(form, after, low, high int64) (lines []engine.Spending, last int64, err error) {
	type at struct{ subject, rev int64 }
	places := map[at]int{}
	if err := v.query(func(row []driverValue) error {
		s, here := engine.Spending{Version: int(number(row[3])), At: moment(number(row[4]))}, at{number(row[1]), number(row[2])}
		last, places[here] = number(row[0]), len(lines)
		if raw := blob(row[5]); raw != nil {
			var d detail
			if err := json.Unmarshal(raw, &d); err != nil {
				return err
			}
			s.Kept, s.Listed = d.Kept, true
		}
		lines = append(lines, s)
		return nil
	}, "SELECT number, subject, rev, version, at, detail FROM responses WHERE form = ? AND number > ? AND at >= ? AND at < ? ORDER BY number LIMIT ?", form, after, low, high, page); err != nil || last == 0 {
		return nil, 0, err
	}
	for here, i := range places {
		if s := &lines[i]; s.Listed && !s.At.Add(bare).After(v.now) {
			if s.Listed, err = v.holds(here.subject, here.rev); err != nil {
				return nil, 0, err
			}
			if !s.Listed {
				s.Kept = nil
			}
		}
	}
	if err := v.query(func(row []driverValue) error {
		g := rewards.Grant{Offer: text(row[2]), Version: text(row[3]), Kind: text(row[4]), State: text(row[5]), Account: text(row[6]), Points: number(row[7]), At: moment(number(row[9]))}
		if left, is := row[8].(int64); is {
			g.Left = &left
		}
		if raw := text(row[10]); raw != "" {
			if err := json.Unmarshal([]byte(raw), &g.After); err != nil {
				return err
			}
		}
		if i, is := places[at{number(row[0]), number(row[1])}]; is {
			lines[i].Gave = append(lines[i].Gave, engine.Spent{Grant: g, Cost: number(row[11]), Used: number(row[12])})
		}
		return nil
	}, `SELECT r.subject, r.rev, o.offer, g.version, g.kind, g.state, g.account, g.points, g.remaining, g.at, g.bonus, g.spent,
			(SELECT CASE WHEN g.points IS NULL THEN count(*) ELSE coalesce(sum(d.points), 0) END FROM redemptions d WHERE d.subject = g.subject AND d."grant" = g.id AND d.undone IS NULL)
		FROM responses r CROSS JOIN grants g ON g.subject = r.subject AND g.rev = r.rev JOIN offers o ON o.id = g.offer
		WHERE r.form = ? AND r.number > ? AND r.number <= ? ORDER BY r.number, g.bonus IS NOT NULL, o.offer`, form, after, last); err != nil {
		return nil, 0, err
	}
	// What has ended and rests on nothing is as good as deleted.
	return slices.DeleteFunc(lines, func(s engine.Spending) bool { return !s.Listed && len(s.Gave) == 0 }), last, nil
}

// holds tells whether something of a response is held now, so that its lists are too.
func (v *view) holds(subject, rev int64) (bool, error) {
	for _, table := range []string{"preferences", "feedback"} {
		list, err := v.values(nil, table, "p.subject = ? AND p.rev = ?", subject, rev)
		if err != nil || len(list) > 0 {
			return len(list) > 0, err
		}
	}
	var purposes [][]byte
	if err := v.query(func(row []driverValue) error {
		purposes = append(purposes, kept(row[0]))
		return nil
	}, "SELECT purposes FROM context WHERE subject = ? AND rev = ?", subject, rev); err != nil {
		return false, err
	}
	for _, raw := range purposes {
		if list, err := decodePurposes(raw, v.now, v.basis); err != nil || len(list) > 0 {
			return len(list) > 0, err
		}
	}
	consents, err := v.consents("c.subject = ? AND c.rev = ?", subject, rev)
	return len(live(consents, v.now)) > 0, err
}
