package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
)

// gives makes the quiz give something else.
func gives(change func(*rewards.Offer)) func(*forms.Bundle) {
	return func(b *forms.Bundle) {
		o := b.Programs["welcome"].Offers["ten-percent"]
		change(&o)
		b.Programs["welcome"].Offers["ten-percent"] = o
	}
}

func fromPool(o *rewards.Offer) {
	o.Gives = rewards.Gives{Kind: rewards.KindCode, Pool: "cinema"}
	o.Limits = rewards.Limits{}
}

// A pool is filled by CSV or JSON, says of each line what is wrong with it, and gives each person one code.
func TestCodes(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", gives(fromPool))
	_, text := w.apiKey(t)
	auth := map[string]string{"Authorization": "Bearer " + text}
	file := map[string]string{"Authorization": "Bearer " + text, "Content-Type": "text/csv; charset=utf-8"}
	at := "/v1/programs/welcome/codes"
	run(t, w, []scenario{
		{name: "a file", path: at + "?pool=cinema", header: file, body: "value,code\n5,SEAT-1\n5,SEAT 2\n\n5,SEAT-1\n5\n", status: 200,
			has: []string{`{"added":1,"refused":3,"lines":[{"line":3,"reason":"space"},{"line":5,"reason":"duplicate","other":2},{"line":6,"reason":"empty"}]}`}, wants: map[string]string{"Cache-Control": "no-store"}},
		{name: "a list", path: at, header: auth, body: `{"pool": "cinema", "codes": ["SEAT-3", "SEAT-1"]}`, status: 200, has: []string{`{"added":1,"refused":1,"lines":[{"line":2,"reason":"taken"}]}`}},
		{name: "an empty list", path: at, header: auth, body: `{"codes": [], "pool": "cinema"}`, status: 200, has: []string{`{"added":0,"refused":0,"lines":[]}`}},
		{name: "without a pool", path: at, header: file, body: "A1\n", status: 422, faults: []string{"required /pool"}},
		{name: "a pool that nothing takes from", path: at + "?pool=cinemas", header: file, body: "A1\n", status: 422, faults: []string{"unknown_choice /pool"}, has: []string{`did you mean \"cinema\"?`}},
		{name: "another program's", path: "/v1/programs/leaves/codes?pool=cinema", header: file, body: "A1\n", status: 422, faults: []string{"unknown_choice /pool"}},
		{name: "no such program", path: "/v1/programs/teas/codes?pool=cinema", header: file, body: "A1\n", status: 404},
		{name: "no list", path: at, header: auth, body: `{"pool": "cinema"}`, status: 422, faults: []string{"required /codes"}, malformed: true},
		{name: "a list that is none", path: at, header: auth, body: `{"pool": "cinema", "codes": "A1"}`, status: 422, faults: []string{"wrong_type /codes"}, malformed: true},
		{name: "a code that is a number", path: at, header: auth, body: `{"pool": "cinema", "codes": ["A1", 7]}`, status: 422, faults: []string{"wrong_type /codes/1"}, malformed: true},
		{name: "a pool that is a number", path: at, header: auth, body: `{"pool": 7, "codes": []}`, status: 422, faults: []string{"wrong_type /pool"}, malformed: true},
		{name: "a member that is not known", path: at, header: auth, body: `{"pool": "cinema", "codes": [], "brand": "northmill"}`, status: 422, faults: []string{"unknown_field /brand"}, malformed: true},
		{name: "a member twice", path: at, header: auth, body: `{"pool": "cinema", "codes": [], "pool": "zoo"}`, status: 400, faults: []string{"duplicate_key /pool"}},
		{name: "a body that goes on", path: at, header: auth, body: `{"pool": "cinema", "codes": []} {}`, status: 400, faults: []string{"bad_json"}},
		{name: "no JSON", path: at, header: auth, body: `{"pool": "cinema", "codes": [`, status: 400, faults: []string{"bad_json"}, malformed: true},
		{name: "a list alone", path: at, header: auth, body: `["A1"]`, status: 422, faults: []string{"wrong_type"}, malformed: true},
		{name: "another kind of body", path: at, header: map[string]string{"Authorization": "Bearer " + text, "Content-Type": "text/plain"}, body: `A1`, status: 400, faults: []string{"bad_json"}, malformed: true},
	})
	if r := w.granted(t, `{"kind": "green"}`); r.Grant.Code != "SEAT-1" {
		t.Errorf("the first got %q", r.Grant.Code)
	}
	var seen engine.ProgramReply
	w.do(t, request{method: "GET", path: "/v1/programs/welcome", header: bearer(text)}).into(t, 200, &seen)
	o := seen.Offers[0]
	if o.Given != 1 || o.Spent.Amount != "2.00" || o.Pool != "cinema" || *o.PoolLeft != 1 || o.Stock != nil || len(seen.Pools) != 1 || seen.Pools[0] != (rewards.Pool{Pool: "cinema", Left: 1, Total: 2}) {
		t.Errorf("%+v", seen)
	}
	if r := w.granted(t, `{"kind": "green"}`); r.Grant.Code != "SEAT-3" {
		t.Errorf("the second got %q", r.Grant.Code)
	}
	// Empty, the pool is exhausted, and what the brand falls back to is given.
	if r := w.granted(t, `{"kind": "green"}`); r.Grant.Offer != "leaves/hundred" {
		t.Errorf("the third got %q", r.Grant.Offer)
	}
}

// An import may be long, for whoever may import, and for nobody else and nothing else.
func TestLongImport(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", gives(fromPool))
	_, text := w.apiKey(t)
	_, narrow := w.apiKey(t, func(k *rewards.AccessKey) { k.Scopes = []string{rewards.ScopeRewardsRead, rewards.ScopeRewardsWrite} })
	var file strings.Builder
	for n := range 30_000 {
		fmt.Fprintf(&file, "SEAT-%012d\n", n)
	}
	head := func(key string) http.Header {
		h := http.Header{"Content-Type": {"text/csv"}}
		if key != "" {
			h.Set("Authorization", "Bearer "+key)
		}
		return h
	}
	send := func(path, key, body string) *reply {
		t.Helper()
		return w.do(t, request{method: "POST", path: path, header: head(key), body: body})
	}
	// refused tells whether a body was not read to its end: its sender hears that it is too long, or the connection ends.
	refused := func(path, key, body string) bool {
		t.Helper()
		got, err := client.Do(w.make(t, request{method: "POST", path: path, header: head(key), body: body}))
		if err != nil {
			return true
		}
		defer got.Body.Close()
		return got.StatusCode == http.StatusRequestEntityTooLarge
	}
	at := "/v1/programs/welcome/codes?pool=cinema"
	for name, key := range map[string]string{"no key": "", "a key without the scope": narrow, "an unknown key": "pk_AAAAAAAA_" + strings.Repeat("A", 43)} {
		if !refused(at, key, file.String()) {
			t.Errorf("%s: it was read", name)
		}
	}
	for _, other := range []string{"/v1/programs/welcome/offers/ten-percent/draw", "/v1/programs/welcome/codes/", "/v1/tickets"} {
		if !refused(other, text, file.String()) {
			t.Errorf("%s: it was read", other)
		}
	}
	var out engine.ImportReply
	send(at, text, file.String()).into(t, 200, &out)
	if out.Added != 30_000 || out.Refused != 0 {
		t.Errorf("%+v", out)
	}
	send(at, text, file.String()).into(t, 200, &out)
	if out.Added != 0 || out.Refused != 30_000 || len(out.Lines) != engine.ImportLines || out.Lines[99] != (rewards.RefusedLine{Line: 100, Reason: rewards.LineTaken}) {
		t.Errorf("again: %d added, %d refused, %d lines", out.Added, out.Refused, len(out.Lines))
	}
	if !refused(at, text, strings.Repeat("A", 8<<20+1)) {
		t.Error("more than 8 MiB: it was read")
	}
}
