package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/rewards"
)

// Commits measures what the store alone makes of the same exchange, without HTTP, tickets, replay
// and scoring: the other half of the throughput is spent there.
type Commits struct {
	Store       engine.Store
	Connections int
	Duration    time.Duration
	Now         func() time.Time
	// Endpoints get one event each, as in the measured brand.
	Endpoints [2]string
}

// Run commits until the duration is over.
func (c Commits) Run(ctx context.Context) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Duration)
	defer cancel()
	workers := make([]*worker, c.Connections)
	var failed atomic.Value
	var wait sync.WaitGroup
	start := time.Now()
	for i := range workers {
		w := &worker{}
		workers[i] = w
		wait.Go(func() {
			for ctx.Err() == nil {
				begin := time.Now()
				// The commit has a context of its own, so that the last one is counted and not cut off.
				if _, _, err := c.Store.Complete(context.WithoutCancel(ctx), c.exchange()); err != nil {
					failed.Store(err)
					return
				}
				w.took = append(w.took, time.Since(begin))
			}
		})
	}
	wait.Wait()
	if err, ok := failed.Load().(error); ok {
		return Result{}, fmt.Errorf("bare commit: %w", err)
	}
	return summarize(workers, time.Since(start)), nil
}

// exchange is the measured brand's exchange as the engine would hand it to the store.
func (c Commits) exchange() *engine.Exchange {
	now := c.Now()
	subject, response, grant := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
	const offer = "rewards/code"
	return &engine.Exchange{
		Brand: ID, Form: "exchange", Subject: subject, Response: response,
		Offers: []engine.OfferPeriod{{Offer: offer}},
		Decide: func(facts engine.Facts) (*engine.Decision, error) {
			d := &engine.Decision{
				Response: engine.Response{
					ID: response, Brand: ID, Form: "exchange", Version: 1, Subject: subject, Rev: facts.Rev, Locale: "en",
					Channel: "web", At: now, Offer: offer,
				},
				Give: engine.Give{
					Grant: &rewards.Grant{
						ID: grant, Offer: offer, Version: "00000000", Kind: "code", State: rewards.StateGranted,
						Code: "B-" + grant.String(), Response: response, At: now,
					},
					Ordinal: 1, Spent: 200,
					Recode: func(counter int) string { return fmt.Sprintf("B-%s-%d", grant, counter) },
				},
			}
			until := []engine.Basis{{Purpose: "result", Version: "00000000", Basis: "contract", Until: now.AddDate(0, 1, 0)}}
			for _, name := range []string{"brew", "roast", "grind", "cup", "hour", "pace"} {
				d.Preferences = append(d.Preferences, engine.Preference{
					Attribute: name, Question: name, Value: json.RawMessage(`"dark"`), Purposes: until, Rev: facts.Rev, Response: response,
				})
				d.Response.Kept = append(d.Response.Kept, engine.KeptRef{Question: name, Attribute: name, Purposes: []string{"result"}})
			}
			for i, kind := range []string{rewards.EventResponseCompleted, rewards.EventRewardGranted} {
				d.Events = append(d.Events, rewards.Announcement{
					Event: rewards.Event{
						ID: uuid.Must(uuid.NewV7()), Type: kind, Brand: ID, Subject: subject, Response: response, Grant: grant, At: now,
					},
					Endpoints: []string{c.Endpoints[i]},
				})
			}
			return d, nil
		},
	}
}
