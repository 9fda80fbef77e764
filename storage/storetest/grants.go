package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// points makes a sample give 200 beans that expire in 30 days.
func points(s *Sample) *Sample {
	g, left, expires := s.Decision.Grant, int64(200), s.At.AddDate(0, 0, 30)
	g.Kind, g.Code, g.Discount, g.Expires, g.Account, g.Points, g.Left = rewards.KindPoints, "", nil, &expires, "beans", 200, &left
	s.Decision.Terms = rewards.Offered{ID: Offer, Version: g.Version, Terms: rewards.Offer{Label: rewards.Text{"en": "200 beans"}, Gives: rewards.Gives{Kind: rewards.KindPoints, Account: "beans", Points: 200}}}
	s.Decision.Movements = []rewards.Movement{{Unit: "beans", Amount: 200, From: "program:" + Offer, To: rewards.AccountAvailable, Grant: g.ID, At: s.At}}
	s.Decision.Due = expires
	return s
}

func cause(at time.Time) rewards.Cause {
	return rewards.Cause{By: "key:pk_test", Why: "a test", At: at, NewID: NewID}
}

// redeem takes points off a grant, as an engine does.
func redeem(st Store, grant uuid.UUID, n int64, key string, at time.Time) (*rewards.Change, *rewards.Redemption, error) {
	var made *rewards.Redemption
	change, err := st.Change(ctx, Brand, grant, func(h rewards.Held) (c *rewards.Change, err error) {
		c, made, err = rewards.Redeem(h, rewards.RedeemRequest{Points: &n, Key: key}, cause(at))
		for i := range change(c) {
			c.Events[i].Endpoints = []string{"shop"}
		}
		return c, err
	})
	return change, made, err
}

func change(c *rewards.Change) []rewards.Announcement {
	if c == nil {
		return nil
	}
	return c.Events
}

func balances(t *testing.T, st Store, subject uuid.UUID) []rewards.Balance {
	t.Helper()
	list, err := st.Balances(ctx, Brand, subject)
	ok(t, err)
	return list
}

func heldGrant(t *testing.T, st Store, grant uuid.UUID) *rewards.Held {
	t.Helper()
	h, err := st.Grant(ctx, Brand, grant)
	ok(t, err)
	return h
}

var grantCases = map[string]func(t *testing.T, o *Opened){
	// A grant is read with its terms as they were shown, and its journal; another brand has none of it.
	"read": func(t *testing.T, o *Opened) {
		s := points(NewSample(NewID(), Start))
		complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			h := heldGrant(t, st, s.Decision.Grant.ID)
			same(t, "held", h, &rewards.Held{Brand: Brand, Subject: s.Subject, Grant: *s.Decision.Grant, Terms: s.Decision.Terms.Terms, Movements: s.Decision.Movements})
			g, subject, err := st.Given(ctx, Brand, s.Decision.Grant.ID)
			ok(t, err)
			same(t, "given", g, s.Decision.Grant)
			same(t, "to", subject, s.Subject)
			for _, miss := range []rewards.GrantName{{Brand: "other", Grant: s.Decision.Grant.ID}, {Brand: Brand, Grant: NewID()}} {
				_, err := st.Grant(ctx, miss.Brand, miss.Grant)
				wants(t, err, fault.NotFound)
				_, _, err = st.Given(ctx, miss.Brand, miss.Grant)
				wants(t, err, fault.NotFound)
			}
		})
	},

	// A code names its grant, exactly as it was given, in its brand only.
	"by code": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		got, err := o.GrantByCode(ctx, Brand, s.Decision.Grant.Code)
		ok(t, err)
		same(t, "grant", got, s.Decision.Grant.ID)
		for _, miss := range [][2]string{{Brand, s.Decision.Grant.Code + "0"}, {"other", s.Decision.Grant.Code}, {Brand, ""}} {
			_, err = o.GrantByCode(ctx, miss[0], miss[1])
			wants(t, err, fault.NotFound)
		}
	},

	// A change is committed whole: grant, redemption, journal, events with their deliveries, and the subject's revision.
	"change": func(t *testing.T, o *Opened) {
		s := points(NewSample(NewID(), Start))
		complete(t, o, s)
		before := lease(t, o, Start, 10)
		for _, d := range before {
			settle(t, o, d, rewards.DeliveryDelivered, time.Time{})
		}
		c, made, err := redeem(o, s.Decision.Grant.ID, 50, "order-1", day(1))
		ok(t, err)
		same(t, "due", c.Due, *s.Decision.Grant.Expires)
		twice(t, o, func(t *testing.T, st Store) {
			h := heldGrant(t, st, s.Decision.Grant.ID)
			same(t, "left", *h.Grant.Left, int64(150))
			same(t, "redemptions", h.Redemptions, []rewards.Redemption{*made})
			same(t, "movements", h.Movements, append(s.Decision.Movements, c.Movements...))
			same(t, "balances", balances(t, st, s.Subject), []rewards.Balance{{Account: "beans", Available: 150, Earned: 200}})
		})
		list := lease(t, o, day(1), 10)
		want := c.Events[0].Event
		want.Seq = 3
		same(t, "announced", len(list), 1)
		same(t, "event", list[0].Event, want)
		f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: s.Subject}, Start)
		ok(t, err)
		same(t, "next revision", f.Rev, int64(3))
	},

	// A decision of nil, one that fails and one that would go back change nothing, and no event is numbered.
	"no change": func(t *testing.T, o *Opened) {
		s := points(NewSample(NewID(), Start))
		complete(t, o, s)
		id := s.Decision.Grant.ID
		before := heldGrant(t, o, id)
		c, err := o.Change(ctx, Brand, id, func(rewards.Held) (*rewards.Change, error) { return nil, nil })
		ok(t, err)
		same(t, "of nil", c, (*rewards.Change)(nil))
		no := errors.New("no")
		_, err = o.Change(ctx, Brand, id, func(rewards.Held) (*rewards.Change, error) { return nil, no })
		if !errors.Is(err, no) {
			t.Errorf("got %v", err)
		}
		_, err = o.Change(ctx, Brand, id, func(h rewards.Held) (*rewards.Change, error) {
			h.Grant.State = rewards.StateReserved
			return &rewards.Change{Grant: h.Grant}, nil
		})
		wants(t, err, fault.Internal)
		_, err = o.Change(ctx, Brand, id, func(rewards.Held) (*rewards.Change, error) { panic("a decision") })
		wants(t, err, fault.Internal)
		_, err = o.Change(ctx, Brand, NewID(), func(rewards.Held) (*rewards.Change, error) { t.Error("decided about none"); return nil, nil })
		wants(t, err, fault.NotFound)
		_, err = o.Change(ctx, "other", id, func(rewards.Held) (*rewards.Change, error) { t.Error("decided about another brand's"); return nil, nil })
		wants(t, err, fault.NotFound)
		same(t, "grant", heldGrant(t, o.Reopen(t), id), before)
	},

	// Fifty tills at once spend what there is, once for each key, and not a bean more.
	"concurrent": func(t *testing.T, o *Opened) {
		s := points(NewSample(NewID(), Start))
		complete(t, o, s)
		var done, few atomic.Int64
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				_, _, err := redeem(o, s.Decision.Grant.ID, 8, fmt.Sprint("order-", i/2), Start)
				switch {
				case err == nil:
					done.Add(1)
				case fault.Has(err, "too_few") || fault.Has(err, "not_granted"):
					few.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		h := heldGrant(t, o.Crash(t), s.Decision.Grant.ID)
		same(t, "redemptions, state, left", []any{len(h.Redemptions), h.Grant.State, *h.Grant.Left}, []any{25, rewards.StateRedeemed, int64(0)})
		same(t, "answers", done.Load()+few.Load(), int64(100))
	},

	// Due names what time was to change, the longest due first, and no more than asked for; what was changed is due by its new time.
	"due": func(t *testing.T, o *Opened) {
		var want []rewards.GrantName
		for i := range 3 {
			s := points(NewSample(NewID(), day(i)))
			complete(t, o, s)
			want = append(want, rewards.GrantName{Brand: Brand, Grant: s.Decision.Grant.ID})
		}
		due := func(now time.Time, limit int) []rewards.GrantName {
			list, err := o.Due(ctx, now, limit)
			ok(t, err)
			return list
		}
		same(t, "too early", len(due(day(29), 10)), 0)
		same(t, "all", due(day(32), 10), want)
		same(t, "some", due(day(32), 2), want[:2])
		_, err := o.Change(ctx, Brand, want[0].Grant, func(h rewards.Held) (*rewards.Change, error) { return rewards.Advance(h, cause(day(32))), nil })
		ok(t, err)
		same(t, "afterwards", due(day(32), 10), want[1:])
		same(t, "state", heldGrant(t, o, want[0].Grant).Grant.State, rewards.StateExpired)
	},

	// What is released counts no more in stock and budget, and can be given to the same person again.
	"released": func(t *testing.T, o *Opened) {
		who := NewID()
		reserve := func() *Sample {
			s := NewSample(who, Start)
			s.Limit = 1
			until := day(1)
			g := s.Decision.Grant
			g.Kind, g.Code, g.State, g.Until, g.Expires = rewards.KindExternal, "", rewards.StateReserved, &until, nil
			s.Decision.Movements = []rewards.Movement{{Unit: "EUR", Amount: 200, From: "budget:" + Offer, To: "granted:" + Offer, Grant: g.ID, At: Start}}
			complete(t, o, s)
			return s
		}
		facts := func() rewards.Facts {
			f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: who, Offers: []engine.OfferPeriod{{Offer: Offer}}}, Start)
			ok(t, err)
			return f.Offers[Offer]
		}
		first := reserve()
		same(t, "while reserved", facts(), rewards.Facts{Held: 1, Taken: 1, Spent: 200})
		c, err := o.Change(ctx, Brand, first.Decision.Grant.ID, func(h rewards.Held) (*rewards.Change, error) { return rewards.Release(h, cause(Start)) })
		ok(t, err)
		same(t, "given back", c.Movements[0].To, "budget:"+Offer)
		same(t, "released", facts(), rewards.Facts{})
		second := reserve()
		if second.Decision.Grant == nil {
			t.Fatal("what was released was not given again")
		}
		same(t, "again", facts(), rewards.Facts{Held: 1, Taken: 1, Spent: 200})
	},

	// The other system's code becomes the grant's, and is nobody else's of the brand.
	"confirmed": func(t *testing.T, o *Opened) {
		var list []uuid.UUID
		for range 2 {
			s := NewSample(NewID(), Start)
			s.Decision.Grant.Kind, s.Decision.Grant.Code, s.Decision.Grant.State = rewards.KindExternal, "", rewards.StateReserved
			complete(t, o, s)
			list = append(list, s.Decision.Grant.ID)
		}
		confirm := func(h rewards.Held) (*rewards.Change, error) { return rewards.Confirm(h, "PASS-1", cause(Start)) }
		_, err := o.Change(ctx, Brand, list[0], confirm)
		ok(t, err)
		got, err := o.GrantByCode(ctx, Brand, "PASS-1")
		ok(t, err)
		same(t, "named by its code", got, list[0])
		_, err = o.Change(ctx, Brand, list[1], confirm)
		if !fault.Has(err, "code_taken") {
			t.Errorf("a code twice: %v", err)
		}
		same(t, "the second stays reserved", heldGrant(t, o, list[1]).Grant.State, rewards.StateReserved)
	},

	// Spending from several grants is one commit: all or none of them.
	"spend": func(t *testing.T, o *Opened) {
		who := NewID()
		for i := range 3 {
			complete(t, o, points(NewSample(who, day(i))))
		}
		burn := func(n int64, key string) error {
			return o.Spend(ctx, Brand, who, "beans", func(list []rewards.Held) ([]rewards.Change, error) {
				changes, _, err := rewards.Burn(list, n, key, cause(day(3)))
				return changes, err
			})
		}
		ok(t, burn(450, "order-1"))
		ok(t, burn(450, "order-1")) // the same
		same(t, "left", balances(t, o, who), []rewards.Balance{{Account: "beans", Available: 150, Earned: 600}})
		if err := burn(151, "order-2"); !fault.Has(err, "too_few") {
			t.Errorf("more than there is: %v", err)
		}
		same(t, "none of it", balances(t, o.Reopen(t), who), []rewards.Balance{{Account: "beans", Available: 150, Earned: 600}})
		ok(t, o.Spend(ctx, Brand, NewID(), "beans", func(list []rewards.Held) ([]rewards.Change, error) {
			same(t, "of a stranger", len(list), 0)
			return nil, nil
		}))
	},

	// An erased person's grants are gone with every redemption, and what is told of them names nobody; what was given stays counted.
	"erased": func(t *testing.T, o *Opened) {
		s := points(NewSample(NewID(), Start))
		complete(t, o, s)
		_, made, err := redeem(o, s.Decision.Grant.ID, 50, "a-key-of-the-shop", Start)
		ok(t, err)
		ok(t, o.Erase(ctx, Brand, s.Subject, Start))
		_, err = o.Grant(ctx, Brand, s.Decision.Grant.ID)
		wants(t, err, fault.NotFound)
		_, _, err = o.Given(ctx, Brand, s.Decision.Grant.ID)
		wants(t, err, fault.NotFound)
		_, err = o.Change(ctx, Brand, s.Decision.Grant.ID, func(rewards.Held) (*rewards.Change, error) { return nil, nil })
		wants(t, err, fault.NotFound)
		_, err = o.Balances(ctx, Brand, s.Subject)
		wants(t, err, fault.Gone)
		wants(t, o.Spend(ctx, Brand, s.Subject, "beans", func([]rewards.Held) ([]rewards.Change, error) { return nil, nil }), fault.Gone)
		same(t, "deliveries that still wait", len(lease(t, o, day(1), 10)), 0)
		f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID(), Offers: s.Offers}, Start)
		ok(t, err)
		same(t, "counted", f.Offers[Offer], rewards.Facts{Taken: 1, Spent: 200})
		for what, left := range map[string][]byte{"grant": s.Decision.Grant.ID[:], "redemption": made.ID[:], "key": []byte("a-key-of-the-shop"), "why": []byte(`"why":"a test"`)} {
			if at := bytes.Index(o.Bytes(t), left); at >= 0 {
				t.Errorf("the %s still stands at %d", what, at)
			}
		}
	},
}
