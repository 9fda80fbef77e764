package engine

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Response is one finished exchange. It holds no value of any answer: those are preferences and
// feedback, which end on their own time. Its id is the nonce of the ticket it was given for.
type Response struct {
	ID      uuid.UUID
	Brand   string
	Form    string
	Version int
	Subject uuid.UUID
	Rev     int64
	Locale  string
	Channel string
	Stage   string
	At      time.Time

	// Offer is the offer that was shown, "" if none; Refusal is why nothing was granted.
	Offer   string
	Refusal string

	Outcome         string
	OutcomeBecause  []string // questions whose answers built the outcome
	Items           []Item
	Catalog         string // the catalog and its revision that the items come from
	CatalogRevision string

	// Knowledge is what a quiz with right answers came to; nil where the path asked none.
	Knowledge *Knowledge

	// Kept are the questions whose values were kept, with the purposes they were kept for; Declined
	// and Dropped are the other answered ones. They tell later why a value is no longer there.
	Kept     []KeptRef
	Declined []string
	Dropped  []Drop
	// Known are the answers that were known before and took part; Removed are those that were held and
	// were declined where the person came to edit, with the purposes that they were held for.
	Known   []KnownRef
	Removed []KeptRef
}

// KnownRef says that a value held at a revision was made use of, without the value.
type KnownRef struct {
	Question  string `json:"q"`
	Attribute string `json:"a"`
	Rev       int64  `json:"v"`
}

// Passed is one field of what the page passed in, kept for some purposes. It is no preference: nothing
// but the form's own path ever sees it.
type Passed struct {
	Field string
	// Value is canonical JSON. It is nil where the store was not asked to open sealed values.
	Value    json.RawMessage
	Purposes []Basis
	Rev      int64
	Response uuid.UUID
}

// Item is one recommended item with the questions whose answers matched it.
type Item struct {
	ID      string   `json:"id"`
	Because []string `json:"because,omitempty"`
}

// KeptRef says that a value was kept, without the value.
type KeptRef struct {
	Question  string   `json:"q"`
	Attribute string   `json:"a"`
	Purposes  []string `json:"p"`
	Feedback  bool     `json:"f,omitempty"`
}

// Drop says that a value was given and not kept.
type Drop struct {
	Question string `json:"question"`
	Reason   string `json:"reason"`
}

// DropNoBasis is the reason of a value none of whose purposes had a basis at the commit.
const DropNoBasis = "no_basis"
