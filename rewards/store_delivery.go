package rewards

import (
	"context"
	"time"

	"github.com/google/uuid"
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
	// Again is when one that is released shall be due; the zero time: at once.
	Again time.Time
}

// Settlement is what one attempt came to.
type Settlement struct {
	Delivery Delivery
	State    string    // DeliveryPending to try again at Next, else one of the ends
	Next     time.Time // with DeliveryPending
	At       time.Time
	Status   int      // the HTTP status, 0 if there was none
	Note     string   // one line on what happened, without any value; at most 200 bytes are kept
	Attempt  *Attempt // for the log; nil where nothing was sent
}

// DeliveryQuery asks for an endpoint's deliveries.
type DeliveryQuery struct {
	State  string    // "" for any
	Type   string    // of event, "" for any
	Event  uuid.UUID // the zero id for any
	Before int64     // only events with a smaller seq; 0 for the newest
	Limit  int
}

// DeliveryEntry is one delivery as it stands.
type DeliveryEntry struct {
	Event    Event
	State    string
	Leased   bool      // with DeliveryPending: an attempt is under way
	Attempts int       // made and settled, since the last replay
	Next     time.Time // with DeliveryPending: when it is due, or its lease ends
	At       time.Time // when it ended
	Status   int       // of the last attempt, 0 if there was none
	Note     string
	Log      []Attempt // those still in the log, oldest first
}

// Replay says which ended deliveries of an endpoint come again.
type Replay struct {
	States []string  // of DeliveryDead and DeliveryDelivered
	Event  uuid.UUID // the zero id for any
	// From and To bound the time of the event: from From on, and before To; the zero time is no bound.
	From, To time.Time
	After    int64 // only events with a greater seq
	Limit    int   // how many at most
}

// The bounds of the log of attempts.
const (
	AttemptsKept   = 30 * 24 * time.Hour
	AttemptsLogged = 100 // of one endpoint
)

// DeliveryStore keeps the deliveries that Complete made.
type DeliveryStore interface {
	// Lease takes up to limit pending deliveries of one endpoint that are due at now and under no
	// live lease, oldest first, and gives each a lease until now+hold with a new fence. The leases
	// are durable before it returns: if the process dies, each is due again when its lease ends.
	// None due, or the endpoint is paused, disabled or deleted: an empty slice.
	Lease(ctx context.Context, brand, endpoint string, now time.Time, hold time.Duration, limit int) ([]Delivery, error)

	// Settle records outcomes of attempts, all or none. One whose fence is not the delivery's
	// current one, or whose delivery has ended, is ignored: somebody else has it now. The attempt of one
	// that counts is logged; the log keeps an endpoint's newest AttemptsLogged, each for AttemptsKept, and
	// sealed.
	Settle(ctx context.Context, settled []Settlement) error

	// Release ends the leases of deliveries that were not attempted, so that they are due at once, before what came
	// later, or Again; fenced as Settle is. If the process dies before, they are due when their lease ends.
	Release(ctx context.Context, unattempted []Delivery) error

	// NextDue returns when the earliest pending delivery of the endpoint is due (its lease's end, if
	// it is leased), or the zero time if none is pending.
	NextDue(ctx context.Context, brand, endpoint string) (time.Time, error)

	// DueEndpoints names the endpoints that have something to lease at now, whichever process made it
	// so; one look for all of them.
	DueEndpoints(ctx context.Context, now time.Time) ([]EndpointName, error)

	// Deliveries counts the endpoint's deliveries by state.
	Deliveries(ctx context.Context, brand, endpoint string) (map[string]int64, error)

	// DeliveryLog lists an endpoint's deliveries, the newest event first, with the attempts that are
	// still logged at now. An endpoint that does not exist, or was deleted, has none.
	DeliveryLog(ctx context.Context, brand, endpoint string, q DeliveryQuery, now time.Time) ([]DeliveryEntry, error)

	// Replay makes ended deliveries pending again: due at now, from the first attempt, of the same event
	// and so under the same webhook-id. It returns how many, and the seq to go on after, 0 if there is no
	// more; one call is all or none. A delivery whose person was erased stays as it is, and so do all of
	// an endpoint that is deleted.
	Replay(ctx context.Context, brand, endpoint string, r Replay, now time.Time) (replayed int, next int64, err error)

	// LogAttempt keeps an attempt that is of no delivery: a ping. An endpoint that does not exist is NotFound.
	LogAttempt(ctx context.Context, brand, endpoint string, a Attempt) error

	// TidyDeliveries deletes deliveries of deleted endpoints, at most limit, and returns how many. When none is left, it
	// deletes attempts that were logged more than AttemptsKept before now, and returns 0: nothing is left to do.
	TidyDeliveries(ctx context.Context, now time.Time, limit int) (int, error)
}
