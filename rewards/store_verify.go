package rewards

import "context"

// Violation is something in a store that must never be.
type Violation struct {
	Invariant string `json:"invariant"` // its stable name, as README.md lists them
	What      string `json:"what"`      // which rows, by their ids, and how they are
}

// The invariants that Verify checks.
const (
	InvariantGiven      = "given"      // each response to a form with an offer has one grant of its chain, or one refusal
	InvariantChain      = "chain"      // that grant is of the chain of the version that was answered
	InvariantBonus      = "bonus"      // every other grant names the offers that it came after, and its person has them
	InvariantEvents     = "events"     // each step of a grant, and each redemption, is told by one event
	InvariantSequence   = "sequence"   // a brand's events are numbered without a gap
	InvariantDelivery   = "delivery"   // each event is delivered once to an endpoint, and counted
	InvariantJournal    = "journal"    // each movement has two sides, and nobody's account is less than nothing
	InvariantBalance    = "balance"    // what a person has is what their grants have left, and what an offer cost is in the journal
	InvariantCounter    = "counter"    // an offer's counters are what it gave
	InvariantCode       = "code"       // no code is with two people
	InvariantProvenance = "provenance" // each preference has the response in which it was told
)

// Gave are the offers that a version of a form gives.
type Gave struct {
	Chains []string // the offer, its fallbacks, and the variants with theirs
	// Bonuses are the offers that come after others: for each of these, those of which one has to be held.
	Bonuses map[string][][]string
	// Unreadable, if not "", says why the version can't be read.
	Unreadable string
}

// Verified counts what Verify looked at.
type Verified struct {
	Responses int64 `json:"responses"`
	Grants    int64 `json:"grants"`
	Events    int64 `json:"events"`
}

// Verifier checks what must always hold of a store.
type Verifier interface {
	// Verify calls each for everything that violates an invariant, and stops at its first error, which it returns. It only
	// reads; violations come one at a time and in no order. A store may be written to meanwhile: what one line compares is as of one commit. gave tells what a version of
	// a form gives, and is asked once about each version; its error ends Verify, and a version that it calls unreadable
	// is a violation.
	Verify(ctx context.Context, gave func(brand, form string, version int) (Gave, error), each func(Violation) error) (Verified, error)
}
