package rewards

import (
	"time"

	"github.com/google/uuid"
)

// The types of event, each described with an example in README.md.
const (
	EventResponseCompleted = "response.completed"
	EventRewardGranted     = "reward.granted"
)

// EventTypes are all of them.
var EventTypes = []string{EventResponseCompleted, EventRewardGranted}

// Event is a fact that happened. It holds references, never a value: each delivery attempt renders
// its body anew from what is still held and permitted at that moment.
type Event struct {
	Seq      int64     // gapless per brand, in commit order; the store gives it
	ID       uuid.UUID // the webhook-id of every delivery of it
	Type     string
	Brand    string
	Subject  uuid.UUID // zero once the subject is erased
	Response uuid.UUID
	Grant    uuid.UUID // zero if none
	At       time.Time
}

// Announcement is an event with the endpoints that shall get it, as a decision hands it to a store.
type Announcement struct {
	Event
	Endpoints []string
}

// Endpoint is where a recipient gets events. Only values and consents of its purposes, and only
// where a purpose names its recipient, ever go there.
type Endpoint struct {
	ID        string   `json:"endpoint"`
	Brand     string   `json:"brand"`
	Recipient string   `json:"recipient"`
	Purposes  []string `json:"purposes"`
	Events    []string `json:"events"`
	URL       string   `json:"url"`
	Secret    string   `json:"secret"`
}

// Wants tells whether the endpoint subscribed to this type of event.
func (e Endpoint) Wants(eventType string) bool {
	for _, t := range e.Events {
		if t == eventType {
			return true
		}
	}
	return false
}
