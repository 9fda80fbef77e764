package storetest

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

// attempt is a record of a delivery's attempt with something in each field.
func attempt(d rewards.Delivery) *rewards.Attempt {
	return &rewards.Attempt{
		Event: d.Event.ID, Type: d.Event.Type, Seq: d.Event.Seq, Attempt: d.Attempt + 1, At: Start.UTC(), State: rewards.DeliveryPending, Note: "HTTP 500",
		Request:  rewards.AttemptRequest{Method: "POST", URL: "https://shop.example/hooks", Headers: map[string]string{"User-Agent": "Proffer/1"}, Size: 12, SHA256: "ab"},
		Response: &rewards.AttemptResponse{Status: 500, Headers: map[string]string{"Server": "nginx"}, Body: "broken-pipe-text", Cut: true},
		Timing:   rewards.Timing{DNS: 1, Connect: 2, TLS: 3, FirstByte: 4, Total: 10},
	}
}

func seqsOf(list []rewards.DeliveryEntry) []int64 {
	out := []int64{}
	for _, d := range list {
		out = append(out, d.Event.Seq)
	}
	return out
}

func entries(t *testing.T, st Store, q rewards.DeliveryQuery, now time.Time) []rewards.DeliveryEntry {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	list, err := st.DeliveryLog(ctx, Brand, "shop", q, now)
	ok(t, err)
	return list
}

func replay(t *testing.T, st Store, r rewards.Replay, now time.Time) (int, int64) {
	t.Helper()
	if r.Limit == 0 {
		r.Limit = 100
	}
	n, next, err := st.Replay(ctx, Brand, "shop", r, now)
	ok(t, err)
	return n, next
}

// ended is a store with six deliveries to the shop: 1 pending, 2 leased, 3 delivered, 4 dropped, 5 and 6 dead,
// two of each hour.
func ended(t *testing.T, o *Opened) (events []rewards.Event) {
	t.Helper()
	create(t, o, plain("shop"))
	for i := range 3 {
		s := NewSample(NewID(), Start.Add(time.Duration(i)*time.Hour))
		complete(t, o, s)
		events = append(events, s.Decision.Events[0].Event, s.Decision.Events[1].Event)
	}
	list := lease(t, o, day(1), 10)
	same(t, "leased", seqs(list), []int64{1, 2, 3, 4, 5, 6})
	var settled []rewards.Settlement
	for i, state := range []string{rewards.DeliveryPending, "", rewards.DeliveryDelivered, rewards.DeliveryDropped, rewards.DeliveryDead, rewards.DeliveryDead} {
		if state != "" {
			settled = append(settled, rewards.Settlement{Delivery: list[i], State: state, Next: day(2), At: day(1), Status: 200 + i, Note: "note " + state})
		}
	}
	settled[0].Attempt, settled[1].Attempt = attempt(list[0]), attempt(list[2])
	ok(t, o.Settle(ctx, settled))
	return events
}

var deliveryLogCases = map[string]func(t *testing.T, o *Opened){
	// The newest comes first, each as it stands, with what is logged of it.
	"as it stands": func(t *testing.T, o *Opened) {
		events := ended(t, o)
		twice(t, o, func(t *testing.T, st Store) {
			all := entries(t, st, rewards.DeliveryQuery{}, day(1))
			same(t, "newest first", seqsOf(all), []int64{6, 5, 4, 3, 2, 1})
			for i, d := range all {
				want := events[5-i]
				want.Seq = int64(6 - i)
				same(t, "event", d.Event, want)
			}
			at := day(1)
			pending := all[5]
			same(t, "pending", []any{pending.State, pending.Attempts, pending.Next, pending.Status, pending.Note, pending.Leased}, []any{"pending", 1, day(2), 200, "note pending", false})
			leased := all[4]
			same(t, "leased", []any{leased.State, leased.Attempts, leased.Next, leased.Status, leased.Leased}, []any{"pending", 0, at.Add(time.Minute), 0, true})
			dead := all[0]
			same(t, "dead", []any{dead.State, dead.Attempts, dead.At, dead.Status, dead.Note}, []any{"dead", 1, at, 205, "note dead"})
			for i, d := range all {
				if seq := 6 - i; seq == 1 || seq == 3 {
					same(t, "logged", d.Log, []rewards.Attempt{*attempt(rewards.Delivery{Event: d.Event})})
				} else {
					same(t, "logged", len(d.Log), 0)
				}
			}
		})
		none, err := o.DeliveryLog(ctx, Brand, "nothing", rewards.DeliveryQuery{Limit: 10}, Start)
		ok(t, err)
		same(t, "of an unknown endpoint", len(none), 0)
	},

	// Each filter, and pages.
	"filters": func(t *testing.T, o *Opened) {
		events := ended(t, o)
		for what, c := range map[string]struct {
			q    rewards.DeliveryQuery
			want []int64
		}{
			"pending":    {rewards.DeliveryQuery{State: rewards.DeliveryPending}, []int64{2, 1}},
			"delivered":  {rewards.DeliveryQuery{State: rewards.DeliveryDelivered}, []int64{3}},
			"dropped":    {rewards.DeliveryQuery{State: rewards.DeliveryDropped}, []int64{4}},
			"dead":       {rewards.DeliveryQuery{State: rewards.DeliveryDead}, []int64{6, 5}},
			"a type":     {rewards.DeliveryQuery{Type: rewards.EventRewardGranted}, []int64{6, 4, 2}},
			"an event":   {rewards.DeliveryQuery{Event: events[4].ID}, []int64{5}},
			"no event":   {rewards.DeliveryQuery{Event: NewID()}, []int64{}},
			"a page":     {rewards.DeliveryQuery{Limit: 2}, []int64{6, 5}},
			"the next":   {rewards.DeliveryQuery{Limit: 2, Before: 5}, []int64{4, 3}},
			"the last":   {rewards.DeliveryQuery{Limit: 9, Before: 3}, []int64{2, 1}},
			"all of one": {rewards.DeliveryQuery{State: rewards.DeliveryDead, Type: rewards.EventResponseCompleted, Before: 6}, []int64{5}},
		} {
			same(t, what, seqsOf(entries(t, o, c.q, day(1))), c.want)
		}
	},

	// An endpoint's newest hundred are kept, each for its time, whether anybody tidies or not; then no byte
	// of them is in a file, and none ever stood there in the open.
	"log": func(t *testing.T, o *Opened) {
		create(t, o, plain("shop"), plain("care"))
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		d := lease(t, o, Start, 1)[0]
		for i := range rewards.AttemptsLogged + 3 {
			a := *attempt(d)
			a.Attempt, a.At = i, Start.Add(time.Duration(i)*time.Second)
			ok(t, o.LogAttempt(ctx, Brand, "shop", a))
		}
		care := *attempt(d)
		care.Seq = 0
		ok(t, o.LogAttempt(ctx, Brand, "care", care))
		raw := o.Bytes(t)
		for _, never := range []string{"broken-pipe-text", "shop.example/hooks", "nginx"} {
			if bytes.Contains(raw, []byte(never)) {
				t.Errorf("%q stands in a file", never)
			}
		}
		logged := func(st Store, now time.Time) []int {
			var out []int
			for _, d := range entries(t, st, rewards.DeliveryQuery{}, now) {
				for _, a := range d.Log {
					out = append(out, a.Attempt)
				}
			}
			return out
		}
		twice(t, o, func(t *testing.T, st Store) {
			list := logged(st, Start)
			same(t, "kept", []int{len(list), list[0], list[len(list)-1]}, []int{rewards.AttemptsLogged, 3, rewards.AttemptsLogged + 2})
			same(t, "half of them are too old", len(logged(st, Start.Add(rewards.AttemptsKept+52*time.Second))), rewards.AttemptsLogged/2)
		})
		_, err := o.TidyDeliveries(ctx, Start.Add(rewards.AttemptsKept+52*time.Second), 10)
		ok(t, err)
		same(t, "tidied", len(logged(o, Start)), rewards.AttemptsLogged/2)
		wants(t, o.LogAttempt(ctx, Brand, "nothing", care), fault.NotFound)
	},

	// Of somebody who was erased nothing stays in the log, of any endpoint, and nothing of the others goes.
	"log and erasure": func(t *testing.T, o *Opened) {
		create(t, o, plain("shop"))
		var subjects []uuid.UUID
		for range 2 {
			s := NewSample(NewID(), Start)
			complete(t, o, s)
			subjects = append(subjects, s.Subject)
		}
		for _, d := range lease(t, o, Start, 10) {
			ok(t, o.Settle(ctx, []rewards.Settlement{{Delivery: d, State: rewards.DeliveryDead, At: Start, Attempt: attempt(d)}}))
		}
		ok(t, o.Erase(ctx, Brand, subjects[0], Start))
		twice(t, o, func(t *testing.T, st Store) {
			for _, d := range entries(t, st, rewards.DeliveryQuery{}, Start) {
				same(t, "logged", len(d.Log) > 0, d.Event.Seq > 2)
			}
			n, _ := replay(t, st, rewards.Replay{States: []string{rewards.DeliveryDead}, To: Start}, Start) // none: before the first
			same(t, "replayed", n, 0)
		})
		// Nor do the erased person's deliveries come again.
		n, _ := replay(t, o, rewards.Replay{States: []string{rewards.DeliveryDead}}, Start)
		same(t, "replayed", n, 2)
		same(t, "due", seqs(lease(t, o, Start, 10)), []int64{3, 4})
	},

	// Erasing ends what is pending, whether it was never leased, is leased, waits to be tried again or was replayed.
	"erasure and a queue": func(t *testing.T, o *Opened) {
		create(t, o, plain("shop"))
		var s []*Sample
		for i := range 5 {
			x := NewSample(NewID(), Start.Add(time.Duration(i)*time.Second))
			x.Decision.Events = x.Decision.Events[:1]
			complete(t, o, x)
			s = append(s, x)
		}
		list := lease(t, o, day(1), 4)
		settle(t, o, list[0], rewards.DeliveryPending, day(2))
		settle(t, o, list[1], rewards.DeliveryDead, time.Time{})
		ok(t, o.Release(ctx, list[2:3]))
		n, _ := replay(t, o, rewards.Replay{States: []string{rewards.DeliveryDead}}, day(3))
		same(t, "replayed", n, 1)
		for i, x := range s {
			ok(t, o.Erase(ctx, Brand, x.Subject, Start))
			same(t, "pending", counts(t, o, "shop")["pending"], int64(4-i))
			same(t, "dropped", counts(t, o, "shop")["dropped"], int64(i+1))
		}
		same(t, "left", len(lease(t, o, day(30), 10)), 0)
	},

	// A dead delivery comes again from its first attempt, under the same id; those delivered only if asked for.
	"replay": func(t *testing.T, o *Opened) {
		events := ended(t, o)
		n, next := replay(t, o, rewards.Replay{States: []string{rewards.DeliveryDead}}, day(2))
		same(t, "dead ones", []any{n, next}, []any{2, int64(0)})
		n, _ = replay(t, o, rewards.Replay{States: []string{rewards.DeliveryDead}}, day(2))
		same(t, "again", n, 0)
		twice(t, o, func(t *testing.T, st Store) {
			same(t, "counts", counts(t, st, "shop"), map[string]int64{"pending": 4, "delivered": 1, "dropped": 1, "dead": 0})
		})
		again := lease(t, o, day(2), 10)
		same(t, "due", seqs(again), []int64{2, 1, 5, 6}) // by when they were due
		for _, d := range again[2:] {
			same(t, "attempts", d.Attempt, 0)
			same(t, "id", d.Event.ID, events[d.Event.Seq-1].ID)
			settle(t, o, d, rewards.DeliveryDelivered, time.Time{})
		}
		same(t, "counts", counts(t, o, "shop"), map[string]int64{"pending": 2, "delivered": 3, "dropped": 1, "dead": 0})
		n, _ = replay(t, o, rewards.Replay{States: []string{rewards.DeliveryDead, rewards.DeliveryDelivered}}, day(2))
		same(t, "all", n, 3)
	},

	// By event, by time, by state, and in steps.
	"replay what": func(t *testing.T, o *Opened) {
		events := ended(t, o)
		dead := []string{rewards.DeliveryDead}
		both := []string{rewards.DeliveryDead, rewards.DeliveryDelivered}
		at := func(hours int) time.Time { return Start.Add(time.Duration(hours) * time.Hour) }
		for what, c := range map[string]struct {
			r    rewards.Replay
			want int
		}{
			"no state":        {rewards.Replay{}, 0},
			"another event":   {rewards.Replay{States: both, Event: events[0].ID}, 0},
			"a dropped one":   {rewards.Replay{States: both, Event: events[3].ID}, 0},
			"of another time": {rewards.Replay{States: dead, From: at(3)}, 0},
			"before":          {rewards.Replay{States: dead, To: at(2)}, 0},
			"of the state":    {rewards.Replay{States: dead, From: at(1), To: at(2)}, 0},
		} {
			n, _ := replay(t, o, c.r, day(2))
			same(t, what, n, c.want)
		}
		n, _ := replay(t, o, rewards.Replay{States: []string{rewards.DeliveryDelivered}, From: at(1), To: at(2)}, day(2))
		same(t, "in its hour", n, 1)
		n, next := replay(t, o, rewards.Replay{States: dead, Limit: 1}, day(2))
		same(t, "one step", []any{n, next}, []any{1, int64(5)})
		n, next = replay(t, o, rewards.Replay{States: dead, Limit: 1, After: next}, day(2))
		same(t, "two steps", []any{n, next}, []any{1, int64(6)})
		n, next = replay(t, o, rewards.Replay{States: dead, Limit: 1, After: next}, day(2))
		same(t, "three steps", []any{n, next}, []any{0, int64(0)})
		_, _, err := o.Replay(ctx, Brand, "shop", rewards.Replay{States: []string{"pending"}, Limit: 1}, Start)
		wants(t, err, fault.Invalid)
		if err != nil && !strings.Contains(err.Error(), "pending") {
			t.Error(err)
		}
		n, _, err = o.Replay(ctx, Brand, "nothing", rewards.Replay{States: dead, Limit: 1}, Start)
		ok(t, err)
		same(t, "of an unknown endpoint", n, 0)
	},

	// A replay of an event is of that one alone.
	"replay one": func(t *testing.T, o *Opened) {
		events := ended(t, o)
		n, _ := replay(t, o, rewards.Replay{States: []string{rewards.DeliveryDead}, Event: events[5].ID}, day(2))
		same(t, "one", n, 1)
		same(t, "counts", counts(t, o, "shop"), map[string]int64{"pending": 3, "delivered": 1, "dropped": 1, "dead": 1})
	},
}
