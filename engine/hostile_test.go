package engine_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/engine/server"
	"proffer/storage"
)

// hostileForms is how many forms a fuzzing process publishes.
const hostileForms = 24

// FuzzResponses: no bytes that are posted to /v1/responses, with a ticket somewhere in them, store an
// answer to a question that is not on the path its own answers lead to. A real server on a real store takes
// each, and what it stored is held against a second walker of the form. Whatever is refused has stored
// nothing, and nothing fails inside. TICKET in the bytes stands for a ticket of somebody new.
func FuzzResponses(f *testing.F) {
	// No test's cleanup: the process of a fuzzing worker ends with its store.
	store, err := storage.Open(f.Context(), "sqlite://"+filepath.Join(f.TempDir(), "proffer.db"), "", storage.Options{Fingerprint: "test", NoSync: true})
	if err != nil {
		f.Fatal(err)
	}
	const public = "https://answers.leafline.example"
	e, err := engine.New(engine.Options{Store: store, Forms: store, Rewards: store, Keys: keys("k1", "one"), Endpoints: endpoints, PublicURL: public})
	if err != nil {
		f.Fatal(err)
	}
	b, cases := engine.WholeForms(20261122, hostileForms)
	if _, err := e.Publish(f.Context(), b); err != nil {
		f.Fatal(err)
	}
	s, err := server.New(server.Options{Engine: e, PublicURL: public})
	if err != nil {
		f.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(f.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	go func() { _ = s.Serve(ln) }()
	url := "http://" + ln.Addr().String() + "/v1/responses"
	f.Cleanup(func() {
		_ = ln.Close()
		_ = store.Close()
	})

	for i, c := range cases {
		for _, answers := range []json.RawMessage{c.Fitting, c.Answers} {
			f.Add(uint8(i), []byte(`{"ticket": "TICKET", "answers": `+string(answers)+`}`))
		}
	}
	for i, body := range []string{
		`{"ticket": "TICKET", "answers": {}}`, `{"ticket": "TICKET", "answers": {}, "acceptOffer": null, "objections": ["service"]}`, `{"answers": {"leaf": "green"}, "ticket": "TICKET", "answers": {}}`,
		`{"ticket": "TICKET", "answers": {"leaf": "green", "leaf": "black"}}`, `{"ticket": "TICKET", "Answers": {"leaf": "green"}, "answers": {}}`, `{"ticket": "TICKET", "answers": [{"leaf": "green"}]}`,
		"{\"ticket\": \"TICKET\", \"answers\": {\"lea\xff\": \"green\"}}", `{"ticket": "TICKET", "answers": {"le\u0061f": "gr\u0065en"}}`, `{"ticket": "TICKET", "answers": {"taste": {"hot": {"declined": true}}}}`,
		`{"ticket": "TICKET", "answers": {"notes": ` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}}`, `TICKET`, `{"ticket": "TICKET", "answers": null}{}`,
	} {
		f.Add(uint8(i), []byte(body))
	}
	f.Fuzz(func(t *testing.T, form uint8, body []byte) {
		c := cases[int(form)%len(cases)]
		k, err := e.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: c.Form, Stage: c.Stage, Context: tree(t, string(c.Context))})
		if err != nil {
			t.Fatal(err)
		}
		body = bytes.ReplaceAll(body, []byte("TICKET"), []byte(k.Ticket))
		sent := map[string]any{}
		var request struct {
			Answers json.RawMessage `json:"answers"`
		}
		if json.Unmarshal(body, &request) == nil {
			_ = json.Unmarshal(request.Answers, &sent)
		}
		shown, wrong, response, err := e.SecondPath(t.Context(), k.Ticket, sent)
		if err != nil {
			t.Fatal(err)
		}
		status, reply := posted(t, url, body)
		stored, err := store.Exchange(t.Context(), "leafline", response, true, k.Expires)
		if (status == http.StatusCreated) != (err == nil) || status >= 500 {
			t.Fatalf("%d %s, and stored: %v", status, reply, err)
		}
		if err == nil {
			holdsOnly(t, c.Form, stored, sent, shown, wrong)
		}
	})
}

func posted(t *testing.T, url string, body []byte) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		if len(body) > 200<<10 {
			return http.StatusRequestEntityTooLarge, nil // the connection ends
		}
		t.Fatal(err)
	}
	defer reply.Body.Close()
	raw, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, raw
}

// holdsOnly checks that what was stored was sent, and stands on the path.
func holdsOnly(t *testing.T, form string, stored *engine.Stored, sent map[string]any, shown []string, wrong map[string]bool) {
	t.Helper()
	var questions []string
	for _, ref := range stored.Response.Kept {
		questions = append(questions, ref.Question)
	}
	for _, d := range stored.Response.Dropped {
		questions = append(questions, d.Question)
	}
	for _, x := range stored.Consents {
		if x.Question != "" {
			questions = append(questions, x.Question)
		}
	}
	for _, p := range slices.Concat(stored.Current, stored.Feedback) {
		if p.Response != uuid.Nil && p.Response != stored.Response.ID {
			continue
		}
		questions = append(questions, p.Question)
		if value, plain := sent[p.Question].(bool); plain && string(p.Value) != encoded(t, value) || p.Value == nil {
			t.Fatalf("form %s: %s is stored as %s, and was sent as %v", form, p.Question, p.Value, value)
		}
	}
	questions = append(questions, stored.Response.Declined...)
	for _, id := range questions {
		if _, given := sent[id]; !given || !slices.Contains(shown, id) {
			t.Fatalf("form %s: %s is stored, sent: %v; the path of %s shows %v", form, id, given, encoded(t, sent), shown)
		}
	}
	for id := range wrong {
		if given, was := sent[id]; !was || !slices.Contains(shown, id) || !typed(given) {
			t.Fatalf("form %s: %s was accepted, and the second walker refuses %s", form, encoded(t, sent), id)
		}
	}
}

// typed tells whether a value has text that people type in more ways than the second walker reads: dates in
// other digits, with white space around them.
func typed(v any) bool {
	switch v := v.(type) {
	case string:
		return true
	case map[string]any:
		for _, member := range v {
			if typed(member) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, typed)
	}
	return false
}
