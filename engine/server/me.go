package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/forms/fault"
)

// challenge says that the token sent is not good (RFC 6750, section 3).
func challenge(c *fiber.Ctx) {
	c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="proffer", error="invalid_token"`)
}

// caller reads the subject token that a person's request carries. It is taken from the header only,
// since an address ends up in histories and logs.
func (s *Server) caller(c *fiber.Ctx) (engine.Caller, error) {
	scheme, token, ok := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="proffer"`)
		return engine.Caller{}, fault.At(fault.Unauthorized, "", "token_missing", "send the subject token as Authorization: Bearer")
	}
	who, err := s.o.Engine.Caller(strings.TrimSpace(token))
	if err != nil {
		challenge(c)
		return engine.Caller{}, err
	}
	return who, s.sameBrand(c, who.Brand)
}

// getMe shows a person everything that is held about them.
func (s *Server) getMe(c *fiber.Ctx) error {
	who, err := s.caller(c)
	if err != nil {
		return err
	}
	record, err := s.o.Engine.Record(c.UserContext(), who)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(record)
}

// deleteMe destroys everything that is held about a person.
func (s *Server) deleteMe(c *fiber.Ctx) error {
	who, err := s.caller(c)
	if err != nil {
		return err
	}
	if err := s.o.Engine.Erase(c.UserContext(), who); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendStatus(fiber.StatusNoContent)
}
