package engine

import (
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"proffer/rewards"
)

// announce makes the events of a decision with the endpoints that shall get each.
func (x *exchange) announce(d *Decision) []rewards.Announcement {
	var grant uuid.UUID
	if d.Grant != nil {
		grant = d.Grant.ID
	}
	completed := rewards.Announcement{Event: x.event(d, rewards.EventResponseCompleted, grant)}
	// They are of the program of what was given or, where nothing was, of what was offered.
	offer := x.path.version.Form.Offer
	if d.Grant != nil {
		offer = d.Grant.Offer
	}
	for _, p := range x.brand.endpoints() {
		if p.Wants(rewards.EventResponseCompleted) && p.WantsOf(rewards.ProgramOf(offer)) && says(x.path.version, p, slices.Concat(d.Response.Kept, d.Response.Removed), d.Context, d.Consents) {
			completed.Endpoints = append(completed.Endpoints, p.ID)
		}
	}
	out := []rewards.Announcement{completed}
	for _, give := range d.Gave() {
		kind := rewards.EventRewardGranted
		if give.Grant.State == rewards.StateReserved {
			kind = rewards.EventRewardReserved
		}
		out = append(out, wanted(x.brand.endpoints(), x.event(d, kind, give.Grant.ID), give.Grant.Offer))
		if give.Low != nil {
			// It is about the offer and about nobody.
			out = append(out, wanted(x.brand.endpoints(), rewards.Event{
				ID: x.engine.o.NewID(), Type: rewards.EventStockLow, Brand: d.Response.Brand, At: x.now, Detail: lowDetail(give.Grant.Offer, *give.Low),
			}, give.Grant.Offer))
		}
	}
	return out
}

func (x *exchange) event(d *Decision, kind string, grant uuid.UUID) rewards.Event {
	return rewards.Event{ID: x.engine.o.NewID(), Type: kind, Brand: d.Response.Brand, Subject: d.Response.Subject, Response: d.Response.ID, Grant: grant, At: x.now}
}

// wanted announces an event about an offer to those of a brand's endpoints that subscribed to its type and to the offer's program.
func wanted(endpoints []rewards.Endpoint, event rewards.Event, offer string) rewards.Announcement {
	out := rewards.Announcement{Event: event}
	for _, p := range endpoints {
		if p.Wants(event.Type) && p.WantsOf(rewards.ProgramOf(offer)) {
			out.Endpoints = append(out.Endpoints, p.ID)
		}
	}
	return out
}

// lowDetail is what the event stock.low says.
func lowDetail(offer string, left int64) json.RawMessage {
	return mustJSON(map[string]any{"offer": offer, "left": left})
}
