package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

// The offer, then its fallback, then nothing: what the ticket shows is what is given. The code has a
// stock of 2, the points of 3.
func TestChain(t *testing.T) {
	w := newWorld(t)
	for i, want := range []struct{ offer, fallback string }{
		{"welcome/code", "leaves/hundred"}, {"welcome/code", "leaves/hundred"},
		{"leaves/hundred", ""}, {"leaves/hundred", ""}, {"leaves/hundred", ""},
	} {
		k := w.ticket("tea", "")
		if k.Offer == nil || k.Offer.Offer != want.offer || k.Nothing != nil {
			t.Fatalf("%d: offered %s, nothing %v", i, encoded(t, k.Offer), k.Nothing)
		}
		fallback := ""
		for _, o := range k.Fallbacks {
			fallback += o.Offer
		}
		if fallback != want.fallback {
			t.Errorf("%d: fallbacks %q, want %q", i, fallback, want.fallback)
		}
		r, err := w.send(k.Ticket, `{"leaf": "green"}`)
		w.must(err)
		if r.Grant == nil || r.Grant.Offer != want.offer || r.Refusal != nil || r.Grant.State != rewards.StateGranted || r.Grant.Response != r.Response {
			t.Fatalf("%d: given %s, refused %v", i, encoded(t, r.Grant), r.Refusal)
		}
		if want.offer == "welcome/code" {
			if !rewards.CheckCode(rewards.Generate{Prefix: "TEA-", Length: 6}, r.Grant.Code) || r.Grant.Discount == nil || r.Grant.Expires == nil || !r.Grant.Expires.Equal(start.AddDate(0, 0, 90)) {
				t.Errorf("%d: %s", i, encoded(t, r.Grant))
			}
		} else if r.Grant.Points != 100 || r.Grant.Account != "leaves" || r.Grant.Code != "" {
			t.Errorf("%d: %s", i, encoded(t, r.Grant))
		}
	}
	k := w.ticket("tea", "")
	if k.Offer != nil || k.Nothing == nil || k.Nothing.Reason != rewards.ReasonExhausted || k.Fallbacks == nil || len(k.Fallbacks) > 0 {
		t.Fatalf("%s", encoded(t, k))
	}
	r, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	if r.Grant != nil || r.Refusal == nil || r.Refusal.Reason != rewards.ReasonExhausted || len(r.Preferences) != 1 {
		t.Errorf("%s", encoded(t, r))
	}
	// Such a ticket asks for no contact.
	_, err = w.send(w.ticket("tea", "").Ticket, `{"leaf": "green", "mail_ok": true, "email": "ada@customer.example"}`)
	wants(t, err, fault.Invalid, "/answers/email not_on_path")
}

// What runs out between the ticket and the answer: first the fallback is given, then nothing is
// stored until the person says that they go on without.
func TestExhaustedMeanwhile(t *testing.T) {
	w := newWorld(t)
	var tickets []string
	var last string
	for range 6 {
		k := w.ticket("tea", "")
		tickets, last = append(tickets, k.Ticket), k.Subject.Token
	}
	for i, want := range []string{"welcome/code", "welcome/code", "leaves/hundred", "leaves/hundred", "leaves/hundred"} {
		r, err := w.send(tickets[i], `{"leaf": "green"}`)
		w.must(err)
		if r.Grant == nil || r.Grant.Offer != want {
			t.Fatalf("%d: given %s, want %s", i, encoded(t, r.Grant), want)
		}
	}
	_, err := w.send(tickets[5], `{"leaf": "green", "shop_ok": true}`)
	wants(t, err, fault.Conflict, "/acceptOffer offer_exhausted")
	w.events("shop")
	if r := w.record(last); len(r.Responses)+len(r.Preferences)+len(r.Consents)+len(r.Grants) > 0 {
		t.Errorf("stored: %s", encoded(t, r))
	}
	_, err = w.send(tickets[5], `{"leaf": "green"}`, accept(t, `"leaves/hundred"`))
	wants(t, err, fault.Conflict, "/acceptOffer offer_exhausted")
	r, err := w.send(tickets[5], `{"leaf": "green"}`, accept(t, `null`))
	w.must(err)
	if r.Grant != nil || r.Refusal == nil || r.Refusal.Reason != rewards.ReasonDeclinedOffer || r.Outcome.ID != "fresh" {
		t.Errorf("%s", encoded(t, r))
	}
	if got := w.events("shop"); len(got) > 0 {
		t.Errorf("without a grant and a consent, the shop got %v", got)
	}
}

// acceptOffer chooses among what the ticket showed, and nothing else.
func TestAcceptOffer(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("tea", "")
	for _, c := range []struct{ offer, fields string }{
		{`"leaves/thousand"`, "/acceptOffer unknown_choice"}, {`""`, "/acceptOffer unknown_choice"}, {`true`, "/acceptOffer wrong_type"}, {`["leaves/hundred"]`, "/acceptOffer wrong_type"},
	} {
		_, err := w.send(k.Ticket, `{"leaf": "green"}`, accept(t, c.offer))
		wants(t, err, fault.Invalid, c.fields)
	}
	r, err := w.send(k.Ticket, `{"leaf": "green"}`, accept(t, `"leaves/hundred"`))
	w.must(err)
	if r.Grant == nil || r.Grant.Offer != "leaves/hundred" {
		t.Errorf("%s", encoded(t, r.Grant))
	}
	// A ticket that showed the fallback does not reach back to the offer.
	w.answer("tea", "", `{"leaf": "green"}`)
	w.answer("tea", "", `{"leaf": "green"}`)
	later := w.ticket("tea", "")
	if later.Offer.Offer != "leaves/hundred" {
		t.Fatalf("shown %s", later.Offer.Offer)
	}
	_, err = w.send(later.Ticket, `{"leaf": "green"}`, accept(t, `"welcome/code"`))
	wants(t, err, fault.Invalid, "/acceptOffer unknown_choice")
}

// Who holds the offer gets no second one, and no fallback either, by a new ticket or an old one.
func TestHeld(t *testing.T) {
	w := newWorld(t)
	_, token := w.answer("tea", "", `{"leaf": "green"}`)
	k := w.ticket("tea", token)
	if k.Offer != nil || k.Nothing == nil || k.Nothing.Reason != rewards.ReasonHeld {
		t.Errorf("%s", encoded(t, k))
	}
	r, err := w.send(k.Ticket, `{"leaf": "black"}`)
	w.must(err)
	if r.Grant != nil || r.Refusal == nil || r.Refusal.Reason != rewards.ReasonHeld || len(r.Preferences) != 1 {
		t.Errorf("%s", encoded(t, r))
	}
	first := w.ticket("tea", "")
	second := w.ticket("tea", first.Subject.Token)
	if second.Offer == nil {
		t.Fatal("the second ticket offers nothing")
	}
	if r, err = w.send(first.Ticket, `{"leaf": "green"}`); err != nil || r.Grant == nil {
		t.Fatalf("%v %v", r, err)
	}
	if r, err = w.send(second.Ticket, `{"leaf": "green"}`); err != nil || r.Grant != nil || r.Refusal.Reason != rewards.ReasonHeld {
		t.Errorf("%s %v", encoded(t, r), err)
	}
	if got := w.record(first.Subject.Token); len(got.Grants) != 1 || len(got.Responses) != 2 {
		t.Errorf("%s", encoded(t, got))
	}
}

// perPerson counts in each month of the brand's zone, Rome.
func TestPerPersonInAPeriod(t *testing.T) {
	w := newWorld(t)
	give := func(at time.Time, token string) (reason, next string) {
		w.set(at)
		r, next := w.answer("visit", token, `{"waiting": 1}`)
		if r.Grant != nil {
			return "", next
		}
		return r.Refusal.Reason, next
	}
	reason, token := give(start, "")
	if reason != "" {
		t.Fatalf("refused: %s", reason)
	}
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 3, 31, 21, 59, 59, 0, time.UTC), rewards.ReasonHeld},
		{time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC), ""}, // the first of April in Rome
		{time.Date(2026, 4, 30, 21, 0, 0, 0, time.UTC), rewards.ReasonHeld},
		{time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), ""},
	} {
		if got, _ := give(c.at, token); got != c.want {
			t.Errorf("at %v: %q, want %q", c.at, got, c.want)
		}
	}
	if r := w.record(token); len(r.Grants) != 3 {
		t.Errorf("%d grants", len(r.Grants))
	}
}

// Two grants whose first codes are the same get two codes.
func TestCodeCollision(t *testing.T) {
	w := newWorld(t)
	coder, generate := rewards.Coder{Key: w.options.Keys.Codes}, rewards.Generate{Prefix: "TEA-", Length: 6}
	seen := map[string]uuid.UUID{}
	var one, two uuid.UUID
	for n := byte(0); one == two; n++ {
		for i := range 1 << 16 {
			id := uuid.UUID{1, n, byte(i >> 8), byte(i), 0, 0, 0x70, 0, 0x80}
			code := coder.Code(generate, id, 0)
			if before, there := seen[code]; there {
				one, two = before, id
				break
			}
			seen[code] = id
		}
	}
	grant := func(id uuid.UUID) *rewards.Grant {
		k := w.ticket("tea", "")
		w.ids = []uuid.UUID{id} // the first that an answer asks for is its grant's
		r, err := w.send(k.Ticket, `{"leaf": "green"}`)
		w.must(err)
		if r.Grant.ID != id {
			t.Fatalf("the grant is %v, want %v", r.Grant.ID, id)
		}
		if stored := w.record(k.Subject.Token).Grants[0].Code; stored != r.Grant.Code {
			t.Errorf("told %s, stored %s", r.Grant.Code, stored)
		}
		return &r.Grant.Grant
	}
	a, b := grant(one), grant(two)
	if a.Code != coder.Code(generate, one, 0) || b.Code != coder.Code(generate, two, 1) || a.Code == b.Code {
		t.Errorf("%s and %s", a.Code, b.Code)
	}
}

// An offer that the brand has taken back since is given no more, to old tickets neither.
func TestOfferTakenBack(t *testing.T) {
	w := newWorld(t)
	old := w.ticket("visit", "")
	w.publish(`"hundred"`, `"thousand"`, `"leaves/hundred"`, `"leaves/thousand"`)
	r, err := w.send(old.Ticket, `{"waiting": 1}`)
	w.must(err)
	if r.Grant != nil || r.Refusal == nil || r.Refusal.Reason != rewards.ReasonNotOpen {
		t.Errorf("%s", encoded(t, r))
	}
	if k := w.ticket("visit", ""); k.Offer == nil || k.Offer.Offer != "leaves/thousand" {
		t.Errorf("%s", encoded(t, k.Offer))
	}
}

// Stock is schedule: more of it is there for old tickets too, and no new version.
func TestStockIsCurrent(t *testing.T) {
	w := newWorld(t)
	old, older := w.ticket("tea", ""), w.ticket("tea", "")
	w.answer("tea", "", `{"leaf": "green"}`)
	for _, c := range []struct{ ticket, stock, offer string }{{old.Ticket, "1", "leaves/hundred"}, {older.Ticket, "5", "welcome/code"}} {
		if versions := w.publish(`"stock": 2`, `"stock": `+c.stock); versions["tea"] != 1 {
			t.Errorf("another stock made version %d", versions["tea"])
		}
		r, err := w.send(c.ticket, `{"leaf": "green"}`)
		w.must(err)
		if r.Grant == nil || r.Grant.Offer != c.offer {
			t.Errorf("with a stock of %s: %s, want %s", c.stock, encoded(t, r.Grant), c.offer)
		}
	}
}

// A form without an offer gives neither grant nor refusal.
func TestNoOffer(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("origin", "")
	if k.Offer != nil || k.Nothing != nil {
		t.Errorf("%s", encoded(t, k))
	}
	r, err := w.send(k.Ticket, `{"origin": "nepal"}`)
	w.must(err)
	if r.Grant != nil || r.Refusal != nil {
		t.Errorf("%s", encoded(t, r))
	}
}

// On the way from the request to the store nothing of what was said counts either: with every combination of
// consents, an objection and declines, somebody new is given the same.
func TestGrantIgnoresWhatWasSaid(t *testing.T) {
	w := newWorld(t, `"stock": 2`, `"stock": 30`)
	given := map[string]string{}
	for _, shop := range []string{``, `, "shop_ok": true`, `, "shop_ok": false`} {
		for _, mail := range []string{``, `, "mail_ok": true, "email": "ada@customer.example"`, `, "mail_ok": false`} {
			for _, leaf := range []string{`"leaf": "green"`, `"leaf": "herbal"`, `"leaf": {"declined": true}`} {
				answers := "{" + leaf + shop + mail + "}"
				r, _ := w.answer("tea", "", answers)
				got := encoded(t, r.Refusal)
				if r.Grant != nil {
					got = r.Grant.Offer
				}
				given[got] = answers
			}
		}
	}
	if len(given) != 1 {
		t.Errorf("given, with answers that got it: %v", given)
	}
	given = map[string]string{}
	for _, objections := range [][]string{nil, {"service"}} {
		k := w.ticket("visit", "")
		r, err := w.send(k.Ticket, `{"waiting": 3}`, objecting(objections...))
		w.must(err)
		given[encoded(t, []any{r.Grant != nil, r.Refusal})] = strings.Join(objections, " ")
	}
	if len(given) != 1 {
		t.Errorf("given, with an objection and without: %v", given)
	}
}
