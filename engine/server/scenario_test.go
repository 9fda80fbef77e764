package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// scenario is one HTTP case as data. Every reply is held against openapi.json, and so is every
// request: it has to fit, or, where malformed is set, must not.
type scenario struct {
	name string
	// prepare makes what has to be there before, and returns what {name} stands for in path, header
	// and body. {ticket} is a fresh ticket for the quiz where prepare does not say otherwise.
	prepare func(t *testing.T, w *world) map[string]string
	method  string // POST if there is a body, else GET
	path    string
	header  map[string]string
	body    string
	// malformed tells that openapi.json itself forbids the request.
	malformed bool

	status int
	faults []string          // "code pointer" of each error, in any order
	wants  map[string]string // headers of the reply; "" for one that must not be there
	has    []string          // parts of the reply's body
	lacks  []string
	adds   stored // what the request adds to the store: nothing, unless it says so
	after  func(t *testing.T, w *world, r *reply)
}

// run runs the scenarios on one world, one after the other.
func run(t *testing.T, w *world, list []scenario) {
	t.Helper()
	for _, s := range list {
		t.Run(s.name, func(t *testing.T) { s.run(t, w) })
	}
}

func (s scenario) run(t *testing.T, w *world) {
	values := map[string]string{}
	if s.prepare != nil {
		values = s.prepare(t, w)
	}
	if _, given := values["ticket"]; !given && strings.Contains(s.body, "{ticket}") {
		values["ticket"] = w.ticket(t, quiz, "").Ticket
	}
	fill := func(text string) string {
		for name, value := range values {
			text = strings.ReplaceAll(text, "{"+name+"}", value)
		}
		return text
	}
	q := request{method: s.method, path: fill(s.path), header: http.Header{}, body: fill(s.body)}
	if q.method == "" {
		q.method = http.MethodGet
		if q.body != "" {
			q.method = http.MethodPost
		}
	}
	for name, value := range s.header {
		q.header.Set(name, fill(value))
	}
	before := w.stored(t)
	got := w.do(t, q)
	if got.status != s.status {
		t.Errorf("status %d, want %d: %s", got.status, s.status, got.body)
	}
	switch {
	case s.malformed && got.against == nil:
		t.Error("openapi.json has nothing against a request that is malformed")
	case !s.malformed && got.against != nil:
		t.Errorf("openapi.json does not allow the request: %v", got.against)
	}
	if strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") {
		faults, want := got.faults(t), slices.Clone(s.faults)
		slices.Sort(faults)
		slices.Sort(want)
		if !slices.Equal(faults, want) {
			t.Errorf("faults %q, want %q: %s", faults, want, got.body)
		}
	} else if s.faults != nil {
		t.Errorf("no problem, want %q: %s", s.faults, got.body)
	}
	for name, want := range s.wants {
		if have := got.header.Get(name); have != fill(want) {
			t.Errorf("header %s is %q, want %q", name, have, fill(want))
		}
	}
	for _, part := range s.has {
		if !strings.Contains(string(got.body), fill(part)) {
			t.Errorf("the reply lacks %q: %s", fill(part), got.body)
		}
	}
	for _, part := range s.lacks {
		if strings.Contains(string(got.body), fill(part)) {
			t.Errorf("the reply holds %q: %s", fill(part), got.body)
		}
	}
	if have, want := w.stored(t), before.plus(s.adds); have != want {
		t.Errorf("stored %+v, want %+v", have, want)
	}
	if s.after != nil {
		s.after(t, w, got)
	}
}
