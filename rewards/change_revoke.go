package rewards

import (
	"strings"

	"proffer/forms/fault"
)

// Revoke takes back what is left of a grant, for a reason that is told to whoever hears of it. What was redeemed stays
// redeemed, and the offer's stock and budget are not given back: the code was out.
func Revoke(h Held, c Cause) (*Change, error) {
	if err := checkWhy(c.Why, true); err != nil {
		return nil, err
	}
	if h.Grant.State != StateGranted {
		return nil, fault.At(fault.Conflict, "", "not_granted", "the grant is %s; only what is granted can be revoked", h.Grant.State)
	}
	if err := h.standing(c.At); err != nil {
		return nil, err // the worker was not here yet
	}
	x := change(h, c)
	if x.used(); x.out.Grant.State != StateGranted {
		return nil, fault.At(fault.Conflict, "", "not_granted", "the grant is %s, and no use of it can be undone any more", x.out.Grant.State)
	}
	if left := x.out.Grant.Left; left != nil {
		x.move(*left, x.holding(), "revoked:"+h.Grant.Account)
		*left = 0
	}
	x.state(StateRevoked, EventRewardRevoked)
	return x.done(), nil
}

const maxWhy = 300 // of a reason, in bytes

// checkWhy tells whether text can be the reason of a change; needed, that it is one.
func checkWhy(why string, needed bool) error {
	code := "required"
	switch {
	case len(why) > maxWhy:
		code = "out_of_range"
	case !needed || strings.TrimSpace(why) != "":
		return nil
	}
	return fault.At(fault.Invalid, "/why", code, "say why, in 1 to %d bytes without anybody's data: it stands in the event", maxWhy)
}
