package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// getTheme gives a brand's theme as a style sheet: the pages allow no inline style, and one without
// scripts has no other way to it. Lint lets nothing into a theme that could end a declaration.
func (s *Server) getTheme(c *fiber.Ctx) error {
	face, err := s.o.Engine.Face(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	t := face.Theme
	if t.AccentDark == "" {
		t.AccentDark = t.Accent
	}
	var set []string
	for _, p := range [][2]string{{"accent", t.Accent}, {"accent-dark", t.AccentDark}, {"radius", t.Radius}, {"font", t.Font}} {
		if p[1] != "" {
			set = append(set, "--t-"+p[0]+":"+p[1])
		}
	}
	c.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	return c.SendString(":root{" + strings.Join(set, ";") + "}")
}
