package vault

import (
	"context"
	"time"
)

// Holder is a keyed hash that stands for one subject of one brand.
type Holder [16]byte

// Keys is where wrapped keys lie. It has files and backups of its own, apart from the values. A
// method that fails is Unavailable and has changed nothing, unless its comment says otherwise.
type Keys interface {
	// ID names the vault: random, made with it, and the same in every copy of it. A store refuses
	// another vault than the one it was used with.
	ID(ctx context.Context) (string, error)

	// Put keeps the wrapped key, durably, if the holder has none, and returns the one that is kept:
	// the first. A holder that was erased is Gone.
	Put(ctx context.Context, h Holder, wrapped []byte) ([]byte, error)

	// Get returns the holder's wrapped key; NotFound if it never had one, Gone if it was erased.
	Get(ctx context.Context, h Holder) ([]byte, error)

	// Destroy deletes the holder's key and enters the holder in the erasure register, both or
	// neither, for good. A holder without a key is entered all the same; twice is no error.
	Destroy(ctx context.Context, h Holder, now time.Time) error

	// Erased calls each for the register's entries numbered above after, in order. Numbers grow by
	// one, are never used again, and tell a store how much of the register it has applied.
	Erased(ctx context.Context, after int64, each func(number int64, h Holder) error) error

	// Sweep returns once no file of the vault holds a byte of a destroyed key any more.
	Sweep(ctx context.Context) error

	// Backup writes a copy as of some moment during the call to path, which must not exist.
	Backup(ctx context.Context, path string) error

	// Close waits for what was asked before; what is asked later is Unavailable.
	Close() error
}
