package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
)

// simulated is a simulation, short: of each chain what it gives and what not, and the bonuses.
func (w *world) simulated(r engine.SimulateRequest) string {
	w.t.Helper()
	r.Form = "tea"
	s, err := w.Simulate(w.t.Context(), clientOf("shop"), "", r)
	w.must(err)
	var out []string
	if !s.Accepted {
		out = append(out, "refused: "+s.Why)
	}
	for _, c := range s.Chains {
		line := fmt.Sprintf("%d%%", c.Share)
		switch {
		case c.Gives != nil:
			line += fmt.Sprintf(" gives %s #%d", c.Gives.Offer, c.Gives.Ordinal)
		case c.Refusal != nil:
			line += " refuses " + c.Refusal.Reason
		}
		for _, n := range c.Not {
			line += fmt.Sprintf("; not %s %s (%s)", n.Offer, n.Reason, n.Detail)
		}
		for _, g := range c.Bonuses {
			line += "; and " + g.Offer
		}
		for _, n := range c.NotBonuses {
			line += fmt.Sprintf("; without %s %s (%s)", n.Offer, n.Reason, n.Detail)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// ref is a person as a recipient knows them.
func (w *world) ref(recipient, token string) string {
	return w.Ref("leafline", recipient, w.caller(token).Subject)
}

// variedWorld is the brand with an offer that has a variant, a condition on points, and bonuses.
func variedWorld(t *testing.T) *world {
	t.Helper()
	return newWorld(t,
		`"ifExhausted": "leaves/hundred"}}}`, `"ifExhausted": "leaves/hundred", "variants": [{"offer": "leaves/few", "share": 30}]},
			"crown": {"label": "A crown", "worth": {"amount": "0.00", "currency": "EUR"}, "gives": {"kind": "badge", "badge": "crown"}, "limits": {"perPerson": 1}, "after": ["leaves/hundred"]},
			"friend": {"label": "A friend", "worth": {"amount": "0.00", "currency": "EUR"}, "gives": {"kind": "badge", "badge": "friend"}, "limits": {"perPerson": 1}, "after": ["welcome/code"]}}}`,
		`"period": "month", "stock": 3}}}}`, `"period": "month", "stock": 3}},
			"few": {"label": "10 leaves", "worth": {"amount": "6.00", "currency": "EUR"}, "gives": {"kind": "points", "account": "leaves", "points": 10}, "limits": {"perPerson": 1},
				"when": {">=": [{"var": "points.leaves"}, 50]}}}}`)
}

// A hypothetical person gets what a person would get, and for all else the reason and the numbers are told.
func TestSimulate(t *testing.T) {
	w := variedWorld(t)
	want := func(r engine.SimulateRequest, lines ...string) {
		t.Helper()
		if got := w.simulated(r); got != strings.Join(lines, "\n") {
			t.Errorf("%+v: got\n%s\nwant\n%s", r, got, strings.Join(lines, "\n"))
		}
	}
	few := `30% refuses condition; not leaves/few condition (its when does not hold: points.leaves is 0); without welcome/crown not_after (the person does not hold leaves/hundred); without welcome/friend not_after (the person does not hold welcome/code)`
	want(engine.SimulateRequest{}, few,
		`70% gives welcome/code #1; not leaves/hundred not_needed (the offer welcome/code is given); and welcome/friend; without welcome/crown not_after (the person does not hold leaves/hundred)`)
	want(engine.SimulateRequest{Points: map[string]int64{"leaves": 50}, Held: map[string]int{"welcome/code": 1, "leaves/hundred": 1, "welcome/friend": 1}},
		`30% gives leaves/few #1; and welcome/crown; without welcome/friend held (the person holds 1, and one person gets 1 for ever)`,
		`70% refuses held; not welcome/code held (the person holds 1, and one person gets 1 for ever); not leaves/hundred not_tried (a fallback is for what is exhausted, and welcome/code is refused for another reason); and welcome/crown; without welcome/friend held (the person holds 1, and one person gets 1 for ever)`)
	// Until the stock of two codes is given.
	for n := 0; n < 2; {
		k := w.ticket("tea", "")
		reply, err := w.send(k.Ticket, `{"leaf": "green"}`)
		if w.must(err); reply.Grant != nil {
			n++
		}
	}
	want(engine.SimulateRequest{}, few,
		`70% gives leaves/hundred #1; not welcome/code exhausted (2 of a stock of 2 are given); and welcome/crown; without welcome/friend not_after (the person does not hold welcome/code)`)
}

// What is simulated for a person is what they get, whoever they are and whatever they hold.
func TestSimulateIsWhatIsGiven(t *testing.T) {
	w := variedWorld(t)
	given := map[string]int{}
	var people []engine.SubjectToken
	for i := range 40 {
		if i == 25 {
			w.set(start.AddDate(0, 1, 0)) // another month
		}
		token := ""
		if i%3 == 2 {
			token = people[len(people)/2].Token
		}
		k := w.ticket("tea", token)
		people = append(people, k.Subject)
		before, err := w.Simulate(t.Context(), clientOf("shop"), "welcome", engine.SimulateRequest{Form: "tea", Ref: w.ref("shop", k.Subject.Token)})
		w.must(err)
		reply, err := w.send(k.Ticket, `{"leaf": "green"}`)
		w.must(err)
		if len(before.Chains) != 1 || !before.Chains[0].Drawn {
			t.Fatalf("the chains of one person: %+v", before.Chains)
		}
		c, got, want := before.Chains[0], []string{}, []string{}
		for _, g := range reply.Bonuses {
			got = append(got, g.Offer)
		}
		for _, g := range c.Bonuses {
			want = append(want, g.Offer)
		}
		slices.Sort(want)
		if reply.Grant != nil {
			got = append(got, reply.Grant.Offer, reply.Grant.Version)
		}
		if c.Gives != nil {
			want = append(want, c.Gives.Offer, c.Gives.Version)
		}
		if c.Refusal != nil {
			want = append(want, c.Refusal.Reason)
		}
		if reply.Refusal != nil {
			got = append(got, reply.Refusal.Reason)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d: simulated %s, given %s", i, want, got)
		}
		for _, x := range got {
			given[x]++
		}
	}
	if len(given) < 5 {
		t.Errorf("too little was given to tell: %v", given)
	}
}

// It writes nothing, not even for somebody new.
func TestSimulateWritesNothing(t *testing.T) {
	w := variedWorld(t)
	k := w.ticket("tea", "")
	_, err := w.send(k.Ticket, `{"leaf": "green"}`)
	w.must(err)
	files := func() (all string) {
		for _, name := range []string{"proffer.db", "proffer.db-wal", "vault.db", "vault.db-wal"} {
			raw, err := os.ReadFile(filepath.Join(w.dir, name))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			all += name + string(raw)
		}
		return all
	}
	before := files()
	for range 3 {
		w.simulated(engine.SimulateRequest{})
		w.simulated(engine.SimulateRequest{Ref: w.ref("shop", k.Subject.Token)})
		w.simulated(engine.SimulateRequest{Held: map[string]int{"welcome/code": 1}, Points: map[string]int64{"leaves": 7}})
	}
	if files() != before {
		t.Error("a file is not what it was")
	}
}

// What does not fit is told with where it stands and what would be right.
func TestSimulateRefuses(t *testing.T) {
	w := variedWorld(t)
	far := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		program, request, want string
	}{
		{"", `{"form": "coffee"}`, "/form unknown_choice"},
		{"", `{"form": "origin"}`, "/form unknown_choice"},
		{"other", `{"form": "tea"}`, "/form unknown_choice"},
		{"welcome", `{"form": "tea", "stage": "after_all"}`, "/stage unknown_choice"},
		{"welcome", `{"form": "tea", "channel": "fax"}`, "/channel unknown_choice"},
		{"welcome", `{"form": "tea", "locale": "xx"}`, "/locale unknown_choice"},
		{"welcome", `{"form": "tea", "held": {"welcome/cody": 1}}`, "/held/welcome~1cody unknown_choice"},
		{"welcome", `{"form": "tea", "held": {"welcome/code": -1}}`, "/held/welcome~1code out_of_range"},
		{"welcome", `{"form": "tea", "points": {"beans": 1}}`, "/points/beans unknown_choice"},
		{"welcome", `{"form": "tea", "points": {"leaves": -1}}`, "/points/leaves out_of_range"},
		{"welcome", `{"form": "tea", "points": {"leaves": 1}, "ref": "` + w.ref("shop", w.ticket("tea", "").Subject.Token) + `"}`, "/ref out_of_range"},
		{"welcome", `{"form": "tea", "knowledge": {"points": 1, "correct": 3, "total": 2}}`, "/knowledge out_of_range"},
	} {
		var r engine.SimulateRequest
		w.must(json.Unmarshal([]byte(c.request), &r))
		_, err := w.Simulate(t.Context(), clientOf("shop"), c.program, r)
		wants(t, err, fault.Invalid, c.want)
	}
	_, err := w.Simulate(t.Context(), clientOf("shop"), "", engine.SimulateRequest{Form: "tea", At: &far})
	wants(t, err, fault.Invalid, "/at out_of_range")
	// Another recipient's ref is none.
	_, err = w.Simulate(t.Context(), clientOf("shop"), "", engine.SimulateRequest{Form: "tea", Ref: w.ref("mailer", w.ticket("tea", "").Subject.Token)})
	wants(t, err, fault.NotFound, "")
}

// The examples of rewards/README.md are what is read and written here.
func TestSimulateIsAsTheReadmeShows(t *testing.T) {
	raw, err := os.ReadFile("../rewards/README.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, block := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllSubmatch(raw, -1) {
		var into any
		switch {
		case bytes.Contains(block[1], []byte(`"chains":`)):
			into = &engine.Simulation{}
		case bytes.HasPrefix(block[1], []byte(`{"form":`)):
			into = &engine.SimulateRequest{}
		default:
			continue
		}
		seen++
		d := json.NewDecoder(bytes.NewReader(block[1]))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Errorf("%v in\n%s", err, block[1])
		}
	}
	if seen != 2 {
		t.Errorf("%d examples", seen)
	}
}
