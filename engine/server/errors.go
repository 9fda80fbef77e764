package server

import (
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"proffer/embed"
	"proffer/forms"
	"proffer/forms/fault"
)

// statuses is the one table from a fault's class to its HTTP status and default title.
var statuses = map[fault.Code]struct {
	status int
	title  string
}{
	fault.Invalid:      {422, "Not accepted"},
	fault.Malformed:    {400, "Not understood"},
	fault.Unauthorized: {401, "Not recognised"},
	fault.Forbidden:    {403, "Not allowed"},
	fault.NotFound:     {404, "Not found"},
	fault.Conflict:     {409, "Not possible now"},
	fault.Gone:         {410, "Gone"},
	fault.TooLarge:     {413, "Too large"},
	fault.TooMany:      {429, "Too many requests"},
	fault.Unavailable:  {503, "Try again later"},
	fault.Internal:     {500, "Something went wrong on our side"},
}

// problem is RFC 9457's application/problem+json.
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	ID     string         `json:"id"`
	Next   string         `json:"next,omitempty"` // when the same becomes possible again
	Errors []problemField `json:"errors,omitempty"`
}

type problemField struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// fromFiber gives fiber's own errors (no route, body too large, bad head) their class.
func fromFiber(err *fiber.Error) *fault.Error {
	switch err.Code {
	case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
		return fault.New(fault.NotFound, "there is nothing at this address; /openapi.json lists what there is")
	case fiber.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "the body has more than %d bytes", bodyLimit)
	case fiber.StatusRequestHeaderFieldsTooLarge:
		return fault.New(fault.TooLarge, "the request's head has more than %d bytes", readBufferBytes)
	case fiber.StatusRequestTimeout:
		return fault.New(fault.Unavailable, "the request took too long to arrive")
	}
	if err.Code >= 400 && err.Code < 500 {
		return fault.New(fault.Malformed, "the request is not good HTTP")
	}
	return &fault.Error{Code: fault.Internal, Err: err}
}

// fail answers with a problem. What went wrong inside stays inside: the id joins the two.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	var own *fiber.Error
	var f *fault.Error
	if errors.As(err, &own) {
		f = fromFiber(own)
		if f.Code == fault.TooLarge && isImport(&c.Request().Header) {
			f = fault.Of(errImportTooLarge())
		}
	} else {
		f = fault.Of(err)
	}
	row, known := statuses[f.Code]
	if !known {
		row = statuses[fault.Internal]
	}
	p := problem{Type: "urn:proffer:error:" + string(f.Code), Title: f.Title, Status: row.status, Detail: f.Detail, ID: uuid.Must(uuid.NewV7()).String()}
	if p.Title == "" {
		p.Title = row.title
	}
	if !f.Next.IsZero() {
		p.Next = f.Next.UTC().Format(time.RFC3339)
	}
	if row.status == 500 {
		p.Detail = "The id below tells our operators what happened."
	}
	for _, x := range f.Fields {
		detail := x.Detail
		if x.Right != "" {
			detail += "; " + x.Right
		}
		p.Errors = append(p.Errors, problemField{Pointer: x.Pointer, Code: x.Code, Detail: detail})
	}
	s.logFault(c, f, p)
	if len(c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy)) == 0 {
		secure(c) // a request that is no good HTTP, or too large, comes here past every handler
	}
	if f.After > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(f.After))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Status(row.status)
	if page, ok := c.Locals(localPage).(bool); ok && page {
		return s.problemPage(c, p)
	}
	if err := c.JSON(p); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	return nil
}

// logFault writes one line per fault, with the route's pattern and never with the address asked for.
func (s *Server) logFault(c *fiber.Ctx, f *fault.Error, p problem) {
	route := c.Route()
	pattern := route.Path
	if len(route.Handlers) == 0 {
		pattern = "" // refused before any route was found: fiber gives the address itself for it
	}
	attrs := []any{slog.String("id", p.ID), slog.Int("status", p.Status), slog.String("method", c.Method()), slog.String("route", pattern)}
	if p.Status < 500 {
		s.o.Log.Debug("request refused", attrs...)
		return
	}
	if f.Err != nil {
		attrs = append(attrs, slog.String("cause", f.Err.Error()))
	}
	s.o.Log.Error("request failed", attrs...)
}

// problemPage shows a problem to somebody who asked for a page.
func (s *Server) problemPage(c *fiber.Ctx, p problem) error {
	page := s.page(c, c.Params("brand"))
	data := embed.Problem{Page: page, Title: p.Title, Detail: p.Detail, ID: p.ID, Missing: p.Status == fiber.StatusNotFound}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return embed.Pages().ExecuteTemplate(c, "problem", data)
}

// page is what a page shows of its brand, in the language the browser asks for.
func (s *Server) page(c *fiber.Ctx, brand string) embed.Page {
	p := embed.Page{Lang: "en", Dir: "ltr", Texts: forms.InterfaceTexts("en")}
	face, err := s.o.Engine.Face(c.UserContext(), brand)
	if err != nil {
		return p
	}
	p.Lang = forms.Pick(face.Locales, c.Query("lang"), c.Get(fiber.HeaderAcceptLanguage))
	if t := forms.InterfaceTexts(p.Lang); t != nil {
		p.Texts = t
	}
	p.Dir = forms.Direction(p.Lang)
	p.Brand, p.BrandName, p.Logo = brand, face.Name, face.Logo
	p.Controller, p.PolicyURL = face.Controller, face.PolicyURL
	p.Theme = map[string]string{"accent": face.Theme.Accent, "accentDark": face.Theme.AccentDark, "radius": face.Theme.Radius, "font": face.Theme.Font}
	return p
}
