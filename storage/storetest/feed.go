package storetest

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

// feed reads events and checks that they follow one another from after on.
func feed(t *testing.T, st Store, brand string, after int64, limit int) ([]rewards.Event, int64) {
	t.Helper()
	list, newest, err := st.Events(ctx, brand, after, limit)
	ok(t, err)
	for i, e := range list {
		if e.Seq != after+int64(i)+1 || e.Brand != brand {
			t.Fatalf("event %d after %d is number %d of %q", i, after, e.Seq, e.Brand)
		}
	}
	return list, newest
}

var feedCases = map[string]func(t *testing.T, o *Opened){
	// Every part of an event is read back, in the order of the commits, each brand's for itself.
	"read back": func(t *testing.T, o *Opened) {
		var want []rewards.Event
		for range 3 {
			s := NewSample(NewID(), Start)
			d := complete(t, o, s)
			for i, e := range s.Decision.Events {
				e.Seq = d.Events[i].Seq
				want = append(want, e.Event)
			}
			other := NewSample(s.Subject, Start)
			other.Brand = "other"
			complete(t, o, other)
		}
		twice(t, o, func(t *testing.T, st Store) {
			list, newest := feed(t, st, Brand, 0, 100)
			same(t, "events", list, want)
			same(t, "newest", newest, int64(6))
			_, newest = feed(t, st, "other", 0, 100)
			same(t, "the other's newest", newest, int64(6))
		})
	},

	// A cursor and a limit cut pages that join without a gap; beyond the end there is nothing.
	"pages": func(t *testing.T, o *Opened) {
		for range 5 {
			complete(t, o, NewSample(NewID(), Start))
		}
		var after int64
		sizes := []int{}
		for {
			list, newest := feed(t, o, Brand, after, 4)
			same(t, "newest", newest, int64(10))
			sizes = append(sizes, len(list))
			if len(list) == 0 {
				break
			}
			after = list[len(list)-1].Seq
		}
		same(t, "pages", sizes, []int{4, 4, 2, 0})
		for brand, after := range map[string]int64{Brand: 99, "nobody": 0} {
			list, newest, err := o.Events(ctx, brand, after, 10)
			ok(t, err)
			same(t, "events", list, []rewards.Event{})
			same(t, "newest", newest, map[string]int64{Brand: 10, "nobody": 0}[brand])
		}
		list, _ := feed(t, o, Brand, 0, 0)
		same(t, "none asked for", len(list), 0)
	},

	// An erased person's events keep their numbers, so that no cursor stumbles, and name nobody.
	"erased": func(t *testing.T, o *Opened) {
		gone, stays := NewSample(NewID(), Start), NewSample(NewID(), Start)
		complete(t, o, gone)
		complete(t, o, stays)
		ok(t, o.Erase(ctx, Brand, gone.Subject, Start))
		twice(t, o, func(t *testing.T, st Store) {
			list, newest := feed(t, st, Brand, 0, 10)
			same(t, "newest", newest, int64(4))
			same(t, "events", len(list), 4)
			for _, e := range list[:2] {
				same(t, "whose", []uuid.UUID{e.Subject, e.Response, e.Grant}, []uuid.UUID{uuid.Nil, uuid.Nil, uuid.Nil})
			}
			same(t, "the other's", list[2].Subject, stays.Subject)
		})
	},

	// Whoever reads on while others commit misses nothing: what commits later has a greater number.
	"reading among writes": func(t *testing.T, o *Opened) {
		const writers, each = 8, 15
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					if _, _, err := o.Complete(ctx, NewSample(NewID(), Start).Ask()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		seen := map[uuid.UUID]bool{}
		var after int64
		for after < 2*writers*each && !t.Failed() {
			list, newest := feed(t, o, Brand, after, 7)
			for _, e := range list {
				seen[e.ID], after = true, e.Seq
			}
			if after > newest {
				t.Fatalf("event %d is newer than the newest, %d", after, newest)
			}
		}
		wg.Wait()
		same(t, "events", len(seen), 2*writers*each)
	},

	// A store that is closed says so.
	"closed": func(t *testing.T, o *Opened) {
		ok(t, o.Close())
		_, _, err := o.Events(ctx, Brand, 0, 1)
		wants(t, err, fault.Unavailable)
	},
}
