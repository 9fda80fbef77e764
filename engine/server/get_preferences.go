package server

import (
	"github.com/gofiber/fiber/v2"

	"proffer/engine"
)

// getPreferences tells what a client may use of a person for one purpose.
func (s *Server) getPreferences(c *fiber.Ctx, client engine.Client) error {
	var purpose string
	if err := readQuery(c, "Preferences not read", map[string]func(*query, string){"purpose": func(_ *query, text string) { purpose = text }}); err != nil {
		return err
	}
	reply, err := s.o.Engine.Preferences(c.UserContext(), client, c.Params("ref"), purpose)
	if err != nil {
		return err
	}
	return c.JSON(reply)
}
