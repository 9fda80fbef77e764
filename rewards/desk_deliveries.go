package rewards

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// DeliveryView is a delivery as it is shown, with what its body would be now.
type DeliveryView struct {
	Event    uuid.UUID  `json:"event"`
	Type     string     `json:"type"`
	Seq      int64      `json:"seq"`
	Happened time.Time  `json:"happened"`
	State    string     `json:"state"`
	Attempts int        `json:"attempts"`
	Next     *time.Time `json:"next,omitempty"`
	Ended    *time.Time `json:"ended,omitempty"`
	Status   int        `json:"status,omitempty"`
	Note     string     `json:"note,omitempty"`
	// Body is what would be sent if it were sent now; nothing where nothing but ids would be in it.
	Body json.RawMessage `json:"body,omitempty"`
	Log  []Attempt       `json:"log"`
}

// Deliveries lists an endpoint's deliveries, the newest event first, each with its body as as would get
// it: the endpoint itself, or what whoever asks may see of it.
func (d *Desk) Deliveries(ctx context.Context, e, as Endpoint, q DeliveryQuery) ([]DeliveryView, error) {
	list, err := d.Store.DeliveryLog(ctx, e.Brand, e.ID, q, d.Now())
	if err != nil {
		return nil, err
	}
	out := make([]DeliveryView, len(list))
	for i, entry := range list {
		v := &out[i]
		*v = DeliveryView{
			Event: entry.Event.ID, Type: entry.Event.Type, Seq: entry.Event.Seq, Happened: entry.Event.At, State: entry.State, Attempts: entry.Attempts,
			Next: given(entry.Next), Ended: given(entry.At), Status: entry.Status, Note: entry.Note, Log: entry.Log,
		}
		if v.Log == nil {
			v.Log = []Attempt{}
		}
		if d.Render == nil {
			continue
		}
		body, ok, err := d.Render(ctx, entry.Event, as)
		if err != nil {
			return nil, err
		}
		if ok {
			v.Body = body
		}
	}
	return out, nil
}

func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// ReplayRequest asks for ended deliveries to come again: those that are dead, unless states say otherwise.
type ReplayRequest struct {
	Event  string   `json:"event,omitempty"`
	From   string   `json:"from,omitempty"` // RFC 3339, of the event
	To     string   `json:"to,omitempty"`
	States []string `json:"states,omitempty"`
}

// replayBatch is how many come again in one write: exchanges wait behind it.
const replayBatch = 500

// Replay makes ended deliveries pending again, from the first attempt and under the same webhook-id, and
// returns how many. An event of which there is none to replay is NotFound. If the process dies half-way some of them are, and asking again does the rest.
func (d *Desk) Replay(ctx context.Context, brand, id string, r ReplayRequest, allow func(Endpoint) error) (int, error) {
	e, err := d.Endpoint(ctx, brand, id)
	if err != nil {
		return 0, err
	}
	if allow != nil {
		if err := allow(e); err != nil {
			return 0, err
		}
	}
	ask, fields := r.read()
	if len(fields) > 0 {
		return 0, &fault.Error{Code: fault.Invalid, Title: "Replay not accepted", Detail: "nothing was changed", Fields: fields}
	}
	ask.Limit = replayBatch
	total, now := 0, d.Now()
	for {
		n, next, err := d.Store.Replay(ctx, brand, e.ID, ask, now)
		total += n
		if err == nil && next == 0 && total == 0 && r.Event != "" {
			err = fault.At(fault.NotFound, "/event", "nothing_to_replay", "the endpoint has no delivery of this event that is %s", strings.Join(ask.States, " or "))
			if !slices.Contains(ask.States, DeliveryDelivered) {
				err = fault.At(fault.NotFound, "/event", "nothing_to_replay", `the endpoint has no dead delivery of this event; to send again what it acknowledged, give "states": ["delivered"]`)
			}
		}
		if err != nil || next == 0 {
			d.changed()
			return total, err
		}
		ask.After = next
	}
}

func (r ReplayRequest) read() (Replay, []fault.Field) {
	v := &validator{}
	out := Replay{States: r.States}
	if len(out.States) == 0 {
		out.States = []string{DeliveryDead}
	}
	v.list("/states", out.States, true, func(at, s string) {
		if s != DeliveryDead && s != DeliveryDelivered {
			v.add(at, "unknown_choice", "write dead or delivered", "deliveries in the state %q are not replayed", s)
		}
	})
	if r.Event != "" {
		id, err := uuid.Parse(r.Event)
		if err != nil || id == uuid.Nil {
			v.add("/event", "wrong_type", "write the event's id, which is the webhook-id", "this is no event's id")
		}
		out.Event = id
	}
	moment := func(at, text string, into *time.Time) {
		if text == "" {
			return
		}
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			v.add(at, "wrong_type", "write e.g. 2026-11-22T06:40:00Z", "this is not a time")
		}
		*into = t
	}
	moment("/from", r.From, &out.From)
	moment("/to", r.To, &out.To)
	if !out.From.IsZero() && !out.To.IsZero() && !out.From.Before(out.To) {
		v.add("/to", "out_of_range", "write a time after from", "the range is empty")
	}
	if slices.Contains(out.States, DeliveryDelivered) && r.Event == "" && (r.From == "" || r.To == "") {
		v.add("/states", "out_of_range", "name the event, or from and to", "everything that was ever delivered would come again")
	}
	return out, v.fields
}
