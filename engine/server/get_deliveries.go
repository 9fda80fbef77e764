package server

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
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
	q := rewards.DeliveryQuery{Limit: usualDeliveries}
	var bad []fault.Field
	add := func(name, code, detail, right string) {
		bad = append(bad, fault.Field{Pointer: "/" + fault.Escape(name), Code: code, Detail: detail, Right: right})
	}
	number := func(name, text string, most int64) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 || n > most {
			add(name, "out_of_range", "this is no number that "+name+" can be", "write a whole number from 1 to "+strconv.FormatInt(most, 10))
		}
		return n
	}
	seen := map[string]bool{}
	c.Request().URI().QueryArgs().VisitAll(func(key, value []byte) {
		name, text := string(key), string(value)
		if seen[name] {
			add(name, "duplicate_key", "this stands in the query twice", "leave one out")
		}
		seen[name] = true
		switch name {
		case "state":
			if q.State = text; !slices.Contains(deliveryStates, text) {
				add(name, "unknown_choice", "there is no such state", "write one of "+strings.Join(deliveryStates, ", "))
			}
		case "type":
			if q.Type = text; !slices.Contains(rewards.EventTypes, text) {
				add(name, "unknown_choice", "there is no such type of event", "write one of "+strings.Join(rewards.EventTypes, ", "))
			}
		case "event":
			id, err := uuid.Parse(text)
			if q.Event = id; err != nil || id == uuid.Nil {
				add(name, "wrong_type", "this is no event's id", "write the event's id, which is the webhook-id")
			}
		case "limit":
			q.Limit = int(number(name, text, mostDeliveries))
		case "before":
			q.Before = number(name, text, 1<<53)
		default:
			add(name, "unknown_field", "the list has no such parameter", "known here: state, type, event, limit, before")
		}
	})
	if len(bad) > 0 {
		return q, &fault.Error{Code: fault.Invalid, Title: "Deliveries not read", Detail: "the query does not fit", Fields: bad[:min(len(bad), 20)]}
	}
	return q, nil
}
