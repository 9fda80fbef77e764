package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
)

// postSimulate tells what a response would be given, and for all else why not. It writes nothing.
func (s *Server) postSimulate(c *fiber.Ctx, client engine.Client) error {
	var r engine.SimulateRequest
	if err := read(c, "Not simulated", &r); err != nil {
		return err
	}
	simulation, err := s.o.Engine.Simulate(c.UserContext(), client, strings.Clone(c.Params("program")), r)
	if err != nil {
		return err
	}
	return c.JSON(simulation)
}
