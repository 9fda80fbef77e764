package config

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// Keys are the server's secrets. They belong to one store and its vault: without them the sealed
// values cannot be opened, the codes and pairwise references cannot be made again, and every ticket
// and subject token that is out there is void.
type Keys struct {
	// Tickets and Tokens sign tickets and subject tokens. The first of each signs; all verify, so a
	// new key is put first and the old one stays until what it signed has ended.
	Tickets []Key `json:"tickets"`
	Tokens  []Key `json:"tokens"`
	// Refs makes each recipient's own reference of a subject, Codes the generated codes, and Vault
	// wraps the key of every subject. They cannot be changed while the store lives.
	Refs  Secret `json:"refs"`
	Codes Secret `json:"codes"`
	Vault Secret `json:"vault"`
}

// Key is a signing key under the id that a signature names it by.
type Key struct {
	KID    string `json:"kid"`
	Secret Secret `json:"secret"`
}

// Secret is 32 random bytes, base64 in the file. It prints as its length only.
type Secret []byte

const secretBytes = 32

// String never shows the secret, so that no log line can.
func (s Secret) String() string { return fmt.Sprintf("(%d secret bytes)", len(s)) }

// GoString is String, for %#v.
func (s Secret) GoString() string { return s.String() }

// Fingerprint names the secrets that a store cannot live without and tells nothing about them. A
// store remembers it, and so notices the keys file of another one.
func (k *Keys) Fingerprint() string {
	inner := sha256.New()
	for _, secret := range []Secret{k.Refs, k.Codes, k.Vault} {
		inner.Write(secret)
	}
	outer := sha256.Sum256(append([]byte("proffer keys fingerprint v1\n"), inner.Sum(nil)...))
	return hex.EncodeToString(outer[:])
}

// KEK is the vault's secret as the array that storage.Options takes.
func (k *Keys) KEK() [32]byte { return [32]byte(k.Vault) }

// MarshalText is base64; UnmarshalText takes nothing else.
func (s Secret) MarshalText() ([]byte, error) {
	return []byte(base64.StdEncoding.EncodeToString(s)), nil
}

// UnmarshalText reads what MarshalText wrote. Its error does not repeat the input.
func (s *Secret) UnmarshalText(text []byte) error {
	raw, err := base64.StdEncoding.Strict().DecodeString(string(text))
	if err != nil {
		return errors.New("a secret that is not base64")
	}
	*s = raw
	return nil
}
