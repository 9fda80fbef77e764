package storetest

import (
	"errors"
	"testing"
	"time"

	"proffer/engine"
	"proffer/rewards"
)

var spendingCases = map[string]func(t *testing.T, o *Opened){
	// Every response comes once, form by form in the order of completion, with what it earned as it now stands; those of other
	// brands, forms and times do not, and neither does what an erased person was given.
	"everything once": func(t *testing.T, o *Opened) {
		var all []*Sample
		for i := range 5 {
			s := NewSample(NewID(), Start.AddDate(0, 0, i))
			if i == 3 {
				s.Without()
			}
			complete(t, o, s)
			all = append(all, s)
		}
		elsewhere := NewSample(NewID(), Start)
		elsewhere.Form, elsewhere.Decision.Response.Form = "a-form", "a-form"
		complete(t, o, elsewhere)
		_, err := o.Change(ctx, Brand, all[1].Decision.Grant.ID, func(h rewards.Held) (*rewards.Change, error) {
			c, _, err := rewards.Redeem(h, rewards.RedeemRequest{Key: "order-1"}, rewards.Cause{By: "operator", At: Start, NewID: NewID})
			return c, err
		})
		ok(t, err)
		ok(t, o.Erase(ctx, Brand, all[4].Subject, Start))
		now := Start.AddDate(0, 0, 5)
		read := func(brand, form string, from, to time.Time) (list []engine.Spending) {
			t.Helper()
			ok(t, o.Spendings(ctx, brand, form, from, to, now, func(s engine.Spending) error { list = append(list, s); return nil }))
			return list
		}
		list := read("", "", time.Time{}, time.Time{})
		same(t, "responses", len(list), 5)
		same(t, "the other form", list[0].Form, "a-form")
		for i, s := range list[1:] {
			same(t, "at", s.At, all[i].At)
			same(t, "kept", s.Kept, all[i].Decision.Response.Kept)
			same(t, "listed", s.Listed, true)
		}
		same(t, "cost", list[1].Gave[0].Cost, int64(200))
		same(t, "used", []int64{list[1].Gave[0].Used, list[2].Gave[0].Used}, []int64{0, 1})
		same(t, "offer", list[1].Gave[0].Grant.Offer, Offer)
		same(t, "state", list[2].Gave[0].Grant.State, rewards.StateRedeemed)
		same(t, "without a grant", len(list[4].Gave), 0)
		for _, c := range []struct {
			brand, form string
			from, to    time.Time
			want        int
		}{
			{Brand, Form, time.Time{}, time.Time{}, 4}, {"other", "", time.Time{}, time.Time{}, 0}, {"", "other", time.Time{}, time.Time{}, 0},
			{"", Form, all[1].At, all[2].At, 1}, {"", Form, all[1].At, time.Time{}, 3}, {"", Form, time.Time{}, all[1].At, 1},
			{"", "", time.Date(1, 2, 3, 0, 0, 0, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 5},
		} {
			same(t, "how many", len(read(c.brand, c.form, c.from, c.to)), c.want)
		}
		stop := errors.New("stop")
		if err := o.Spendings(ctx, "", "", time.Time{}, time.Time{}, now, func(engine.Spending) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
	},

	// Lists that have ended are not read, deleted or not, and a response that rests on nothing any more is not there.
	"lists that have ended": func(t *testing.T, o *Opened) {
		given, bare := NewSample(NewID(), Start), NewSample(NewID(), Start).Without()
		complete(t, o, given)
		complete(t, o, bare)
		later := Start.Add(2 * year)
		for range 2 {
			var list []engine.Spending
			ok(t, o.Spendings(ctx, Brand, Form, time.Time{}, time.Time{}, later, func(s engine.Spending) error { list = append(list, s); return nil }))
			same(t, "responses", len(list), 1)
			same(t, "listed", list[0].Listed, false)
			same(t, "kept", len(list[0].Kept), 0)
			same(t, "gave", len(list[0].Gave), 1)
			for n := 1; n > 0; {
				var err error
				n, err = o.Expire(ctx, later, 10)
				ok(t, err)
			}
		}
	},
}
