package rewards

import (
	"slices"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// Undo takes a redemption back within the time that the offer states; one whose time has passed is a Conflict. Where it was
// undone before, the change is nil and the redemption is as it stands.
func Undo(h Held, redemption uuid.UUID, c Cause) (*Change, *Redemption, error) {
	if err := checkWhy(c.Why, false); err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(h.Redemptions, func(r Redemption) bool { return r.ID == redemption })
	if i < 0 {
		return nil, nil, fault.New(fault.NotFound, "the grant has no such redemption")
	}
	r := h.Redemptions[i]
	switch {
	case r.Undone != nil:
		return nil, &r, nil
	case r.Until == nil:
		return nil, nil, fault.At(fault.Conflict, "", "too_late", "the offer states no time in which a redemption can be undone")
	case !r.Until.After(c.At) || h.Grant.State != StateGranted:
		return nil, nil, fault.At(fault.Conflict, "", "too_late", "the time in which this redemption could be undone has passed")
	}
	x := change(h, c)
	at := c.At
	r.Undone = &at
	x.out.Undone = &r
	if x.out.Grant.Left != nil {
		*x.out.Grant.Left += r.Points
		x.move(r.Points, "spent:"+h.Grant.Account, AccountAvailable)
	}
	x.event(EventRedemptionUndone, EventDetail{Redemption: &r.ID, Points: r.Points})
	return x.done(), &r, nil
}
