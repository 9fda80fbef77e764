package rewards

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Held is a grant as a decision about it sees it.
type Held struct {
	Brand       string
	Subject     uuid.UUID
	Grant       Grant
	Terms       Offer        // as they were shown when it was given
	Redemptions []Redemption // oldest first, undone ones too
	// Movements are the journal records of the grant so far, oldest first.
	Movements []Movement
}

// Change is all that one change of a grant writes. Everything in it is committed, or nothing.
type Change struct {
	Grant Grant // as it is afterwards
	// Made is a new redemption; Undone one that is undone now, with the time.
	Made   *Redemption
	Undone *Redemption
	// Movements are the journal records of it.
	Movements []Movement
	// Returned tells that the grant counts no more in what the offer's stock and budget have given.
	Returned bool
	Events   []Announcement
	// Due is when time next changes the grant by itself; the zero time: never.
	Due time.Time
}

// GrantName names a grant.
type GrantName struct {
	Brand string
	Grant uuid.UUID
}

// GrantStore keeps grants after the commit that made them. Each method is all-or-nothing, and what it returned as done
// survives the death of the process and of the machine.
type GrantStore interface {
	// Grant reads a grant with its terms and redemptions. One that does not exist, or whose subject was erased, is
	// NotFound.
	Grant(ctx context.Context, brand string, grant uuid.UUID) (*Held, error)

	// Given reads a grant alone, and whose it is. One that does not exist, or whose subject was erased, is NotFound.
	Given(ctx context.Context, brand string, grant uuid.UUID) (*Grant, uuid.UUID, error)

	// GrantByCode names the grant that has a code of the brand, exactly as it was given. A code that nobody has is
	// NotFound.
	GrantByCode(ctx context.Context, brand, code string) (uuid.UUID, error)

	// Change calls decide inside the write, with the grant as nothing can change it before the commit, and commits what
	// it returns. A decision of nil changes nothing, and nil is returned. A grant that does not exist is NotFound;
	// decide's error is returned as it is; a state that is not Forward of the grant's is Internal. In each of these cases, and if the process
	// dies before the commit, nothing is changed. decide must be pure and quick: it runs on the store's only writer.
	Change(ctx context.Context, brand string, grant uuid.UUID, decide func(Held) (*Change, error)) (*Change, error)

	// Spend is Change of all grants of a points account that a subject has, whatever their state, in the order in which they were given: the
	// changes that decide returns are committed together, or none is. A subject of whom nothing is held has no grants; an
	// erased one is Gone.
	Spend(ctx context.Context, brand string, subject uuid.UUID, account string, decide func([]Held) ([]Change, error)) error

	// Due names grants, at most limit, that time was to change by now, the longest due first. Whoever changes them
	// decides again inside Change, so several may ask at once.
	Due(ctx context.Context, now time.Time, limit int) ([]GrantName, error)

	// Balances are what a subject has of each points account of the brand, in the order of their names, as the journal
	// sums up. A subject of whom nothing is held has none; an erased one is Gone.
	Balances(ctx context.Context, brand string, subject uuid.UUID) ([]Balance, error)
}
