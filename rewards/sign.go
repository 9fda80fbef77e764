package rewards

import (
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

// Secret is the key that an endpoint and its recipient share: HMAC-SHA256, "v1" of Standard
// Webhooks. No way of printing, logging or encoding it shows the key. The zero Secret verifies
// nothing and must not sign.
type Secret struct{ key []byte }

// ParseSecret reads "whsec_" and the standard base64 of 24 to 64 bytes. Its errors never repeat
// what was given.
func ParseSecret(s string) (Secret, error) {
	example := "write whsec_ and the base64 of 24 to 64 random bytes"
	encoded, prefixed := strings.CutPrefix(s, secretPrefix)
	switch {
	case s == "":
		return Secret{}, errors.New("the secret is empty; " + example)
	case strings.HasPrefix(s, "whsk_"):
		return Secret{}, errors.New("a whsk_ secret (Ed25519) is not supported yet; " + example)
	case !prefixed:
		return Secret{}, errors.New("the secret does not start with whsec_; " + example)
	}
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || strings.ContainsAny(encoded, "\r\n") {
		return Secret{}, errors.New("what follows whsec_ is not base64; " + example)
	}
	if len(key) < minKey || len(key) > maxKey {
		return Secret{}, fmt.Errorf("the secret has %d bytes; %s", len(key), example)
	}
	return Secret{key: key}, nil
}

// NewSecret makes a secret of 32 random bytes in the form that ParseSecret reads.
func NewSecret() (string, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return "", fmt.Errorf("no random bytes for a secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// Sign returns the webhook-signature of a delivery: "v1," and the base64 of the HMAC over id, unix
// seconds and body, joined by dots. It panics on the zero Secret, whose signature anybody can make.
func (s Secret) Sign(id string, at time.Time, body []byte) string {
	if len(s.key) == 0 {
		panic("rewards: Sign with a Secret that ParseSecret did not make")
	}
	return "v1," + base64.StdEncoding.EncodeToString(s.mac(id, strconv.FormatInt(at.Unix(), 10), body))
}

func (s Secret) mac(id, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	_, _ = io.WriteString(h, id+"."+timestamp+".")
	_, _ = h.Write(body)
	return h.Sum(nil)
}

// Verify returns nil if one of the space-separated signatures is this secret's for exactly this id,
// timestamp and body, and the timestamp is within Tolerance of now; else a fault Unauthorized that
// says which of these failed. Signatures of other versions than v1 are passed over. The comparison
// takes the same time wherever a signature differs. body is what arrived, before any decoding.
func (s Secret) Verify(h http.Header, body []byte, now time.Time) error {
	id, stamp, signatures := h.Get(HeaderID), h.Get(HeaderTimestamp), h.Get(HeaderSignature)
	if len(s.key) == 0 {
		return fault.New(fault.Unauthorized, "no secret is configured for this webhook")
	}
	// A dot in the id would let one signature fit two readings of id, timestamp and body.
	if id == "" || strings.Contains(id, ".") {
		return fault.New(fault.Unauthorized, "the header %s is missing or has a dot", HeaderID)
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || strconv.FormatInt(seconds, 10) != stamp {
		return fault.New(fault.Unauthorized, "the header %s is not a number of seconds since 1970", HeaderTimestamp)
	}
	// Whole seconds are compared, so that no fraction of the receiver's clock narrows the window.
	if age := now.Unix() - seconds; age > int64(Tolerance/time.Second) || age < -int64(Tolerance/time.Second) {
		return fault.New(fault.Unauthorized, "the header %s is more than %s from this clock", HeaderTimestamp, Tolerance)
	}
	want, found := []byte(s.Sign(id, time.Unix(seconds, 0), body)), false
	for signature := range strings.SplitSeq(signatures, " ") {
		found = hmac.Equal([]byte(signature), want) || found
	}
	if !found {
		return fault.New(fault.Unauthorized, "no signature in %s is this secret's for this id, timestamp and body", HeaderSignature)
	}
	return nil
}

const hidden = "whsec_(hidden)"

// String stands in for the key.
func (s Secret) String() string { return hidden }

// Format hides the key from every verb of package fmt, %#v and %x too.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue hides the key from package slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the key from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
