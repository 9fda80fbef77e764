package server

import (
	"github.com/gofiber/fiber/v2"
)

// observe reports each answer. Faults become their problem here already, so that the status is the
// one that was sent.
func (s *Server) observe(c *fiber.Ctx) error {
	began := s.o.Now()
	if err := c.Next(); err != nil {
		if err := s.fail(c, err); err != nil {
			return err
		}
	}
	s.o.Observe(c.Method(), c.Route().Path, c.Response().StatusCode(), s.o.Now().Sub(began))
	return nil
}
