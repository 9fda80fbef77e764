package server

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// usualFeed is how many events a page of the feed has if nobody says.
const usualFeed = 100

// getEvents gives a client the events after a cursor, and waits for one if it is asked to.
func (s *Server) getEvents(c *fiber.Ctx, client engine.Client) error {
	r, err := feedRequest(c)
	if err != nil {
		return err
	}
	r.Stop = s.stopping
	reply, err := s.o.Engine.Feed(c.UserContext(), client, r)
	if err != nil {
		return err
	}
	return c.JSON(reply)
}

// feedRequest reads the query strictly: a cursor that is misspelt would give everything again.
func feedRequest(c *fiber.Ctx) (engine.FeedRequest, error) {
	r := engine.FeedRequest{Limit: usualFeed}
	var bad []fault.Field
	number := func(name, text string, least, most int64) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < least || n > most {
			bad = append(bad, fault.Field{Pointer: "/" + name, Code: "out_of_range", Detail: "this is no number that " + name + " can be",
				Right: "write a whole number from " + strconv.FormatInt(least, 10) + " to " + strconv.FormatInt(most, 10)})
		}
		return n
	}
	seen := map[string]bool{}
	c.Request().URI().QueryArgs().VisitAll(func(key, value []byte) {
		name, text := string(key), string(value)
		if seen[name] {
			bad = append(bad, fault.Field{Pointer: "/" + fault.Escape(name), Code: "duplicate_key", Detail: "this stands in the query twice", Right: "leave one out"})
		}
		seen[name] = true
		switch name {
		case "after":
			r.After = number(name, text, 0, 1<<53)
		case "limit":
			r.Limit = int(number(name, text, 1, engine.FeedLimit))
		case "wait":
			r.Wait = time.Duration(number(name, text, 0, int64(engine.FeedWait/time.Second))) * time.Second
		case "type":
			r.Types = strings.Split(text, ",")
			for _, t := range r.Types {
				if !slices.Contains(rewards.EventTypes, t) {
					bad = append(bad, fault.Field{Pointer: "/type", Code: "unknown_choice", Detail: "there is no such type of event", Right: "write some of " + strings.Join(rewards.EventTypes, ",")})
				}
			}
		default:
			bad = append(bad, fault.Field{Pointer: "/" + fault.Escape(name), Code: "unknown_field", Detail: "the feed has no such parameter", Right: "known here: after, limit, wait, type"})
		}
	})
	if len(bad) > 0 {
		return r, &fault.Error{Code: fault.Invalid, Title: "Events not read", Detail: "the query does not fit", Fields: bad[:min(len(bad), 20)]}
	}
	return r, nil
}
