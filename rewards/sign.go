package rewards

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"proffer/forms/fault"
)

// The headers of a webhook, as Standard Webhooks 1.0.0 names them.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

// Tolerance is how far a webhook's timestamp may lie from the receiver's clock, either way, so that
// a captured delivery cannot be played again later.
const Tolerance = 5 * time.Minute

const (
	secretPrefix = "whsec_"
	minKey       = 24
	maxKey       = 64
)

// Secret is the key that an endpoint's webhooks are signed with: shared with the recipient for
// "whsec_" (HMAC-SHA256, "v1" of Standard Webhooks), the server's alone for "whsk_" (Ed25519, "v1a"),
// whose PublicKey the recipient gets. No way of printing, logging or encoding it shows the key. The
// zero Secret verifies nothing and must not sign.
type Secret struct {
	key     []byte             // of whsec_
	private ed25519.PrivateKey // of whsk_
}

// ParseSecret reads "whsec_" and the standard base64 of 24 to 64 bytes, or "whsk_" and that of the
// 64 bytes of an Ed25519 key, seed and public key. Its errors never repeat what was given.
func ParseSecret(s string) (Secret, error) {
	example := "write whsec_ and the base64 of 24 to 64 random bytes"
	if s == "" {
		return Secret{}, errors.New("the secret is empty; " + example)
	}
	if encoded, asymmetric := strings.CutPrefix(s, privatePrefix); asymmetric {
		private, err := parsePrivate(encoded)
		return Secret{private: private}, err
	}
	encoded, prefixed := strings.CutPrefix(s, secretPrefix)
	if !prefixed {
		return Secret{}, errors.New("the secret does not start with whsec_ or whsk_; " + example)
	}
	key, err := strictBase64(encoded)
	if err != nil {
		return Secret{}, errors.New("what follows whsec_ is not base64; " + example)
	}
	if len(key) < minKey || len(key) > maxKey {
		return Secret{}, fmt.Errorf("the secret has %d bytes; %s", len(key), example)
	}
	return Secret{key: key}, nil
}

func strictBase64(encoded string) ([]byte, error) {
	if strings.ContainsAny(encoded, "\r\n") {
		return nil, errors.New("a line end")
	}
	return base64.StdEncoding.Strict().DecodeString(encoded)
}

// NewSecret makes a secret of 32 random bytes in the form that ParseSecret reads.
func NewSecret() (string, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return "", fmt.Errorf("no random bytes for a secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// Sign returns the webhook-signature of a delivery: "v1," and the base64 of the HMAC, or "v1a," and
// that of the Ed25519 signature, over id, unix seconds and body, joined by dots. It panics on the zero
// Secret, whose signature anybody can make.
func (s Secret) Sign(id string, at time.Time, body []byte) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	switch {
	case s.private != nil:
		return "v1a," + base64.StdEncoding.EncodeToString(ed25519.Sign(s.private, message(id, stamp, body)))
	case len(s.key) == 0:
		panic("rewards: Sign with a Secret that ParseSecret did not make")
	}
	return "v1," + base64.StdEncoding.EncodeToString(s.mac(id, stamp, body))
}

func (s Secret) mac(id, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	_, _ = io.WriteString(h, id+"."+timestamp+".")
	_, _ = h.Write(body)
	return h.Sum(nil)
}

// Verify returns nil if one of the space-separated signatures is this secret's for exactly this id,
// timestamp and body, and the timestamp is within Tolerance of now; else a fault Unauthorized that
// says which of these failed. Signatures of other versions than the secret's are passed over. The
// comparison takes the same time wherever a signature differs. body is what arrived, before any decoding.
func (s Secret) Verify(h http.Header, body []byte, now time.Time) error {
	if s.private != nil {
		return s.Public().Verify(h, body, now)
	}
	if len(s.key) == 0 {
		return fault.New(fault.Unauthorized, "no secret is configured for this webhook")
	}
	id, stamp, err := envelope(h, now)
	if err != nil {
		return err
	}
	want, found := []byte("v1,"+base64.StdEncoding.EncodeToString(s.mac(id, stamp, body))), false
	for signature := range strings.SplitSeq(h.Get(HeaderSignature), " ") {
		found = hmac.Equal([]byte(signature), want) || found
	}
	if !found {
		return noSignature("secret")
	}
	return nil
}

// envelope reads a webhook's id and its timestamp, which has to be within Tolerance of now.
func envelope(h http.Header, now time.Time) (id, stamp string, err error) {
	id, stamp = h.Get(HeaderID), h.Get(HeaderTimestamp)
	// A dot in the id would let one signature fit two readings of id, timestamp and body.
	if id == "" || strings.Contains(id, ".") {
		return "", "", fault.New(fault.Unauthorized, "the header %s is missing or has a dot", HeaderID)
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || strconv.FormatInt(seconds, 10) != stamp {
		return "", "", fault.New(fault.Unauthorized, "the header %s is not a number of seconds since 1970", HeaderTimestamp)
	}
	// Whole seconds are compared, so that no fraction of the receiver's clock narrows the window.
	if age := now.Unix() - seconds; age > int64(Tolerance/time.Second) || age < -int64(Tolerance/time.Second) {
		return "", "", fault.New(fault.Unauthorized, "the header %s is more than %s from this clock", HeaderTimestamp, Tolerance)
	}
	return id, stamp, nil
}

func noSignature(whose string) error {
	return fault.New(fault.Unauthorized, "no signature in %s is this %s's for this id, timestamp and body", HeaderSignature, whose)
}

const hidden = "(hidden)"

// String stands in for the key.
func (s Secret) String() string { return hidden }

// Format hides the key from every verb of package fmt, %#v and %x too.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue hides the key from package slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the key from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
