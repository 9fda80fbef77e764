// Package rewards holds what a brand gives in exchange for an answer, and how others learn of it:
// programs and offers, the pure decision, grants and the journal, events, and webhooks that are
// signed and delivered at least once.
package rewards

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"proffer/forms/rule"
)

// Program is a set of offers, one file of a brand's programs folder.
type Program struct {
	Schema string           `json:"$schema,omitempty"`
	ID     string           `json:"program"`
	Name   Text             `json:"name"`
	Offers map[string]Offer `json:"offers"`
}

// Offer is what is given in exchange for an answer.
type Offer struct {
	Label  Text   `json:"label"`
	Worth  Worth  `json:"worth"`
	Gives  Gives  `json:"gives"`
	Limits Limits `json:"limits"`
	// When, if not nil, has to hold for the offer to be given; Circumstances say what it sees.
	When *rule.Rule `json:"when,omitempty"`
	// Expires is how long a grant lives; nil: for ever.
	Expires *Period `json:"expires,omitempty"`
	// IfExhausted is the offer, "program/offer", given in its place once stock or budget is used up.
	IfExhausted string `json:"ifExhausted,omitempty"`
}

// The kinds of what an offer gives.
const (
	KindPoints = "points"
	KindCode   = "code"
	KindDraw   = "draw" // weighed in a form's balance; Validate does not take it yet
)

// Gives is the reward itself.
type Gives struct {
	Kind     string    `json:"kind"`
	Account  string    `json:"account,omitempty"`  // points: the account that is credited
	Points   int64     `json:"points,omitempty"`   // points
	Generate *Generate `json:"generate,omitempty"` // code
	Discount *Discount `json:"discount,omitempty"` // what a code is good for, as a fact for the shop
	Winners  int64     `json:"winners,omitempty"`  // draw: how many prizes there are
	Expected int64     `json:"expected,omitempty"` // draw: how many entries are expected
}

// Generate says how a code is made: prefix, then length characters of Crockford's base32 of which
// the last is a check character.
type Generate struct {
	Prefix string `json:"prefix,omitempty"`
	Length int    `json:"length"`
}

// Discount is what the shop takes off.
type Discount struct {
	Percent float64 `json:"percent,omitempty"`
	Fixed   *Money  `json:"fixed,omitempty"`
}

// Limits bound what is given. A nil limit is none.
type Limits struct {
	PerPerson *int   `json:"perPerson,omitempty"`
	Period    string `json:"period,omitempty"` // "" for ever, else day, week, month or year in the brand's time zone
	Stock     *int64 `json:"stock,omitempty"`
	Budget    *Money `json:"budget,omitempty"`
}

// Offered is an offer as a version froze it: id "program/offer" and the digest of its terms.
type Offered struct {
	ID      string `json:"offer"`
	Version string `json:"version"`
	Terms   Offer  `json:"terms"`
}

// Freeze names an offer's terms: equal terms have equal versions. Stock and budget are schedule,
// not content, so they are left out of the digest.
func Freeze(id string, o Offer) Offered {
	terms := o
	terms.Limits.Stock, terms.Limits.Budget = nil, nil
	raw, err := json.Marshal(terms)
	if err != nil {
		panic("rewards: an offer that does not encode: " + err.Error()) // only types of this file are in it
	}
	sum := sha256.Sum256(raw)
	return Offered{ID: id, Version: hex.EncodeToString(sum[:4]), Terms: o}
}
