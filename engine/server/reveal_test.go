package server_test

import (
	"testing"

	"proffer/engine/server"
)

// TestReveal: what is no knowledge question of a quiz that tells after each has no right answer to tell,
// whoever asks; a page of another website is told nothing, and nothing is stored in any case.
func TestReveal(t *testing.T) {
	w := newWorld(t)
	from := func(origin string) map[string]string { return map[string]string{"Origin": origin} }
	body := `{"ticket": "{ticket}", "question": "kind", "value": "green"}`
	refused := map[string]string{"Access-Control-Allow-Origin": ""}
	run(t, w, []scenario{
		{name: "a question without a right answer", path: "/v1/reveal", body: body, status: 404, faults: []string{"unknown_question /question"}},
		{name: "no question", path: "/v1/reveal", body: `{"ticket": "{ticket}", "question": "none", "value": 1}`, status: 404, faults: []string{"unknown_question /question"}},
		{name: "from the brand", path: "/v1/reveal", header: from(teaOrigin), body: body, status: 404, faults: []string{"unknown_question /question"}, wants: map[string]string{"Access-Control-Allow-Origin": teaOrigin}},
		{name: "from the other brand", path: "/v1/reveal", header: from(breadOrigin), body: body, status: 403, wants: refused},
		{name: "from elsewhere", path: "/v1/reveal", header: from("https://evil.example"), body: body, status: 403, wants: refused},
		{name: "a forged ticket", path: "/v1/reveal", body: `{"ticket": "x", "question": "kind", "value": "green"}`, status: 401, faults: []string{"ticket_forged /ticket"}},
		{name: "nothing", path: "/v1/reveal", body: `{}`, malformed: true, status: 422, faults: []string{"required /ticket", "required /question", "required /value"}},
		{name: "something else", path: "/v1/reveal", body: `{"ticket": "{ticket}", "question": "kind", "value": "green", "answers": {}}`, malformed: true, status: 422, faults: []string{"unknown_field /answers"}},
		{name: "no JSON", path: "/v1/reveal", body: `{`, malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "a preflight", method: "OPTIONS", path: "/v1/reveal", header: map[string]string{"Origin": teaOrigin, "Access-Control-Request-Method": "POST"}, status: 204},
	})
}

// Revealing has an allowance of its own: it neither takes from that of the answers nor is unbounded.
func TestRevealLimit(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.PerAddress = 2 })
	near := from("127.0.0.2")
	for i, want := range []int{422, 422, 429} {
		if r := w.do(t, request{method: "POST", path: "/v1/reveal", body: `{"ticket": "x"}`, client: near}); r.status != want {
			t.Errorf("%d: %d", i+1, r.status)
		}
	}
	if r := w.do(t, request{method: "POST", path: "/v1/responses", body: `{"ticket": "x"}`, client: near}); r.status != 422 {
		t.Errorf("answers are refused too: %d", r.status)
	}
}
