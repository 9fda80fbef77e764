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

// Verifier checks what must always hold of a store.
type Verifier interface {
	// Verify calls each for everything that violates an invariant, and stops at its first error, which it returns. It only
	// reads, and a store may be written to meanwhile: what one line compares is as of one commit. inChain tells whether an
	// offer is one of those that a version of a form gives.
	Verify(ctx context.Context, inChain func(brand, form string, version int, offer string) (bool, error), each func(Violation) error) error
}
