package storetest

import (
	"errors"
	"strings"
	"testing"

	"proffer/rewards"
)

// sound is a store in which Verify finds nothing, whose versions give Offer.
func sound(t *testing.T, st Store) {
	t.Helper()
	_, err := st.Verify(ctx, func(string, string, int) (rewards.Gave, error) { return rewards.Gave{Chains: []string{Offer}}, nil },
		func(v rewards.Violation) error { t.Errorf("%+v", v); return nil })
	ok(t, err)
}

// verifyCases are of stores that are right, whatever was done to them: how each invariant is found broken is for each store to
// show, since only it knows how to break one.
var verifyCases = map[string]func(t *testing.T, o *Opened){
	// Nothing is found after exchanges, refusals, redemptions, deliveries, expiry and erasure; all is counted; and a version is asked
	// for once.
	"a store that is right": func(t *testing.T, o *Opened) {
		var list []*Sample
		for i := range 6 {
			s := NewSample(NewID(), Start)
			if s.Stock = 4; i == 5 {
				s.Without() // of a form without an offer
				s.Form, s.Decision.Response.Form, s.Decision.Response.Offer = "poll", "poll", ""
			}
			complete(t, o, s)
			list = append(list, s)
		}
		_, err := o.Change(ctx, Brand, list[0].Decision.Grant.ID, func(h rewards.Held) (*rewards.Change, error) {
			c, _, err := rewards.Redeem(h, rewards.RedeemRequest{Key: "order-1"}, rewards.Cause{By: "operator", At: Start, NewID: NewID})
			return c, err
		})
		ok(t, err)
		due := lease(t, o, Start, 2)
		ok(t, o.Settle(ctx, []rewards.Settlement{{Delivery: due[0], State: rewards.DeliveryDelivered, At: Start}}))
		ok(t, o.Erase(ctx, Brand, list[1].Subject, Start))
		for n := 1; n > 0; {
			n, err = o.Expire(ctx, Start.Add(2*year), 10)
			ok(t, err)
		}
		asked := map[string]int{}
		counts, err := o.Verify(ctx, func(_, form string, _ int) (rewards.Gave, error) {
			if asked[form]++; form == Form {
				return rewards.Gave{Chains: []string{Offer}}, nil
			}
			return rewards.Gave{}, nil
		}, func(v rewards.Violation) error { t.Errorf("%+v", v); return nil })
		ok(t, err)
		same(t, "asked", asked, map[string]int{Form: 1})
		same(t, "counts", counts, rewards.Verified{Responses: 3, Grants: 3, Events: 10})
	},

	// What a version is said not to give is a violation, told with its names; the first error of each, and of gave, ends it.
	"what was never offered": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		other := func(string, string, int) (rewards.Gave, error) {
			return rewards.Gave{Chains: []string{"other/offer"}}, nil
		}
		var found []rewards.Violation
		_, err := o.Verify(ctx, other, func(v rewards.Violation) error { found = append(found, v); return nil })
		ok(t, err)
		if len(found) != 1 || found[0].Invariant != rewards.InvariantChain || !strings.Contains(found[0].What, Offer) {
			t.Errorf("found %+v", found)
		}
		stop := errors.New("stop")
		if _, err := o.Verify(ctx, other, func(rewards.Violation) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
		if _, err := o.Verify(ctx, func(string, string, int) (rewards.Gave, error) { return rewards.Gave{}, stop }, func(rewards.Violation) error { return nil }); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
	},
}
