package rewards

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// EntryHash stands for an entry of a draw in everything that is published. Nobody can find the claim code from it, since
// nobody can guess the grant's id with it; whoever has both can find their entry in the list.
type EntryHash [sha256.Size]byte

// HashEntry is SHA-256 over the grant's id and its claim code, as text with a colon between.
func HashEntry(grant uuid.UUID, code string) EntryHash {
	return sha256.Sum256([]byte(grant.String() + ":" + code))
}

// String is the hash in lower-case hexadecimal, as it is published.
func (h EntryHash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h EntryHash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *EntryHash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return fault.New(fault.Invalid, "an entry's hash has %d hexadecimal digits", 2*len(h))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// DrawSeed is the seed of an offer's draw. It is fixed before anybody enters: from the server's key, brand and offer alone, so
// that no closing time and no entry can be tried until a seed pleases somebody.
func DrawSeed(key []byte, brand, offer string) []byte {
	h := hmac.New(sha256.New, key)
	_, _ = h.Write([]byte("proffer draw\x00" + brand + "\x00" + offer))
	return h.Sum(nil)
}

// Commitment is what is published of a seed before the draw: the SHA-256 of its bytes, in hexadecimal.
func Commitment(seed []byte) string {
	sum := sha256.Sum256(seed)
	return hex.EncodeToString(sum[:])
}

// Drawing is the record of a draw. It is made once, and never changed.
type Drawing struct {
	At     time.Time `json:"at"`
	Seed   string    `json:"seed"`   // in hexadecimal
	Public string    `json:"public"` // what was added to the seed; "" for nothing
	// Digest is the SHA-256, in hexadecimal, of the list: the hashes of all entries, ascending, each followed by a newline.
	Digest  string `json:"digest"`
	Entries int64  `json:"entries"`
	// Winners are the hashes that won, in the order in which they were drawn.
	Winners []EntryHash `json:"winners"`
}

// MaxPublic is how long the public text may be, in bytes.
const MaxPublic = 500

// CheckPublic tells whether a text can be added to a seed: what others have to write in the same way is short and on one line.
func CheckPublic(text string) error {
	if len(text) > MaxPublic || strings.TrimSpace(text) != text || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == '�' }) {
		return fault.At(fault.Invalid, "/public", "out_of_range", "write up to %d bytes on one line, without spaces around them, such as the numbers of a lottery drawn after the closing time", MaxPublic)
	}
	return nil
}

// MakeDrawing draws the winners of a list, which is sorted: the entries whose HMAC-SHA256 is lowest, with the seed's bytes
// followed by the public text as the key and the entry's hash in hexadecimal as the message. It is pure, and anybody can do it.
func MakeDrawing(entries []EntryHash, seed []byte, public string, winners int64, at time.Time) *Drawing {
	d := &Drawing{At: at, Seed: hex.EncodeToString(seed), Public: public, Entries: int64(len(entries)), Winners: []EntryHash{}}
	type ticket struct {
		entry EntryHash
		rank  [sha256.Size]byte
	}
	list, key := sha256.New(), slices.Concat(seed, []byte(public))
	drawn := make([]ticket, len(entries))
	mac := hmac.New(sha256.New, key)
	for i, e := range entries {
		text := e.String()
		_, _ = list.Write([]byte(text + "\n"))
		mac.Reset()
		_, _ = mac.Write([]byte(text))
		drawn[i].entry = e
		mac.Sum(drawn[i].rank[:0])
	}
	d.Digest = hex.EncodeToString(list.Sum(nil))
	slices.SortFunc(drawn, func(a, b ticket) int {
		return cmp.Or(bytes.Compare(a.rank[:], b.rank[:]), bytes.Compare(a.entry[:], b.entry[:]))
	})
	for _, t := range drawn[:min(winners, int64(len(drawn)))] {
		d.Winners = append(d.Winners, t.entry)
	}
	return d
}

// Won tells whether an entry is among the winners.
func (d *Drawing) Won(e EntryHash) bool { return slices.Contains(d.Winners, e) }
