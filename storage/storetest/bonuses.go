package storetest

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/rewards"
)

// announceLow adds to what a sample announces that an offer runs low, which is about nobody.
func announceLow(s *Sample) rewards.Announcement {
	low := rewards.Announcement{Event: rewards.Event{ID: NewID(), Type: rewards.EventStockLow, At: s.At, Detail: []byte(`{"left":5,"offer":"` + Offer + `"}`)}, Endpoints: []string{"shop"}}
	s.Decision.Events = append(s.Decision.Events, low)
	return low
}

// bonusCases are what one commit gives and tells beside its offer, and what a decision about it may know.
var bonusCases = map[string]func(t *testing.T, o *Opened){
	// A commit gives several, each counted for its own offer, and tells them apart ever after: the offer's, then those that came after it in
	// the order of their offers, each with every part of it.
	"given beside an offer": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		bonus := func(offer string) engine.Give {
			until, available := day(400), day(14)
			left := int64(50)
			g := &rewards.Grant{ID: NewID(), Offer: offer, Version: "00c1d03a", Kind: rewards.KindPoints, State: rewards.StateGranted, Account: "beans", Points: 50,
				Left: &left, After: []string{Offer, "themes/milk"}, Response: s.Response, At: Start, Available: &available, Expires: &until}
			return engine.Give{Grant: g, Terms: rewards.Offered{ID: offer, Version: g.Version}, Ordinal: 1, Spent: 50, Due: available,
				Movements: []rewards.Movement{{Unit: "beans", Amount: 50, From: "program:" + offer, To: rewards.AccountPending, Grant: g.ID, At: Start}}}
		}
		s.Decision.Bonuses = []engine.Give{bonus("a-theme/zeal"), bonus("a-theme/all")}
		badge := bonus("a-theme/mark")
		badge.Grant.Kind, badge.Grant.Account, badge.Grant.Points, badge.Grant.Left, badge.Grant.Badge, badge.Movements = rewards.KindBadge, "", 0, nil, "first-cup", nil
		s.Decision.Bonuses = append(s.Decision.Bonuses, badge)
		complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			x, err := st.Exchange(ctx, Brand, s.Response, false, Start)
			ok(t, err)
			same(t, "offer", x.Grant, s.Decision.Grant)
			same(t, "bonuses", x.Bonuses, []rewards.Grant{*s.Decision.Bonuses[1].Grant, *badge.Grant, *s.Decision.Bonuses[0].Grant})
			f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: s.Subject, Offers: []engine.OfferPeriod{{Offer: Offer}, {Offer: "a-theme/all"}}}, Start)
			ok(t, err)
			same(t, "facts", f.Offers, map[string]rewards.Facts{Offer: {Held: 1, Taken: 1, Spent: 200}, "a-theme/all": {Held: 1, Taken: 1, Spent: 50}})
		})
	},

	// A bonus may come where the offer itself gave nothing.
	"given alone": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		g := &rewards.Grant{ID: NewID(), Offer: "a-theme/mark", Version: "00c1d03a", Kind: rewards.KindBadge, State: rewards.StateGranted, Badge: "b", After: []string{Offer}, Response: s.Response, At: Start}
		s.Decision.Bonuses = []engine.Give{{Grant: g, Ordinal: 1}}
		complete(t, o, s)
		x, err := o.Exchange(ctx, Brand, s.Response, false, Start)
		ok(t, err)
		same(t, "offer", x.Grant == nil, true)
		same(t, "bonuses", x.Bonuses, []rewards.Grant{*g})
	},

	// A decision that asks for accounts is told what the subject has of them, within the write and before it alike, as the journal sums up;
	// of what was never moved nothing is told, nor of another person's.
	"balances for a decision": func(t *testing.T, o *Opened) {
		who := NewID()
		s := NewSample(who, Start)
		g := s.Decision.Grant
		g.Kind, g.Code, g.Discount, g.Expires, g.Account, g.Points = rewards.KindPoints, "", nil, nil, "beans", 200
		s.Decision.Movements = []rewards.Movement{
			{Unit: "beans", Amount: 150, From: "program:" + Offer, To: rewards.AccountAvailable, Grant: g.ID, At: Start},
			{Unit: "beans", Amount: 50, From: "program:" + Offer, To: rewards.AccountPending, Grant: g.ID, At: Start},
		}
		complete(t, o, s)
		asks := func(subject uuid.UUID) *engine.Exchange {
			return &engine.Exchange{Brand: Brand, Form: Form, Subject: subject, Accounts: []string{"beans", "stars"}}
		}
		want := map[string]rewards.Balance{"beans": {Account: "beans", Pending: 50, Available: 150, Earned: 200}}
		twice(t, o, func(t *testing.T, st Store) {
			f, err := st.Facts(ctx, asks(who), Start)
			ok(t, err)
			same(t, "before", f.Balances, want)
			f, err = st.Facts(ctx, asks(NewID()), Start)
			ok(t, err)
			same(t, "another person's", len(f.Balances), 0)
			f, err = st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: who}, Start)
			ok(t, err)
			same(t, "not asked for", f.Balances == nil, true)
			next := NewSample(who, Start).Without()
			x := next.Ask()
			x.Accounts = []string{"beans", "stars"}
			decide := x.Decide
			x.Decide = func(f engine.Facts) (*engine.Decision, error) {
				same(t, "within", f.Balances, want)
				return decide(f)
			}
			_, _, err = st.Complete(ctx, x)
			ok(t, err)
		})
	},

	// An event about nobody names nobody, although a person's commit made it, and stands among the others in their order.
	"an event about nobody": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		low := announceLow(s)
		complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			list, err := st.Lease(ctx, Brand, "shop", day(1), 0, 100)
			ok(t, err)
			found := false
			for _, d := range list {
				if d.Event.ID != low.ID {
					same(t, "whose", d.Event.Subject, s.Subject)
					continue
				}
				found = true
				same(t, "whose", d.Event.Subject, uuid.Nil)
				same(t, "response", d.Event.Response, uuid.Nil)
				same(t, "grant", d.Event.Grant, uuid.Nil)
				same(t, "detail", string(d.Event.Detail), string(low.Detail))
			}
			same(t, "leased", found, true)
		})
		// It is told although that person was erased, and comes again when it did not arrive.
		ok(t, o.Erase(ctx, Brand, s.Subject, day(1)))
		for range 2 {
			list := lease(t, o, day(2), 100)
			same(t, "of the erased person's commit", []any{len(list), list[0].Event.ID, string(list[0].Event.Detail)}, []any{1, low.ID, string(low.Detail)})
			settle(t, o, list[0], rewards.DeliveryDead, time.Time{})
			n, _ := replay(t, o, rewards.Replay{States: []string{rewards.DeliveryDead}}, day(2))
			same(t, "replayed", n, 1)
		}
		sound(t, o)
	},

	// So it is where nobody had looked at it before the person was erased, and its attempts stay in the log.
	"an event about nobody that waited, or was told": func(t *testing.T, o *Opened) {
		create(t, o, plain("shop"))
		waited, told := NewSample(NewID(), Start), NewSample(NewID(), Start)
		first, second := announceLow(waited), announceLow(told)
		complete(t, o, waited)
		ok(t, o.Erase(ctx, Brand, waited.Subject, Start))
		list := lease(t, o, Start, 100)
		same(t, "still waits", ids(list), []uuid.UUID{first.ID})
		complete(t, o, told)
		for _, d := range lease(t, o, Start, 100) {
			ok(t, o.Settle(ctx, []rewards.Settlement{{Delivery: d, State: rewards.DeliveryDead, At: Start, Attempt: attempt(d)}}))
		}
		ok(t, o.Erase(ctx, Brand, told.Subject, Start))
		for _, d := range entries(t, o, rewards.DeliveryQuery{State: rewards.DeliveryDead}, Start) {
			same(t, "is logged", len(d.Log) > 0, d.Event.ID == second.ID)
		}
	},
}
