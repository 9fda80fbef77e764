package rewards

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func by(at time.Time) Cause {
	return Cause{By: "key:pk_test", Why: "a test", At: at, NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }}
}

func days(n int) *time.Time {
	t := noon.AddDate(0, 0, n)
	return &t
}

func span(t interface{ Fatal(...any) }, s string) *Span {
	p, err := ParseSpan(s)
	if err != nil {
		t.Fatal(err)
	}
	return &p
}

// heldPoints is a grant of 200 points that expire after 30 days, and hence has to be changed by then.
func heldPoints(change ...func(*Held)) Held {
	left := int64(200)
	h := Held{Brand: "fieldnote", Subject: uuid.UUID{9}, Grant: Grant{ID: uuid.UUID{1}, Offer: "beans/two-hundred", Kind: KindPoints, State: StateGranted,
		Account: "beans", Points: 200, Left: &left, Response: uuid.UUID{2}, At: noon, Expires: days(30)}}
	h.Movements = []Movement{{Unit: "beans", Amount: 200, From: "program:beans/two-hundred", To: AccountAvailable, Grant: h.Grant.ID, At: noon}}
	for _, c := range change {
		c(&h)
	}
	return h
}

func heldCode(change ...func(*Held)) Held {
	h := Held{Brand: "fieldnote", Subject: uuid.UUID{9}, Grant: Grant{ID: uuid.UUID{1}, Offer: "welcome/ten-percent", Kind: KindCode, State: StateGranted,
		Code: "BREW-1", Response: uuid.UUID{2}, At: noon, Expires: days(90)}}
	for _, c := range change {
		c(&h)
	}
	return h
}

func heldExternal() Held {
	h := heldCode()
	h.Grant.Kind, h.Grant.State, h.Grant.Code, h.Grant.Until = KindExternal, StateReserved, "", days(1)
	h.Movements = []Movement{{Unit: "EUR", Amount: 200, From: "budget:partner/pass", To: "granted:partner/pass", Grant: h.Grant.ID, At: noon}}
	return h
}

func undoable(t testing.TB) func(*Held) {
	return func(h *Held) { h.Terms.Undo = span(t, "PT1H") }
}

// then is the grant as a store has it after a change.
func then(h Held, c *Change) Held {
	if c == nil {
		return h
	}
	h.Grant = c.Grant
	h.Redemptions = append([]Redemption{}, h.Redemptions...)
	if c.Made != nil {
		h.Redemptions = append(h.Redemptions, *c.Made)
	}
	for i := range h.Redemptions {
		if c.Undone != nil && c.Undone.ID == h.Redemptions[i].ID {
			h.Redemptions[i] = *c.Undone
		}
	}
	h.Movements = append(append([]Movement{}, h.Movements...), c.Movements...)
	return h
}

func putting(c *Change) string {
	if c == nil {
		return "nothing"
	}
	s := c.Grant.State
	if c.Grant.Left != nil {
		s += fmt.Sprintf(" %d left", *c.Grant.Left)
	}
	for _, m := range c.Movements {
		s += fmt.Sprintf("; %d %s %s -> %s", m.Amount, m.Unit, m.From, m.To)
	}
	for _, e := range c.Events {
		s += "; " + e.Type
	}
	if !c.Due.IsZero() {
		s += "; due " + c.Due.Sub(noon).String()
	}
	if c.Returned {
		s += "; returned"
	}
	return s
}

func n(points int64) *int64 { return &points }

func TestRedeem(t *testing.T) {
	pending := func(h *Held) { h.Grant.Available = days(14) }
	for _, c := range []struct {
		name   string
		held   Held
		points *int64
		at     time.Time
		want   string
		code   string // of the fault
	}{
		{"a code", heldCode(), nil, noon, "redeemed; redemption.made; reward.redeemed", ""},
		{"a code that can be undone", heldCode(undoable(t)), nil, noon, "granted; redemption.made; due 1h0m0s", ""},
		{"points of a code", heldCode(), n(1), noon, "", "unknown_field"},
		{"some points", heldPoints(), n(50), noon, "granted 150 left; 50 beans @available -> spent:beans; redemption.made; due 720h0m0s", ""},
		{"all points", heldPoints(), nil, noon, "redeemed 0 left; 200 beans @available -> spent:beans; redemption.made; reward.redeemed", ""},
		{"more than there are", heldPoints(), n(201), noon, "", "too_few"},
		{"no points", heldPoints(), n(0), noon, "", "out_of_range"},
		{"fewer than none", heldPoints(), n(-1), noon, "", "out_of_range"},
		{"pending points", heldPoints(pending), n(1), noon, "", "pending"},
		{"points that arrive now", heldPoints(pending), n(20), *days(14),
			"granted 180 left; 200 beans @pending -> @available; 20 beans @available -> spent:beans; points.available; redemption.made; due 720h0m0s", ""},
		{"an expired code, before the worker came", heldCode(), nil, *days(90), "", "expired"},
		{"a code just before it expires", heldCode(), nil, days(90).Add(-1), "redeemed; redemption.made; reward.redeemed", ""},
		{"what is reserved", heldExternal(), nil, noon, "", "not_granted"},
		{"what was revoked", heldCode(func(h *Held) { h.Grant.State = StateRevoked }), nil, noon, "", "not_granted"},
		{"an entry before the draw", heldCode(func(h *Held) { h.Grant.Kind = KindDraw }), nil, noon, "", "not_won"},
		{"a badge", heldCode(func(h *Held) { h.Grant.Kind = KindBadge }), nil, noon, "", "not_redeemable"},
	} {
		change, made, err := Redeem(c.held, RedeemRequest{Points: c.points, Key: "order-1"}, by(c.at))
		if c.code != "" {
			if change != nil || made != nil || !fault.Has(err, c.code) {
				t.Errorf("%s: %s, %v; want %s", c.name, putting(change), err, c.code)
			}
			continue
		}
		if err != nil || putting(change) != c.want || made == nil || made.Key != "order-1" || made.By != "key:pk_test" {
			t.Errorf("%s: %s, %v\nwant %s", c.name, putting(change), err, c.want)
		}
	}
}

// The same key is the same redemption, whatever became of the grant since; for another amount it is a mistake.
func TestRedeemAgain(t *testing.T) {
	change, first, err := Redeem(heldPoints(), RedeemRequest{Points: n(50), Key: "order-1"}, by(noon))
	if err != nil {
		t.Fatal(err)
	}
	h := then(heldPoints(), change)
	for _, points := range []*int64{n(50), nil} {
		again, made, err := Redeem(h, RedeemRequest{Points: points, Key: "order-1"}, by(*days(400)))
		if err != nil || again != nil || made.ID != first.ID {
			t.Errorf("again: %s, %v, %v", putting(again), made, err)
		}
	}
	if again, _, err := Redeem(h, RedeemRequest{Points: n(60), Key: "order-1"}, by(noon)); again != nil || !fault.Has(err, "key_reused") {
		t.Errorf("another amount: %s, %v", putting(again), err)
	}
	for _, key := range []string{"", "a\nb", string(make([]byte, 101))} {
		if _, _, err := Redeem(h, RedeemRequest{Key: key}, by(noon)); !fault.Has(err, "out_of_range") {
			t.Errorf("key %q: %v", key, err)
		}
	}
}

func TestUndo(t *testing.T) {
	change, made, err := Redeem(heldPoints(undoable(t)), RedeemRequest{Points: n(200), Key: "order-1"}, by(noon))
	if err != nil {
		t.Fatal(err)
	}
	h := then(heldPoints(undoable(t)), change)
	undone, r, err := Undo(h, made.ID, by(noon.Add(59*time.Minute)))
	if want := "granted 200 left; 200 beans spent:beans -> @available; redemption.undone; due 720h0m0s"; err != nil || putting(undone) != want || r.Undone == nil {
		t.Errorf("%s, %v\nwant %s", putting(undone), err, want)
	}
	if c, same, err := Undo(then(h, undone), made.ID, by(*days(400))); err != nil || c != nil || same.ID != made.ID || same.Undone == nil {
		t.Errorf("twice: %s, %v, %v", putting(c), same, err)
	}
	if c, _, err := Redeem(then(h, undone), RedeemRequest{Points: n(200), Key: "order-1"}, by(noon)); c != nil || !fault.Has(err, "undone") {
		t.Errorf("under the key that was undone: %s, %v", putting(c), err)
	}
	if _, _, err := Undo(h, made.ID, by(noon.Add(time.Hour))); !fault.Has(err, "too_late") {
		t.Errorf("an hour later: %v", err)
	}
	if _, _, err := Undo(h, uuid.UUID{7}, by(noon)); !fault.Is(err, fault.NotFound) {
		t.Errorf("another one: %v", err)
	}
	change, made, _ = Redeem(heldPoints(), RedeemRequest{Points: n(1), Key: "order-1"}, by(noon))
	if _, _, err := Undo(then(heldPoints(), change), made.ID, by(noon)); !fault.Has(err, "too_late") {
		t.Errorf("where no time is stated: %v", err)
	}
	// A code can be used again once its use is undone.
	change, made, _ = Redeem(heldCode(undoable(t)), RedeemRequest{Key: "order-1"}, by(noon))
	used := then(heldCode(undoable(t)), change)
	if _, _, err := Redeem(used, RedeemRequest{Key: "order-2"}, by(noon)); !fault.Has(err, "redeemed") {
		t.Errorf("a second use: %v", err)
	}
	undone, _, err = Undo(used, made.ID, by(noon))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Redeem(then(used, undone), RedeemRequest{Key: "order-2"}, by(noon)); err != nil {
		t.Errorf("after undoing: %v", err)
	}
	for _, c := range []struct {
		h    Held
		want string
	}{{heldCode(undoable(t)), ""}, {used, "redeemed"}, {then(used, undone), ""}} {
		got := ""
		if u := c.h.Unusable(nil, noon); u != nil {
			got = u.Reason
		}
		if got != c.want {
			t.Errorf("unusable for %q, want %q", got, c.want)
		}
	}
}

func TestRevokeConfirmRelease(t *testing.T) {
	silent, long := by(noon), by(noon)
	silent.Why, long.Why = " ", strings.Repeat("x", 301)
	use, _, err := Redeem(heldCode(undoable(t)), RedeemRequest{Key: "order-1"}, by(noon))
	if err != nil {
		t.Fatal(err)
	}
	used := then(heldCode(undoable(t)), use)
	some, _, err := Redeem(heldPoints(), RedeemRequest{Points: n(50), Key: "order-1"}, by(noon))
	if err != nil {
		t.Fatal(err)
	}
	confirm, err := Confirm(heldExternal(), "PASS-1", by(noon))
	if err != nil {
		t.Fatal(err)
	}
	release, err := Release(heldExternal(), by(noon))
	if err != nil {
		t.Fatal(err)
	}
	confirmed, released := then(heldExternal(), confirm), then(heldExternal(), release)
	for _, c := range []struct {
		name string
		do   func() (*Change, error)
		want string
		code string
	}{
		{"revoke the rest", func() (*Change, error) { return Revoke(then(heldPoints(), some), by(noon)) }, "revoked 0 left; 150 beans @available -> revoked:beans; reward.revoked", ""},
		{"revoke pending points", func() (*Change, error) {
			return Revoke(heldPoints(func(h *Held) { h.Grant.Available = days(1) }), by(noon))
		}, "revoked 0 left; 200 beans @pending -> revoked:beans; reward.revoked", ""},
		{"revoke a code", func() (*Change, error) { return Revoke(heldCode(), by(noon)) }, "revoked; reward.revoked", ""},
		{"revoke an expired code, before the worker came", func() (*Change, error) { return Revoke(heldCode(), by(*days(90))) }, "", "expired"},
		{"revoke a used code that could be undone", func() (*Change, error) { return Revoke(used, by(noon.Add(59*time.Minute))) }, "revoked; reward.revoked", ""},
		{"revoke a used code, before the worker came", func() (*Change, error) { return Revoke(used, by(noon.Add(time.Hour))) }, "", "not_granted"},
		{"revoke with a long why", func() (*Change, error) { return Revoke(heldCode(), long) }, "", "out_of_range"},
		{"redeem with a long why", func() (*Change, error) {
			c, _, err := Redeem(heldCode(), RedeemRequest{Key: "order-1"}, long)
			return c, err
		}, "", "out_of_range"},
		{"undo with a long why", func() (*Change, error) {
			c, _, err := Undo(used, used.Redemptions[0].ID, long)
			return c, err
		}, "", "out_of_range"},
		{"confirm with a long why", func() (*Change, error) { return Confirm(heldExternal(), "", long) }, "", "out_of_range"},
		{"release with a long why", func() (*Change, error) { return Release(heldExternal(), long) }, "", "out_of_range"},
		{"revoke without why", func() (*Change, error) { return Revoke(heldCode(), silent) }, "", "required"},
		{"revoke what is reserved", func() (*Change, error) { return Revoke(heldExternal(), by(noon)) }, "", "not_granted"},
		{"confirm", func() (*Change, error) { return Confirm(heldExternal(), "PASS-1", by(noon)) }, "granted; reward.granted; due 2160h0m0s", ""},
		{"confirm too late", func() (*Change, error) { return Confirm(heldExternal(), "", by(*days(1))) }, "", "too_late"},
		{"confirm again", func() (*Change, error) { return Confirm(confirmed, "PASS-1", by(*days(2))) }, putting(nil), ""},
		{"confirm again with another code", func() (*Change, error) { return Confirm(confirmed, "PASS-2", by(noon)) }, "", "not_reserved"},
		{"release again", func() (*Change, error) { return Release(released, by(*days(2))) }, putting(nil), ""},
		{"release what was confirmed", func() (*Change, error) { return Release(confirmed, by(noon)) }, "", "not_reserved"},
		{"confirm a code", func() (*Change, error) { return Confirm(heldCode(), "", by(noon)) }, "", "not_reserved"},
		{"confirm with a bad code", func() (*Change, error) { return Confirm(heldExternal(), "a b", by(noon)) }, "", "out_of_range"},
		{"release", func() (*Change, error) { return Release(heldExternal(), by(noon)) }, "released; 200 EUR granted:partner/pass -> budget:partner/pass; reward.released; returned", ""},
		{"release a code", func() (*Change, error) { return Release(heldCode(), by(noon)) }, "", "not_reserved"},
	} {
		change, err := c.do()
		if c.code != "" {
			if change != nil || !fault.Has(err, c.code) {
				t.Errorf("%s: %s, %v; want %s", c.name, putting(change), err, c.code)
			}
		} else if err != nil || putting(change) != c.want {
			t.Errorf("%s: %s, %v\nwant %s", c.name, putting(change), err, c.want)
		}
	}
	if c, _ := Confirm(heldExternal(), "PASS-1", by(noon)); c.Grant.Code != "PASS-1" || c.Grant.Until != nil {
		t.Errorf("confirmed as %+v", c.Grant)
	}
}

func TestAdvance(t *testing.T) {
	used, _, _ := Redeem(heldCode(undoable(t)), RedeemRequest{Key: "order-1"}, by(noon))
	some, _, _ := Redeem(heldPoints(undoable(t)), RedeemRequest{Points: n(50), Key: "order-1"}, by(days(30).Add(-time.Minute)))
	late := then(heldPoints(undoable(t)), some)
	ended := then(late, Advance(late, by(*days(30))))
	undone, _, err := Undo(ended, ended.Redemptions[0].ID, by(*days(30)))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		held Held
		at   time.Time
		want string
	}{
		{"a code in its time", heldCode(), noon, "nothing"},
		{"a code that expires", heldCode(), *days(90), "expired; reward.expired"},
		{"points that expire", heldPoints(), *days(30), "expired 0 left; 200 beans @available -> expired:beans; reward.expired"},
		{"points that arrive", heldPoints(func(h *Held) { h.Grant.Available = days(14) }), *days(14), "granted 200 left; 200 beans @pending -> @available; points.available; due 720h0m0s"},
		{"points that arrive and expire", heldPoints(func(h *Held) { h.Grant.Available = days(14) }), *days(31),
			"expired 0 left; 200 beans @pending -> @available; 200 beans @available -> expired:beans; points.available; reward.expired"},
		{"what was not confirmed", heldExternal(), *days(1), "released; 200 EUR granted:partner/pass -> budget:partner/pass; reward.released; returned"},
		{"what may still be confirmed", heldExternal(), noon, "nothing"},
		{"a used code that can be undone", then(heldCode(undoable(t)), used), noon.Add(time.Minute), "nothing"},
		{"a used code that can't any more", then(heldCode(undoable(t)), used), noon.Add(time.Hour), "redeemed; reward.redeemed"},
		{"the rest of points expires while some can be undone", late, *days(30), "granted 0 left; 150 beans @available -> expired:beans; due 720h59m0s"},
		{"and then they can't", ended, days(30).Add(time.Hour), "redeemed 0 left; reward.redeemed"},
		{"what is undone after it expired", then(ended, undone), *days(30), "expired 0 left; 50 beans @available -> expired:beans; reward.expired"},
		{"what is final", heldCode(func(h *Held) { h.Grant.State = StateExpired }), *days(500), "nothing"},
	} {
		if got := putting(Advance(c.held, by(c.at))); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestBurn(t *testing.T) {
	grant := func(i byte, points int64, expires *time.Time) Held {
		h := heldPoints()
		h.Grant.ID, h.Grant.Left, h.Grant.Expires = uuid.UUID{i}, n(points), expires
		return h
	}
	waiting := grant(4, 500, nil)
	waiting.Grant.Available = days(1)
	list := []Held{grant(1, 100, nil), grant(2, 100, days(60)), grant(3, 30, days(20)), waiting, grant(5, 100, days(0))}
	changes, made, err := Burn(list, 180, "order-1", by(noon))
	if err != nil || len(changes) != 3 || changes[0].Grant.ID != (uuid.UUID{3}) || changes[1].Grant.ID != (uuid.UUID{2}) || *changes[2].Grant.Left != 50 || len(made) != 3 {
		t.Fatalf("%v %v", changes, err)
	}
	if _, _, err := Burn(list, 231, "order-1", by(noon)); !fault.Has(err, "too_few") {
		t.Errorf("more than there are: %v", err)
	}
	after := []Held{then(list[2], &changes[0]), then(list[1], &changes[1]), then(list[0], &changes[2])}
	if again, same, err := Burn(after, 180, "order-1", by(noon)); err != nil || again != nil || len(same) != 3 {
		t.Errorf("again: %v, %v, %v", again, same, err)
	}
	gone := slices.Clone(after)
	for i := range gone {
		gone[i].Redemptions = slices.Clone(gone[i].Redemptions)
		for j := range gone[i].Redemptions {
			gone[i].Redemptions[j].Undone = &noon
		}
	}
	if _, _, err := Burn(gone, 180, "order-1", by(noon)); !fault.Has(err, "undone") {
		t.Errorf("under the key that was undone: %v", err)
	}
	if _, _, err := Burn(after, 20, "order-1", by(noon)); !fault.Has(err, "key_reused") {
		t.Errorf("the key for another amount: %v", err)
	}
}
