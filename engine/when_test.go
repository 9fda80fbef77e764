package engine

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"proffer/forms"
	"proffer/forms/rule"
	"proffer/rewards"
)

// earning is a quiz whose reward depends on what one knows, and that asks for more beside it.
func earning(t failer, when string) (*forms.Version, forms.Schedule) {
	t.Helper()
	v := frozen(t, `{"form": "f", "kind": "quiz", "title": "F", "outcomes": [{"id": "red", "when": {"==": [{"var": "colour"}, "red"]}, "title": "R"}, {"id": "rest", "title": "R"}], "pages": [{"id": "p", "questions": [
		{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L", "choices": [{"value": "green", "scores": {"s": 5}}, {"value": "black"}]},
		{"id": "bean", "type": "single", "label": "L", "correct": "a", "choices": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
		{"id": "colour", "type": "single", "attribute": "colour", "label": "L"},
		{"id": "decaf", "type": "yes_no", "label": "L", "correct": true, "points": 2},
		{"id": "ok", "type": "consent", "purpose": "recommend", "label": "L"}]}]}`, "")
	r := &rule.Rule{}
	if err := json.Unmarshal([]byte(when), r); err != nil {
		t.Fatalf("%v", err)
	}
	one := 1
	offer := rewards.Offer{Worth: rewards.Worth{Amount: "1.00", Currency: "EUR"}, Gives: rewards.Gives{Kind: rewards.KindPoints, Account: "leaves", Points: 10}, Limits: rewards.Limits{PerPerson: &one}, When: r}
	v.Offers = []rewards.Offered{rewards.Freeze("welcome/clever", offer)}
	return v, forms.Schedule{Limits: map[string]rewards.Limits{"welcome/clever": offer.Limits, "beans/month": {Period: rewards.PeriodMonth}}}
}

// What a person knew may earn a reward, and nothing else that they answered, declined or consented to:
// any two that know the same get the same (P4).
func TestRewardSeesOnlyKnowledge(t *testing.T) {
	v, s := earning(t, `{">=": [{"var": "knowledge.points"}, 2]}`)
	seen := map[string]string{}
	rapid.Check(t, func(rt *rapid.T) {
		quiz, rest := map[string]any{}, map[string]any{}
		draw := func(to map[string]any, id string, values ...any) {
			if value := rapid.SampledFrom(append(values, nil, map[string]any{"declined": true})).Draw(rt, id); value != nil {
				to[id] = value
			}
		}
		draw(quiz, "bean", "a", "b")
		draw(quiz, "decaf", true, false)
		draw(rest, "leaf", "green", "black")
		draw(rest, "colour", "red", "blue")
		if said := rapid.SampledFrom([]any{nil, true, false}).Draw(rt, "ok"); said != nil {
			rest["ok"] = said
		}
		all := map[string]any{}
		for _, m := range []map[string]any{quiz, rest} {
			for id, value := range m {
				all[id] = value
			}
		}
		k := someTicket()
		k.Offer = "welcome/clever"
		got := given(decided(rt, v, s, &brand{}, all, k, Facts{Rev: 1}))
		knew := string(mustJSON(quiz))
		if before, ok := seen[knew]; ok && before != got {
			rt.Fatalf("who knows %s gets %s, and with %s %s", knew, before, mustJSON(rest), got)
		}
		seen[knew] = got
		if earned := quiz["decaf"] == true; earned == (got[:4] == "null") {
			rt.Fatalf("%s gets %s", knew, got)
		}
	})
	if len(seen) < 8 {
		t.Errorf("only %d ways of knowing were seen", len(seen))
	}
}

// What depends on knowledge is shown before the start; what depends on the place is decided there.
func TestWhenAtTheTicket(t *testing.T) {
	e := &Engine{}
	for _, c := range []struct {
		when  string
		stage string
		held  int
		want  string
	}{
		{`{">=": [{"var": "knowledge.points"}, 2]}`, "", 0, "welcome/clever"},
		{`{"==": [{"var": "stage"}, "after_order"]}`, "", 0, "condition"},
		{`{"==": [{"var": "stage"}, "after_order"]}`, "after_order", 0, "welcome/clever"},
		{`{"<": [{"var": "held.beans/month"}, 2]}`, "", 1, "welcome/clever"},
		{`{"<": [{"var": "held.beans/month"}, 2]}`, "", 2, "condition"},
	} {
		v, s := earning(t, c.when)
		reply, claims := &TicketReply{}, &ticketClaims{Form: "f", Stage: c.stage}
		e.showOffer(v, s, v.Offers, Facts{Offers: map[string]rewards.Facts{"beans/month": {Held: c.held}}}, noon, reply, claims)
		if got := claims.Offer + claims.Nothing; got != c.want {
			t.Errorf("%s at %q: %s", c.when, c.stage, got)
		}
		periods := fmt.Sprint(askedOffers(v, v.Offers, s, noon))
		if asks := c.held > 0; asks != (periods == "[{welcome/clever  } {beans/month 2026-03-01 }]") {
			t.Errorf("%s asks the store for %s", c.when, periods)
		}
	}
}
