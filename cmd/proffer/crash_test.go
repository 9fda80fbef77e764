package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/rewards"
	"proffer/storage"
)

// The load is bounded: it has to be there when the process is killed, not to measure anything.
const (
	crashClients = 24
	crashKills   = 8
	crashStock   = 60
)

// TestKilledUnderLoadLosesNothing is promise P9: the real program is killed with SIGKILL at moments
// that nobody chose, again and again on the same files, and every exchange that a client was told
// of is there as it was told, and nothing was given twice or beyond its stock. A client whose answer
// was cut off asks again with its ticket, as the widget does.
func TestKilledUnderLoadLosesNothing(t *testing.T) {
	dir := t.TempDir()
	brands := writeBrand(t, filepath.Join(dir, "brands", "crash"))
	data := filepath.Join(dir, "data")
	endpoints := filepath.Join(dir, "endpoints.json")
	// Port 9 discards, and the address is a private one that was not allowed: every delivery stays.
	write(t, endpoints, `{"endpoints": [{"endpoint": "shop", "brand": "crash", "recipient": "shop", "purposes": ["result"],
		"events": ["response.completed", "reward.granted"], "url": "http://127.0.0.1:9/", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]}`)
	args := []string{
		"serve", "--brands", brands, "--data", data, "--endpoints", endpoints, "--listen", "127.0.0.1:0",
		"--per-address", "0", "--log-level", "error",
	}

	var server atomic.Value // the URL, "" while there is none
	server.Store("")
	ctx, stop := context.WithCancel(t.Context())
	clients := make([]*crashClient, crashClients)
	acknowledged := make(chan struct{})
	var wait sync.WaitGroup
	for i := range clients {
		clients[i] = &crashClient{server: &server, told: map[string]told{}, acknowledged: acknowledged}
		wait.Go(func() { clients[i].run(ctx) })
	}
	for n := range crashKills {
		running := startServer(t, args, &server)
		time.Sleep(time.Duration(50+rand.IntN(400)) * time.Millisecond)
		if n%2 == 1 {
			// The moment after a reply is the one at which a store that answers too early is caught.
			select {
			case <-acknowledged:
			case <-time.After(patience):
				t.Fatal("nothing is acknowledged")
			}
		}
		if err := running.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		server.Store("")
		_ = running.Wait() // killed, as it should be
	}
	// The last start answers what was cut off, until every client has nothing open any more.
	running := startServer(t, args, &server)
	time.Sleep(200 * time.Millisecond)
	stop()
	wait.Wait()
	if err := running.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = running.Wait()

	all, resent := map[string]told{}, 0
	for _, c := range clients {
		if c.err != nil {
			t.Error(c.err)
		}
		for id, x := range c.told {
			all[id] = x
		}
		resent += c.resent
	}
	t.Logf("%d exchanges were acknowledged, %d of them only when asked again", len(all), resent)
	if len(all) < crashClients || resent == 0 {
		t.Errorf("%d exchanges, %d asked again: the kills hit no load", len(all), resent)
	}
	compare(t, data, all)
}

// told is what a client was told of one exchange.
type told struct {
	Response string `json:"response"`
	Replayed bool   `json:"replayed"`
	Grant    *struct {
		Grant string `json:"grant"`
		Offer string `json:"offer"`
		Code  string `json:"code"`
	} `json:"grant"`
	drink string
}

func (a told) same(b told) bool {
	if a.Response != b.Response || (a.Grant == nil) != (b.Grant == nil) {
		return false
	}
	return a.Grant == nil || *a.Grant == *b.Grant
}

// crashClient answers again and again, half of the time as the same person.
type crashClient struct {
	server *atomic.Value
	told   map[string]told
	resent int
	err    error
	// acknowledged gets a signal at each reply, if somebody waits for one.
	acknowledged chan struct{}
}

var errAway = errors.New("the server is away")

func (c *crashClient) run(ctx context.Context) {
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}
	defer client.CloseIdleConnections()
	subject := ""
	for n := 0; ctx.Err() == nil && c.err == nil; n++ {
		request := map[string]any{"brand": "crash", "form": "drinks"}
		if subject != "" && n%2 == 1 {
			request["subject"] = subject
		}
		var ticket struct {
			Ticket  string `json:"ticket"`
			Subject struct {
				Token string `json:"token"`
			} `json:"subject"`
		}
		switch status, err := c.post(client, "/v1/tickets", request, &ticket); {
		case errors.Is(err, errAway):
			time.Sleep(5 * time.Millisecond)
			continue
		case err != nil || status != http.StatusOK:
			c.err = fmt.Errorf("ticket: %d %w", status, err)
			return
		}
		subject = ticket.Subject.Token
		c.answer(client, ticket.Ticket, []string{"tea", "coffee", "water"}[n%3])
	}
}

// answer sends one ticket until it is acknowledged, and once more to see that the answer stays.
func (c *crashClient) answer(client *http.Client, ticket, drink string) {
	body := map[string]any{"ticket": ticket, "answers": map[string]any{"drink": drink, "ice": drink == "water"}}
	give := time.Now().Add(time.Minute)
	for tries := 0; time.Now().Before(give); {
		var x told
		status, err := c.post(client, "/v1/responses", body, &x)
		switch {
		case errors.Is(err, errAway):
			tries++
			time.Sleep(5 * time.Millisecond)
			continue
		case status == http.StatusConflict:
			return // the stock ran out meanwhile: nothing was stored
		case err != nil || (status != http.StatusCreated && status != http.StatusOK):
			c.err = fmt.Errorf("response: %d %w", status, err)
			return
		}
		select {
		case c.acknowledged <- struct{}{}:
		default:
		}
		x.drink = drink
		if before, known := c.told[x.Response]; known {
			if !x.Replayed || !before.same(x) {
				c.err = fmt.Errorf("response %s was told as %+v and then as %+v", x.Response, before, x)
			}
			return
		}
		if tries > 0 {
			c.resent++
		}
		c.told[x.Response] = x
		if len(c.told)%4 != 0 {
			return
		}
		tries = 0
	}
	c.err = errors.New("a response got no answer in a minute")
}

// post returns errAway where nothing was answered: the process was killed, or has not started yet.
func (c *crashClient) post(client *http.Client, path string, body, into any) (int, error) {
	url, _ := c.server.Load().(string)
	if url == "" {
		return 0, errAway
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	reply, err := client.Post(url+path, "application/json", bytes.NewReader(raw))
	if err != nil {
		return 0, errAway
	}
	defer reply.Body.Close()
	answer, err := io.ReadAll(reply.Body)
	if err != nil {
		return 0, errAway
	}
	if reply.StatusCode >= 300 {
		return reply.StatusCode, fmt.Errorf("%s", answer)
	}
	return reply.StatusCode, json.Unmarshal(answer, into)
}

var servingAt = regexp.MustCompile(`Serving \d+ brands? at (\S+)\n`)

// startServer starts the real program and waits until it says where it serves.
func startServer(t *testing.T, args []string, at *atomic.Value) *exec.Cmd {
	t.Helper()
	var out lockedBuffer
	cmd := exec.Command("proffer", args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // where the test did not come to it
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if match := servingAt.FindSubmatch(out.bytes()); match != nil {
			at.Store(string(match[1]))
			return cmd
		}
		if time.Now().After(end) {
			t.Fatalf("the server did not start:\n%s", out.bytes())
		}
	}
}

type lockedBuffer struct {
	mu  sync.Mutex
	all []byte
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, p...)
	return len(p), nil
}

func (b *lockedBuffer) bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.all)
}

// compare opens what the last kill left and holds it against what the clients were told.
func compare(t *testing.T, data string, all map[string]told) {
	t.Helper()
	ctx, now := t.Context(), time.Now()
	c := config.Config{Data: data}
	if err := c.Place(); err != nil {
		t.Fatal(err)
	}
	keys, err := config.ReadKeys(c.Keys)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(ctx, c.Store, c.Vault, storage.Options{
		KEK: keys.KEK(), Fingerprint: keys.Fingerprint(), Clock: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()

	responses, granted := 0, 0
	grants, codes := map[uuid.UUID]bool{}, map[string]bool{}
	perPerson := map[string]int{}
	err = store.Responses(ctx, "crash", "drinks", now, func(x engine.Export) error {
		responses++
		was, known := all[x.Response.ID.String()]
		delete(all, x.Response.ID.String())
		if known && (was.Grant == nil) != (x.Grant == nil) {
			t.Errorf("response %s: a grant was told %v, and is stored %v", x.Response.ID, was.Grant != nil, x.Grant != nil)
		}
		if known && len(x.Preferences) > 0 {
			for _, p := range x.Preferences {
				if p.Attribute == "drink" && string(p.Value) != `"`+was.drink+`"` {
					t.Errorf("response %s: %s was answered, %s is stored", x.Response.ID, was.drink, p.Value)
				}
			}
		}
		if x.Grant == nil {
			return nil
		}
		granted++
		if known && (was.Grant.Grant != x.Grant.ID.String() || was.Grant.Code != x.Grant.Code) {
			t.Errorf("response %s: told grant %s %s, stored %s %s", x.Response.ID, was.Grant.Grant, was.Grant.Code, x.Grant.ID, x.Grant.Code)
		}
		if grants[x.Grant.ID] || (x.Grant.Code != "" && codes[x.Grant.Code]) {
			t.Errorf("grant %s or its code was given twice", x.Grant.ID)
		}
		grants[x.Grant.ID] = true
		if x.Grant.Code != "" {
			codes[x.Grant.Code] = true
		}
		if perPerson[x.Response.Subject.String()+x.Grant.Offer]++; perPerson[x.Response.Subject.String()+x.Grant.Offer] > 1 {
			t.Errorf("subject %s holds %s twice", x.Response.Subject, x.Grant.Offer)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id := range all {
		t.Errorf("response %s was acknowledged and is not stored", id)
	}
	if len(codes) != crashStock {
		t.Errorf("%d codes were given of a stock of %d, with %d grants in all", len(codes), crashStock, granted)
	}

	// Every event has one delivery, which nothing ended: their numbers have to be 1, 2, 3 ... and as
	// many as the exchanges make.
	due, err := store.Lease(ctx, "crash", "shop", now.AddDate(0, 1, 0), time.Minute, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	if want := responses + granted; len(due) != want {
		t.Errorf("%d deliveries for %d responses and %d grants", len(due), responses, granted)
	}
	slices.SortFunc(due, func(a, b rewards.Delivery) int { return int(a.Event.Seq - b.Event.Seq) })
	for i, d := range due {
		if d.Event.Seq != int64(i+1) {
			t.Fatalf("event %d has the number %d: there is a gap, or a number twice", i+1, d.Event.Seq)
		}
	}
}

// writeBrand writes a brand with two questions and a code whose stock the load uses up, and points
// after it.
func writeBrand(t *testing.T, dir string) string {
	t.Helper()
	write(t, filepath.Join(dir, "brand.json"), `{"brand": "crash", "name": "Crash", "locales": ["en"],
		"controller": {"name": "Crash Ltd", "email": "privacy@crash.example"},
		"recipients": {"shop": {"name": "Crash shop", "role": "self"}},
		"purposes": {"result": {"label": "Show it", "use": "You see it.", "basis": "contract", "keep": "P30D", "later": true, "recipients": ["shop"]}},
		"attributes": {
			"drink": {"type": "choice", "label": "Drink", "category": "preference", "purposes": ["result"],
				"values": {"tea": {"label": "Tea"}, "coffee": {"label": "Coffee"}, "water": {"label": "Water"}}},
			"ice": {"type": "boolean", "label": "Ice", "category": "preference", "purposes": ["result"]}}}`)
	write(t, filepath.Join(dir, "forms", "drinks.json"), `{"form": "drinks", "kind": "survey", "title": "Drinks", "offer": "thanks/code",
		"pages": [{"id": "one", "questions": [
			{"id": "drink", "type": "single", "attribute": "drink", "required": true, "label": "What do you drink?", "why": "We serve it."},
			{"id": "ice", "type": "yes_no", "attribute": "ice", "label": "With ice?", "why": "We serve it that way."}]}]}`)
	write(t, filepath.Join(dir, "programs", "thanks.json"), fmt.Sprintf(`{"program": "thanks", "name": "Thanks", "offers": {
		"code": {"label": "A code", "worth": {"amount": "1.00", "currency": "EUR"},
			"gives": {"kind": "code", "generate": {"prefix": "T-", "length": 10}, "discount": {"percent": 5}},
			"limits": {"perPerson": 1, "stock": %d}, "ifExhausted": "thanks/points"},
		"points": {"label": "10 points", "worth": {"amount": "0.10", "currency": "EUR"},
			"gives": {"kind": "points", "account": "points", "points": 10}, "limits": {"perPerson": 1}}}}`, crashStock))
	return filepath.Dir(dir)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
