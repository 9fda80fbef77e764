package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
)

// Fill puts exchanges of the measured brand into a store as fast as its writer takes them, with everything that the server
// does but HTTP. What each number beside a server costs, with a million responses in the store, is measured on such a store.
type Fill struct {
	Engine  *engine.Engine
	N       int // exchanges
	Callers int // at once
}

// redeemedEvery is of how many codes one is redeemed.
const redeemedEvery = 10

var filled = []byte(`{"brew": "moka", "roast": "dark", "grind": "fine", "cup": "mug", "hour": "noon", "pace": "slow"}`)

// Run calls progress after each hundredth part.
func (f Fill) Run(ctx context.Context, progress func(done int)) error {
	answers, faults, _ := forms.ParseTree(filled)
	if faults != nil {
		return fmt.Errorf("the answers do not parse: %v", faults)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range f.Callers {
		wait.Go(func() {
			for n := int(next.Add(1)); n <= f.N && ctx.Err() == nil; n = int(next.Add(1)) {
				if err := f.one(ctx, answers, n); err != nil {
					cancel(err)
				}
				if n%max(f.N/100, 1) == 0 {
					progress(n)
				}
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}

func (f Fill) one(ctx context.Context, answers *forms.Node, n int) error {
	ticket, err := f.Engine.Ticket(ctx, engine.TicketRequest{Brand: ID, Form: "exchange"})
	if err != nil {
		return err
	}
	reply, err := f.Engine.Respond(ctx, engine.ResponseRequest{Ticket: ticket.Ticket, Answers: answers})
	if err != nil || n%redeemedEvery != 0 {
		return err
	}
	client := engine.Client{Key: rewards.AccessKey{ID: "filling0", Brand: ID, Recipient: "shop"}}
	_, _, err = f.Engine.Redeem(ctx, client, reply.Grant.ID, rewards.RedeemRequest{Key: "fill"}, "")
	return err
}
