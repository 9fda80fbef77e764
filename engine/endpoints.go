package engine

import (
	"context"
	"slices"

	"proffer/forms/fault"
	"proffer/rewards"
)

// A client sees and runs the endpoints of its own recipient. It changes only those whose purposes its key has
// too: whoever could move an endpoint elsewhere, or sign for it, would read what its key must not.

// Endpoints lists a client's endpoints.
func (e *Engine) Endpoints(ctx context.Context, c Client) ([]rewards.EndpointView, error) {
	desk := e.desk()
	list, err := desk.Store.Endpoints(ctx, c.Key.Brand)
	if err != nil {
		return nil, err
	}
	out := []rewards.EndpointView{}
	for _, p := range list {
		if p.Recipient != c.Key.Recipient {
			continue
		}
		v, err := desk.View(ctx, p, false)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Endpoint shows one endpoint of a client's recipient.
func (e *Engine) Endpoint(ctx context.Context, c Client, id string) (rewards.EndpointView, error) {
	desk, p, err := e.endpointOf(ctx, c, id)
	if err != nil {
		return rewards.EndpointView{}, err
	}
	return desk.View(ctx, p, false)
}

// maxEndpoints are how many one recipient can have before its keys make no more: each exchange is announced to all of them, so one
// key could else slow every brand of the server down.
const maxEndpoints = 200

// CreateEndpoint makes an endpoint for the client's recipient, and for no purpose that its key does not have. A recipient that
// has maxEndpoints gets a Conflict with code too_many. The view has the secret.
func (e *Engine) CreateEndpoint(ctx context.Context, c Client, r rewards.EndpointRequest) (rewards.EndpointView, error) {
	desk := e.desk()
	if r.Recipient == "" {
		r.Recipient = c.Key.Recipient
	}
	if r.Recipient != c.Key.Recipient {
		return rewards.EndpointView{}, fault.At(fault.Forbidden, "/recipient", "out_of_reach", "this key is the recipient %q's; leave recipient out, or use a key of the other recipient", c.Key.Recipient)
	}
	if err := c.covers(r.Purposes); err != nil {
		return rewards.EndpointView{}, err
	}
	list, err := desk.Store.Endpoints(ctx, c.Key.Brand)
	if err != nil {
		return rewards.EndpointView{}, err
	}
	if len(slices.DeleteFunc(list, func(p rewards.Endpoint) bool { return p.Recipient != r.Recipient })) >= maxEndpoints {
		return rewards.EndpointView{}, fault.At(fault.Conflict, "/endpoint", "too_many", "the recipient %q has %d endpoints; delete one that it does not need", r.Recipient, maxEndpoints)
	}
	return viewed(ctx, desk, true)(desk.Create(ctx, c.Key.Brand, r))
}

// ChangeEndpoint changes an endpoint.
func (e *Engine) ChangeEndpoint(ctx context.Context, c Client, id string, r rewards.EndpointChange) (rewards.EndpointView, error) {
	desk := e.desk()
	if err := c.covers(r.Purposes); err != nil {
		return rewards.EndpointView{}, err
	}
	return viewed(ctx, desk, false)(desk.Change(ctx, c.Key.Brand, id, r, c.runs))
}

// PauseEndpoint keeps everything and sends nothing.
func (e *Engine) PauseEndpoint(ctx context.Context, c Client, id string) (rewards.EndpointView, error) {
	desk := e.desk()
	return viewed(ctx, desk, false)(desk.Pause(ctx, c.Key.Brand, id, c.runs))
}

// ResumeEndpoint ends a pause, and enables what was disabled by a 410.
func (e *Engine) ResumeEndpoint(ctx context.Context, c Client, id string) (rewards.EndpointView, error) {
	desk := e.desk()
	return viewed(ctx, desk, false)(desk.Resume(ctx, c.Key.Brand, id, c.runs))
}

// RotateEndpoint makes a fresh secret, which the view has; the former one signs too for a day.
func (e *Engine) RotateEndpoint(ctx context.Context, c Client, id string) (rewards.EndpointView, error) {
	desk := e.desk()
	return viewed(ctx, desk, true)(desk.Rotate(ctx, c.Key.Brand, id, c.runs))
}

// DeleteEndpoint forgets an endpoint; what is pending ends as dropped.
func (e *Engine) DeleteEndpoint(ctx context.Context, c Client, id string) error {
	desk := e.desk()
	return desk.Delete(ctx, c.Key.Brand, id, c.runs)
}

// PingEndpoint sends a ping now and tells what came of it.
func (e *Engine) PingEndpoint(ctx context.Context, c Client, id string) (rewards.Attempt, error) {
	desk := e.desk()
	return desk.Ping(ctx, c.Key.Brand, id, c.runs)
}

// ReplayEndpoint makes ended deliveries come again, and tells how many.
func (e *Engine) ReplayEndpoint(ctx context.Context, c Client, id string, r rewards.ReplayRequest) (int, error) {
	desk := e.desk()
	n, err := desk.Replay(ctx, c.Key.Brand, id, r, c.runs)
	if n > 0 {
		e.o.Wake()
	}
	return n, err
}

// Deliveries lists an endpoint's deliveries with what each body would be now, as far as the purposes of the
// key and of the endpoint both allow it.
func (e *Engine) Deliveries(ctx context.Context, c Client, id string, q rewards.DeliveryQuery) ([]rewards.DeliveryView, error) {
	desk, p, err := e.endpointOf(ctx, c, id)
	if err != nil {
		return nil, err
	}
	as, may := p, e.reach(c).Purposes
	as.Purposes = slices.DeleteFunc(slices.Clone(p.Purposes), func(id string) bool { return !slices.Contains(may, id) })
	return desk.Deliveries(ctx, p, as, q)
}

// desk is where endpoints are run.
func (e *Engine) desk() *rewards.Desk {
	return &rewards.Desk{Store: e.o.Rewards, Fits: e.Fits, Render: e.Render, Client: e.o.WebhookClient, Changed: e.endpointsChanged, Now: e.o.Now, NewID: e.o.NewID}
}

// endpointsChanged reads the endpoints again at once, so that the next exchange is announced to those that
// there are now, and tells the dispatcher.
func (e *Engine) endpointsChanged() {
	ctx, cancel := context.WithTimeout(context.Background(), keyWait)
	defer cancel()
	if list, err := e.o.Rewards.Endpoints(ctx, ""); err == nil {
		e.SetEndpoints(list)
	} else {
		e.o.Log.Warn("changed endpoints are noticed a little later", "cause", err.Error())
	}
	if e.o.EndpointsChanged != nil {
		e.o.EndpointsChanged()
	}
}

// endpointOf finds an endpoint of the client's recipient; another recipient's looks as if it were not there.
func (e *Engine) endpointOf(ctx context.Context, c Client, id string) (*rewards.Desk, rewards.Endpoint, error) {
	desk := e.desk()
	p, err := desk.Endpoint(ctx, c.Key.Brand, id)
	if err == nil {
		err = c.owns(p)
	}
	return desk, p, err
}

func (c Client) owns(p rewards.Endpoint) error {
	if p.Recipient != c.Key.Recipient {
		return fault.New(fault.NotFound, "the brand %q has no endpoint %q", p.Brand, p.ID)
	}
	return nil
}

// runs refuses to change an endpoint that gets more than the key may see.
func (c Client) runs(p rewards.Endpoint) error {
	if err := c.owns(p); err != nil {
		return err
	}
	for _, id := range p.Purposes {
		if !slices.Contains(c.Key.Purposes, id) {
			return fault.At(fault.Forbidden, "", "out_of_reach", "the endpoint %q gets values for the purpose %q, which this key does not have", p.ID, id)
		}
	}
	return nil
}

// covers refuses purposes that the key does not have.
func (c Client) covers(purposes []string) error {
	for i, id := range purposes {
		if !slices.Contains(c.Key.Purposes, id) {
			return fault.At(fault.Forbidden, purposeAt(i), "out_of_reach", "this key does not have the purpose %q; its brand makes one that has with proffer keys create --purpose", id)
		}
	}
	return nil
}

// viewed shows what a change made of an endpoint.
func viewed(ctx context.Context, desk *rewards.Desk, fresh bool) func(rewards.Endpoint, error) (rewards.EndpointView, error) {
	return func(p rewards.Endpoint, err error) (rewards.EndpointView, error) {
		if err != nil {
			return rewards.EndpointView{}, err
		}
		return desk.View(ctx, p, fresh)
	}
}
