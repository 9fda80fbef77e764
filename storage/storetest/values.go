package storetest

import (
	"bytes"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
)

const year = 365 * 24 * time.Hour

func preference(attribute, value string, purposes ...engine.Basis) engine.Preference {
	return engine.Preference{Attribute: attribute, Question: attribute, Value: []byte(value), Purposes: purposes}
}

var valueCases = map[string]func(t *testing.T, o *Opened){
	// A preference is the current value: a later one takes its place, and what the old exchange kept
	// tells by its response that it was changed since. Feedback is kept beside earlier feedback.
	"replaced": func(t *testing.T, o *Opened) {
		first := NewSample(NewID(), Start).Without()
		first.Decision.Feedback = []engine.Preference{preference("nps", "3", Basis("service", Start, year))}
		complete(t, o, first)
		second := NewSample(first.Subject, day(1)).Without()
		second.Decision.Preferences = []engine.Preference{preference("roast", `"light"`, Basis("recommend", day(1), year))}
		second.Decision.Feedback = []engine.Preference{preference("nps", "9", Basis("service", day(1), year))}
		complete(t, o, second)
		r := record(t, o, first.Subject, day(1))
		same(t, "preferences", len(r.Preferences), len(attributes))
		same(t, "value", string(by(r.Preferences, "roast").Value), `"light"`)
		same(t, "purposes", by(r.Preferences, "roast").Purposes, second.Decision.Preferences[0].Purposes)
		same(t, "feedback", []string{string(r.Feedback[0].Value), string(r.Feedback[1].Value)}, []string{"3", "9"})
		x, err := o.Exchange(ctx, Brand, first.Response, true, day(1))
		ok(t, err)
		same(t, "the first exchange's roast comes from", by(x.Current, "roast").Response, second.Response)
		same(t, "its brew from", by(x.Current, "brew").Response, first.Response)
		same(t, "its feedback", len(x.Feedback), 1)
	},

	// A withdrawn purpose goes from every value held before, feedback too, and a value held for
	// nothing else goes with it; what is given in the same exchange stays.
	"withdrawn": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Preferences = []engine.Preference{
			preference("both", `"b"`, Basis("result", Start, year), Basis("recommend", Start, year)),
			preference("only", `"o"`, Basis("recommend", Start, year)),
			preference("other", `"x"`, Basis("result", Start, year))}
		s.Decision.Feedback = []engine.Preference{preference("nps", "1", Basis("recommend", Start, year)), preference("nps2", "2", Basis("recommend", Start, year), Basis("service", Start, year))}
		s.Decision.Consents = []engine.Consent{consent("recommend", true, Start)}
		complete(t, o, s)
		no := NewSample(s.Subject, day(1)).Without()
		no.Decision.Preferences = []engine.Preference{preference("late", `"l"`, Basis("recommend", day(1), year))}
		no.Decision.Consents = []engine.Consent{consent("recommend", false, day(1))}
		no.Decision.Withdrawn = []string{"recommend"}
		complete(t, o, no)
		twice(t, o, func(t *testing.T, st Store) {
			r := record(t, st, s.Subject, day(1))
			same(t, "both", by(r.Preferences, "both").Purposes, []engine.Basis{Basis("result", Start, year)})
			same(t, "other", by(r.Preferences, "other").Purposes, []engine.Basis{Basis("result", Start, year)})
			if by(r.Preferences, "only") != nil || by(r.Preferences, "late") == nil {
				t.Errorf("held: %v", r.Preferences)
			}
			same(t, "feedback", []any{len(r.Feedback), r.Feedback[0].Question, r.Feedback[0].Purposes}, []any{1, "nps2", []engine.Basis{Basis("service", Start, year)}})
			same(t, "consents", []any{len(r.Consents), r.Consents[0].Given, r.Consents[0].Rev}, []any{1, false, int64(2)})
			x, err := st.Exchange(ctx, Brand, s.Response, true, day(1))
			ok(t, err)
			same(t, "the first exchange still says what was consented then", x.Consents[0].Given, true)
			same(t, "and what stands now", x.Standing["recommend"].Given, false)
		})
	},

	// A purpose of another version or basis is not the same use of a value.
	"bases are kept apart": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		a, b := Basis("recommend", Start, year), Basis("recommend", Start, year)
		b.Version, b.Basis = "other", "contract"
		s.Decision.Preferences = []engine.Preference{preference("x", "1", a), preference("y", "2", b)}
		complete(t, o, s)
		r := record(t, o, s.Subject, Start)
		same(t, "x", by(r.Preferences, "x").Purposes, []engine.Basis{a})
		same(t, "y", by(r.Preferences, "y").Purposes, []engine.Basis{b})
	},

	// A sealed value stands in no file, not even in a log; only who asks for it to be opened sees it.
	"sealed": func(t *testing.T, o *Opened) {
		s := full()
		complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			if bytes.Contains(o.Bytes(t), []byte(Plaintext)) {
				t.Error("a sealed value stands in a file")
			}
			if !bytes.Contains(o.Bytes(t), []byte("value-brew")) {
				t.Error("the check above looks at files that do not hold the values")
			}
			shut, err := st.Record(ctx, Brand, s.Subject, false, Start)
			ok(t, err)
			email := by(shut.Preferences, "email")
			same(t, "shut", []any{email.Value == nil, email.Sealed}, []any{true, true})
			same(t, "unsealed beside it", string(by(shut.Preferences, "brew").Value), `"value-brew"`)
			x, err := st.Exchange(ctx, Brand, s.Response, false, Start)
			ok(t, err)
			same(t, "shut in the exchange", by(x.Current, "email").Value == nil, true)
			same(t, "open", string(by(record(t, st, s.Subject, Start).Preferences, "email").Value), `"`+Plaintext+`"`)
		})
	},

	// One subject's values are sealed with one key, exchange after exchange.
	"sealed again": func(t *testing.T, o *Opened) {
		s := full()
		complete(t, o, s)
		again := NewSample(s.Subject, day(1)).Without()
		again.Seals = true
		again.Decision.Feedback = []engine.Preference{preference("text", `"`+Plaintext+`"`, Basis("service", day(1), year))}
		again.Decision.Feedback[0].Sealed = true
		st := o.Reopen(t)
		complete(t, st, again)
		r := record(t, st, s.Subject, day(1))
		same(t, "first", string(by(r.Preferences, "email").Value), `"`+Plaintext+`"`)
		same(t, "second", string(by(r.Feedback, "text").Value), `"`+Plaintext+`"`)
	},

	// A key that is missing without a tombstone means the wrong vault: a new key would hide that, and
	// lose what the old one sealed. What needs no key is read all the same.
	"lost key": func(t *testing.T, o *Opened) {
		s := full()
		complete(t, o, s)
		o.LoseKey(t, Brand, s.Subject)
		again := NewSample(s.Subject, day(1)).Without()
		again.Seals = true
		_, _, err := o.Complete(ctx, again.Ask())
		wants(t, err, fault.Unavailable)
		_, err = o.Record(ctx, Brand, s.Subject, true, Start)
		wants(t, err, fault.Unavailable)
		r, err := o.Record(ctx, Brand, s.Subject, false, Start)
		ok(t, err)
		same(t, "shut", len(r.Preferences), len(s.Decision.Preferences))
		same(t, "not the vault's secret", bytes.Contains([]byte(fault.Of(errOf(o, s)).Detail), []byte("key")), false)
	},
}

// errOf is the error of opening a subject's sealed values.
func errOf(o *Opened, s *Sample) error {
	_, err := o.Exchange(ctx, Brand, s.Response, true, Start)
	return err
}
