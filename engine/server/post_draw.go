package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
)

// postDraw draws the winners of an offer: 201, and 200 where that was done before.
func (s *Server) postDraw(c *fiber.Ctx, client engine.Client) error {
	var b struct {
		Public string `json:"public,omitempty"`
	}
	if err := read(c, "Not drawn", &b); err != nil {
		return err
	}
	reply, first, err := s.o.Engine.Draw(c.UserContext(), client.By(), client.Key.Brand, strings.Clone(c.Params("program")+"/"+c.Params("offer")), strings.Clone(b.Public))
	if err != nil {
		return err
	}
	if first {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(reply)
}
