package sqlite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

const (
	entriesInRow = 1000
	// redraws is how often a draw begins anew because somebody entered, or a winner was revoked, in the middle of it.
	redraws = 8
)

// errMoved is a draw that has to begin anew.
var errMoved = errors.New("the entries changed meanwhile")

// Draw implements rewards.DrawStore. A long list is read and drawn beside the writer, which then makes sure that it still is right.
func (st *Store) Draw(ctx context.Context, brand, offer string, decide func([]rewards.EntryHash) (*rewards.Drawing, []rewards.Announcement, error)) (*rewards.Drawing, bool, error) {
	for range redraws {
		if d, err := st.Drawn(ctx, brand, offer); err == nil || !fault.Is(err, fault.NotFound) {
			return d, false, err
		}
		list, taken, err := st.entries(ctx, brand, offer)
		if err != nil {
			return nil, false, err
		}
		d, events, err := decide(hashes(list))
		if err != nil {
			return nil, false, err
		}
		err = st.w.do(ctx, func() error { return st.writeDraw(brand, offer, d, list, taken, events) })
		if err == nil {
			return d, true, nil
		}
		if !errors.Is(err, errMoved) {
			return nil, false, err
		}
	}
	return nil, false, fault.Wrap(fault.Unavailable, errMoved, "the entries change all the time; try again")
}

// entry is a grant with the hash that stands for it.
type entry struct {
	hash  rewards.EntryHash
	grant uuid.UUID
}

func hashes(list []entry) []rewards.EntryHash {
	out := make([]rewards.EntryHash, len(list))
	for i, e := range list {
		out[i] = e.hash
	}
	return out
}

// entries reads those of an offer that stand, by their hashes, and how many were ever made.
func (st *Store) entries(ctx context.Context, brand, offer string) (list []entry, taken int64, err error) {
	err = st.read(ctx, time.Time{}, func(v *view) error {
		if _, err := v.row("SELECT o.taken FROM offers o JOIN brands b ON b.id = o.brand WHERE b.brand = ? AND o.offer = ?", []any{brand, offer}, &taken); err != nil {
			return err
		}
		return v.rows(func(scan func(...any) error) error {
			var raw []byte
			var code string
			if err := scan(&raw, &code); err != nil {
				return err
			}
			grant := id(raw)
			list = append(list, entry{rewards.HashEntry(grant, code), grant})
			return nil
		}, "SELECT g.id, g.code FROM grants g WHERE g.kind = 'draw' AND g.state <> 'revoked' AND g.offer = "+offerNamed, brand, offer)
	})
	slices.SortFunc(list, func(a, b entry) int { return bytes.Compare(a.hash[:], b.hash[:]) })
	return list, taken, err
}

const offerNamed = "(SELECT o.id FROM offers o JOIN brands b ON b.id = o.brand WHERE b.brand = ? AND o.offer = ?)"

func (st *Store) writeDraw(brand, offer string, d *rewards.Drawing, list []entry, taken int64, events []rewards.Announcement) error {
	b, err := st.brand(brand)
	if err != nil {
		return err
	}
	o, err := st.offer(b, offer)
	if err != nil {
		return err
	}
	drawn, err := st.drawn(o)
	if err != nil {
		return err
	}
	if drawn || o.taken != taken {
		return refuse(errMoved)
	}
	for _, w := range d.Winners {
		at, found := slices.BinarySearchFunc(list, w, func(e entry, h rewards.EntryHash) int { return bytes.Compare(e.hash[:], h[:]) })
		if !found {
			return refuse(&fault.Error{Code: fault.Internal, Err: fmt.Errorf("offer %s: a winner that is no entry", offer)})
		}
		row, err := st.s.one("SELECT state FROM grants WHERE id = ?", list[at].grant[:])
		if err != nil {
			return err
		}
		if row == nil || text(row[0]) == rewards.StateRevoked {
			return refuse(errMoved)
		}
	}
	raw, err := json.Marshal(d)
	if err != nil {
		return refuse(fault.Wrap(fault.Internal, err, ""))
	}
	if _, err := st.s.exec("INSERT INTO draws (offer, drawing) VALUES (?, ?)", o.id, raw); err != nil {
		return err
	}
	n := 0
	for row := range slices.Chunk(list, entriesInRow) {
		var packed []byte
		for _, e := range row {
			packed = append(packed, e.hash[:]...)
		}
		if _, err := st.s.exec("INSERT INTO draw_entries (offer, n, hashes) VALUES (?, ?, ?)", o.id, n, packed); err != nil {
			return err
		}
		n++
	}
	return st.announce(b, brand, 0, 0, uuid.Nil, events)
}

func (st *Store) drawn(o *offer) (bool, error) {
	row, err := st.s.one("SELECT 1 FROM draws WHERE offer = ?", o.id)
	return row != nil, err
}

// enters refuses an entry that comes after the draw: its exchange was under way when the draw was made.
func (st *Store) enters(o *offer, g *rewards.Grant) error {
	if g.Kind != rewards.KindDraw {
		return nil
	}
	drawn, err := st.drawn(o)
	if err == nil && drawn {
		err = refuse(&fault.Error{Code: fault.Conflict, Title: "The offer has run out", Detail: "the draw was made meanwhile; nothing was stored",
			Fields: []fault.Field{{Pointer: "/acceptOffer", Code: "offer_exhausted", Detail: "nobody can enter any more", Right: `send the same again with "acceptOffer": null to answer without it`}}})
	}
	return err
}

// Drawn implements rewards.DrawStore.
func (st *Store) Drawn(ctx context.Context, brand, offer string) (*rewards.Drawing, error) {
	var d rewards.Drawing
	err := st.read(ctx, time.Time{}, func(v *view) error {
		var raw []byte
		found, err := v.row("SELECT drawing FROM draws WHERE offer = "+offerNamed, []any{brand, offer}, &raw)
		if err == nil && !found {
			err = errNotDrawn()
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(raw, &d)
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

func errNotDrawn() error { return fault.New(fault.NotFound, "nothing was drawn of this offer yet") }

// DrawEntries implements rewards.DrawStore.
func (st *Store) DrawEntries(ctx context.Context, brand, offer string, after int64, limit int) ([]rewards.EntryHash, error) {
	out := []rewards.EntryHash{}
	err := st.read(ctx, time.Time{}, func(v *view) error {
		var n int64
		found, err := v.row("SELECT offer FROM draws WHERE offer = "+offerNamed, []any{brand, offer}, &n)
		if err == nil && !found {
			err = errNotDrawn()
		}
		if err != nil {
			return err
		}
		for row := after / entriesInRow; len(out) < limit; row++ {
			var packed []byte
			found, err := v.row("SELECT hashes FROM draw_entries WHERE offer = ? AND n = ?", []any{n, row}, &packed)
			if err != nil || !found {
				return err
			}
			if row == after/entriesInRow {
				packed = packed[min(len(packed), int(after%entriesInRow)*len(rewards.EntryHash{})):]
			}
			for len(packed) > 0 && len(out) < limit {
				var h rewards.EntryHash
				packed = packed[copy(h[:], packed):]
				out = append(out, h)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Entered implements rewards.DrawStore.
func (st *Store) Entered(ctx context.Context, brand, offer string) (count int64, err error) {
	err = st.read(ctx, time.Time{}, func(v *view) error {
		_, err := v.row("SELECT count(*) FROM grants g WHERE g.kind = 'draw' AND g.state <> 'revoked' AND g.offer = "+offerNamed, []any{brand, offer}, &count)
		return err
	})
	return count, err
}

// Terms implements rewards.DrawStore.
func (st *Store) Terms(ctx context.Context, brand, offer string) ([]rewards.Offered, error) {
	list := []rewards.Offered{}
	err := st.read(ctx, time.Time{}, func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			o := rewards.Offered{ID: offer}
			var raw []byte
			if err := scan(&o.Version, &raw); err != nil {
				return err
			}
			list = append(list, o)
			return json.Unmarshal(raw, &list[len(list)-1].Terms)
		}, "SELECT t.version, t.terms FROM terms t WHERE t.offer = "+offerNamed+" ORDER BY t.version", brand, offer)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}
