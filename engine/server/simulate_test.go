package server_test

import (
	"strings"
	"testing"

	"proffer/engine"
)

// A client asks what a response would be given; who was erased is nobody to ask about, and nothing is stored.
func TestSimulate(t *testing.T) {
	w := newWorld(t)
	_, text := w.apiKey(t)
	auth := map[string]string{"Authorization": "Bearer " + text}
	r := w.granted(t, `{"kind": "green"}`)
	seen := w.grant(t, text, r.Grant.ID.String())
	var told engine.Simulation
	at := "/v1/programs/welcome/simulate"
	run(t, w, []scenario{
		{name: "somebody new", path: at, header: auth, body: `{"form": "` + quiz + `"}`, status: 200, has: []string{`"accepted":true`, `"gives":{"offer":"welcome/`},
			after: func(t *testing.T, _ *world, got *reply) { got.into(t, 200, &told) }},
		{name: "a person who has it", path: at, header: auth, body: `{"form": "` + quiz + `", "ref": "` + seen.Ref + `", "stage": "discover", "channel": "qr", "locale": "en"}`, status: 200,
			has: []string{`"gives":null`, `"refusal":{"reason":"held"}`, `"detail":"the person holds 1, and one person gets 1`, `"drawn":true`}},
		{name: "another day", path: at, header: auth, body: `{"form": "` + quiz + `", "at": "2026-03-09T08:00:00Z"}`, status: 200, has: []string{`"at":"2026-03-09T08:00:00Z"`}},
		{name: "without a form", path: at, header: auth, body: `{}`, status: 422, faults: []string{"required /form"}, malformed: true},
		{name: "another form", path: at, header: auth, body: `{"form": "x"}`, status: 422, faults: []string{"unknown_choice /form"}},
		{name: "another program", path: "/v1/programs/nothing/simulate", header: auth, body: `{"form": "` + quiz + `"}`, status: 422, faults: []string{"unknown_choice /form"}},
		{name: "an answer", path: at, header: auth, body: `{"form": "` + quiz + `", "answers": {"kind": "green"}}`, status: 422, faults: []string{"unknown_field /answers"}, malformed: true},
		{name: "no ref", path: at, header: auth, body: `{"form": "` + quiz + `", "ref": "AAAA"}`, status: 404},
		{name: "nobody's key", path: at, body: `{"form": "` + quiz + `"}`, status: 401, faults: []string{"key_missing"}, malformed: true},
	})
	if len(told.Chains) != 1 || told.Chains[0].Share != 100 || told.Chains[0].Gives.Ordinal != 1 {
		t.Errorf("%+v", told)
	}
	token := r.Manage[strings.Index(r.Manage, "#token=")+len("#token="):]
	who, err := w.engine.Caller(token)
	must(t, err)
	if err := w.engine.Erase(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	run(t, w, []scenario{{name: "a person who was erased", path: at, header: auth, body: `{"form": "` + quiz + `", "ref": "` + seen.Ref + `"}`, status: 410, faults: []string{"erased"}}})
}
