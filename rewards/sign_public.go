package rewards

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"proffer/forms/fault"
)

const (
	privatePrefix = "whsk_"
	publicPrefix  = "whpk_"
)

// PublicKey verifies what a "whsk_" secret signs, and can sign nothing: a recipient that has it and
// loses it gives nobody the means to forge. The zero PublicKey verifies nothing.
type PublicKey struct{ key ed25519.PublicKey }

// NewPrivateSecret makes a fresh Ed25519 secret in the form that ParseSecret reads.
func NewPrivateSecret() (string, error) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return "", fmt.Errorf("no random bytes for a secret: %w", err)
	}
	return privatePrefix + base64.StdEncoding.EncodeToString(private), nil
}

// parsePrivate reads the 64 bytes of an Ed25519 key. One whose halves do not belong together would
// give its seed away with two signatures.
func parsePrivate(encoded string) (ed25519.PrivateKey, error) {
	example := "write whsk_ and the base64 of the 64 bytes of an Ed25519 key, seed and public key"
	raw, err := strictBase64(encoded)
	if err != nil {
		return nil, errors.New("what follows whsk_ is not base64; " + example)
	}
	if len(raw) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("the secret has %d bytes; %s", len(raw), example)
	}
	if private := ed25519.NewKeyFromSeed(raw[:ed25519.SeedSize]); bytes.Equal(private, raw) {
		return private, nil
	}
	return nil, errors.New("the secret's second half is not the public key of its first; " + example)
}

// ParsePublicKey reads "whpk_" and the standard base64 of the 32 bytes of an Ed25519 public key.
func ParsePublicKey(s string) (PublicKey, error) {
	example := "write whpk_ and the base64 of the 32 bytes of an Ed25519 public key"
	encoded, prefixed := strings.CutPrefix(s, publicPrefix)
	if !prefixed {
		return PublicKey{}, errors.New("the key does not start with whpk_; " + example)
	}
	raw, err := strictBase64(encoded)
	if err != nil {
		return PublicKey{}, errors.New("what follows whpk_ is not base64; " + example)
	}
	if len(raw) != ed25519.PublicKeySize {
		return PublicKey{}, fmt.Errorf("the key has %d bytes; %s", len(raw), example)
	}
	return PublicKey{key: raw}, nil
}

// Public is what a recipient verifies with; the zero PublicKey for a secret that it shares.
func (s Secret) Public() PublicKey {
	if s.private == nil {
		return PublicKey{}
	}
	return PublicKey{key: s.private.Public().(ed25519.PublicKey)} //nolint:forcetypeassert // crypto/ed25519 promises it
}

// String is the form that ParsePublicKey reads, "" for the zero PublicKey.
func (p PublicKey) String() string {
	if p.key == nil {
		return ""
	}
	return publicPrefix + base64.StdEncoding.EncodeToString(p.key)
}

// Verify is Secret.Verify for "v1a": signatures of other versions are passed over.
func (p PublicKey) Verify(h http.Header, body []byte, now time.Time) error {
	if p.key == nil {
		return fault.New(fault.Unauthorized, "no public key is configured for this webhook")
	}
	id, stamp, err := envelope(h, now)
	if err != nil {
		return err
	}
	signed := message(id, stamp, body)
	for signature := range strings.SplitSeq(h.Get(HeaderSignature), " ") {
		encoded, ours := strings.CutPrefix(signature, "v1a,")
		if !ours {
			continue
		}
		if raw, err := strictBase64(encoded); err == nil && ed25519.Verify(p.key, signed, raw) {
			return nil
		}
	}
	return noSignature("key")
}

// message is what is signed: id, unix seconds and body, joined by dots.
func message(id, stamp string, body []byte) []byte {
	out := make([]byte, 0, len(id)+len(stamp)+2+len(body))
	out = append(out, id+"."+stamp+"."...)
	return append(out, body...)
}

// Secrets are those that one webhook is signed with: the newest, and while it takes a former one's
// place, that one too.
type Secrets []Secret

// Sign is the webhook-signature header: each secret's signature, the newest first, parted by spaces.
func (s Secrets) Sign(id string, at time.Time, body []byte) string {
	signatures := make([]string, len(s))
	for i, secret := range s {
		signatures[i] = secret.Sign(id, at, body)
	}
	return strings.Join(signatures, " ")
}
