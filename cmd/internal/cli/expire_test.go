package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// output is what a Main in another goroutine writes.
type output struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}

// await waits until the output matches and returns the first group.
func (o *output) await(t *testing.T, pattern string) string {
	t.Helper()
	expression := regexp.MustCompile(pattern)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if match := expression.FindStringSubmatch(o.String()); match != nil {
			return match[len(match)-1]
		}
		if time.Now().After(end) {
			t.Fatalf("no %q in:\n%s", pattern, o.String())
		}
	}
}

// at runs the program at a time of the test's choice until the test calls end.
func at(t *testing.T, now time.Time, args ...string) (out *output, end func() int) {
	t.Helper()
	out = &output{}
	m := Main{
		Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Now: func() time.Time { return now },
		Env: func(string) (string, bool) { return "", false },
	}
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() { code <- m.Run(ctx, append([]string{"proffer"}, args...)) }()
	return out, func() int {
		cancel()
		return <-code
	}
}

// Promise P11: what has ended is not only hidden but deleted, by the worker of `serve`. So the later
// look is taken with the earlier clock, by which nothing would be hidden.
func TestServeDeletesWhatHasEnded(t *testing.T) {
	dir := t.TempDir()
	brand, data := filepath.Join(dir, "leaf"), filepath.Join(dir, "data")
	for name, text := range map[string]string{
		"brand.json": `{"brand": "leaf", "name": "Leaf", "controller": {"name": "Leaf Ltd", "email": "privacy@leaf.example"}, "locales": ["en"],
			"purposes": {"result": {"label": "Show it", "use": "You see it.", "basis": "contract", "keep": "P30D", "later": true}},
			"attributes": {"tea": {"type": "boolean", "label": "Tea", "category": "preference", "purposes": ["result"]}}}`,
		"forms/tea.json": `{"form": "tea", "kind": "survey", "title": "Tea?", "pages": [{"id": "one", "questions": [
			{"id": "tea", "type": "yes_no", "attribute": "tea", "label": "Tea?", "why": "We brew it."}]}]}`,
	} {
		path := filepath.Join(brand, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	serve := []string{"serve", "--brands", brand, "--data", data, "--listen", "127.0.0.1:0"}
	export := []string{"responses", "--data", data, "--form", "leaf/tea", "--format", "ndjson"}
	early := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

	out, end := at(t, early, serve...)
	url := out.await(t, `Serving 1 brand at (\S+)`)
	var ticket struct {
		Ticket string `json:"ticket"`
	}
	post(t, url+"/v1/tickets", map[string]any{"brand": "leaf", "form": "tea"}, http.StatusOK, &ticket)
	post(t, url+"/v1/responses", map[string]any{"ticket": ticket.Ticket, "answers": map[string]any{"tea": true}}, http.StatusCreated, nil)
	if code := end(); code != 0 {
		t.Fatalf("serve ended with %d:\n%s", code, out)
	}
	if printed := run(t, early, export...); strings.Count(printed, `"tea":true`) != 1 {
		t.Fatalf("before: %s", printed)
	}

	out, end = at(t, early.AddDate(0, 0, 29), serve...)
	out.await(t, `Serving`)
	end()
	if printed := run(t, early, export...); strings.Count(printed, `"tea":true`) != 1 {
		t.Fatalf("a day before its end: %s", printed)
	}

	out, end = at(t, early.AddDate(0, 0, 31), serve...)
	out.await(t, `msg=expired subjects=1`)
	end()
	if printed := run(t, early, export...); printed != "" {
		t.Errorf("after its end the store still holds %s", printed)
	}
}

// run is at for a verb that ends by itself.
func run(t *testing.T, now time.Time, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	m := Main{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: func() time.Time { return now },
		Env: func(string) (string, bool) { return "", false },
	}
	if code := m.Run(t.Context(), append([]string{"proffer"}, args...)); code != 0 {
		t.Fatalf("%v ended with %d: %s", args, code, errs.String())
	}
	return out.String()
}

func post(t *testing.T, url string, body any, status int, into any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.Post(url, "application/json", bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if reply.StatusCode != status {
		t.Fatalf("%s answered %s", url, reply.Status)
	}
	if into == nil {
		return
	}
	if err := json.NewDecoder(reply.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}
