package rewards

import (
	"time"

	"github.com/google/uuid"
)

// The states of a grant; it only ever moves forward: what another system gives is reserved until that system has
// confirmed it, and ends as released where it did not; what is granted ends as redeemed, expired or revoked.
const (
	StateReserved = "reserved"
	StateGranted  = "granted"
	StateRedeemed = "redeemed"
	StateExpired  = "expired"
	StateRevoked  = "revoked"
	StateReleased = "released"
)

// Forward tells whether a grant may go from one state to another.
func Forward(from, to string) bool {
	switch from {
	case StateReserved:
		return to == StateGranted || to == StateReleased
	case StateGranted:
		return to == StateRedeemed || to == StateExpired || to == StateRevoked
	}
	return false
}

// Grant is an offer given to a person, made by the commit that stored the answers it was given for.
type Grant struct {
	ID       uuid.UUID `json:"grant"`
	Offer    string    `json:"offer"`
	Version  string    `json:"version"`
	Kind     string    `json:"kind"`
	State    string    `json:"state"`
	Code     string    `json:"code,omitempty"` // of a draw's entry: its claim code
	Account  string    `json:"account,omitempty"`
	Points   int64     `json:"points,omitempty"`
	Left     *int64    `json:"left,omitempty"`  // points: those not spent, expired or taken back
	Badge    string    `json:"badge,omitempty"` // badge: its id
	Discount *Discount `json:"discount,omitempty"`
	// After is set where the grant is a bonus, and names the offers that it came after.
	After    []string  `json:"after,omitempty"`
	Response uuid.UUID `json:"response"`
	At       time.Time `json:"at"`
	// Available is when points that were pending can be spent; nil: at once.
	Available *time.Time `json:"available,omitempty"`
	// Until is when what is reserved is released if it was not confirmed.
	Until   *time.Time `json:"until,omitempty"`
	Expires *time.Time `json:"expires,omitempty"`
}

// The account that stands for the subject's own in a movement: the store puts the random id in its place that it keeps
// beside the subject, and forgets with it.
const (
	AccountPending   = "@pending"
	AccountAvailable = "@available"
)

// Movement is one journal record with both its lines: amount leaves one account and enters the
// other, so every record sums to zero. An account is AccountPending or AccountAvailable for the subject's own of that
// unit, else text such as "program:beans/two-hundred".
type Movement struct {
	Unit   string    `json:"unit"`   // what is counted: a points account, e.g. "beans", or a currency
	Amount int64     `json:"amount"` // always positive; money in its smallest unit
	From   string    `json:"from"`
	To     string    `json:"to"`
	Grant  uuid.UUID `json:"grant"`
	At     time.Time `json:"at"`
}

// Balance is what a subject has of one points account.
type Balance struct {
	Account   string `json:"account"`
	Pending   int64  `json:"pending"`
	Available int64  `json:"available"`
	Earned    int64  `json:"earned"` // ever, whatever became of it
}
