// Package rewards holds what a brand gives in exchange for an answer, and how others learn of it:
// programs and offers, the pure decision, grants and the journal, events, and webhooks that are
// signed and delivered at least once.
package rewards

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

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
	// Undo is how long a redemption can be undone; nil: not at all.
	Undo *Span `json:"undo,omitempty"`
	// IfExhausted is the offer, "program/offer", given in its place once stock or budget is used up.
	IfExhausted string `json:"ifExhausted,omitempty"`
	// After makes the offer a bonus: it is given, beside what a form gives, in the commit after which the person holds
	// all of the offers that are named.
	After []string `json:"after,omitempty"`
	// Variants are given in its place to their shares of people, drawn once for each person.
	Variants []Variant `json:"variants,omitempty"`
}

// Variant is an offer, "program/offer", that a share of people, in per cent, gets in another's place.
type Variant struct {
	Offer string `json:"offer"`
	Share int    `json:"share"`
}

// Gives is the reward itself: a kind, and the members that the kind has.
type Gives struct {
	Kind     string     `json:"kind"`
	Account  string     `json:"account,omitempty"`
	Points   int64      `json:"points,omitempty"`
	Generate *Generate  `json:"generate,omitempty"`
	Discount *Discount  `json:"discount,omitempty"`
	Winners  int64      `json:"winners,omitempty"`
	Expected int64      `json:"expected,omitempty"`
	Pending  *Period    `json:"pending,omitempty"`
	Pool     string     `json:"pool,omitempty"`
	Prize    Text       `json:"prize,omitempty"`
	Closes   *time.Time `json:"closes,omitempty"`
	Free     Text       `json:"free,omitempty"`
	Badge    string     `json:"badge,omitempty"`
	Image    string     `json:"image,omitempty"`
	Timeout  *Span      `json:"timeout,omitempty"`
}

// Discount is what the shop takes off, as a fact: one of a percentage, an amount and the postage.
type Discount struct {
	Percent      float64 `json:"percent,omitempty"`
	Fixed        *Money  `json:"fixed,omitempty"`
	FreeShipping bool    `json:"freeShipping,omitempty"`
	// MinimumSpend is what has to be bought for it; nil: anything.
	MinimumSpend *Money `json:"minimumSpend,omitempty"`
}

// Limits bound what is given. A nil limit is none.
type Limits struct {
	PerPerson *int   `json:"perPerson,omitempty"`
	Period    string `json:"period,omitempty"` // "" for ever, else day, week, month or year in the brand's time zone

	// What follows is current and no content: it changes for everybody at once, without a new version.

	Stock  *int64 `json:"stock,omitempty"`
	Budget *Money `json:"budget,omitempty"`
	// Opens and Closes are the window in which the offer is given: from the one on, up to and without the other.
	Opens  *time.Time `json:"opens,omitempty"`
	Closes *time.Time `json:"closes,omitempty"`
	// LowStock is how many are left of the stock, or of the pool, when an event tells so.
	LowStock *int64 `json:"lowStock,omitempty"`
}

// Offered is an offer as a version froze it: id "program/offer" and the digest of its terms.
type Offered struct {
	ID      string `json:"offer"`
	Version string `json:"version"`
	Terms   Offer  `json:"terms"`
}

// Freeze names an offer's terms: equal terms have equal versions. What is schedule and no content is
// left out of the digest, and so is who gets a variant: the version of a form has those.
func Freeze(id string, o Offer) Offered {
	o.Variants = nil
	terms := o
	terms.Limits = o.Limits.Content()
	raw, err := json.Marshal(terms)
	if err != nil {
		panic("rewards: an offer that does not encode: " + err.Error()) // only types of this package are in it
	}
	sum := sha256.Sum256(raw)
	return Offered{ID: id, Version: hex.EncodeToString(sum[:4]), Terms: o}
}

// Content are the limits without those that are schedule.
func (l Limits) Content() Limits { return Limits{PerPerson: l.PerPerson, Period: l.Period} }

// Live are frozen limits with the schedule of current ones.
func (l Limits) Live(now Limits) Limits {
	now.PerPerson, now.Period = l.PerPerson, l.Period
	return now
}
