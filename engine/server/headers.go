package server

import (
	"fmt"
	"mime"
	"runtime/debug"
	"slices"

	"github.com/gofiber/fiber/v2"

	"proffer/forms/fault"
)

const localPage = "page"

// pageCSP is that of every page: nothing from anywhere else, nothing inline, and no string ever
// becomes script.
const pageCSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// imageCSP keeps an SVG image that somebody opens by itself from doing anything.
const imageCSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

// securityHeaders stand on every answer.
func (s *Server) securityHeaders(c *fiber.Ctx) error {
	secure(c)
	return c.Next()
}

func secure(c *fiber.Ctx) {
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'")
}

// pageHeaders stand on every page, also on one that shows a problem.
func pageHeaders(c *fiber.Ctx) error {
	c.Locals(localPage, true)
	c.Set(fiber.HeaderContentSecurityPolicy, pageCSP)
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
	return c.Next()
}

// anyOrigin lets any website load a static file.
func anyOrigin(c *fiber.Ctx) error {
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return c.Next()
}

// recoverPanic turns a panic into a 500 with an id; its text and stack go to the log alone.
func (s *Server) recoverPanic(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			// A panic's text may quote a value, so only its type is logged, with the stack.
			err = &fault.Error{Code: fault.Internal, Err: fmt.Errorf("panic of type %T\n%s", r, debug.Stack())}
		}
	}()
	return c.Next()
}

// brandOrigins lets only websites of published brands, and this server's own pages, talk to /v1.
// Each route then narrows it to the brand it is about.
func (s *Server) brandOrigins(c *fiber.Ctx) error {
	c.Vary(fiber.HeaderOrigin)
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return c.Next()
	}
	if !s.ours(origin) && !slices.Contains(s.o.Engine.Origins(""), origin) {
		return errOrigin
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, origin)
	c.Set(fiber.HeaderAccessControlExposeHeaders, exposed)
	return c.Next()
}

// exposed are the headers that a brand's script may read.
const exposed = fiber.HeaderRetryAfter + ", " + headerRateLimit + ", " + headerRateLimitPolicy

var errOrigin = fault.New(fault.Forbidden, "this website may not talk to this server; the brand lists the origins that may in brand.json")

// ours are the server's own pages and the extra origins it was started with.
func (s *Server) ours(origin string) bool {
	return origin == s.origin || slices.Contains(s.o.Origins, origin)
}

// sameBrand refuses a website that belongs to another brand than the request is about.
func (s *Server) sameBrand(c *fiber.Ctx, brand string) error {
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || s.ours(origin) || slices.Contains(s.o.Engine.Origins(brand), origin) {
		return nil
	}
	c.Response().Header.Del(fiber.HeaderAccessControlAllowOrigin)
	return errOrigin
}

// preflight answers a browser's question before a request from another origin.
func (s *Server) preflight(c *fiber.Ctx) error {
	c.Set(fiber.HeaderAccessControlAllowMethods, "GET, POST, DELETE")
	c.Set(fiber.HeaderAccessControlAllowHeaders, "Authorization, Content-Type")
	c.Set(fiber.HeaderAccessControlMaxAge, "600")
	return c.SendStatus(fiber.StatusNoContent)
}

func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && kind == fiber.MIMEApplicationJSON
}
