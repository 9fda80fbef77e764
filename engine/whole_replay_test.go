package engine_test

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/storage"
)

// reopen ends the store's process, as far as one process can, and starts it again on the same files.
func (w *world) reopen() {
	w.t.Helper()
	w.must(w.store.Close())
	w.openAgain()
}

func (w *world) openAgain() {
	w.t.Helper()
	var err error
	w.store, err = storage.Open(w.t.Context(), "sqlite://"+filepath.Join(w.dir, "proffer.db"), "", storage.Options{Clock: w.time, Fingerprint: "test", NoSync: true})
	w.must(err)
	w.options.Store, w.options.Forms = w.store, w.store
	w.Engine = w.another(func(*engine.Options) {})
}

// Whatever form of the language it was, a response whose values are all still held comes to its stored
// outcome again, with its items, its points and its grant: on a server that has only what is stored. People
// come back to other forms meanwhile, which know of what they said; each is told again of their last.
func TestStoredOutcomeIsReproduced(t *testing.T) {
	w := newWorld(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	b, cases := engine.WholeForms(seed, 60)
	_, err := w.Publish(t.Context(), b)
	w.must(err)
	type sent struct {
		ticket, told string
		answers      json.RawMessage
		values       int
	}
	var last []sent
	accepted, known, outcomes := 0, 0, map[string]bool{}
	for round := 0; round < 60 || known < 8 && round < 900; round++ {
		var mine sent
		token := ""
		c := cases[rand.IntN(len(cases))]
		for range 1 + rand.IntN(3) {
			if rand.IntN(3) == 0 { // else they come back to the same form, which knows them
				c = cases[rand.IntN(len(cases))]
			}
			k, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: c.Form, Subject: token, Stage: c.Stage, Context: tree(t, string(c.Context))})
			w.must(err)
			token = k.Subject.Token
			answers, err := w.Fit(t.Context(), k.Ticket, unsaid(t, c.Answers, k.Known))
			w.must(err)
			want, err := w.SecondOutcome(t.Context(), k.Ticket, answers)
			w.must(err)
			r, err := w.send(k.Ticket, string(answers))
			if fault.Is(err, fault.Conflict) { // the stock ran out
				continue
			}
			w.must(err)
			accepted++
			stored, err := w.store.Exchange(t.Context(), "leafline", r.Response, false, w.time())
			w.must(err)
			if len(stored.Response.Known) > 0 {
				known++
			}
			if r.Outcome != nil && r.Outcome.ID != want {
				t.Fatalf("%s comes to %s, and to %s by what the ticket and these answers say", answers, r.Outcome.ID, want)
			}
			if r.Outcome != nil {
				outcomes[r.Outcome.ID] = true
			}
			mine = sent{k.Ticket, told(t, r) + encoded(t, r.Knowledge), answers, attributesOf(r)}
		}
		if mine.ticket != "" {
			last = append(last, mine)
		}
		w.set(w.time().Add(time.Minute))
	}
	if accepted < 60 || known < 8 || len(outcomes) < 4 {
		t.Errorf("%d accepted, %d of them with something known that was used, outcomes %v: the test has seen too little", accepted, known, outcomes)
	}
	w.reopen()
	_, err = w.Publish(t.Context(), b)
	w.must(err)
	for _, x := range last {
		again, err := w.send(x.ticket, string(x.answers))
		w.must(err)
		if got := told(t, again) + encoded(t, again.Knowledge); got != x.told || !again.Replayed || again.Same != nil || attributesOf(again) != x.values {
			t.Fatalf("%s is told again (same: %v)\n%s\nand was told\n%s", x.answers, again.Same, got, x.told)
		}
	}
}

// attributesOf counts the attributes of a reply's preferences: two questions of a drawn form may ask for
// one, which the publish gate allows on different paths only.
func attributesOf(r *engine.Reply) int {
	seen := map[string]bool{}
	for _, p := range r.Preferences {
		seen[p.Attribute] = true
	}
	return len(seen)
}

// unsaid are answers without those that a form need not ask for, since they are known.
func unsaid(t *testing.T, answers json.RawMessage, known []engine.Known) json.RawMessage {
	t.Helper()
	said := map[string]json.RawMessage{}
	if err := json.Unmarshal(answers, &said); err != nil {
		t.Fatal(err)
	}
	for _, k := range known {
		delete(said, k.Question)
	}
	out, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
