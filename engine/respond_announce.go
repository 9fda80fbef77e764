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
	hearers := x.brand.endpoints()
	for _, p := range hearers {
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
		out = append(out, wanted(hearers, x.event(d, kind, give.Grant.ID), give.Grant.Offer))
		if give.Low != nil {
			// It is about the offer and about nobody.
			out = append(out, wanted(hearers, rewards.Event{
				ID: x.engine.o.NewID(), Type: rewards.EventStockLow, Brand: d.Response.Brand, At: x.now, Detail: lowDetail(give.Grant.Offer, *give.Low),
			}, give.Grant.Offer))
		}
	}
	return out
}

func (x *exchange) event(d *Decision, kind string, grant uuid.UUID) rewards.Event {
	return rewards.Event{ID: x.engine.o.NewID(), Type: kind, Brand: d.Response.Brand, Subject: d.Response.Subject, Response: d.Response.ID, Grant: grant, At: x.now}
}

// lowDetail is what the event stock.low says.
func lowDetail(offer string, left int64) json.RawMessage {
	return mustJSON(map[string]any{"offer": offer, "left": left})
}
