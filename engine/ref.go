package engine

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/daead/subtle"

	"proffer/forms/fault"
)

// A ref is the subject's id sealed with AES-SIV (RFC 5297) under a key of the brand and the recipient: always the same for
// one recipient, unlike any other's, and readable by this server alone, which so finds the person whom a recipient asks
// about without a table of refs. One that was made for another recipient does not open.

// ref is the name under which one recipient knows a subject. Two recipients can't join theirs.
func (k Keys) ref(brand, recipient string, subject uuid.UUID) string {
	sealed, err := k.pairwise(brand, recipient).EncryptDeterministically(subject[:], nil)
	if err != nil {
		panic("engine: a ref that can't be made: " + err.Error()) // sixteen bytes always can
	}
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// subjectOf reads a recipient's ref. One that is no ref of this recipient's is NotFound.
func (k Keys) subjectOf(brand, recipient, ref string) (uuid.UUID, error) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(ref)
	var raw []byte
	if err == nil {
		raw, err = k.pairwise(brand, recipient).DecryptDeterministically(sealed, nil)
	}
	var subject uuid.UUID
	if err == nil {
		subject, err = uuid.FromBytes(raw)
	}
	if err != nil {
		return uuid.Nil, fault.New(fault.NotFound, "this is no ref of the recipient %q; use one that an event of its own told", recipient)
	}
	return subject, nil
}

func (k Keys) pairwise(brand, recipient string) *subtle.AESSIV {
	// Neither id holds a zero byte, so no two pairs run together.
	key, err := hkdf.Key(sha256.New, k.Refs, nil, "proffer ref\x00"+brand+"\x00"+recipient, subtle.AESSIVKeySize)
	if err != nil {
		panic("engine: a key that can't be derived: " + err.Error())
	}
	siv, err := subtle.NewAESSIV(key)
	if err != nil {
		panic("engine: a key of a wrong size: " + err.Error())
	}
	return siv
}
