package server

import (
	"github.com/gofiber/fiber/v2"

	"proffer/engine"
)

// postReveal tells the right answer of a knowledge question that was just answered. It writes nothing.
func (s *Server) postReveal(c *fiber.Ctx) error {
	var r engine.RevealRequest
	if err := read(c, "Answer not accepted", &r); err != nil {
		return err
	}
	if err := s.ticketOrigin(c, r.Ticket); err != nil {
		return err
	}
	reply, err := s.o.Engine.Reveal(c.UserContext(), r)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(reply)
}

// ticketOrigin refuses a page of another brand than the ticket's.
func (s *Server) ticketOrigin(c *fiber.Ctx, ticket string) error {
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || s.ours(origin) {
		return nil
	}
	brand, err := s.o.Engine.TicketBrand(ticket)
	if err != nil {
		return err
	}
	return s.sameBrand(c, brand)
}
