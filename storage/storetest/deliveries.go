package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/rewards"
)

func settle(t *testing.T, st Store, d rewards.Delivery, state string, next time.Time) {
	t.Helper()
	ok(t, st.Settle(ctx, []rewards.Settlement{{Delivery: d, State: state, Next: next, At: Start, Status: 500, Note: strings.Repeat("é", 300)}}))
}

func nextDue(t *testing.T, st Store) time.Time {
	t.Helper()
	at, err := st.NextDue(ctx, Brand, "shop")
	ok(t, err)
	return at
}

var deliveryCases = map[string]func(t *testing.T, o *Opened){
	// Each delivery carries its event as it was announced, numbered in the order of commit.
	"as announced": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		s.Decision.Events[1].Endpoints = []string{"shop", "mailer"}
		complete(t, o, s)
		st := o.Reopen(t)
		list := lease(t, st, Start, 10)
		for i, d := range list {
			want := s.Decision.Events[i].Event
			want.Seq = int64(i + 1)
			same(t, "event", d.Event, want)
			same(t, "delivery", []any{d.Endpoint, d.Attempt}, []any{"shop", 0})
		}
		other, err := st.Lease(ctx, Brand, "mailer", Start, time.Minute, 10)
		ok(t, err)
		same(t, "the other endpoint's", ids(other), []uuid.UUID{s.Decision.Events[1].ID})
	},

	// Events are numbered per brand without a gap; a refused exchange takes no number.
	"gapless": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		x := NewSample(NewID(), Start)
		x.Decision.Grant.Code, x.Decision.Recode = "TAKEN", func(int) string { return "TAKEN" }
		complete(t, o, x)
		y := NewSample(NewID(), Start)
		y.Decision.Grant.Code, y.Decision.Recode = "TAKEN", func(int) string { return "TAKEN" }
		if _, _, err := o.Complete(ctx, y.Ask()); err == nil {
			t.Fatal("a taken code was given again")
		}
		st := o.Reopen(t)
		complete(t, st, NewSample(NewID(), Start))
		same(t, "seqs", seqs(lease(t, st, Start, 10)), []int64{1, 2, 3, 4, 5, 6})
	},

	// A lease is one dispatcher's: nobody else gets the delivery until it ends, also after a crash, and
	// then with a new fence.
	"lease": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		same(t, "not due yet", len(lease(t, o, Start.Add(-time.Second), 10)), 0)
		same(t, "due", nextDue(t, o), Start)
		one := lease(t, o, Start, 1)
		same(t, "oldest first", seqs(one), []int64{1})
		same(t, "the other", seqs(lease(t, o, Start, 10)), []int64{2})
		st := o.Crash(t)
		same(t, "leased", len(lease(t, st, Start.Add(59*time.Second), 10)), 0)
		same(t, "due at the lease's end", nextDue(t, st), Start.Add(time.Minute))
		again := lease(t, st, Start.Add(time.Minute), 10)
		same(t, "again", seqs(again), []int64{1, 2})
		if again[0].Fence == one[0].Fence {
			t.Error("a new lease with the old fence")
		}
		same(t, "no attempt was settled", again[0].Attempt, 0)
		empty, err := st.Lease(ctx, "nobrand", "nothing", Start, time.Minute, 10)
		ok(t, err)
		same(t, "none", len(empty), 0)
	},

	// A dispatcher that was too slow must not undo what another one did since.
	"fence": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		slow := lease(t, o, Start, 10)
		fast := lease(t, o, Start.Add(time.Hour), 10)
		settle(t, o, slow[0], rewards.DeliveryDelivered, time.Time{})
		settle(t, o, slow[0], rewards.DeliveryPending, Start)
		ok(t, o.Release(ctx, slow))
		same(t, "still leased", len(lease(t, o, Start.Add(time.Hour), 10)), 0)
		settle(t, o, fast[0], rewards.DeliveryDelivered, time.Time{})
		settle(t, o, fast[0], rewards.DeliveryDead, time.Time{})
		settle(t, o, fast[0], rewards.DeliveryPending, Start)
		n, err := o.Deliveries(ctx, Brand, "shop")
		ok(t, err)
		same(t, "counts", n, map[string]int64{"pending": 1, "delivered": 1, "dropped": 0, "dead": 0})
	},

	// A lease taken at the same moment as an earlier one that was released is another lease.
	"fence after release": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		first := lease(t, o, Start, 10)
		ok(t, o.Release(ctx, first))
		second := lease(t, o, Start, 10)
		same(t, "due at once", len(second), 2)
		settle(t, o, first[0], rewards.DeliveryDead, time.Time{})
		n, err := o.Deliveries(ctx, Brand, "shop")
		ok(t, err)
		same(t, "counts", n["pending"], int64(2))
		same(t, "released ones were not attempted", second[0].Attempt, 0)
	},

	// One that is released until later lets others go first, and is due then.
	"released until later": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		list := lease(t, o, Start, 10)
		list[0].Again = Start.Add(time.Minute)
		ok(t, o.Release(ctx, list))
		same(t, "at once", seqs(lease(t, o, Start.Add(59*time.Second), 10)), []int64{2})
		again := lease(t, o, Start.Add(time.Minute), 10)
		same(t, "later", seqs(again), []int64{1})
		same(t, "attempts", again[0].Attempt, 0)
	},

	// An attempt is settled once, even if it is to be repeated at the very moment its lease would end.
	"settled twice": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		list := lease(t, o, Start, 10)
		for i, again := range []string{rewards.DeliveryDead, rewards.DeliveryPending} {
			settle(t, o, list[i], rewards.DeliveryPending, Start.Add(time.Minute))
			settle(t, o, list[i], again, Start.Add(time.Hour))
		}
		ok(t, o.Release(ctx, list))
		same(t, "before its time", len(lease(t, o, Start.Add(59*time.Second), 10)), 0)
		due := lease(t, o, Start.Add(time.Minute), 10)
		same(t, "due", seqs(due), []int64{1, 2})
		same(t, "attempts", []int{due[0].Attempt, due[1].Attempt}, []int{1, 1})
	},

	// A failed attempt comes again when its time has come, counted, and not before.
	"retry": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		list := lease(t, o, Start, 10)
		settle(t, o, list[0], rewards.DeliveryPending, Start.Add(5*time.Second))
		settle(t, o, list[1], rewards.DeliveryPending, Start.Add(3*time.Second))
		st := o.Reopen(t)
		same(t, "next", nextDue(t, st), Start.Add(3*time.Second))
		same(t, "not yet", len(lease(t, st, Start.Add(2*time.Second), 10)), 0)
		again := lease(t, st, Start.Add(10*time.Second), 10)
		same(t, "by the time they were due", seqs(again), []int64{2, 1})
		same(t, "attempts", []int{again[0].Attempt, again[1].Attempt}, []int{1, 1})
	},

	// Each end is final and counted; with none pending nothing is due.
	"ends": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		s := NewSample(NewID(), Start)
		s.Decision.Events = s.Decision.Events[:1]
		complete(t, o, s)
		list := lease(t, o, Start, 10)
		for i, state := range []string{rewards.DeliveryDelivered, rewards.DeliveryDropped, rewards.DeliveryDead} {
			settle(t, o, list[i], state, time.Time{})
		}
		twice(t, o, func(t *testing.T, st Store) {
			n, err := st.Deliveries(ctx, Brand, "shop")
			ok(t, err)
			same(t, "counts", n, map[string]int64{"pending": 0, "delivered": 1, "dropped": 1, "dead": 1})
			same(t, "due", nextDue(t, st), time.Time{})
			same(t, "leased", len(lease(t, st, day(30), 10)), 0)
		})
		n, err := o.Deliveries(ctx, "nobrand", "nothing")
		ok(t, err)
		for state, count := range n {
			same(t, "unknown endpoint, "+state, count, int64(0))
		}
	},

	// Settlements are all or none: one that makes no sense leaves the others for another try.
	"all or none": func(t *testing.T, o *Opened) {
		complete(t, o, NewSample(NewID(), Start))
		list := lease(t, o, Start, 10)
		err := o.Settle(ctx, []rewards.Settlement{{Delivery: list[0], State: rewards.DeliveryDelivered, At: Start}, {Delivery: list[1], State: "lost", At: Start}})
		if err == nil {
			t.Fatal("an unknown state was accepted")
		}
		n, err := o.Deliveries(ctx, Brand, "shop")
		ok(t, err)
		same(t, "counts", n, map[string]int64{"pending": 2, "delivered": 0, "dropped": 0, "dead": 0})
		same(t, "due again when the lease ends", len(lease(t, o, Start.Add(time.Minute), 10)), 2)
	},
}
