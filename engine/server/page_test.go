package server_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"proffer/embed"
	"proffer/engine/server"
)

const strictCSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

var pageHeaders = map[string]string{
	"Content-Security-Policy": strictCSP, "Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
	"Cross-Origin-Opener-Policy": "same-origin", "Access-Control-Allow-Origin": "", "Vary": "Accept-Language",
}

func TestPages(t *testing.T) {
	hosted := []string{`<proffer-form brand="leafline" form="find-your-tea" lang="en"`, ">Find your tea</h", "Leafline Srl", `src="/proffer-` + embed.Widget().Hash + `.js"`, `channel="hosted"`}
	logged.keep("an address that was asked for", "heron-4418")
	run(t, newWorld(t), []scenario{
		{name: "a form", path: "/f/leafline/find-your-tea", status: 200, wants: pageHeaders, has: hosted, lacks: []string{"<style", "style=\"", "onclick", "javascript:"}},
		{name: "a form in Italian", path: "/f/leafline/next-tea?lang=it&channel=qr&stage=discover", status: 200, wants: pageHeaders, has: []string{`<html lang="it" dir="ltr">`, "Quale tè adesso?", `channel="qr"`, `stage="discover"`}},
		{name: "a form as the browser likes it", path: "/f/leafline/next-tea", header: map[string]string{"Accept-Language": "it-IT, en;q=0.5"}, status: 200, has: []string{`<html lang="it"`}},
		{name: "what stands in the address is text", path: "/f/leafline/next-tea?stage=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&lang=%3Cb%3E", status: 200, wants: pageHeaders, lacks: []string{"<script>alert", "<b>"}},
		{name: "the privacy page", path: "/privacy/leafline", status: 200, wants: pageHeaders, has: []string{"Leafline Tea", "privacy.js"}},
		{name: "the theme without scripts", path: "/theme/leafline.css", status: 200, wants: map[string]string{"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=300"}, has: []string{":root{--t-accent:#2b7a4a;--t-accent-dark:#9cd9a2;--t-radius:8px;"}},
		{name: "no such brand's theme", path: "/theme/teapot.css", status: 404},
		{name: "no such form", path: "/f/leafline/heron-4418", status: 404, wants: pageHeaders, has: []string{"<h1>", "Leafline Tea", "<title>This page does not exist</title>", `href="/theme/leafline.css"`}},
		{name: "no such form, in Italian", path: "/f/leafline/heron-4418?lang=it", status: 404, wants: pageHeaders, has: []string{"<title>Questa pagina non esiste</title>"}},
		{name: "no such brand", path: "/f/teapot/find-your-tea", status: 404, wants: pageHeaders, has: []string{"<h1>"}, lacks: []string{"Leafline"}},
		{name: "no such brand's privacy", path: "/privacy/teapot", status: 404, wants: pageHeaders},
		{name: "a brand that would be markup", path: "/f/%3Cimg%20src=x%3E/y", status: 404, wants: pageHeaders, lacks: []string{"<img src=x>"}},
		{name: "nothing there", path: "/index.php/heron-4418", status: 404, malformed: true, wants: map[string]string{"Content-Type": "application/problem+json", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}},
		{name: "nothing there under /v1", path: "/v1/heron-4418", status: 404, malformed: true, wants: map[string]string{"Content-Type": "application/problem+json"}},
		{name: "a slash too many", path: "/privacy/leafline/", status: 404, malformed: true},
		{name: "capitals", path: "/HEALTHZ", status: 404, malformed: true},
	})
}

// Every file that a page names is there, and is immutable.
func TestPagesLoadWhatThereIs(t *testing.T) {
	w := newWorld(t)
	named := regexp.MustCompile(`(?:src|href)="(/(?:static|assets|proffer)[^"]*)"`)
	seen := map[string]bool{}
	for _, page := range []string{"/f/leafline/find-your-tea", "/privacy/leafline", "/f/leafline/nothing"} {
		for _, m := range named.FindAllStringSubmatch(string(w.do(t, request{method: "GET", path: page}).body), -1) {
			seen[m[1]] = true
		}
	}
	for path := range seen {
		r := w.do(t, request{method: "GET", path: path})
		if r.status != 200 || len(r.body) == 0 || r.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d, %d bytes, %v", path, r.status, len(r.body), r.header)
		}
	}
	if len(seen) < 5 {
		t.Errorf("the pages name only %v", seen)
	}
}

func logo(t *testing.T, w *world) map[string]string {
	t.Helper()
	face, err := w.engine.Face(t.Context(), "leafline")
	must(t, err)
	return map[string]string{"logo": face.Logo, "hash": strings.Split(face.Logo, "/")[3]}
}

func TestFiles(t *testing.T) {
	widget := embed.Widget()
	forever := map[string]string{"Cache-Control": "public, max-age=31536000, immutable", "Access-Control-Allow-Origin": "*"}
	run(t, newWorld(t), []scenario{
		{name: "the widget", path: "/proffer.js", status: 200, wants: map[string]string{"Cache-Control": "public, max-age=300", "Content-Type": widget.Type}},
		{name: "the widget by hash", path: "/proffer-" + widget.Hash + ".js", status: 200, wants: forever},
		{name: "an old widget", path: "/proffer-0000000000000000.js", status: 404},
		{name: "the widget's tag", path: "/proffer.js", prepare: tagOf("/proffer.js"), header: map[string]string{"If-None-Match": "{tag}"}, status: 304},
		{name: "a static file that is not there", path: "/static/0000000000000000/page.css", status: 404},
		{name: "a static file by another name", path: "/static/" + embed.Static()[0].Hash + "/passwd", status: 404},
		{name: "an image", prepare: logo, path: "{logo}", status: 200, wants: map[string]string{"Content-Type": "image/svg+xml", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox", "Cache-Control": forever["Cache-Control"]}, has: []string{"<svg"}},
		{name: "an image by another name", prepare: logo, path: "/assets/leafline/{hash}/other.svg", status: 404},
		{name: "an image of another brand", prepare: logo, path: "/assets/northmill/{hash}/leaf.svg", status: 404},
		{name: "a catalog is no image", path: "/assets/leafline/0000000000000000/teas.json", status: 404},
		{name: "health", path: "/healthz", status: 200, has: []string{`{"status":"ok","version":"test"}`}},
		{name: "readiness", path: "/readyz", status: 200, has: []string{`{"status":"ready"}`}},
	})
}

func TestNotReady(t *testing.T) {
	secret := "/var/lib/secret-path"
	w := newWorld(t, func(o *server.Options) {
		o.Ready = func(context.Context) error { return errors.New("cannot open " + secret) }
	})
	ticket := w.ticket(t, quiz, "")
	run(t, w, []scenario{
		{name: "not ready", path: "/readyz", status: 503, lacks: []string{secret}},
		{name: "but alive", path: "/healthz", status: 200},
	})
	// A store that is closed says nothing to the client but that it may try again.
	must(t, w.store.Close())
	for _, q := range []request{
		{method: "POST", path: "/v1/responses", body: `{"ticket": "` + ticket.Ticket + `", "answers": {"kind": "green"}}`},
		{method: "POST", path: "/v1/tickets", body: askTicket},
		{method: "GET", path: "/v1/me", header: bearer(ticket.Subject.Token)},
		{method: "DELETE", path: "/v1/me", header: bearer(ticket.Subject.Token)},
		{method: "GET", path: "/v1/polls/leafline/next-tea/results"},
	} {
		var p problem
		w.do(t, q).into(t, 503, &p)
		if p.Type != "urn:proffer:error:unavailable" || strings.Contains(p.Detail, "sql") || len(p.Errors) != 0 {
			t.Errorf("%s %s: %+v", q.method, q.path, p)
		}
	}
}

// A panic is a 500 with an id that the log knows, and neither shows what it was about.
func TestPanic(t *testing.T) {
	w := makeWorld(t, keysOf("a"))
	boom := func(*fiber.Ctx) error { panic("the answer was: " + typedRemark) }
	w.server.App().Get("/test/panic", boom)
	w.server.App().Get("/test/error", func(*fiber.Ctx) error { return errors.New("SELECT value FROM preferences") })
	w.serve(t)
	for _, path := range []string{"/test/panic", "/test/error"} {
		r := w.do(t, request{method: "GET", path: path})
		var p problem
		r.into(t, 500, &p)
		if p.Type != "urn:proffer:error:internal" || p.ID == "" || strings.Contains(string(r.body), typedRemark) || strings.Contains(string(r.body), "SELECT") || strings.Contains(string(r.body), ".go") {
			t.Errorf("%s: %s", path, r.body)
		}
		logged.mu.Lock()
		if !strings.Contains(logged.lines.String(), "id="+p.ID+" status=500") {
			t.Errorf("%s: the log does not know %s", path, p.ID)
		}
		logged.mu.Unlock()
	}
	if r := w.do(t, request{method: "GET", path: "/healthz"}); r.status != 200 {
		t.Errorf("after a panic: %d", r.status)
	}
}
