package engine_test

import (
	"testing"
	"time"

	"proffer/rewards"
)

// A clock that jumps back loses nothing and gives nothing twice: what was told later is newer, whatever the time on it, a ticket from
// the time that has not come yet is good, and what one person may have once stays once.
func TestClockJumpsBack(t *testing.T) {
	w := newWorld(t)
	w.set(start.Add(2 * time.Hour))
	k := w.ticket("tea", "")
	first, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	again := w.ticket("tea", k.Subject.Token) // made before the jump, answered after it

	w.set(start)
	second, err := w.send(again.Ticket, `{"leaf": "black"}`)
	w.must(err)
	replayed, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	if !replayed.Replayed || replayed.Response != first.Response || replayed.Grant.ID != first.Grant.ID {
		t.Errorf("asked again it is %+v", replayed)
	}
	if second.Grant != nil {
		t.Errorf("a second grant: %+v", second.Grant)
	}
	r := w.record(k.Subject.Token)
	if len(r.Responses) != 2 || len(r.Grants) != 1 {
		t.Errorf("%d responses, %d grants", len(r.Responses), len(r.Grants))
	}
	for _, p := range r.Preferences {
		if p.Attribute == "leaf" && string(p.Value) != `"black"` {
			t.Errorf("what was told last is %s", p.Value)
		}
	}
	if n, err := w.Advance(t.Context(), 100); err != nil || n != 0 {
		t.Errorf("time changed %d grants: %v", n, err)
	}
	// What was redeemed under a key before the jump is not redeemed a second time after it.
	var ids []string
	for _, at := range []time.Time{start.Add(time.Hour), start} {
		w.set(at)
		made, _, err := w.Redeem(t.Context(), clientOf("shop"), first.Grant.ID, rewards.RedeemRequest{Key: "order-1"}, "")
		w.must(err)
		ids = append(ids, made.ID.String())
	}
	if ids[0] != ids[1] {
		t.Errorf("redeemed twice: %s", ids)
	}
	if _, err := w.Verify(t.Context(), func(v rewards.Violation) error { t.Error(v); return nil }); err != nil {
		t.Error(err)
	}
}
