package rewards

import (
	"context"
	"time"
)

// KeyStore keeps the API keys of brands, never as text. A method that fails is Unavailable and has
// changed nothing, unless its comment says otherwise.
type KeyStore interface {
	// AddKey keeps a new key and returns once it is durable. An id that exists, in any brand, is a
	// Conflict with code key_exists, and nothing changes.
	AddKey(ctx context.Context, k AccessKey) error

	// Key returns the key of an id, also one that was revoked or has expired; NotFound if there is none.
	Key(ctx context.Context, id string) (AccessKey, error)

	// Keys lists a brand's keys, oldest first, with those that were revoked or have expired; of every
	// brand for "". None: an empty slice.
	Keys(ctx context.Context, brand string) ([]AccessKey, error)

	// RevokeKey ends a key for good, durably. One that was revoked before keeps that moment; one that
	// is not there is NotFound.
	RevokeKey(ctx context.Context, id string, now time.Time) error

	// UseKey notes when a key was used. A moment before the one that is noted, or a key that is not
	// there, changes nothing.
	UseKey(ctx context.Context, id string, at time.Time) error
}
