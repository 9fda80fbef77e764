package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"proffer/engine"
	"proffer/engine/server"
	"proffer/forms"
	"proffer/rewards"
	"proffer/storage"
)

const (
	publicURL   = "https://answers.example"
	teaOrigin   = "https://leafline.example"
	breadOrigin = "https://northmill.example"
	quiz        = "find-your-tea"
	poll        = "next-tea"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// clock is the time of one world; it moves only when a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a server on a real store and a real listener, with two brands published.
type world struct {
	clock  *clock
	store  storage.Store
	engine *engine.Engine
	server *server.Server
	url    string
	dir    string // of the store's files
	doc    *document
}

// keysOf are the keys of one installation; each seed is another's, with the same key ids.
func keysOf(seed string) engine.Keys {
	secret := func(use string) []byte { return []byte((use + strings.Repeat(seed, 32))[:32]) }
	return engine.Keys{
		Tickets: []engine.SigningKey{{KID: "t1", Secret: secret("tickets")}}, Tokens: []engine.SigningKey{{KID: "s1", Secret: secret("tokens")}},
		Refs: secret("refs"), Codes: secret("codes"),
	}
}

var testEndpoints = []rewards.Endpoint{
	{ID: "shop", Brand: "leafline", Recipient: "shop", Purposes: []string{"recommend", "service"}, Events: []string{rewards.EventResponseCompleted, rewards.EventRewardGranted}},
	{ID: "mailer", Brand: "leafline", Recipient: "mailer", Purposes: []string{"email_offers"}, Events: []string{rewards.EventResponseCompleted}},
}

// newWorld starts a server; change may alter its options before it is made.
func newWorld(t *testing.T, change ...func(*server.Options)) *world {
	t.Helper()
	return newWorldWith(t, keysOf("a"), change...)
}

func newWorldWith(t *testing.T, keys engine.Keys, change ...func(*server.Options)) *world {
	t.Helper()
	w := makeWorld(t, keys, change...)
	w.serve(t)
	return w
}

// makeWorld makes a world whose server does not serve yet.
func makeWorld(t *testing.T, keys engine.Keys, change ...func(*server.Options)) *world {
	t.Helper()
	ctx, log := t.Context(), testLog()
	w := &world{clock: &clock{now: start}, doc: loadDocument(t)}
	w.dir = t.TempDir()
	var err error
	w.store, err = storage.Open(ctx, "sqlite://"+filepath.Join(w.dir, "proffer.db"), "", storage.Options{Fingerprint: "test", Clock: w.clock.Now, Log: log, NoSync: true})
	must(t, err)
	t.Cleanup(func() { must(t, w.store.Close()) })
	w.engine, err = engine.New(engine.Options{Store: w.store, Forms: w.store, Keys: keys, Endpoints: testEndpoints, PublicURL: publicURL, Now: w.clock.Now, Log: log})
	must(t, err)
	w.publish(t, "leafline")
	w.publish(t, "northmill")
	o := server.Options{Engine: w.engine, PublicURL: publicURL, Now: w.clock.Now, Ready: w.store.Ready, Log: log, Version: "test"}
	for _, c := range change {
		c(&o)
	}
	w.server, err = server.New(o)
	must(t, err)
	return w
}

// serve starts the server on a free port, and stops it when the test ends.
func (w *world) serve(t *testing.T) {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	w.url = "http://" + ln.Addr().String()
	go func() {
		if err := w.server.Serve(ln); err != nil {
			t.Errorf("serve: %v", err)
		}
	}()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		client.CloseIdleConnections() // or the server looks again only after its 100 ms
		if err := w.server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("shut down: %v", err)
		}
	})
	w.eventually(t)
}

// eventually waits until the server answers at all.
func (w *world) eventually(t *testing.T) {
	t.Helper()
	for range 100 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/healthz", nil)
		must(t, err)
		if reply, err := client.Do(r); err == nil {
			must(t, reply.Body.Close())
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the server does not answer")
}

// publish makes a brand of testdata current, with changes to its files by name if there are any.
func (w *world) publish(t *testing.T, brand string, change ...func(*forms.Bundle)) {
	t.Helper()
	bundle, findings := forms.Load(os.DirFS(filepath.Join("testdata", "brand", brand)))
	for _, f := range findings {
		if f.Severity == forms.SeverityError {
			t.Errorf("brand %s: %s", brand, f)
		}
	}
	if bundle == nil {
		t.FailNow()
	}
	for _, c := range change {
		c(bundle)
	}
	_, err := w.engine.Publish(t.Context(), bundle)
	must(t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       20 * time.Second,
}

// request is one request as a test writes it.
type request struct {
	method, path string
	header       http.Header
	body         string
	client       *http.Client // nil: client
}

// reply is what came back; body is decoded from its content encoding.
type reply struct {
	status  int
	header  http.Header
	body    []byte
	against error // what the document has against the request
}

func (w *world) make(t *testing.T, q request) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), q.method, w.url+q.path, strings.NewReader(q.body))
	must(t, err)
	if q.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, values := range q.header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	return r
}

// do sends a request, and fails the test if the reply is not what openapi.json says.
func (w *world) do(t *testing.T, q request) *reply {
	t.Helper()
	in, against := w.doc.request(w.make(t, q))
	by := q.client
	if by == nil {
		by = client
	}
	got, err := by.Do(w.make(t, q))
	must(t, err)
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	must(t, err)
	out := &reply{status: got.StatusCode, header: got.Header, body: decode(t, got.Header.Get("Content-Encoding"), body), against: against}
	if err := w.doc.reply(in, out.status, out.header, out.body); err != nil {
		t.Errorf("%s %s: the reply %d is not what openapi.json says: %v\n%s", q.method, q.path, out.status, err, out.body)
	}
	if out.header.Get("X-Content-Type-Options") != "nosniff" || out.header.Get("Content-Security-Policy") == "" {
		t.Errorf("%s %s: the reply %d lacks the headers that stand on every answer: %v", q.method, q.path, out.status, out.header)
	}
	return out
}

func decode(t *testing.T, encoding string, body []byte) []byte {
	t.Helper()
	switch encoding {
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(body))
		must(t, err)
		out, err := io.ReadAll(r)
		must(t, err)
		return out
	case "br":
		out, err := fasthttp.AppendUnbrotliBytes(nil, body)
		must(t, err)
		return out
	}
	return body
}

// into decodes the body of a reply with the status that is wanted.
func (r *reply) into(t *testing.T, status int, v any) {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	must(t, json.Unmarshal(r.body, v))
}

// problem is what a test reads of a problem.
type problem struct {
	Type, Title, Detail, ID string
	Status                  int
	Errors                  []struct{ Pointer, Code, Detail string }
}

// faults are the codes with their pointers, in the order of the reply.
func (r *reply) faults(t *testing.T) []string {
	t.Helper()
	var p problem
	must(t, json.Unmarshal(r.body, &p))
	var out []string
	for _, e := range p.Errors {
		out = append(out, strings.TrimSpace(e.Code+" "+e.Pointer))
	}
	return out
}

// ticket asks for a ticket and notes it among what no log may hold.
func (w *world) ticket(t *testing.T, form, subject string) *engine.TicketReply {
	t.Helper()
	body, err := json.Marshal(map[string]string{"brand": "leafline", "form": form, "subject": subject})
	must(t, err)
	out := &engine.TicketReply{}
	w.do(t, request{method: "POST", path: "/v1/tickets", body: string(body)}).into(t, 200, out)
	logged.keep("a ticket", out.Ticket)
	logged.keep("a subject token", out.Subject.Token)
	return out
}

// answer sends answers, given as JSON, for a ticket.
func (w *world) answer(t *testing.T, ticket, answers, rest string) *reply {
	t.Helper()
	return w.do(t, request{method: "POST", path: "/v1/responses", body: `{"ticket": "` + ticket + `", "answers": ` + answers + rest + `}`})
}

// stored is what a world holds, counted through the store's own interfaces.
type stored struct {
	responses    int   // of every form
	values       int   // preferences and feedback of all responses
	codes        int64 // welcome/ten-percent that were given
	points       int64 // leaves/hundred that were given
	shop, mailer int64 // deliveries that wait
}

func (a stored) plus(b stored) stored {
	return stored{a.responses + b.responses, a.values + b.values, a.codes + b.codes, a.points + b.points, a.shop + b.shop, a.mailer + b.mailer}
}

func (w *world) stored(t *testing.T) stored {
	t.Helper()
	var s stored
	now := w.clock.Now()
	for brand, list := range map[string][]string{"leafline": {quiz, poll, "last-year"}, "northmill": {"crust"}} {
		for _, form := range list {
			must(t, w.store.Responses(t.Context(), brand, form, now, func(x engine.Export) error {
				s.responses++
				s.values += len(x.Preferences) + len(x.Feedback)
				return nil
			}))
		}
	}
	facts, _, err := w.store.Facts(t.Context(), "leafline", uuid.Must(uuid.NewV7()), []engine.OfferPeriod{{Offer: "welcome/ten-percent"}, {Offer: "leaves/hundred"}}, "", now)
	must(t, err)
	s.codes, s.points = facts.Offers["welcome/ten-percent"].Taken, facts.Offers["leaves/hundred"].Taken
	for endpoint, n := range map[string]*int64{"shop": &s.shop, "mailer": &s.mailer} {
		counts, err := w.store.Deliveries(t.Context(), "leafline", endpoint)
		must(t, err)
		*n = counts[rewards.DeliveryPending]
	}
	return s
}

// events are the events that wait for an endpoint, oldest first.
func (w *world) events(t *testing.T, endpoint string) []rewards.Event {
	t.Helper()
	list, err := w.store.Lease(t.Context(), "leafline", endpoint, w.clock.Now(), time.Minute, 100)
	must(t, err)
	must(t, w.store.Release(t.Context(), list))
	out := make([]rewards.Event, len(list))
	for i, d := range list {
		out[i] = d.Event
	}
	return out
}
