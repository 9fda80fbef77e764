package engine

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// SetEndpoints tells the engine of every endpoint there is now. From the next exchange on, events are
// announced to those that fit what their brand has published and that hear it.
func (e *Engine) SetEndpoints(list []rewards.Endpoint) {
	list = slices.Clone(list)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.endpoints = list
	for id, b := range e.brands {
		b.hear(id, list)
	}
}

// hear picks the brand's endpoints that events are announced to.
func (b *brand) hear(id string, all []rewards.Endpoint) {
	list := hearing(b.registry, id, all)
	b.hearers.Store(&list)
}

// endpoints are those that events are announced to.
func (b *brand) endpoints() []rewards.Endpoint {
	if list := b.hearers.Load(); list != nil {
		return *list
	}
	return nil
}

// hearing are the endpoints of a brand that fit what it has published and that hear it.
func hearing(published forms.Registry, id string, all []rewards.Endpoint) []rewards.Endpoint {
	var list []rewards.Endpoint
	for _, p := range all {
		p.Unfit = "" // as it was judged by what was published before
		if p.Brand == id && p.Hears() && admit(published, p) == nil {
			list = append(list, p)
		}
	}
	return list
}

// hearers are the endpoints that events about a brand's grants are announced to. Of a brand that is not published here, since this
// is a command beside its server or since it was taken off, they are the stored ones that fit what it published last.
func (e *Engine) hearers(ctx context.Context, brandID string) ([]rewards.Endpoint, error) {
	if b, err := e.brand(brandID); err == nil {
		return b.endpoints(), nil
	}
	published, err := e.registry(ctx, brandID)
	if err != nil || published == nil {
		return nil, err
	}
	all, err := e.o.Rewards.Endpoints(ctx, brandID)
	if err != nil {
		return nil, err
	}
	return hearing(*published, brandID, all), nil
}

// registry is what a brand published last; nil if it never did.
func (e *Engine) registry(ctx context.Context, brandID string) (*forms.Registry, error) {
	raw, err := e.o.Forms.Registry(ctx, brandID)
	if err != nil || raw == nil {
		return nil, err
	}
	r := &forms.Registry{}
	return r, fault.Wrap(fault.Internal, json.Unmarshal(raw, r), "")
}

// wanted announces an event about an offer to every endpoint that subscribed to its type and to the offer's program.
func wanted(endpoints []rewards.Endpoint, event rewards.Event, offer string) rewards.Announcement {
	out := rewards.Announcement{Event: event}
	for _, p := range endpoints {
		if p.Wants(event.Type) && p.WantsOf(rewards.ProgramOf(offer)) {
			out.Endpoints = append(out.Endpoints, p.ID)
		}
	}
	return out
}

// Fits tells why an endpoint does not go with what its brand has published; nil if it does. Of a brand
// that is not published now it tells nothing: what its people told is judged by what was published then.
func (e *Engine) Fits(p rewards.Endpoint) error {
	b, err := e.brand(p.Brand)
	if err != nil {
		return nil //nolint:nilerr // see above
	}
	return admit(b.registry, p)
}

// admit checks an endpoint against what its brand has published: its recipient is the brand's, and each of its
// purposes names that recipient.
func admit(published forms.Registry, p rewards.Endpoint) error {
	if _, ok := published.Recipients.Get(p.Recipient); !ok {
		return fault.At(fault.Invalid, "/recipient", "unknown_choice", "the brand %q has no recipient %q; %s", p.Brand, p.Recipient, forms.Suggest(p.Recipient, published.Recipients.Names()))
	}
	for i, id := range p.Purposes {
		recipients, ok := published.Purposes.Get(id)
		at := purposeAt(i)
		if !ok {
			return fault.At(fault.Invalid, at, "unknown_choice", "the brand %q has no purpose %q; %s", p.Brand, id, forms.Suggest(id, published.Purposes.Names()))
		}
		if !slices.Contains(recipients, p.Recipient) {
			return fault.At(fault.Invalid, at, "unknown_choice", "the purpose %q does not name the recipient %q; add it to the purpose's recipients, or leave the purpose out", id, p.Recipient)
		}
	}
	return nil
}

func purposeAt(i int) string { return "/purposes/" + strconv.Itoa(i) }
