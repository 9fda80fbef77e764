package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/rewards"
)

// receiver takes webhooks and keeps what came.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []http.Header
	bodies []string
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: 204}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got, r.bodies = append(r.got, q.Header), append(r.bodies, string(body))
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

const newShop = `{"endpoint": "crm", "purposes": ["recommend"], "events": ["response.completed", "reward.redeemed"], "url": "%s/hooks?token=hunter2"}`

// The whole life of an endpoint by API.
func TestEndpointsByAPI(t *testing.T) {
	w := newWorld(t)
	_, text := w.apiKey(t)
	shop := newReceiver(t)
	ask := func(method, path, body string, status int, into any) {
		t.Helper()
		r := w.do(t, request{method: method, path: path, header: key(text), body: body})
		if into == nil {
			if r.status != status {
				t.Fatalf("%s %s: %d %s", method, path, r.status, r.body)
			}
			return
		}
		r.into(t, status, into)
	}
	var e, pair, shown rewards.EndpointView
	ask("POST", "/v1/endpoints", fmt.Sprintf(newShop, shop.URL), 201, &e)
	secret, err := rewards.ParseSecret(e.Secret)
	must(t, err)
	if e.State != "active" || e.Recipient != "shop" || e.URL != shop.URL+"/hooks" || e.Origin != "api" || e.Circuit != "closed" {
		t.Errorf("made %+v", e)
	}
	ask("POST", "/v1/endpoints", fmt.Sprintf(newShop, shop.URL), 409, nil)
	ask("GET", "/v1/endpoints/crm", "", 200, &shown)
	if shown.Secret != "" {
		t.Error("the secret is shown again")
	}
	var all struct{ Endpoints []rewards.EndpointView }
	ask("GET", "/v1/endpoints", "", 200, &all)
	if len(all.Endpoints) != 1 || all.Endpoints[0].Endpoint != "crm" || all.Endpoints[0].Secret != "" {
		t.Errorf("listed %+v", all)
	}

	// From here on an exchange is announced to it; paused, it is kept.
	w.answer(t, w.ticket(t, quiz, "").Ticket, `{"kind": "green", "shop_ok": true}`, "")
	if got := w.events(t, "crm"); len(got) != 1 {
		t.Errorf("%d events after it was made", len(got))
	}
	ask("POST", "/v1/endpoints/crm/pause", "", 200, &shown)
	w.answer(t, w.ticket(t, quiz, "").Ticket, `{"kind": "green", "shop_ok": true}`, "")
	if got := w.events(t, "crm"); shown.State != "paused" || len(got) != 0 {
		t.Errorf("%s, %d events", shown.State, len(got))
	}
	ask("POST", "/v1/endpoints/crm/resume", "", 200, &shown)
	if got := w.events(t, "crm"); shown.State != "active" || len(got) != 2 || shown.Deliveries["pending"] != 2 {
		t.Errorf("%+v, %d events", shown, len(got))
	}

	// A ping comes signed, at once, and is no event.
	var a rewards.Attempt
	ask("POST", "/v1/endpoints/crm/ping", "", 200, &a)
	if a.State != "delivered" || a.Response.Status != 204 || a.Type != rewards.EventEndpointPing || strings.Contains(fmt.Sprint(a), "hunter2") {
		t.Errorf("ping %+v", a)
	}
	must(t, secret.Verify(shop.got[0], []byte(shop.bodies[0]), w.clock.Now()))
	if !strings.Contains(shop.bodies[0], `"type":"endpoint.ping"`) || !strings.Contains(shop.bodies[0], `"endpoint":"crm"`) || shop.got[0].Get(rewards.HeaderID) != a.Event.String() {
		t.Errorf("pinged %s %v", shop.bodies[0], shop.got[0])
	}
	shop.status = 500
	ask("POST", "/v1/endpoints/crm/ping", "", 200, &a)
	if a.State != "dead" || a.Response.Status != 500 {
		t.Errorf("ping %+v", a)
	}

	// Rotated, both sign; the new secret is shown this once.
	ask("POST", "/v1/endpoints/crm/rotate", "", 200, &shown)
	fresh, err := rewards.ParseSecret(shown.Secret)
	must(t, err)
	if shown.Secret == e.Secret || shown.Former == nil || !shown.Former.Equal(w.clock.Now().Add(24*time.Hour)) {
		t.Errorf("rotated %+v", shown)
	}
	ask("POST", "/v1/endpoints/crm/ping", "", 200, &a)
	must(t, secret.Verify(shop.got[2], []byte(shop.bodies[2]), w.clock.Now()))
	must(t, fresh.Verify(shop.got[2], []byte(shop.bodies[2]), w.clock.Now()))

	// Changed: what is left out stays.
	ask("PATCH", "/v1/endpoints/crm", `{"events": ["stock.low"], "programs": ["welcome"]}`, 200, &shown)
	if shown.Events[0] != "stock.low" || shown.Programs[0] != "welcome" || shown.URL != shop.URL+"/hooks" || shown.Purposes[0] != "recommend" {
		t.Errorf("changed %+v", shown)
	}
	ask("PATCH", "/v1/endpoints/crm", `{"programs": []}`, 200, &shown)

	// With a key pair only the public key is shown, always.
	ask("POST", "/v1/endpoints", strings.Replace(fmt.Sprintf(newShop, shop.URL), `"crm"`, `"pair", "signature": "v1a"`, 1), 201, &pair)
	public, err := rewards.ParsePublicKey(pair.PublicKey)
	must(t, err)
	if pair.Secret != "" || pair.Signature != "v1a" {
		t.Errorf("made %+v", pair)
	}
	ask("POST", "/v1/endpoints/pair/ping", "", 200, &a)
	must(t, public.Verify(shop.got[3], []byte(shop.bodies[3]), w.clock.Now()))

	ask("DELETE", "/v1/endpoints/crm", "", 204, nil)
	for _, path := range []string{"/v1/endpoints/crm", "/v1/endpoints/crm/deliveries"} {
		ask("GET", path, "", 404, nil)
	}
	ask("POST", "/v1/endpoints/crm/ping", "", 404, nil)
}

// What does not fit is refused with the place, and nothing is made.
func TestEndpointsRefused(t *testing.T) {
	w := newWorld(t)
	_, text := w.apiKey(t, func(k *rewards.AccessKey) { k.Purposes = []string{"recommend", "service", "gone", "email_offers"} })
	good := fmt.Sprintf(newShop, "https://shop.example")
	for name, c := range map[string]struct {
		from, to string
		status   int
		pointer  string
	}{
		"a bad id":                {`"crm"`, `"C R M"`, 422, "/endpoint"},
		"no purposes":             {`["recommend"]`, `[]`, 422, "/purposes"},
		"a purpose twice":         {`["recommend"]`, `["recommend", "recommend"]`, 422, "/purposes/1"},
		"an unknown purpose":      {`["recommend"]`, `["recommend", "gone"]`, 422, "/purposes/1"},
		"another's purpose":       {`["recommend"]`, `["email_offers"]`, 422, "/purposes/0"},
		"an unknown event":        {`"reward.redeemed"`, `"reward.lost"`, 422, "/events/1"},
		"a ping":                  {`"reward.redeemed"`, `"endpoint.ping"`, 422, "/events/1"},
		"no scheme":               {`https://shop`, `shop`, 422, "/url"},
		"a file":                  {`https://shop.example/hooks?token=hunter2`, `file:///etc/passwd`, 422, "/url"},
		"plain over the internet": {`https://`, `http://`, 422, "/url"},
		"a password":              {`https://`, `https://me:pw@`, 422, "/url"},
		"a signature":             {`"crm"`, `"crm", "signature": "v2"`, 422, "/signature"},
		"its own secret":          {`"crm"`, `"crm", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"`, 422, "/secret"},
		"a purpose of no key":     {`["recommend"]`, `["result"]`, 403, "/purposes/0"},
		"another recipient":       {`"crm"`, `"crm", "recipient": "mailer"`, 403, "/recipient"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, c.from) {
				t.Fatalf("%s is not in %s", c.from, good)
			}
			r := w.do(t, request{method: "POST", path: "/v1/endpoints", header: key(text), body: strings.Replace(good, c.from, c.to, 1)})
			var p problem
			r.into(t, c.status, &p)
			if len(p.Errors) == 0 || p.Errors[0].Pointer != c.pointer {
				t.Errorf("%s: %+v, want %s", r.body, p.Errors, c.pointer)
			}
		})
	}
	list, err := w.store.Endpoints(t.Context(), "")
	must(t, err)
	if len(list) != 0 {
		t.Errorf("made all the same: %v", list)
	}
	for _, query := range []string{"state=lost", "type=x", "event=7", "limit=0", "limit=101", "before=x", "limit=1&limit=2", "after=1"} {
		if r := w.do(t, request{method: "GET", path: "/v1/endpoints/crm/deliveries?" + query, header: key(text)}); r.status != 422 {
			t.Errorf("%s: %d", query, r.status)
		}
	}
	for _, body := range []string{`{"states": ["pending"]}`, `{"event": "7"}`, `{"from": "yesterday"}`, `{"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}`, `{"states": ["delivered"]}`, `{"states": ["delivered"], "from": "2026-03-02T00:00:00Z"}`} {
		must(t, w.store.CreateEndpoint(t.Context(), rewards.Endpoint{ID: "x" + fmt.Sprint(len(body)), Brand: "leafline", Recipient: "shop", Secret: vectorSecret}))
		if r := w.do(t, request{method: "POST", path: "/v1/endpoints/x" + fmt.Sprint(len(body)) + "/replay", header: key(text), body: body}); r.status != 422 {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
	}
	must(t, w.store.CreateEndpoint(t.Context(), rewards.Endpoint{ID: "again", Brand: "leafline", Recipient: "shop", Secret: vectorSecret}))
	// An event that is not there to come again is said, whatever it was taken for.
	for body, says := range map[string]string{
		`{"event": "01988f2e-9d7c-7a11-8a52-6a0f6f1b2c3d"}`:                          `\"delivered\"`,
		`{"event": "01988f2e-9d7c-7a11-8a52-6a0f6f1b2c3d", "states": ["delivered"]}`: "no delivery of this event that is delivered",
	} {
		if r := w.do(t, request{method: "POST", path: "/v1/endpoints/again/replay", header: key(text), body: body}); r.status != 404 || !strings.Contains(string(r.body), says) {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
	}
}

// A key makes no endpoints without end; the other recipient's are its own.
func TestEndpointsAreBounded(t *testing.T) {
	w := newWorld(t)
	_, text := w.apiKey(t)
	for n := range 199 {
		must(t, w.store.CreateEndpoint(t.Context(), rewards.Endpoint{ID: fmt.Sprintf("shop-%d", n), Brand: "leafline", Recipient: "shop", Secret: vectorSecret}))
	}
	must(t, w.store.CreateEndpoint(t.Context(), rewards.Endpoint{ID: "mailer", Brand: "leafline", Recipient: "mailer", Secret: vectorSecret}))
	body := fmt.Sprintf(newShop, "https://shop.example")
	if r := w.do(t, request{method: "POST", path: "/v1/endpoints", header: key(text), body: body}); r.status != 201 {
		t.Fatalf("the 200th: %d %s", r.status, r.body)
	}
	r := w.do(t, request{method: "POST", path: "/v1/endpoints", header: key(text), body: strings.Replace(body, `"crm"`, `"erp"`, 1)})
	if got := r.faults(t); r.status != 409 || len(got) != 1 || got[0] != "too_many /endpoint" {
		t.Errorf("one more: %d %s", r.status, r.body)
	}
}

const vectorSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// A key reaches neither another brand's nor another recipient's endpoints, and changes none that gets more
// than the key may see: moving it, or signing for it, would be reading.
func TestEndpointsOutOfReach(t *testing.T) {
	w := newWorld(t)
	foreign := rewards.Endpoint{ID: "mailer", Brand: "leafline", Recipient: "mailer", Purposes: []string{"email_offers"}, Events: []string{"response.completed"}, URL: "https://mailer.example/", Secret: vectorSecret, Origin: rewards.OriginAPI}
	other := foreign
	other.Brand, other.ID, other.Recipient = "northmill", "bread", "shop"
	wide := foreign
	wide.ID, wide.Recipient, wide.Purposes = "wide", "shop", []string{"recommend", "service"}
	file := wide
	file.ID, file.Origin, file.Purposes = "listed", rewards.OriginFile, []string{"recommend"}
	for _, e := range []rewards.Endpoint{foreign, other, wide, file} {
		must(t, w.store.CreateEndpoint(t.Context(), e))
	}
	_, text := w.apiKey(t, func(k *rewards.AccessKey) { k.Purposes = []string{"recommend"} })
	status := func(method, path, body string) int {
		return w.do(t, request{method: method, path: "/v1/endpoints/" + path, header: key(text), body: body}).status
	}
	verbs := map[string][2]string{
		"PATCH": {"", `{"url": "https://evil.example/"}`}, "DELETE": {"", ""}, "POST pause": {"/pause", ""}, "POST resume": {"/resume", ""},
		"POST rotate": {"/rotate", ""}, "POST ping": {"/ping", ""}, "POST replay": {"/replay", "{}"},
	}
	for verb, v := range verbs {
		method, _, _ := strings.Cut(verb, " ")
		for id, want := range map[string]int{"mailer": 404, "bread": 404, "nothing": 404, "wide": 403} {
			if got := status(method, id+v[0], v[1]); got != want {
				t.Errorf("%s of %s: %d, want %d", verb, id, got, want)
			}
		}
	}
	for id, want := range map[string]int{"mailer": 404, "bread": 404, "wide": 200, "listed": 200, "mailer/deliveries": 404, "wide/deliveries": 200} {
		if got := status("GET", id, ""); got != want {
			t.Errorf("GET %s: %d, want %d", id, got, want)
		}
	}
	// What the file says is changed there; pausing is everybody's.
	for verb, want := range map[string]int{"PATCH": 409, "DELETE": 409, "POST rotate": 409, "POST pause": 200, "POST resume": 200} {
		method, _, _ := strings.Cut(verb, " ")
		if got := status(method, "listed"+verbs[verb][0], verbs[verb][1]); got != want {
			t.Errorf("%s of a listed one: %d, want %d", verb, got, want)
		}
	}
	if got := status("PATCH", "listed", `{"purposes": ["service"]}`); got != 403 {
		t.Errorf("a purpose that the key does not have: %d", got)
	}
}
