package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"proffer/rewards"
)

// versions asks once about each version what it gives, and says once that one can't be read.
type versions struct {
	gave func(brand, form string, version int) (rewards.Gave, error)
	each func(rewards.Violation) error
	seen map[versionName]rewards.Gave
}

type versionName struct {
	brand, form string
	version     int
}

func (n versionName) String() string {
	return fmt.Sprintf("version %d of %s/%s", n.version, n.brand, n.form)
}

// get is what a version gives; readable is false where nothing is known of it.
func (v *versions) get(name versionName) (g rewards.Gave, readable bool, err error) {
	g, seen := v.seen[name]
	if !seen {
		if g, err = v.gave(name.brand, name.form, name.version); err != nil {
			return g, false, err
		}
		v.seen[name] = g
		if g.Unreadable != "" {
			err = v.each(rewards.Violation{Invariant: rewards.InvariantChain, What: fmt.Sprintf("%s was answered and can't be read: %s", name, g.Unreadable)})
		}
	}
	return g, g.Unreadable == "", err
}

// verifyGave holds what was given against the versions for which it was given.
func (st *Store) verifyGave(ctx context.Context, gave func(brand, form string, version int) (rewards.Gave, error), each func(rewards.Violation) error) error {
	v := &versions{gave: gave, each: each, seen: map[versionName]rewards.Gave{}}
	if err := st.verifyAnswered(ctx, v); err != nil {
		return err
	}
	if err := st.verifyChains(ctx, v); err != nil {
		return err
	}
	return st.verifyBonuses(ctx, v)
}

// sums are rows of one statement that are judged after its view has ended: each is about many responses or grants.
type sum struct {
	name    versionName
	offer   string
	count   int64
	example uuid.UUID
}

func (st *Store) sums(ctx context.Context, what, sql string) ([]sum, error) {
	var list []sum
	err := st.verifying(ctx, what, sql, func(row []driverValue) error {
		list = append(list, sum{versionName{text(row[0]), text(row[1]), int(number(row[2]))}, text(row[3]), number(row[4]), id(blob(row[5]))})
		return nil
	})
	return list, err
}

// verifyAnswered looks at responses that were shown no offer and refused none: their version has to have none.
func (st *Store) verifyAnswered(ctx context.Context, v *versions) error {
	list, err := st.sums(ctx, rewards.InvariantGiven, `SELECT b.brand, f.form, x.version, '', x.n, x.example FROM (
			SELECT form, version, sum(offer = '' AND refusal = '') AS n, min(CASE WHEN offer = '' AND refusal = '' THEN id END) AS example FROM responses GROUP BY form, version) x
		JOIN forms f ON f.id = x.form JOIN brands b ON b.id = f.brand`)
	if err != nil {
		return err
	}
	for _, s := range list {
		g, readable, err := v.get(s.name)
		if err == nil && readable && s.count > 0 && len(g.Chains) > 0 {
			err = v.each(rewards.Violation{Invariant: rewards.InvariantGiven, What: fmt.Sprintf("%d responses to %s, such as %s, have neither a grant of its chain nor a refusal, and it gives %s",
				s.count, s.name, s.example, strings.Join(g.Chains, ", "))})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// verifyChains asks once about each offer that a version gave, however often it did.
func (st *Store) verifyChains(ctx context.Context, v *versions) error {
	list, err := st.sums(ctx, rewards.InvariantChain, `SELECT b.brand, f.form, x.version, o.offer, x.n, x.example FROM (
			SELECT r.form, r.version, g.offer, count(*) AS n, min(g.id) AS example FROM grants g
			JOIN responses r ON r.subject = g.subject AND r.rev = g.rev WHERE g.bonus IS NULL GROUP BY r.form, r.version, g.offer) x
		JOIN forms f ON f.id = x.form JOIN brands b ON b.id = f.brand JOIN offers o ON o.id = x.offer`)
	if err != nil {
		return err
	}
	for _, s := range list {
		g, readable, err := v.get(s.name)
		if err == nil && readable && !slices.Contains(g.Chains, s.offer) {
			err = v.each(rewards.Violation{Invariant: rewards.InvariantChain, What: fmt.Sprintf("%d grants of %s, such as %s, were given for %s, which does not give it", s.count, s.offer, s.example, s.name)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// verifyBonuses looks at each grant that was given because of others.
func (st *Store) verifyBonuses(ctx context.Context, v *versions) error {
	return st.verifying(ctx, rewards.InvariantBonus, `SELECT g.id, b.brand, f.form, r.version, o.offer, g.bonus,
			(SELECT json_group_array(p.offer) FROM grants h JOIN offers p ON p.id = h.offer WHERE h.subject = g.subject) AS held
		FROM grants g JOIN responses r ON r.subject = g.subject AND r.rev = g.rev JOIN forms f ON f.id = r.form JOIN brands b ON b.id = f.brand
		JOIN offers o ON o.id = g.offer WHERE g.bonus IS NOT NULL`, func(row []driverValue) error {
		grant, offer := id(blob(row[0])), text(row[4])
		wrong := func(format string, args ...any) error {
			return v.each(rewards.Violation{Invariant: rewards.InvariantBonus, What: fmt.Sprintf("grant %s "+format, append([]any{grant}, args...)...)})
		}
		var after, held []string
		if err := json.Unmarshal([]byte(text(row[5])), &after); err != nil || len(after) == 0 {
			return wrong("does not say what it came after")
		}
		if err := json.Unmarshal([]byte(text(row[6])), &held); err != nil {
			return err
		}
		name := versionName{text(row[1]), text(row[2]), int(number(row[3]))}
		g, readable, err := v.get(name)
		if err != nil || !readable {
			return err
		}
		counts, is := g.Bonuses[offer]
		if !is {
			return wrong("of %s came after others, and is no bonus of %s", offer, name)
		}
		for _, of := range counts {
			if !slices.ContainsFunc(of, func(id string) bool { return slices.Contains(held, id) }) {
				return wrong("came after %s, which its person does not have", strings.Join(of, " or "))
			}
		}
		return nil
	})
}
