package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// pooled makes a sample that gives a code of a pool, as long as the facts say that there is one.
func pooled(pool string) *Sample {
	s := NewSample(NewID(), Start)
	s.Offers[0].Pool, s.Decision.Pool, s.Decision.Grant.Code = pool, pool, ""
	return s
}

// add puts codes into a pool and wants all of them to be new.
func add(t *testing.T, st Store, pool string, codes ...string) {
	t.Helper()
	added, taken, err := st.AddCodes(ctx, Brand, pool, codes)
	ok(t, err)
	same(t, "added and taken", []any{added, taken}, []any{len(codes), []int(nil)})
}

func inPool(t *testing.T, st Store, brand, pool string) [2]int64 {
	t.Helper()
	left, total, err := st.Pool(ctx, brand, pool)
	ok(t, err)
	return [2]int64{left, total}
}

// list makes codes that nobody has.
func list(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s-%06d", prefix, i)
	}
	return out
}

var poolCases = map[string]func(t *testing.T, o *Opened){
	// Codes are given in the order in which they were added, one each, and counted; a grant that has one is found by it.
	"first in, first out": func(t *testing.T, o *Opened) {
		add(t, o, "cinema", "ZEBRA", "APE")
		add(t, o, "cinema", "MOUSE")
		add(t, o, "zoo", "LION")
		for i, want := range []string{"ZEBRA", "APE", "MOUSE"} {
			s := pooled("cinema")
			d := complete(t, o, s)
			same(t, "code", d.Grant.Code, want)
			got, err := o.GrantByCode(ctx, Brand, want)
			ok(t, err)
			same(t, "found by it", got, d.Grant.ID)
			same(t, "stored", heldGrant(t, o, d.Grant.ID).Grant.Code, want)
			same(t, "left and total", inPool(t, o, Brand, "cinema"), [2]int64{2 - int64(i), 3})
		}
		_, err := o.GrantByCode(ctx, Brand, "LION")
		wants(t, err, fault.NotFound) // nobody has it yet
		twice(t, o, func(t *testing.T, st Store) {
			pools, err := st.Pools(ctx, Brand)
			ok(t, err)
			same(t, "pools", pools, []rewards.Pool{{Pool: "cinema", Left: 0, Total: 3}, {Pool: "zoo", Left: 1, Total: 1}})
			same(t, "of another brand", inPool(t, st, "other", "cinema"), [2]int64{})
			none, err := st.Pools(ctx, "other")
			ok(t, err)
			same(t, "pools of another brand", none, []rewards.Pool{})
			same(t, "a pool that is not there", inPool(t, st, Brand, "circus"), [2]int64{})
		})
	},

	// A code is one of the brand, whatever pool it is in, whether it was given, and whether it was made.
	"taken": func(t *testing.T, o *Opened) {
		made := NewSample(NewID(), Start)
		made.Decision.Grant.Code = "MADE"
		complete(t, o, made)
		add(t, o, "cinema", "A", "B")
		complete(t, o, pooled("cinema"))
		codes := []string{"A", "new", "B", "MADE", "new", "a"}
		before, err := o.TakenCodes(ctx, Brand, codes)
		ok(t, err)
		same(t, "would be taken", before, []int{0, 2, 3, 4})
		added, taken, err := o.AddCodes(ctx, Brand, "zoo", codes)
		ok(t, err)
		same(t, "added and taken", []any{added, taken}, []any{2, []int{0, 2, 3, 4}})
		twice(t, o, func(t *testing.T, st Store) {
			same(t, "pools", [][2]int64{inPool(t, st, Brand, "cinema"), inPool(t, st, Brand, "zoo")}, [][2]int64{{1, 2}, {2, 2}})
			all, err := st.TakenCodes(ctx, Brand, codes)
			ok(t, err)
			same(t, "all are there", all, []int{0, 1, 2, 3, 4, 5})
			none, err := st.TakenCodes(ctx, "other", codes[:1])
			ok(t, err)
			same(t, "of another brand", none, []int(nil))
		})
		added, _, err = o.AddCodes(ctx, "other", "cinema", []string{"A"})
		ok(t, err)
		same(t, "another brand has codes of its own", added, 1)
		// A code that is made passes by those of pools, too.
		next := NewSample(NewID(), Start)
		next.Decision.Grant.Code = "B"
		next.Decision.Recode = func(int) string { return "C" }
		same(t, "the next counter", complete(t, o, next).Grant.Code, "C")
	},

	// More than one call takes is refused whole, since exchanges would wait for it.
	"too many": func(t *testing.T, o *Opened) {
		_, _, err := o.AddCodes(ctx, Brand, "cinema", list("X", rewards.MaxAdded+1))
		wants(t, err, fault.Invalid)
		same(t, "nothing was added", inPool(t, o, Brand, "cinema"), [2]int64{})
		add(t, o, "cinema", list("X", rewards.MaxAdded)...)
	},

	// What is left is a fact of the decision, exact inside the write: the last code goes to one of fifty who ask at once,
	// no two get the same, and what is not given stays.
	"fifty at once": func(t *testing.T, o *Opened) {
		codes := list("X", 30)
		add(t, o, "cinema", codes...)
		var mu sync.Mutex
		var got []string
		refused := 0
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				d, _, err := o.Complete(ctx, pooled("cinema").Ask())
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if d.Grant == nil {
					refused++
					return
				}
				got = append(got, d.Grant.Code)
			})
		}
		wg.Wait()
		slices.Sort(got)
		same(t, "codes", got, codes)
		same(t, "refused", refused, 20)
		st := o.Crash(t)
		same(t, "left and total", inPool(t, st, Brand, "cinema"), [2]int64{0, 30})
		f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID(), Offers: pooled("cinema").Offers}, Start)
		ok(t, err)
		var none int64
		same(t, "facts", f.Offers[Offer], rewards.Facts{Taken: 30, Spent: 6000, Left: &none})
	},

	// Without a pool nothing is said of one; one that was never made has nothing left.
	"facts": func(t *testing.T, o *Opened) {
		ask := func(pool string) *int64 {
			s := pooled(pool)
			f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: s.Subject, Offers: s.Offers}, Start)
			ok(t, err)
			var inside *int64
			x := s.Ask()
			x.Decide = func(f engine.Facts) (*engine.Decision, error) {
				inside = f.Offers[Offer].Left
				return nil, fault.New(fault.Conflict, "only asked")
			}
			_, _, err = o.Complete(ctx, x)
			wants(t, err, fault.Conflict)
			same(t, "inside the write", inside, f.Offers[Offer].Left)
			return inside
		}
		add(t, o, "cinema", "A", "B")
		var two, none int64 = 2, 0
		same(t, "with a pool", ask("cinema"), &two)
		same(t, "a pool that is not there", ask("circus"), &none)
		same(t, "without", ask(""), (*int64)(nil))
	},

	// A decision that takes what is not there stores nothing.
	"empty": func(t *testing.T, o *Opened) {
		s := pooled("cinema")
		x := s.Ask()
		x.Decide = func(f engine.Facts) (*engine.Decision, error) {
			d := s.Decision
			d.Response.Rev, d.Ordinal = f.Rev, 1
			return &d, nil
		}
		_, _, err := o.Complete(ctx, x)
		wants(t, err, fault.Internal)
		_, err = o.Exchange(ctx, Brand, s.Response, false, Start)
		wants(t, err, fault.NotFound)
	},

	// An exchange that is undone gives its code back to the front.
	"undone": func(t *testing.T, o *Opened) {
		add(t, o, "cinema", "A", "B")
		s := pooled("cinema")
		s.Decision.Movements = []rewards.Movement{{Unit: "EUR", Amount: -1, From: "x", To: "y", Grant: s.Decision.Grant.ID, At: Start}}
		if _, _, err := o.Complete(ctx, s.Ask()); err == nil {
			t.Fatal("a movement of less than nothing was stored")
		}
		same(t, "left and total", inPool(t, o, Brand, "cinema"), [2]int64{2, 2})
		same(t, "code", complete(t, o, pooled("cinema")).Grant.Code, "A")
	},

	// Who was erased leaves the code used, and nobody's: it is not given again, finds no grant and cannot be added anew.
	"erased": func(t *testing.T, o *Opened) {
		add(t, o, "cinema", "A", "B")
		s := pooled("cinema")
		same(t, "code", complete(t, o, s).Grant.Code, "A")
		ok(t, o.Erase(ctx, Brand, s.Subject, Start))
		twice(t, o, func(t *testing.T, st Store) {
			_, err := st.GrantByCode(ctx, Brand, "A")
			wants(t, err, fault.NotFound)
			same(t, "left and total", inPool(t, st, Brand, "cinema"), [2]int64{1, 2})
			_, taken, err := st.AddCodes(ctx, Brand, "cinema", []string{"A"})
			ok(t, err)
			same(t, "taken", taken, []int{0})
		})
		same(t, "the next code", complete(t, o, pooled("cinema")).Grant.Code, "B")
	},

	// What was added, and what was given, is there after a kill and a restart, and counting goes on.
	"crash": func(t *testing.T, o *Opened) {
		add(t, o, "cinema", "A", "B", "C")
		same(t, "code", complete(t, o, pooled("cinema")).Grant.Code, "A")
		st := o.Crash(t)
		same(t, "left and total", inPool(t, st, Brand, "cinema"), [2]int64{2, 3})
		add(t, st, "cinema", "D")
		for _, want := range []string{"B", "C", "D"} {
			same(t, "code", complete(t, st, pooled("cinema")).Grant.Code, want)
		}
		same(t, "at the end", inPool(t, st, Brand, "cinema"), [2]int64{0, 4})
	},

	// What could not be written was not added, and the same call again adds it once.
	"disk full": func(t *testing.T, o *Opened) {
		add(t, o, "cinema", "A")
		relieve := o.Fill(t)
		codes := list("X", 500)
		_, _, err := o.AddCodes(ctx, Brand, "cinema", codes)
		wants(t, err, fault.Unavailable)
		relieve()
		same(t, "left and total", inPool(t, o, Brand, "cinema"), [2]int64{1, 1})
		add(t, o, "cinema", codes...)
		same(t, "afterwards", inPool(t, o, Brand, "cinema"), [2]int64{501, 501})
	},

	// Those who add at once add each code once.
	"added at once": func(t *testing.T, o *Opened) {
		codes := list("X", 400)
		var mu sync.Mutex
		sum, double := 0, 0
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				added, taken, err := o.AddCodes(ctx, Brand, "cinema", codes)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				sum, double = sum+added, double+len(taken)
				mu.Unlock()
			})
		}
		wg.Wait()
		same(t, "added and taken", []int{sum, double}, []int{400, 7 * 400})
		same(t, "left and total", inPool(t, o, Brand, "cinema"), [2]int64{400, 400})
	},
}
