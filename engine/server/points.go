package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/rewards"
)

// getPoints tells what a person has of each points account.
func (s *Server) getPoints(c *fiber.Ctx, client engine.Client) error {
	list, err := s.o.Engine.Points(c.UserContext(), client, c.Params("ref"))
	if err != nil {
		return err
	}
	return c.JSON(struct {
		Accounts []rewards.Balance `json:"accounts"`
	}{list})
}

type burnBody struct {
	Points int64  `json:"points" must:"true"`
	Key    string `json:"key" must:"true"`
	Why    string `json:"why,omitempty"`
}

// postBurn spends points of an account: 201, and 200 where the key named the same before.
func (s *Server) postBurn(c *fiber.Ctx, client engine.Client) error {
	var b burnBody
	if err := read(c, "Not spent", &b); err != nil {
		return err
	}
	made, repeated, err := s.o.Engine.Burn(c.UserContext(), client, c.Params("ref"), strings.Clone(c.Params("account")), b.Points, strings.Clone(b.Key), strings.Clone(b.Why))
	if err != nil {
		return err
	}
	if !repeated {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(struct {
		Redemptions []rewards.Redemption `json:"redemptions"`
	}{made})
}
