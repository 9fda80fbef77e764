package engine_test

import (
	"encoding/json"
	"maps"
	"testing"

	"proffer/engine"
)

// Whoever tries a form is shown what each endpoint would get: what it does get of the same answers, from the
// same gate.
func TestTryShowsWhatIsShared(t *testing.T) {
	w := newWorld(t)
	trying := w.another(func(o *engine.Options) { o.Tests = true })
	_, err := trying.Publish(t.Context(), bundle(t))
	w.must(err)
	for _, answers := range []string{yesToBoth, `{"leaf": "black", "shop_ok": false, "mail_ok": true}`, `{"leaf": {"declined": true}}`} {
		before := map[string]int{"shop": len(w.events("shop")), "mailer": len(w.events("mailer"))}
		k, err := trying.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Test: true})
		w.must(err)
		r, err := trying.Respond(t.Context(), engine.ResponseRequest{Ticket: k.Ticket, Answers: tree(t, answers)})
		w.must(err)
		for endpoint, events := range before {
			if len(w.events(endpoint)) != events {
				t.Errorf("%s: %s hears of a test", answers, endpoint)
			}
		}
		w.answer("tea", "", answers)
		for endpoint, events := range before {
			var told []map[string]any
			for _, s := range r.Shares {
				if s.Endpoint == endpoint {
					var body map[string]any
					w.must(json.Unmarshal(s.Body, &body))
					told = append(told, body)
				}
			}
			live := w.events(endpoint)[events:]
			if len(told) != len(live) {
				t.Fatalf("%s: %s would get %d bodies and gets %d", answers, endpoint, len(told), len(live))
			}
			for i, ev := range live {
				if got, want := seen(told[i]), seen(w.body(ev, endpoint)); told[i]["type"] != ev.Type || !maps.Equal(got, want) {
					t.Errorf("%s: %s would get %s %v, and gets %s %v", answers, endpoint, told[i]["type"], got, ev.Type, want)
				}
			}
		}
	}
	counted, err := w.send(w.ticket("tea", "").Ticket, yesToBoth)
	if err != nil || counted.Shares != nil {
		t.Errorf("an exchange that counts shows %v, %v", counted.Shares, err)
	}
}
