package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/engine"
	"proffer/rewards"
)

// costs are a report's lines, short.
func (w *world) costs(r engine.CostRequest) []string {
	w.t.Helper()
	list, err := w.Cost(w.t.Context(), r)
	w.must(err)
	var out []string
	for _, l := range list {
		text := fmt.Sprintf("%s %s%s%s responses %d-%d grants %d answers %d", l.Level, l.Form, prefixed(" ", l.Offer), prefixed(" ", l.Attribute), l.Responses, l.Unlisted, l.Grants, l.Answers)
		if l.Currency != "" {
			text += fmt.Sprintf(" %s %s = %s + %s + %s + %s", l.Currency, l.Granted, l.Redeemed, l.Expired, l.TakenBack, l.Open)
		}
		if l.PerAnswer != nil {
			text += fmt.Sprintf(" each %s", l.PerAnswer)
		}
		out = append(out, text)
	}
	return out
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// Worked numbers. One person tells two things for a code of 2.50 and redeems it; one tells one thing for a code that is revoked; one
// tells three for 100 points worth 6.00 and spends 33 of them, and 7 that are undone; the first one comes again for nothing.
func TestCost(t *testing.T) {
	w := newWorld(t, `"limits": {"perPerson": 1, "period": "month", "stock": 3}`, `"limits": {"perPerson": 1, "period": "month", "stock": 3}, "undo": "PT1H"`)
	answer := func(token, answers string) *engine.Reply {
		t.Helper()
		reply, err := w.send(w.ticket("tea", token).Ticket, answers)
		w.must(err)
		return reply
	}
	first := w.ticket("tea", "")
	a, err := w.send(first.Ticket, `{"leaf": "green", "strength": 3}`)
	w.must(err)
	b := answer("", `{"leaf": "herbal"}`)
	c := answer("", `{"leaf": "black", "milk": true, "strength": 2}`)
	w.set(start.Add(time.Hour))
	answer(first.Subject.Token, `{"leaf": "green"}`)
	client, ctx := clientOf("shop"), t.Context()
	redeem := func(g *engine.GrantReply, points int64, key string) *rewards.Redemption {
		t.Helper()
		r := rewards.RedeemRequest{Key: key}
		if points > 0 {
			r.Points = &points
		}
		made, _, err := w.Redeem(ctx, client, g.ID, r, "")
		w.must(err)
		return made
	}
	redeem(a.Grant, 0, "a")
	w.must(w.Revoke(ctx, client, b.Grant.ID, "a test"))
	redeem(c.Grant, 33, "c")
	undone := redeem(c.Grant, 7, "d")
	if _, err := w.Undo(ctx, client, c.Grant.ID, undone.ID, "a test"); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"form tea responses 4-0 grants 3 answers 7 EUR 11.00 = 4.48 + 0.00 + 2.50 + 4.02 each 1.571429",
		"offer tea leaves/hundred responses 1-0 grants 1 answers 3 EUR 6.00 = 1.98 + 0.00 + 0.00 + 4.02 each 2.00",
		"offer tea welcome/code responses 2-0 grants 2 answers 3 EUR 5.00 = 2.50 + 0.00 + 2.50 + 0.00 each 1.666667",
		"attribute tea leaf responses 4-0 grants 3 answers 4 EUR 5.75 = 1.91 + 0.00 + 2.50 + 1.34 each 1.4375",
		"attribute tea milk responses 1-0 grants 1 answers 1 EUR 2.00 = 0.66 + 0.00 + 0.00 + 1.34 each 2.00",
		"attribute tea strength responses 2-0 grants 2 answers 2 EUR 3.25 = 1.91 + 0.00 + 0.00 + 1.34 each 1.625",
	}
	if got := w.costs(engine.CostRequest{}); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := w.costs(engine.CostRequest{Brand: "leafline", Form: "tea", From: start, To: start.Add(time.Hour)}); len(got) != 6 || !strings.HasPrefix(got[0], "form tea responses 3-0 grants 3 answers 6 EUR 11.00 ") {
		t.Errorf("up to the second hour: %q", got)
	}
	for _, r := range []engine.CostRequest{{Brand: "other"}, {Form: "visit"}, {From: start.Add(2 * time.Hour)}, {To: start}} {
		if got := w.costs(r); got != nil {
			t.Errorf("%+v: %q", r, got)
		}
	}
	// Forty days later the answers have ended, deleted or not: what they cost stays, and what of it is whose is not known any more.
	w.set(start.AddDate(0, 0, 40))
	want = []string{
		"form tea responses 3-3 grants 3 answers 0 EUR 11.00 = 4.48 + 0.00 + 2.50 + 4.02",
		"offer tea leaves/hundred responses 1-1 grants 1 answers 0 EUR 6.00 = 1.98 + 0.00 + 0.00 + 4.02",
		"offer tea welcome/code responses 2-2 grants 2 answers 0 EUR 5.00 = 2.50 + 0.00 + 2.50 + 0.00",
	}
	for range 2 {
		if got := w.costs(engine.CostRequest{}); !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		for n := 1; n > 0; {
			n, err = w.store.Expire(ctx, w.time(), 100)
			w.must(err)
		}
	}
}

// What was not redeemed in time is told as expired, of points the rest; who was erased is in no line.
func TestCostOfWhatExpired(t *testing.T) {
	w := newWorld(t, `"limits": {"perPerson": 1, "period": "month", "stock": 3}`, `"limits": {"perPerson": 1, "period": "month", "stock": 3}, "expires": "P1D"`, `"stock": 2}, "expires": "P90D"`, `"stock": 2}, "expires": "P1D"`)
	for i := range 3 {
		k := w.ticket("tea", "")
		reply, err := w.send(k.Ticket, `{"leaf": "green"}`)
		w.must(err)
		if i == 0 {
			w.must(w.Erase(t.Context(), w.caller(k.Subject.Token)))
		}
		if i == 2 {
			third := int64(25)
			if _, _, err := w.Redeem(t.Context(), clientOf("shop"), reply.Grant.ID, rewards.RedeemRequest{Points: &third, Key: "x"}, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.set(start.AddDate(0, 0, 2))
	if n, err := w.Advance(t.Context(), 10); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	want := []string{
		"form tea responses 2-0 grants 2 answers 2 EUR 8.50 = 1.50 + 7.00 + 0.00 + 0.00 each 4.25",
		"offer tea leaves/hundred responses 1-0 grants 1 answers 1 EUR 6.00 = 1.50 + 4.50 + 0.00 + 0.00 each 6.00",
		"offer tea welcome/code responses 1-0 grants 1 answers 1 EUR 2.50 = 0.00 + 2.50 + 0.00 + 0.00 each 2.50",
		"attribute tea leaf responses 2-0 grants 2 answers 2 EUR 8.50 = 1.50 + 7.00 + 0.00 + 0.00 each 4.25",
	}
	if got := w.costs(engine.CostRequest{}); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
