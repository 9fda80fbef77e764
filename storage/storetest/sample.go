package storetest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/rewards"
)

// Start is when the suite's exchanges take place, unless a case says otherwise.
var Start = time.Date(2026, 3, 1, 9, 0, 0, 123456789, time.UTC)

// The names that the suite's exchanges use.
const (
	Brand     = "fieldnote"
	Form      = "find-your-coffee"
	Offer     = "welcome/ten-percent"
	Plaintext = "marta.rossi@customer.example" // what no file may hold
)

// NewID makes a UUIDv7.
func NewID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// Basis is a purpose that ends after keep.
func Basis(purpose string, at time.Time, keep time.Duration) engine.Basis {
	return engine.Basis{Purpose: purpose, Version: "3f2a9c1b", Basis: "consent", Until: at.Add(keep)}
}

// Sample is an exchange as Complete gets it: one response, preferences, a code, two events with a
// delivery each. Cases change it before they hand it to a store.
type Sample struct {
	engine.Exchange
	At       time.Time
	Decision engine.Decision
	Limit    int   // perPerson; 0: none
	Stock    int64 // 0: none
}

// attributes of a Sample's preferences, all with unsealed values.
var attributes = []string{"brew", "milk", "strength", "roast", "origin", "grind"}

// NewSample makes an exchange of a subject.
func NewSample(subject uuid.UUID, at time.Time) *Sample {
	s := &Sample{At: at, Exchange: engine.Exchange{Brand: Brand, Form: Form, Subject: subject, Response: NewID(),
		Offers: []engine.OfferPeriod{{Offer: Offer}}}}
	d := &s.Decision
	d.Response = engine.Response{ID: s.Response, Brand: Brand, Form: Form, Version: 1, Subject: subject, Locale: "en", Channel: "web", Stage: "discover",
		At: at, Offer: Offer, Outcome: "bold", OutcomeBecause: []string{"brew", "strength"},
		Items: []engine.Item{{ID: "house-blend", Because: []string{"roast"}}, {ID: "night-shift"}}, Catalog: "beans", CatalogRevision: "a1b2c3d4"}
	for i, a := range attributes {
		d.Preferences = append(d.Preferences, engine.Preference{Attribute: a, Question: a, Value: json.RawMessage(fmt.Sprintf("%q", "value-"+a)),
			Purposes: []engine.Basis{Basis("result", at, 30*24*time.Hour), Basis("recommend", at, 365*24*time.Hour)}})
		d.Response.Kept = append(d.Response.Kept, engine.KeptRef{Question: a, Attribute: a, Purposes: []string{"result", "recommend"}})
		if i == 1 {
			d.Preferences[i].Value = json.RawMessage("true")
		}
	}
	s.Give()
	return s
}

// Give makes the sample grant a code, with its event.
func (s *Sample) Give() *Sample {
	expires := s.At.AddDate(0, 0, 90)
	g := &rewards.Grant{ID: NewID(), Offer: Offer, Version: "9c1d03aa", Kind: rewards.KindCode, State: rewards.StateGranted,
		Discount: &rewards.Discount{Percent: 10}, Response: s.Response, At: s.At, Expires: &expires}
	g.Code = "BREW-" + fmt.Sprintf("%X", g.ID[10:])
	s.Decision.Grant, s.Decision.Ordinal, s.Decision.Spent = g, 1, 200
	s.Decision.Events = []rewards.Announcement{
		{Event: rewards.Event{ID: NewID(), Type: rewards.EventResponseCompleted, Brand: Brand, Subject: s.Subject, Response: s.Response, Grant: g.ID, At: s.At}, Endpoints: []string{"shop"}},
		{Event: rewards.Event{ID: NewID(), Type: rewards.EventRewardGranted, Brand: Brand, Subject: s.Subject, Response: s.Response, Grant: g.ID, At: s.At}, Endpoints: []string{"shop"}},
	}
	return s
}

// Without makes the sample grant nothing and announce nothing.
func (s *Sample) Without() *Sample {
	s.Offers, s.Decision.Grant, s.Decision.Events, s.Decision.Spent, s.Decision.Ordinal = nil, nil, nil, 0, 0
	return s
}

// Ask returns the exchange, which decides as an engine does: within the sample's limits, else its
// grant is refused.
func (s *Sample) Ask() *engine.Exchange {
	x := s.Exchange
	x.Decide = func(f engine.Facts) (*engine.Decision, error) {
		d := s.Decision
		d.Response.Rev = f.Rev
		if d.Grant != nil {
			o := f.Offers[d.Grant.Offer]
			d.Ordinal = o.Held + 1
			if reason := s.refuses(o); reason != "" {
				d.Grant, d.Events, d.Spent, d.Ordinal = nil, nil, 0, 0
				d.Response.Refusal = reason
			}
		}
		return &d, nil
	}
	return &x
}

func (s *Sample) refuses(f rewards.Facts) string {
	switch {
	case s.Limit > 0 && f.Held >= s.Limit:
		return rewards.ReasonHeld
	case s.Stock > 0 && f.Taken >= s.Stock, s.Decision.Pool != "" && *f.Left < 1:
		return rewards.ReasonExhausted
	}
	return ""
}
