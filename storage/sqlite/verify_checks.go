package sqlite

import (
	"context"
	"fmt"

	"proffer/rewards"
)

// check is one thing that must never be: sql finds the rows that are so, what puts each into words.
type check struct {
	invariant string
	what      string
	sql       string
}

// checks go along the tables as they lie: each joins on a leading part of a primary key. A subject is always above 0: said, it keeps SQLite from
// going along some other index of the table and looking up each row.
var checks = []check{
	{rewards.InvariantEvents, "grant %s is %s, and event %d says %s",
		`SELECT g.id, g.state, e.seq, t.type FROM events e JOIN types t ON t.id = e.type JOIN grants g ON g.id = e.about
		WHERE e.subject IS NOT NULL AND e.about IS NOT NULL AND t.type IN ('reward.redeemed', 'reward.expired', 'reward.revoked', 'reward.released') AND t.type <> 'reward.' || g.state`},
	{rewards.InvariantEvents, "grant %s is told %d times by events %s",
		`SELECT e.about, count(*) AS n, t.type FROM events e JOIN types t ON t.id = e.type WHERE e.subject IS NOT NULL AND e.about IS NOT NULL AND t.type GLOB 'reward.*' GROUP BY e.about, e.type HAVING n > 1`},
	{rewards.InvariantEvents, "grant %s is %s, and no event tells so",
		`SELECT g.id, g.state FROM grants g WHERE g.subject > 0 AND g.state NOT IN ('granted', 'reserved')
			AND NOT EXISTS (SELECT 1 FROM events e JOIN types t ON t.id = e.type WHERE e.subject = g.subject AND e.about = g.id AND t.type = 'reward.' || g.state)`},
	{rewards.InvariantEvents, "grant %s has %d redemptions and %d events of them",
		`SELECT g.id, x.n, (SELECT count(*) FROM events e JOIN types t ON t.id = e.type WHERE e.subject = g.subject AND e.about = g.id AND t.type = 'redemption.made') AS told
		FROM (SELECT subject, "grant", count(*) AS n FROM redemptions GROUP BY subject, "grant") x JOIN grants g ON g.id = x."grant" WHERE told <> x.n`},
	{rewards.InvariantEvents, "grant %s has %d redemptions that were undone and %d events of that",
		`SELECT g.id, x.n, (SELECT count(*) FROM events e JOIN types t ON t.id = e.type WHERE e.subject = g.subject AND e.about = g.id AND t.type = 'redemption.undone') AS told
		FROM (SELECT subject, "grant", count(undone) AS n FROM redemptions GROUP BY subject, "grant") x JOIN grants g ON g.id = x."grant" WHERE told <> x.n`},
	{rewards.InvariantEvents, "redemption %s is of no grant",
		`SELECT d.id FROM redemptions d WHERE NOT EXISTS (SELECT 1 FROM grants g WHERE g.id = d."grant" AND g.subject = d.subject)`},

	{rewards.InvariantSequence, "brand %s has counted %d events, and has %d, from number %d to %d",
		`SELECT b.brand, b.seq, coalesce(x.n, 0) AS are, coalesce(x.first, 1) AS oldest, coalesce(x.last, 0) AS newest FROM brands b LEFT JOIN (SELECT brand, count(*) AS n, min(seq) AS first, max(seq) AS last FROM events GROUP BY brand) x ON x.brand = b.id
		WHERE are <> b.seq OR newest <> b.seq OR oldest <> 1`},

	{rewards.InvariantJournal, "movement %d of %s moves %d from itself, or nothing",
		`SELECT n, unit, amount FROM journal WHERE amount <= 0 OR source = account`},
	{rewards.InvariantJournal, "movement %d of %s is of no grant that there is: %s",
		`SELECT j.n, j.unit, j."grant" FROM journal j WHERE j."grant" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.id = j."grant")`},
	{rewards.InvariantJournal, "a person's account of %s holds %d, less than nothing",
		`SELECT unit, sum(amount) AS held FROM (
			SELECT unit, account AS a, amount FROM journal WHERE typeof(account) = 'blob' UNION ALL
			SELECT unit, source AS a, -amount FROM journal WHERE typeof(source) = 'blob') GROUP BY unit, a HAVING held < 0`},

	{rewards.InvariantBalance, "subject %s has %d %s by the journal, and %d are left of the grants",
		`SELECT s.subject, (SELECT coalesce(sum(amount), 0) FROM journal WHERE typeof(account) = 'blob' AND account IN (a.account, a.pending))
				- (SELECT coalesce(sum(amount), 0) FROM journal WHERE typeof(source) = 'blob' AND source IN (a.account, a.pending)) AS held, a.unit,
			(SELECT coalesce(sum(remaining), 0) FROM grants g WHERE g.subject = a.subject AND g.account = a.unit) AS remains
		FROM accounts a JOIN subjects s ON s.n = a.subject WHERE held <> remains`},
	{rewards.InvariantBalance, "grant %s of %d points has moved %d",
		`SELECT g.id, g.points, (SELECT coalesce(sum(amount), 0) FROM journal j WHERE j."grant" = g.id AND j.source GLOB 'program:*') AS moved FROM grants g WHERE g.subject > 0 AND g.kind = 'points' AND moved <> g.points`},
	{rewards.InvariantBalance, "grant %s is %s, cost %d, and %d of that is in the journal",
		`SELECT g.id, g.state, g.spent, x.moved FROM (
			SELECT "grant", sum(source GLOB 'budget:*') AS n, sum(CASE WHEN source GLOB 'budget:*' THEN amount WHEN account GLOB 'budget:*' THEN -amount ELSE 0 END) AS moved
			FROM journal WHERE "grant" IS NOT NULL GROUP BY "grant") x
		CROSS JOIN grants g ON g.id = x."grant" WHERE x.n > 0 AND x.moved <> CASE g.state WHEN 'released' THEN 0 ELSE g.spent END`},

	{rewards.InvariantCounter, "offer %s counts %d given, worth %d, and there are %d, worth %d, with those of people who were erased",
		`SELECT o.offer, o.taken, o.spent, coalesce(x.n, 0) + o.erased AS there, coalesce(x.worth, 0) + o.erased_spent AS worths FROM offers o
		LEFT JOIN (SELECT offer, count(*) AS n, sum(spent) AS worth FROM grants WHERE subject > 0 AND state <> 'released' GROUP BY offer) x ON x.offer = o.id
		WHERE o.taken <> there OR o.spent <> worths`},

	// A code is one row, and so at most one person's.
	{rewards.InvariantCode, "code %s is with grant %s, and kept for subject %s",
		`SELECT g.code, g.id, (SELECT o.subject FROM codes c JOIN subjects o ON o.n = c.subject WHERE c.brand = s.brand AND c.code = g.code)
		FROM grants g CROSS JOIN subjects s ON s.n = g.subject WHERE g.subject > 0 AND g.code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM codes c WHERE c.brand = s.brand AND c.code = g.code AND c.subject = g.subject)`},
	{rewards.InvariantCode, "code %s is with grant %s and with grant %s",
		`SELECT g.code, g.id, h.id FROM (SELECT subject FROM grants GROUP BY subject HAVING count(code) > 1) x CROSS JOIN grants g ON g.subject = x.subject CROSS JOIN grants h ON h.subject = g.subject AND h.code = g.code AND h.id > g.id`},
	{rewards.InvariantCode, "pool %s counts %d codes that are left of %d, and there are %d of %d",
		`SELECT p.pool, p."left", p.total, (SELECT count(*) FROM pooled q WHERE q.pool = p.id) AS remain, coalesce(x.n, 0) AS every FROM pools p
		LEFT JOIN (SELECT pool, count(*) AS n FROM codes WHERE pool IS NOT NULL GROUP BY pool) x ON x.pool = p.id WHERE p."left" <> remain OR p.total <> every`},
	{rewards.InvariantCode, "code %s of pool %s is to be given, and was given",
		`SELECT q.code, p.pool FROM pooled q JOIN pools p ON p.id = q.pool WHERE NOT EXISTS (SELECT 1 FROM codes c WHERE c.brand = p.brand AND c.code = q.code AND c.pool = p.id AND c.subject = 0)`},

	{rewards.InvariantProvenance, "the feedback on %s of subject %s is of a response that there is not",
		`SELECT p.question, (SELECT subject FROM subjects s WHERE s.n = p.subject) FROM feedback p WHERE NOT EXISTS (SELECT 1 FROM responses r WHERE r.subject = p.subject AND r.rev = p.rev)`},
}

// untold are preferences of no response. There is none if as many are of responses as there are, since none can be of two: the longest
// table is counted, and gone through only if that is not so.
var untold = check{rewards.InvariantProvenance, "the preference %s of subject %s is of a response that there is not",
	`SELECT p.attribute, (SELECT subject FROM subjects s WHERE s.n = p.subject) FROM preferences p WHERE NOT EXISTS (SELECT 1 FROM responses r WHERE r.subject = p.subject AND r.rev = p.rev)`}

func (v *verification) preferences(ctx context.Context, l look) error {
	err := l(ctx, func(src source) error {
		some := false
		if err := src.query(func(row []driverValue) error { some = number(row[0]) != 0; return nil },
			`SELECT (SELECT count(*) FROM preferences) <> (SELECT count(*) FROM responses r CROSS JOIN preferences p ON p.subject = r.subject AND p.rev = r.rev WHERE r.subject > 0)`); err != nil || !some {
			return err
		}
		return v.rows(ctx, src, untold)
	})
	if err != nil {
		return fmt.Errorf("verify %s: %w", untold.invariant, err)
	}
	return nil
}
