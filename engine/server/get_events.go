package server

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
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

// feedRequest reads the query: a cursor that is not understood would give everything again.
func feedRequest(c *fiber.Ctx) (engine.FeedRequest, error) {
	r := engine.FeedRequest{Limit: usualFeed}
	err := readQuery(c, "Events not read", map[string]func(*query, string){
		"after": func(q *query, text string) { r.After = q.number(text, 0, 1<<53) },
		"limit": func(q *query, text string) { r.Limit = int(q.number(text, 1, engine.FeedLimit)) },
		"wait": func(q *query, text string) {
			r.Wait = time.Duration(q.number(text, 0, int64(engine.FeedWait/time.Second))) * time.Second
		},
		"type": func(q *query, text string) {
			r.Types = strings.Split(text, ",")
			for _, t := range r.Types {
				q.choice(t, rewards.EventTypes)
			}
		},
	})
	return r, err
}
