package rewards

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ping is the body of a ping: it is about nobody, and no event of the feed, so its seq is 0.
type ping struct {
	ID        uuid.UUID `json:"id"`
	Type      string    `json:"type"`
	Payload   string    `json:"payload"`
	Seq       int64     `json:"seq"`
	Timestamp string    `json:"timestamp"`
	Brand     string    `json:"brand"`
	Data      pingData  `json:"data"`
}

type pingData struct {
	Endpoint string `json:"endpoint"`
}

func pingBody(e Event, endpoint string) ([]byte, error) {
	return json.Marshal(ping{e.ID, e.Type, "v1", 0, e.At.UTC().Format(time.RFC3339), e.Brand, pingData{endpoint}})
}

// Ping sends an endpoint.ping now, to a paused or disabled endpoint too, and returns what came of it: State
// is DeliveryDelivered for a 2xx and DeliveryDead for all else, since a ping is not tried again. It is logged, and
// counts neither for the endpoint's circuit nor against it.
func (d *Desk) Ping(ctx context.Context, brand, id string, allow func(Endpoint) error) (Attempt, error) {
	e, err := d.Endpoint(ctx, brand, id)
	if err != nil {
		return Attempt{}, err
	}
	if allow != nil {
		if err := allow(e); err != nil {
			return Attempt{}, err
		}
	}
	now := d.Now()
	secrets, err := e.Secrets(now)
	if err != nil {
		return Attempt{}, err
	}
	event := Event{ID: d.NewID(), Type: EventEndpointPing, Brand: e.Brand, At: now}
	body, err := pingBody(event, e.ID)
	if err != nil {
		return Attempt{}, err
	}
	client := d.Client
	if client == nil {
		client = NewClient(nil)
	}
	client = own(client)
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	sender := &Dispatcher{Now: d.Now}
	sent := sender.send(ctx, client, e, secrets, event, body)
	s := Settlement{State: DeliveryDead, At: d.Now(), Note: note(sent.status, sent.err)}
	if sent.status >= 200 && sent.status <= 299 {
		s.State = DeliveryDelivered
	}
	a := *sent.entry(Delivery{Event: event}, s, body)
	return a, d.Store.LogAttempt(context.WithoutCancel(ctx), strings.Clone(brand), e.ID, a)
}
