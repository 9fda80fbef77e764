package engine

import (
	"reflect"
	"testing"

	"github.com/google/uuid"

	"proffer/rewards"
)

// What a decision hands to the store of a reward: points as one movement with both its sides, a code
// without one, each with its once-key and its worth.
func TestDecidedReward(t *testing.T) {
	v, s, b := compiled(t, quiz(drawnMore, page("start", "", ask("single", "leaf", `, "choices": [{"value": "green", "scores": {"s": 1}}, {"value": "black"}]`), ask("multiple", "notes", ""))))
	held := Facts{Offers: map[string]rewards.Facts{"leaves/hundred": {Taken: 2}, "welcome/code": {Taken: 1}}}
	answers := map[string]any{"leaf": "green"}
	k := someTicket()

	k.Offer = "leaves/hundred"
	d, err := decided(t, v, s, b, answers, k, held)
	if err != nil {
		t.Fatal(err)
	}
	want := []rewards.Movement{{Unit: "leaves", Amount: 100, From: "program:leaves/hundred", To: rewards.AccountAvailable, Grant: uuid.UUID{3}, At: noon}}
	if !reflect.DeepEqual(d.Movements, want) || d.Period != "2026-03-01" || d.Ordinal != 1 || d.Spent != 600 || d.Recode != nil || d.Grant.Code != "" {
		t.Errorf("movement %+v, period %q, ordinal %d, spent %d", d.Movements, d.Period, d.Ordinal, d.Spent)
	}

	k.Offer = "welcome/code"
	if d, err = decided(t, v, s, b, answers, k, held); err != nil {
		t.Fatal(err)
	}
	if d.Movements != nil || d.Period != "" || d.Ordinal != 1 || d.Spent != 250 || d.Grant.Code != d.Recode(0) || d.Recode(0) == d.Recode(1) {
		t.Errorf("code %+v, period %q, ordinal %d, spent %d, movements %v", d.Grant, d.Period, d.Ordinal, d.Spent, d.Movements)
	}
	if len(d.Events) != 2 || d.Events[0].Type != rewards.EventResponseCompleted || d.Events[1].Type != rewards.EventRewardGranted || d.Events[1].Grant != d.Grant.ID {
		t.Errorf("events %+v", d.Events)
	}
}
