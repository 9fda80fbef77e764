package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/rewards"
	"proffer/storage/sqlite"
	"proffer/storage/storetest"
)

// everyStep puts into a store what Verify has something to say about: points of which some were redeemed and some of that undone,
// a code that was revoked, one that expired, a reservation that was released and one that stands, a bonus, a budget, deliveries.
func everyStep(t *testing.T, st *sqlite.Store) {
	t.Helper()
	id := func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	cause := func(at time.Time) rewards.Cause {
		return rewards.Cause{By: "operator", Why: "a test", At: at, NewID: id}
	}
	give := func(change func(*storetest.Sample)) *storetest.Sample {
		s := storetest.NewSample(id(), storetest.Start)
		change(s)
		if _, _, err := st.Complete(ctx, s.Ask()); err != nil {
			t.Fatal(err)
		}
		return s
	}
	step := func(s *storetest.Sample, decide func(rewards.Held) (*rewards.Change, error)) {
		if _, err := st.Change(ctx, storetest.Brand, s.Decision.Grant.ID, decide); err != nil {
			t.Fatal(err)
		}
	}
	budget := func(s *storetest.Sample) {
		s.Decision.Movements = append(s.Decision.Movements, rewards.Movement{Unit: "EUR", Amount: 200, From: "budget:" + storetest.Offer, To: "granted:" + storetest.Offer, Grant: s.Decision.Grant.ID, At: s.At})
	}
	points := give(func(s *storetest.Sample) {
		g, left := s.Decision.Grant, int64(200)
		g.Kind, g.Code, g.Discount, g.Account, g.Points, g.Left = rewards.KindPoints, "", nil, "beans", 200, &left
		hour, err := rewards.ParseSpan("PT1H")
		if err != nil {
			t.Fatal(err)
		}
		s.Decision.Terms = rewards.Offered{ID: storetest.Offer, Version: g.Version, Terms: rewards.Offer{Label: rewards.Text{"en": "200 beans"}, Undo: &hour}}
		s.Decision.Movements = []rewards.Movement{{Unit: "beans", Amount: 200, From: "program:" + storetest.Offer, To: rewards.AccountAvailable, Grant: g.ID, At: s.At}}
	})
	var made *rewards.Redemption
	for i := range 2 {
		step(points, func(h rewards.Held) (c *rewards.Change, err error) {
			n := int64(30)
			c, made, err = rewards.Redeem(h, rewards.RedeemRequest{Points: &n, Key: fmt.Sprint("order-", i)}, cause(storetest.Start))
			return c, err
		})
	}
	step(points, func(h rewards.Held) (*rewards.Change, error) {
		c, _, err := rewards.Undo(h, made.ID, cause(storetest.Start))
		return c, err
	})
	step(give(budget), func(h rewards.Held) (*rewards.Change, error) { return rewards.Revoke(h, cause(storetest.Start)) })
	step(give(func(*storetest.Sample) {}), func(h rewards.Held) (*rewards.Change, error) {
		return rewards.Advance(h, cause(storetest.Start.AddDate(1, 0, 0))), nil
	})
	reserved := func(s *storetest.Sample) {
		g, until := s.Decision.Grant, storetest.Start.AddDate(0, 0, 1)
		g.Kind, g.Code, g.State, g.Until = rewards.KindExternal, "", rewards.StateReserved, &until
		s.Decision.Events[1].Type = rewards.EventRewardReserved
		budget(s)
	}
	step(give(reserved), func(h rewards.Held) (*rewards.Change, error) { return rewards.Release(h, cause(storetest.Start)) })
	give(reserved)
	give(func(s *storetest.Sample) {
		main := s.Decision.Give
		bonus := main
		g := *main.Grant
		g.ID, g.Offer, g.Code, g.Kind, g.Discount, g.After, g.Badge = id(), "club/member", "", rewards.KindBadge, nil, []string{storetest.Offer}, "member"
		bonus.Grant, bonus.Ordinal, bonus.Recode, bonus.Movements = &g, 1, nil, nil
		s.Decision.Bonuses = append(s.Decision.Bonuses, bonus)
		told := s.Decision.Events[1]
		told.ID, told.Grant = id(), g.ID
		s.Decision.Events = append(s.Decision.Events, told)
	})
	if _, _, err := st.AddCodes(ctx, storetest.Brand, "cinema", []string{"SEAT-1", "SEAT-2", "SEAT-3"}); err != nil {
		t.Fatal(err)
	}
	seat := func(s *storetest.Sample) {
		s.Offers[0].Pool, s.Decision.Pool, s.Decision.Grant.Code = "cinema", "cinema", ""
		budget(s)
	}
	give(seat)
	if err := st.Erase(ctx, storetest.Brand, give(seat).Subject, storetest.Start); err != nil {
		t.Fatal(err)
	}
	gone := give(budget)
	if err := st.Erase(ctx, storetest.Brand, gone.Subject, storetest.Start); err != nil {
		t.Fatal(err)
	}
	deliver := func(endpoint string, states ...string) {
		list, err := st.Lease(ctx, storetest.Brand, endpoint, storetest.Start, time.Minute, len(states))
		if err != nil || len(list) != len(states) {
			t.Fatal(list, err)
		}
		var settled []rewards.Settlement
		for i, state := range states {
			settled = append(settled, rewards.Settlement{Delivery: list[i], State: state, At: storetest.Start})
		}
		must(t, st.Settle(ctx, settled))
	}
	deliver("shop", rewards.DeliveryDelivered, rewards.DeliveryDead, rewards.DeliveryDropped)
	must(t, st.CreateEndpoint(ctx, rewards.Endpoint{ID: "former", Brand: storetest.Brand}))
	give(func(s *storetest.Sample) { s.Decision.Events[0].Endpoints = []string{"former"} })
	deliver("former", rewards.DeliveryDelivered)
	must(t, st.DeleteEndpoint(ctx, storetest.Brand, "former")) // and what was delivered is not deleted yet
}

func violations(t *testing.T, st *sqlite.Store, gave func(brand, form string, version int) (rewards.Gave, error)) []string {
	t.Helper()
	var out []string
	if _, err := st.Verify(ctx, gave, func(v rewards.Violation) error {
		out = append(out, v.Invariant+": "+v.What)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// given is what the version of a Sample gives.
func given(string, string, int) (rewards.Gave, error) {
	return rewards.Gave{Chains: []string{storetest.Offer}, Bonuses: map[string][][]string{"club/member": {{"club/other", storetest.Offer}}}}, nil
}

// Each invariant is broken by hand, and found; before that nothing is.
func TestVerify(t *testing.T) {
	s := openSite(t, t.TempDir(), time.Now)
	everyStep(t, s.store)
	if found := violations(t, s.store, given); found != nil {
		t.Fatalf("in a store that is right:\n%s", strings.Join(found, "\n"))
	}
	counts, err := s.store.Verify(ctx, given, func(rewards.Violation) error { return nil })
	if err != nil || counts != (rewards.Verified{Responses: 8, Grants: 9, Events: 27}) {
		t.Errorf("looked at %+v: %v", counts, err)
	}
	for _, c := range []struct {
		what string
		gave rewards.Gave
		want []string
	}{
		{"gives something else", rewards.Gave{Chains: []string{"welcome/else"}, Bonuses: map[string][][]string{"club/member": {{storetest.Offer}}}}, []string{"chain: 8 grants of welcome/ten-percent"}},
		{"has no such bonus", rewards.Gave{Chains: []string{storetest.Offer}}, []string{"bonus: "}},
		{"has a bonus after more", rewards.Gave{Chains: []string{storetest.Offer}, Bonuses: map[string][][]string{"club/member": {{storetest.Offer}, {"club/other"}}}}, []string{"bonus: "}},
		{"can't be read", rewards.Gave{Unreadable: "it is not JSON"}, []string{"chain: version 1 of fieldnote/find-your-coffee was answered and can't be read: it is not JSON"}},
	} {
		found := violations(t, s.store, func(string, string, int) (rewards.Gave, error) { return c.gave, nil })
		if len(found) != len(c.want) || !strings.HasPrefix(found[0], c.want[0]) {
			t.Errorf("where the version %s: %q", c.what, found)
		}
	}
	stop := errors.New("stop")
	if _, err := s.store.Verify(ctx, func(string, string, int) (rewards.Gave, error) { return rewards.Gave{}, nil }, func(rewards.Violation) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	if _, err := s.store.Verify(ctx, func(string, string, int) (rewards.Gave, error) { return rewards.Gave{}, stop }, func(rewards.Violation) error { return nil }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	var all strings.Builder
	for _, c := range []struct{ what, sql, want string }{
		{"a grant less", "DELETE FROM grants WHERE id IN (SELECT id FROM grants WHERE state = 'granted' AND code IS NOT NULL AND bonus IS NULL LIMIT 1)", "given counter"},
		{"a second grant", "INSERT INTO grants (subject, offer, period, ordinal, rev, id, version, kind, state, at) SELECT subject, offer, 'other', 1, rev, randomblob(16), version, 'badge', 'granted', at FROM grants WHERE kind = 'badge'", "given counter"},
		{"a refusal beside it", "UPDATE responses SET refusal = 'held' WHERE id IN (SELECT id FROM responses LIMIT 1)", "given"},
		{"a grant of no response", "UPDATE grants SET rev = 99 WHERE kind = 'badge'", "given"},
		{"a bonus of nothing", "UPDATE grants SET bonus = '[]' WHERE bonus IS NOT NULL", "bonus"},
		{"a bonus after what its person does not have", "UPDATE grants SET offer = (SELECT id FROM offers WHERE offer = 'club/member'), period = 'x' WHERE bonus IS NULL AND subject IN (SELECT subject FROM grants WHERE bonus IS NOT NULL)", "bonus"},
		{"neither a grant nor a refusal", "DELETE FROM grants WHERE kind = 'points'; UPDATE responses SET offer = '' WHERE NOT EXISTS (SELECT 1 FROM grants g WHERE g.subject = responses.subject)", "given"},
		{"an event less", "DELETE FROM events WHERE seq = (SELECT seq FROM events e JOIN types t ON t.id = e.type WHERE t.type = 'redemption.made' LIMIT 1)", "events sequence"},
		{"no event of a revocation", "UPDATE events SET about = NULL WHERE type = (SELECT id FROM types WHERE type = 'reward.revoked')", "events"},
		{"an event twice", "UPDATE events SET type = (SELECT id FROM types WHERE type = 'reward.revoked') WHERE type = (SELECT id FROM types WHERE type = 'reward.expired')", "events"},
		{"a step that is told twice", `UPDATE events SET (type, about, subject) = (SELECT e.type, e.about, e.subject FROM events e JOIN types t ON t.id = e.type WHERE t.type = 'reward.revoked')
			WHERE type = (SELECT id FROM types WHERE type = 'reward.expired')`, "events"},
		{"a state without an event", "UPDATE grants SET state = 'redeemed' WHERE kind = 'badge'", "events"},
		{"a state that an event denies", "UPDATE grants SET state = 'granted' WHERE state = 'expired'", "events"},
		{"an undoing that was not told", "UPDATE redemptions SET undone = 1", "events"},
		{"a redemption of no grant", "UPDATE redemptions SET \"grant\" = randomblob(16)", "events"},
		{"an event that was not counted", "UPDATE brands SET seq = seq - 1", "sequence"},
		{"a delivery twice", "INSERT INTO pending (endpoint, due, seq, attempt, fence, leased) SELECT endpoint, due + 1, seq, 0, 0, 0 FROM pending LIMIT 1", "delivery"},
		{"a delivery that has ended", "INSERT INTO pending (endpoint, due, seq, attempt, fence, leased) SELECT endpoint, 1, seq, 0, 0, 0 FROM ended LIMIT 1", "delivery"},
		{"a delivery of nothing", "INSERT INTO pending (endpoint, due, seq, attempt, fence, leased) SELECT endpoint, 1, 9999, 0, 0, 0 FROM pending LIMIT 1", "delivery"},
		{"a delivery that is not counted", "UPDATE endpoints SET delivered = delivered + 1", "delivery"},
		{"a delivery to a deleted endpoint that was not counted", "UPDATE endpoints SET delivered = 0 WHERE deleted = 1", "delivery"},
		{"a brand that lost all its events", "DELETE FROM events", "sequence"},
		{"points from nowhere", "UPDATE journal SET amount = amount + 1 WHERE source LIKE 'program:%'", "balance"},
		{"points that are gone", "UPDATE grants SET remaining = remaining - 1 WHERE kind = 'points'", "balance"},
		{"less than nothing", "UPDATE journal SET amount = 1000 WHERE account LIKE 'spent:%'", "journal balance"},
		{"a movement to itself", "UPDATE journal SET account = source WHERE source LIKE 'budget:%' AND \"grant\" IS NULL", "journal"},
		{"a movement of no grant", "UPDATE journal SET \"grant\" = randomblob(16) WHERE source LIKE 'budget:%' AND \"grant\" IS NULL", "journal"},
		{"money that was not given back", "DELETE FROM journal WHERE account LIKE 'budget:%'", "balance"},
		{"a counter too high", "UPDATE offers SET taken = taken + 1", "counter"},
		{"money that is not counted", "UPDATE offers SET spent = spent - 1", "counter"},
		{"what was erased is not counted", "UPDATE offers SET erased = 0", "counter"},
		{"a code with two people", "UPDATE grants SET code = (SELECT code FROM grants WHERE code IS NOT NULL LIMIT 1) WHERE code IS NOT NULL", "code"},
		{"a code twice with one person", "UPDATE grants SET code = (SELECT g.code FROM grants g WHERE g.subject = grants.subject AND g.code IS NOT NULL) WHERE bonus IS NOT NULL", "code"},
		{"a code that is nobody's", "DELETE FROM codes WHERE pool IS NULL", "code"},
		{"a code of a pool that is gone", "DELETE FROM pooled", "code"},
		{"a code of a pool that is forgotten", "DELETE FROM codes WHERE pool IS NOT NULL AND subject = 0", "code"},
		{"a pool that counts wrong", "UPDATE pools SET \"left\" = 2", "code"},
		{"a code that is to be given again", "INSERT INTO pooled (pool, n, code) VALUES (1, 99, 'SEAT-1'); UPDATE pools SET \"left\" = 2", "code"},
		{"a preference from nowhere", "UPDATE preferences SET rev = 77 WHERE attribute = 'roast'", "provenance"},
		{"feedback from nowhere", "INSERT INTO feedback (subject, rev, question, attribute, value, sealed, purposes) SELECT n, 77, 'q', 'a', x'31', 0, x'' FROM subjects LIMIT 1", "provenance"},
	} {
		t.Run(c.what, func(t *testing.T) {
			var got []string
			broken, err := s.store.VerifyBroken(ctx, c.sql, given, func(v rewards.Violation) error {
				if !slices.Contains(got, v.Invariant) {
					got = append(got, v.Invariant)
				}
				fmt.Fprintln(&all, v.What)
				if strings.Contains(v.What, "%!") {
					t.Errorf("badly told: %s", v.What)
				}
				return nil
			})
			must(t, err)
			if broken == 0 {
				t.Fatal("nothing was broken")
			}
			for _, want := range strings.Fields(c.want) {
				if !slices.Contains(got, want) {
					t.Errorf("found %s, want %s", got, c.want)
				}
			}
		})
	}
	for _, sentence := range sqlite.Sentences() {
		if said := regexp.MustCompile("(?m)^" + regexp.MustCompile("%[sdq]").ReplaceAllString(regexp.QuoteMeta(sentence), ".*") + "$"); !said.MatchString(all.String()) {
			t.Errorf("nothing was broken so that it says %q", sentence)
		}
	}
	if found := violations(t, s.store, given); found != nil {
		t.Fatalf("after all was mended:\n%s", strings.Join(found, "\n"))
	}
	// What somebody else has committed is found as well.
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir, "proffer.db"))
	must(t, err)
	_, err = db.Exec("UPDATE offers SET taken = taken + 1")
	must(t, err)
	must(t, db.Close())
	if found := violations(t, s.store, given); len(found) != 2 || !strings.HasPrefix(found[0], "counter: offer club/member counts 2 given") {
		t.Errorf("found %q", found)
	}
}
