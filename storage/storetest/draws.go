package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

var seed = []byte("a seed of the suite's, 32 bytes.")

// entry is a sample that enters the draw, with the hash of that.
func entry() (*Sample, rewards.EntryHash) {
	s := NewSample(NewID(), Start)
	g := s.Decision.Grant
	g.Kind, g.Discount, g.Code = rewards.KindDraw, nil, fmt.Sprintf("CLAIM%X", g.ID[8:])
	return s, rewards.HashEntry(g.ID, g.Code)
}

// enter makes an entry in the draw, and returns it with its hash.
func enter(t *testing.T, st Store) (*Sample, rewards.EntryHash) {
	t.Helper()
	s, h := entry()
	complete(t, st, s)
	return s, h
}

func sorted(list ...rewards.EntryHash) []rewards.EntryHash {
	slices.SortFunc(list, func(a, b rewards.EntryHash) int { return bytes.Compare(a[:], b[:]) })
	return list
}

// drawn is the event of a draw.
func drawn(at int) rewards.Announcement {
	return rewards.Announcement{Event: rewards.Event{ID: NewID(), Type: rewards.EventDrawDrawn, Brand: Brand, At: day(at), Detail: json.RawMessage(`{"offer":"` + Offer + `"}`)}, Endpoints: []string{"shop"}}
}

// draw draws one winner on a day.
func draw(st Store, at int) (*rewards.Drawing, bool, error) {
	return st.Draw(ctx, Brand, Offer, func(entries []rewards.EntryHash) (*rewards.Drawing, []rewards.Announcement, error) {
		return rewards.MakeDrawing(entries, seed, "", 1, day(at)), []rewards.Announcement{drawn(at)}, nil
	})
}

func revoke(t *testing.T, st Store, grant uuid.UUID) {
	t.Helper()
	_, err := st.Change(ctx, Brand, grant, func(h rewards.Held) (*rewards.Change, error) { return rewards.Revoke(h, cause(Start)) })
	ok(t, err)
}

var drawCases = map[string]func(t *testing.T, o *Opened){
	// What was drawn, the list and the event are committed together, and once: a second draw finds the first one's record.
	"once": func(t *testing.T, o *Opened) {
		_, err := o.Drawn(ctx, Brand, Offer)
		wants(t, err, fault.NotFound)
		_, err = o.DrawEntries(ctx, Brand, Offer, 0, 10)
		wants(t, err, fault.NotFound)
		var want []rewards.EntryHash
		for range 3 {
			_, h := enter(t, o)
			want = append(want, h)
		}
		sorted(want...)
		before := len(lease(t, o, Start, 100))
		d, first, err := draw(o, 1)
		ok(t, err)
		same(t, "first", first, true)
		same(t, "record", d, rewards.MakeDrawing(want, seed, "", 1, day(1)))
		again, first, err := o.Draw(ctx, Brand, Offer, func([]rewards.EntryHash) (*rewards.Drawing, []rewards.Announcement, error) {
			return nil, nil, errors.New("decided twice")
		})
		ok(t, err)
		same(t, "again", []any{again, first}, []any{d, false})
		check := func(t *testing.T, st Store) {
			got, err := st.Drawn(ctx, Brand, Offer)
			ok(t, err)
			same(t, "record", got, d)
			list, err := st.DrawEntries(ctx, Brand, Offer, 0, 10)
			ok(t, err)
			same(t, "list", list, want)
			_, err = st.Drawn(ctx, "other", Offer)
			wants(t, err, fault.NotFound)
		}
		t.Run("after a crash", func(t *testing.T) { check(t, o.Crash(t)) })
		twice(t, o, check)
		events := lease(t, o, day(1), 100)
		same(t, "announced", []any{before, len(events), events[len(events)-1].Event.Type, events[len(events)-1].Event.Subject}, []any{6, 7, rewards.EventDrawDrawn, uuid.Nil})
	},

	// The entries are the grants of the offer that are not revoked, whoever was erased is none, and all are counted so.
	"entries": func(t *testing.T, o *Opened) {
		count := func(want int64) {
			t.Helper()
			n, err := o.Entered(ctx, Brand, Offer)
			ok(t, err)
			same(t, "entered", n, want)
		}
		count(0)
		_, stays := enter(t, o)
		gone, _ := enter(t, o)
		revoked, _ := enter(t, o)
		_, also := enter(t, o)
		count(4)
		revoke(t, o, revoked.Decision.Grant.ID)
		ok(t, o.Erase(ctx, Brand, gone.Subject, Start))
		count(2)
		var seen []rewards.EntryHash
		_, _, err := o.Draw(ctx, Brand, Offer, func(entries []rewards.EntryHash) (*rewards.Drawing, []rewards.Announcement, error) {
			seen = slices.Clone(entries)
			return rewards.MakeDrawing(entries, seed, "", 1, day(1)), nil, nil
		})
		ok(t, err)
		same(t, "decided about", seen, sorted(stays, also))
	},

	// Who is erased, or whose entry is revoked, after the draw stays in the list as a hash, which leads to nobody.
	"erased afterwards": func(t *testing.T, o *Opened) {
		s, h := enter(t, o)
		_, _, err := draw(o, 1)
		ok(t, err)
		ok(t, o.Erase(ctx, Brand, s.Subject, day(1)))
		twice(t, o, func(t *testing.T, st Store) {
			d, err := st.Drawn(ctx, Brand, Offer)
			ok(t, err)
			same(t, "winners", d.Winners, []rewards.EntryHash{h})
			_, err = st.GrantByCode(ctx, Brand, s.Decision.Grant.Code)
			wants(t, err, fault.NotFound)
		})
		if code := []byte(s.Decision.Grant.Code); bytes.Contains(o.Bytes(t), code) {
			t.Error("the claim code still stands in a file")
		}
	},

	// Whoever enters or is revoked while it is decided about makes it be decided anew, with the list as it is then.
	"entries that change meanwhile": func(t *testing.T, o *Opened) {
		s, gone := enter(t, o)
		_, stays := enter(t, o)
		calls := 0
		var late rewards.EntryHash
		d, first, err := o.Draw(ctx, Brand, Offer, func(entries []rewards.EntryHash) (*rewards.Drawing, []rewards.Announcement, error) {
			switch calls++; calls {
			case 1:
				_, late = enter(t, o)
			case 2:
				revoke(t, o, s.Decision.Grant.ID)
				return &rewards.Drawing{At: day(1), Winners: []rewards.EntryHash{gone}}, nil, nil
			}
			return rewards.MakeDrawing(entries, seed, "", 9, day(1)), nil, nil
		})
		ok(t, err)
		same(t, "calls and first", []any{calls, first, d.Entries}, []any{3, true, int64(2)})
		same(t, "winners", sorted(d.Winners...), sorted(stays, late))
	},

	// Once it is drawn nobody enters: the exchange is refused whole, and goes through without the offer.
	"no entry afterwards": func(t *testing.T, o *Opened) {
		enter(t, o)
		_, _, err := draw(o, 1)
		ok(t, err)
		twice(t, o, func(t *testing.T, st Store) {
			s := NewSample(NewID(), day(1))
			s.Decision.Grant.Kind = rewards.KindDraw
			_, _, err := st.Complete(ctx, s.Ask())
			wants(t, err, fault.Conflict)
			same(t, "code", fault.Has(err, "offer_exhausted"), true)
			complete(t, st, s.Without())
			n, err := st.Entered(ctx, Brand, Offer)
			ok(t, err)
			same(t, "entered", n, int64(1))
		})
	},

	// A decision that fails, or names a winner that is no entry, draws nothing.
	"nothing drawn": func(t *testing.T, o *Opened) {
		enter(t, o)
		no := errors.New("no")
		_, _, err := o.Draw(ctx, Brand, Offer, func([]rewards.EntryHash) (*rewards.Drawing, []rewards.Announcement, error) { return nil, nil, no })
		if !errors.Is(err, no) {
			t.Errorf("got %v", err)
		}
		_, _, err = o.Draw(ctx, Brand, Offer, func([]rewards.EntryHash) (*rewards.Drawing, []rewards.Announcement, error) {
			return &rewards.Drawing{Winners: []rewards.EntryHash{{1}}}, []rewards.Announcement{drawn(1)}, nil
		})
		wants(t, err, fault.Internal)
		_, err = o.Drawn(ctx, Brand, Offer)
		wants(t, err, fault.NotFound)
		same(t, "events", len(lease(t, o, day(2), 100)), 2)
	},

	// Nobody has to have entered.
	"of nobody": func(t *testing.T, o *Opened) {
		d, first, err := draw(o, 1)
		ok(t, err)
		same(t, "drawn", []any{first, d.Entries, len(d.Winners)}, []any{true, int64(0), 0})
		list, err := o.DrawEntries(ctx, Brand, Offer, 0, 10)
		ok(t, err)
		same(t, "list", list, []rewards.EntryHash{})
	},

	// Of twenty who draw at once one does, and all have its record.
	"at once": func(t *testing.T, o *Opened) {
		for range 5 {
			enter(t, o)
		}
		var firsts atomic.Int64
		var mu sync.Mutex
		seen := map[string]bool{}
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				d, first, err := draw(o, i+1)
				if err != nil {
					t.Error(err)
					return
				}
				if first {
					firsts.Add(1)
				}
				mu.Lock()
				seen[d.At.String()] = true
				mu.Unlock()
			})
		}
		wg.Wait()
		same(t, "drawn and records", []any{firsts.Load(), len(seen)}, []any{int64(1), 1})
	},

	// The list is read page by page, from any place in it.
	"pages": func(t *testing.T, o *Opened) {
		want := make([]rewards.EntryHash, 2003)
		var next atomic.Int64
		var wg sync.WaitGroup
		for range 64 { // which share their commits
			wg.Go(func() {
				for i := next.Add(1) - 1; i < int64(len(want)); i = next.Add(1) - 1 {
					s, h := entry()
					want[i] = h
					s.Decision.Preferences, s.Decision.Feedback, s.Decision.Events = nil, nil, nil // which would take longest
					if _, _, err := o.Complete(ctx, s.Ask()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		sorted(want...)
		_, _, err := draw(o, 1)
		ok(t, err)
		for _, c := range [][3]int{{0, 1000, 1000}, {1000, 1000, 1000}, {2000, 1000, 3}, {2003, 10, 0}, {9999, 10, 0}, {999, 3, 3}, {5, 2500, 1998}} {
			list, err := o.DrawEntries(ctx, Brand, Offer, int64(c[0]), c[1])
			ok(t, err)
			if len(list) != c[2] || (c[2] > 0 && !slices.Equal(list, want[c[0]:c[0]+c[2]])) {
				t.Errorf("after %d, at most %d: %d of them", c[0], c[1], len(list))
			}
		}
	},

	// The terms are those of every version under which somebody entered, erased or not.
	"terms": func(t *testing.T, o *Opened) {
		none, err := o.Terms(ctx, Brand, Offer)
		ok(t, err)
		same(t, "of nobody", none, []rewards.Offered{})
		var want []rewards.Offered
		for _, version := range []string{"aa", "bb", "bb"} {
			s := NewSample(NewID(), Start)
			s.Decision.Terms = rewards.Offered{ID: Offer, Version: version, Terms: rewards.Offer{Label: rewards.Text{"en": version}, Gives: rewards.Gives{Kind: rewards.KindDraw, Winners: 3}}}
			if want = append(want, s.Decision.Terms); len(want) > 2 {
				want = want[:2]
			}
			complete(t, o, s)
			ok(t, o.Erase(ctx, Brand, s.Subject, Start))
		}
		twice(t, o, func(t *testing.T, st Store) {
			got, err := st.Terms(ctx, Brand, Offer)
			ok(t, err)
			same(t, "terms", got, want)
			other, err := st.Terms(ctx, "other", Offer)
			ok(t, err)
			same(t, "of another brand", len(other), 0)
		})
	},
}
