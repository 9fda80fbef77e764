package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/rewards"
)

type redemptionBody struct {
	Points *int64 `json:"points,omitempty"`
	Key    string `json:"key" must:"true"`
	Why    string `json:"why,omitempty"`
}

// postRedemption uses a grant: 201, and 200 where the key named the same before.
func (s *Server) postRedemption(c *fiber.Ctx, client engine.Client) error {
	id, err := named(c, "grant")
	if err != nil {
		return err
	}
	var b redemptionBody
	if err := read(c, "Not redeemed", &b); err != nil {
		return err
	}
	made, repeated, err := s.o.Engine.Redeem(c.UserContext(), client, id, rewards.RedeemRequest{Points: b.Points, Key: strings.Clone(b.Key)}, strings.Clone(b.Why))
	if err != nil {
		return err
	}
	if !repeated {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(made)
}

type whyBody struct {
	Why string `json:"why,omitempty"`
}

// postUndo takes a redemption back.
func (s *Server) postUndo(c *fiber.Ctx, client engine.Client) error {
	id, err := named(c, "grant")
	if err != nil {
		return err
	}
	redemption, err := named(c, "redemption")
	if err != nil {
		return err
	}
	var b whyBody
	if err := read(c, "Not undone", &b); err != nil {
		return err
	}
	undone, err := s.o.Engine.Undo(c.UserContext(), client, id, redemption, strings.Clone(b.Why))
	if err != nil {
		return err
	}
	return c.JSON(undone)
}
