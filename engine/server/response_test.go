package server_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/engine"
	"proffer/rewards"
)

const everything = `{"kind": "black", "strength": 5, "notes": ["smoke", "malt"], "moment": "evening", "bold_kind": "assam", "remark": "` + typedRemark + `",
	"shop_ok": true, "mail_ok": true, "email": "` + typedEmail + `"}`

// The whole reply to a whole answer, member by member, and all that came to be of it.
func TestResponse(t *testing.T) {
	w := newWorld(t)
	ticket := w.ticket(t, quiz, "")
	before := w.stored(t)
	w.clock.pass(90 * time.Second)
	var r engine.Reply
	got := w.answer(t, ticket.Ticket, everything, "")
	got.into(t, 201, &r)
	keepLinks(&r)
	at := start.Add(90 * time.Second)

	if r.Response.String() != claims(t, ticket.Ticket)["jti"] || r.Replayed || r.Same != nil || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("response %s, replayed %v, same %v, %v", r.Response, r.Replayed, r.Same, got.header)
	}
	equal(t, "outcome", r.Outcome, &engine.OutcomeReply{
		ID: "bold", Title: "Bold and malty", Body: "Made for black tea.", Image: r.Outcome.Image, Action: &engine.ActionReply{Label: "See the teas", URL: "https://leafline.example/bold"},
		Because: []engine.BecauseText{{Question: "kind", Attribute: "kind", Text: "you drink black tea"}, {Question: "strength", Attribute: "strength", Text: "you asked for strength 5"}},
	})
	if !strings.HasPrefix(r.Outcome.Image, "/assets/leafline/") {
		t.Errorf("image %q", r.Outcome.Image)
	}
	// Breakfast has malt and no smoke: of the two only the one that it has is its reason.
	kind, notes := engine.BecauseText{Question: "kind", Attribute: "kind", Text: "you drink black tea"}, engine.BecauseText{Question: "notes", Attribute: "notes", Text: "you love notes of malt"}
	equal(t, "recommendations", r.Recommendations, []engine.RecommendationItem{
		{Item: engine.ItemReply{ID: "breakfast", Title: "Breakfast", URL: "https://leafline.example/breakfast"}, Because: []engine.BecauseText{kind, notes}},
		{Item: engine.ItemReply{ID: "house", Title: "House tea", URL: "https://leafline.example/house", Image: r.Outcome.Image}, Because: []engine.BecauseText{kind}},
	})
	expires := at.AddDate(0, 0, 90)
	if r.Grant == nil || r.Refusal != nil || !strings.HasPrefix(r.Grant.Code, "LEAF-") || len(r.Grant.Code) != len("LEAF-")+10 {
		t.Fatalf("grant %+v, refusal %+v", r.Grant, r.Refusal)
	}
	equal(t, "grant", r.Grant, &engine.GrantReply{Label: "10% off", Text: "Valid until May 30, 2026.", Grant: rewards.Grant{
		ID: r.Grant.ID, Offer: "welcome/ten-percent", Version: ticket.Offer.Version, Kind: "code", State: "granted", Code: r.Grant.Code,
		Discount: &rewards.Discount{Percent: 10}, Response: r.Response, At: at, Expires: &expires,
	}})

	values := map[string]string{}
	for _, p := range slices.Concat(r.Preferences, r.Feedback) {
		values[p.Question] = string(p.Value)
		if p.Response != r.Response || p.Form != quiz || p.Version != 1 || p.Rev != 1 || p.Offer != "welcome/ten-percent" || p.Grant == nil || *p.Grant != r.Grant.ID || !p.At.Equal(at) || p.Withheld != "" {
			t.Errorf("provenance of %s: %+v", p.Question, p)
		}
	}
	equal(t, "values", values, map[string]string{
		"kind": `"black"`, "strength": "5", "notes": `["malt","smoke"]`, "moment": `"evening"`, "bold_kind": `"assam"`, "email": `"` + typedEmail + `"`, "remark": `"` + typedRemark + `"`,
	})
	if len(r.Feedback) != 1 || r.Feedback[0].Question != "remark" {
		t.Errorf("feedback %+v", r.Feedback)
	}
	first := r.Preferences[0]
	equal(t, "wording", first.Wording, engine.Wording{Lang: "en", Label: "Which tea do you drink?", Why: "It chooses your next question.", Choice: "Black"})
	var bases []string
	for _, b := range first.Purposes {
		bases = append(bases, b.Purpose+" "+b.Basis.Basis+" "+b.Until.Format(time.DateOnly)+" "+b.Label)
	}
	equal(t, "purposes", bases, []string{"result contract 2026-03-31 Show your result", "recommend consent 2027-03-01 Suggest tea you will like"})
	equal(t, "dropped", r.Dropped, []engine.Drop{})
	if len(r.Consents) != 2 || r.Consents[0].Purpose != "recommend" || !r.Consents[0].Given || r.Consents[0].Wording != "May our shop use these answers for you? Your result comes either way." || r.Consents[0].Version != first.Purposes[1].Version {
		t.Errorf("consents %+v", r.Consents)
	}
	if !strings.HasPrefix(r.Manage, publicURL+"/privacy/leafline?lang=en#token=") || !strings.HasPrefix(r.Receipt, publicURL+"/privacy/leafline?lang=en#receipt=") {
		t.Errorf("manage %s, receipt %s", r.Manage, r.Receipt)
	}
	if strings.Contains(string(got.body), `"results"`) || strings.Contains(string(got.body), `"refusal"`) {
		t.Errorf("a quiz with a grant has neither results nor refusal: %s", got.body)
	}

	want := before.plus(stored{responses: 1, values: 7, codes: 1, shop: 2, mailer: 1})
	if have := w.stored(t); have != want {
		t.Errorf("stored %+v, want %+v", have, want)
	}
	checkEvents(t, w, &r)
	noFileHolds(t, w, typedEmail, typedRemark)
}

// checkEvents looks at the events of TestResponse and at what each recipient would be sent.
func checkEvents(t *testing.T, w *world, r *engine.Reply) {
	t.Helper()
	shop, mailer := w.events(t, "shop"), w.events(t, "mailer")
	if len(shop) != 2 || shop[0].Type != "response.completed" || shop[1].Type != "reward.granted" || shop[0].Seq != 1 || shop[1].Seq != 2 || shop[0].Response != r.Response || shop[0].Grant != r.Grant.ID {
		t.Errorf("the shop's events are %+v", shop)
	}
	if len(mailer) != 1 || mailer[0].ID != shop[0].ID {
		t.Fatalf("the mailer's events are %+v", mailer)
	}
	toShop, ok, err := w.engine.Render(t.Context(), shop[0], testEndpoints[0])
	if err != nil || !ok || strings.Contains(string(toShop), typedEmail) || !strings.Contains(string(toShop), `"black"`) {
		t.Errorf("the shop gets %s, %v, %v", toShop, ok, err)
	}
	toMailer, ok, err := w.engine.Render(t.Context(), mailer[0], testEndpoints[1])
	if err != nil || !ok || !strings.Contains(string(toMailer), typedEmail) || strings.Contains(string(toMailer), "black") || strings.Contains(string(toMailer), typedRemark) {
		t.Errorf("the mailer gets %s, %v, %v", toMailer, ok, err)
	}
}

// keepLinks notes the tokens of a reply among what no log may hold.
func keepLinks(r *engine.Reply) {
	for _, link := range []string{r.Manage, r.Receipt} {
		if _, token, ok := strings.Cut(link, "="); ok {
			logged.keep("a token of a link", token)
		}
	}
	if r.Grant != nil && r.Grant.Code != "" {
		logged.keep("a code", r.Grant.Code)
	}
}

// noFileHolds looks for texts in every file of the store.
func noFileHolds(t *testing.T, w *world, texts ...string) {
	t.Helper()
	files := 0
	must(t, filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		for _, text := range texts {
			if strings.Contains(string(raw), text) {
				t.Errorf("%s holds %q", d.Name(), text)
			}
		}
		return err
	}))
	if files < 2 {
		t.Errorf("%d files under the store's folder", files)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	g, err := json.Marshal(got)
	must(t, err)
	v, err := json.Marshal(want)
	must(t, err)
	if string(g) != string(v) {
		t.Errorf("%s\n got %s\nwant %s", what, g, v)
	}
}

// What is kept follows what was said: each scenario is one person's answer.
func TestResponsesKeepWhatHasABasis(t *testing.T) {
	const send = `{"ticket": "{ticket}", "answers": `
	run(t, newWorld(t), []scenario{
		{
			name: "the shortest path", path: "/v1/responses", body: send + `{"kind": "herbal"}}`, status: 201,
			has:   []string{`"outcome":{"id":"easy","title":"Our favourites","because":[]}`, `"dropped":[]`, `"consents":[]`, `"offer":"welcome/ten-percent"`},
			lacks: []string{`"feedback"`, `"same"`, `"email"`},
			adds:  stored{responses: 1, values: 1, codes: 1, shop: 1}, // reward.granted; the completed one would say nothing to anybody
		},
		{
			name: "an e-mail address beside a refused consent is dropped", path: "/v1/responses", body: send + `{"kind": "green", "mail_ok": false, "email": "` + typedEmail + `"}}`, status: 201,
			has: []string{`"dropped":[{"question":"email","reason":"no_basis"}]`, `"purpose":"email_offers"`, `"given":false`}, lacks: []string{typedEmail},
			adds:  stored{responses: 1, values: 1, codes: 1, shop: 1, mailer: 1},
			after: func(t *testing.T, w *world, _ *reply) { noFileHolds(t, w, typedEmail) },
		},
		{
			name: "and so it is beside a consent that was not answered", path: "/v1/responses", body: send + `{"kind": "green", "email": "` + typedEmail + `"}}`, status: 201,
			has: []string{`"dropped":[{"question":"email","reason":"no_basis"}]`, `"consents":[]`, `"kind":"points"`, `"account":"leaves","points":100`}, lacks: []string{typedEmail},
			adds: stored{responses: 1, values: 1, points: 1, shop: 1},
		},
		{
			name: "a remark is kept on legitimate interest", path: "/v1/responses", body: send + `{"kind": "green", "remark": "` + typedRemark + `"}}`, status: 201,
			has: []string{`"feedback":[{"attribute":"remark"`, typedRemark, `"basis":"legitimate_interest"`, `"dropped":[]`}, adds: stored{responses: 1, values: 2, shop: 1},
		},
		{
			name: "and dropped after an objection", path: "/v1/responses", body: send + `{"kind": "green", "remark": "` + typedRemark + `"}, "objections": ["service"]}`, status: 201,
			has: []string{`"dropped":[{"question":"remark","reason":"no_basis"}]`, `"purpose":"service"`, `"given":false`}, lacks: []string{typedRemark, `"feedback"`},
			adds:  stored{responses: 1, values: 1, shop: 1}, // that it was objected to
			after: func(t *testing.T, w *world, _ *reply) { noFileHolds(t, w, typedRemark) },
		},
		{
			name: "who is offered nothing any more is asked for no contact", path: "/v1/responses", body: send + `{"kind": "green", "mail_ok": true, "email": "` + typedEmail + `"}}`, status: 422,
			faults: []string{"not_on_path /answers/email"},
		},
		{
			name: "a typed line is trimmed and normalised", path: "/v1/responses", body: send + `{"kind": "green", "remark": "  Cafe\u0301  "}}`, status: 201,
			has: []string{`"value":"Café"`}, adds: stored{responses: 1, values: 2, shop: 1},
		},
	})
}

// A question that is declined costs nothing: the reward comes all the same (promise P4).
func TestDeclinedAll(t *testing.T) {
	w := newWorld(t)
	run(t, w, []scenario{{
		name: "all", path: "/v1/responses", status: 201,
		body: `{"ticket": "{ticket}", "answers": {"kind": {"declined": true}, "caffeine": {"declined": true}, "notes": {"declined": true}, "moment": {"declined": true}, "remark": {"declined": true}, "email": {"declined": true}}}`,
		has:  []string{`"preferences":[]`, `"dropped":[]`, `"id":"easy"`, `{"item":{"id":"house"`, `"because":[]`, `"code":"LEAF-`}, adds: stored{responses: 1, codes: 1, shop: 1},
	}})
}

// What somebody said yes to before holds for a later answer, until they say no.
func TestStandingConsent(t *testing.T) {
	w := newWorld(t)
	first := w.ticket(t, quiz, "")
	if r := w.answer(t, first.Ticket, `{"kind": "green", "mail_ok": true, "email": "`+typedEmail+`"}`, `, "acceptOffer": null`); r.status != 201 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	var second, third engine.Reply
	w.answer(t, w.ticket(t, quiz, first.Subject.Token).Ticket, `{"kind": "green", "email": "`+typedEmail+`"}`, "").into(t, 201, &second)
	if len(second.Dropped) != 0 || len(second.Preferences) != 2 || second.Preferences[1].Rev != 2 || second.Grant == nil {
		t.Errorf("the standing yes does not hold: %+v", second)
	}
	w.answer(t, w.ticket(t, quiz, first.Subject.Token).Ticket, `{"kind": "green", "mail_ok": false}`, "").into(t, 201, &third)
	full := receiptToken(t, &third)
	record := w.me(t, full)
	for _, p := range record.Preferences {
		if p.Attribute == "email" {
			t.Errorf("after the no the address is still held: %+v", p)
		}
	}
	if len(record.Responses) != 3 || len(record.Grants) != 1 {
		t.Errorf("record %+v", record)
	}
}
