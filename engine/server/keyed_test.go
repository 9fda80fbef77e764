package server_test

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"proffer/engine/server"
	"proffer/rewards"
)

// apiKey adds a key of the brand leafline with every scope, and notes it among what no log may hold.
// change may alter it before.
func (w *world) apiKey(t *testing.T, change ...func(*rewards.AccessKey)) (rewards.AccessKey, string) {
	t.Helper()
	k := rewards.AccessKey{Brand: "leafline", Name: "a test", Recipient: "shop", Purposes: []string{"recommend", "service"}, Scopes: rewards.Scopes, Created: w.clock.Now()}
	text := k.Make()
	for _, c := range change {
		c(&k)
	}
	must(t, w.store.AddKey(t.Context(), k))
	logged.keep("an API key", text[len(k.Prefix()):])
	return k, text
}

// publicV1 are the routes of /v1 that need no API key: those of people and of pages.
var publicV1 = []string{
	"GET /v1/forms/:brand", "GET /v1/forms/:brand/:form", "GET /v1/forms/:brand/:form/versions/:version", "POST /v1/tickets", "POST /v1/responses",
	"POST /v1/reveal", "GET /v1/polls/:brand/:form/results", "GET /v1/me", "DELETE /v1/me",
	"GET /v1/draws/:brand/:program/:offer", "GET /v1/draws/:brand/:program/:offer/entries", "POST /v1/draws/:brand/:program/:offer/claim",
}

// Every route of /v1 is in the table of those that need a key, with a scope, or in the list above. A
// route that somebody adds is in neither, until it was thought about.
func TestEveryRouteIsPublicOrKeyed(t *testing.T) {
	s, err := server.New(server.Options{PublicURL: publicURL})
	must(t, err)
	var keyed, seen []string
	for _, r := range s.KeyedRoutes() {
		keyed = append(keyed, r[0]+" "+r[1])
		if !slices.Contains(rewards.Scopes, r[2]) {
			t.Errorf("%s %s: %q is no scope", r[0], r[1], r[2])
		}
	}
	for _, r := range s.App().GetRoutes(true) {
		if r.Method == http.MethodHead || r.Method == http.MethodOptions || !strings.HasPrefix(r.Path, "/v1") {
			continue
		}
		at := r.Method + " " + r.Path
		seen = append(seen, at)
		if slices.Contains(keyed, at) == slices.Contains(publicV1, at) {
			t.Errorf("%s has to be in the table of keyed routes or in the list of public ones", at)
		}
	}
	for _, at := range slices.Concat(keyed, publicV1) {
		if !slices.Contains(seen, at) {
			t.Errorf("%s is no route", at)
		}
	}
}

// each calls fn for every keyed route, with its path filled.
func (w *world) each(fn func(method, path, scope string)) {
	for _, r := range w.server.KeyedRoutes() {
		fn(r[0], regexp.MustCompile(`:[a-z]+`).ReplaceAllString(r[1], "x"), r[2])
	}
}

// No keyed route answers anybody who has no good key with its scope, whatever else is asked.
func TestKeyedRoutesRefuse(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.PerAddress, o.PerKey = 10_000, 10_000 })
	good, text := w.apiKey(t)
	other, theirs := w.apiKey(t)
	_, expired := w.apiKey(t, func(k *rewards.AccessKey) { k.Expires = w.clock.Now().Add(time.Minute) })
	expiredID, _ := rewards.KeyID(expired)
	revoked, gone := w.apiKey(t)
	must(t, w.store.RevokeKey(t.Context(), revoked.ID, w.clock.Now()))
	token := w.ticket(t, quiz, "").Subject.Token
	w.clock.pass(time.Minute)
	unknown, missing := []string{"key_unknown"}, []string{"key_missing"}
	plain, invalid := `Bearer realm="proffer keys"`, `Bearer realm="proffer keys", error="invalid_token"`
	w.each(func(method, path, scope string) {
		_, narrow := w.apiKey(t, func(k *rewards.AccessKey) {
			k.Scopes = slices.DeleteFunc(slices.Clone(rewards.Scopes), func(s string) bool { return s == scope })
		})
		refuse := func(name, auth string, status int, faults []string, challenge string, more map[string]string) {
			t.Helper()
			header := map[string]string{}
			if auth != "" {
				header["Authorization"] = auth
			}
			for k, v := range more {
				header[k] = v
			}
			body := ""
			if method != http.MethodGet && method != http.MethodDelete {
				body = "{}"
			}
			r := w.do(t, request{method: method, path: path, header: headers(header), body: body})
			if got := r.faults(t); r.status != status || !slices.Equal(got, faults) || r.header.Get("WWW-Authenticate") != challenge {
				t.Errorf("%s %s, %s: %d %q %q, want %d %q %q: %s", method, path, name, r.status, got, r.header.Get("WWW-Authenticate"), status, faults, challenge, r.body)
			}
			if r.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s %s, %s: Cache-Control is %q", method, path, name, r.header.Get("Cache-Control"))
			}
			if r.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s, %s: a website may read it", method, path, name)
			}
		}
		refuse("no key", "", 401, missing, plain, nil)
		refuse("a password", "Basic bWU6bWU=", 401, missing, plain, nil)
		refuse("nonsense", "Bearer me", 401, unknown, invalid, nil)
		refuse("a person's token", "Bearer "+token, 401, unknown, invalid, nil)
		refuse("an unknown key", "Bearer pk_AAAAAAAA_"+strings.Repeat("A", 43), 401, unknown, invalid, nil)
		refuse("another key's secret", "Bearer "+good.Prefix()+theirs[len(other.Prefix()):], 401, unknown, invalid, nil)
		refuse("a longer key", "Bearer "+text+"A", 401, unknown, invalid, nil)
		refuse("a revoked key", "Bearer "+gone, 401, unknown, invalid, nil)
		refuse("an expired key", "Bearer "+expired, 401, []string{"key_expired"}, invalid, nil)
		refuse("an expired key's id", "Bearer pk_"+expiredID+"_"+strings.Repeat("A", 43), 401, unknown, invalid, nil)
		refuse("without the scope", "Bearer "+narrow, 403, []string{"scope_missing"}, `Bearer realm="proffer keys", error="insufficient_scope", scope="`+scope+`"`, nil)
		for _, origin := range []string{teaOrigin, breadOrigin, publicURL, "https://evil.example", "null"} {
			refuse("from the website "+origin, "Bearer "+text, 403, nil, "", map[string]string{"Origin": origin})
		}
		r := w.do(t, request{method: http.MethodOptions, path: path, header: headers(map[string]string{"Origin": teaOrigin, "Access-Control-Request-Method": method})})
		if r.status != 403 || r.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: a preflight is answered %d, %v", path, r.status, r.header)
		}
	})
}

func headers(of map[string]string) http.Header {
	h := http.Header{}
	for k, v := range of {
		h.Set(k, v)
	}
	return h
}

func key(text string) http.Header {
	return headers(map[string]string{"Authorization": "Bearer " + text})
}

// The two messages that the unknown, the wrong and the revoked get are the same to the letter.
func TestRefusedKeysLookAlike(t *testing.T) {
	w := newWorld(t)
	k, text := w.apiKey(t)
	revoked, gone := w.apiKey(t)
	must(t, w.store.RevokeKey(t.Context(), revoked.ID, w.clock.Now()))
	id := regexp.MustCompile(`"id":"[^"]*"`)
	var first string
	for _, wrong := range []string{"pk_AAAAAAAA_" + strings.Repeat("A", 43), k.Prefix() + "_" + strings.Repeat("A", 43), gone, "x", strings.ToUpper(text)} {
		r := w.do(t, request{method: "GET", path: "/v1/events", header: key(wrong)})
		got := id.ReplaceAllString(string(r.body), "")
		if first == "" {
			first = got
		}
		if r.status != 401 || got != first {
			t.Errorf("%d %s differs from %s", r.status, got, first)
		}
	}
}

// A running server takes a key that another process adds at once, and notices within five seconds that
// it was revoked there.
func TestKeysOfAnotherProcess(t *testing.T) {
	w := newWorld(t)
	k, text := w.apiKey(t)
	ask := func(want int) {
		t.Helper()
		if r := w.do(t, request{method: "GET", path: "/v1/events", header: key(text)}); r.status != want {
			t.Errorf("%d, want %d: %s", r.status, want, r.body)
		}
	}
	ask(200)
	must(t, w.store.RevokeKey(t.Context(), k.ID, w.clock.Now()))
	w.clock.pass(5 * time.Second)
	ask(401)
}

// An expiry is noticed the moment it comes, whatever is remembered.
func TestKeyExpires(t *testing.T) {
	w := newWorld(t)
	_, text := w.apiKey(t, func(k *rewards.AccessKey) { k.Expires = w.clock.Now().Add(2 * time.Second) })
	for i, want := range []int{200, 200, 401} {
		if r := w.do(t, request{method: "GET", path: "/v1/events", header: key(text)}); r.status != want {
			t.Errorf("after %d s: %d, want %d", i, r.status, want)
		}
		w.clock.pass(time.Second)
	}
}

// The last use of a key is known to the minute, and costs no more than a write in that time.
func TestLastUse(t *testing.T) {
	w := newWorld(t)
	k, text := w.apiKey(t)
	ask := func() {
		t.Helper()
		if r := w.do(t, request{method: "GET", path: "/v1/events", header: key(text)}); r.status != 200 {
			t.Fatal(r.status)
		}
	}
	used := func(want time.Time) {
		t.Helper()
		until(t, "the use is noted", func() bool {
			got, err := w.store.Key(t.Context(), k.ID)
			must(t, err)
			return got.Used.Equal(want)
		})
	}
	ask()
	used(start)
	for range 5 {
		w.clock.pass(11 * time.Second)
		ask() // up to 55 s later
	}
	w.clock.pass(5 * time.Second)
	ask()
	used(start.Add(time.Minute))
	if n := w.store.uses.Load(); n != 2 {
		t.Errorf("noted %d times, want 2", n)
	}
}

var (
	limitForm  = regexp.MustCompile(`^"([a-z]+)";r=(\d+);t=(\d+)$`)
	policyForm = regexp.MustCompile(`^"([a-z]+)";q=(\d+);w=60$`)
)

// limitsOf reads what a reply says of its limit.
func limitsOf(t *testing.T, r *reply) (policy string, quota, left, next int) {
	t.Helper()
	limit, p := limitForm.FindStringSubmatch(r.header.Get("RateLimit")), policyForm.FindStringSubmatch(r.header.Get("RateLimit-Policy"))
	if limit == nil || p == nil || limit[1] != p[1] {
		t.Fatalf("RateLimit %q, RateLimit-Policy %q", r.header.Get("RateLimit"), r.header.Get("RateLimit-Policy"))
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	return limit[1], number(p[2]), number(limit[2]), number(limit[3])
}

// A key has its own allowance, wherever it is used from, and is told what is left of it; who shows no
// good key uses up the address's, which a good key does not need.
func TestLimitPerKey(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.PerAddress, o.PerKey = 2, 3 })
	_, text := w.apiKey(t)
	_, second := w.apiKey(t)
	near, far := from("127.0.0.2"), from("127.0.0.3")
	ask := func(by *http.Client, text string) *reply {
		t.Helper()
		return w.do(t, request{method: "GET", path: "/v1/events", client: by, header: key(text)})
	}
	for i := range 3 {
		r := ask([]*http.Client{near, far}[i%2], text)
		policy, quota, left, next := limitsOf(t, r)
		if r.status != 200 || policy != "key" || quota != 3 || left != 2-i || next != 21 {
			t.Errorf("request %d: %d %s of %d: %d left, one more in %d s", i, r.status, policy, quota, left, next)
		}
	}
	w.clock.pass(7500 * time.Millisecond)
	r := ask(near, text)
	if _, _, left, next := limitsOf(t, r); r.status != 429 || left != 0 || next != 13 || r.header.Get("Retry-After") != "13" {
		t.Errorf("the fourth: %d, %v", r.status, r.header)
	}
	if r := ask(near, second); r.status != 200 {
		t.Errorf("another key: %d", r.status)
	}
	for i, want := range []int{401, 401, 429} {
		r := ask(near, "pk_AAAAAAAA_"+strings.Repeat("A", 43))
		policy, quota, left, _ := limitsOf(t, r)
		if r.status != want || policy != "keyless" || quota != 2 || left != max(1-i, 0) {
			t.Errorf("wrong key %d: %d %s of %d: %d left", i, r.status, policy, quota, left)
		}
	}
	if r := ask(near, second); r.status != 200 {
		t.Errorf("a good key from an address that guessed: %d", r.status)
	}
	if r := ask(far, "x"); r.status != 401 {
		t.Errorf("another address: %d", r.status)
	}
	w.clock.pass(13 * time.Second)
	if r := ask(far, text); r.status != 200 {
		t.Errorf("after the wait it was told: %d", r.status)
	}
}

// The routes of people tell their limit, too: each kind under a name of its own, since each is counted apart.
func TestLimitHeaders(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.PerAddress = 3 })
	near := from("127.0.0.2")
	for i := range 4 {
		r := w.do(t, request{method: "POST", path: "/v1/tickets", body: askTicket, client: near})
		policy, quota, left, next := limitsOf(t, r)
		if policy != "tickets" || quota != 3 || left != max(2-i, 0) || next != 21 || (r.status == 429) != (i == 3) {
			t.Errorf("request %d: %d %s of %d: %d left, one more in %d s", i, r.status, policy, quota, left, next)
		}
	}
	for want, q := range map[string]request{
		"responses": {method: "POST", path: "/v1/responses", body: "{}"}, "reveal": {method: "POST", path: "/v1/reveal", body: "{}"},
		"forms": {method: "GET", path: "/v1/forms/leafline"}, "me": {method: "GET", path: "/v1/me"}, "draws": {method: "GET", path: "/v1/draws/leafline/welcome/none"},
		"claims": {method: "POST", path: "/v1/draws/leafline/welcome/none/claim", body: `{"code": "x"}`}, "keyless": {method: "GET", path: "/v1/events"},
	} {
		q.client = near
		if policy, _, left, _ := limitsOf(t, w.do(t, q)); policy != want || left != 2 {
			t.Errorf("%s %s: %s with %d left, want %s", q.method, q.path, policy, left, want)
		}
	}
	if r := w.do(t, request{method: "POST", path: "/v1/tickets", body: askTicket, client: from("127.0.0.1")}); r.header.Get("RateLimit-Policy") != `"tickets";q=30;w=60` {
		t.Errorf("this machine: %q", r.header.Get("RateLimit-Policy"))
	}
	without := newWorld(t)
	if r := without.do(t, request{method: "POST", path: "/v1/tickets", body: askTicket}); r.header.Get("RateLimit") != "" || r.header.Get("RateLimit-Policy") != "" {
		t.Errorf("no limit: %v", r.header)
	}
}
