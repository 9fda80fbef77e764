package server

import "github.com/gofiber/fiber/v2"

// BodyLimit is the longest body that is read.
const BodyLimit = bodyLimit

// App lets tests add routes of their own, and list those there are.
func (s *Server) App() *fiber.App { return s.app }

// KeyedRoutes are the method, path and scope of each route for the brands' servers.
func (s *Server) KeyedRoutes() (list [][3]string) {
	for _, r := range s.keyedRoutes() {
		list = append(list, [3]string{r.method, "/v1" + r.path, r.scope})
	}
	return list
}
