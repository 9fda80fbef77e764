package rewards

import "context"

// DrawStore keeps what draws came to. An offer is drawn once and for all; the entries are the grants of it that are not
// revoked. What is kept afterwards are hashes, which are linked to nobody.
type DrawStore interface {
	// Draw calls decide with the sorted hashes of the offer's entries, and commits what it returns with that list and the
	// events. An entry that decide made a winner stood, and was not revoked, at the commit, and every entry that was
	// ever made before it and stands is in the list; to be sure of both decide may be called several times, and must be
	// pure. From then on a Complete that would give the offer is a Conflict with code offer_exhausted. An offer that was drawn
	// before is not drawn again: its record is returned, first is false, and decide may not have been called. decide's error is returned as it is. If
	// it fails, or if the process dies before the commit, nothing was drawn.
	Draw(ctx context.Context, brand, offer string, decide func(entries []EntryHash) (*Drawing, []Announcement, error)) (d *Drawing, first bool, err error)

	// Drawn reads the record of an offer's draw; NotFound if it was not drawn.
	Drawn(ctx context.Context, brand, offer string) (*Drawing, error)

	// DrawEntries reads the list that was drawn from, at most limit hashes, leaving out as many as after says. Behind its
	// end: an empty slice. An offer that was not drawn is NotFound.
	DrawEntries(ctx context.Context, brand, offer string, after int64, limit int) ([]EntryHash, error)

	// Entered counts the entries of an offer that stand now; one that nobody ever got has 0.
	Entered(ctx context.Context, brand, offer string) (int64, error)

	// Terms are all those under which an offer was ever given, in the order of their versions; none: an empty slice.
	Terms(ctx context.Context, brand, offer string) ([]Offered, error)
}
