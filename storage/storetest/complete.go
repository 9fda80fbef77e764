package storetest

import (
	"testing"
	"time"

	"proffer/engine"
	"proffer/rewards"
)

var completeCases = map[string]func(t *testing.T, o *Opened){
	// What Complete returned as done is what every read tells afterwards, also after a restart, to the
	// nanosecond: a replay is rebuilt from it.
	"everything is there": func(t *testing.T, o *Opened) {
		s := full()
		d := complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			x, err := st.Exchange(ctx, Brand, s.Response, true, Start)
			ok(t, err)
			same(t, "response", x.Response, d.Response)
			same(t, "preferences", len(x.Current), len(d.Preferences))
			for _, want := range d.Preferences {
				same(t, "preference "+want.Attribute, by(x.Current, want.Attribute), &want)
			}
			same(t, "feedback", x.Feedback, d.Feedback)
			same(t, "consents, by purpose", x.Consents, []engine.Consent{d.Consents[1], d.Consents[0]})
			same(t, "standing", x.Standing, map[string]engine.Consent{"recommend": d.Consents[0], "email_offers": d.Consents[1]})
			same(t, "grant", x.Grant, d.Grant)
			r := record(t, st, s.Subject, Start)
			same(t, "record", []int{len(r.Preferences), len(r.Feedback), len(r.Consents), len(r.Grants), len(r.Responses)}, []int{7, 1, 2, 1, 1})
			same(t, "recorded grant", r.Grants[0], *d.Grant)
			same(t, "recorded response", r.Responses[0], d.Response)
		})
	},

	// The first write of a subject is revision 1 and each further one the next, as Facts foretells.
	"revisions": func(t *testing.T, o *Opened) {
		who := NewID()
		for rev := int64(1); rev <= 3; rev++ {
			f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: who}, Start)
			ok(t, err)
			same(t, "foretold", f.Rev, rev)
			s := NewSample(who, Start).Without()
			d := complete(t, o, s)
			same(t, "response", d.Response.Rev, rev)
			x, err := o.Exchange(ctx, Brand, s.Response, false, Start)
			ok(t, err)
			same(t, "preference", x.Current[0].Rev, rev)
		}
	},

	// A ticket that comes again, with the same or with other answers, stores nothing: Decide is not
	// called, and nothing is counted or given twice.
	"replay": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		x := s.Ask()
		x.Decide = func(engine.Facts) (*engine.Decision, error) { t.Error("Decide called on a replay"); return nil, nil }
		left := 2 // leased by the first of the two looks
		twice(t, o, func(t *testing.T, st Store) {
			_, replayed, err := st.Complete(ctx, x)
			ok(t, err)
			same(t, "replayed", replayed, true)
			f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: s.Subject, Offers: s.Offers}, Start)
			ok(t, err)
			same(t, "facts", f.Offers[Offer], rewards.Facts{Held: 1, Taken: 1, Spent: 200})
			same(t, "rev", f.Rev, int64(2))
			same(t, "deliveries", len(lease(t, st, Start, 10)), left)
			left = 0
		})
	},

	// Two brands may know the same person by the same id; neither's facts are the other's.
	"brands are apart": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		other := NewSample(s.Subject, Start)
		other.Brand = "other"
		for i := range other.Decision.Events {
			other.Decision.Events[i].Brand = "other"
		}
		f, err := o.Facts(ctx, &engine.Exchange{Brand: "other", Form: Form, Subject: s.Subject, Offers: s.Offers}, Start)
		ok(t, err)
		same(t, "before", f.Offers[Offer], rewards.Facts{})
		d, _, err := o.Complete(ctx, other.Ask())
		ok(t, err)
		same(t, "rev", d.Response.Rev, int64(1))
		ok(t, o.Erase(ctx, "other", s.Subject, Start))
		same(t, "responses left", len(record(t, o, s.Subject, Start).Responses), 1)
	},

	// The decision sees exactly what Facts reads: consents that stand, what is held, what is taken.
	"facts": func(t *testing.T, o *Opened) {
		who := NewID()
		first := NewSample(who, Start)
		short := consent("recommend", true, Start)
		short.Until = day(5)
		first.Decision.Consents = []engine.Consent{short, consent("email_offers", false, Start)}
		complete(t, o, first)
		later := NewSample(who, day(6))
		later.Offers = []engine.OfferPeriod{{Offer: Offer}, {Offer: Offer + "-none", Period: "2026-03-01"}}
		later.Once = "k"
		o.SetNow(day(6))
		read, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: who, Offers: later.Offers, Once: "k"}, day(6))
		ok(t, err)
		want := engine.Facts{Rev: 2, Completed: 1, Standing: map[string]engine.Consent{}, Offers: map[string]rewards.Facts{Offer: {Held: 1, Taken: 1, Spent: 200}, Offer + "-none": {}}}
		no := consent("email_offers", false, Start)
		no.Rev, no.Response = 1, first.Response
		want.Standing["email_offers"] = no
		same(t, "read", read, want)
		x := later.Ask()
		decide := x.Decide
		x.Decide = func(f engine.Facts) (*engine.Decision, error) {
			same(t, "inside the write", f, want)
			return decide(f)
		}
		_, _, err = o.Complete(ctx, x)
		ok(t, err)
		read, err = o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: who, Once: "k"}, day(6))
		ok(t, err)
		same(t, "answered afterwards", read.Answered, true)
	},

	// Facts is asked before a ticket is made, of people and offers nobody has heard of.
	"facts of nobody": func(t *testing.T, o *Opened) {
		f, err := o.Facts(ctx, &engine.Exchange{Brand: "nobrand", Form: Form, Subject: NewID(), Offers: []engine.OfferPeriod{{Offer: "x/y"}}, Once: "once"}, Start)
		ok(t, err)
		same(t, "facts", f, engine.Facts{Rev: 1, Standing: map[string]engine.Consent{}, Offers: map[string]rewards.Facts{"x/y": {}}})
	},

	// perPerson counts per period: what was held in an earlier one does not count.
	"periods": func(t *testing.T, o *Opened) {
		who := NewID()
		for _, period := range []string{"2026-03-01", "2026-03-02"} {
			s := NewSample(who, Start)
			s.Limit, s.Decision.Period = 1, period
			s.Offers[0].Period = period
			if complete(t, o, s).Grant == nil {
				t.Errorf("nothing given in the period %s", period)
			}
		}
		s := NewSample(who, Start)
		s.Limit, s.Decision.Period = 1, "2026-03-02"
		s.Offers[0].Period = "2026-03-02"
		d := complete(t, o, s)
		same(t, "refusal", d.Response.Refusal, rewards.ReasonHeld)
		x, err := o.Exchange(ctx, Brand, s.Response, false, Start)
		ok(t, err)
		same(t, "stored refusal", x.Response.Refusal, rewards.ReasonHeld)
		if x.Grant != nil {
			t.Error("a refusal with a grant")
		}
	},
}

// full is an exchange with something of everything, a sealed value included.
func full() *Sample {
	s := NewSample(NewID(), Start)
	s.Seals = true
	d := &s.Decision
	d.Response.Declined = []string{"milk2"}
	right := true
	d.Response.Knowledge = &engine.Knowledge{Points: 3, Correct: 1, Questions: []engine.KnowledgeAnswer{{Question: "origin2", Correct: &right}, {Question: "altitude"}}}
	d.Response.Dropped = []engine.Drop{{Question: "phone", Reason: engine.DropNoBasis}}
	d.Preferences = append(d.Preferences, engine.Preference{Attribute: "email", Question: "email", Sealed: true, Value: []byte(`"` + Plaintext + `"`),
		Purposes: []engine.Basis{Basis("email_offers", Start, 365*24*time.Hour)}})
	d.Response.Kept = append(d.Response.Kept, engine.KeptRef{Question: "email", Attribute: "email", Purposes: []string{"email_offers"}},
		engine.KeptRef{Question: "nps", Attribute: "nps", Purposes: []string{"service"}, Feedback: true})
	d.Feedback = []engine.Preference{{Attribute: "nps", Question: "nps", Value: []byte("0"), Purposes: []engine.Basis{Basis("service", Start, 90*24*time.Hour)}}}
	d.Consents = []engine.Consent{consent("recommend", true, Start), consent("email_offers", false, Start)}
	return s
}
