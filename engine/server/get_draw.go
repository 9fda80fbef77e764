package server

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"proffer/forms/fault"
)

// getDraw shows a draw to everybody.
func (s *Server) getDraw(c *fiber.Ctx) error {
	brand, offer, err := s.drawOf(c)
	if err != nil {
		return err
	}
	reply, err := s.o.Engine.ShowDraw(c.UserContext(), brand, offer)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=10")
	return c.JSON(reply)
}

// getDrawEntries gives the list that was drawn from, page by page.
func (s *Server) getDrawEntries(c *fiber.Ctx) error {
	brand, offer, err := s.drawOf(c)
	if err != nil {
		return err
	}
	after, err := strconv.ParseInt(c.Query("after", "0"), 10, 64)
	if err != nil || after < 0 || after > 1<<40 {
		return fault.At(fault.Invalid, "/after", "out_of_range", "write how many entries you have, a whole number from 0; the reply's next tells it")
	}
	reply, err := s.o.Engine.DrawEntries(c.UserContext(), brand, offer, after)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=10")
	return c.JSON(reply)
}

// postClaim tells the holder of a claim code whether it won.
func (s *Server) postClaim(c *fiber.Ctx) error {
	brand, offer, err := s.drawOf(c)
	if err != nil {
		return err
	}
	var b struct {
		Code string `json:"code" must:"true"`
	}
	if err := read(c, "Not looked up", &b); err != nil {
		return err
	}
	reply, err := s.o.Engine.Claim(c.UserContext(), brand, offer, b.Code)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(reply)
}

func (s *Server) drawOf(c *fiber.Ctx) (brand, offer string, err error) {
	brand = c.Params("brand")
	return brand, c.Params("program") + "/" + c.Params("offer"), s.sameBrand(c, brand)
}
