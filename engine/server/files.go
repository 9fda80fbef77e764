package server

import (
	_ "embed"
	"sync"

	"github.com/gofiber/fiber/v2"

	"proffer/embed"
	"proffer/forms/fault"
)

const immutable = "public, max-age=31536000, immutable"

//go:embed openapi.json
var openAPI []byte

// The built files are compressed when the first client asks, once for the process: the best
// compression takes longer than all the rest of a start.
var (
	openAPIBody = sync.OnceValue(func() prepared { return prepare(openAPI, fiber.MIMEApplicationJSON) })
	widgetBody  = sync.OnceValue(func() prepared { return prepare(embed.Widget().Body, embed.Widget().Type) })
	staticBody  = func() map[string]func() prepared { // by hash/name
		out := map[string]func() prepared{}
		for _, f := range embed.Static() {
			out[f.Hash+"/"+f.Name] = sync.OnceValue(func() prepared { return prepare(f.Body, f.Type) })
		}
		return out
	}()
)

// getOpenAPI describes every route.
func (s *Server) getOpenAPI(c *fiber.Ctx) error { return openAPIBody().send(c, "public, max-age=300") }

// getWidget gives the one module that a website loads: under its hash for ever, else for a while.
func (s *Server) getWidget(c *fiber.Ctx) error {
	hash := c.Params("hash")
	switch hash {
	case "":
		return widgetBody().send(c, "public, max-age=300")
	case embed.Widget().Hash:
		return widgetBody().send(c, immutable)
	}
	return fault.New(fault.NotFound, "this server has another version of the widget; /proffer.js is always the current one")
}

// getStatic gives a script or style of the server's own pages.
func (s *Server) getStatic(c *fiber.Ctx) error {
	f, ok := staticBody[c.Params("hash")+"/"+c.Params("name")]
	if !ok {
		return fault.New(fault.NotFound, "there is no such file")
	}
	return f().send(c, immutable)
}

// getAsset gives an image of a brand.
func (s *Server) getAsset(c *fiber.Ctx) error {
	blob, err := s.o.Engine.Asset(c.UserContext(), c.Params("brand"), c.Params("hash"))
	if err != nil {
		return err
	}
	if blob.Name != c.Params("name") {
		return fault.New(fault.NotFound, "there is no such file")
	}
	c.Set(fiber.HeaderContentSecurityPolicy, imageCSP)
	c.Set(fiber.HeaderCacheControl, immutable)
	c.Set(fiber.HeaderContentType, blob.Type)
	return c.Send(blob.Body)
}

// getHealth says that the process lives.
func (s *Server) getHealth(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(fiber.Map{"status": "ok", "version": s.o.Version})
}

// getReady says whether the server can take an answer now.
func (s *Server) getReady(c *fiber.Ctx) error {
	if err := s.o.Ready(c.UserContext()); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the store does not answer")
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(fiber.Map{"status": "ready"})
}
