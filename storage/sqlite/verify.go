package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"proffer/rewards"
)

// Verify implements rewards.Verifier. Each check is one statement, and so of one commit, and a view of its own, so that no
// long read keeps the log from being emptied.
func (st *Store) Verify(ctx context.Context, inChain func(brand, form string, version int, offer string) (bool, error), each func(rewards.Violation) error) error {
	for _, c := range checks {
		if err := st.read(ctx, time.Time{}, func(v *view) error {
			return v.query(func(row []driverValue) error {
				return each(rewards.Violation{Invariant: c.invariant, What: told(c.what, row)})
			}, c.sql)
		}); err != nil {
			return fmt.Errorf("verify %s: %w", c.invariant, err)
		}
	}
	if err := st.verifyChains(ctx, inChain, each); err != nil {
		return err
	}
	return st.verifyBonuses(ctx, each)
}

// told fills a row into a sentence: ids as they are written, the rest as text.
func told(what string, row []driverValue) string {
	args := make([]any, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case []byte:
			if u, err := uuid.FromBytes(v); err == nil {
				args[i] = u.String()
			} else {
				args[i] = string(v)
			}
		case nil:
			args[i] = "none"
		default:
			args[i] = v
		}
	}
	return fmt.Sprintf(what, args...)
}

// verifyChains asks once about each offer that a version gave, however often it did.
func (st *Store) verifyChains(ctx context.Context, inChain func(brand, form string, version int, offer string) (bool, error), each func(rewards.Violation) error) error {
	type given struct {
		brand, form, offer string
		version            int
		count              int64
		example            uuid.UUID
	}
	var list []given
	if err := st.read(ctx, time.Time{}, func(v *view) error {
		return v.query(func(row []driverValue) error {
			list = append(list, given{text(row[0]), text(row[1]), text(row[3]), int(number(row[2])), number(row[4]), id(blob(row[5]))})
			return nil
		}, `SELECT b.brand, f.form, x.version, o.offer, x.n, x.example FROM (
				SELECT r.form, r.version, g.offer, count(*) AS n, min(g.id) AS example FROM grants g
				JOIN responses r ON r.subject = g.subject AND r.rev = g.rev WHERE g.bonus IS NULL GROUP BY r.form, r.version, g.offer) x
			JOIN forms f ON f.id = x.form JOIN brands b ON b.id = f.brand JOIN offers o ON o.id = x.offer`)
	}); err != nil {
		return fmt.Errorf("verify %s: %w", rewards.InvariantChain, err)
	}
	for _, g := range list {
		in, err := inChain(g.brand, g.form, g.version, g.offer)
		if err != nil {
			return err
		}
		if !in {
			if err := each(rewards.Violation{Invariant: rewards.InvariantChain, What: fmt.Sprintf("%d grants of %s, such as %s, were given for version %d of %s/%s, which does not give it", g.count, g.offer, g.example, g.version, g.brand, g.form)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (st *Store) verifyBonuses(ctx context.Context, each func(rewards.Violation) error) error {
	return st.read(ctx, time.Time{}, func(v *view) error {
		type bonus struct {
			grant   uuid.UUID
			subject int64
			after   []string
		}
		var list []bonus
		if err := v.query(func(row []driverValue) error {
			b := bonus{grant: id(blob(row[0])), subject: number(row[1])}
			if err := json.Unmarshal(blob(row[2]), &b.after); err != nil || len(b.after) == 0 {
				return each(rewards.Violation{Invariant: rewards.InvariantBonus, What: fmt.Sprintf("grant %s does not say what it came after", b.grant)})
			}
			list = append(list, b)
			return nil
		}, "SELECT id, subject, CAST(bonus AS BLOB) FROM grants WHERE bonus IS NOT NULL"); err != nil {
			return err
		}
		for _, b := range list {
			for _, offer := range b.after {
				var one int
				held, err := v.row("SELECT 1 FROM grants g JOIN offers o ON o.id = g.offer WHERE g.subject = ? AND o.offer = ?", []any{b.subject, offer}, &one)
				if err != nil {
					return err
				}
				if !held {
					if err := each(rewards.Violation{Invariant: rewards.InvariantBonus, What: fmt.Sprintf("grant %s came after %s, which its person does not have", b.grant, offer)}); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}
