package server_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/forms"
)

// pollOf is the brand's poll.
func pollOf(b *forms.Bundle) *forms.Form {
	return b.Forms[slices.IndexFunc(b.Forms, func(f *forms.Form) bool { return f.ID == "next-tea" })]
}

// What may be asked depends on the stage and on whom the token speaks for; nobody else's website, token
// or brand gets the list.
func TestAskedForms(t *testing.T) {
	w := newWorld(t)
	k := w.ticket(t, poll, "")
	w.answer(t, k.Ticket, `{"tea": "uji"}`, "")
	auth := func(token string) map[string]string { return map[string]string{"Authorization": "Bearer " + token} }
	run(t, w, []scenario{
		{name: "somebody new", path: "/v1/forms/leafline", status: 200, wants: map[string]string{"Cache-Control": "no-store"},
			has: []string{`{"forms":[{"form":"find-your-tea","version":1,"kind":"quiz","title":{"en":"Find your tea"}`, `"offer":{"offer":"welcome/ten-percent"`, `"balance":{"taps":`, `{"form":"next-tea"`, `"done":[]`}, lacks: []string{"last-year"}},
		{name: "at a stage", path: "/v1/forms/leafline?stage=after_order", status: 200, has: []string{`{"form":"next-tea"`}, lacks: []string{"find-your-tea"}},
		{name: "somebody who voted", path: "/v1/forms/leafline?stage=discover", header: auth(k.Subject.Token), status: 200, has: []string{`{"form":"find-your-tea"`, `"done":[{"form":"next-tea","response":"`}, lacks: []string{`{"form":"next-tea","version"`}},
		{name: "an unknown stage", path: "/v1/forms/leafline?stage=checkout", status: 422, faults: []string{"unknown_choice /stage"}, has: []string{"after_order"}},
		{name: "an unknown brand", path: "/v1/forms/teapot", status: 404},
		{name: "a forged token", path: "/v1/forms/leafline", header: auth(alter(t, k.Subject.Token, 2)), status: 401, faults: []string{"token_forged"}},
		{name: "another brand's token", path: "/v1/forms/northmill", header: auth(k.Subject.Token), status: 401, faults: []string{"token_forged"}},
		{name: "from the brand's website", path: "/v1/forms/leafline", header: map[string]string{"Origin": teaOrigin}, status: 200, wants: map[string]string{"Access-Control-Allow-Origin": teaOrigin}},
		{name: "from another brand's website", path: "/v1/forms/leafline", header: map[string]string{"Origin": breadOrigin}, status: 403, wants: map[string]string{"Access-Control-Allow-Origin": ""}},
	})
	w.do(t, request{method: "DELETE", path: "/v1/me", header: bearer(k.Subject.Token)})
	run(t, w, []scenario{{name: "somebody erased", path: "/v1/forms/leafline", header: auth(k.Subject.Token), status: 410, faults: []string{"erased"}}})
}

// A poll in a period, with places and with context: each refusal says why, and when it ends.
func TestPlacesAndPeriods(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", func(b *forms.Bundle) {
		f, places := pollOf(b), int64(2)
		var every forms.Period
		must(t, every.UnmarshalJSON([]byte(`"P30D"`)))
		f.Repeat, f.Capacity = &forms.Repeat{Period: &every}, &places
		f.Context.Set("table", forms.ContextField{Label: forms.Text{"en": "Table", "it": "Tavolo"}, Type: "integer", Purposes: []string{b.Brand.Purposes.Names()[0]}})
		f.Context.Set("order", forms.ContextField{Label: forms.Text{"en": "Order", "it": "Ordine"}, Type: "text", Purposes: []string{b.Brand.Purposes.Names()[0]}, Signed: true})
	})
	k := w.ticket(t, poll, "")
	late := w.ticket(t, poll, "")
	w.answer(t, k.Ticket, `{"tea": "uji"}`, "")
	next := w.clock.Now().AddDate(0, 0, 30).UTC().Truncate(time.Second).Format(time.RFC3339)
	ask := func(more string) string { return `{"brand": "leafline", "form": "next-tea"` + more + `}` }
	run(t, w, []scenario{
		{name: "again within the period", path: "/v1/tickets", body: ask(`, "subject": "` + k.Subject.Token + `"`), status: 409, faults: []string{"already_answered"}, has: []string{`"next":"` + next + `"`}},
		{name: "context that does not fit", path: "/v1/tickets", body: ask(`, "context": {"table": "seven", "order": "A-7", "chair": 1}`), status: 422, faults: []string{"wrong_type /context/table", "not_signed /context/order", "unknown_field /context/chair"}},
		{name: "context that is none", path: "/v1/tickets", body: ask(`, "context": 7`), malformed: true, status: 422, faults: []string{"wrong_type /context"}},
		{name: "context", path: "/v1/tickets", body: ask(`, "context": {"table": 7}`), status: 200, has: []string{`"context":[{"context":"table","label":{"en":"Table","it":"Tavolo"},"type":"integer"`, `"signed":true`}},
		{name: "a test", path: "/v1/tickets", body: ask(`, "test": true`), status: 422, faults: []string{"unknown_field /test"}},
		{name: "a place is left", path: "/v1/forms/leafline/next-tea", status: 200, has: []string{`"open":true`}, lacks: []string{`"full"`}},
	})
	if r := w.answer(t, w.ticket(t, poll, "").Ticket, `{"tea": "uji"}`, ""); r.status != 201 {
		t.Errorf("the last place: %d %s", r.status, r.body)
	}
	run(t, w, []scenario{
		{name: "the form is full", path: "/v1/forms/leafline/next-tea", status: 200, has: []string{`"schedule":{"open":false,"full":true,`}},
		{name: "no ticket for a full form", path: "/v1/tickets", body: ask(""), status: 409, faults: []string{"full"}},
		{name: "nor a place for one that was out", path: "/v1/responses", prepare: given("ticket", late.Ticket), body: `{"ticket": "{ticket}", "answers": {"tea": "uji"}}`, status: 409, faults: []string{"full"}},
		{name: "a replay needs none", path: "/v1/responses", prepare: given("ticket", k.Ticket), body: `{"ticket": "{ticket}", "answers": {"tea": "uji"}}`, status: 200},
		{name: "it is asked no more", path: "/v1/forms/leafline", status: 200, lacks: []string{"next-tea"}},
	})
}

// An anonymous poll adds nothing to the store but counts, and replies with nothing but results.
func TestAnonymousVotes(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", func(b *forms.Bundle) { pollOf(b).Anonymous = true })
	k := w.ticket(t, poll, "")
	const body = `{"ticket": "{ticket}", "answers": {"tea": "uji"}}`
	run(t, w, []scenario{
		{name: "a vote", path: "/v1/responses", prepare: given("ticket", k.Ticket), body: body, status: 201, has: []string{`{"replayed":false,"recommendations":[],"preferences":[],"dropped":[],"consents":[],"results":{`}, lacks: []string{`"response"`, `"receipt"`, `"manage"`}},
		{name: "again", path: "/v1/responses", prepare: given("ticket", k.Ticket), body: body, status: 200, has: []string{`"replayed":true`}},
		{name: "another one of the same person", path: "/v1/tickets", body: `{"brand": "leafline", "form": "next-tea", "subject": "` + k.Subject.Token + `"}`, status: 409, faults: []string{"already_answered"}},
		{name: "the form says so", path: "/v1/forms/leafline/next-tea", status: 200, has: []string{`"anonymous":true`}},
	})
	if got := w.do(t, request{method: "GET", path: "/v1/me", header: bearer(k.Subject.Token)}); got.status != 200 || strings.Contains(string(got.body), "uji") {
		t.Errorf("held: %d %s", got.status, got.body)
	}
}

// Only who the brand has signed in answers a form that is for them.
func TestSignedForms(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", func(b *forms.Bundle) { pollOf(b).Identity = forms.IdentitySigned })
	run(t, w, []scenario{
		{name: "nobody in particular", path: "/v1/tickets", body: `{"brand": "leafline", "form": "next-tea"}`, status: 401, faults: []string{"identity_missing /identity"}},
		{name: "the form says so", path: "/v1/forms/leafline/next-tea", status: 200, has: []string{`"identity":"signed"`}},
		{name: "it is asked of nobody else", path: "/v1/forms/leafline", status: 200, lacks: []string{"next-tea"}},
	})
}
