package engine

import (
	"context"

	"proffer/forms/fault"
	"proffer/rewards"
)

// Verify calls each for everything in the store that must never be, and stops at its first error, which it returns. It knows
// from the versions what each of them gives; one that is not there, or can't be read, is a violation itself.
func (e *Engine) Verify(ctx context.Context, each func(rewards.Violation) error) (rewards.Verified, error) {
	return e.o.Rewards.Verify(ctx, func(brand, form string, number int) (rewards.Gave, error) {
		v, err := e.version(ctx, brand, form, number)
		if fault.Is(err, fault.Unavailable) || ctx.Err() != nil {
			return rewards.Gave{}, err
		}
		if err != nil {
			return rewards.Gave{Unreadable: err.Error()}, nil //nolint:nilerr // what can't be read is what Verify looks for
		}
		return v.Gave(), nil
	}, each)
}
