package engine_test

import (
	"context"
	"strings"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
)

// The quiz asks nobody twice for the leaf, shows the strength filled in and asks for milk all the same.
var knowing = []string{
	`"id": "leaf", "type": "single", "attribute": "leaf", "required": true,`, `"id": "leaf", "type": "single", "attribute": "leaf", "required": true, "known": "skip",`,
	`"id": "strength", "type": "scale", "attribute": "strength",`, `"id": "strength", "type": "scale", "attribute": "strength", "known": "prefill",`,
	`"id": "nickname", "type": "short_text", "attribute": "nickname",`, `"id": "nickname", "type": "short_text", "attribute": "nickname", "known": "skip",`,
}

func known(t *testing.T, k *engine.TicketReply) string {
	t.Helper()
	var out []string
	for _, x := range k.Known {
		out = append(out, x.Question+"="+string(x.Value)+" "+x.Mode)
	}
	return strings.Join(out, ", ")
}

// What was said is not asked again; it shapes the result as if it had been answered, and is not stored
// anew: its time, its provenance and its revision stay.
func TestKnownTakesPart(t *testing.T) {
	w := newWorld(t, knowing...)
	first, token := w.answer("tea", "", `{"leaf": "black", "milk": true, "strength": 4, "nickname": "Ada", "shop_ok": true}`)
	w.set(start.AddDate(0, 0, 1))
	k := w.ticket("tea", token)
	if got := known(t, k); got != `leaf="black" skip, strength=4 prefill` { // a device token reads no nickname, which is sealed
		t.Fatalf("known is %s", got)
	}
	r, err := w.send(k.Ticket, `{"milk": false, "strength": 1}`)
	w.must(err)
	if r.Outcome.ID != "deep" || r.Outcome.Body != "Made for black tea." || encoded(t, r.Outcome.Because) != `[{"question":"leaf","attribute":"leaf","text":"you drink black tea"},{"question":"strength","attribute":"strength","text":"you asked for strength 1"}]` {
		t.Errorf("the result is %s", encoded(t, r.Outcome))
	}
	if len(r.Preferences) != 2 {
		t.Errorf("kept anew: %s", encoded(t, r.Preferences))
	}
	for _, p := range w.record(token).Preferences {
		if p.Attribute == "leaf" && (p.Response != first.Response || p.Rev != 1 || !p.Purposes[0].Until.Equal(start.AddDate(0, 0, 30))) {
			t.Errorf("the known value was stored anew: %s", encoded(t, p))
		}
	}
	again, err := w.send(k.Ticket, `{"milk": false, "strength": 1}`)
	w.must(err)
	if !again.Replayed || again.Same != nil || encoded(t, again.Outcome) != encoded(t, r.Outcome) || encoded(t, again.Recommendations) != encoded(t, r.Recommendations) {
		t.Errorf("the replay says %s, first %s", encoded(t, again), encoded(t, r))
	}
	if differs, err := w.send(k.Ticket, `{"leaf": "green", "strength": 1}`); err != nil || differs.Same == nil || *differs.Same {
		t.Errorf("a replay that answers what was known: %s, %v", encoded(t, differs), err)
	}
	// Once it is changed elsewhere, nothing is claimed of it any more.
	w.answer("tea", token, `{"leaf": "green"}`)
	again, err = w.send(k.Ticket, `{"milk": false, "strength": 1}`)
	w.must(err)
	if again.Outcome.ID != "deep" || again.Outcome.Body != "Made for your cup." || strings.Contains(encoded(t, again.Outcome.Because), "leaf") {
		t.Errorf("after a change the replay says %s", encoded(t, again.Outcome))
	}
}

// Who finds a ticket on a device, and sends it without an answer, is not told a sealed value that was known of
// its person: its sender typed none.
func TestKnownSealedIsNotToldAgain(t *testing.T) {
	w := newWorld(t)
	_, err := w.Publish(t.Context(), bundleWith(t, map[string]string{"cups.json": `{"form": "cups", "kind": "quiz", "title": "F", "offer": "leaves/hundred", "repeat": "always",
		"pages": [{"id": "p", "questions": [{"id": "cups", "type": "number", "attribute": "cups", "known": "skip", "label": "L", "why": "W", "scores": {"s": 1}}]}],
		"outcomes": [{"id": "some", "title": "{cups|Some} cups, {score.s|some} points", "when": {">": [{"var": "cups"}, 1]}}, {"id": "rest", "title": "R"}]}`},
		`"notes": {"type": "choices",`, `"cups": {"type": "number", "label": "Cups", "category": "preference", "purposes": ["result", "recommend"], "because": "you drink {value} cups"}, "notes": {"type": "choices",`))
	w.must(err)
	r, _ := w.answer("cups", "", `{"cups": 4.25}`)
	k := w.ticket("cups", tokenOf(r.Receipt))
	first, err := w.send(k.Ticket, `{}`)
	w.must(err)
	if first.Outcome.Title != "4.25 cups, 4.25 points" || len(first.Outcome.Because) != 1 {
		t.Fatalf("told at once %s", encoded(t, first.Outcome))
	}
	again, err := w.send(k.Ticket, `{}`)
	w.must(err)
	if again.Outcome.ID != "some" || again.Outcome.Title != "Some cups, some points" || strings.Contains(encoded(t, again), "4.25") {
		t.Errorf("told again %s", encoded(t, again))
	}
}

// The person may say something else instead: that is an answer like any other.
func TestKnownIsChanged(t *testing.T) {
	w := newWorld(t, knowing...)
	_, token := w.answer("tea", "", `{"leaf": "black"}`)
	k := w.ticket("tea", token)
	r, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	if r.Outcome.ID != "fresh" || len(r.Preferences) != 1 || w.held(token)["leaf"] != `"green" result` {
		t.Errorf("said anew: %s, held %v", encoded(t, r), w.held(token))
	}
	// Declining it here says nothing about what was told before.
	if _, err := w.send(w.ticket("tea", token).Ticket, `{"leaf": {"declined": true}}`); err != nil || w.held(token)["leaf"] != `"green" result` {
		t.Errorf("after a decline, held %v, %v", w.held(token), err)
	}
	// What was shown is what counts: a ticket whose known values changed meanwhile is good for nothing.
	old := w.ticket("tea", token)
	w.answer("tea", token, `{"leaf": "herbal", "strength": 2}`)
	before := len(w.record(token).Responses)
	_, err = w.send(old.Ticket, `{}`)
	wants(t, err, fault.Conflict, "/ticket known_changed")
	_, err = w.send(old.Ticket, `{"leaf": "green"}`)
	wants(t, err, fault.Conflict, "/ticket known_changed")
	if len(w.record(token).Responses) != before {
		t.Error("a conflict stored something")
	}
	// It changes between the reading and the write, too.
	racing := w.ticket("tea", token)
	e := w.another(func(o *engine.Options) {
		o.Store = &meanwhile{Store: w.store, before: func() { w.answer("tea", token, `{"leaf": "black", "strength": 3}`) }}
	})
	_, err = e.Publish(t.Context(), bundle(t, knowing...))
	w.must(err)
	_, err = e.Respond(t.Context(), engine.ResponseRequest{Ticket: racing.Ticket, Answers: tree(t, `{}`)})
	wants(t, err, fault.Conflict, "/ticket known_changed")
}

// What is known is what may be used here and now: held to these terms, for what it would do here, and
// not ended. Feedback is an occasion's.
func TestKnownIsFresh(t *testing.T) {
	w := newWorld(t, knowing...)
	_, token := w.answer("tea", "", `{"leaf": "black", "strength": 4, "shop_ok": true}`)
	_, err := w.send(w.ticket("visit", token).Ticket, `{"waiting": 3}`)
	w.must(err)
	if got := known(t, w.ticket("visit", token)); got != "" {
		t.Errorf("feedback is known: %s", got)
	}
	held := w.ticket("tea", token)
	w.set(start.AddDate(0, 0, 31)) // result has ended; recommend, which holds still, is no ground for a result
	if got := known(t, w.ticket("tea", token)); got != "" {
		t.Errorf("known beyond its contract: %s", got)
	}
	w.set(start.AddDate(0, 0, 6))
	changed := append([]string{`"use": "The page you see at the end."`, `"use": "The page you see at the end, and more."`}, knowing...)
	w.publish(changed...)
	if got := known(t, w.ticket("tea", token)); got != "" {
		t.Errorf("known to other terms: %s", got)
	}
	// A ticket that is out keeps the terms that it showed.
	_, err = w.send(held.Ticket, `{}`)
	w.must(err)

	w.publish(knowing...)
	stranger := w.ticket("tea", "")
	if got := known(t, stranger); got != "" {
		t.Errorf("somebody new is known: %s", got)
	}
	w.publish(append([]string{`{"value": "black", "scores": {"deep": 2}}, `, ``, `{"var": "leaf"}, "black"]`, `{"var": "leaf"}, "herbal"]`}, knowing...)...)
	if got := known(t, w.ticket("tea", token)); strings.Contains(got, "leaf") {
		t.Errorf("a value that the form no longer offers is known: %s", got)
	}
}

// A full token is told sealed values; a device token is not, nor does it use them.
func TestKnownSealed(t *testing.T) {
	w := newWorld(t, append([]string{`"perPerson": 1, "stock": 2`, `"stock": 2`}, knowing...)...)
	r, token := w.answer("tea", "", `{"leaf": "black", "nickname": "Ada of Novara", "shop_ok": true}`)
	_, full, _ := strings.Cut(r.Receipt, "#receipt=")
	k := w.ticket("tea", full)
	if got := known(t, k); got != `leaf="black" skip, nickname="Ada of Novara" skip` {
		t.Errorf("a full token is told %s", got)
	}
	_, err := w.send(k.Ticket, `{}`)
	w.must(err)
	if p := w.record(token).Preferences; len(p) != 2 || p[1].Rev != 1 {
		t.Errorf("kept anew: %s", encoded(t, p))
	}
	if strings.Contains(encoded(t, w.ticket("tea", token)), "Novara") {
		t.Error("a device token's ticket tells the sealed value")
	}
}

// meanwhile is a store in which something happens just before the next commit.
type meanwhile struct {
	engine.Store
	before func()
}

func (m *meanwhile) Complete(ctx context.Context, x *engine.Exchange) (*engine.Decision, bool, error) {
	if m.before != nil {
		before := m.before
		m.before = nil
		before()
	}
	return m.Store.Complete(ctx, x)
}

// The centre in which people see and edit what is held.
const centre = `{
  "form": "centre", "kind": "preferences", "title": "What we know", "pages": [{"id": "one", "questions": [
    {"id": "my_leaf", "type": "single", "attribute": "leaf", "required": true, "label": "Your leaf", "why": "Our shop sorts by it."},
    {"id": "my_notes", "type": "multiple", "attribute": "notes", "label": "Your notes", "why": "Our shop sorts by it."},
    {"id": "my_name", "type": "short_text", "attribute": "nickname", "label": "Your name", "why": "We greet you."},
    {"id": "shop_ok", "type": "consent", "purpose": "recommend", "label": "May our shop use this?", "why": "Only with your yes."},
    {"id": "mail_ok", "type": "consent", "purpose": "email_offers", "label": "May we email you?", "why": "Only with your yes."}]}]}`

// A preference centre shows everything that is held, and how the consents stand; it stores what was
// sent and nothing else; declining removes, a no withdraws, and the recipients hear of both.
func TestPreferenceCentre(t *testing.T) {
	w := newWorld(t)
	first, token := w.answer("tea", "", `{"leaf": "black", "nickname": "Ada", "shop_ok": true, "mail_ok": false}`)
	_, receipt, _ := strings.Cut(first.Receipt, "#receipt=")
	w.events("shop")
	_, err := w.Publish(t.Context(), bundleWith(t, map[string]string{"centre.json": centre}))
	w.must(err)

	w.set(start.AddDate(0, 0, 40)) // result has ended, recommend holds
	k := w.ticket("centre", token)
	if got := known(t, k); got != `my_leaf="black" prefill` || encoded(t, k.Standing) != `[{"purpose":"recommend","given":true},{"purpose":"email_offers","given":false}]` {
		t.Errorf("the centre shows %s and %s", got, encoded(t, k.Standing))
	}
	full, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "centre", Subject: receipt})
	w.must(err)
	if got := known(t, full); got != `my_leaf="black" prefill, my_name="Ada" prefill` {
		t.Errorf("with a full token it shows %s", got)
	}

	// Nothing is required, and what was not sent stays as it was.
	_, err = w.send(k.Ticket, `{"my_notes": ["malt"]}`)
	w.must(err)
	if got := w.held(token); got["leaf"] != `"black" recommend` || got["notes"] != `["malt"] result recommend` {
		t.Errorf("held %v", got)
	}

	// Declining what is held removes it; declining what is not removes nothing.
	w.events("shop")
	edit := w.ticket("centre", token)
	_, err = w.send(edit.Ticket, `{"my_leaf": {"declined": true}, "my_name": {"declined": true}}`)
	w.must(err)
	if got := w.held(token); got["leaf"] != "" || got["nickname"] != "" || got["notes"] == "" {
		t.Errorf("held after a removal: %v", got)
	}
	events := w.events("shop")
	if len(events) != 1 {
		t.Fatalf("the shop hears %d times of the removal", len(events))
	}
	if got := encoded(t, w.body(events[0], "shop")["data"].(map[string]any)["preferences"]); got != `[{"attribute":"leaf","withheld":"withdrawn"},{"attribute":"nickname","withheld":"withdrawn"}]` {
		t.Errorf("the shop hears %s", got)
	}
	w.answer("tea", token, `{"leaf": "green"}`)
	if got := encoded(t, w.body(events[0], "shop")["data"].(map[string]any)["preferences"]); got != `[{"attribute":"leaf","withheld":"changed"},{"attribute":"nickname","withheld":"withdrawn"}]` {
		t.Errorf("once it is told anew, the shop hears %s", got)
	}

	// A no withdraws as everywhere.
	w.answer("centre", token, `{"shop_ok": false}`)
	if got := w.held(token)["notes"]; got != `["malt"] result` {
		t.Errorf("after a no the notes are held as %s", got)
	}

	// Of two open centres the second one sees that the first one changed something.
	a, b := w.ticket("centre", token), w.ticket("centre", token)
	_, err = w.send(a.Ticket, `{"my_leaf": "herbal"}`)
	w.must(err)
	_, err = w.send(b.Ticket, `{"my_leaf": "black"}`)
	wants(t, err, fault.Conflict, "/ticket known_changed")

	// Elsewhere a decline says nothing about what was told before.
	w.answer("tea", token, `{"leaf": {"declined": true}}`)
	if got := w.held(token)["leaf"]; got != `"herbal" result` {
		t.Errorf("a decline in the quiz left %q", got)
	}
}
