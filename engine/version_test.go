package engine_test

import (
	"strings"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// A ticket is answered as the version it was made for, whatever is published since; what has not
// changed keeps its number.
func TestOldVersion(t *testing.T) {
	w := newWorld(t)
	old := w.ticket("tea", "")
	again := w.publish()
	if again["tea"] != 1 || again["visit"] != 1 || again["origin"] != 1 {
		t.Errorf("the same content has the versions %v", again)
	}
	changed := []string{`"id": "fresh", "score": "fresh", "title": "Fresh"`, `"id": "fresh", "score": "fresh", "title": "Fresher"`, `"leaf": "green"`, `"leaf": "herbal"`}
	if next := w.publish(changed...); next["tea"] != 2 || next["visit"] != 1 {
		t.Errorf("the versions are %v", next)
	}
	restarted := w.another(func(*engine.Options) {}) // knows the old version from the store only
	if _, err := restarted.Publish(t.Context(), bundle(t, changed...)); err != nil {
		t.Fatal(err)
	}
	r, err := restarted.Respond(t.Context(), engine.ResponseRequest{Ticket: old.Ticket, Answers: tree(t, `{"leaf": "green"}`)})
	w.must(err)
	if r.Outcome.Title != "Fresh" || r.Preferences[0].Version != 1 {
		t.Errorf("%s", encoded(t, r))
	}
	fresh := w.ticket("tea", "")
	now, err := w.send(fresh.Ticket, `{"leaf": "green"}`)
	w.must(err)
	if fresh.Version != 2 || now.Outcome.Title != "Fresher" || now.Preferences[0].Version != 2 {
		t.Errorf("%s", encoded(t, now))
	}
	// The old response goes on to be told in the words and with the items of then.
	items := encoded(t, now.Recommendations)
	w.publish(`"title": "House blend"`, `"title": "Other blend"`)
	replayed, err := w.send(fresh.Ticket, `{"leaf": "green"}`)
	w.must(err)
	if encoded(t, replayed.Recommendations) != items || !strings.Contains(items, "House blend") {
		t.Errorf("\n got %s\nwant %s", encoded(t, replayed.Recommendations), items)
	}
	if back := w.publish(); back["tea"] != 1 {
		t.Errorf("content that came back has version %d", back["tea"])
	}
	if v, err := w.Version(t.Context(), "leafline", "tea", 2); err != nil || v.Number != 2 {
		t.Errorf("%v", err)
	}
	_, err = w.Version(t.Context(), "leafline", "tea", 99)
	wants(t, err, fault.NotFound, "")
}

// A version that could not read what is stored is refused, and the old one goes on serving; once the
// new id says what it was, it is published.
func TestPublishKeepsWhatIsStored(t *testing.T) {
	w := newWorld(t)
	renamed := []string{`"nepal": {"label": "Nepal"}`, `"tibet": {"label": "Tibet"}`}
	_, err := w.Publish(t.Context(), bundle(t, renamed...))
	wants(t, err, fault.Conflict, "/attributes/origin/values removed_value")
	if ticket := w.ticket("origin", ""); ticket.Version != 1 {
		t.Errorf("version %d serves", ticket.Version)
	}
	renamed[1] = `"tibet": {"was": ["nepal"], "label": "Tibet"}`
	if _, err := w.Publish(t.Context(), bundle(t, renamed...)); err != nil {
		t.Fatal(err)
	}
	if ticket := w.ticket("origin", ""); ticket.Version != 2 {
		t.Errorf("version %d serves", ticket.Version)
	}
	_, err = w.another(func(*engine.Options) {}).Publish(t.Context(), bundle(t, append(renamed, `"was": ["nepal"], `, ``)...))
	wants(t, err, fault.Conflict, "/attributes/origin/values removed_value")
}

// A form that is published no more takes no answers, and what was answered is still told.
func TestUnpublished(t *testing.T) {
	w := newWorld(t)
	answered, open := w.ticket("tea", ""), w.ticket("tea", "")
	first, err := w.send(answered.Ticket, `{"leaf": "green"}`)
	w.must(err)
	ev := w.events("shop")[0]
	w.publish(`"form": "tea"`, `"form": "tisane"`)
	_, err = w.send(open.Ticket, `{"leaf": "green"}`)
	wants(t, err, fault.Conflict, "closed")
	_, _, err = w.Current("leafline", "tea")
	wants(t, err, fault.NotFound, "")
	again, err := w.send(answered.Ticket, `{"leaf": "green"}`)
	w.must(err)
	if told(t, again) != told(t, first) {
		t.Errorf("\n got %s\nwant %s", told(t, again), told(t, first))
	}
	if r := w.record(answered.Subject.Token); len(r.Preferences) != 1 || r.Preferences[0].Wording.Label != "Which leaf?" {
		t.Errorf("%s", encoded(t, r))
	}
	if w.body(ev, "shop") == nil {
		t.Error("its grant is not delivered")
	}
}

// opens and closes are current: they hold for tickets that are out, too.
func TestClosed(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("visit", "")
	w.publish(`"title": "Your visit"`, `"title": "Your visit", "closes": "2026-03-02T00:00:00Z"`)
	w.set(start.AddDate(0, 0, 1))
	_, err := w.send(k.Ticket, `{"waiting": 1}`)
	wants(t, err, fault.Conflict, "closed")
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit"})
	wants(t, err, fault.Conflict, "closed")
	if r := w.record(k.Subject.Token); len(r.Responses) > 0 {
		t.Error("a closed form stored an answer")
	}
}

// An endpoint that does not fit the brand keeps nobody from publishing: it hears of nothing, and the
// reason says what would be right. Once it fits again, it hears.
func TestEndpointsThatDoNotFit(t *testing.T) {
	w := newWorld(t)
	good := rewards.Endpoint{ID: "crm", Brand: "leafline", Recipient: "shop", Purposes: []string{"recommend"}, Events: []string{rewards.EventResponseCompleted}}
	hears := func(p rewards.Endpoint) bool {
		w.SetEndpoints([]rewards.Endpoint{p})
		w.answer("tea", "", `{"leaf": "black", "shop_ok": true}`)
		return len(w.events("crm")) > 0 // each is told once
	}
	for _, c := range []struct {
		change func(*rewards.Endpoint)
		says   []string
	}{
		{func(p *rewards.Endpoint) { p.Recipient = "shopp" }, []string{`has no recipient "shopp"`, "shop"}},
		{func(p *rewards.Endpoint) { p.Purposes = []string{"recommended"} }, []string{`"recommended"`, "recommend"}},
		{func(p *rewards.Endpoint) { p.Purposes = []string{"recommend", "email_offers"} }, []string{`"email_offers"`, `"shop"`, "add it to the purpose's recipients"}},
		{func(p *rewards.Endpoint) { p.Purposes = []string{"result"} }, []string{`"result"`, `"shop"`}},
	} {
		p := good
		c.change(&p)
		if hears(p) {
			t.Errorf("%+v hears", p.Purposes)
		}
		w.publish() // and nothing is refused
		err := w.Fits(p)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", p.Purposes, err)
			continue
		}
		for _, word := range c.says {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q does not say %s", err, word)
			}
		}
		p.Brand, p.Recipient = "other", "nobody"
		if err := w.Fits(p); err != nil {
			t.Errorf("another brand's endpoint: %v", err)
		}
	}
	if !hears(good) {
		t.Error("an endpoint that fits hears of nothing")
	}
	// The brand takes the recipient off the purpose: what is published later is told to it no more.
	w.publish(`"later": true, "recipients": ["shop"], "dpv": "dpv:PersonalisedBenefits"`, `"later": true, "recipients": ["mailer"], "dpv": "dpv:PersonalisedBenefits"`)
	if w.Fits(good) == nil || hears(good) {
		t.Error("it hears although its purpose names it no more")
	}
	w.publish()
	if !hears(good) {
		t.Error("it fits again and hears of nothing")
	}
	for name, change := range map[string]func(*rewards.Endpoint){
		"paused": func(p *rewards.Endpoint) { p.Paused = true }, "gone": func(p *rewards.Endpoint) { p.Disabled = &rewards.Disabled{Why: rewards.DisabledGone} },
	} {
		p := good
		change(&p)
		if !hears(p) {
			t.Errorf("%s: what happens meanwhile is lost", name)
		}
	}
	good.Disabled = &rewards.Disabled{Why: rewards.DisabledUnlisted}
	if hears(good) {
		t.Error("an endpoint that the file does not name any more hears")
	}
}

// An endpoint that names programs hears of their offers alone, whether one was granted or not.
func TestAnEndpointOfPrograms(t *testing.T) {
	w := newWorld(t)
	for i, c := range []struct {
		programs string
		want     int
	}{
		{"", 2}, {"welcome", 2}, // of which two are there
		{"welcome", 0}, {"leaves", 2}, {"other", 0}, // of those, three, instead
		{"welcome", 1}, {"leaves", 0}, // now nothing is given, of what the form offers
	} {
		programs, want := c.programs, c.want
		p := rewards.Endpoint{ID: "crm", Brand: "leafline", Recipient: "shop", Purposes: []string{"recommend"}, Events: []string{rewards.EventResponseCompleted, rewards.EventRewardGranted}}
		if programs != "" {
			p.Programs = []string{programs}
		}
		w.SetEndpoints([]rewards.Endpoint{p})
		w.answer("tea", "", `{"leaf": "black", "shop_ok": true}`)
		if got := len(w.events("crm")); got != want {
			t.Errorf("%d: an endpoint of %q hears of %d events, want %d", i, programs, got, want)
		}
	}
}

// An engine says what its options lack.
func TestOptions(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]func(*engine.Options){
		"no address":         func(o *engine.Options) { o.PublicURL = "answers.example" },
		"no store":           func(o *engine.Options) { o.Store = nil },
		"no rewards":         func(o *engine.Options) { o.Rewards = nil },
		"no ticket keys":     func(o *engine.Options) { o.Keys.Tickets = nil },
		"a short token key":  func(o *engine.Options) { o.Keys.Tokens = []engine.SigningKey{{KID: "k", Secret: []byte("short")}} },
		"a key without a id": func(o *engine.Options) { o.Keys.Tokens = []engine.SigningKey{{Secret: make([]byte, 32)}} },
		"short refs":         func(o *engine.Options) { o.Keys.Refs = nil },
	} {
		o := w.options
		change(&o)
		if _, err := engine.New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
