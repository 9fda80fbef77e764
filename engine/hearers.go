package engine

import (
	"context"
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
	var list []rewards.Endpoint
	for _, p := range all {
		p.Unfit = "" // as it was judged by what was published before
		if p.Brand == id && p.Hears() && b.admit(p) == nil {
			list = append(list, p)
		}
	}
	b.hearers.Store(&list)
}

// endpoints are those that events are announced to.
func (b *brand) endpoints() []rewards.Endpoint {
	if list := b.hearers.Load(); list != nil {
		return *list
	}
	return nil
}

// hearersOf are the endpoints that a brand's events are announced to. Where the brand is not published in this process, as in a
// command beside its server, they are those that the store has, as whoever serves the brand last judged them.
func (e *Engine) hearersOf(ctx context.Context, brandID string) ([]rewards.Endpoint, error) {
	if b, err := e.brand(brandID); err == nil {
		return b.endpoints(), nil
	}
	list, err := e.o.Rewards.Endpoints(ctx, brandID)
	return slices.DeleteFunc(list, func(p rewards.Endpoint) bool { return !p.Hears() }), err
}

// Fits tells why an endpoint does not go with what its brand has published; nil if it does. Of a brand
// that is not published now it tells nothing: what its people told is judged by what was published then.
func (e *Engine) Fits(p rewards.Endpoint) error {
	b, err := e.brand(p.Brand)
	if err != nil {
		return nil //nolint:nilerr // see above
	}
	return b.admit(p)
}

// admit checks an endpoint against the brand: its recipient is the brand's, and each of its
// purposes names that recipient.
func (b *brand) admit(p rewards.Endpoint) error {
	if _, ok := b.known.Get(p.Recipient); !ok {
		return fault.At(fault.Invalid, "/recipient", "unknown_choice", "the brand %q has no recipient %q; %s", p.Brand, p.Recipient, forms.Suggest(p.Recipient, b.known.Names()))
	}
	for i, id := range p.Purposes {
		purpose, ok := b.purposes.Get(id)
		at := purposeAt(i)
		if !ok {
			return fault.At(fault.Invalid, at, "unknown_choice", "the brand %q has no purpose %q; %s", p.Brand, id, forms.Suggest(id, b.purposes.Names()))
		}
		if !slices.Contains(purpose.Recipients, p.Recipient) {
			return fault.At(fault.Invalid, at, "unknown_choice", "the purpose %q does not name the recipient %q; add it to the purpose's recipients, or leave the purpose out", id, p.Recipient)
		}
	}
	return nil
}

func purposeAt(i int) string { return "/purposes/" + strconv.Itoa(i) }
