package storetest

import (
	"bytes"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
)

// expire calls Expire until nothing is due.
func expire(t *testing.T, st Store, o *Opened, n int) int {
	t.Helper()
	total := 0
	for range 100 {
		touched, err := st.Expire(ctx, day(n), 10)
		ok(t, err)
		if touched == 0 {
			return total
		}
		total += touched
	}
	t.Fatal("Expire never comes to an end")
	return 0
}

// lacks looks for traces in every file of the store.
func lacks(t *testing.T, o *Opened, traces ...string) {
	t.Helper()
	all := o.Bytes(t)
	for _, trace := range traces {
		if bytes.Contains(all, []byte(trace)) {
			t.Errorf("%q was deleted and stands in a file", trace)
		}
	}
}

var expireCases = map[string]func(t *testing.T, o *Opened){
	// A purpose goes when its time ends, the value with the last of them, and no byte stays behind.
	"values": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Preferences = []engine.Preference{
			preference("early", `"the-early-value"`, Basis("result", Start, year/12)),
			preference("late", `"the-late-value"`, Basis("result", Start, year/12), Basis("recommend", Start, year))}
		s.Decision.Feedback = []engine.Preference{preference("nps", `"the-feedback-value"`, Basis("service", Start, year/12))}
		complete(t, o, s)
		same(t, "before anything ends", expire(t, o, o, 29), 0)
		same(t, "after a month", expire(t, o, o, 31), 1)
		r := record(t, o, s.Subject, Start) // a look back shows what is really there
		same(t, "values", []int{len(r.Preferences), len(r.Feedback)}, []int{1, 0})
		same(t, "purposes", by(r.Preferences, "late").Purposes, s.Decision.Preferences[1].Purposes[1:])
		lacks(t, o, "the-early-value", "the-feedback-value")
		same(t, "again", expire(t, o, o, 31), 0)
	},

	// What was withdrawn, removed or told anew stands in no file either, once Expire finds nothing to do.
	"traces": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Preferences = []engine.Preference{
			preference("taken", `"the-withdrawn-value"`, Basis("recommend", Start, year)), preference("gone", `"the-removed-value"`, Basis("result", Start, year)),
			preference("new", `"the-former-value"`, Basis("result", Start, year))}
		complete(t, o, s)
		expire(t, o, o, 1)
		next := NewSample(s.Subject, day(2)).Without()
		next.Decision.Preferences = []engine.Preference{preference("new", `"the-present-value"`, Basis("result", day(2), year))}
		next.Decision.Consents = []engine.Consent{consent("recommend", false, day(2))}
		next.Decision.Withdrawn, next.Decision.Removed = []string{"recommend"}, []string{"gone"}
		complete(t, o, next)
		same(t, "due", expire(t, o, o, 2), 0)
		lacks(t, o, "the-withdrawn-value", "the-removed-value", "the-former-value")
		if !bytes.Contains(o.Bytes(t), []byte("the-present-value")) {
			t.Error("what is held stands nowhere")
		}
	},

	// A no or an objection stands for years; what the response came to does not stand with it.
	"responses with a no": func(t *testing.T, o *Opened) {
		valued, bare := NewSample(NewID(), Start).Without(), NewSample(NewID(), Start).Without()
		valued.Decision.Preferences = []engine.Preference{preference("x", "1", Basis("result", Start, year/12))}
		bare.Decision.Preferences, bare.Decision.Response.Kept = nil, nil
		for _, s := range []*Sample{valued, bare} {
			no := consent("service", false, Start)
			no.Until = day(5 * 365)
			s.Decision.Consents = []engine.Consent{no}
			complete(t, o, s)
		}
		for _, n := range []int{40, 40} { // unseen before it is deleted, and after
			for _, s := range []*Sample{valued, bare} {
				x, err := o.Exchange(ctx, Brand, s.Response, false, day(n))
				ok(t, err)
				same(t, "left", []any{x.Response.Outcome, x.Response.Items == nil, x.Response.Kept == nil, len(x.Consents), x.Response.Version}, []any{"", true, true, 1, s.Decision.Response.Version})
				same(t, "record", len(record(t, o, s.Subject, day(n)).Responses), 1)
			}
			expire(t, o, o, n)
		}
		x, err := o.Exchange(ctx, Brand, bare.Response, false, Start) // a look back shows what is really there
		ok(t, err)
		same(t, "stored", x.Response.Outcome, "")
	},

	// Consents end on their own time.
	"consents": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Preferences = []engine.Preference{preference("x", "1", Basis("result", Start, 2*year))}
		short := consent("a", true, Start)
		short.Until = day(20)
		s.Decision.Consents = []engine.Consent{short, consent("b", false, Start)}
		complete(t, o, s)
		same(t, "touched", expire(t, o, o, 21), 1)
		r := record(t, o, s.Subject, Start)
		same(t, "left", []any{len(r.Consents), r.Consents[0].Purpose}, []any{1, "b"})
		same(t, "the rest's time", expire(t, o, o, 366), 1)
		same(t, "left", len(record(t, o, s.Subject, Start).Consents), 0)
	},

	// A response that nothing is held of is about the person as well: outcome, items and what was
	// declined go. With a grant it stays as that grant's ground; without one it goes entirely, and a
	// subject with nothing left goes with it.
	"responses": func(t *testing.T, o *Opened) {
		given, bare := NewSample(NewID(), Start), NewSample(NewID(), Start).Without()
		complete(t, o, given)
		complete(t, o, bare)
		same(t, "touched", expire(t, o, o, 366), 2)
		x, err := o.Exchange(ctx, Brand, given.Response, false, Start)
		ok(t, err)
		same(t, "stripped", []any{x.Response.Outcome, x.Response.Kept == nil, x.Response.Items == nil, x.Response.Catalog, x.Grant.ID}, []any{"", true, true, "", given.Decision.Grant.ID})
		_, err = o.Exchange(ctx, Brand, bare.Response, false, Start)
		wants(t, err, fault.NotFound)
		twice(t, o, func(t *testing.T, st Store) {
			f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: bare.Subject}, day(366))
			ok(t, err)
			same(t, "a deleted subject begins anew", f.Rev, int64(1))
			f, err = st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: given.Subject, Offers: given.Offers}, day(366))
			ok(t, err)
			same(t, "what it holds is not forgotten", []any{f.Rev, f.Offers[Offer].Held}, []any{int64(2), 1})
		})
	},

	// A response of which nothing was kept stays as long as its ticket can come again, and a day: a
	// replay needs it. After that no read shows it, deleted or not.
	"bare responses": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Preferences, s.Decision.Response.Kept = nil, nil
		complete(t, o, s)
		same(t, "within the ticket's life", expire(t, o, o, 7), 0)
		_, replayed, err := o.Complete(ctx, s.Ask())
		ok(t, err)
		same(t, "replayed", replayed, true)
		x, err := o.Exchange(ctx, Brand, s.Response, false, day(7))
		ok(t, err)
		same(t, "outcome", x.Response.Outcome, "bold")
		_, err = o.Exchange(ctx, Brand, s.Response, false, day(9))
		wants(t, err, fault.NotFound)
		same(t, "record", len(record(t, o, s.Subject, day(9)).Responses), 0)
		same(t, "touched", expire(t, o, o, 9), 1)
	},

	// A value that a later exchange replaced leaves its response bare; that one's time ends, too.
	"replaced values": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		complete(t, o, s)
		next := NewSample(s.Subject, day(1)).Without()
		complete(t, o, next)
		expire(t, o, o, 10)
		_, err := o.Exchange(ctx, Brand, s.Response, false, day(1))
		wants(t, err, fault.NotFound)
		_, err = o.Exchange(ctx, Brand, next.Response, false, day(1))
		ok(t, err)
	},

	// "Once" is a promise about the poll, not a value: it outlives what was answered.
	"once stays": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Once = "next-origin"
		complete(t, o, s)
		expire(t, o, o, 366)
		again := NewSample(s.Subject, day(366)).Without()
		again.Once = s.Once
		_, _, err := o.Complete(ctx, again.Ask())
		wants(t, err, fault.Conflict)
	},

	// A worker takes a few subjects at a time, so that exchanges need not wait for all of them. A
	// process that dies between two calls deletes the rest after its restart.
	"limit": func(t *testing.T, o *Opened) {
		for range 5 {
			complete(t, o, NewSample(NewID(), Start).Without())
		}
		n, err := o.Expire(ctx, day(366), 2)
		ok(t, err)
		same(t, "first", n, 2)
		n, err = o.Expire(ctx, day(366), 0)
		ok(t, err)
		same(t, "none wanted", n, 0)
		st := o.Crash(t)
		same(t, "the rest", expire(t, st, o, 366), 3)
	},

	// Somebody who left and comes back after everything has ended is no longer linked to the events of
	// then.
	"events of the gone": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		s.Decision.Grant, s.Decision.Spent, s.Decision.Ordinal, s.Offers = nil, 0, 0, nil
		s.Decision.Events = s.Decision.Events[:1]
		s.Decision.Events[0].Grant = [16]byte{}
		complete(t, o, s)
		expire(t, o, o, 366)
		same(t, "due", len(lease(t, o, day(366), 10)), 0)
		n, err := o.Deliveries(ctx, Brand, "shop")
		ok(t, err)
		same(t, "dropped", n["dropped"], int64(1))
	},
}
