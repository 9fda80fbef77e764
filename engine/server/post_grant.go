package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
)

type confirmBody struct {
	Code string `json:"code,omitempty"`
	Why  string `json:"why,omitempty"`
}

// postRevoke takes back what is left of a grant, and shows it as it is then.
func (s *Server) postRevoke(c *fiber.Ctx, client engine.Client) error {
	id, err := named(c, "grant")
	if err != nil {
		return err
	}
	var b whyBody
	if err := read(c, "Not revoked", &b); err != nil {
		return err
	}
	if err := s.o.Engine.Revoke(c.UserContext(), client, id, strings.Clone(b.Why)); err != nil {
		return err
	}
	return s.getGrant(c, client)
}

// postConfirm makes what is reserved granted.
func (s *Server) postConfirm(c *fiber.Ctx, client engine.Client) error {
	id, err := named(c, "grant")
	if err != nil {
		return err
	}
	var b confirmBody
	if err := read(c, "Not confirmed", &b); err != nil {
		return err
	}
	if err := s.o.Engine.Confirm(c.UserContext(), client, id, strings.Clone(b.Code), strings.Clone(b.Why)); err != nil {
		return err
	}
	return s.getGrant(c, client)
}

// postRelease ends what is reserved.
func (s *Server) postRelease(c *fiber.Ctx, client engine.Client) error {
	id, err := named(c, "grant")
	if err != nil {
		return err
	}
	var b whyBody
	if err := read(c, "Not released", &b); err != nil {
		return err
	}
	if err := s.o.Engine.Release(c.UserContext(), client, id, strings.Clone(b.Why)); err != nil {
		return err
	}
	return s.getGrant(c, client)
}
