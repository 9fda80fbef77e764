package server_test

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"proffer/forms"
)

// TestResponsesRefused: everything that does not fit is named by code and pointer, all of it at
// once, and nothing of it is stored: no scenario here adds anything.
func TestResponsesRefused(t *testing.T) {
	type row struct {
		name, answers string
		faults        []string
		malformed     bool // openapi.json can tell
	}
	one := func(code, pointer string) []string { return []string{code + " /answers/" + pointer} }
	rows := []row{
		{"required", `{}`, one("required", "kind"), false},
		{"a question on the other branch", `{"kind": "green", "strength": 3}`, one("not_on_path", "strength"), false},
		{"the other way round", `{"kind": "black", "caffeine": true}`, one("not_on_path", "caffeine"), false},
		{"a hidden question", `{"kind": "black", "strength": 3, "bold_kind": "assam"}`, one("not_on_path", "bold_kind"), false},
		{"a decline of a hidden question", `{"kind": "green", "bold_kind": {"declined": true}}`, one("not_on_path", "bold_kind"), false},
		{"a question after one that was declined", `{"kind": {"declined": true}, "strength": 3}`, one("not_on_path", "strength"), false},
		{"an unknown question", `{"kind": "green", "colour": "red"}`, one("unknown_question", "colour"), false},
		{"an unknown question with a strange name", `{"kind": "green", "a/b~c": "red"}`, one("unknown_question", "a~1b~0c"), false},
		{"an unknown choice", `{"kind": "` + typedChoice + `"}`, one("unknown_choice", "kind"), false},
		{"a hidden choice", `{"kind": "green", "caffeine": true, "moment": "evening"}`, one("unknown_choice", "moment"), false},
		{"a statement", `{"kind": "green", "hello": "hello"}`, one("wrong_type", "hello"), false},
		{"a declined statement", `{"kind": "green", "hello": {"declined": true}}`, one("wrong_type", "hello"), false},
		{"a declined consent", `{"kind": "green", "shop_ok": {"declined": true}}`, one("wrong_type", "shop_ok"), false},
		{"a decline with something beside it", `{"kind": "green", "caffeine": {"declined": true, "value": true}}`, one("unknown_field", "caffeine/value"), true},
		{"a decline that is none", `{"kind": "green", "caffeine": {"declined": false}}`, one("wrong_type", "caffeine/declined"), true},
		{"a free text where none is allowed", `{"kind": {"other": "mate"}}`, one("wrong_type", "kind"), false},
		{"a scale below", `{"kind": "black", "strength": 0}`, one("out_of_range", "strength"), false},
		{"a scale above", `{"kind": "black", "strength": 6}`, one("out_of_range", "strength"), false},
		{"a scale far above", `{"kind": "black", "strength": 99999999999999999999}`, one("wrong_type", "strength"), false},
		{"a scale between", `{"kind": "black", "strength": 2.5}`, one("wrong_type", "strength"), false},
		{"a scale in words", `{"kind": "black", "strength": "3"}`, one("wrong_type", "strength"), false},
		{"too many", `{"kind": "green", "notes": ["malt", "citrus", "smoke"]}`, one("out_of_range", "notes"), false},
		{"one twice", `{"kind": "green", "notes": ["malt", "malt"]}`, one("out_of_range", "notes/1"), true},
		{"an exclusive one with another", `{"kind": "green", "notes": ["plain", "malt"]}`, one("out_of_range", "notes"), false},
		{"an unknown one among several", `{"kind": "green", "notes": ["malt", "` + typedChoice + `"]}`, one("unknown_choice", "notes/1"), false},
		{"a number among several", `{"kind": "green", "notes": [7]}`, one("wrong_type", "notes/0"), true},
		{"a text that is too long", `{"kind": "green", "remark": "` + strings.Repeat("é", 61) + `"}`, one("out_of_range", "remark"), false},
		{"a text of spaces", `{"kind": "green", "remark": "   "}`, one("out_of_range", "remark"), false},
		{"a text of two lines", `{"kind": "green", "remark": "one\ntwo"}`, one("out_of_range", "remark"), false},
		{"a card's number in a text", `{"kind": "green", "remark": "pay with 4111 1111 1111 1111"}`, one("secret", "remark"), false},
		{"no e-mail address", `{"kind": "green", "mail_ok": true, "email": "marta at home"}`, one("wrong_type", "email"), false},
		{"an e-mail address that is too long", `{"kind": "green", "mail_ok": true, "email": "` + strings.Repeat("a", 250) + `@b.example"}`, one("out_of_range", "email"), false},
		{
			"several at once, all named", `{"kind": "green", "strength": 3, "caffeine": "yes", "notes": [], "colour": "red", "shop_ok": 1, "email": "nobody"}`,
			[]string{"not_on_path /answers/strength", "wrong_type /answers/caffeine", "out_of_range /answers/notes", "unknown_question /answers/colour", "wrong_type /answers/shop_ok", "wrong_type /answers/email"}, true,
		},
		{"a missing one beside a wrong one", `{"caffeine": 7}`, []string{"required /answers/kind", "wrong_type /answers/caffeine"}, false},
		{"answers in a list", `["green"]`, []string{"wrong_type /answers"}, true},
		{"answers null", `null`, []string{"wrong_type /answers"}, true},
	}
	// Nothing stands for no answer but leaving the question out; and no type takes another's values.
	wrong := map[string][]string{"single": {"7", "true", `{}`, `["green"]`}, "yes_no": {"1", `"true"`}, "multiple": {"7", `"malt"`, "true"}, "scale": {"true", `["3"]`}, "short_text": {"7", "false", `["a"]`}, "email": {"7", "true"}, "consent": {"1", `"yes"`}}
	lead := map[string]string{"single": `"kind"`, "yes_no": `"kind": "green", "caffeine"`, "multiple": `"kind": "green", "notes"`, "scale": `"kind": "black", "strength"`, "short_text": `"kind": "green", "remark"`, "email": `"kind": "green", "email"`, "consent": `"kind": "green", "shop_ok"`}
	for kind, before := range lead {
		question := before[strings.LastIndex(strings.TrimSuffix(before, `"`), `"`)+1 : len(before)-1]
		for _, value := range append([]string{"null", `""`, "[]", "{}"}, wrong[kind]...) {
			code := "wrong_type"
			switch {
			case value == `""` && (kind == "short_text" || kind == "email"), value == "[]" && kind == "multiple":
				code = "out_of_range"
			case value == `""` && kind == "single":
				code = "unknown_choice"
			}
			empty := value == "null" || value == `""` || value == "[]" || value == "{}"
			rows = append(rows, row{kind + " " + value, `{` + before + `: ` + value + `}`, one(code, question), empty})
		}
	}
	w := newWorld(t)
	ticket := w.ticket(t, quiz, "").Ticket
	var list []scenario
	for _, r := range rows {
		list = append(list, scenario{
			name: r.name, path: "/v1/responses", prepare: given("ticket", ticket), body: `{"ticket": "{ticket}", "answers": ` + r.answers + `}`,
			malformed: r.malformed, status: 422, faults: r.faults, has: []string{`"title":"Answers not accepted"`}, lacks: []string{typedChoice},
		})
	}
	run(t, w, list)
	if r := w.answer(t, ticket, `{"kind": "green"}`, ""); r.status != 201 {
		t.Errorf("after all these refusals the ticket is not good any more: %d %s", r.status, r.body)
	}
}

func given(name, value string) func(*testing.T, *world) map[string]string {
	return func(*testing.T, *world) map[string]string { return map[string]string{name: value} }
}

// The rest of the body is read as strictly as the answers.
func TestResponseBodiesRefused(t *testing.T) {
	w := newWorld(t)
	const fine = `{"ticket": "{ticket}", "answers": {"kind": "green"}`
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	run(t, w, []scenario{
		{name: "an unknown field", path: "/v1/responses", body: fine + `, "colour": "red"}`, malformed: true, status: 422, faults: []string{"unknown_field /colour"}},
		{name: "nothing", path: "/v1/responses", body: `{}`, malformed: true, status: 422, faults: []string{"required /ticket", "required /answers"}},
		{name: "a ticket that is no text", path: "/v1/responses", body: `{"ticket": 7, "answers": {}}`, malformed: true, status: 422, faults: []string{"wrong_type /ticket"}},
		{name: "a duplicate question", path: "/v1/responses", body: `{"ticket": "{ticket}", "answers": {"kind": "green", "kind": "black"}}`, status: 400, faults: []string{"duplicate_key /answers/kind"}},
		{name: "cut off", path: "/v1/responses", body: fine, malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "nested too deep", path: "/v1/responses", body: `{"ticket": "{ticket}", "answers": {"kind": ` + deep + `}}`, malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "nested beyond any stack", path: "/v1/responses", body: strings.Repeat(`{"a":`, 10_000), malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "declared as text", path: "/v1/responses", header: map[string]string{"Content-Type": "text/plain"}, body: fine + `}`, malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "an objection to a consent", path: "/v1/responses", body: fine + `, "objections": ["service", "recommend", "nonsense"]}`, status: 422, faults: []string{"unknown_choice /objections/1", "unknown_choice /objections/2"}},
		{name: "objections that are none", path: "/v1/responses", body: fine + `, "objections": "service"}`, malformed: true, status: 422, faults: []string{"wrong_type /objections"}},
		{name: "an offer that was not shown", path: "/v1/responses", body: fine + `, "acceptOffer": "leaves/thousand"}`, status: 422, faults: []string{"unknown_choice /acceptOffer"}},
		{name: "an offer that is no text", path: "/v1/responses", body: fine + `, "acceptOffer": true}`, malformed: true, status: 422, faults: []string{"wrong_type /acceptOffer"}},
	})
}

// Each way to make a ticket that this server did not issue. All of them would be answered with 201
// if the ticket were good.
func TestTicketsForged(t *testing.T) {
	w, other := newWorld(t), newWorldWith(t, keysOf("b"))
	good := w.ticket(t, quiz, "")
	secret := keysOf("a").Tickets[0].Secret
	late := map[string]any{"exp": start.AddDate(1, 0, 0).Unix()}
	for name, ticket := range map[string]string{
		"no JWT":                         "0192-some-ticket",
		"empty":                          "",
		"an altered header":              alter(t, good.Ticket, 0),
		"altered claims":                 alter(t, good.Ticket, 1),
		"an altered signature":           alter(t, good.Ticket, 2),
		"a longer life":                  swapClaims(t, good.Ticket, late),
		"another offer":                  swapClaims(t, good.Ticket, map[string]any{"o": "leaves/hundred"}),
		"another person":                 swapClaims(t, good.Ticket, map[string]any{"sub": "01920f2e-6f3a-7c41-9d6b-0a4d1f2b3c4d"}),
		"no signature":                   strings.Join(strings.Split(good.Ticket, ".")[:2], ".") + ".",
		"alg none":                       resign(t, good.Ticket, algNone, nil),
		"RS256":                          resign(t, good.Ticket, jwt.SigningMethodRS256, rsaKey()),
		"HS512 with the right secret":    resign(t, good.Ticket, jwt.SigningMethodHS512, secret),
		"HS384 with the right secret":    resign(t, good.Ticket, jwt.SigningMethodHS384, secret),
		"another secret":                 resign(t, good.Ticket, jwt.SigningMethodHS256, []byte("a secret of somebody's own making")),
		"another server's, same key id":  other.ticket(t, quiz, "").Ticket,
		"a subject token in its place":   good.Subject.Token,
		"signed as a subject token is":   resign(t, good.Ticket, jwt.SigningMethodHS256, keysOf("a").Tokens[0].Secret),
		"the right secret, no expiry":    resign(t, good.Ticket, jwt.SigningMethodHS256, secret, map[string]any{"exp": nil}),
		"the right secret, no subject":   resign(t, good.Ticket, jwt.SigningMethodHS256, secret, map[string]any{"sub": nil}),
		"the right secret, no audience":  resign(t, good.Ticket, jwt.SigningMethodHS256, secret, map[string]any{"aud": nil}),
		"the right secret, no nonce":     resign(t, good.Ticket, jwt.SigningMethodHS256, secret, map[string]any{"jti": "twice"}),
		"a subject token's audience":     resign(t, good.Ticket, jwt.SigningMethodHS256, secret, map[string]any{"aud": []string{"proffer/subject"}}),
		"a line feed after the last one": good.Ticket + `\n`,
	} {
		if len(ticket) > 60 {
			logged.keep("a ticket", ticket)
		}
		scenario{name: name, path: "/v1/responses", prepare: given("ticket", ticket), body: `{"ticket": "{ticket}", "answers": {"kind": "green"}}`, status: 401, faults: []string{"ticket_forged /ticket"}}.named(t, w)
	}
	w.clock.pass(7*24*time.Hour + time.Second)
	scenario{name: "expired", path: "/v1/responses", prepare: given("ticket", good.Ticket), body: `{"ticket": "{ticket}", "answers": {"kind": "green"}}`, status: 410, faults: []string{"ticket_expired /ticket"}}.named(t, w)
	scenario{name: "expired and altered", path: "/v1/responses", prepare: given("ticket", alter(t, good.Ticket, 2)), body: `{"ticket": "{ticket}", "answers": {"kind": "green"}}`, status: 401, faults: []string{"ticket_forged /ticket"}}.named(t, w)
	if r := w.answer(t, w.ticket(t, quiz, "").Ticket, `{"kind": "green"}`, ""); r.status != 201 {
		t.Errorf("a good ticket: %d %s", r.status, r.body)
	}
}

func (s scenario) named(t *testing.T, w *world) {
	t.Helper()
	t.Run(s.name, func(t *testing.T) { s.run(t, w) })
}

// A ticket is good for the version it was issued for, also once there is a newer one, and good for
// nothing once the form takes no answers.
func TestTicketsOfAnOlderVersion(t *testing.T) {
	w := newWorld(t)
	old, late := w.ticket(t, quiz, ""), w.ticket(t, quiz, "")
	w.publish(t, "leafline", func(b *forms.Bundle) {
		f := quizOf(b)
		f.Pages[0].Questions[1].Label = forms.Text{"en": "And which tea?"}
	})
	if r := w.answer(t, old.Ticket, `{"kind": "green"}`, ""); r.status != 201 || !strings.Contains(string(r.body), `"version":1,"question":"kind","wording":{"lang":"en","label":"Which tea do you drink?"`) {
		t.Errorf("status %d: %s", r.status, r.body)
	}
	w.publish(t, "leafline", func(b *forms.Bundle) { closes := start; quizOf(b).Closes = &closes })
	scenario{name: "closed", path: "/v1/responses", prepare: given("ticket", late.Ticket), body: `{"ticket": "{ticket}", "answers": {"kind": "green"}}`, status: 409, faults: []string{"closed"}}.named(t, w)
	if r := w.answer(t, old.Ticket, `{"kind": "green"}`, ""); r.status != 200 {
		t.Errorf("a replay after the form was closed: %d %s", r.status, r.body)
	}
	w.publish(t, "leafline", func(b *forms.Bundle) { b.Forms = b.Forms[1:] })
	scenario{name: "no longer published", path: "/v1/responses", prepare: given("ticket", late.Ticket), body: `{"ticket": "{ticket}", "answers": {"kind": "green"}}`, status: 409, faults: []string{"closed"}}.named(t, w)
}
