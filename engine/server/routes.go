package server

import (
	"github.com/gofiber/fiber/v2"

	"proffer/rewards"
)

// keyedRoutes are those of /v1 for the brands' servers, each with the scope that its key needs. They
// are registered from here, so none is without.
func (s *Server) keyedRoutes() []keyedRoute {
	return []keyedRoute{
		{fiber.MethodGet, "/events", rewards.ScopeEventsRead, s.getEvents},
		{fiber.MethodGet, "/grants", rewards.ScopeRewardsRead, s.findGrant},
		{fiber.MethodGet, "/grants/:grant", rewards.ScopeRewardsRead, s.getGrant},
		{fiber.MethodPost, "/grants/:grant/redemptions", rewards.ScopeRewardsWrite, s.postRedemption},
		{fiber.MethodPost, "/grants/:grant/redemptions/:redemption/undo", rewards.ScopeRewardsWrite, s.postUndo},
		{fiber.MethodPost, "/grants/:grant/revoke", rewards.ScopeRewardsWrite, s.postRevoke},
		{fiber.MethodPost, "/grants/:grant/confirm", rewards.ScopeRewardsWrite, s.postConfirm},
		{fiber.MethodPost, "/grants/:grant/release", rewards.ScopeRewardsWrite, s.postRelease},
		{fiber.MethodGet, "/programs/:program", rewards.ScopeRewardsRead, s.getProgram},
		{fiber.MethodPost, "/programs/:program/codes", rewards.ScopeCodesWrite, s.postCodes},
		{fiber.MethodPost, "/programs/:program/simulate", rewards.ScopeRewardsRead, s.postSimulate},
		{fiber.MethodPost, "/programs/:program/offers/:offer/draw", rewards.ScopeRewardsWrite, s.postDraw},
		{fiber.MethodGet, "/subjects/:ref/preferences", rewards.ScopePreferencesRead, s.getPreferences},
		{fiber.MethodGet, "/subjects/:ref/points", rewards.ScopeRewardsRead, s.getPoints},
		{fiber.MethodPost, "/subjects/:ref/points/:account/burn", rewards.ScopeRewardsWrite, s.postBurn},
		{fiber.MethodGet, "/endpoints", rewards.ScopeEndpointsRead, s.getEndpoints},
		{fiber.MethodPost, "/endpoints", rewards.ScopeEndpointsWrite, s.postEndpoint},
		{fiber.MethodGet, "/endpoints/:id", rewards.ScopeEndpointsRead, s.getEndpoint},
		{fiber.MethodPatch, "/endpoints/:id", rewards.ScopeEndpointsWrite, s.patchEndpoint},
		{fiber.MethodDelete, "/endpoints/:id", rewards.ScopeEndpointsWrite, s.deleteEndpoint},
		{fiber.MethodPost, "/endpoints/:id/pause", rewards.ScopeEndpointsWrite, s.postPause},
		{fiber.MethodPost, "/endpoints/:id/resume", rewards.ScopeEndpointsWrite, s.postResume},
		{fiber.MethodPost, "/endpoints/:id/rotate", rewards.ScopeEndpointsWrite, s.postRotate},
		{fiber.MethodPost, "/endpoints/:id/ping", rewards.ScopeEndpointsWrite, s.postPing},
		{fiber.MethodPost, "/endpoints/:id/replay", rewards.ScopeEndpointsWrite, s.postReplay},
		{fiber.MethodGet, "/endpoints/:id/deliveries", rewards.ScopeEndpointsRead, s.getDeliveries},
	}
}

// routes is the whole URL map.
func (s *Server) routes() {
	a := s.app
	if s.o.Observe != nil {
		a.Use(s.observe)
	}
	a.Use(s.recoverPanic, s.securityHeaders)

	a.Get("/healthz", s.getHealth)
	a.Get("/readyz", s.getReady)
	a.Get("/openapi.json", anyOrigin, s.getOpenAPI)

	a.Get("/proffer.js", anyOrigin, s.getWidget)
	a.Get("/proffer-:hash.js", anyOrigin, s.getWidget)
	a.Get("/static/:hash/:name", anyOrigin, s.getStatic)
	a.Get("/assets/:brand/:hash/:name", anyOrigin, s.getAsset)

	a.Get("/theme/:brand.css", s.getTheme)
	a.Get("/f/:brand/:form", pageHeaders, s.getHosted)
	a.Get("/privacy/:brand", pageHeaders, s.getPrivacy)

	v1 := a.Group("/v1", s.brandOrigins)
	for _, r := range s.keyedRoutes() {
		v1.Options(r.path, s.noBrowsers)
		v1.Add(r.method, r.path, s.keyed(r.scope, r.handle))
	}
	v1.Options("/*", s.preflight)
	v1.Get("/forms/:brand", s.limit(s.lists), s.getForms)
	v1.Get("/forms/:brand/:form", s.getForm)
	v1.Get("/forms/:brand/:form/versions/:version", s.getVersion)
	v1.Post("/tickets", s.limit(s.tickets), s.postTicket)
	v1.Post("/responses", s.limit(s.answers), s.postResponse)
	v1.Post("/reveal", s.limit(s.reveals), s.postReveal)
	v1.Get("/polls/:brand/:form/results", s.getResults)
	v1.Get("/draws/:brand/:program/:offer", s.limit(s.draws), s.getDraw)
	v1.Get("/draws/:brand/:program/:offer/entries", s.limit(s.draws), s.getDrawEntries)
	v1.Post("/draws/:brand/:program/:offer/claim", s.limit(s.claims), s.postClaim)
	v1.Get("/me", s.limit(s.persons), s.getMe)
	v1.Delete("/me", s.limit(s.persons), s.deleteMe)
}
