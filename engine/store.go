package engine

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"proffer/rewards"
)

// Exchange is what Complete is asked to commit: who, for which ticket, which facts the decision
// needs, and the decision itself as a function of those facts.
type Exchange struct {
	Brand    string
	Form     string
	Subject  uuid.UUID
	Response uuid.UUID // the ticket's nonce: one ticket, one response
	// Once, if not "", makes a second response of this subject under the same key a conflict, until
	// Until, which is when the key that this response takes is free again; the zero time: never.
	Once  string
	Until time.Time
	// Anonymous asks Facts about a ballot, and is what only Vote takes.
	Anonymous bool
	// Offers are those whose facts the decision wants, with the start of the period that counts
	// what the subject holds.
	Offers []OfferPeriod
	// Accounts are the points accounts of which the decision wants to know what the subject has; mostly none.
	Accounts []string
	// Attributes are those of which the decision wants to know what the subject holds.
	Attributes []string
	// Seals tells that the decision may hold a sealed value, so that the subject's key is made
	// durable before the write begins.
	Seals bool
	// Decide is called once, inside the write, with facts that nothing can change before the
	// commit. It must be pure and quick: it runs on the store's only writer. Its error aborts this
	// exchange alone and is returned by Complete unchanged.
	Decide func(Facts) (*Decision, error)
}

// OfferPeriod names an offer and the start of the period in which perPerson counts ("" for ever).
type OfferPeriod struct {
	Offer  string
	Period string
	// Pool, if not "", is the pool of codes of which the decision wants to know how many are left.
	Pool string
}

// Facts are what a decision may know about the world.
type Facts struct {
	// Rev is the subject's revision that this write will be.
	Rev int64
	// Standing are the subject's current consents, yes or no, by purpose, expired ones left out.
	Standing map[string]Consent
	// Offers has the facts of each offer asked for.
	Offers map[string]rewards.Facts
	// Balances are what the subject has of each account asked for, as the journal sums up; one of which nothing was ever
	// moved may be left out. nil if none was asked for.
	Balances map[string]rewards.Balance
	// Completed counts the responses and ballots that the form ever took; no erasure lowers it.
	Completed int64
	// Answered tells whether the once-key is taken, and Again until when; the zero time: for good.
	Answered bool
	Again    time.Time
	// Held is what the subject holds of the attributes asked for, without values and without what has
	// ended; nil if none was asked for.
	Held map[string]Preference
}

// Decision is all that one exchange writes. Everything in it is committed, or nothing.
type Decision struct {
	Response    Response
	Preferences []Preference // each replaces what the subject holds of its attribute
	Feedback    []Preference // kept beside earlier feedback
	Consents    []Consent
	// Context is what the page passed in, as far as a purpose allows to keep it. It is always sealed.
	Context []Passed
	// Removed attributes are deleted from what the subject held before this exchange.
	Removed []string
	// Withdrawn purposes are taken from everything the subject held before this exchange; a value
	// without any purpose left is deleted.
	Withdrawn []string
	Votes     []Vote
	// VoteStep is the poll's minimum: results are published at each multiple of it.
	VoteStep int64
	// Give is what the offer's chain gave; its Grant is nil where that was nothing. Bonuses are what is given in the same
	// commit because the person now holds all that they come after.
	Give
	Bonuses []Give
	Events  []rewards.Announcement
}

// Give is one grant on its way to the commit.
type Give struct {
	Grant *rewards.Grant
	// Terms are the offer as it was shown. The store keeps them once for each version of an offer.
	Terms rewards.Offered
	// Period and Ordinal are the grant's once-key together with subject and offer.
	Period  string
	Ordinal int
	// Spent is the grant's worth in the smallest unit, added to the offer's counter.
	Spent int64
	// Pool, if not "", is where the store takes the grant's code from; it writes it into Grant before it returns. A pool
	// without a code left is Internal: the decision knew how many there are.
	Pool string
	// Recode, for a grant with a code that is made, gives the code for the next counter after a collision.
	Recode func(counter int) string
	// Movements are the journal records of it: points, and money where the offer has a budget.
	Movements []rewards.Movement
	// Due is when time next changes the grant by itself; the zero time: never.
	Due time.Time
	// Low, if not nil, is how many are left after this one, where that is the number of which an event tells. A store need not
	// keep it.
	Low *int64
}

// Gave are all grants of the decision: of the offer's chain, if it gave one, then the bonuses.
func (d *Decision) Gave() []Give {
	if d.Grant == nil {
		return d.Bonuses
	}
	return append([]Give{d.Give}, d.Bonuses...)
}

// bonuses are those grants in the order in which they are told later too.
func (d *Decision) bonuses() []rewards.Grant {
	var out []rewards.Grant
	for _, b := range d.Bonuses {
		out = append(out, *b.Grant)
	}
	slices.SortFunc(out, func(a, b rewards.Grant) int { return strings.Compare(a.Offer, b.Offer) })
	return out
}

// Record is everything held about a subject that has not ended.
type Record struct {
	Preferences []Preference
	Feedback    []Preference
	Consents    []Consent // the newest of each purpose
	Grants      []rewards.Grant
	Responses   []Response
	Context     []Passed // of all responses
}

// Stored is one exchange as it now stands.
type Stored struct {
	Response Response
	// Current are the preferences that the subject holds now of the attributes kept or removed then; one
	// whose Response is another was changed since.
	Current  []Preference
	Feedback []Preference
	// Known are the preferences that the response made use of without storing them, as far as they are
	// still held at the revision that it used.
	Known    []Preference
	Context  []Passed
	Consents []Consent // those given in this response
	// Standing are the subject's newest consents, which tell what was withdrawn since.
	Standing map[string]Consent
	Grant    *rewards.Grant  // of the offer's chain
	Bonuses  []rewards.Grant // those that came after it, in the order of their offers
}

// Results are a poll's counts as last published.
type Results struct {
	Votes  int64
	Counts map[string]map[string]int64 // question -> canonical JSON of the value -> votes
}

// Export is one response's line of an export.
type Export struct {
	Response    Response
	Preferences []Preference
	Feedback    []Preference
	Context     []Passed
	Grant       *rewards.Grant
}

// PollName names an anonymous poll.
type PollName struct{ Brand, Form string }

// Store keeps exchanges. Each method is all-or-nothing, and what it returned as done survives the
// death of the process and of the machine.
type Store interface {
	CostStore

	// Complete commits one exchange and returns after the commit is durable, with replayed false.
	// A response of this id that exists already stores nothing: replayed is true and Decide is not
	// called. An erased subject is a fault Gone with code erased. A once-key that exists and has not
	// ended is a Conflict with code already_answered, whose Next is its end. Decide's error is returned as it is. In each of these
	// cases, and if the process dies before the commit, nothing is stored. A context that ends
	// while waiting does not undo a commit: the caller that asks again gets a replay.
	Complete(ctx context.Context, x *Exchange) (decision *Decision, replayed bool, err error)

	// Facts reads what Complete, or of an anonymous exchange Vote, would tell Decide now, without
	// promising that it lasts, and whether the once-key is taken. The subject need not exist; an erased
	// one is Gone.
	Facts(ctx context.Context, x *Exchange, now time.Time) (Facts, error)

	// Vote counts the votes of one ballot of an anonymous poll and returns after the commit is durable.
	// Of the decision it writes Votes with VoteStep and nothing else: no row names the subject or the
	// response. What keeps each to one vote are hashes of them under a random key of the poll's own, made
	// with its first ballot. A response whose hash is there is replayed, and Decide is not called; a
	// subject whose hash under the once-key is there is a Conflict with code already_answered, whatever
	// Until says; an erased subject is Gone; Decide's error is returned as it is. In each of these cases,
	// and if the process dies before the commit, nothing is counted.
	Vote(ctx context.Context, x *Exchange) (replayed bool, err error)

	// ClosePoll destroys a poll's key with all hashes under it, for good and in every file; the counts
	// stay. A poll without a key is no error. A ballot that comes later would get a new key and could be
	// a second one, so only a poll that takes none is closed. If the process dies half-way, OpenPolls names
	// the poll still, and closing it again finishes it.
	ClosePoll(ctx context.Context, brand, form string) error

	// OpenPolls names the polls that have a key, in no order.
	OpenPolls(ctx context.Context) ([]PollName, error)

	// Held reads what a subject holds of some attributes, in their order, sealed values opened if open,
	// without what has ended at now. What is not held is left out; feedback is never told. A subject of
	// whom nothing is held gets nothing; an erased one is Gone.
	Held(ctx context.Context, brand string, subject uuid.UUID, attributes []string, open bool, now time.Time) ([]Preference, error)

	// Exchange reads one response as it now stands, sealed values opened if open, with what a quiz of
	// right answers came to: that is no value, and stays as long as the rest of the response. A response that
	// does not exist is NotFound; one whose subject was erased is NotFound too, since nothing tells
	// them apart any more. What has ended at now is left out.
	Exchange(ctx context.Context, brand string, response uuid.UUID, open bool, now time.Time) (*Stored, error)

	// Record reads all that is held about a subject, sealed values opened if open, without what has
	// ended at now. A subject of whom nothing is held gets an empty record; an erased one is Gone.
	Record(ctx context.Context, brand string, subject uuid.UUID, open bool, now time.Time) (*Record, error)

	// Erase destroys the subject's key and everything held about it, for good: afterwards every
	// write for it is Gone, also after a restart, and also if the process dies half-way, in which
	// case the erasure is finished before the store opens again. A subject that was never seen is
	// erased all the same. Erasing twice is no error. Counts, published results and journal records
	// under a random account remain; they are in no way the person's.
	Erase(ctx context.Context, brand string, subject uuid.UUID, now time.Time) error

	// Expire deletes what has ended at now for at most limit subjects, in every table, and returns
	// how many subjects it touched; 0 means that nothing is due, and that no byte stands in any file of what
	// it deleted or of what was withdrawn, removed or told anew since. A response of which no value is held keeps its outcome and
	// its lists as long as its ticket can come again, and a day; what was said to a purpose does not keep them.
	// If the process dies, what was not deleted is deleted by the next call, and no read showed it meanwhile.
	// Where a long read keeps traces in a log, it fails with Unavailable, and the next call tries again.
	Expire(ctx context.Context, now time.Time, limit int) (int, error)

	// Results returns a poll's counts as last published; a poll without any is zero, not a fault.
	Results(ctx context.Context, brand, form string) (Results, error)

	// Responses calls each for every response of a form, oldest first, with what is still held of
	// it and not ended at now, sealed values opened. It stops at each's first error and returns it.
	Responses(ctx context.Context, brand, form string, now time.Time, each func(Export) error) error
}
