package server

import (
	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"proffer/engine"
	"proffer/rewards"
)

const (
	usualDeliveries = 20
	mostDeliveries  = 100 // each is rendered anew
)

var deliveryStates = []string{rewards.DeliveryPending, rewards.DeliveryDelivered, rewards.DeliveryDropped, rewards.DeliveryDead}

type deliveryList struct {
	Deliveries []rewards.DeliveryView `json:"deliveries"`
	// Before is what to ask for next, nothing where the list has ended.
	Before int64 `json:"before,omitempty"`
}

// getDeliveries lists an endpoint's deliveries, the newest first.
func (s *Server) getDeliveries(c *fiber.Ctx, client engine.Client) error {
	q, err := deliveryQuery(c)
	if err != nil {
		return err
	}
	list, err := s.o.Engine.Deliveries(c.UserContext(), client, endpointID(c), q)
	if err != nil {
		return err
	}
	out := deliveryList{Deliveries: list}
	if len(list) == q.Limit {
		out.Before = list[len(list)-1].Seq
	}
	return c.JSON(out)
}

func deliveryQuery(c *fiber.Ctx) (rewards.DeliveryQuery, error) {
	d := rewards.DeliveryQuery{Limit: usualDeliveries}
	err := readQuery(c, "Deliveries not read", map[string]func(*query, string){
		"state":  func(q *query, text string) { d.State = q.choice(text, deliveryStates) },
		"type":   func(q *query, text string) { d.Type = q.choice(text, rewards.EventTypes) },
		"limit":  func(q *query, text string) { d.Limit = int(q.number(text, 1, mostDeliveries)) },
		"before": func(q *query, text string) { d.Before = q.number(text, 1, 1<<53) },
		"event": func(q *query, text string) {
			id, err := uuid.Parse(text)
			if d.Event = id; err != nil || id == uuid.Nil {
				q.refuse("wrong_type", "this is no event's id", "write the event's id, which is the webhook-id")
			}
		},
	})
	return d, err
}
