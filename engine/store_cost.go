package engine

import (
	"context"
	"time"

	"proffer/rewards"
)

// Spending is one response with what was given for it, for sums: it names no person.
type Spending struct {
	Brand   string
	Form    string
	Version int
	At      time.Time
	// Kept are the answers that were kept; Listed is false where the response's lists have ended, and then there are none.
	Kept   []KeptRef
	Listed bool
	// Gave are the grants that the response earned, of its offer's chain and bonuses.
	Gave []Spent
}

// Spent is a grant as it now stands, with what it costs.
type Spent struct {
	Grant rewards.Grant // without code, discount, response and times but At
	// Cost is what it cost its offer's budget, in the smallest unit of the worth's currency.
	Cost int64
	// Used are the points that redemptions took which were not undone; of another kind, how many such redemptions there are.
	Used int64
}

// CostStore sums nothing up itself: it reads what a report sums up.
type CostStore interface {
	// Spendings calls each for every response of a brand and form ("" for all) from a moment on, up to and without another one (the
	// zero time: no bound), form by form, in the order in which they were completed. It stops at each's first error and
	// returns it. A response that is committed meanwhile may be among them or not; none is there twice. Lists that have
	// ended at now are not read, deleted or not. What was given to people who were erased is not among it.
	Spendings(ctx context.Context, brand, form string, from, to, now time.Time, each func(Spending) error) error
}
