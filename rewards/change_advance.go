package rewards

import "time"

// Advance is what time alone does to a grant by now: what was not confirmed is released, points arrive, what was not used
// expires, and what is used up and can't be undone any more is redeemed. It is nil where nothing of that is so. Points of
// which some were redeemed before the rest expired end as redeemed, since the person had them.
func Advance(h Held, c Cause) *Change {
	x := change(h, c)
	passed := func(t *time.Time) bool { return t != nil && !t.After(c.At) }
	g := &x.out.Grant
	switch g.State {
	case StateReserved:
		if !passed(g.Until) {
			return nil
		}
		x.c.Why = "it was not confirmed in time"
		x.release()
	case StateGranted:
		if passed(g.Available) {
			x.arrive()
		}
		if passed(g.Expires) && x.left() > 0 {
			x.expire()
		}
		x.used()
	default:
		return nil
	}
	if !x.moved {
		return nil
	}
	return x.done()
}

// arrive lets points be spent that were pending.
func (x *changing) arrive() {
	g := &x.out.Grant
	x.move(*g.Left, AccountPending, AccountAvailable)
	g.Available = nil
	x.event(EventPointsAvailable, EventDetail{Points: *g.Left})
}

// expire ends what is left. Where something was redeemed the grant is not expired: it waits until that can't be undone.
func (x *changing) expire() {
	g := &x.out.Grant
	if g.Left != nil {
		x.move(*g.Left, x.holding(), "expired:"+g.Account)
		*g.Left = 0
	}
	if len(x.live()) == 0 {
		x.state(StateExpired, EventRewardExpired)
	}
}
