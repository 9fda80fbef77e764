package rewards

import (
	"strings"

	"proffer/forms/fault"
)

// Confirm makes what was reserved granted: the other system has given it. code, if it is not "", is that system's own, and
// unique in the brand. Where that was told before, the change is nil.
func Confirm(h Held, code string, c Cause) (*Change, error) {
	if len(code) > 64 || strings.ContainsFunc(code, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fault.At(fault.Invalid, "/code", "out_of_range", "write at most 64 printable ASCII characters without spaces, or leave it out")
	}
	if err := checkWhy(c.Why, false); err != nil {
		return nil, err
	}
	if g := h.Grant; g.Kind == KindExternal && g.State == StateGranted && g.Code == code {
		return nil, nil
	}
	if err := h.reserved(c); err != nil {
		return nil, err
	}
	x := change(h, c)
	x.out.Grant.Until, x.out.Grant.Code = nil, code
	x.state(StateGranted, EventRewardGranted)
	return x.done(), nil
}

// Release ends what was reserved and will not be given. It counts no more in the offer's stock and budget. Where
// it is released already, the change is nil.
func Release(h Held, c Cause) (*Change, error) {
	if err := checkWhy(c.Why, true); err != nil {
		return nil, err
	}
	if h.Grant.State == StateReleased {
		return nil, nil
	}
	if err := h.reserved(c); err != nil {
		return nil, err
	}
	x := change(h, c)
	x.release()
	return x.done(), nil
}

func (h Held) reserved(c Cause) error {
	switch g := h.Grant; {
	case g.State != StateReserved:
		return fault.At(fault.Conflict, "", "not_reserved", "the grant is %s; only what is reserved can be confirmed or released", g.State)
	case g.Until != nil && !g.Until.After(c.At):
		return fault.At(fault.Conflict, "", "too_late", "the time in which this could be confirmed has passed: it is released")
	}
	return nil
}

// release gives back what the reservation took of stock and budget.
func (x *changing) release() {
	x.out.Returned = true
	for _, m := range x.h.Movements {
		x.out.Movements = append(x.out.Movements, Movement{Unit: m.Unit, Amount: m.Amount, From: m.To, To: m.From, Grant: m.Grant, At: x.c.At})
	}
	x.state(StateReleased, EventRewardReleased)
}
