package server

import (
	"github.com/gofiber/fiber/v2"

	"proffer/engine"
)

// getProgram shows how a program of the client's brand stands.
func (s *Server) getProgram(c *fiber.Ctx, client engine.Client) error {
	reply, err := s.o.Engine.Program(c.UserContext(), client, c.Params("program"))
	if err != nil {
		return err
	}
	return c.JSON(reply)
}
