package server

import (
	"github.com/gofiber/fiber/v2"

	"proffer/engine"
)

// postResponse takes an answer. 201 says that it is durably stored, 200 that it already was.
func (s *Server) postResponse(c *fiber.Ctx) error {
	var r engine.ResponseRequest
	if err := read(c, "Answers not accepted", &r); err != nil {
		return err
	}
	if err := s.ticketOrigin(c, r.Ticket); err != nil {
		return err
	}
	reply, err := s.o.Engine.Respond(c.UserContext(), r)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	if !reply.Replayed {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(reply)
}
