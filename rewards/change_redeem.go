package rewards

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// RedeemRequest is what the shop asks for.
type RedeemRequest struct {
	// Points are how many to take off a grant of points; nil: all that are left. Of any other kind the whole is used.
	Points *int64
	// Key is the caller's own name for this redemption: who asks again with it gets the same one.
	Key string
	// Won tells of a draw's entry whether it won; nil before the draw.
	Won *bool
}

const maxKeyLength = 100 // of an idempotency key, in characters

// CheckKey tells whether text can name a redemption.
func CheckKey(pointer, key string) error {
	if key == "" || utf8.RuneCountInString(key) > maxKeyLength || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fault.At(fault.Invalid, pointer, "out_of_range", "write 1 to %d characters of your own that name this redemption, such as the order's number; the same again is the same redemption", maxKeyLength)
	}
	return nil
}

// Redeem uses a grant, or a part of its points. Where the key was used before, the change is nil and the redemption is that
// of then, unless it was undone: then nothing is booked under the key, which is a Conflict.
func Redeem(h Held, r RedeemRequest, c Cause) (*Change, *Redemption, error) {
	if err := CheckKey("/key", r.Key); err != nil {
		return nil, nil, err
	}
	if err := checkWhy(c.Why, false); err != nil {
		return nil, nil, err
	}
	for _, before := range h.Redemptions {
		if before.Key != r.Key {
			continue
		}
		switch {
		case r.Points != nil && h.Grant.Left == nil:
			return nil, nil, errNoPoints()
		case r.Points != nil && *r.Points != before.Points:
			return nil, nil, fault.At(fault.Conflict, "/key", "key_reused", "this key names a redemption of %d points; give each redemption a key of its own", before.Points)
		case before.Undone != nil:
			return nil, nil, errUndone()
		}
		return nil, &before, nil
	}
	x := change(h, c)
	points, err := x.taken(r.Points, r.Won)
	if err != nil {
		return nil, nil, err
	}
	made := Redemption{ID: c.NewID(), Grant: h.Grant.ID, Points: points, Key: r.Key, By: c.By, Why: c.Why, At: c.At}
	if h.Terms.Undo != nil {
		until := h.Terms.Undo.After(c.At)
		made.Until = &until
	}
	x.out.Made = &made
	if x.out.Grant.Left != nil {
		*x.out.Grant.Left -= points
		x.move(points, AccountAvailable, "spent:"+h.Grant.Account)
	}
	x.event(EventRedemptionMade, EventDetail{Redemption: &made.ID, Points: points})
	x.used()
	return x.done(), &made, nil
}

func errNoPoints() error {
	return fault.At(fault.Invalid, "/points", "unknown_field", "this is no grant of points: leave points out, and the whole is redeemed")
}

func errUndone() error {
	return fault.At(fault.Conflict, "/key", "undone", "the redemption that this key names was undone, so nothing is redeemed under it; redeem again under a new key")
}

// Unusable is why a grant cannot be redeemed at that time; nil if it can.
func (h Held) Unusable(won *bool, at time.Time) *Unusable {
	x := change(h, Cause{At: at, NewID: func() uuid.UUID { return uuid.Nil }}) // nothing of it is kept
	_, err := x.taken(nil, won)
	if err == nil {
		return nil
	}
	f := fault.Of(err).Fields[0]
	return &Unusable{Reason: f.Code, Detail: f.Detail}
}

// Unusable is why a grant cannot be redeemed now.
type Unusable struct {
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// taken is how many points a redemption takes, 0 of a kind that has none, if it may be made.
func (x *changing) taken(points *int64, won *bool) (int64, error) {
	if err := x.h.standing(x.c.At); err != nil {
		return 0, err
	}
	if err := x.h.won(won); err != nil {
		return 0, err
	}
	return x.wanted(points)
}

// won refuses an entry of a draw that has no prize to be handed out.
func (h Held) won(won *bool) error {
	switch {
	case h.Grant.Kind != KindDraw || (won != nil && *won):
		return nil
	case won == nil:
		return fault.At(fault.Conflict, "", "not_won", "the draw was not made yet")
	}
	return fault.At(fault.Conflict, "", "not_won", "this entry did not win")
}

// wanted is how many points are taken: 0 of a kind that has none.
func (x *changing) wanted(asked *int64) (int64, error) {
	g := x.h.Grant
	switch {
	case g.Kind == KindBadge:
		return 0, fault.At(fault.Conflict, "", "not_redeemable", "a badge is worn, and not redeemed")
	case g.Left == nil && asked != nil:
		return 0, errNoPoints()
	case g.Left == nil && x.left() == 0:
		return 0, fault.At(fault.Conflict, "", "redeemed", "the grant was redeemed; that can still be undone")
	case g.Left == nil:
		return 0, nil
	case g.Available != nil && g.Available.After(x.c.At):
		err := fault.At(fault.Conflict, "", "pending", "these points can be spent from %s on", g.Available.UTC().Format("2006-01-02 15:04 MST"))
		err.Next = *g.Available
		return 0, err
	case g.Available != nil:
		x.arrive() // the worker was not here yet
	}
	points := *g.Left
	if asked != nil {
		points = *asked
	}
	if points < 1 && asked != nil {
		return 0, fault.At(fault.Invalid, "/points", "out_of_range", "write 1 or more points")
	}
	if points < 1 || points > *g.Left {
		return 0, fault.At(fault.Conflict, "/points", "too_few", "the grant has %d points left", *g.Left)
	}
	return points, nil
}
