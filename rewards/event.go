package rewards

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// The types of event, each described with an example in README.md.
const (
	EventResponseCompleted = "response.completed"
	EventRewardReserved    = "reward.reserved"
	EventRewardGranted     = "reward.granted"
	EventRewardRedeemed    = "reward.redeemed"
	EventRewardExpired     = "reward.expired"
	EventRewardRevoked     = "reward.revoked"
	EventRewardReleased    = "reward.released"
	EventRedemptionMade    = "redemption.made"
	EventRedemptionUndone  = "redemption.undone"
	EventPointsAvailable   = "points.available"
	EventStockLow          = "stock.low"
	EventDrawDrawn         = "draw.drawn"
	EventEndpointPing      = "endpoint.ping"
)

// EventTypes are those that an endpoint can want. A ping is sent when it is asked for, and wanted by nobody.
var EventTypes = []string{
	EventResponseCompleted, EventRewardReserved, EventRewardGranted, EventRewardRedeemed, EventRewardExpired, EventRewardRevoked,
	EventRewardReleased, EventRedemptionMade, EventRedemptionUndone, EventPointsAvailable, EventStockLow, EventDrawDrawn,
}

// Event is a fact that happened. It holds references, never a value: each delivery attempt renders
// its body anew from what is still held and permitted at that moment.
type Event struct {
	Seq      int64     // gapless per brand, in commit order; the store gives it
	ID       uuid.UUID // the webhook-id of every delivery of it
	Type     string
	Brand    string
	Subject  uuid.UUID // zero once the subject is erased, and for what is about no person
	Response uuid.UUID
	Grant    uuid.UUID // zero if none
	At       time.Time
	// Detail is what an event says that is no reference: who did it and why, how much is left. It is never a value
	// that somebody told.
	Detail json.RawMessage
}

// Announcement is an event with the endpoints that shall get it, as a decision hands it to a store.
type Announcement struct {
	Event
	Endpoints []string
}
