package vault

import (
	"encoding/binary"

	"github.com/tink-crypto/tink-go/v2/tink"

	"proffer/forms/fault"
)

// Key is one subject's key, unwrapped.
type Key struct {
	ID   uint32 // never 0
	aead tink.AEAD
}

// Seal encrypts a value for one place. The sealed value opens at that place only, so that nothing
// is gained by moving it to another row.
func (k *Key) Seal(value []byte, place ...string) ([]byte, error) {
	sealed, err := k.aead.Encrypt(value, bind(place))
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "a value could not be sealed")
	}
	return sealed, nil
}

// Open decrypts what Seal made for the same place; anything else is Unavailable.
func (k *Key) Open(sealed []byte, place ...string) ([]byte, error) {
	value, err := k.aead.Decrypt(sealed, bind(place))
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, Detail: "sealed values cannot be opened now", Err: err}
	}
	return value, nil
}

// bind joins the parts with their lengths, so that no two places are the same bytes.
func bind(place []string) []byte {
	var out []byte
	for _, p := range place {
		out = binary.AppendUvarint(out, uint64(len(p)))
		out = append(out, p...)
	}
	return out
}
