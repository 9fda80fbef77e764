// Package vault keeps one key per subject, so that destroying a key makes everything sealed with it
// unreadable in every copy, backups included.
//
// The vault knows subjects only as holders: keyed hashes of brand and subject. Its files therefore
// name nobody, and a tombstone, which must outlive the person's data, is no more than such a hash.
package vault

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"proffer/forms/fault"
)

// Vault seals and opens values with keys that it keeps wrapped under the server's key.
type Vault struct {
	Keys
	wrap tink.AEAD
	own  tink.AEAD
	mark []byte
}

// New makes a vault over keys. Another kek than the one the keys were wrapped with opens none of
// them and finds no holder; the store compares the fingerprint of the keys file before it comes to
// that.
func New(kek [32]byte, keys Keys) (*Vault, error) {
	wrapping, err := hkdf.Key(sha256.New, kek[:], nil, "proffer vault: wrapping of subject keys", 32)
	if err != nil {
		return nil, err
	}
	marking, err := hkdf.Key(sha256.New, kek[:], nil, "proffer vault: holders", 32)
	if err != nil {
		return nil, err
	}
	owning, err := hkdf.Key(sha256.New, kek[:], nil, "proffer vault: the server's own", 32)
	if err != nil {
		return nil, err
	}
	wrap, err := subtle.NewAESGCM(wrapping)
	if err != nil {
		return nil, err
	}
	own, err := subtle.NewAESGCM(owning)
	if err != nil {
		return nil, err
	}
	return &Vault{Keys: keys, wrap: wrap, own: own, mark: marking}, nil
}

// Holder names a subject of a brand in the vault.
func (v *Vault) Holder(brand string, subject uuid.UUID) Holder {
	mac := hmac.New(sha256.New, v.mark)
	mac.Write([]byte(brand))
	mac.Write([]byte{0}) // no brand holds a zero byte, so no two pairs run together
	mac.Write(subject[:])
	var h Holder
	copy(h[:], mac.Sum(nil))
	return h
}

// Ensure returns the holder's key and makes one if there is none; when it returns, the key is
// durable, and of several made at once all callers get the first. known is the id of the key that
// values of the holder are sealed with already, 0 if none: such a key that is missing is
// Unavailable, never a reason to make another. An erased holder is Gone.
func (v *Vault) Ensure(ctx context.Context, h Holder, known uint32) (*Key, error) {
	if known != 0 {
		return v.Key(ctx, h, known)
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "a key could not be made")
	}
	var wrapped bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&wrapped), v.wrap, h[:]); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "a key could not be wrapped")
	}
	kept, err := v.Put(ctx, h, wrapped.Bytes())
	if err != nil {
		return nil, err
	}
	return v.unwrap(h, kept, 0)
}

// Key returns the holder's key. If there is none it is NotFound where known is 0, else Unavailable:
// what it sealed is still there, so the vault is not the one that belongs to the store.
func (v *Vault) Key(ctx context.Context, h Holder, known uint32) (*Key, error) {
	wrapped, err := v.Get(ctx, h)
	if fault.Is(err, fault.NotFound) && known != 0 {
		return nil, &fault.Error{Code: fault.Unavailable, Detail: "sealed values cannot be opened now",
			Err: fmt.Errorf("key %d of a subject is missing from the vault and was not erased: the vault's file is older than the store's; restore the one that was backed up with it or after it", known)}
	}
	if err != nil {
		return nil, err
	}
	return v.unwrap(h, wrapped, known)
}

func (v *Vault) unwrap(h Holder, wrapped []byte, known uint32) (*Key, error) {
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), v.wrap, h[:])
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, Detail: "sealed values cannot be opened now",
			Err: fmt.Errorf("a subject's key does not unwrap: the keys file is not the one this vault was made with, or the vault is damaged: %w", err)}
	}
	primary, err := handle.Primary()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "a keyset without a primary key")
	}
	if known != 0 && known != primary.KeyID() {
		return nil, &fault.Error{Code: fault.Unavailable, Detail: "sealed values cannot be opened now",
			Err: fmt.Errorf("the vault holds key %d where the store's values were sealed with key %d: the two files do not belong together", primary.KeyID(), known)}
	}
	a, err := aead.New(handle)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "a keyset that cannot be used")
	}
	return &Key{ID: primary.KeyID(), aead: a}, nil
}
