package storetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
)

// passing makes a sample that keeps what the page passed in, for two purposes.
func passing(s *Sample, field, value string) *Sample {
	s.Seals = true
	s.Decision.Context = append(s.Decision.Context, engine.Passed{Field: field, Value: json.RawMessage(fmt.Sprintf("%q", value)),
		Purposes: []engine.Basis{Basis("service", s.At, 90*24*time.Hour), Basis("recommend", s.At, 365*24*time.Hour)}})
	return s
}

var stateCases = map[string]func(t *testing.T, o *Opened){
	// A key that ends can be taken again from its end on, not a moment before, and then anew.
	"once in a period": func(t *testing.T, o *Opened) {
		who := NewID()
		every := func(at time.Time) *Sample {
			s := NewSample(who, at).Without()
			s.Once, s.Until = "visit/every", at.Add(90*24*time.Hour)
			o.SetNow(at)
			return s
		}
		complete(t, o, every(Start))
		end := Start.Add(90 * 24 * time.Hour)
		_, _, err := o.Complete(ctx, every(end.Add(-time.Nanosecond)).Ask())
		wants(t, err, fault.Conflict)
		same(t, "the fault says until when", fault.Of(err).Next, end)
		f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: who, Once: "visit/every"}, end.Add(-time.Nanosecond))
		ok(t, err)
		same(t, "facts before", []any{f.Answered, f.Again}, []any{true, end})
		f, err = o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: who, Once: "visit/every"}, end)
		ok(t, err)
		same(t, "facts at its end", f.Answered, false)
		complete(t, o, every(end))
		twice(t, o, func(t *testing.T, st Store) {
			_, _, err := st.Complete(ctx, every(end.Add(time.Hour)).Ask())
			wants(t, err, fault.Conflict)
			same(t, "the new end", fault.Of(err).Next, end.Add(90*24*time.Hour))
		})
	},

	// An ended key keeps nobody's row: expiry deletes it, and a subject that it alone kept.
	"ended once-keys expire": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Preferences, s.Decision.Response.Kept = nil, nil
		s.Once, s.Until = "visit/every", day(90)
		complete(t, o, s)
		forever := NewSample(NewID(), Start).Without()
		forever.Decision.Preferences, forever.Once = nil, "poll"
		complete(t, o, forever)
		expireAll(t, o, day(10))
		if !bytes.Contains(o.Bytes(t), s.Subject[:]) {
			t.Error("the key was deleted before its end, or the check proves nothing")
		}
		expireAll(t, o, day(91))
		f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: s.Subject}, day(91))
		ok(t, err)
		same(t, "the subject begins anew", f.Rev, int64(1))
		f, err = o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: forever.Subject, Once: "poll"}, day(5000))
		ok(t, err)
		same(t, "a key without an end stays", f.Answered, true)
	},

	// A key or a context that ends before anything else of its subject is deleted at its own end.
	"due at the first end": func(t *testing.T, o *Opened) {
		lasting := func() *Sample {
			s := NewSample(NewID(), Start).Without()
			for i := range s.Decision.Preferences {
				s.Decision.Preferences[i].Purposes = s.Decision.Preferences[i].Purposes[1:] // a year
			}
			return s
		}
		key, passed := lasting(), passing(lasting(), "order_id", "A-7")
		key.Once, key.Until = "visit/every", day(90)
		passed.Decision.Context[0].Purposes = passed.Decision.Context[0].Purposes[:1]
		complete(t, o, key)
		complete(t, o, passed)
		n, err := o.Expire(ctx, day(89), 100)
		ok(t, err)
		same(t, "due before", n, 0)
		n, err = o.Expire(ctx, day(91), 100)
		ok(t, err)
		same(t, "due at their ends", n, 2)
	},

	// Places are counted by what was accepted, whoever it was and whatever became of them.
	"completed": func(t *testing.T, o *Opened) {
		first := NewSample(NewID(), Start).Without()
		complete(t, o, first)
		complete(t, o, NewSample(NewID(), Start).Without())
		refused := NewSample(NewID(), Start).Without().Ask()
		refused.Decide = func(f engine.Facts) (*engine.Decision, error) {
			same(t, "inside the write", f.Completed, int64(2))
			return nil, fault.At(fault.Conflict, "", "full", "no place is left")
		}
		_, _, err := o.Complete(ctx, refused)
		wants(t, err, fault.Conflict)
		ok(t, o.Erase(ctx, Brand, first.Subject, Start))
		twice(t, o, func(t *testing.T, st Store) {
			f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID()}, Start)
			ok(t, err)
			same(t, "completed", f.Completed, int64(2))
			f, err = st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: "another", Subject: NewID()}, Start)
			ok(t, err)
			same(t, "of another form", f.Completed, int64(0))
		})
	},

	// The last places go to as many as there are, however many ask at once.
	"capacity under concurrency": func(t *testing.T, o *Opened) {
		const places = 7
		var took atomic.Int64
		var all sync.WaitGroup
		for range 60 {
			all.Go(func() {
				x := NewSample(NewID(), Start).Without().Ask()
				decide := x.Decide
				x.Decide = func(f engine.Facts) (*engine.Decision, error) {
					if f.Completed >= places {
						return nil, fault.At(fault.Conflict, "", "full", "no place is left")
					}
					return decide(f)
				}
				_, _, err := o.Complete(ctx, x)
				switch {
				case err == nil:
					took.Add(1)
				case !fault.Has(err, "full"):
					t.Errorf("unexpected: %v", err)
				}
			})
		}
		all.Wait()
		same(t, "places taken", took.Load(), int64(places))
	},

	// What a decision may know of what is held is what Facts reads: revisions and purposes, no values,
	// nothing that has ended, nothing that was not asked for.
	"held facts": func(t *testing.T, o *Opened) {
		s := full()
		complete(t, o, s)
		o.SetNow(day(31)) // result has ended
		next := NewSample(s.Subject, day(31)).Without()
		next.Attributes = []string{"email", "brew", "nps", "nothing"}
		want := map[string]engine.Preference{
			"brew":  {Attribute: "brew", Question: "brew", Rev: 1, Purposes: s.Decision.Preferences[0].Purposes[1:]},
			"email": {Attribute: "email", Question: "email", Sealed: true, Rev: 1, Purposes: by(s.Decision.Preferences, "email").Purposes},
		}
		read, err := o.Facts(ctx, &next.Exchange, day(31))
		ok(t, err)
		same(t, "read", read.Held, want)
		x := next.Ask()
		decide := x.Decide
		x.Decide = func(f engine.Facts) (*engine.Decision, error) {
			same(t, "inside the write", f.Held, want)
			return decide(f)
		}
		_, _, err = o.Complete(ctx, x)
		ok(t, err)
		o.SetNow(day(400))
		read, err = o.Facts(ctx, &next.Exchange, day(400))
		ok(t, err)
		same(t, "after everything ended", read.Held, map[string]engine.Preference{})
	},

	// Held tells values of the attributes asked for, opened only for who may, and no feedback.
	"held": func(t *testing.T, o *Opened) {
		s := full()
		d := complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			list, err := st.Held(ctx, Brand, s.Subject, []string{"email", "nps", "milk", "nothing"}, true, Start)
			ok(t, err)
			same(t, "open", list, []engine.Preference{*by(d.Preferences, "email"), *by(d.Preferences, "milk")})
			list, err = st.Held(ctx, Brand, s.Subject, []string{"email", "milk"}, false, Start)
			ok(t, err)
			same(t, "closed", []any{len(list), list[0].Value == nil, string(list[1].Value)}, []any{2, true, "true"})
			list, err = st.Held(ctx, Brand, s.Subject, []string{"email", "milk"}, true, day(366))
			ok(t, err)
			same(t, "ended", len(list), 0)
			list, err = st.Held(ctx, Brand, NewID(), []string{"email"}, true, Start)
			ok(t, err)
			same(t, "of nobody", len(list), 0)
		})
		ok(t, o.Erase(ctx, Brand, s.Subject, Start))
		_, err := o.Held(ctx, Brand, s.Subject, []string{"milk"}, false, Start)
		wants(t, err, fault.Gone)
	},

	// A response tells again which known values it used, as long as they are held as they were.
	"known": func(t *testing.T, o *Opened) {
		first := NewSample(NewID(), Start).Without()
		complete(t, o, first)
		s := NewSample(first.Subject, day(1)).Without()
		s.Decision.Preferences, s.Decision.Response.Kept = s.Decision.Preferences[1:2], s.Decision.Response.Kept[1:2]
		s.Decision.Response.Known = []engine.KnownRef{{Question: "brewing", Attribute: "brew", Rev: 1}}
		complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			x, err := st.Exchange(ctx, Brand, s.Response, false, day(1))
			ok(t, err)
			same(t, "refs", x.Response.Known, s.Decision.Response.Known)
			same(t, "known", []any{len(x.Known), by(x.Known, "brew").Rev, string(by(x.Known, "brew").Value)}, []any{1, int64(1), `"value-brew"`})
			same(t, "it is none of its own", by(x.Current, "brew") == nil, true)
		})
		changed := NewSample(first.Subject, day(2)).Without()
		complete(t, o, changed)
		x, err := o.Exchange(ctx, Brand, s.Response, false, day(2))
		ok(t, err)
		same(t, "once it was changed", len(x.Known), 0)
	},

	// A removal deletes what was held before, whatever purposes it had, and every read tells so.
	"removed": func(t *testing.T, o *Opened) {
		s := full()
		complete(t, o, s)
		edit := NewSample(s.Subject, day(1)).Without()
		edit.Decision.Preferences, edit.Decision.Response.Kept = nil, nil
		edit.Decision.Removed = []string{"email", "roast", "nothing"}
		edit.Decision.Response.Removed = []engine.KeptRef{{Question: "roast", Attribute: "roast", Purposes: []string{"recommend"}}}
		complete(t, o, edit)
		twice(t, o, func(t *testing.T, st Store) {
			r := record(t, st, s.Subject, day(1))
			same(t, "left", []any{len(r.Preferences), by(r.Preferences, "email") == nil, by(r.Preferences, "roast") == nil, len(r.Feedback)}, []any{5, true, true, 1})
			x, err := st.Exchange(ctx, Brand, edit.Response, false, day(1))
			ok(t, err)
			same(t, "refs", []any{x.Response.Removed, len(x.Current)}, []any{edit.Decision.Response.Removed, 0})
		})
		again := NewSample(s.Subject, day(2)).Without()
		again.Decision.Removed = []string{"roast"} // and told anew in the same exchange
		complete(t, o, again)
		x, err := o.Exchange(ctx, Brand, edit.Response, false, day(2))
		ok(t, err)
		same(t, "told anew since", by(x.Current, "roast").Response, again.Response)
	},

	// Context is told with its response by every read, opened only for who may, ends with its purposes
	// and keeps its response until then.
	"context": func(t *testing.T, o *Opened) {
		s := passing(NewSample(NewID(), Start).Without(), "order_id", Plaintext)
		s.Decision.Preferences, s.Decision.Response.Kept = nil, nil
		d := complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			x, err := st.Exchange(ctx, Brand, s.Response, true, Start)
			ok(t, err)
			same(t, "exchange", x.Context, d.Context)
			same(t, "its response", x.Context[0].Response, s.Response)
			same(t, "record", record(t, st, s.Subject, Start).Context, d.Context)
			shut, err := st.Record(ctx, Brand, s.Subject, false, Start)
			ok(t, err)
			same(t, "closed", []any{len(shut.Context), shut.Context[0].Value == nil}, []any{1, true})
			ok(t, st.Responses(ctx, Brand, Form, Start, func(l engine.Export) error { same(t, "export", l.Context, d.Context); return nil }))
			same(t, "one purpose has ended", record(t, st, s.Subject, day(91)).Context[0].Purposes, d.Context[0].Purposes[1:])
			same(t, "the response is held by it", len(record(t, st, s.Subject, day(364)).Responses), 1)
			r := record(t, st, s.Subject, day(366))
			same(t, "ended", []int{len(r.Context), len(r.Responses)}, []int{0, 0})
		})
		if bytes.Contains(o.Bytes(t), []byte(Plaintext)) {
			t.Error("a context's value stands in a file unsealed")
		}
		expireAll(t, o, day(366))
		f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: s.Subject}, day(366))
		ok(t, err)
		same(t, "nothing is left of the subject", f.Rev, int64(1))
	},

	// A withdrawn purpose is taken from contexts as from values; with the last one the field goes.
	"context is withdrawn": func(t *testing.T, o *Opened) {
		s := passing(NewSample(NewID(), Start).Without(), "order_id", "A-7")
		d := complete(t, o, s)
		no := NewSample(s.Subject, day(1)).Without()
		no.Decision.Withdrawn = []string{"service"}
		complete(t, o, no)
		same(t, "left", record(t, o, s.Subject, day(1)).Context[0].Purposes, d.Context[0].Purposes[1:])
		no = NewSample(s.Subject, day(2)).Without()
		no.Decision.Withdrawn = []string{"recommend"}
		complete(t, o, no)
		same(t, "gone", len(record(t, o, s.Subject, day(2)).Context), 0)
	},

	// An erasure takes the context with it, opened or not.
	"context is erased": func(t *testing.T, o *Opened) {
		s := passing(NewSample(NewID(), Start).Without(), "order_id_of_the_erased", "A-7")
		complete(t, o, s)
		if !bytes.Contains(o.Bytes(t), []byte("order_id_of_the_erased")) {
			t.Fatal("not found before the erasure either, so the check proves nothing")
		}
		ok(t, o.Erase(ctx, Brand, s.Subject, Start))
		if bytes.Contains(o.Bytes(t), []byte("order_id_of_the_erased")) {
			t.Error("a context stands in a file after its erasure")
		}
	},
}

// expireAll deletes all that has ended.
func expireAll(t *testing.T, st Store, now time.Time) {
	t.Helper()
	for {
		n, err := st.Expire(ctx, now, 100)
		ok(t, err)
		if n == 0 {
			return
		}
	}
}
