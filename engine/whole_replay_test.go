package engine_test

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms"
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

// toldOnce is one exchange with what it came to at once.
type toldOnce struct {
	ticket, receipt string
	answers         json.RawMessage
	reply           *engine.Reply
	stored          engine.Response
}

// Whatever form of the language it was, a response whose values are all still held is told again whole: its
// outcome and its items with their reasons, its points, its grant, what was kept and what was not. On a server
// that has only what is stored, after the brand has changed its catalog. People come back meanwhile, mostly to
// forms that know of what they said. Of a response that has lost values, what they built stands without them.
func TestStoredOutcomeIsReproduced(t *testing.T) {
	w := newWorld(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	b, cases := engine.WholeForms(seed, 60)
	_, err := w.Publish(t.Context(), b)
	w.must(err)
	var all []toldOnce
	known, items, outcomes := 0, 0, map[string]bool{}
	var telling []engine.WholeCase // those that were seen to tell of what was known, which few do
	for round := 0; round < 60 || (known < 16 || items < 12) && round < 400; round++ {
		token, receipt := "", ""
		c := cases[rand.IntN(len(cases))]
		if len(telling) > 0 && rand.IntN(2) == 0 {
			c = telling[rand.IntN(len(telling))]
		}
		for range 1 + rand.IntN(4) {
			if rand.IntN(3) == 0 { // else they come back to the same form, which knows them
				c = cases[rand.IntN(len(cases))]
			}
			k, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: c.Form, Subject: token, Stage: c.Stage, Context: tree(t, string(c.Context))})
			w.must(err)
			given := unsaid(t, c.Answers, k.Known)
			if rand.IntN(3) == 0 { // they say it anew, and otherwise: what was known is so no more
				given = otherwise(t, c.Answers, cases[rand.IntN(len(cases))].Answers)
			}
			answers, err := w.Fit(t.Context(), k.Ticket, given)
			w.must(err)
			want, err := w.SecondOutcome(t.Context(), k.Ticket, answers)
			w.must(err)
			r, err := w.send(k.Ticket, string(answers))
			if fault.Is(err, fault.Conflict) { // the stock ran out
				continue
			}
			w.must(err)
			if receipt == "" { // a person's first receipt reads everything; a ticket got with it knows sealed values too
				receipt = tokenOf(r.Receipt)
			}
			if token = k.Subject.Token; rand.IntN(2) == 0 {
				token = receipt
			}
			stored, err := w.store.Exchange(t.Context(), "leafline", r.Response, false, w.time())
			w.must(err)
			if r.Outcome != nil && r.Outcome.ID != want {
				t.Fatalf("%s comes to %s, and to %s by what the ticket and these answers say", answers, r.Outcome.ID, want)
			}
			if r.Outcome != nil {
				outcomes[r.Outcome.ID] = true
			}
			if slices.ContainsFunc(stored.Response.Known, func(ref engine.KnownRef) bool { return strings.Contains(reasons(t, r), `"`+ref.Question+`"`) }) {
				known++
				telling = append(telling, c)
			}
			if slices.ContainsFunc(r.Recommendations, becauseOf) {
				items++
			}
			all = append(all, toldOnce{k.Ticket, receipt, answers, r, stored.Response})
		}
		w.set(w.time().Add(time.Minute))
	}
	w.reopen()
	_, err = w.Publish(t.Context(), restocked(b))
	w.must(err)
	seen := map[string]int{}
	for _, x := range all {
		w.tellsAgain(x, b, seen)
	}
	t.Logf("told again: %v", seen)
	if len(outcomes) < 4 || seen["whole"] < 60 || seen["outcome because"] < 8 || seen["item because"] < 2 || seen["known"] < 2 || seen["less"] < 4 {
		t.Errorf("outcomes %v, %v: the test has seen too little", outcomes, seen)
	}
}

// tellsAgain replays an exchange, and counts what it has seen.
func (w *world) tellsAgain(x toldOnce, b *forms.Bundle, seen map[string]int) {
	w.t.Helper()
	again, err := w.send(x.ticket, string(x.answers))
	w.must(err)
	if !again.Replayed || again.Same != nil {
		w.t.Fatalf("%s is told again: %v, as the same: %v", x.answers, again.Replayed, again.Same)
	}
	held, unopened := w.stillHeld(x, b)
	want := *x.reply
	want.Preferences, want.Feedback = unsealed(want.Preferences, b), unsealed(want.Feedback, b)
	if held && len(unopened) == 0 {
		seen["whole"]++
		if want, got := whole(w.t, &want), whole(w.t, again); got != want {
			w.t.Fatalf("%s is told again\n%s\nand was told\n%s", x.answers, got, want)
		}
		if x.reply.Outcome != nil && len(x.reply.Outcome.Because) > 0 {
			seen["outcome because"]++
		}
		if slices.ContainsFunc(x.reply.Recommendations, becauseOf) {
			seen["item because"]++
		}
		if slices.ContainsFunc(x.stored.Known, func(ref engine.KnownRef) bool { return strings.Contains(reasons(w.t, again), `"`+ref.Question+`"`) }) {
			seen["known"]++
		}
		return
	}
	seen["less"]++
	if wrong := tellsMore(w.t, again, &want); wrong != "" {
		w.t.Fatalf("%s has lost values, and is told again with %s\n%s\nand was told\n%s", x.answers, wrong, whole(w.t, again), whole(w.t, &want))
	}
	for _, q := range unopened {
		if strings.Contains(reasons(w.t, again), `"`+q+`"`) {
			w.t.Fatalf("%s is told again with the sealed value of %s, which its sender did not type\n%s", x.answers, q, whole(w.t, again))
		}
	}
}

// stillHeld tells whether every value that a response kept or made use of is held as it was then, by what the
// person is shown; and the questions of sealed values that it knew, which no ticket opens again.
func (w *world) stillHeld(x toldOnce, b *forms.Bundle) (held bool, unopened []string) {
	w.t.Helper()
	r := w.record(x.receipt)
	for _, ref := range x.stored.Kept {
		if !slices.ContainsFunc(slices.Concat(r.Preferences, r.Feedback), func(p engine.PreferenceReply) bool {
			return p.Response == x.stored.ID && p.Question == ref.Question && len(p.Purposes) == len(ref.Purposes)
		}) {
			return false, nil
		}
	}
	for _, ref := range x.stored.Known {
		if !slices.ContainsFunc(r.Preferences, func(p engine.PreferenceReply) bool { return p.Attribute == ref.Attribute && p.Rev == ref.Rev }) {
			return false, nil
		}
		if a, _ := b.Brand.Attributes.Get(ref.Attribute); a.Sealed() {
			unopened = append(unopened, ref.Question)
		}
	}
	return true, unopened
}

// whole is all of a reply but the links, which are new each time.
func whole(t *testing.T, r *engine.Reply) string {
	t.Helper()
	return told(t, r) + encoded(t, []any{r.Knowledge, r.Preferences, r.Feedback})
}

func becauseOf(i engine.RecommendationItem) bool { return len(i.Because) > 0 }

// reasons are what a reply says that it rests on.
func reasons(t *testing.T, r *engine.Reply) string {
	t.Helper()
	var all [][]engine.BecauseText
	if r.Outcome != nil {
		all = append(all, r.Outcome.Because)
	}
	for _, i := range r.Recommendations {
		all = append(all, i.Because)
	}
	return encoded(t, all)
}

// more says what a reply tells beyond another, or other than it; "" if nothing.
func tellsMore(t *testing.T, r, than *engine.Reply) string {
	t.Helper()
	extra := func(some, of []engine.BecauseText) bool {
		return slices.ContainsFunc(some, func(x engine.BecauseText) bool { return !slices.Contains(of, x) })
	}
	switch {
	case (r.Outcome == nil) != (than.Outcome == nil) || len(r.Recommendations) != len(than.Recommendations):
		return "another result"
	case encoded(t, []any{r.Response, r.Grant, r.Refusal, r.Dropped, r.Consents, r.Knowledge}) != encoded(t, []any{than.Response, than.Grant, than.Refusal, than.Dropped, than.Consents, than.Knowledge}):
		return "what hangs on no value differently"
	}
	if r.Outcome != nil {
		was := strings.Split(than.Outcome.Title, "; ")
		for i, part := range strings.Split(r.Outcome.Title, "; ") {
			if part != was[i] && part != "gone" {
				return "another " + part
			}
		}
		if r.Outcome.ID != than.Outcome.ID || extra(r.Outcome.Because, than.Outcome.Because) {
			return "another outcome"
		}
	}
	for i, item := range r.Recommendations {
		if item.Item != than.Recommendations[i].Item || extra(item.Because, than.Recommendations[i].Because) {
			return "another item"
		}
	}
	for _, p := range slices.Concat(r.Preferences, r.Feedback) {
		if !slices.ContainsFunc(slices.Concat(than.Preferences, than.Feedback), func(was engine.PreferenceReply) bool { return was.Question == p.Question && was.Rev == p.Rev }) {
			return "another preference"
		}
	}
	return ""
}

// unsealed are preferences as a ticket tells them again, without the sealed values.
func unsealed(list []engine.PreferenceReply, b *forms.Bundle) []engine.PreferenceReply {
	list = slices.Clone(list)
	for i := range list {
		if a, _ := b.Brand.Attributes.Get(list[i].Attribute); a.Sealed() {
			list[i].Value, list[i].Withheld = nil, engine.WithheldSealed
		}
	}
	return list
}

// restocked is the brand with another catalog: the first item is gone, the others have other names.
func restocked(b *forms.Bundle) *forms.Bundle {
	other := *b
	other.Catalogs = map[string]*forms.Catalog{}
	for id, k := range b.Catalogs {
		changed := &forms.Catalog{Items: slices.Clone(k.Items[1:])}
		for i := range changed.Items {
			changed.Items[i].Title = forms.Text{"en": "Another"}
		}
		other.Catalogs[id] = changed
	}
	return &other
}

// tokenOf is the token of a link.
func tokenOf(link string) string {
	_, fragment, _ := strings.Cut(link, "#")
	_, token, _ := strings.Cut(fragment, "=")
	return token
}

// otherwise are answers with those of somebody else to the same questions.
func otherwise(t *testing.T, answers, others json.RawMessage) json.RawMessage {
	t.Helper()
	var said, theirs map[string]json.RawMessage
	for raw, into := range map[*json.RawMessage]*map[string]json.RawMessage{&answers: &said, &others: &theirs} {
		if err := json.Unmarshal(*raw, into); err != nil {
			t.Fatal(err)
		}
	}
	for id := range said {
		if other, too := theirs[id]; too {
			said[id] = other
		}
	}
	return json.RawMessage(encoded(t, said))
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
