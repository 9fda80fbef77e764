package rewards

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// Whatever is done with a grant in whatever order: it only moves forward, one event tells of each step, and the journal sums
// to what the grant says is left.
func TestChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.SampledFrom([]Held{heldPoints(), heldCode(), heldExternal(), heldPoints(func(h *Held) {
			h.Grant.Available, h.Movements[0].To = days(14), AccountPending
		})}).Draw(t, "grant")
		if rapid.Bool().Draw(t, "undo") {
			h.Terms.Undo = span(t, "P2D")
		}
		at := noon
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, 30*24).Draw(t, "hours")) * time.Hour)
			var c *Change
			switch what := rapid.SampledFrom([]string{"redeem", "redeem", "undo", "revoke", "confirm", "release", "advance"}).Draw(t, "what"); what {
			case "redeem":
				r := RedeemRequest{Key: fmt.Sprint(rapid.IntRange(1, 9).Draw(t, "key"))}
				if rapid.Bool().Draw(t, "some") {
					r.Points = n(int64(rapid.IntRange(-1, 120).Draw(t, "points")))
				}
				c, _, _ = Redeem(h, r, by(at))
			case "undo":
				if len(h.Redemptions) > 0 {
					c, _, _ = Undo(h, rapid.SampledFrom(h.Redemptions).Draw(t, "redemption").ID, by(at))
				}
			case "revoke":
				c, _ = Revoke(h, by(at))
			case "confirm":
				c, _ = Confirm(h, "", by(at))
			case "release":
				c, _ = Release(h, by(at))
			default:
				c = Advance(h, by(at))
			}
			if c == nil {
				continue
			}
			checkChange(t, h, c, at)
			h = then(h, c)
			checkJournal(t, h)
			if again := Advance(h, by(at)); c.Due.After(at) && again != nil {
				t.Fatalf("due at %s, and at %s time does: %s", c.Due, at, putting(again))
			}
			// What is due and not changed would be due again at once, and keep the worker from the others.
			if due := c.Due; !due.IsZero() && Advance(h, by(later(due, at))) == nil {
				t.Fatalf("due at %s, when time does nothing: %s", due, putting(c))
			}
		}
	})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func checkChange(t *rapid.T, before Held, c *Change, at time.Time) {
	steps := map[string]string{StateGranted: EventRewardGranted, StateRedeemed: EventRewardRedeemed, StateExpired: EventRewardExpired, StateRevoked: EventRewardRevoked, StateReleased: EventRewardReleased}
	want := 0
	if c.Grant.State != before.Grant.State {
		want = 1
		if !Forward(before.Grant.State, c.Grant.State) {
			t.Fatalf("%s after %s", c.Grant.State, before.Grant.State)
		}
	}
	got := 0
	for _, e := range c.Events {
		if e.Type == steps[c.Grant.State] {
			got++
		}
		if e.Grant != c.Grant.ID || !e.At.Equal(at) || e.ID == uuid.Nil {
			t.Fatalf("event %+v", e)
		}
	}
	if got != want || len(c.Events) == 0 {
		t.Fatalf("%s -> %s", before.Grant.State, putting(c))
	}
}

func checkJournal(t *rapid.T, h Held) {
	sums := map[string]int64{}
	for _, m := range h.Movements {
		if m.Amount <= 0 {
			t.Fatalf("movement %+v", m)
		}
		sums[m.From] -= m.Amount
		sums[m.To] += m.Amount
	}
	if left := h.Grant.Left; left != nil {
		var spent int64
		for _, r := range h.Redemptions {
			if r.Undone == nil {
				spent += r.Points
			}
		}
		held := sums[AccountAvailable] + sums[AccountPending]
		if held != *left || sums["spent:beans"] != spent || *left < 0 || h.Grant.Points != *left+spent+sums["expired:beans"]+sums["revoked:beans"] {
			t.Fatalf("%d left, journal %v, redeemed %d", *left, sums, spent)
		}
	}
	if h.Grant.State == StateReleased && sums["budget:partner/pass"] != 0 {
		t.Fatalf("released, and the budget is %v", sums)
	}
}
