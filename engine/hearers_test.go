package engine_test

import (
	"testing"

	"proffer/engine"
	"proffer/rewards"
)

// heardOf are the types of event that wait for an endpoint.
func (w *world) heardOf(endpoint string) (types []string) {
	w.t.Helper()
	for _, ev := range w.events(endpoint) {
		types = append(types, ev.Type)
	}
	return types
}

// What a command does beside its server is announced to the stored endpoints, as far as they fit what was published last, although that
// process has published nothing; and so is what becomes of the grants of a brand that was taken off.
func TestWhatIsDoneBesideAServerIsHeard(t *testing.T) {
	draw := `{"kind": "draw", "prize": "A kettle", "winners": 2, "expected": 2, "closes": "2026-03-02T12:00:00Z", "free": "Write to us."}`
	w := newWorld(t, `{"kind": "points", "account": "leaves", "points": 100}`, draw, `"period": "month", "stock": 3`, `"stock": 3`)
	secret, err := rewards.NewSecret()
	w.must(err)
	store := func(p rewards.Endpoint) {
		t.Helper()
		p.Brand, p.Purposes, p.Events, p.URL, p.Secret = "leafline", []string{"recommend"}, []string{rewards.EventDrawDrawn, rewards.EventRedemptionMade}, "http://127.0.0.1/hooks", secret
		w.must(w.store.CreateEndpoint(t.Context(), p))
	}
	store(rewards.Endpoint{ID: "fits", Recipient: "shop"})
	store(rewards.Endpoint{ID: "unfit", Recipient: "mailer"}) // the purpose does not name it
	store(rewards.Endpoint{ID: "other", Recipient: "shop", Programs: []string{"welcome"}})
	r, _ := w.answer("visit", "", `{"waiting": 1}`)
	w.set(start.AddDate(0, 0, 2))

	beside := w.another(func(o *engine.Options) { o.Endpoints = nil })
	_, first, err := beside.Draw(t.Context(), "operator", "leafline", "leaves/hundred", "")
	w.must(err)
	if got := w.heardOf("fits"); !first || encoded(t, got) != `["draw.drawn"]` {
		t.Errorf("first %v; heard %v", first, got)
	}
	w.must(w.Withdraw(t.Context(), "leafline"))
	_, _, err = w.Redeem(t.Context(), clientOf("shop"), r.Grant.ID, rewards.RedeemRequest{Key: "prize"}, "")
	w.must(err)
	if got := w.heardOf("fits"); encoded(t, got) != `["redemption.made"]` {
		t.Errorf("heard %v", got)
	}
	for _, endpoint := range []string{"unfit", "other"} {
		if got := w.heardOf(endpoint); got != nil {
			t.Errorf("%s hears %v", endpoint, got)
		}
	}
	// Of a brand that never published anything nobody hears, and nothing fails.
	if n, err := beside.Advance(t.Context(), 10); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
