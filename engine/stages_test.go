package engine_test

import (
	"strings"
	"testing"

	"proffer/engine"
	"proffer/forms"
	"proffer/forms/fault"
)

func asked(t *testing.T, w *world, stage string, who *engine.Caller) (list, done string) {
	t.Helper()
	r, err := w.Asked(t.Context(), "leafline", stage, who)
	w.must(err)
	var open, answered []string
	for _, f := range r.Forms {
		offer := ""
		if f.Offer != nil {
			offer = " " + f.Offer.Offer
		}
		open = append(open, f.Form+offer)
	}
	for _, d := range r.Done {
		answered = append(answered, d.Form)
	}
	return strings.Join(open, ", "), strings.Join(answered, ", ")
}

// What fits best stands first: what is for this stage, then what tells most that is new, then as the
// brand has it; preference centres last. What can't be asked is not in it.
func TestAsked(t *testing.T) {
	w := newWorld(t)
	publish := func(edits ...string) {
		_, err := w.Publish(t.Context(), bundleWith(t, map[string]string{
			"a-centre.json": centre,
			"more.json":     `{"form": "more", "kind": "survey", "title": "More", "stages": ["after_order"], "pages": [{"id": "p", "questions": [{"id": "notes", "type": "multiple", "attribute": "notes", "label": "Notes?", "why": "For the shelf."}]}]}`,
			"often.json":    `{"form": "often", "kind": "survey", "title": "Often", "repeat": "P30D", "pages": [{"id": "p", "questions": [{"id": "leaf", "type": "single", "attribute": "leaf", "label": "Leaf?", "why": "For the shelf."}, {"id": "notes", "type": "multiple", "attribute": "notes", "label": "Notes?", "why": "For the shelf."}]}]}`,
		}, edits...))
		w.must(err)
	}
	publish()
	if forms, done := asked(t, w, "", nil); forms != "more, often, origin, tea welcome/code, visit leaves/hundred, centre" || done != "" {
		t.Errorf("somebody new is asked %s, done %s", forms, done)
	}
	if forms, _ := asked(t, w, "discover", nil); forms != "tea welcome/code, often, origin, visit leaves/hundred, centre" {
		t.Errorf("at discover: %s", forms)
	}
	if forms, _ := asked(t, w, "after_order", nil); forms != "more, often, origin, visit leaves/hundred, centre" {
		t.Errorf("at after_order: %s", forms)
	}
	_, token := w.answer("origin", "", `{"origin": "kenya"}`)
	w.answer("tea", token, `{"leaf": "green"}`)
	w.answer("tea", token, `{"leaf": "green"}`)
	who := w.caller(token)
	// The poll was answered; of the quiz a fifth is known, of "often" a half; the quiz' code is held.
	if forms, done := asked(t, w, "discover", &who); forms != "tea, visit leaves/hundred, often, centre" || done != "tea, origin" {
		t.Errorf("once known: %s, done %s", forms, done)
	}
	w.answer("often", token, `{"leaf": "green"}`)
	if forms, _ := asked(t, w, "discover", &who); strings.Contains(forms, "often") {
		t.Errorf("asked again within the period: %s", forms)
	}
	w.set(start.AddDate(0, 0, 30))
	if forms, _ := asked(t, w, "discover", &who); !strings.Contains(forms, "often") {
		t.Errorf("not asked again after the period: %s", forms)
	}
	publish(`"form": "visit",`, `"form": "visit", "closes": "2026-03-02T00:00:00Z",`, `"form": "often",`, `"form": "often", "capacity": 1,`)
	if forms, _ := asked(t, w, "", nil); strings.Contains(forms, "visit") || strings.Contains(forms, "often") {
		t.Errorf("closed or full, and asked: %s", forms)
	}

	_, err := w.Asked(t.Context(), "leafline", "checkout", nil)
	wants(t, err, fault.Invalid, "/stage unknown_choice")
	if detail := fault.Of(err).Fields[0].Right; !strings.Contains(detail, "after_order") {
		t.Errorf("it says %q", detail)
	}
	_, err = w.Asked(t.Context(), "nobody", "", nil)
	wants(t, err, fault.NotFound, "")
	other := who
	other.Brand = "another"
	_, err = w.Asked(t.Context(), "leafline", "", &other)
	wants(t, err, fault.Unauthorized, "token_forged")
	w.must(w.Erase(t.Context(), who))
	_, err = w.Asked(t.Context(), "leafline", "", &who)
	wants(t, err, fault.Gone, "erased")
}

// A form for signed-in customers is listed for whom such an identity's token speaks, not for anybody
// else's, however far it reaches. An anonymous poll that one has voted in is not asked again.
func TestAskedOfSomebody(t *testing.T) {
	w := newWorld(t)
	s := publishSigned(t, w, append([]string{`"form": "visit",`, `"form": "visit", "identity": "signed",`}, secret...)...)
	r, device := w.answer("tea", "", `{"leaf": "green"}`)
	full := w.caller(r.Receipt)
	if forms, _ := asked(t, w, "", &full); strings.Contains(forms, "visit") || !strings.Contains(forms, "origin") {
		t.Errorf("a receipt's holder is asked %s", forms)
	}
	w.answer("origin", device, `{"origin": "kenya"}`)
	if forms, _ := asked(t, w, "", &full); strings.Contains(forms, "origin") {
		t.Errorf("who voted is asked again: %s", forms)
	}
	k, err := w.Ticket(t.Context(), ask(s.identity(customer("customer-7"))))
	w.must(err)
	who := w.caller(k.Subject.Token)
	if forms, _ := asked(t, w, "", &who); !strings.Contains(forms, "visit") {
		t.Errorf("a customer is asked %s", forms)
	}
}

// The offer beside a form is that of this form at this stage. Who is new sees all that may be drawn for them, each time the same.
func TestAskedWithItsOffer(t *testing.T) {
	here := `{"and": [{"==": [{"var": "form"}, "tea"]}, {"==": [{"var": "stage"}, "discover"]}]}`
	w := newWorld(t, `"ifExhausted": "leaves/hundred"`, `"when": `+here)
	for stage, want := range map[string]bool{"discover": true, "": false} {
		if forms, _ := asked(t, w, stage, nil); strings.Contains(forms, "tea welcome/code") != want {
			t.Errorf("at %q: %s", stage, forms)
		}
	}
	w = newWorld(t, `"ifExhausted": "leaves/hundred"`, `"variants": [{"offer": "leaves/hundred", "share": 50}]`)
	shown := func(who *engine.Caller) *forms.PublicOffer {
		t.Helper()
		r, err := w.Asked(t.Context(), "leafline", "discover", who)
		w.must(err)
		return r.Forms[0].Offer
	}
	for range 20 {
		if got := shown(nil); got.Offer != "welcome/code" || !strings.Contains(got.Terms.In("en"), "or, drawn at random: “100 leaves”") {
			t.Fatalf("somebody new is shown %s", encoded(t, got))
		}
		k := w.ticket("tea", "")
		who := w.caller(k.Subject.Token)
		if got := shown(&who); got.Offer != k.Offer.Offer {
			t.Errorf("who has begun is shown %s, and their ticket gives %s", got.Offer, k.Offer.Offer)
		}
	}
}
