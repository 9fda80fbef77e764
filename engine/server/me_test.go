package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/engine"
)

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// receiptToken is the full token in the fragment of a reply's receipt.
func receiptToken(t *testing.T, r *engine.Reply) string {
	t.Helper()
	keepLinks(r)
	_, token, ok := strings.Cut(r.Receipt, "#receipt=")
	if !ok {
		t.Fatalf("receipt %q", r.Receipt)
	}
	return token
}

func (w *world) me(t *testing.T, token string) *engine.RecordReply {
	t.Helper()
	out := &engine.RecordReply{}
	w.do(t, request{method: "GET", path: "/v1/me", header: bearer(token)}).into(t, 200, out)
	return out
}

// The life of one person's record: read with little and with full reach, then erased for good.
func TestMe(t *testing.T) {
	w := newWorld(t)
	ticket := w.ticket(t, quiz, "")
	device := ticket.Subject.Token
	if empty := w.do(t, request{method: "GET", path: "/v1/me", header: bearer(device)}); string(empty.body) != `{"preferences":[],"feedback":[],"consents":[],"grants":[],"responses":[]}` {
		t.Errorf("before any answer: %s", empty.body)
	}
	var r engine.Reply
	w.answer(t, ticket.Ticket, everything, "").into(t, 201, &r)
	full := receiptToken(t, &r)
	_, short, _ := strings.Cut(r.Manage, "#token=")

	for name, token := range map[string]string{"the device token": device, "the manage link's token": short} {
		got := w.do(t, request{method: "GET", path: "/v1/me", header: bearer(token)})
		if text := string(got.body); got.status != 200 || strings.Contains(text, typedEmail) || strings.Contains(text, typedRemark) || strings.Count(text, `"withheld":"sealed"`) != 2 || !strings.Contains(text, `"value":"black"`) {
			t.Errorf("%s reads %d %s", name, got.status, got.body)
		}
		if got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("Cache-Control %q", got.header.Get("Cache-Control"))
		}
	}
	record := w.me(t, full)
	for _, list := range [][]engine.PreferenceReply{r.Preferences, record.Preferences} {
		slices.SortFunc(list, func(a, b engine.PreferenceReply) int { return strings.Compare(a.Attribute, b.Attribute) })
	}
	equal(t, "preferences", record.Preferences, r.Preferences)
	equal(t, "feedback", record.Feedback, r.Feedback)
	equal(t, "grants", record.Grants, []engine.GrantReply{*r.Grant})
	if len(record.Consents) != 2 || len(record.Responses) != 1 || record.Responses[0].Title != "Find your tea" || record.Responses[0].Outcome != "bold" || *record.Responses[0].Grant != r.Grant.ID {
		t.Errorf("record %+v", record)
	}

	other := w.ticket(t, poll, device)
	if got := w.do(t, request{method: "DELETE", path: "/v1/me", header: bearer(device)}); got.status != 204 || len(got.body) != 0 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	erased := []string{"erased"}
	run(t, w, []scenario{
		{name: "reading with the full token", path: "/v1/me", header: map[string]string{"Authorization": "Bearer " + full}, status: 410, faults: erased},
		{name: "reading with the device token", path: "/v1/me", header: map[string]string{"Authorization": "Bearer " + device}, status: 410, faults: erased},
		{name: "erasing again", method: "DELETE", path: "/v1/me", header: map[string]string{"Authorization": "Bearer " + full}, status: 204},
		{name: "a new ticket for the token", path: "/v1/tickets", body: `{"brand": "leafline", "form": "find-your-tea", "subject": "` + device + `"}`, status: 410, faults: erased},
		{name: "the replay", path: "/v1/responses", prepare: given("ticket", ticket.Ticket), body: `{"ticket": "{ticket}", "answers": ` + everything + `}`, status: 410, faults: erased},
		{name: "the replay with other answers that do not even fit", path: "/v1/responses", prepare: given("ticket", ticket.Ticket), body: `{"ticket": "{ticket}", "answers": {"kind": 7}}`, status: 410, faults: erased},
		{name: "a ticket that was out", path: "/v1/responses", prepare: given("ticket", other.Ticket), body: `{"ticket": "{ticket}", "answers": {"tea": "uji"}}`, status: 410, faults: erased},
	})
	if have := w.stored(t); have.responses != 0 || have.values != 0 || have.codes != 1 {
		t.Errorf("after the erasure %+v is stored", have)
	}
	// What was waiting for the recipients says nothing any more.
	for _, e := range w.events(t, "mailer") {
		if raw, ok, err := w.engine.Render(t.Context(), e, testEndpoints[1]); ok || err != nil {
			t.Errorf("after the erasure the mailer gets %s, %v", raw, err)
		}
	}
}

func TestMeRefused(t *testing.T) {
	w := newWorld(t)
	ticket := w.ticket(t, quiz, "")
	foreign := newWorldWith(t, keysOf("b")).ticket(t, quiz, "").Subject.Token
	missing, forged := []string{"token_missing"}, []string{"token_forged"}
	for _, method := range []string{"GET", "DELETE"} {
		auth := func(value string) map[string]string { return map[string]string{"Authorization": value} }
		run(t, w, []scenario{
			{name: method + " without a token", method: method, path: "/v1/me", malformed: true, status: 401, faults: missing, wants: map[string]string{"WWW-Authenticate": `Bearer realm="proffer"`}},
			{name: method + " with a password", method: method, path: "/v1/me", header: auth("Basic bWU6bWU="), malformed: true, status: 401, faults: missing},
			{name: method + " with the token in the address", method: method, path: "/v1/me?token=" + ticket.Subject.Token, malformed: true, status: 401, faults: missing},
			{name: method + " with nonsense", method: method, path: "/v1/me", header: auth("Bearer me"), status: 401, faults: forged, wants: map[string]string{"WWW-Authenticate": `Bearer realm="proffer", error="invalid_token"`}},
			{name: method + " with a ticket", method: method, path: "/v1/me", header: auth("Bearer " + ticket.Ticket), status: 401, faults: forged},
			{name: method + " with an altered token", method: method, path: "/v1/me", header: auth("Bearer " + alter(t, ticket.Subject.Token, 2)), status: 401, faults: forged},
			{name: method + " with a wider reach", method: method, path: "/v1/me", header: auth("Bearer " + swapClaims(t, ticket.Subject.Token, map[string]any{"reach": "full"})), status: 401, faults: forged},
			{name: method + " with another server's token", method: method, path: "/v1/me", header: auth("Bearer " + foreign), status: 401, faults: forged},
			{name: method + " from another brand's website", method: method, path: "/v1/me", header: map[string]string{"Authorization": "Bearer " + ticket.Subject.Token, "Origin": breadOrigin}, status: 403},
		})
	}
	if r := w.answer(t, ticket.Ticket, `{"kind": "green"}`, ""); r.status != 201 {
		t.Errorf("a refused erasure erased somebody: %d %s", r.status, r.body)
	}
	var reply engine.Reply
	w.answer(t, ticket.Ticket, `{"kind": "green"}`, "").into(t, 200, &reply)
	_, short, _ := strings.Cut(reply.Manage, "#token=")
	w.clock.pass(61 * time.Minute)
	run(t, w, []scenario{{name: "the manage link after its hour", path: "/v1/me", header: map[string]string{"Authorization": "Bearer " + short}, status: 401, faults: []string{"token_expired"}}})
}
