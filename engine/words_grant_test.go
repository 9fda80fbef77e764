package engine_test

import (
	"testing"
	"time"

	"proffer/engine"
	"proffer/rewards"
)

// What was used is told as used at once, on the person's page and where the ticket comes again, although it can still be undone and
// the grant is granted until then; once it is undone it is as new.
func TestUsedIsTold(t *testing.T) {
	w := newWorld(t, `"stock": 2}, "expires": "P90D"`, `"stock": 2}, "expires": "P90D", "undo": "PT1H"`)
	k := w.ticket("tea", "")
	first, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	shop, unused, used := clientOf("shop"), first.Grant.Text, "You have used it."
	redeem := func(key string) *rewards.Redemption {
		t.Helper()
		made, _, err := w.Redeem(t.Context(), shop, first.Grant.ID, rewards.RedeemRequest{Key: key}, "")
		w.must(err)
		return made
	}
	told := func(when, state, text string, at *time.Time) {
		t.Helper()
		again, err := w.send(k.Ticket, `{"leaf": "green"}`)
		w.must(err)
		for place, g := range map[string]engine.GrantReply{"the person's page": w.record(k.Subject.Token).Grants[0], "the same ticket": *again.Grant} {
			if g.State != state || g.Text != text || (g.Redeemed == nil) != (at == nil) || at != nil && !g.Redeemed.Equal(*at) {
				t.Errorf("%s, %s: %s", when, place, encoded(t, g))
			}
		}
	}
	told("unused", rewards.StateGranted, unused, nil)
	w.set(start.Add(time.Minute))
	made := redeem("order-1")
	told("used", rewards.StateGranted, used, &made.At)
	_, err = w.Undo(t.Context(), shop, first.Grant.ID, made.ID, "sent back")
	w.must(err)
	told("undone", rewards.StateGranted, unused, nil)
	redeem("order-2")
	w.set(start.Add(2 * time.Hour))
	if n, err := w.Advance(t.Context(), 10); n != 1 || err != nil {
		t.Fatalf("time changed %d grants: %v", n, err)
	}
	told("for good", rewards.StateRedeemed, used, nil)
}
