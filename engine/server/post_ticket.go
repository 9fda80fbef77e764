package server

import (
	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/forms"
)

type ticketBody struct {
	Brand    string      `json:"brand" must:"true"`
	Form     string      `json:"form" must:"true"`
	Subject  string      `json:"subject,omitempty"`
	Identity string      `json:"identity,omitempty"`
	Locale   string      `json:"locale,omitempty"`
	Stage    string      `json:"stage,omitempty"`
	Channel  string      `json:"channel,omitempty"`
	Context  *forms.Node `json:"context,omitempty"`
	Test     bool        `json:"test,omitempty"`
}

// postTicket gives the right to answer a form once. It writes nothing.
func (s *Server) postTicket(c *fiber.Ctx) error {
	var b ticketBody
	if err := read(c, "Ticket not issued", &b); err != nil {
		return err
	}
	if err := s.sameBrand(c, b.Brand); err != nil {
		return err
	}
	if b.Locale == "" {
		b.Locale = c.Get(fiber.HeaderAcceptLanguage)
	}
	if b.Context != nil && b.Context.Kind == forms.Null {
		b.Context = nil
	}
	reply, err := s.o.Engine.Ticket(c.UserContext(), engine.TicketRequest(b))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(reply)
}
