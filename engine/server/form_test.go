package server_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"proffer/engine/server"
	"proffer/forms"
)

// The score that a rule of the path reads has to be public; all else of how a form is judged, and
// what it can end with, stays on the server (DESIGN.md, section 5).
var judgement = []string{"outcome", "Bold and malty", "bright", "recommend\":", "catalog", "breakfast", "\"stock\"", "\"limits\"", "LEAF-"}

func TestForms(t *testing.T) {
	w := newWorld(t)
	run(t, w, []scenario{
		{
			name: "the current form", path: "/v1/forms/leafline/find-your-tea", status: 200,
			wants: map[string]string{"Cache-Control": "public, max-age=60", "Content-Type": "application/json", "Access-Control-Allow-Origin": ""},
			has: []string{
				`"version":1`, `"schedule":{"open":true,"opens":null,"closes":null,"stages":["discover"]}`, `"texts":{"en":{`, `"offer":"welcome/ten-percent"`, `"fallbacks":[{"offer":"leaves/hundred"`,
				`"scores":{"bold":2}`, `"scores":{"bold":0.5}`, `"logo":"/assets/leafline/`,
			},
			lacks: judgement,
		},
		{name: "a version", path: "/v1/forms/leafline/find-your-tea/versions/1", status: 200, wants: map[string]string{"Cache-Control": "public, max-age=31536000, immutable"}, has: []string{`"version":1`}, lacks: append(judgement, `"schedule"`, `"texts":{"en"`)},
		{name: "a form without an offer", path: "/v1/forms/leafline/next-tea", status: 200, has: []string{`"offer":null`, `"fallbacks":[]`, `"results":{"show":"after","minimum":3}`, `"lang":"it"`}},
		{name: "a closed form is still shown", path: "/v1/forms/leafline/last-year", status: 200, has: []string{`"open":false`, `"closes":"2025-12-31T23:00:00Z"`}},
		{name: "an unknown form", path: "/v1/forms/leafline/find-your-coffee", status: 404},
		{name: "an unknown brand", path: "/v1/forms/teapot/find-your-tea", status: 404},
		{name: "an unknown version", path: "/v1/forms/leafline/find-your-tea/versions/2", status: 404},
		{name: "a version of an unknown form", path: "/v1/forms/leafline/find-your-coffee/versions/1", status: 404},
		{name: "a version that is no number", path: "/v1/forms/leafline/find-your-tea/versions/last", status: 404, malformed: true},
		{name: "a version written otherwise", path: "/v1/forms/leafline/find-your-tea/versions/01", status: 404},
		{name: "a version with a sign", path: "/v1/forms/leafline/find-your-tea/versions/+1", status: 404},
		{name: "version zero", path: "/v1/forms/leafline/find-your-tea/versions/0", status: 404, malformed: true},
		{name: "a version beyond any number", path: "/v1/forms/leafline/find-your-tea/versions/99999999999999999999999", status: 404, malformed: true},
		{name: "a known tag", path: "/v1/forms/leafline/find-your-tea", header: map[string]string{"If-None-Match": "{tag}"}, prepare: tagOf("/v1/forms/leafline/find-your-tea"), status: 304, wants: map[string]string{"ETag": "{tag}"}},
		{name: "a known tag among others", path: "/v1/forms/leafline/find-your-tea/versions/1", header: map[string]string{"If-None-Match": `"x", {tag}`}, prepare: tagOf("/v1/forms/leafline/find-your-tea/versions/1"), status: 304},
		{name: "another tag", path: "/v1/forms/leafline/find-your-tea", header: map[string]string{"If-None-Match": `W/"000000000000000000000000"`}, status: 200},
	})
}

// While a brand is written its forms are asked for each time, and still not sent twice.
func TestDraftsAreNotCached(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.Drafting = true })
	var scenarios []scenario
	for _, path := range []string{"/v1/forms/leafline/find-your-tea", "/v1/forms/leafline/find-your-tea/versions/1", "/v1/forms/leafline/find-your-tea/versions/1"} {
		scenarios = append(scenarios,
			scenario{name: path, path: path, status: 200, wants: map[string]string{"Cache-Control": "no-cache"}},
			scenario{name: path + " again", path: path, header: map[string]string{"If-None-Match": "{tag}"}, prepare: tagOf(path), status: 304})
	}
	run(t, w, scenarios)
}

func tagOf(path string) func(*testing.T, *world) map[string]string {
	return func(t *testing.T, w *world) map[string]string {
		return map[string]string{"tag": w.do(t, request{method: "GET", path: path}).header.Get("ETag")}
	}
}

// A version never changes, whatever is published after it, and the tag of the form follows its
// schedule as well as its content.
func TestVersionsAreImmutable(t *testing.T) {
	w := newWorld(t)
	get := func(path string) *reply { return w.do(t, request{method: "GET", path: path}) }
	first, form := get("/v1/forms/leafline/find-your-tea/versions/1"), get("/v1/forms/leafline/find-your-tea")
	w.publish(t, "leafline", func(b *forms.Bundle) { quizOf(b).Title = forms.Text{"en": "Find another tea"} })
	second := get("/v1/forms/leafline/find-your-tea")
	if !strings.Contains(string(second.body), `"version":2`) || second.header.Get("ETag") == form.header.Get("ETag") {
		t.Errorf("the changed form is %s with tag %s", second.body, second.header.Get("ETag"))
	}
	if again := get("/v1/forms/leafline/find-your-tea/versions/1"); string(again.body) != string(first.body) || again.header.Get("ETag") != first.header.Get("ETag") {
		t.Error("version 1 has changed")
	}
	w.publish(t, "leafline", func(b *forms.Bundle) { opens := start.AddDate(0, 1, 0); quizOf(b).Opens = &opens })
	third := get("/v1/forms/leafline/find-your-tea")
	if !strings.Contains(string(third.body), `"version":1`) || !strings.Contains(string(third.body), `"open":false`) || third.header.Get("ETag") == form.header.Get("ETag") {
		t.Errorf("the old content under a new schedule is %s", third.body)
	}
	w.clock.pass(40 * 24 * time.Hour)
	if fourth := get("/v1/forms/leafline/find-your-tea"); !strings.Contains(string(fourth.body), `"open":true`) {
		t.Error("the form does not open when its time has come")
	}
}

func quizOf(b *forms.Bundle) *forms.Form {
	for _, f := range b.Forms {
		if f.ID == quiz {
			return f
		}
	}
	return nil
}

// The same content in every encoding, under the same tag.
func TestEncodings(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/v1/forms/leafline/find-your-tea", "/v1/forms/leafline/find-your-tea/versions/1", "/proffer.js", "/openapi.json"} {
		plain := w.do(t, request{method: "GET", path: path})
		if plain.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: encoded, and nobody asked", path)
		}
		for accept, want := range map[string]string{"gzip": "gzip", "br": "br", "gzip, deflate, br": "br", "br;q=0, gzip;q=0.5": "gzip", "br; q=0.0": "", "identity": ""} {
			r := w.do(t, request{method: "GET", path: path, header: http.Header{"Accept-Encoding": {accept}}})
			if r.header.Get("Content-Encoding") != want || string(r.body) != string(plain.body) || r.header.Get("ETag") != plain.header.Get("ETag") {
				t.Errorf("%s with Accept-Encoding %q: encoding %q, want %q, or another content", path, accept, r.header.Get("Content-Encoding"), want)
			}
			if !strings.Contains(r.header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s: Vary is %q", path, r.header.Get("Vary"))
			}
		}
	}
}

// What is served is what was embedded: a client may read the document from the server.
func TestServesTheDocument(t *testing.T) {
	w := newWorld(t)
	var doc struct{ OpenAPI string }
	w.do(t, request{method: "GET", path: "/openapi.json"}).into(t, 200, &doc)
	if doc.OpenAPI != "3.0.3" {
		t.Errorf("openapi %q", doc.OpenAPI)
	}
	r := w.make(t, request{method: "HEAD", path: "/openapi.json"})
	got, err := client.Do(r)
	must(t, err)
	defer got.Body.Close()
	if body, err := io.ReadAll(got.Body); err != nil || len(body) > 0 || got.StatusCode != http.StatusOK || got.ContentLength < 10_000 {
		t.Errorf("HEAD: %d with %d bytes, Content-Length %d, %v", got.StatusCode, len(body), got.ContentLength, err)
	}
	if !json.Valid(w.do(t, request{method: "GET", path: "/openapi.json"}).body) {
		t.Error("not JSON")
	}
}
