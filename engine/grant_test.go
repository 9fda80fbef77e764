package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// stuck is a store that can't change one grant.
type stuck struct {
	rewards.Store
	grant uuid.UUID
	code  fault.Code
}

func (s stuck) Change(ctx context.Context, brand string, grant uuid.UUID, decide func(rewards.Held) (*rewards.Change, error)) (*rewards.Change, error) {
	if grant == s.grant {
		return nil, fault.New(s.code, "it is damaged")
	}
	return s.Store.Change(ctx, brand, grant, decide)
}

// A grant that can't be changed is told, and keeps those that are due after it from nothing; where the store has no time nothing
// more is tried.
func TestAdvancePastADamagedGrant(t *testing.T) {
	w := newWorld(t)
	first, _ := w.answer("tea", "", `{"leaf": "green"}`)
	w.set(start.AddDate(0, 0, 1))
	w.answer("tea", "", `{"leaf": "green"}`)
	w.set(start.AddDate(1, 0, 0))
	for _, c := range []struct {
		code fault.Code
		want int
	}{{fault.Unavailable, 0}, {fault.Internal, 1}, {fault.Internal, 0}} {
		e := w.another(func(o *engine.Options) { o.Rewards = stuck{w.store, first.Grant.ID, c.code} })
		n, err := e.Advance(t.Context(), 10)
		if n != c.want || !fault.Is(err, c.code) || c.code == fault.Internal && !strings.Contains(err.Error(), first.Grant.ID.String()) {
			t.Errorf("%s: %d changed, %v", c.code, n, err)
		}
	}
}
