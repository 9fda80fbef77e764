package storetest

import (
	"errors"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// nothing checks that a subject has left no trace.
func nothing(t *testing.T, st Store, s *Sample) {
	t.Helper()
	f, err := st.Facts(ctx, &engine.Exchange{Brand: s.Brand, Form: Form, Subject: s.Subject, Offers: []engine.OfferPeriod{{Offer: Offer}}, Once: s.Once}, Start)
	ok(t, err)
	f.Completed = 0 // the form's, not the subject's
	same(t, "facts", f, engine.Facts{Rev: 1, Standing: map[string]engine.Consent{}, Offers: map[string]rewards.Facts{Offer: {}}})
	_, err = st.Exchange(ctx, s.Brand, s.Response, false, Start)
	wants(t, err, fault.NotFound)
	n, err := st.Deliveries(ctx, s.Brand, "shop")
	ok(t, err)
	same(t, "pending", n[rewards.DeliveryPending], int64(0))
}

var refuseCases = map[string]func(t *testing.T, o *Opened){
	// A poll is answered once: the second response under the same key is refused, whatever it says.
	"once": func(t *testing.T, o *Opened) {
		who := NewID()
		s := NewSample(who, Start).Without()
		s.Once = "next-origin"
		complete(t, o, s)
		again := NewSample(who, Start).Without()
		again.Once = s.Once
		twice(t, o, func(t *testing.T, st Store) {
			_, _, err := st.Complete(ctx, again.Ask())
			wants(t, err, fault.Conflict)
			if !fault.Has(err, "already_answered") {
				t.Errorf("got %v, want the code already_answered", err)
			}
			_, err = st.Exchange(ctx, Brand, again.Response, false, Start)
			wants(t, err, fault.NotFound)
			_, replayed, err := st.Complete(ctx, s.Ask())
			ok(t, err)
			same(t, "the first one again is a replay, not a conflict", replayed, true)
		})
	},

	// Another key, another person and another brand are not concerned by a once-key.
	"once is one person's": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Once = "next-origin"
		complete(t, o, s)
		other := NewSample(NewID(), Start).Without()
		other.Once = s.Once
		complete(t, o, other)
		next := NewSample(s.Subject, Start).Without()
		next.Once = "next-origin-2"
		complete(t, o, next)
	},

	// The engine's own faults reach its caller unchanged, and nothing of the exchange stays.
	"decide's error": func(t *testing.T, o *Opened) {
		own := errors.New("the engine's own")
		for _, want := range []error{own, fault.At(fault.Conflict, "/acceptOffer", "offer_exhausted", "used up")} {
			s := NewSample(NewID(), Start)
			x := s.Ask()
			x.Decide = func(engine.Facts) (*engine.Decision, error) { return nil, want }
			_, _, err := o.Complete(ctx, x)
			if err != want {
				t.Errorf("got %v, want %v itself", err, want)
			}
			nothing(t, o, s)
			without := *s
			complete(t, o, without.Without()) // the ticket is not used up by a refusal
		}
	},

	// A panic in a decision is our defect in one exchange, not the end of everybody's.
	"decide's panic": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		x := s.Ask()
		x.Decide = func(engine.Facts) (*engine.Decision, error) { panic("a defect") }
		_, _, err := o.Complete(ctx, x)
		wants(t, err, fault.Internal)
		nothing(t, o, s)
		complete(t, o, NewSample(NewID(), Start))
	},

	// A decision that breaks the schema midway takes back what it had written, and counters with it.
	"half a decision": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		twice := engine.Preference{Attribute: "a", Question: "q", Value: []byte("1"), Purposes: []engine.Basis{Basis("p", Start, 1e15)}}
		s.Decision.Feedback = []engine.Preference{twice, twice}
		_, _, err := o.Complete(ctx, s.Ask())
		wants(t, err, fault.Internal)
		nothing(t, o, s)
		d := complete(t, o, NewSample(NewID(), Start))
		same(t, "first seq", d.Events[0].Seq, int64(1))
	},

	// Sealing without a key would store a value in the clear; it must not pass for a smaller fault.
	"sealed without a key": func(t *testing.T, o *Opened) {
		s := full()
		s.Seals = false
		_, _, err := o.Complete(ctx, s.Ask())
		wants(t, err, fault.Internal)
		nothing(t, o, s)
	},
}
