package server_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/engine"
	"proffer/engine/server"
	"proffer/forms"
	"proffer/rewards"
	"proffer/storage"
	"proffer/storage/storetest"
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
	store  *watched
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
	{ID: "shop", Brand: "leafline", Recipient: "shop", Purposes: []string{"recommend", "service"}, Events: []string{rewards.EventResponseCompleted, rewards.EventRewardGranted, rewards.EventRedemptionMade, rewards.EventRedemptionUndone}},
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

// empty is a store in which nothing is yet.
var empty storetest.Template

// makeWorld makes a world whose server does not serve yet.
func makeWorld(t *testing.T, keys engine.Keys, change ...func(*server.Options)) *world {
	t.Helper()
	ctx, log := t.Context(), testLog()
	w := &world{clock: &clock{now: start}, doc: loadDocument(t)}
	w.dir = t.TempDir()
	open := func(dir string) storage.Store {
		st, err := storage.Open(ctx, "sqlite://"+filepath.Join(dir, "proffer.db"), "", storage.Options{Fingerprint: "test", Clock: w.clock.Now, Log: log, NoSync: true})
		must(t, err)
		return st
	}
	empty.Copy(t, w.dir, func(dir string) { must(t, open(dir).Close()) })
	w.store = &watched{Store: open(w.dir)}
	t.Cleanup(func() { must(t, w.store.Close()) })
	var err error
	w.engine, err = engine.New(engine.Options{Store: w.store, Forms: w.store, Rewards: w.store, WebhookClient: rewards.NewClient([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}), Keys: keys, Endpoints: testEndpoints, PublicURL: publicURL, Now: w.clock.Now, Log: log})
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
	w.serveOn(t, ln)
}

func (w *world) serveOn(t *testing.T, ln net.Listener) {
	t.Helper()
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
	until(t, "the server answers", func() bool {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/healthz", nil)
		must(t, err)
		reply, err := client.Do(r)
		if err == nil {
			must(t, reply.Body.Close())
		}
		return err == nil
	})
}

// askBeforeConsent takes the condition from the question for an e-mail address, which the publish gate
// wants: a store may hold versions from before the gate, and what they ask too early is dropped.
func askBeforeConsent(b *forms.Bundle) {
	for _, f := range b.Forms {
		for i := range f.Pages {
			for j := range f.Pages[i].Questions {
				if q := &f.Pages[i].Questions[j]; q.Type == "email" {
					q.ShowIf = nil
				}
			}
		}
	}
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
	askBeforeConsent(bundle)
	for _, c := range change {
		c(bundle)
	}
	_, err := w.engine.Publish(t.Context(), bundle)
	must(t, err)
}
