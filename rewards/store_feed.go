package rewards

import "context"

// FeedStore reads a brand's events in the order in which they were committed.
type FeedStore interface {
	// Events returns the brand's events with a seq above after, at most limit, in the order of seq and
	// without a gap, and the seq of its newest event. What commits later has a greater seq than all of
	// them, so who goes on after the last one misses nothing. Events of subjects that were erased are
	// among them, without subject, response and grant. A brand that has none, or is not known: an empty
	// slice and 0.
	Events(ctx context.Context, brand string, after int64, limit int) (list []Event, newest int64, err error)
}
