package rewards

import (
	"context"
	"time"
)

// The ends of a delivery.
const (
	DeliveryPending   = "pending"
	DeliveryDelivered = "delivered" // the endpoint acknowledged it with a 2xx
	DeliveryDropped   = "dropped"   // nothing but ids would have remained in the body
	DeliveryDead      = "dead"      // the schedule is used up, or the endpoint answered 410
)

// Delivery is one event for one endpoint, leased to one dispatcher.
type Delivery struct {
	Event    Event
	Endpoint string
	Attempt  int // attempts made before this one
	// Fence names this lease. A settlement with an older fence changes nothing.
	Fence int64
}

// Settlement is what one attempt came to.
type Settlement struct {
	Delivery Delivery
	State    string    // DeliveryPending to try again at Next, else one of the ends
	Next     time.Time // with DeliveryPending
	At       time.Time
	Status   int    // the HTTP status, 0 if there was none
	Note     string // one line on what happened, without any value; at most 200 bytes are kept
}

// Store keeps the deliveries that Complete made. It is implemented by every store that implements
// engine.Store, over the same commit.
type Store interface {
	GrantStore
	Verifier
	KeyStore
	FeedStore
	CodeStore
	DrawStore

	// Lease takes up to limit pending deliveries of one endpoint that are due at now and under no
	// live lease, oldest first, and gives each a lease until now+hold with a new fence. The leases
	// are durable before it returns: if the process dies, each is due again when its lease ends.
	// None due: an empty slice.
	Lease(ctx context.Context, brand, endpoint string, now time.Time, hold time.Duration, limit int) ([]Delivery, error)

	// Settle records outcomes of attempts, all or none. One whose fence is not the delivery's
	// current one, or whose delivery has ended, is ignored: somebody else has it now.
	Settle(ctx context.Context, settled []Settlement) error

	// Release ends the leases of deliveries that were not attempted, so that they are due at once;
	// fenced as Settle is. If the process dies before, they are due when their lease ends.
	Release(ctx context.Context, unattempted []Delivery) error

	// NextDue returns when the earliest pending delivery of the endpoint is due (its lease's end, if
	// it is leased), or the zero time if none is pending.
	NextDue(ctx context.Context, brand, endpoint string) (time.Time, error)

	// Deliveries counts the endpoint's deliveries by state.
	Deliveries(ctx context.Context, brand, endpoint string) (map[string]int64, error)
}
