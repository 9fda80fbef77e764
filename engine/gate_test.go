package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/rewards"
)

const yesToBoth = `{"leaf": "black", "milk": true, "strength": 2, "shop_ok": true, "nickname": "Ada", "mail_ok": true, "email": "ada@customer.example"}`

// seen tells what a body says of each attribute: its value, or why it is withheld; and of consents.
func seen(body map[string]any) map[string]any {
	out := map[string]any{}
	data, _ := body["data"].(map[string]any)
	for _, list := range []string{"preferences", "feedback"} {
		items, _ := data[list].([]any)
		for _, i := range items {
			item := i.(map[string]any)
			out[item["attribute"].(string)] = item["value"]
			if why, withheld := item["withheld"]; withheld {
				out[item["attribute"].(string)] = "(" + why.(string) + ")"
			}
		}
	}
	consents, _ := data["consents"].([]any)
	for _, c := range consents {
		out["consent "+c.(map[string]any)["purpose"].(string)] = c.(map[string]any)["given"]
	}
	if o, told := data["outcome"]; told {
		out["outcome"] = o
	}
	return out
}

func (w *world) sees(ev rewards.Event, endpoint string, want map[string]any) {
	w.t.Helper()
	if got := seen(w.body(ev, endpoint)); !maps.Equal(got, want) {
		w.t.Errorf("%s sees %v, want %v", endpoint, got, want)
	}
}

func only(t *testing.T, events []rewards.Event, kind string) rewards.Event {
	t.Helper()
	events = slices.DeleteFunc(slices.Clone(events), func(e rewards.Event) bool { return e.Type != kind })
	if len(events) != 1 {
		t.Fatalf("%d events %s", len(events), kind)
	}
	return events[0]
}

// Each endpoint sees its own purposes' values and consents, and nothing of the others'.
func TestEachSeesItsOwn(t *testing.T) {
	w := newWorld(t)
	w.answer("tea", "", yesToBoth)
	shop, mailer := only(t, w.events("shop"), rewards.EventResponseCompleted), only(t, w.events("mailer"), rewards.EventResponseCompleted)
	if shop.ID != mailer.ID {
		t.Error("the two got different events")
	}
	w.sees(shop, "shop", map[string]any{"leaf": "black", "milk": true, "strength": 2.0, "nickname": "Ada", "consent recommend": true, "outcome": "deep"})
	w.sees(mailer, "mailer", map[string]any{"email": "ada@customer.example", "consent email_offers": true})
	if raw := w.rendered(shop, "shop"); strings.Contains(string(raw), "ada@") || strings.Contains(string(raw), "email_offers") {
		t.Errorf("the shop gets %s", raw)
	}
	if n := w.woken.Load(); n != 1 {
		t.Errorf("the dispatcher was woken %d times", n)
	}
	// Of the same recipient, an endpoint for another purpose sees none of it.
	if got := w.events("care"); len(got) > 0 {
		t.Errorf("care got %v", got)
	}
	if raw := w.rendered(shop, "care"); raw != nil {
		t.Errorf("care sees %s", raw)
	}
	// An endpoint that asks for a purpose which does not name its recipient gets nothing of it.
	raw, ok, err := w.Render(t.Context(), shop, rewards.Endpoint{ID: "crm", Brand: "leafline", Recipient: "mailer", Purposes: []string{"recommend", "result"}})
	if raw != nil || ok || err != nil {
		t.Errorf("the mailer sees %s %v", raw, err)
	}
}

// A form's event without anything that an endpoint may see is not delivered to it, and a refused
// consent is told.
func TestNothingButIDs(t *testing.T) {
	w := newWorld(t)
	w.answer("tea", "", `{"leaf": "black"}`)
	all := w.events("shop")
	if granted := only(t, all, rewards.EventRewardGranted); len(all) != 1 || w.body(granted, "shop") == nil {
		t.Errorf("the shop got %v", all)
	}
	completed := all[0]
	completed.Type = rewards.EventResponseCompleted
	if raw := w.rendered(completed, "shop"); raw != nil {
		t.Errorf("a body of ids: %s", raw)
	}
	w.answer("tea", "", `{"leaf": "black", "shop_ok": false}`)
	w.sees(only(t, w.events("shop"), rewards.EventResponseCompleted), "shop", map[string]any{"consent recommend": false})
	if got := w.events("mailer"); len(got) > 0 {
		t.Errorf("the mailer got %v", got)
	}
}

// Between two attempts a body only ever loses: what was changed, withdrawn, ended or erased since.
func TestBodiesOnlyLose(t *testing.T) {
	w := newWorld(t)
	first, token := w.answer("tea", "", yesToBoth)
	shop, mailer := only(t, w.events("shop"), rewards.EventResponseCompleted), only(t, w.events("mailer"), rewards.EventResponseCompleted)
	refs := map[string]any{"shop": w.body(shop, "shop")["ref"], "mailer": w.body(mailer, "mailer")["ref"]}

	// Changed: the new value is in the new event. What the outcome was because of is gone, so it is too.
	w.answer("tea", token, `{"leaf": "green", "shop_ok": true}`)
	w.sees(shop, "shop", map[string]any{"leaf": "(changed)", "milk": true, "strength": 2.0, "nickname": "Ada", "consent recommend": true})
	second := only(t, w.events("shop"), rewards.EventResponseCompleted)
	w.sees(second, "shop", map[string]any{"leaf": "green", "consent recommend": true, "outcome": "fresh"})

	// Withdrawn, from one recipient; the other keeps what it may see.
	w.answer("tea", token, `{"leaf": {"declined": true}, "shop_ok": false}`)
	w.sees(shop, "shop", map[string]any{"leaf": "(changed)", "milk": "(withdrawn)", "strength": "(withdrawn)", "nickname": "(withdrawn)", "consent recommend": false})
	w.sees(second, "shop", map[string]any{"leaf": "(withdrawn)", "consent recommend": false})
	w.sees(mailer, "mailer", map[string]any{"email": "ada@customer.example", "consent email_offers": true})

	// Said yes again: what was told as withdrawn does not come back.
	third := only(t, w.events("shop"), rewards.EventResponseCompleted)
	w.answer("tea", token, `{"leaf": "herbal", "shop_ok": true}`)
	w.sees(third, "shop", map[string]any{"consent recommend": false})
	if got := seen(w.body(shop, "shop")); got["milk"] == true || got["nickname"] == "Ada" {
		t.Errorf("a value came back: %v", got)
	}

	// Ended: at the moment itself.
	w.set(start.AddDate(1, 0, 0).Add(-time.Nanosecond))
	w.sees(mailer, "mailer", map[string]any{"email": "ada@customer.example", "consent email_offers": true})
	w.set(start.AddDate(1, 0, 0))
	if raw := w.rendered(mailer, "mailer"); strings.Contains(string(raw), "ada@") || strings.Contains(string(raw), `"given":true`) {
		t.Errorf("after its end: %s", raw)
	}
	w.set(start)
	for endpoint, ev := range map[string]rewards.Event{"shop": shop, "mailer": mailer} {
		if got := w.body(ev, endpoint)["ref"]; got != refs[endpoint] || got == "" {
			t.Errorf("%s knew the person as %v and now as %v", endpoint, refs[endpoint], got)
		}
	}

	// Erased: no body at all, of no event.
	w.must(w.Erase(t.Context(), w.caller(token)))
	for _, ev := range []rewards.Event{shop, second, third, {Type: rewards.EventRewardGranted, Brand: "leafline", Response: first.Response}} {
		if raw := w.rendered(ev, "shop"); raw != nil {
			t.Errorf("after the erasure: %s", raw)
		}
	}
}

// A value that ends while its consent stands is withheld as expired: colour is kept for recommend
// half as long as the purpose says.
func TestExpiredIsTold(t *testing.T) {
	w := newWorld(t, `"id": "strength", "type": "scale", "attribute": "strength", "label": "How strong?", "why": "It weighs your result.", "scores": {"deep": 0.5}`,
		`"id": "strength", "type": "single", "attribute": "colour", "label": "Which?", "why": "W"`)
	w.answer("tea", "", `{"leaf": "black", "strength": "red", "shop_ok": true}`)
	ev := only(t, w.events("shop"), rewards.EventResponseCompleted)
	w.set(start.AddDate(0, 6, 0).Add(-time.Nanosecond))
	w.sees(ev, "shop", map[string]any{"leaf": "black", "colour": "red", "consent recommend": true, "outcome": "deep"})
	w.set(start.AddDate(0, 6, 0))
	w.sees(ev, "shop", map[string]any{"leaf": "black", "colour": "(expired)", "consent recommend": true, "outcome": "deep"})
}

// Feedback leaves by a legitimate interest, with its question, until it is objected to.
func TestFeedbackLeaves(t *testing.T) {
	w := newWorld(t)
	r, token := w.answer("visit", "", `{"waiting": 4, "remark": "the queue"}`)
	ev := only(t, w.events("care"), rewards.EventResponseCompleted)
	w.sees(ev, "care", map[string]any{"waiting": 4.0, "remark": "the queue"})
	if len(r.Feedback) != 2 || len(r.Preferences) != 0 || len(w.events("shop")) != 1 {
		t.Errorf("%s", encoded(t, r))
	}
	again, _ := w.answer("visit", token, `{"waiting": 1}`, objecting("service"))
	if len(again.Dropped) != 1 || len(again.Feedback) != 0 {
		t.Errorf("%s", encoded(t, again))
	}
	w.sees(ev, "care", map[string]any{"waiting": "(withdrawn)", "remark": "(withdrawn)"})
	w.sees(only(t, w.events("care"), rewards.EventResponseCompleted), "care", map[string]any{"consent service": false})
}

// Two recipients know a person under two names, and each knows them under the same one always.
func TestPairwiseRefs(t *testing.T) {
	w := newWorld(t)
	names := map[any]string{}
	for _, person := range []string{"one", "two"} {
		_, token := w.answer("tea", "", yesToBoth)
		w.answer("tea", token, `{"leaf": "black", "shop_ok": true, "mail_ok": true}`)
		for _, endpoint := range []string{"shop", "mailer"} {
			mine := map[any]bool{}
			for _, ev := range w.events(endpoint) {
				mine[w.body(ev, endpoint)["ref"]] = true
			}
			if len(mine) != 1 {
				t.Fatalf("%s knows person %s under %d names", endpoint, person, len(mine))
			}
			for name := range mine {
				if before, there := names[name]; there || len(name.(string)) < 20 || strings.Contains(name.(string), w.caller(token).Subject.String()) {
					t.Errorf("%s and %s share the name %v", before, endpoint+" of "+person, name)
				}
				names[name] = endpoint + " of " + person
			}
		}
	}
}
