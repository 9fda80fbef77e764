package rewards

import (
	"time"

	"github.com/google/uuid"
)

// Redemption is one use of a grant by the shop, a record of its own. Of a grant of points it can be a part of them.
type Redemption struct {
	ID     uuid.UUID `json:"redemption"`
	Grant  uuid.UUID `json:"grant"`
	Points int64     `json:"points,omitempty"` // 0 where the grant has none, and is used whole
	// Key is the caller's own: the same key again is the same redemption.
	Key string    `json:"key"`
	By  string    `json:"by"`
	Why string    `json:"why,omitempty"`
	At  time.Time `json:"at"`
	// Until is up to when it can be undone; nil: not at all.
	Until  *time.Time `json:"until,omitempty"`
	Undone *time.Time `json:"undone,omitempty"`
}
