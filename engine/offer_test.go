package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// more adds offers to the program leaves of the test brand.
func more(offers string) []string {
	return []string{`"period": "month", "stock": 3}}}}`, `"period": "month", "stock": 3}}, ` + offers + `}}`}
}

const (
	both = `"both": {"label": "Tea friend", "worth": {"amount": "0", "currency": "EUR"}, "gives": {"kind": "badge", "badge": "friend"}, "limits": {"perPerson": 1}, "after": ["welcome/code", "leaves/hundred"]}`
	all  = `"all": {"label": "10 leaves more", "worth": {"amount": "0.10", "currency": "EUR"}, "gives": {"kind": "points", "account": "leaves", "points": 10, "pending": "P14D"},
	  "limits": {"perPerson": 1}, "expires": "P1Y", "after": ["leaves/both"]}`
)

func offersOf(list []engine.GrantReply) string {
	var out []string
	for _, g := range list {
		out = append(out, g.Offer)
	}
	return strings.Join(out, " ")
}

// What comes on top is shown before, given in the commit that completes it, once, told again on a replay, and each of it is an event of its
// own that names it.
func TestBonuses(t *testing.T) {
	w := newWorld(t, more(both+", "+all)...)
	k := w.ticket("tea", "")
	if len(k.Bonuses) != 2 || !strings.Contains(k.Offer.Terms.In("en"), "and once you have “10% off” and “100 leaves”: Tea friend") {
		t.Errorf("the ticket shows %s", encoded(t, []any{k.Offer, k.Bonuses}))
	}
	r, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	if r.Grant == nil || r.Bonuses != nil {
		t.Fatalf("after one of two: %s", encoded(t, r.Bonuses))
	}
	visit := w.ticket("visit", k.Subject.Token)
	r, err = w.send(visit.Ticket, `{"waiting": 1}`)
	w.must(err)
	if r.Grant == nil || offersOf(r.Bonuses) != "leaves/all leaves/both" {
		t.Fatalf("after both: %s", encoded(t, r.Bonuses))
	}
	friend, points := r.Bonuses[1], r.Bonuses[0]
	if friend.Badge != "friend" || friend.Label != "Tea friend" || friend.Text != "You get it because you have “10% off” and “100 leaves”. It is yours to keep." || !slices.Equal(friend.After, []string{"welcome/code", "leaves/hundred"}) {
		t.Errorf("%s", encoded(t, friend))
	}
	if points.Available == nil || !points.Available.Equal(start.AddDate(0, 0, 14)) || !strings.Contains(points.Text, "can be spent from March 15, 2026 on") || *points.Left != 10 {
		t.Errorf("%s", encoded(t, points))
	}
	again, err := w.send(visit.Ticket, `{"waiting": 1}`)
	w.must(err)
	if !again.Replayed || encoded(t, []any{again.Grant, again.Bonuses}) != encoded(t, []any{r.Grant, r.Bonuses}) {
		t.Errorf("the replay tells\n%s, not\n%s", encoded(t, again.Bonuses), encoded(t, r.Bonuses))
	}
	record := w.record(k.Subject.Token)
	for _, g := range record.Grants {
		if g.Text == "" || g.Label == "" {
			t.Errorf("the privacy page shows %s", encoded(t, g))
		}
	}
	if len(record.Grants) != 4 || *record.Responses[1].Grant != r.Grant.ID {
		t.Errorf("%s", encoded(t, record.Grants))
	}
	balances, err := w.store.Balances(t.Context(), "leafline", w.caller(k.Subject.Token).Subject)
	w.must(err)
	if encoded(t, balances) != `[{"account":"leaves","pending":10,"available":100,"earned":110}]` {
		t.Errorf("%s", encoded(t, balances))
	}
	var granted []string
	for _, ev := range w.events("shop") {
		if ev.Type == rewards.EventRewardGranted {
			data := w.body(ev, "shop")["data"].(map[string]any)["grant"].(map[string]any)
			granted = append(granted, data["offer"].(string))
			if data["grant"] != ev.Grant.String() {
				t.Errorf("the event of %s tells of %v", ev.Grant, data["grant"])
			}
		}
	}
	if slices.Sort(granted); !slices.Equal(granted, []string{"leaves/all", "leaves/both", "leaves/hundred", "welcome/code"}) {
		t.Errorf("events of %v", granted)
	}
	// Next month the offer is given again, and what came on top is not.
	w.set(start.AddDate(0, 1, 0))
	if r, _ = w.answer("visit", k.Subject.Token, `{"waiting": 2}`); r.Grant == nil || r.Bonuses != nil {
		t.Errorf("a month later: %s", encoded(t, r))
	}
}

// A bonus that came too late for its offers is given with the next answer, unless the person wants nothing.
func TestBonusForWhatWasHeldBefore(t *testing.T) {
	w := newWorld(t, more(both)...)
	_, who := w.answer("visit", "", `{"waiting": 1}`)
	w.answer("tea", who, `{"leaf": "green"}`)
	w.publish(more(strings.Replace(both, `"friend"`, `"best-friend"`, 1) + ", " + strings.Replace(both, `"both"`, `"newer"`, 1))...)
	k := w.ticket("tea", who)
	if k.Nothing == nil || k.Nothing.Reason != rewards.ReasonHeld {
		t.Fatalf("%s", encoded(t, k.Nothing))
	}
	r, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	if r.Grant != nil || r.Refusal == nil || offersOf(r.Bonuses) != "leaves/newer" {
		t.Errorf("%s", encoded(t, []any{r.Refusal, r.Bonuses}))
	}
	if got := w.record(who).Responses; got[len(got)-1].Grant != nil {
		t.Errorf("the bonus passes for what the offer gave: %s", encoded(t, got))
	}
	_, other := w.answer("visit", "", `{"waiting": 1}`)
	k = w.ticket("tea", other)
	if r, err = w.send(k.Ticket, `{"leaf": "green"}`, accept(t, "null")); err != nil || r.Bonuses != nil {
		t.Errorf("who wants no offer gets %s, %v", encoded(t, r.Bonuses), err)
	}
}

// Each person is drawn one variant for good, is shown and given that, and is told that others get another.
func TestVariants(t *testing.T) {
	edits := []string{`"expires": "P90D", "ifExhausted": "leaves/hundred"`, `"expires": "P90D", "variants": [{"offer": "leaves/hundred", "share": 50}]`,
		`"length": 6`, `"length": 10`, `"limits": {"perPerson": 1, "stock": 2}`, `"limits": {"perPerson": 1}`, `"period": "month", "stock": 3`, `"period": "month"`}
	w := newWorld(t, edits...)
	other := w.another(func(o *engine.Options) { o.Keys.Refs = []byte(strings.Repeat("r", 32)) })
	_, err := other.Publish(t.Context(), bundle(t, edits...))
	w.must(err)
	given, moved := map[string]int{}, 0
	for range 60 {
		k := w.ticket("tea", "")
		if k.Offer == nil || len(k.Fallbacks) != 0 || !strings.Contains(k.Notice.Summary.In("en"), "“10% off” for 50 in 100 people and “100 leaves” for 50 in 100 people") {
			t.Fatalf("%s", encoded(t, []any{k.Offer, k.Notice.Summary}))
		}
		if again := w.ticket("tea", k.Subject.Token); again.Offer.Offer != k.Offer.Offer {
			t.Fatalf("first %s, then %s", k.Offer.Offer, again.Offer.Offer)
		}
		if there, err := other.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Subject: k.Subject.Token}); err == nil && there.Offer.Offer != k.Offer.Offer {
			moved++
		}
		r, err := w.send(k.Ticket, `{"leaf": "green"}`)
		w.must(err)
		if r.Grant == nil || r.Grant.Offer != k.Offer.Offer || r.Grant.Label == "" {
			t.Fatalf("shown %s, given %s", k.Offer.Offer, encoded(t, r.Grant))
		}
		given[r.Grant.Offer]++
		// The other's offer was not shown, so it can't be taken.
		if len(given) == 2 {
			k := w.ticket("tea", "")
			theirs := map[string]string{"welcome/code": "leaves/hundred", "leaves/hundred": "welcome/code"}[k.Offer.Offer]
			_, err := w.send(k.Ticket, `{"leaf": "green"}`, accept(t, `"`+theirs+`"`))
			wants(t, err, fault.Invalid, "/acceptOffer unknown_choice")
		}
	}
	if given["welcome/code"] < 12 || given["leaves/hundred"] < 12 { // 30 each expected
		t.Errorf("given %v", given)
	}
	if moved == 0 {
		t.Error("another server's key draws the same: the draw does not depend on it")
	}
}

// Who began in time and ends too late is asked before anything is stored; who begins too late is told at once.
func TestWindowOfTime(t *testing.T) {
	w := newWorld(t, `"stock": 2}`, `"stock": 2, "opens": "2026-03-01T12:00:00Z", "closes": "2026-03-02T12:00:00Z"}`)
	w.set(start.Add(-time.Second))
	if k := w.ticket("tea", ""); k.Nothing == nil || k.Nothing.Reason != rewards.ReasonNotOpen {
		t.Fatalf("before it opens: %s", encoded(t, k.Offer))
	}
	w.set(start)
	k := w.ticket("tea", "")
	if k.Offer == nil {
		t.Fatal("not open")
	}
	w.set(start.AddDate(0, 0, 1))
	if late := w.ticket("tea", ""); late.Nothing == nil || late.Nothing.Reason != rewards.ReasonNotOpen {
		t.Errorf("after it has closed: %s", encoded(t, late.Offer))
	}
	if _, err := w.send(k.Ticket, `{"leaf": "green"}`); !fault.Is(err, fault.Conflict) || !fault.Has(err, "offer_exhausted") {
		t.Fatalf("%v", err)
	}
	r, err := w.send(k.Ticket, `{"leaf": "green"}`, accept(t, `"leaves/hundred"`))
	w.must(err)
	if r.Grant == nil || r.Grant.Offer != "leaves/hundred" {
		t.Errorf("%s", encoded(t, r))
	}
	// A longer window is there for old tickets too, and is no new version.
	if versions := w.publish(`"stock": 2}`, `"stock": 2, "closes": "2027-03-02T12:00:00Z"}`); versions["tea"] != 1 {
		t.Errorf("another window made version %d", versions["tea"])
	}
}

// What became of a grant is told to its person in words, whoever did it.
func TestGrantsThatEnded(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("tea", "")
	r, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	v, err := w.send(w.ticket("visit", k.Subject.Token).Ticket, `{"waiting": 1}`)
	w.must(err)
	told := func() string {
		var out []string
		for _, g := range w.record(k.Subject.Token).Grants {
			out = append(out, g.Offer+": "+g.Text)
		}
		return strings.Join(out, " ")
	}
	client, ctx, half := clientOf("shop"), t.Context(), int64(50)
	spend := func(key string, points *int64) {
		t.Helper()
		_, _, err := w.Redeem(ctx, client, v.Grant.ID, rewards.RedeemRequest{Key: key, Points: points}, "")
		w.must(err)
	}
	spend("a", &half)
	if got := told(); got != "welcome/code: Valid until May 30, 2026. leaves/hundred: Left: 50 of 100." {
		t.Error(got)
	}
	spend("b", nil)
	w.must(w.Revoke(ctx, client, r.Grant.ID, "a test"))
	if got := told(); got != "welcome/code: It was taken back. leaves/hundred: You have used it." {
		t.Error(got)
	}

	w = newWorld(t, `{"kind": "points", "account": "leaves", "points": 100}`, `{"kind": "external", "timeout": "PT36H"}`)
	k = w.ticket("tea", "")
	_, err = w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	_, err = w.send(w.ticket("visit", k.Subject.Token).Ticket, `{"waiting": 1}`)
	w.must(err)
	w.set(start.AddDate(0, 0, 91))
	_, err = w.Advance(ctx, 10)
	w.must(err)
	if got := told(); got != "welcome/code: Its time was over on May 30, 2026. leaves/hundred: It was not confirmed, and is yours no more." {
		t.Error(got)
	}
}

// A tier opens from a level of points on, as the journal has them at that moment.
func TestTier(t *testing.T) {
	w := newWorld(t, `"ifExhausted": "leaves/hundred"`, `"when": {"and": [{">=": [{"var": "earned.leaves"}, 100]}, {">=": [{"var": "points.leaves"}, 100]}]}`)
	k := w.ticket("tea", "")
	if k.Nothing == nil || k.Nothing.Reason != rewards.ReasonCondition {
		t.Fatalf("without points: %s", encoded(t, k.Offer))
	}
	w.answer("visit", k.Subject.Token, `{"waiting": 1}`)
	if r, _ := w.answer("tea", k.Subject.Token, `{"leaf": "green"}`); r.Grant == nil || r.Grant.Offer != "welcome/code" {
		t.Errorf("with 100 points: %s", encoded(t, r))
	}
	plain := newWorld(t)
	asked := false
	watched := plain.another(func(o *engine.Options) { o.Store = asking{o.Store, &asked} })
	_, err := watched.Publish(t.Context(), bundle(t))
	plain.must(err)
	if _, err := watched.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea"}); err != nil || asked {
		t.Errorf("balances are read although no offer asks for them: %v", err)
	}
}

// Each kind is given as what it is, with its state, its event and a sentence.
func TestKindsOfGrants(t *testing.T) {
	type given struct{ gives, state, text string }
	for kind, c := range map[string]given{
		"discount": {`{"kind": "discount", "discount": {"percent": 5, "minimumSpend": {"amount": "20.00", "currency": "EUR"}}}`, "granted", "Our shop takes it off when you spend €20.00 or more."},
		"draw":     {`{"kind": "draw", "prize": "A kettle", "winners": 20, "expected": 20, "closes": "2026-12-31T18:00:00Z", "free": "Write to us."}`, "granted", "You are in the draw for: A kettle. Keep this code: it tells whether you have won, and claims the prize. The draw closes on December 31, 2026."},
		"badge":    {`{"kind": "badge", "badge": "visitor", "image": "visitor.svg"}`, "granted", "It is yours to keep."},
		"external": {`{"kind": "external", "timeout": "PT36H"}`, "reserved", "It is reserved for you, and yours once it is confirmed, by March 3, 2026 at the latest."},
	} {
		w := newWorld(t, `{"kind": "points", "account": "leaves", "points": 100}`, c.gives)
		w.Engine = w.another(func(o *engine.Options) {
			o.Endpoints = slices.Clone(endpoints)
			o.Endpoints[0].Events = append(slices.Clone(endpoints[0].Events), rewards.EventRewardReserved)
		})
		w.publish(`{"kind": "points", "account": "leaves", "points": 100}`, c.gives)
		r, _ := w.answer("visit", "", `{"waiting": 1}`)
		if r.Grant == nil || r.Grant.Kind != kind || r.Grant.State != c.state || r.Grant.Text != c.text {
			t.Errorf("%s: %s", kind, encoded(t, r.Grant))
			continue
		}
		if (r.Grant.Code != "") != (kind == "draw") || (r.Grant.Discount != nil) != (kind == "discount") || (r.Grant.Badge != "") != (kind == "badge") || strings.HasPrefix(r.Grant.Image, "/assets/leafline/") != (kind == "badge") || (r.Grant.Until != nil) != (kind == "external") {
			t.Errorf("%s: %s", kind, encoded(t, r.Grant))
		}
		if kind == "draw" && !rewards.CheckCode(rewards.Generate{Length: 10}, r.Grant.Code) {
			t.Errorf("%s is no claim code", r.Grant.Code)
		}
		want := map[string]string{"granted": rewards.EventRewardGranted, "reserved": rewards.EventRewardReserved}[c.state]
		if !slices.ContainsFunc(w.events("shop"), func(ev rewards.Event) bool { return ev.Type == want && ev.Grant == r.Grant.ID }) {
			t.Errorf("%s: no event %s", kind, want)
		}
	}
}

// The event that little is left comes with the grant that leaves so many, once, and names nobody; a budget is a movement of the journal.
func TestStockLow(t *testing.T) {
	edits := []string{`"stock": 2}`, `"stock": 5, "lowStock": 3, "budget": {"amount": "100.00", "currency": "EUR"}}`}
	w := newWorld(t, edits...)
	w.Engine = w.another(func(o *engine.Options) {
		o.Endpoints = []rewards.Endpoint{{ID: "shop", Brand: "leafline", Recipient: "shop", Purposes: []string{"recommend"}, Events: []string{rewards.EventStockLow}}}
	})
	w.publish(edits...)
	for i := range 4 {
		w.answer("tea", "", `{"leaf": "green"}`)
		events := w.events("shop")
		if (len(events) == 1) != (i == 1) {
			t.Fatalf("after %d: %v", i+1, events)
		}
		if i == 1 {
			ev := events[0]
			if body := w.body(ev, "shop"); ev.Subject != [16]byte{} || ev.Response != [16]byte{} || body["ref"] != nil || encoded(t, body["data"]) != `{"left":3,"offer":"welcome/code"}` {
				t.Errorf("%+v, %s", ev, encoded(t, body))
			}
		}
	}
}

// asking notes whether balances were asked for.
type asking struct {
	engine.Store
	asked *bool
}

func (a asking) Facts(ctx context.Context, x *engine.Exchange, now time.Time) (engine.Facts, error) {
	*a.asked = *a.asked || len(x.Accounts) > 0
	return a.Store.Facts(ctx, x, now)
}
