package server_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/rewards"
)

// stored is what a world holds, counted through the store's own interfaces.
type stored struct {
	responses    int   // of every form
	values       int   // preferences and feedback of all responses
	codes        int64 // welcome/ten-percent that were given
	points       int64 // leaves/hundred that were given
	shop, mailer int64 // deliveries that wait
}

func (a stored) plus(b stored) stored {
	return stored{a.responses + b.responses, a.values + b.values, a.codes + b.codes, a.points + b.points, a.shop + b.shop, a.mailer + b.mailer}
}

func (w *world) stored(t *testing.T) stored {
	t.Helper()
	var s stored
	now := w.clock.Now()
	for brand, list := range map[string][]string{"leafline": {quiz, poll, "last-year"}, "northmill": {"crust"}} {
		for _, form := range list {
			must(t, w.store.Responses(t.Context(), brand, form, now, func(x engine.Export) error {
				s.responses++
				s.values += len(x.Preferences) + len(x.Feedback)
				return nil
			}))
		}
	}
	facts, err := w.store.Facts(t.Context(), &engine.Exchange{Brand: "leafline", Form: "find-your-tea", Subject: uuid.Must(uuid.NewV7()), Offers: []engine.OfferPeriod{{Offer: "welcome/ten-percent"}, {Offer: "leaves/hundred"}}}, now)
	must(t, err)
	s.codes, s.points = facts.Offers["welcome/ten-percent"].Taken, facts.Offers["leaves/hundred"].Taken
	for endpoint, n := range map[string]*int64{"shop": &s.shop, "mailer": &s.mailer} {
		counts, err := w.store.Deliveries(t.Context(), "leafline", endpoint)
		must(t, err)
		*n = counts[rewards.DeliveryPending]
	}
	return s
}

// events are the events that wait for an endpoint, oldest first.
func (w *world) events(t *testing.T, endpoint string) []rewards.Event {
	t.Helper()
	list, err := w.store.Lease(t.Context(), "leafline", endpoint, w.clock.Now(), time.Minute, 100)
	must(t, err)
	must(t, w.store.Release(t.Context(), list))
	out := make([]rewards.Event, len(list))
	for i, d := range list {
		out[i] = d.Event
	}
	return out
}
