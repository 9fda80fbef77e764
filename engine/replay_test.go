package engine_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"proffer/engine"
	"proffer/forms/fault"
)

// told is what a replay gives again: response, outcome, items and grant.
func told(t *testing.T, r *engine.Reply) string {
	t.Helper()
	return encoded(t, []any{r.Response, r.Outcome, r.Recommendations, r.Grant, r.Refusal, r.Dropped, r.Consents})
}

// The same ticket again stores nothing and gets the same; the holder opens nothing with it that they
// did not just type.
func TestReplay(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("tea", "")
	first, err := w.send(k.Ticket, yesToBoth)
	w.must(err)
	if first.Replayed || first.Same != nil {
		t.Errorf("the first answer is a replay: %v %v", first.Replayed, first.Same)
	}
	before, woken := encoded(t, w.record(k.Subject.Token)), w.woken.Load()
	for _, c := range []struct {
		name, answers string
		same          bool
		more          func(*engine.ResponseRequest)
	}{
		{name: "the same answers", answers: yesToBoth, same: true},
		{name: "another value", answers: strings.Replace(yesToBoth, `"milk": true`, `"milk": false`, 1)},
		{name: "another sealed value", answers: strings.Replace(yesToBoth, "ada@", "eve@", 1)},
		{name: "one answer less", answers: strings.Replace(yesToBoth, `"strength": 2, `, "", 1)},
		{name: "a decline", answers: strings.Replace(yesToBoth, `"strength": 2`, `"strength": {"declined": true}`, 1)},
		{name: "another consent", answers: strings.Replace(yesToBoth, `"shop_ok": true`, `"shop_ok": false`, 1)},
		{name: "answers that do not fit", answers: `{"leaf": 1, "what": 2}`},
		{name: "no answers", answers: `{}`},
		{name: "an offer that was not shown", answers: yesToBoth, same: true, more: accept(t, `"no/such"`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			more := c.more
			if more == nil {
				more = func(*engine.ResponseRequest) {}
			}
			again, err := w.send(k.Ticket, c.answers, more)
			w.must(err)
			if !again.Replayed || (again.Same == nil) != c.same || (again.Same != nil && *again.Same) {
				t.Errorf("replayed %v, same %v", again.Replayed, again.Same)
			}
			if told(t, again) != told(t, first) {
				t.Errorf("\n got %s\nwant %s", told(t, again), told(t, first))
			}
			sealed := 0
			for _, p := range again.Preferences {
				if p.Attribute == "email" || p.Attribute == "nickname" {
					sealed++
					if p.Value != nil || p.Withheld != engine.WithheldSealed {
						t.Errorf("the sealed value of %s is told: %s", p.Attribute, encoded(t, p))
					}
				}
			}
			if sealed != 2 || strings.Contains(encoded(t, again), "@customer.example") {
				t.Errorf("%s", encoded(t, again))
			}
			if reach := w.caller(again.Receipt).Reach; (reach == engine.ReachResponse) != c.same || reach == engine.ReachFull {
				t.Errorf("the receipt reaches %s", reach)
			}
		})
	}
	if after := encoded(t, w.record(k.Subject.Token)); after != before || w.woken.Load() != woken || len(w.events("shop")) != 2 {
		t.Errorf("a replay stored something\nbefore %s\n after %s", before, after)
	}
	// On a server that has just started, from what is stored alone.
	fresh := w.another(func(*engine.Options) {})
	if again, err := fresh.Respond(t.Context(), engine.ResponseRequest{Ticket: k.Ticket, Answers: tree(t, yesToBoth)}); err != nil || told(t, again) != told(t, first) {
		t.Errorf("after a restart: %v", err)
	}
	// Declined and dropped answers are compared as far as they are known.
	d := w.ticket("tea", "")
	_, err = w.send(d.Ticket, `{"leaf": {"declined": true}, "email": "ada@customer.example"}`)
	w.must(err)
	for answers, same := range map[string]bool{
		`{"leaf": {"declined": true}, "email": "ada@customer.example"}`: true,
		`{"leaf": {"declined": true}}`:                                  false,
		`{"leaf": "green", "email": "ada@customer.example"}`:            false,
	} {
		if again, err := w.send(d.Ticket, answers); err != nil || (again.Same == nil) != same {
			t.Errorf("%s: same %v, want %v: %v", answers, again.Same, same, err)
		}
	}
	// Erased: gone, whatever is sent.
	w.must(w.Erase(t.Context(), w.caller(k.Subject.Token)))
	for _, answers := range []string{yesToBoth, `{"leaf": 1}`, `{}`} {
		_, err = w.send(k.Ticket, answers)
		wants(t, err, fault.Gone, "erased")
	}
	unused := w.ticket("tea", "")
	w.must(w.Erase(t.Context(), w.caller(unused.Subject.Token)))
	_, err = w.send(unused.Ticket, yesToBoth)
	wants(t, err, fault.Gone, "erased")
}

// A replay after something was changed, withdrawn or ended tells only what is still held, and claims
// nothing of the rest.
func TestReplayTellsWhatIsHeld(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("tea", "")
	first, err := w.send(k.Ticket, yesToBoth)
	w.must(err)
	w.answer("tea", k.Subject.Token, `{"leaf": "green", "shop_ok": false}`)
	again, err := w.send(k.Ticket, yesToBoth)
	w.must(err)
	var held []string
	for _, p := range again.Preferences {
		held = append(held, p.Attribute)
	}
	slices.Sort(held)
	if !slices.Equal(held, []string{"email", "milk", "strength"}) {
		t.Errorf("held %v", held)
	}
	if o := again.Outcome; o.ID != first.Outcome.ID || len(o.Because) != 2 || o.Body != "Made for your cup." || strings.Contains(encoded(t, o), "black") {
		t.Errorf("%s", encoded(t, o))
	}
}

// Whatever was answered, the replay gives response, outcome, items and grant again.
func TestReplayReproduces(t *testing.T) {
	w := newWorld(t, `"stock": 2`, `"stock": 30`, `"stock": 3}`, `"stock": 90000}`)
	rapid.Check(t, func(rt *rapid.T) {
		answers := map[string]any{}
		add := func(id string, values ...any) {
			if v := rapid.SampledFrom(append(values, nil, map[string]any{"declined": true})).Draw(rt, id); v != nil {
				answers[id] = v
			}
		}
		add("leaf", "green", "black", "herbal")
		if answers["leaf"] == nil {
			answers["leaf"] = "black"
		}
		if answers["leaf"] == "black" {
			add("milk", true, false)
		}
		add("strength", 0, 3, 5)
		add("nickname", "Ada", "Bob")
		add("email", "ada@customer.example")
		for _, id := range []string{"shop_ok", "mail_ok"} {
			if v := rapid.SampledFrom([]any{nil, true, false}).Draw(rt, id); v != nil {
				answers[id] = v
			}
		}
		k := w.ticket("tea", "")
		first, err := w.send(k.Ticket, encoded(t, answers))
		if err != nil {
			rt.Fatalf("%s: %v", encoded(t, answers), err)
		}
		again, err := w.send(k.Ticket, encoded(t, answers))
		if err != nil || again.Same != nil || !again.Replayed || told(t, again) != told(t, first) {
			rt.Fatalf("%s\nfirst %s\nagain %s %v", encoded(t, answers), told(t, first), encoded(t, again), err)
		}
	})
}
