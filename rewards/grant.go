package rewards

import (
	"time"

	"github.com/google/uuid"
)

// The states of a grant; it only ever moves forward.
const (
	StateGranted = "granted"
)

// Grant is an offer given to a person, made by the commit that stored the answers it was given for.
type Grant struct {
	ID       uuid.UUID  `json:"grant"`
	Offer    string     `json:"offer"`
	Version  string     `json:"version"`
	Kind     string     `json:"kind"`
	State    string     `json:"state"`
	Code     string     `json:"code,omitempty"`
	Account  string     `json:"account,omitempty"`
	Points   int64      `json:"points,omitempty"`
	Discount *Discount  `json:"discount,omitempty"`
	Response uuid.UUID  `json:"response"`
	At       time.Time  `json:"at"`
	Expires  *time.Time `json:"expires,omitempty"`
}

// Movement is one journal record with both its lines: amount leaves one account and enters the
// other, so every record sums to zero. The person's account is a random id that the store keeps
// beside the subject and forgets with it; the program's is named after it.
type Movement struct {
	Unit   string `json:"unit"`   // what is counted: the points account of the program, e.g. "beans"
	Amount int64  `json:"amount"` // always positive
	From   string `json:"from"`   // the issuing side, e.g. "program:beans"
	// To is the subject's account of that unit; the store gives it its random id.
	Grant uuid.UUID `json:"grant"`
	At    time.Time `json:"at"`
}
