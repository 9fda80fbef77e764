package storetest

import (
	"context"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
)

var readCases = map[string]func(t *testing.T, o *Opened){
	// Nobody learns from a read whether somebody else's response exists.
	"no such response": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		_, err := o.Exchange(ctx, Brand, NewID(), false, Start)
		wants(t, err, fault.NotFound)
		_, err = o.Exchange(ctx, "other", s.Response, false, Start)
		wants(t, err, fault.NotFound)
		_, err = o.Exchange(ctx, "nobrand", NewID(), false, Start)
		wants(t, err, fault.NotFound)
	},

	// The privacy page of somebody who never answered is empty, not an error.
	"empty record": func(t *testing.T, o *Opened) {
		r, err := o.Record(ctx, Brand, NewID(), true, Start)
		ok(t, err)
		same(t, "record", r, &engine.Record{})
	},

	// What has ended is shown by no read, although nothing has deleted it yet.
	"ended": func(t *testing.T, o *Opened) {
		s := full()
		s.Decision.Consents[0].Until = day(40)
		complete(t, o, s)
		r := record(t, o, s.Subject, day(31)) // result is over, recommend is not
		same(t, "purposes", by(r.Preferences, "brew").Purposes, s.Decision.Preferences[0].Purposes[1:])
		same(t, "values", []int{len(r.Preferences), len(r.Feedback), len(r.Consents)}, []int{7, 1, 2})
		r = record(t, o, s.Subject, day(364))
		same(t, "values after 90 days", []int{len(r.Preferences), len(r.Feedback), len(r.Consents)}, []int{7, 0, 1})
		x, err := o.Exchange(ctx, Brand, s.Response, true, day(364))
		ok(t, err)
		same(t, "exchange", []int{len(x.Current), len(x.Feedback), len(x.Consents), len(x.Standing)}, []int{7, 0, 1, 1})
		at := s.Decision.Preferences[0].Purposes[1].Until
		same(t, "at its very end", len(record(t, o, s.Subject, at).Preferences), 0)
		r = record(t, o, s.Subject, day(366))
		same(t, "nothing held", []int{len(r.Preferences), len(r.Consents), len(r.Grants), len(r.Responses)}, []int{0, 0, 1, 1})
		same(t, "the response is only its grant's ground", []any{r.Responses[0].Outcome, len(r.Responses[0].Items), len(r.Responses[0].Kept), r.Responses[0].Offer}, []any{"", 0, 0, Offer})
	},

	// A newest consent that has ended does not bring back the one before it.
	"an older yes does not return": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Consents = []engine.Consent{consent("recommend", true, Start)}
		complete(t, o, s)
		no := NewSample(s.Subject, day(1)).Without()
		short := consent("recommend", false, day(1))
		short.Until = day(2)
		no.Decision.Consents = []engine.Consent{short}
		complete(t, o, no)
		same(t, "consents", len(record(t, o, s.Subject, day(3)).Consents), 0)
	},

	// A consent without an end stands for good.
	"without end": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Consents = []engine.Consent{{Purpose: "recommend", Version: "3f2a9c1b", Question: "shop_ok", At: Start}}
		complete(t, o, s)
		same(t, "consents", len(record(t, o, s.Subject, day(5000)).Consents), 1)
	},

	// A caller that goes away does not leave a read behind that holds a connection.
	"cancelled": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		done, cancel := context.WithCancel(ctx)
		cancel()
		for range 20 {
			if _, err := o.Record(done, Brand, s.Subject, false, Start); err == nil {
				t.Fatal("a read with an ended context succeeded")
			}
		}
		same(t, "afterwards", len(record(t, o, s.Subject, Start).Responses), 1)
	},
}
