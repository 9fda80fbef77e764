package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/rewards"
)

// endpointID is the id in a path, detached from the request's memory.
func endpointID(c *fiber.Ctx) string { return strings.Clone(c.Params("id")) }

type endpointList struct {
	Endpoints []rewards.EndpointView `json:"endpoints"`
}

// getEndpoints lists the endpoints of the key's recipient.
func (s *Server) getEndpoints(c *fiber.Ctx, client engine.Client) error {
	list, err := s.o.Engine.Endpoints(c.UserContext(), client)
	if err != nil {
		return err
	}
	return c.JSON(endpointList{list})
}

// getEndpoint shows one.
func (s *Server) getEndpoint(c *fiber.Ctx, client engine.Client) error {
	return show(c, fiber.StatusOK)(s.o.Engine.Endpoint(c.UserContext(), client, endpointID(c)))
}

// postEndpoint makes one. Its answer is the only one that has the secret, beside that of rotate.
func (s *Server) postEndpoint(c *fiber.Ctx, client engine.Client) error {
	var r rewards.EndpointRequest
	if err := read(c, "Endpoint not accepted", &r); err != nil {
		return err
	}
	return show(c, fiber.StatusCreated)(s.o.Engine.CreateEndpoint(c.UserContext(), client, r))
}

// patchEndpoint changes what an endpoint is.
func (s *Server) patchEndpoint(c *fiber.Ctx, client engine.Client) error {
	var r rewards.EndpointChange
	if err := read(c, "Endpoint not accepted", &r); err != nil {
		return err
	}
	return show(c, fiber.StatusOK)(s.o.Engine.ChangeEndpoint(c.UserContext(), client, endpointID(c), r))
}

// deleteEndpoint forgets one.
func (s *Server) deleteEndpoint(c *fiber.Ctx, client engine.Client) error {
	if err := s.o.Engine.DeleteEndpoint(c.UserContext(), client, endpointID(c)); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// postPause stops sending and keeps everything.
func (s *Server) postPause(c *fiber.Ctx, client engine.Client) error {
	return show(c, fiber.StatusOK)(s.o.Engine.PauseEndpoint(c.UserContext(), client, endpointID(c)))
}

// postResume sends again what was kept.
func (s *Server) postResume(c *fiber.Ctx, client engine.Client) error {
	return show(c, fiber.StatusOK)(s.o.Engine.ResumeEndpoint(c.UserContext(), client, endpointID(c)))
}

// postRotate makes a fresh secret.
func (s *Server) postRotate(c *fiber.Ctx, client engine.Client) error {
	return show(c, fiber.StatusOK)(s.o.Engine.RotateEndpoint(c.UserContext(), client, endpointID(c)))
}

// postPing sends a ping and tells what came of it.
func (s *Server) postPing(c *fiber.Ctx, client engine.Client) error {
	a, err := s.o.Engine.PingEndpoint(c.UserContext(), client, endpointID(c))
	if err != nil {
		return err
	}
	return c.JSON(a)
}

type replayed struct {
	Replayed int `json:"replayed"`
}

// postReplay makes ended deliveries come again.
func (s *Server) postReplay(c *fiber.Ctx, client engine.Client) error {
	var r rewards.ReplayRequest
	if err := read(c, "Replay not accepted", &r); err != nil {
		return err
	}
	n, err := s.o.Engine.ReplayEndpoint(c.UserContext(), client, endpointID(c), r)
	if err != nil {
		return err
	}
	return c.JSON(replayed{n})
}

func show(c *fiber.Ctx, status int) func(rewards.EndpointView, error) error {
	return func(v rewards.EndpointView, err error) error {
		if err != nil {
			return err
		}
		return c.Status(status).JSON(v)
	}
}
