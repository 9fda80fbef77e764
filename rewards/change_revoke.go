package rewards

import (
	"strings"

	"proffer/forms/fault"
)

// Revoke takes back what is left of a grant, for a reason that is told to whoever hears of it. What was redeemed stays
// redeemed, and the offer's stock and budget are not given back: the code was out.
func Revoke(h Held, c Cause) (*Change, error) {
	if err := checkWhy(c.Why); err != nil {
		return nil, err
	}
	if h.Grant.State != StateGranted {
		return nil, fault.At(fault.Conflict, "", "not_granted", "the grant is %s; only what is granted can be revoked", h.Grant.State)
	}
	x := change(h, c)
	if left := x.out.Grant.Left; left != nil {
		x.move(*left, x.holding(), "revoked:"+h.Grant.Account)
		*left = 0
	}
	x.state(StateRevoked, EventRewardRevoked)
	return x.done(), nil
}

const maxWhy = 300 // of a reason, in bytes

func checkWhy(why string) error {
	if strings.TrimSpace(why) == "" || len(why) > maxWhy {
		return fault.At(fault.Invalid, "/why", "required", "say why, in 1 to %d bytes without anybody's data: it stands in the event", maxWhy)
	}
	return nil
}
