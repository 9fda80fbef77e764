package rewards

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// Cause is who changes a grant, why and when, with the source of the ids that the change needs.
type Cause struct {
	By    string // "key:pk_ab12cd34", "operator", "worker"
	Why   string
	At    time.Time
	NewID func() uuid.UUID
}

// EventDetail is what an event about a grant says beside the grant itself.
type EventDetail struct {
	By         string     `json:"by,omitempty"`
	Why        string     `json:"why,omitempty"`
	Redemption *uuid.UUID `json:"redemption,omitempty"`
	Points     int64      `json:"points,omitempty"`
}

// changing is a change as it is being made up: a copy of the grant that is changed, and what is written beside it.
type changing struct {
	h     Held
	c     Cause
	out   Change
	moved bool // something is different, if only when the grant is due
}

func change(h Held, c Cause) *changing {
	x := &changing{h: h, c: c, out: Change{Grant: h.Grant}}
	if h.Grant.Left != nil {
		left := *h.Grant.Left
		x.out.Grant.Left = &left
	}
	return x
}

// done is the change with when time changes the grant next.
func (x *changing) done() *Change {
	x.out.Due = x.due()
	return &x.out
}

func (x *changing) state(to, event string) {
	x.out.Grant.State = to
	x.event(event, EventDetail{})
}

func (x *changing) event(kind string, d EventDetail) {
	d.By, d.Why = x.c.By, x.c.Why
	detail, err := json.Marshal(d)
	if err != nil {
		panic("rewards: an event's detail that does not encode: " + err.Error()) // only types of this file are in it
	}
	g := x.h.Grant
	x.out.Events = append(x.out.Events, Announcement{Event: Event{
		ID: x.c.NewID(), Type: kind, Brand: x.h.Brand, Subject: x.h.Subject, Response: g.Response, Grant: g.ID, At: x.c.At, Detail: detail,
	}})
	x.moved = true
}

func (x *changing) move(amount int64, from, to string) {
	if amount == 0 {
		return
	}
	x.out.Movements = append(x.out.Movements, Movement{Unit: x.h.Grant.Account, Amount: amount, From: from, To: to, Grant: x.h.Grant.ID, At: x.c.At})
	x.moved = true
}

// holding is the account in which the grant's points are now.
func (x *changing) holding() string {
	if x.out.Grant.Available != nil {
		return AccountPending
	}
	return AccountAvailable
}

// left is how many points are left; of a grant that has none it is 1 until it is used.
func (x *changing) left() int64 {
	if l := x.out.Grant.Left; l != nil {
		return *l
	}
	if len(x.live()) > 0 {
		return 0
	}
	return 1
}

// live are the redemptions that were not undone, as this change leaves them.
func (x *changing) live() []Redemption {
	var out []Redemption
	for _, r := range x.h.Redemptions {
		if r.Undone == nil && (x.out.Undone == nil || x.out.Undone.ID != r.ID) {
			out = append(out, r)
		}
	}
	if x.out.Made != nil {
		out = append(out, *x.out.Made)
	}
	return out
}

// undoable is the moment from which nothing of the grant can be undone any more; not after now if that is so already.
func (x *changing) undoable() time.Time {
	var last time.Time
	for _, r := range x.live() {
		if r.Until != nil && r.Until.After(last) {
			last = *r.Until
		}
	}
	return last
}

// due is when time changes the grant next; the zero time: never.
func (x *changing) due() time.Time {
	g := x.out.Grant
	var soonest time.Time
	at := func(t *time.Time) {
		if t != nil && !t.IsZero() && (soonest.IsZero() || t.Before(soonest)) {
			soonest = *t
		}
	}
	switch g.State {
	case StateReserved:
		at(g.Until)
	case StateGranted:
		at(g.Available)
		if x.left() > 0 {
			at(g.Expires)
		} else {
			last := x.undoable()
			at(&last)
		}
	}
	return soonest
}

// used ends the grant as redeemed once nothing of it is left and nothing of it can be undone.
func (x *changing) used() {
	if x.out.Grant.State == StateGranted && x.left() == 0 && len(x.live()) > 0 && !x.undoable().After(x.c.At) {
		x.state(StateRedeemed, EventRewardRedeemed)
	}
}

// standing tells whether the grant can be used at a moment, or a Conflict that says why not.
func (h Held) standing(at time.Time) error {
	g := h.Grant
	switch {
	case g.State == StateReserved:
		return fault.At(fault.Conflict, "", "not_granted", "the grant is reserved: the system that gives it has not confirmed it")
	case g.State != StateGranted:
		return fault.At(fault.Conflict, "", "not_granted", "the grant is %s, which is final", g.State)
	case g.Expires != nil && !g.Expires.After(at):
		return fault.At(fault.Conflict, "", "expired", "the grant has expired")
	}
	return nil
}
