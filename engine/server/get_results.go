package server

import "github.com/gofiber/fiber/v2"

// getResults gives a poll's results as last published.
func (s *Server) getResults(c *fiber.Ctx) error {
	brand := c.Params("brand")
	if err := s.sameBrand(c, brand); err != nil {
		return err
	}
	results, err := s.o.Engine.Results(c.UserContext(), brand, c.Params("form"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=10")
	return c.JSON(results)
}
