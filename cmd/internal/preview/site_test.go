package preview

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"proffer/forms"
)

var now = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// shown is a site with one brand of two forms, of which one needs somebody signed in.
func shown(t *testing.T) (*Site, *Signer, *httptest.Server) {
	t.Helper()
	signer, err := NewSigner()
	if err != nil {
		t.Fatal(err)
	}
	s := NewSite("http://127.0.0.1:1", signer, func() time.Time { return now })
	var context forms.Dict[forms.ContextField]
	context.Set("order", forms.ContextField{Label: forms.Text{"en": "Order"}, Type: "text", Signed: true})
	context.Set("shelf", forms.ContextField{Label: forms.Text{"en": "Shelf"}, Type: "integer"})
	order := NewForm(&forms.Form{ID: "order", Kind: "survey", Title: forms.Text{"en": "<Order>"}, Identity: forms.IdentitySigned, Context: context}, []string{"en", "it"})
	plain := NewForm(&forms.Form{ID: "plain", Kind: "quiz", Title: forms.Text{"en": "Plain"}}, []string{"en"})
	s.Show(State{Watch: true, Brands: []Brand{{Folder: "a b", ID: "leafline", Name: "Leafline", Published: 1, Forms: []Form{order, plain}, Findings: []forms.Finding{}}, {Folder: "broken", Behind: true}}})
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return s, signer, server
}

func get(t *testing.T, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	raw, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply, string(raw)
}

func TestPages(t *testing.T) {
	_, _, server := shown(t)
	for _, c := range []struct {
		path   string
		status int
		has    string
	}{
		{"/", 200, `<a class="title" href="/form/leafline/order">&lt;Order&gt;</a>`},
		{"/", 200, `Nothing of it is served yet.`},
		{"/form/leafline/order", 200, `data-lang="en"`},
		{"/form/leafline/order?lang=it", 200, `data-lang="it"`},
		{"/form/leafline/order?lang=%22%3E", 200, `data-lang="en"`},
		{"/form/leafline/order", 200, `<input name="shelf" data-type="integer" type="number"`},
		{"/form/leafline/none", 404, `<code>none</code>`},
		{"/form/%3Cb%3E/x", 404, `<code>&lt;b&gt;</code>`},
		{"/site/preview.js", 200, `EventSource`},
		{"/site/index.html", 404, ``},
		{"/site/..%2Fsite.go", 404, ``},
	} {
		reply, body := get(t, "GET", server.URL+c.path, "")
		if reply.StatusCode != c.status || !strings.Contains(body, c.has) {
			t.Errorf("%s: %d, want %d with %q in\n%s", c.path, reply.StatusCode, c.status, c.has, body)
		}
		policy := reply.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self' http://127.0.0.1:1;") || strings.Contains(policy, "unsafe") || reply.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %q %v", c.path, policy, reply.Header)
		}
		if strings.Contains(body, "<script>") || strings.Contains(body, " style=") || strings.Contains(body, " onclick") {
			t.Errorf("%s has something inline that the policy forbids", c.path)
		}
	}
}

// What only the brand can say is signed, and nothing else; and nobody but the preview's own pages asks.
func TestIdentity(t *testing.T) {
	_, signer, server := shown(t)
	own := []string{"Content-Type", "application/json", "Sec-Fetch-Site", "same-origin"}
	reply, body := get(t, "POST", server.URL+"/identity/leafline/order", `{"order": "A1", "shelf": 3, "what": true}`, own...)
	var out struct {
		Identity string
		Context  map[string]any
	}
	if err := json.Unmarshal([]byte(body), &out); err != nil || reply.StatusCode != http.StatusOK {
		t.Fatalf("%d %v %s", reply.StatusCode, err, body)
	}
	if len(out.Context) != 2 || out.Context["shelf"] != 3.0 || out.Context["what"] != true {
		t.Errorf("passed in by the page: %v", out.Context)
	}
	var b forms.Bundle
	signer.Join(&b)
	public, err := b.Brand.Keys[0].PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{}
	token, err := jwt.NewParser(jwt.WithValidMethods([]string{b.Brand.Keys[0].Alg}), jwt.WithTimeFunc(func() time.Time { return now })).ParseWithClaims(out.Identity, claims, func(*jwt.Token) (any, error) { return public, nil })
	if err != nil || token.Header["kid"] != b.Brand.Keys[0].KID || claims["iss"] != "leafline" || claims["aud"] != "proffer" {
		t.Fatalf("%v %v", err, claims)
	}
	if signed, _ := json.Marshal(claims["context"]); string(signed) != `{"order":"A1"}` {
		t.Errorf("signed: %s", signed)
	}
	if _, body := get(t, "POST", server.URL+"/identity/leafline/plain", `{}`, own...); strings.Contains(body, "identity") {
		t.Errorf("somebody is signed in where nobody has to be: %s", body)
	}
	for _, c := range []struct {
		name, path, body string
		status           int
		header           []string
	}{
		{"another site", "/identity/leafline/order", `{}`, 403, []string{"Content-Type", "application/json", "Sec-Fetch-Site", "cross-site"}},
		{"a plain form", "/identity/leafline/order", `{}`, 403, []string{"Content-Type", "text/plain"}},
		{"no object", "/identity/leafline/order", `[]`, 400, own},
		{"too much", "/identity/leafline/order", `{"order": "` + strings.Repeat("x", maxPassed) + `"}`, 400, own},
		{"no such form", "/identity/leafline/none", `{}`, 404, own},
		{"a brand that is not served", "/identity//order", `{}`, 404, own},
	} {
		if reply, body := get(t, "POST", server.URL+c.path, c.body, c.header...); reply.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.name, reply.StatusCode, body)
		}
	}
}

// A page that watches is told the state at once, and each one after; too many are turned away.
func TestEvents(t *testing.T) {
	s, _, server := shown(t)
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	lines := bufio.NewScanner(reply.Body)
	next := func() (state State) {
		for lines.Scan() {
			if data, is := strings.CutPrefix(lines.Text(), "data: "); is {
				if err := json.Unmarshal([]byte(data), &state); err != nil {
					t.Fatal(err)
				}
				return state
			}
		}
		t.Fatal("the stream ended")
		return state
	}
	if first := next(); first.Serial != 1 || first.Brands[0].Forms[0].ID != "order" {
		t.Errorf("%+v", first)
	}
	s.Show(State{Brands: []Brand{{Folder: "x"}}})
	if second := next(); second.Serial != 2 || second.Brands[0].Folder != "x" {
		t.Errorf("%+v", second)
	}
	leave()
	for gone := false; !gone; time.Sleep(time.Millisecond) { // the stream ends with its request
		s.board.mu.Lock()
		gone = len(s.board.watchers) == 0
		s.board.mu.Unlock()
	}
	var open []chan struct{}
	for range maxWatchers + 1 {
		if changes, ok := s.board.watch(); ok {
			open = append(open, changes)
		}
	}
	if busy, _ := get(t, "GET", server.URL+"/events", ""); busy.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("one too many is answered %d", busy.StatusCode)
	}
	for _, changes := range open {
		s.board.leave(changes)
	}
}
