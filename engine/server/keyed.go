package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/forms/fault"
)

// keyedRoute is a route for the brands' own servers: who asks shows an API key that has the scope.
type keyedRoute struct {
	method, path, scope string
	handle              func(*fiber.Ctx, engine.Client) error
}

// keyed lets in who shows a good key with the scope. A key is limited by itself, however many addresses
// it is used from; requests without a good one are limited by their address.
func (s *Server) keyed(scope string, handle func(*fiber.Ctx, engine.Client) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		if c.Get(fiber.HeaderOrigin) != "" {
			return s.noBrowsers(c)
		}
		client, err := s.client(c)
		if err != nil {
			return err
		}
		left := s.keys.take(client.Key.ID, 1)
		left.tell(c)
		if left.refused {
			return &fault.Error{Code: fault.TooMany, Detail: "too many requests with this key; wait a little", After: left.next}
		}
		if !client.Key.May(scope) {
			c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="proffer keys", error="insufficient_scope", scope="`+scope+`"`)
			return fault.At(fault.Forbidden, "", "scope_missing", "this API key does not have the scope %s; its brand makes one that has with proffer keys create --scope %s", scope, scope)
		}
		return handle(c, client)
	}
}

// client reads the API key that a request carries, from the header only: an address ends up in logs.
func (s *Server) client(c *fiber.Ctx) (engine.Client, error) {
	challenge := `Bearer realm="proffer keys"`
	var problem error = fault.At(fault.Unauthorized, "", "key_missing", "send an API key as Authorization: Bearer pk_...")
	scheme, text, ok := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if ok && strings.EqualFold(scheme, "Bearer") {
		client, err := s.o.Engine.Client(c.UserContext(), strings.TrimSpace(text))
		if err == nil || !fault.Is(err, fault.Unauthorized) {
			return client, err
		}
		challenge, problem = challenge+`, error="invalid_token"`, err
	}
	if err := s.takeAddress(c, s.strangers); err != nil {
		return engine.Client{}, err
	}
	c.Set(fiber.HeaderWWWAuthenticate, challenge)
	return engine.Client{}, problem
}

// noBrowsers refuses every website, the server's own pages too: a key that a browser has is everybody's.
func (s *Server) noBrowsers(c *fiber.Ctx) error {
	c.Response().Header.Del(fiber.HeaderAccessControlAllowOrigin)
	return errBrowser
}

var errBrowser = fault.New(fault.Forbidden, "this is for the brand's servers, with an API key; no website may ask for it")
