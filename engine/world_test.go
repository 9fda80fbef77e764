package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
	"proffer/storage"
	"proffer/storage/storetest"
)

// start is when a world begins.
var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// The endpoints of a world: two of one recipient for different purposes, one of another recipient.
var endpoints = []rewards.Endpoint{
	{ID: "shop", Brand: "leafline", Recipient: "shop", Purposes: []string{"recommend"}, Events: []string{rewards.EventResponseCompleted, rewards.EventRewardGranted}},
	{ID: "care", Brand: "leafline", Recipient: "shop", Purposes: []string{"service"}, Events: []string{rewards.EventResponseCompleted}},
	{ID: "mailer", Brand: "leafline", Recipient: "mailer", Purposes: []string{"email_offers"}, Events: []string{rewards.EventResponseCompleted}},
}

// world is an engine over a store of its own, with the brand of testdata/brand published. Its clock
// stands until it is set.
type world struct {
	*engine.Engine
	t       *testing.T
	dir     string
	store   storage.Store
	options engine.Options
	clock   atomic.Int64
	ids     []uuid.UUID // given out before new ones are made
	woken   atomic.Int64
}

func keys(kid, secret string) engine.Keys {
	long := func(s string) []byte { return []byte(strings.Repeat(s, 32)[:32]) }
	return engine.Keys{
		Tickets: []engine.SigningKey{{KID: kid, Secret: long(secret + "ticket")}}, Tokens: []engine.SigningKey{{KID: kid, Secret: long(secret + "token")}},
		Refs: long("refs"), Codes: long("codes"),
	}
}

// empty is a store in which nothing is yet.
var empty storetest.Template

func newWorld(t *testing.T, edits ...string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir()}
	w.set(start)
	open := func(dir string) storage.Store {
		st, err := storage.Open(t.Context(), "sqlite://"+filepath.Join(dir, "proffer.db"), "", storage.Options{Clock: w.time, Fingerprint: "test", NoSync: true})
		w.must(err)
		return st
	}
	empty.Copy(t, w.dir, func(dir string) { w.must(open(dir).Close()) })
	w.store = open(w.dir)
	t.Cleanup(func() { w.must(w.store.Close()) })
	w.options = engine.Options{
		Store: w.store, Forms: w.store, Rewards: w.store, Keys: keys("k1", "one"), Endpoints: endpoints, PublicURL: "https://answers.leafline.example",
		Now: w.time, NewID: w.id, Wake: func() { w.woken.Add(1) },
	}
	w.Engine = w.another(func(*engine.Options) {})
	w.publish(edits...)
	return w
}

// another is a second engine over the same store: another server, or this one after a restart.
func (w *world) another(change func(*engine.Options)) *engine.Engine {
	w.t.Helper()
	o := w.options
	change(&o)
	e, err := engine.New(o)
	w.must(err)
	return e
}

func (w *world) time() time.Time  { return time.Unix(0, w.clock.Load()).UTC() }
func (w *world) set(at time.Time) { w.clock.Store(at.UnixNano()) }

func (w *world) id() uuid.UUID {
	if len(w.ids) == 0 {
		return uuid.Must(uuid.NewV7())
	}
	next := w.ids[0]
	w.ids = w.ids[1:]
	return next
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("unexpected error: %v", err)
	}
}

// bundle is the brand of testdata with edits: pairs of a text that stands in some file and what it
// becomes.
func bundle(t *testing.T, edits ...string) *forms.Bundle {
	t.Helper()
	return bundleWith(t, nil, edits...)
}

// bundleWith is the brand of testdata with more forms, by file name, and with edits.
func bundleWith(t *testing.T, more map[string]string, edits ...string) *forms.Bundle {
	t.Helper()
	files, root := fstest.MapFS{}, os.DirFS("testdata/brand")
	for name, form := range more {
		files["forms/"+name] = &fstest.MapFile{Data: []byte(form)}
	}
	if err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(root, name)
		files[name] = &fstest.MapFile{Data: raw}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(edits); i += 2 {
		found := false
		for _, f := range files {
			found = found || bytes.Contains(f.Data, []byte(edits[i]))
			f.Data = bytes.ReplaceAll(f.Data, []byte(edits[i]), []byte(edits[i+1]))
		}
		if !found {
			t.Fatalf("no file of the brand has %s", edits[i])
		}
	}
	b, findings := engine.LoadUngated(files)
	if b == nil {
		t.Fatalf("the brand does not load: %v", findings)
	}
	return b
}

// publish makes the brand with edits current and returns the versions by form.
func (w *world) publish(edits ...string) map[string]int {
	w.t.Helper()
	published, err := w.Publish(w.t.Context(), bundle(w.t, edits...))
	w.must(err)
	out := map[string]int{}
	for _, p := range published {
		out[p.Form] = p.Version
	}
	return out
}

// ticket starts an exchange; subject is a token or "" for somebody new.
func (w *world) ticket(form, subject string) *engine.TicketReply {
	w.t.Helper()
	k, err := w.Ticket(w.t.Context(), engine.TicketRequest{Brand: "leafline", Form: form, Subject: subject})
	w.must(err)
	return k
}

func tree(t *testing.T, source string) *forms.Node {
	t.Helper()
	n, faults, _ := forms.ParseTree([]byte(source))
	if n == nil || faults != nil {
		t.Fatalf("%v in %s", faults, source)
	}
	return n
}

// send answers a ticket.
func (w *world) send(ticket, answers string, more ...func(*engine.ResponseRequest)) (*engine.Reply, error) {
	w.t.Helper()
	r := engine.ResponseRequest{Ticket: ticket, Answers: tree(w.t, answers)}
	for _, change := range more {
		change(&r)
	}
	return w.Respond(context.Background(), r)
}

// answer is a whole exchange that is accepted; it returns the person's token too.
func (w *world) answer(form, subject, answers string, more ...func(*engine.ResponseRequest)) (*engine.Reply, string) {
	w.t.Helper()
	k := w.ticket(form, subject)
	r, err := w.send(k.Ticket, answers, more...)
	w.must(err)
	return r, k.Subject.Token
}

func accept(t *testing.T, offer string) func(*engine.ResponseRequest) {
	return func(r *engine.ResponseRequest) { r.AcceptOffer = tree(t, offer) }
}

func objecting(purposes ...string) func(*engine.ResponseRequest) {
	return func(r *engine.ResponseRequest) { r.Objections = purposes }
}

// caller is who a link or a token speaks for.
func (w *world) caller(token string) engine.Caller {
	w.t.Helper()
	if _, after, is := strings.Cut(token, "#"); is {
		_, token, _ = strings.Cut(after, "=")
	}
	who, err := w.Caller(token)
	w.must(err)
	return who
}

// record is all that is held about a person, with sealed values.
func (w *world) record(token string) *engine.RecordReply {
	w.t.Helper()
	who := w.caller(token)
	who.Reach = engine.ReachFull
	r, err := w.Record(w.t.Context(), who)
	w.must(err)
	return r
}

// held tells what is held of each attribute: its value and purposes.
func (w *world) held(token string) map[string]string {
	w.t.Helper()
	out := map[string]string{}
	r := w.record(token)
	for _, p := range append(r.Preferences, r.Feedback...) {
		s := string(p.Value)
		for _, b := range p.Purposes {
			s += " " + b.Purpose
		}
		out[p.Attribute] = s
	}
	return out
}

// events are those that wait for an endpoint, oldest first; they are leased, so each is seen once.
func (w *world) events(endpoint string) []rewards.Event {
	w.t.Helper()
	leased, err := w.store.Lease(w.t.Context(), "leafline", endpoint, w.time(), 1000*24*time.Hour, 100)
	w.must(err)
	var out []rewards.Event
	for _, d := range leased {
		out = append(out, d.Event)
	}
	return out
}

// body is a webhook as it would leave now; nil if none would.
func (w *world) body(ev rewards.Event, endpoint string) map[string]any {
	w.t.Helper()
	raw := w.rendered(ev, endpoint)
	if raw == nil {
		return nil
	}
	var out map[string]any
	w.must(json.Unmarshal(raw, &out))
	return out
}

func (w *world) rendered(ev rewards.Event, endpoint string) []byte {
	w.t.Helper()
	for _, p := range endpoints {
		if p.ID == endpoint {
			raw, ok, err := w.Render(w.t.Context(), ev, p)
			w.must(err)
			if ok != (raw != nil) {
				w.t.Fatalf("a body is there: %v, and it is said: %v", raw != nil, ok)
			}
			if ok {
				holdToSchema(w.t, raw)
			}
			return raw
		}
	}
	w.t.Fatalf("no endpoint %s", endpoint)
	return nil
}

// files is everything that stands in the store's folder.
func (w *world) files() []byte {
	w.t.Helper()
	var all []byte
	w.must(filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		all = append(all, raw...)
		return err
	}))
	return all
}

// wants checks an error's class and the places and codes it names: "pointer code, ...".
func wants(t *testing.T, err error, class fault.Code, fields string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s: %s", class, fields)
	}
	var got []string
	for _, f := range fault.Of(err).Fields {
		got = append(got, strings.TrimSpace(f.Pointer+" "+f.Code))
	}
	if !fault.Is(err, class) || strings.Join(got, ", ") != fields {
		t.Fatalf("got %v\n%s: %s\nwant\n%s: %s", err, fault.Of(err).Code, strings.Join(got, ", "), class, fields)
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
