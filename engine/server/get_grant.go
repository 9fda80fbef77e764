package server

import (
	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
)

// getGrant shows a grant by its id.
func (s *Server) getGrant(c *fiber.Ctx, client engine.Client) error {
	id, err := named(c, "grant")
	if err != nil {
		return err
	}
	view, err := s.o.Engine.Grant(c.UserContext(), client, id)
	if err != nil {
		return err
	}
	return c.JSON(view)
}

// findGrant shows a grant by its code, as somebody typed it.
func (s *Server) findGrant(c *fiber.Ctx, client engine.Client) error {
	code := c.Query("code")
	if code == "" {
		return &fault.Error{Code: fault.Invalid, Title: "Grant not read", Detail: "the query does not fit",
			Fields: []fault.Field{{Pointer: "/code", Code: "required", Detail: "the code is missing", Right: "ask for /v1/grants?code=BREW-..., or for /v1/grants/ and the grant's id"}}}
	}
	view, err := s.o.Engine.GrantByCode(c.UserContext(), client, code)
	if err != nil {
		return err
	}
	return c.JSON(view)
}

// named is an id in the address; one that is none names nothing.
func named(c *fiber.Ctx, what string) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Params(what))
	if err != nil || id.String() != c.Params(what) {
		return uuid.Nil, fault.New(fault.NotFound, "there is no such %s; a %s's id is a UUID, as it was told", what, what)
	}
	return id, nil
}
