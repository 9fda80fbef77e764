package engine_test

import (
	"bytes"
	"maps"
	"strings"
	"testing"
	"time"
)

func (w *world) holds(token string, want map[string]string) {
	w.t.Helper()
	if got := w.held(token); !maps.Equal(got, want) {
		w.t.Errorf("held\n got %v\nwant %v", got, want)
	}
}

// A value without a basis stands in no file, in no form; that it was given and not kept is told. A
// sealed value stands in no file as it is; an unsealed one does, so the search finds what is there.
func TestDroppedIsNowhere(t *testing.T) {
	w := newWorld(t)
	r, token := w.answer("tea", "", `{"leaf": "herbal", "mail_ok": false, "email": "Nowhere.At-All@customer.example", "nickname": "Nobody Nowhere"}`)
	if encoded(t, r.Dropped) != `[{"question":"nickname","reason":"no_basis"},{"question":"email","reason":"no_basis"}]` || strings.Contains(strings.ToLower(encoded(t, r)), "nowhere") {
		t.Errorf("%s", encoded(t, r))
	}
	w.holds(token, map[string]string{"leaf": `"herbal" result`})
	_, yes := w.answer("tea", "", `{"leaf": "green", "mail_ok": true, "email": "sealed@customer.example"}`)
	w.holds(yes, map[string]string{"leaf": `"green" result`, "email": `"sealed@customer.example" email_offers`})
	all := bytes.ToLower(w.files())
	for _, word := range []string{"nowhere", "at-all", "sealed@", "customer.example"} {
		if bytes.Contains(all, []byte(word)) {
			t.Errorf("%q stands in a file", word)
		}
	}
	if !bytes.Contains(all, []byte("herbal")) {
		t.Error("the search does not find what is stored")
	}
	for _, ev := range w.events("mailer") {
		if ev.Response == r.Response {
			w.sees(ev, "mailer", map[string]any{"consent email_offers": false})
		}
	}
}

// Consents over several exchanges of one person: a yes stands for its version and its time, a no
// takes back what was held under it.
func TestConsentsOverTime(t *testing.T) {
	again := []string{`"perPerson": 1, "stock": 2`, `"stock": 20`} // an offer that is held would leave contact questions out
	w := newWorld(t, again...)
	_, token := w.answer("tea", "", `{"leaf": "black", "milk": true}`)
	w.holds(token, map[string]string{"leaf": `"black" result`, "milk": "true result"})

	w.answer("tea", token, `{"leaf": "black", "shop_ok": true}`)
	// A yes reaches what comes with it and after it, never back to what was told before.
	w.holds(token, map[string]string{"leaf": `"black" result recommend`, "milk": "true result"})

	w.answer("tea", token, `{"leaf": "green", "nickname": "Ada"}`)
	w.holds(token, map[string]string{"leaf": `"green" result recommend`, "milk": "true result", "nickname": `"Ada" recommend`})

	// Other terms need another yes.
	w.publish(append(again, `"use": "Our shop sorts its shelves for you."`, `"use": "Our shop and its window."`)...)
	r, _ := w.answer("tea", token, `{"leaf": "herbal", "nickname": "Eve"}`)
	w.holds(token, map[string]string{"leaf": `"herbal" result`, "milk": "true result", "nickname": `"Ada" recommend`})
	if len(r.Dropped) != 1 {
		t.Errorf("dropped %s", encoded(t, r.Dropped))
	}
	w.publish(again...)

	// A no deletes what was held for nothing else.
	w.answer("tea", token, `{"leaf": {"declined": true}, "shop_ok": false}`)
	w.holds(token, map[string]string{"leaf": `"herbal" result`, "milk": "true result"})
	w.answer("tea", token, `{"leaf": "green"}`)
	w.holds(token, map[string]string{"leaf": `"green" result`, "milk": "true result"})

	// A yes ends with its time, to the moment.
	w.answer("tea", token, `{"leaf": "green", "shop_ok": true}`)
	w.set(start.AddDate(1, 0, 0).Add(-time.Nanosecond))
	_, token2 := w.answer("tea", w.fresh(token), `{"leaf": "green"}`)
	w.holds(token2, map[string]string{"leaf": `"green" result recommend`})
	w.set(start.AddDate(1, 0, 0))
	w.answer("tea", token2, `{"leaf": "green"}`)
	w.holds(token2, map[string]string{"leaf": `"green" result`})
}

// fresh is a newer token of the same person.
func (w *world) fresh(token string) string {
	w.t.Helper()
	return w.ticket("visit", token).Subject.Token
}

// An objection holds for what comes after it, and takes back what was held before it.
func TestObjectionOverTime(t *testing.T) {
	w := newWorld(t)
	_, token := w.answer("visit", "", `{"waiting": 5, "remark": "slow"}`)
	w.holds(token, map[string]string{"waiting": "5 service", "remark": `"slow" service`})
	w.answer("visit", token, `{"waiting": 4}`, objecting("service"))
	w.holds(token, map[string]string{})
	r, _ := w.answer("visit", token, `{"waiting": 3}`)
	w.holds(token, map[string]string{})
	if len(r.Dropped) != 1 || strings.Contains(encoded(t, w.record(token)), "slow") {
		t.Errorf("%s", encoded(t, r))
	}
	_, err := w.send(w.ticket("visit", token).Ticket, `{"waiting": 3}`, objecting("result", "service"))
	wants(t, err, "invalid", "/objections/0 unknown_choice")
}

// Feedback of two occasions stands side by side; a preference is replaced by the newer one.
func TestFeedbackBesidePreference(t *testing.T) {
	w := newWorld(t)
	_, token := w.answer("visit", "", `{"waiting": 5}`)
	w.answer("visit", token, `{"waiting": 1}`)
	w.answer("tea", token, `{"leaf": "green"}`)
	w.answer("tea", token, `{"leaf": "black"}`)
	if r := w.record(token); len(r.Feedback) != 2 || len(r.Preferences) != 1 || string(r.Preferences[0].Value) != `"black"` || len(r.Responses) != 4 {
		t.Errorf("%s", encoded(t, r))
	}
}

// A form may ask twice for one attribute where rules decide whether both are shown. The later answer is the
// one that is held, told at once, told again and shared.
func TestAskedTwice(t *testing.T) {
	const question = `, "type": "single", "attribute": "leaf", "label": "L", "why": "W", "showIf": {"==": [{"var": "milk"}, true]}`
	b := bundleWith(t, map[string]string{"twice.json": `{"form": "twice", "kind": "quiz", "title": "F", "offer": "leaves/hundred", "pages": [
		{"id": "one", "questions": [{"id": "shop_ok", "type": "consent", "purpose": "recommend", "label": "L", "why": "W"}, {"id": "milk", "type": "yes_no", "attribute": "milk", "label": "L", "why": "W"}]},
		{"id": "two", "questions": [{"id": "first"` + question + `}, {"id": "second"` + question + `}]}],
		"outcomes": [{"id": "both", "title": "{first|gone} {second|gone}", "when": {"==": [{"var": "first"}, "green"]}}, {"id": "rest", "title": "R"}]}`})
	w := newWorld(t)
	_, err := w.Publish(t.Context(), b)
	w.must(err)
	k := w.ticket("twice", "")
	const answers = `{"shop_ok": true, "milk": true, "first": "green", "second": "black"}`
	r, err := w.send(k.Ticket, answers)
	w.must(err)
	w.holds(k.Subject.Token, map[string]string{"milk": "true result recommend", "leaf": `"black" result recommend`})
	if len(r.Preferences) != 2 || r.Preferences[1].Question != "second" || r.Outcome.Title != "gone black tea" || len(r.Outcome.Because) > 0 {
		t.Errorf("told at once %s %s", encoded(t, r.Preferences), encoded(t, r.Outcome))
	}
	if again, err := w.send(k.Ticket, answers); err != nil || told(t, again) != told(t, r) || encoded(t, again.Preferences) != encoded(t, r.Preferences) || again.Same != nil {
		t.Errorf("told again %s: %v", encoded(t, again), err)
	}
	data, _ := w.body(w.events("shop")[0], "shop")["data"].(map[string]any)
	const want = `[{"attribute":"milk","purposes":["recommend"],"value":true},{"attribute":"leaf","purposes":["recommend"],"value":"black"}]`
	if got := encoded(t, data["preferences"]); got != want || data["outcome"] != nil {
		t.Errorf("shared %s, want %s; the outcome rests on an answer that is not held: %v", got, want, data["outcome"])
	}
	view, err := w.Grant(t.Context(), clientOf("shop", "recommend"), r.Grant.ID)
	w.must(err)
	if len(view.Preferences) != 2 || view.Preferences[1].Question != "second" || view.Others != 0 {
		t.Errorf("given for %s and %d others", encoded(t, view.Preferences), view.Others)
	}
}
