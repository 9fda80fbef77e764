package server

import (
	"github.com/gofiber/fiber/v2"

	"proffer/embed"
	"proffer/forms"
)

// getHosted shows a form on a page of its own.
func (s *Server) getHosted(c *fiber.Ctx) error {
	brand := c.Params("brand")
	v, _, err := s.o.Engine.Current(brand, c.Params("form"))
	if err != nil {
		return err
	}
	p := s.page(c, brand)
	p.Lang = forms.Pick(v.Locales, c.Query("lang"), c.Get(fiber.HeaderAcceptLanguage))
	p.Dir = forms.Direction(p.Lang)
	p.Texts = forms.InterfaceTexts(p.Lang)
	data := embed.Hosted{Page: p, Form: v.Form.ID, Title: v.Form.Title.In(p.Lang), Intro: v.Form.Intro.In(p.Lang), Stage: c.Query("stage"), Channel: "hosted"}
	if c.Query("channel") == "qr" {
		data.Channel = "qr"
	}
	return s.show(c, "hosted", data)
}

// getPrivacy is the page on which people see and delete what is held about them. It holds nothing
// personal itself: its script asks /v1/me.
func (s *Server) getPrivacy(c *fiber.Ctx) error {
	brand := c.Params("brand")
	if _, err := s.o.Engine.Face(c.UserContext(), brand); err != nil {
		return err
	}
	return s.show(c, "privacy", embed.Privacy{Page: s.page(c, brand), Centre: s.o.Engine.Centre(brand)})
}

func (s *Server) show(c *fiber.Ctx, name string, data any) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return embed.Pages().ExecuteTemplate(c, name, data)
}
