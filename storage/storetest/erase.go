package storetest

import (
	"bytes"
	"fmt"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

var eraseCases = map[string]func(t *testing.T, o *Opened){
	// Erased is erased for every method, at once, after a restart and after a crash.
	"for good": func(t *testing.T, o *Opened) {
		s := full()
		complete(t, o, s)
		ok(t, o.Erase(ctx, Brand, s.Subject, Start))
		crashed := o.Crash(t)
		t.Run("after a crash", func(t *testing.T) { gone(t, crashed, s.Subject) })
		twice(t, o, func(t *testing.T, st Store) {
			gone(t, st, s.Subject)
			_, err := st.Exchange(ctx, Brand, s.Response, false, Start)
			wants(t, err, fault.NotFound)
			_, _, err = st.Complete(ctx, s.Ask()) // the old ticket
			wants(t, err, fault.Gone)
			ok(t, st.Erase(ctx, Brand, s.Subject, day(1)))
		})
	},

	// Somebody may ask to be erased before anything is stored; a ticket in flight then stores nothing.
	"never seen": func(t *testing.T, o *Opened) {
		who := NewID()
		ok(t, o.Erase(ctx, "nobrand-yet", who, Start))
		ok(t, o.Erase(ctx, Brand, who, Start))
		twice(t, o, func(t *testing.T, st Store) { gone(t, st, who) })
	},

	// Not a byte of the person is left in any file: no bounded value, which was never sealed, no code,
	// no id.
	"no byte is left": func(t *testing.T, o *Opened) {
		s := full()
		marker := "unsealed-and-erased-" + s.Subject.String()[:8]
		s.Decision.Preferences[0].Value = []byte(fmt.Sprintf("%q", marker))
		s.Decision.Feedback[0].Value = []byte(fmt.Sprintf("%q", marker+"-feedback"))
		s.Once = marker + "-once"
		s.Decision.Movements = []rewards.Movement{{Unit: "beans", Amount: 200, From: "program:beans", To: rewards.AccountAvailable, Grant: s.Decision.Grant.ID, At: Start}}
		complete(t, o, s)
		moved := NewSample(s.Subject, day(1)) // a row that moved leaves bytes where it was
		moved.Decision.Preferences[0].Value = []byte(fmt.Sprintf("%q", marker+"-which-is-longer-than-it-was"))
		complete(t, o, moved)
		for range 30 {
			complete(t, o, NewSample(NewID(), Start))
		}
		traces := map[string][]byte{"value": []byte(marker), "subject": s.Subject[:], "response": s.Response[:], "grant": s.Decision.Grant.ID[:],
			"code": []byte(s.Decision.Grant.Code), "second response": moved.Response[:]}
		before := o.Bytes(t)
		for what, trace := range traces {
			if !bytes.Contains(before, trace) {
				t.Errorf("%s: not found before the erasure either, so the check proves nothing", what)
			}
		}
		ok(t, o.Erase(ctx, Brand, s.Subject, Start))
		after := o.Bytes(t)
		for what, trace := range traces {
			if bytes.Contains(after, trace) {
				t.Errorf("%s: still stands in a file", what)
			}
		}
	},

	// Counts are in no way the person's: stock, votes and published results stay as they are.
	"counts stay": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		s.Decision.Votes, s.Decision.VoteStep = []engine.Vote{{Question: "origin", Value: `"kenya"`}}, 1
		complete(t, o, s)
		ok(t, o.Erase(ctx, Brand, s.Subject, Start))
		twice(t, o, func(t *testing.T, st Store) {
			f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID(), Offers: s.Offers}, Start)
			ok(t, err)
			same(t, "facts", f.Offers[Offer], rewards.Facts{Taken: 1, Spent: 200})
			r, err := st.Results(ctx, Brand, Form)
			ok(t, err)
			same(t, "results", r, engine.Results{Votes: 1, Counts: map[string]map[string]int64{"origin": {`"kenya"`: 1}}})
		})
	},

	// The person's deliveries that are pending end, leased ones too; other people's go on, and the
	// numbers of events stay gapless.
	"deliveries end": func(t *testing.T, o *Opened) {
		first, second := NewSample(NewID(), Start), NewSample(NewID(), Start)
		complete(t, o, first)
		complete(t, o, second)
		taken := lease(t, o, Start, 1)
		same(t, "leased", taken[0].Event.Subject, first.Subject)
		ok(t, o.Erase(ctx, Brand, first.Subject, Start))
		n, err := o.Deliveries(ctx, Brand, "shop")
		ok(t, err)
		same(t, "counts", n, map[string]int64{"pending": 2, "delivered": 0, "dropped": 2, "dead": 0})
		ok(t, o.Settle(ctx, []rewards.Settlement{{Delivery: taken[0], State: rewards.DeliveryDelivered, At: Start}}))
		n, err = o.Deliveries(ctx, Brand, "shop")
		ok(t, err)
		same(t, "a late settlement changes nothing", n, map[string]int64{"pending": 2, "delivered": 0, "dropped": 2, "dead": 0})
		left := lease(t, o, day(1), 10)
		same(t, "left", seqs(left), []int64{3, 4})
		same(t, "whose", left[0].Event.Subject, second.Subject)
		d := complete(t, o, NewSample(NewID(), Start))
		same(t, "next seq", d.Events[0].Seq, int64(5))
	},

	// An erasure is one person's: nobody else loses a row or a key.
	"other people stay": func(t *testing.T, o *Opened) {
		first, second := full(), full()
		complete(t, o, first)
		complete(t, o, second)
		ok(t, o.Erase(ctx, Brand, first.Subject, Start))
		r := record(t, o, second.Subject, Start)
		same(t, "held", []int{len(r.Preferences), len(r.Feedback), len(r.Consents), len(r.Grants), len(r.Responses)}, []int{7, 1, 2, 1, 1})
		same(t, "sealed", string(by(r.Preferences, "email").Value), `"`+Plaintext+`"`)
	},

	// The vault commits first. A process that dies before the rows are deleted must not come back with
	// them: opening finishes the erasure.
	"finished on open": func(t *testing.T, o *Opened) {
		s, other := full(), full()
		complete(t, o, s)
		complete(t, o, other)
		o.Tombstone(t, Brand, s.Subject)
		check := func(t *testing.T, st Store) {
			gone(t, st, s.Subject)
			_, err := st.Exchange(ctx, Brand, s.Response, false, Start)
			wants(t, err, fault.NotFound)
			same(t, "the other one", len(record(t, st, other.Subject, Start).Responses), 1)
		}
		crashed := o.Crash(t)
		t.Run("crashed", func(t *testing.T) { check(t, crashed) })
		st := o.Reopen(t)
		t.Run("reopened", func(t *testing.T) { check(t, st) })
		if bytes.Contains(o.Bytes(t), s.Subject[:]) {
			t.Error("the subject's id stands in a file after its erasure was finished")
		}
	},
}
