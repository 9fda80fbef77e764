package server_test

import (
	"net/http"
	"strings"
	"testing"

	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
)

// A key reads what may be used of a person for one of its purposes, and nothing else, at no time after it may.
func TestPreferences(t *testing.T) {
	w := newWorld(t)
	_, shop := w.apiKey(t)
	_, mailer := w.apiKey(t, func(k *rewards.AccessKey) { k.Recipient, k.Purposes = "mailer", []string{"email_offers"} })
	_, greedy := w.apiKey(t, func(k *rewards.AccessKey) { k.Purposes = []string{"recommend", "result", "email_offers"} })
	ticket := w.ticket(t, quiz, "")
	var r engine.Reply
	w.answer(t, ticket.Ticket, everything, "").into(t, 201, &r)
	keepLinks(&r)
	id := r.Grant.ID.String()
	ref, theirs := w.grant(t, shop, id).Ref, w.grant(t, mailer, id).Ref
	with := func(key string) map[string]string { return map[string]string{"Authorization": "Bearer " + key} }
	at := "/v1/subjects/" + ref + "/preferences"
	run(t, w, []scenario{
		{name: "what the shop may use", path: at + "?purpose=recommend", header: with(shop), status: 200, wants: map[string]string{"Cache-Control": "no-store"},
			has:   []string{`{"purpose":"recommend","version":"`, `{"attribute":"kind","value":"black","because":"you drink black tea","lang":"en","rev":1,`, `"purposes":[{"purpose":"recommend"`, `"basis":"consent","until":"2027-03-01T09:00:00Z"}]`},
			lacks: []string{typedEmail, typedRemark, `"result"`}},
		{name: "what the mailer may use", path: "/v1/subjects/" + theirs + "/preferences?purpose=email_offers", header: with(mailer), status: 200, has: []string{typedEmail}, lacks: []string{"black", `"because"`}},
		{name: "feedback is no preference", path: at + "?purpose=service", header: with(shop), status: 200, has: []string{`"preferences":[]`}},
		{name: "a purpose that the key does not have", path: at + "?purpose=email_offers", header: with(shop), status: 403, faults: []string{"out_of_reach /purpose"}},
		{name: "a purpose that does not name its recipient", path: at + "?purpose=result", header: with(greedy), status: 403, faults: []string{"out_of_reach /purpose"}},
		{name: "another's purpose", path: at + "?purpose=email_offers", header: with(greedy), status: 403, faults: []string{"out_of_reach /purpose"}},
		{name: "no purpose", path: at, header: with(shop), status: 422, faults: []string{"required /purpose"}, malformed: true},
		{name: "an empty one", path: at + "?purpose=", header: with(shop), status: 422, faults: []string{"required /purpose"}, malformed: true},
		{name: "a purpose misspelt", path: at + "?purpose=recomend", header: with(shop), status: 422, faults: []string{"unknown_choice /purpose"}, has: []string{`did you mean \"recommend\"?`}},
		{name: "two purposes", path: at + "?purpose=recommend&purpose=service", header: with(shop), status: 422, faults: []string{"duplicate_key /purpose"}},
		{name: "a parameter misspelt", path: at + "?purpose=recommend&atribute=kind", header: with(shop), status: 422, faults: []string{"unknown_field /atribute"}},
		{name: "another recipient's ref", path: "/v1/subjects/" + theirs + "/preferences?purpose=recommend", header: with(shop), status: 404},
		{name: "no ref", path: "/v1/subjects/x/preferences?purpose=recommend", header: with(shop), status: 404},
	})
	// Told anew without the consent, it may not be used any more.
	w.answer(t, w.ticket(t, quiz, ticket.Subject.Token).Ticket, `{"kind": "green", "shop_ok": false}`, "")
	run(t, w, []scenario{{name: "after the no", path: at + "?purpose=recommend", header: with(shop), status: 200, has: []string{`"preferences":[]`}}})
	w.do(t, request{method: http.MethodDelete, path: "/v1/me", header: bearer(ticket.Subject.Token)})
	run(t, w, []scenario{{name: "of somebody erased", path: at + "?purpose=recommend", header: with(shop), status: 410, faults: []string{"erased"}}})
}

// What the brand changes decides at once: a recipient that a purpose names no more reads nothing for it by any route, terms that
// use more want a new yes, and terms that use less do not.
func TestPreferencesAfterAChange(t *testing.T) {
	purpose := func(change func(*forms.Purpose)) func(*forms.Bundle) {
		return func(b *forms.Bundle) {
			p, _ := b.Brand.Purposes.Get("recommend")
			change(&p)
			b.Brand.Purposes.Set("recommend", p)
		}
	}
	span := func(text string) *forms.Period {
		var out forms.Period
		must(t, out.UnmarshalJSON([]byte(`"`+text+`"`)))
		return &out
	}
	for name, c := range map[string]struct {
		change func(*forms.Purpose)
		status int
		used   bool // for the purpose
		told   bool // in the feed and with the grant
	}{
		"nothing":          {func(*forms.Purpose) {}, 200, true, true},
		"a shorter time":   {func(p *forms.Purpose) { p.Keep = span("P90D") }, 200, true, true},
		"a longer time":    {func(p *forms.Purpose) { p.Keep = span("P2Y") }, 200, false, true},
		"another use":      {func(p *forms.Purpose) { p.Use = forms.Text{"en": "Our shop sets its prices for you."} }, 200, false, true},
		"not for the shop": {func(p *forms.Purpose) { p.Recipients = []string{"mailer"} }, 403, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			_, shop := w.apiKey(t)
			grant := w.granted(t, everything).Grant.ID.String()
			ref := w.grant(t, shop, grant).Ref
			w.publish(t, "leafline", purpose(c.change))
			got := w.do(t, request{method: "GET", path: "/v1/subjects/" + ref + "/preferences?purpose=recommend", header: bearer(shop)})
			if got.status != c.status || strings.Contains(string(got.body), `"value":"black"`) != c.used {
				t.Errorf("%d %s", got.status, got.body)
			}
			for _, path := range []string{"/v1/events", "/v1/grants/" + grant} {
				if r := w.do(t, request{method: "GET", path: path, header: bearer(shop)}); strings.Contains(string(r.body), `"value":"black"`) != c.told {
					t.Errorf("%s: %d %s", path, r.status, r.body)
				}
			}
		})
	}
}
