package sqlite

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
)

// A value's purposes are a column of varints, a basis' number and its end each, since there are two
// or three of them on every value.

func (st *Store) encodePurposes(to []byte, purposes []engine.Basis) ([]byte, error) {
	for _, p := range purposes {
		id, err := st.basis(p)
		if err != nil {
			return nil, err
		}
		to = binary.AppendUvarint(to, uint64(id))
		to = binary.AppendVarint(to, nanos(p.Until))
	}
	return to, nil
}

var errPurposes = errors.New("a purposes column is damaged")

// decodePurposes leaves out what has ended at now.
func decodePurposes(raw []byte, now time.Time, bases func(int64) (engine.Basis, bool)) ([]engine.Basis, error) {
	var out []engine.Basis
	for len(raw) > 0 {
		id, n := binary.Uvarint(raw)
		if n <= 0 {
			return nil, errPurposes
		}
		until, m := binary.Varint(raw[n:])
		if m <= 0 {
			return nil, errPurposes
		}
		raw = raw[n+m:]
		if until != 0 && until <= now.UnixNano() {
			continue
		}
		b, ok := bases(int64(id))
		if !ok {
			return nil, errPurposes
		}
		b.Until = moment(until)
		out = append(out, b)
	}
	return out, nil
}

// ended tells whether something that stands until then has ended; the zero time never ends.
func ended(until, now time.Time) bool { return !until.IsZero() && !until.After(now) }

// detail is what a response says beside its facts, kept as JSON while anything of it is held.
type detail struct {
	Outcome  string            `json:"o,omitempty"`
	Because  []string          `json:"b,omitempty"`
	Items    []engine.Item     `json:"i,omitempty"`
	Catalog  string            `json:"c,omitempty"`
	Revision string            `json:"r,omitempty"`
	Kept     []engine.KeptRef  `json:"k,omitempty"`
	Declined []string          `json:"n,omitempty"`
	Dropped  []engine.Drop     `json:"d,omitempty"`
	Known    []engine.KnownRef `json:"w,omitempty"`
	Removed  []engine.KeptRef  `json:"x,omitempty"`

	Knowledge *engine.Knowledge `json:"q,omitempty"`
}

// rows completes an INSERT with so many rows of so many columns.
func (st *Store) rows(insert string, columns, n int) string {
	k := insert + strconv.Itoa(n)
	sql, ok := st.texts[k]
	if !ok {
		row := "(" + strings.Repeat("?, ", columns-1) + "?)"
		sql = insert + strings.Repeat(row+", ", n-1) + row
		st.texts[k] = sql
	}
	return sql
}

// optional stores an empty string, a zero number or no bytes as NULL.
func optional[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

func id(v []byte) uuid.UUID {
	var u uuid.UUID
	copy(u[:], v)
	return u
}
