package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"proffer/rewards"
)

// versions asks once about each version what it gives, and says once that one can't be read.
type versions struct {
	*verification
	ctx  context.Context
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
			err = v.wrong(rewards.InvariantChain, "%s was answered and can't be read: %s", name, g.Unreadable)
		}
	}
	return g, g.Unreadable == "", err
}

func (v *versions) wrong(invariant, format string, args ...any) error {
	return v.tell(v.ctx, invariant, fmt.Sprintf(format, args...))
}

// verifyGave holds what was given against the responses and the versions for which it was given, and the events of that.
func (v *verification) verifyGave(ctx context.Context, l look) error {
	by := &versions{verification: v, ctx: ctx, seen: map[versionName]rewards.Gave{}}
	for _, part := range []func(source) error{by.answers, by.bonuses} {
		if err := l(ctx, part); err != nil {
			return fmt.Errorf("verify what was given: %w", err)
		}
	}
	return nil
}

// told counts the events of a grant g's being given among those of its response r to a form f.
const told = `(SELECT count(*) FROM events e WHERE e.brand = f.brand AND e.seq BETWEEN r.seq AND r.seq + r.events - 1 AND (e.about = g.id OR (g.bonus IS NULL AND e.granted))
		AND (e.type = (SELECT id FROM types WHERE type = 'reward.granted') OR e.type = (SELECT id FROM types WHERE type = 'reward.reserved')))`

// answered goes along the responses once, each with the grant of its chain: how many have not exactly what they say; whether there are
// such grants elsewhere; how many are not told once; and which versions gave which offers, 0 being none, and whether nothing was
// offered. As many rows as responses means that none has two grants.
const answered = `SELECT sum((g.id IS NOT NULL) <> (r.offer <> '' AND r.refusal = '')) OR count(*) <> (SELECT count(*) FROM responses),
		count(g.id) <> (SELECT count(*) FROM grants WHERE bonus IS NULL), sum(g.id IS NOT NULL AND ` + told + ` <> 1),
		group_concat(DISTINCT r.form || ' ' || r.version || ' ' || coalesce(g.offer, 0) || ' ' || (r.offer = '' AND r.refusal = ''))
	FROM responses r CROSS JOIN forms f ON f.id = r.form LEFT JOIN grants g ON g.subject = r.subject AND g.rev = r.rev AND g.bonus IS NULL WHERE r.subject > 0`

// answeredChecks find the rows of which answered tells in its first columns that there are some.
var answeredChecks = []check{
	{rewards.InvariantGiven, "response %s was shown %s, and has %d grants of its chain and the refusal %q",
		`SELECT r.id, coalesce(nullif(r.offer, ''), 'nothing'), (SELECT count(*) FROM grants g WHERE g.subject = r.subject AND g.rev = r.rev AND g.bonus IS NULL) AS n, r.refusal
		FROM responses r WHERE n <> (r.offer <> '' AND r.refusal = '')`},
	{rewards.InvariantGiven, "grant %s belongs to no response",
		`SELECT g.id FROM grants g WHERE g.bonus IS NULL AND NOT EXISTS (SELECT 1 FROM responses r WHERE r.subject = g.subject AND r.rev = g.rev)`},
	{rewards.InvariantEvents, toldWrong,
		`SELECT g.id, ` + told + ` AS n FROM responses r CROSS JOIN forms f ON f.id = r.form CROSS JOIN grants g ON g.subject = r.subject AND g.rev = r.rev WHERE g.bonus IS NULL AND n <> 1`},
}

const toldWrong = "grant %s is told by %d events of its being given, and was given once"

func (v *versions) answers(src source) error {
	var wrong []driverValue
	var all string
	if err := src.query(func(row []driverValue) error {
		wrong, all = append(wrong, row[:len(answeredChecks)]...), text(row[len(answeredChecks)])
		return nil
	}, answered); err != nil {
		return err
	}
	for i, c := range answeredChecks {
		if number(wrong[i]) == 0 {
			continue
		}
		if err := v.rows(v.ctx, src, c); err != nil {
			return err
		}
	}
	for one := range strings.SplitSeq(all, ",") {
		var form, version, offer, nothing int64
		if n, _ := fmt.Sscan(one, &form, &version, &offer, &nothing); n != 4 {
			continue // there is no response
		}
		if err := v.gives(src, form, version, offer, nothing != 0); err != nil {
			return err
		}
	}
	return nil
}

// gives asks once about what a version gave, however often it did: an offer, or none, without a refusal if there was nothing to refuse.
func (v *versions) gives(src source, form, version, offer int64, nothing bool) error {
	name, gave := versionName{version: int(version)}, ""
	if err := src.query(func(row []driverValue) error {
		name.brand, name.form, gave = text(row[0]), text(row[1]), text(row[2])
		return nil
	}, "SELECT b.brand, f.form, (SELECT offer FROM offers WHERE id = ?) FROM forms f JOIN brands b ON b.id = f.brand WHERE f.id = ?", offer, form); err != nil {
		return err
	}
	g, readable, err := v.get(name)
	if err != nil || !readable {
		return err
	}
	if nothing && len(g.Chains) > 0 {
		if err := src.query(func(row []driverValue) error {
			return v.wrong(rewards.InvariantGiven, "%d responses to %s, such as %s, have neither a grant of its chain nor a refusal, and it gives %s",
				number(row[0]), name, id(blob(row[1])), strings.Join(g.Chains, ", "))
		}, "SELECT count(*), min(id) FROM responses WHERE form = ? AND version = ? AND offer = '' AND refusal = ''", form, version); err != nil {
			return err
		}
	}
	if offer == 0 || slices.Contains(g.Chains, gave) {
		return nil
	}
	return src.query(func(row []driverValue) error {
		return v.wrong(rewards.InvariantChain, "%d grants of %s, such as %s, were given for %s, which does not give it", number(row[0]), gave, id(blob(row[1])), name)
	}, `SELECT count(*), min(g.id) FROM grants g JOIN responses r ON r.subject = g.subject AND r.rev = g.rev
		WHERE r.form = ? AND r.version = ? AND g.offer = ? AND g.bonus IS NULL`, form, version, offer)
}

// bonuses looks at each grant that was given because of others.
func (v *versions) bonuses(src source) error {
	return src.query(v.bonus, `SELECT g.id, b.brand, f.form, r.version, o.offer, g.bonus,
			(SELECT json_group_array(p.offer) FROM grants h JOIN offers p ON p.id = h.offer WHERE h.subject = g.subject), `+told+`
		FROM grants g JOIN offers o ON o.id = g.offer LEFT JOIN responses r ON r.subject = g.subject AND r.rev = g.rev
		LEFT JOIN forms f ON f.id = r.form LEFT JOIN brands b ON b.id = f.brand WHERE g.bonus IS NOT NULL`)
}

func (v *versions) bonus(row []driverValue) error {
	grant, offer := id(blob(row[0])), text(row[4])
	if row[3] == nil {
		return v.wrong(rewards.InvariantGiven, "grant %s belongs to no response", grant)
	}
	if n := number(row[7]); n != 1 {
		if err := v.wrong(rewards.InvariantEvents, toldWrong, grant, n); err != nil {
			return err
		}
	}
	var after, held []string
	if err := json.Unmarshal([]byte(text(row[5])), &after); err != nil || len(after) == 0 {
		return v.wrong(rewards.InvariantBonus, "grant %s does not say what it came after", grant)
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
		return v.wrong(rewards.InvariantBonus, "grant %s of %s came after others, and is no bonus of %s", grant, offer, name)
	}
	for _, of := range counts {
		if !slices.ContainsFunc(of, func(id string) bool { return slices.Contains(held, id) }) {
			return v.wrong(rewards.InvariantBonus, "grant %s came after %s, which its person does not have", grant, strings.Join(of, " or "))
		}
	}
	return nil
}
