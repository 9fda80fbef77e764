package server

import (
	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/forms/fault"
)

// getForms lists what may be asked now, at a stage of the journey, of the person whose token the request
// carries, or of somebody new.
func (s *Server) getForms(c *fiber.Ctx) error {
	brand := c.Params("brand")
	if err := s.sameBrand(c, brand); err != nil {
		return err
	}
	var who *engine.Caller
	if c.Get(fiber.HeaderAuthorization) != "" {
		caller, err := s.caller(c)
		if err != nil {
			return err
		}
		who = &caller
	}
	asked, err := s.o.Engine.Asked(c.UserContext(), brand, c.Query("stage"), who)
	if err != nil {
		if fault.Is(err, fault.Unauthorized) {
			challenge(c)
		}
		return err
	}
	c.Vary(fiber.HeaderAuthorization)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(asked)
}
