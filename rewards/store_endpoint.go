package rewards

import (
	"context"
	"time"
)

// EndpointStore keeps endpoints. What tells where an endpoint's webhooks go and how they are signed,
// its URL and its secrets, is sealed at rest with a key derived from the server's.
type EndpointStore interface {
	// Endpoints lists a brand's endpoints, every brand's for "", by brand and id, with their secrets.
	// None: an empty slice.
	Endpoints(ctx context.Context, brand string) ([]Endpoint, error)

	// EndpointsRevision is a number that grows with each endpoint that is created, changed or deleted,
	// by whatever process.
	EndpointsRevision(ctx context.Context) (int64, error)

	// CreateEndpoint keeps a new endpoint. One of its brand and id that exists is a Conflict. Of a deleted
	// one of the same id nothing comes back, neither deliveries nor counts: it may have been another recipient's.
	CreateEndpoint(ctx context.Context, e Endpoint) error

	// ChangeEndpoint calls change with the endpoint as it stands, inside the write, and keeps what it
	// becomes. change must be quick and without effects of its own. Brand, id and the time of creation
	// cannot change. A missing endpoint is NotFound. The error of change is returned as it is, and nothing is
	// changed then. An endpoint that stays as it was does not move the revision.
	ChangeEndpoint(ctx context.Context, brand, id string, change func(*Endpoint) error) (Endpoint, error)

	// DeleteEndpoint forgets the endpoint, its secrets and its log of attempts at once, and then its pending deliveries, which
	// end as dropped. Nothing tells any more to whom those that have ended were, so TidyDeliveries deletes them. All stay
	// counted until another endpoint has the id. A missing one is NotFound. If it fails or the process dies half-way,
	// the endpoint is gone, gets nothing any more, and TidyDeliveries does the rest.
	DeleteEndpoint(ctx context.Context, brand, id string) error

	// EndpointHealth tells how deliveries to an endpoint fare. One that nothing is known of is the zero Health.
	EndpointHealth(ctx context.Context, brand, id string) (Health, error)
}

// Health is how deliveries to one endpoint fare, over all dispatchers.
type Health struct {
	// Failures counts the attempts that failed since one last succeeded.
	Failures int
	// Failing is when the first of those failed; the zero time if none did.
	Failing time.Time
	// Succeeded is when an attempt last succeeded, the zero time if none did.
	Succeeded time.Time
}

// Open tells whether the circuit to the endpoint is open: so many attempts failed in a row that only one
// at a time is made until one succeeds.
func (h Health) Open() bool { return h.Failures >= breakAfter }
