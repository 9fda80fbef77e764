package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"proffer/engine"
)

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
