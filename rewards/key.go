package rewards

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"proffer/forms/fault"
)

// The scopes of a key: what it may do. Which values it may read is a matter of its purposes.
const (
	ScopeRewardsRead     = "rewards:read"
	ScopeRewardsWrite    = "rewards:write"
	ScopeEventsRead      = "events:read"
	ScopeEndpointsRead   = "endpoints:read"
	ScopeEndpointsWrite  = "endpoints:write"
	ScopeCodesWrite      = "codes:write"
	ScopePreferencesRead = "preferences:read"
)

// Scopes are all of them.
var Scopes = []string{ScopeRewardsRead, ScopeRewardsWrite, ScopeEventsRead, ScopeEndpointsRead, ScopeEndpointsWrite, ScopeCodesWrite, ScopePreferencesRead}

// AccessKey is the right of one server of a brand to use the API, as it is kept: without the key
// itself, which only its holder has. It reaches one brand, and sees of a person's values what its
// purposes allow its recipient to see, as an endpoint would.
type AccessKey struct {
	ID        string // eight letters and digits, unique in the store; the beginning of the key as text shows it
	Brand     string
	Name      string // what it is for, for the operator's eyes
	Recipient string
	Purposes  []string // none: it sees no values
	Scopes    []string
	Hash      [sha256.Size]byte // SHA-256 of the key as text: it has 256 random bits, so nothing slower is needed
	Created   time.Time
	Expires   time.Time // the zero time: never
	Revoked   time.Time // the zero time: not
	Used      time.Time // the last use that was noted, to the minute; the zero time: never
}

// A key as text is "pk_", its id, "_" and its secret, all letters and digits.
const (
	keyMark      = "pk_"
	keyIDLen     = 8
	keySecretLen = 43 // of 62 characters: 256 bits
	keyAlphabet  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	keyNameLen   = 80 // characters
)

var keyForm = regexp.MustCompile(`^pk_([A-Za-z0-9]{8})_[A-Za-z0-9]{43}$`)

// Make gives the key its id and its hash, and returns it as text, which is nowhere else.
func (k *AccessKey) Make() string {
	k.ID = letters(keyIDLen)
	text := keyMark + k.ID + "_" + letters(keySecretLen)
	k.Hash = sha256.Sum256([]byte(text))
	return text
}

// letters are random, each of them equally likely.
func letters(n int) string {
	const even = 256 / len(keyAlphabet) * len(keyAlphabet) // bytes from here on would favour some
	out := make([]byte, 0, n)
	for some := make([]byte, 2*n); len(out) < n; {
		_, _ = rand.Read(some) // it never fails: it ends the process instead
		for _, b := range some {
			if int(b) < even && len(out) < n {
				out = append(out, keyAlphabet[int(b)%len(keyAlphabet)])
			}
		}
	}
	return string(out)
}

// KeyID reads which key a text claims to be; false if it is none.
func KeyID(text string) (id string, ok bool) {
	parts := keyForm.FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	return parts[1], true
}

// Opens tells whether text is this key, in a time that says nothing about how much of it is right.
func (k AccessKey) Opens(text string) bool {
	sum := sha256.Sum256([]byte(text))
	return subtle.ConstantTimeCompare(sum[:], k.Hash[:]) == 1
}

// Prefix is how a key is shown: its text up to the secret.
func (k AccessKey) Prefix() string { return keyMark + k.ID }

// May tells whether the key has a scope.
func (k AccessKey) May(scope string) bool { return slices.Contains(k.Scopes, scope) }

// Ended tells whether the key's time is over at now.
func (k AccessKey) Ended(now time.Time) bool { return !k.Expires.IsZero() && !k.Expires.After(now) }

// Validate returns everything wrong with the key in itself. Whether the brand has the recipient, and
// the purposes name it, is for whoever knows the brand to check.
func (k AccessKey) Validate() []fault.Field {
	v := &validator{}
	if _, ok := KeyID(keyMark + k.ID + "_" + strings.Repeat("a", keySecretLen)); !ok || k.Hash == [sha256.Size]byte{} {
		v.add("/id", "required", "make the key first", "the key has no id or no hash")
	}
	v.id("/brand", k.Brand, "brand")
	v.id("/recipient", k.Recipient, "recipient")
	switch {
	case strings.TrimSpace(k.Name) == "":
		v.add("/name", "required", "say what the key is for, e.g. till-1", "the key has no name")
	case !utf8.ValidString(k.Name) || strings.ContainsFunc(k.Name, unicode.IsControl):
		v.add("/name", "bad_text", "write plain text", "the name has a control character")
	case utf8.RuneCountInString(k.Name) > keyNameLen:
		v.add("/name", "too_long", fmt.Sprintf("write at most %d characters", keyNameLen), "the name is too long")
	}
	if len(k.Scopes) == 0 {
		v.add("/scopes", "required", "name at least one of "+strings.Join(Scopes, " "), "the key may do nothing")
	}
	for i, scope := range k.Scopes {
		at := "/scopes/" + strconv.Itoa(i)
		if !slices.Contains(Scopes, scope) {
			v.add(at, "unknown_choice", "write one of "+strings.Join(Scopes, " "), "there is no scope %q", scope)
		} else if slices.Index(k.Scopes, scope) < i {
			v.add(at, "duplicate", "leave it out", "%q stands here twice", scope)
		}
	}
	for i, purpose := range k.Purposes {
		at := "/purposes/" + strconv.Itoa(i)
		v.id(at, purpose, "purpose")
		if slices.Index(k.Purposes, purpose) < i {
			v.add(at, "duplicate", "leave it out", "%q stands here twice", purpose)
		}
	}
	if k.Created.IsZero() {
		v.add("/created", "required", "", "the key has no time of its making")
	} else if k.Ended(k.Created) {
		v.add("/expires", "out_of_range", "write a time after now", "the key ends before it begins")
	}
	return v.fields
}

// String stands in for the key wherever it is shown.
func (k AccessKey) String() string { return k.Brand + "/" + k.Prefix() }

// Format hides the hash from every verb of package fmt.
func (k AccessKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// LogValue hides the hash from package slog.
func (k AccessKey) LogValue() slog.Value { return slog.StringValue(k.String()) }
