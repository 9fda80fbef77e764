package storetest

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"proffer/engine"
)

var responsesCases = map[string]func(t *testing.T, o *Opened){
	// An export is every response of the form in the order of commit, with what is held of each, opened.
	"all, oldest first": func(t *testing.T, o *Opened) {
		var want []uuid.UUID
		for i := range 450 { // more than one page of any store
			s := NewSample(NewID(), Start).Without()
			if i == 300 {
				s = full()
			}
			complete(t, o, s)
			want = append(want, s.Response)
			if i%100 == 0 {
				other := NewSample(NewID(), Start).Without()
				other.Form = "another"
				complete(t, o, other)
			}
		}
		var got []uuid.UUID
		ok(t, o.Responses(ctx, Brand, Form, Start, func(x engine.Export) error {
			got = append(got, x.Response.ID)
			if len(got) == 301 {
				same(t, "sealed value", string(by(x.Preferences, "email").Value), `"`+Plaintext+`"`)
				same(t, "rest", []any{len(x.Feedback), x.Grant != nil, x.Response.Outcome}, []any{1, true, "bold"})
			}
			return nil
		}))
		same(t, "order", got, want)
	},

	// It stops where its caller does, and holds only what is still held of each response.
	"stop and ended": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		complete(t, o, NewSample(NewID(), Start).Without())
		stop, n := errors.New("stop"), 0
		if err := o.Responses(ctx, Brand, Form, Start, func(engine.Export) error { n++; return stop }); err != stop || n != 1 {
			t.Errorf("got %v after %d, want each's own error after 1", err, n)
		}
		next := NewSample(s.Subject, day(1)).Without()
		next.Decision.Preferences = next.Decision.Preferences[:1]
		complete(t, o, next)
		var sizes []int
		ok(t, o.Responses(ctx, Brand, Form, day(1), func(x engine.Export) error { sizes = append(sizes, len(x.Preferences)); return nil }))
		same(t, "still held of each", sizes, []int{5, 6, 1})
		var left []uuid.UUID
		ok(t, o.Responses(ctx, Brand, Form, day(400), func(x engine.Export) error {
			left = append(left, x.Response.ID)
			same(t, "held", []any{len(x.Preferences), x.Response.Outcome}, []any{0, ""})
			return nil
		}))
		same(t, "after everything ended", left, []uuid.UUID{s.Response})
		ok(t, o.Responses(ctx, Brand, "nosuchform", Start, func(engine.Export) error { t.Error("a line of a form without responses"); return nil }))
	},

	// An erasure must not wait for a long export, nor an export be upset by it.
	"erase meanwhile": func(t *testing.T, o *Opened) {
		var all []*Sample
		for range 10 {
			s := NewSample(NewID(), Start).Without()
			complete(t, o, s)
			all = append(all, s)
		}
		first := true
		ok(t, o.Responses(ctx, Brand, Form, Start, func(engine.Export) error {
			if first {
				first = false
				ok(t, o.Erase(ctx, Brand, all[9].Subject, Start))
			}
			return nil
		}))
	},
}
