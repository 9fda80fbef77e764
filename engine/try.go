package engine

import (
	"context"
	"encoding/json"
	"slices"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// try runs an exchange that counts for nothing: the same facts, the same decision, and nothing stored.
func (e *Engine) try(ctx context.Context, v *forms.Version, x *exchange, ask *Exchange) (*Reply, error) {
	if !e.o.Tests {
		return nil, fault.At(fault.Forbidden, "/ticket", "forbidden", "this server takes no tests")
	}
	facts, err := e.o.Store.Facts(ctx, ask, x.now)
	if err != nil {
		return nil, err
	}
	if facts.Answered {
		return nil, errAnswered(v, facts.Again)
	}
	d, err := ask.Decide(facts)
	if err != nil {
		return nil, err
	}
	var reply *Reply
	if v.Form.Anonymous {
		reply, err = e.showCounts(ctx, v, false)
	} else {
		reply, err = e.reply(ctx, v, x.ticket, d, x.heldKnown())
	}
	if err == nil {
		reply.Test = true
		reply.Shares, err = e.shares(v, x.brand, d)
	}
	return reply, err
}

// shares passes a decision that is not stored through the gate, for each endpoint that it would be
// announced to.
func (e *Engine) shares(v *forms.Version, b *brand, d *Decision) ([]Share, error) {
	s := &Stored{Response: d.Response, Current: d.Preferences, Feedback: d.Feedback, Context: d.Context, Consents: d.Consents, Grant: d.Grant, Bonuses: d.bonuses()}
	var out []Share
	for _, announced := range d.Events {
		if announced.Type == rewards.EventStockLow {
			continue // a test takes nothing from a stock
		}
		for _, p := range b.endpoints() {
			if !slices.Contains(announced.Endpoints, p.ID) {
				continue
			}
			var told body
			var ok bool
			if announced.Event.Type == rewards.EventResponseCompleted {
				told, ok = e.told(announced.Event, p, v, s)
			} else if g := s.grantOf(announced.Event); g != nil {
				told, ok = e.changed(announced.Event, p, d.Response.Subject, g)
			}
			if !ok {
				continue
			}
			raw, err := json.Marshal(told)
			if err != nil {
				return nil, err
			}
			out = append(out, Share{Endpoint: p.ID, Recipient: p.Recipient, Event: announced.Event.Type, Body: raw})
		}
	}
	return out, nil
}
