package server

import "github.com/gofiber/fiber/v2"

// BodyLimit is the longest body that is read.
const BodyLimit = bodyLimit

// App lets tests add routes of their own, and list those there are.
func (s *Server) App() *fiber.App { return s.app }
