package server_test

import (
	"net/http"
	"testing"

	"proffer/engine/server"
)

// A browser on another website: a preflight is answered for every published brand's origin, the
// request itself only for the brand it is about, and what is refused stores nothing.
func TestOrigins(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.Origins = []string{"http://127.0.0.1:8081"} })
	from := func(origin string) map[string]string { return map[string]string{"Origin": origin} }
	allowed := func(origin string) map[string]string {
		return map[string]string{"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "", "Vary": "Origin"}
	}
	refused := map[string]string{"Access-Control-Allow-Origin": ""}
	form, answers := "/v1/forms/leafline/next-tea", `{"ticket": "{ticket}", "answers": {"kind": "green"}}`
	ask := `{"brand": "leafline", "form": "next-tea"}`
	one := stored{responses: 1, values: 1, codes: 1, shop: 1}
	var list []scenario
	for _, origin := range []string{teaOrigin, breadOrigin, publicURL, "http://127.0.0.1:8081"} {
		wants := allowed(origin)
		for name, value := range map[string]string{"Access-Control-Allow-Methods": "GET, POST, DELETE", "Access-Control-Allow-Headers": "Authorization, Content-Type", "Access-Control-Max-Age": "600"} {
			wants[name] = value
		}
		for _, path := range []string{"/v1/responses", "/v1/tickets", "/v1/me", form} {
			list = append(list, scenario{name: "preflight from " + origin + " for " + path, method: "OPTIONS", path: path, header: map[string]string{"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}, status: 204, wants: wants})
		}
	}
	for _, origin := range []string{"https://evil.example", "null", "https://leafline.example.evil.example", "http://leafline.example", "https://leafline.example:8443", "https://LEAFLINE.example"} {
		list = append(list,
			scenario{name: "preflight from " + origin, method: "OPTIONS", path: "/v1/responses", header: from(origin), status: 403, wants: refused},
			scenario{name: "form from " + origin, path: form, header: from(origin), status: 403, wants: refused},
			scenario{name: "ticket from " + origin, path: "/v1/tickets", header: from(origin), body: ask, status: 403, wants: refused},
			scenario{name: "answer from " + origin, path: "/v1/responses", header: from(origin), body: answers, status: 403, wants: refused},
		)
	}
	list = append(list, []scenario{
		{name: "form from the brand", path: form, header: from(teaOrigin), status: 200, wants: map[string]string{"Access-Control-Allow-Origin": teaOrigin, "Access-Control-Expose-Headers": "Retry-After, RateLimit, RateLimit-Policy"}},
		{name: "form from our own pages", path: form, header: from(publicURL), status: 200, wants: map[string]string{"Access-Control-Allow-Origin": publicURL}},
		{name: "form from no website", path: form, status: 200, wants: refused},
		{name: "form from the other brand", path: form, header: from(breadOrigin), status: 403, wants: refused},
		{name: "version from the other brand", path: form + "/versions/1", header: from(breadOrigin), status: 403, wants: refused},
		{name: "results from the other brand", path: "/v1/polls/leafline/next-tea/results", header: from(breadOrigin), status: 403, wants: refused},
		{name: "results from the brand", path: "/v1/polls/leafline/next-tea/results", header: from(teaOrigin), status: 200, wants: allowed(teaOrigin)},
		{name: "ticket from the other brand", path: "/v1/tickets", header: from(breadOrigin), body: ask, status: 403, wants: refused},
		{name: "ticket from the brand", path: "/v1/tickets", header: from(teaOrigin), body: ask, status: 200, wants: allowed(teaOrigin)},
		{name: "an unknown brand looks like a foreign one", path: "/v1/tickets", header: from(teaOrigin), body: `{"brand": "teapot", "form": "x"}`, status: 403, wants: refused},
		{name: "answer from the other brand", path: "/v1/responses", header: from(breadOrigin), body: answers, status: 403, wants: refused},
		{name: "a forged ticket from the other brand", path: "/v1/responses", header: from(breadOrigin), body: `{"ticket": "x", "answers": {}}`, status: 401, faults: []string{"ticket_forged /ticket"}},
		{name: "answer from the brand", path: "/v1/responses", header: from(teaOrigin), body: answers, status: 201, wants: allowed(teaOrigin), adds: one},
		{name: "answer from our own pages", path: "/v1/responses", header: from(publicURL), body: answers, status: 201, wants: allowed(publicURL), adds: one},
		{name: "a fault is readable for the brand", path: "/v1/responses", header: from(teaOrigin), body: `{"ticket": "{ticket}", "answers": {}}`, status: 422, faults: []string{"required /answers/kind"}, wants: allowed(teaOrigin)},
		{name: "a static file for anybody", path: "/proffer.js", header: from("https://evil.example"), status: 200, wants: map[string]string{"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}},
		{name: "the document for anybody", path: "/openapi.json", header: from("null"), status: 200, wants: map[string]string{"Access-Control-Allow-Origin": "*"}},
		{name: "an image for anybody", prepare: logo, path: "{logo}", header: from("https://evil.example"), status: 200, wants: map[string]string{"Access-Control-Allow-Origin": "*"}},
		{name: "a page is for nobody's script", path: "/f/leafline/next-tea", header: from(teaOrigin), status: 200, wants: refused},
	}...)
	run(t, w, list)
}

// A header of the reply lives no longer than its request: the server must not mix two origins up.
func TestOriginsDoNotMix(t *testing.T) {
	w := newWorld(t)
	for i := range 40 {
		origin := []string{teaOrigin, publicURL}[i%2]
		r := w.do(t, request{method: "GET", path: "/v1/forms/leafline/next-tea", header: http.Header{"Origin": {origin}}})
		if got := r.header.Get("Access-Control-Allow-Origin"); got != origin {
			t.Fatalf("%s is answered with %s", origin, got)
		}
	}
}
