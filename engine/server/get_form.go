package server

import (
	"encoding/json"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"proffer/forms"
	"proffer/forms/fault"
)

// formKey and formBody cache the encoded form until its version or its schedule changes.
type formKey struct{ brand, form string }

type formBody struct {
	version  *forms.Version
	schedule forms.PublicSchedule
	body     prepared
}

// versionKey and prepared do the same for versions, which never change.
type versionKey struct {
	brand, form string
	number      int
}

// getForm gives a form's current version with its schedule and the interface texts.
func (s *Server) getForm(c *fiber.Ctx) error {
	brand, form := c.Params("brand"), c.Params("form")
	if err := s.sameBrand(c, brand); err != nil {
		return err
	}
	v, schedule, err := s.o.Engine.Current(brand, form)
	if err != nil {
		return err
	}
	body, ok := s.cachedForm(v, schedule)
	if !ok {
		if body, err = s.encodeForm(v, schedule); err != nil {
			return err
		}
	}
	return body.send(c, s.caching("public, max-age=60"))
}

// caching is how long a form may be kept. A draft's may not: a version 1 of this run is none of the next.
func (s *Server) caching(usual string) string {
	if s.o.Drafting {
		return "no-cache"
	}
	return usual
}

func (s *Server) cachedForm(v *forms.Version, schedule forms.PublicSchedule) (prepared, bool) {
	cached, ok := s.forms.Load(formKey{v.Brand, v.Form.ID})
	if !ok {
		return prepared{}, false
	}
	b := cached.(*formBody)
	return b.body, b.version == v && b.schedule.Same(schedule)
}

// encodeForm encodes and compresses a form, once: whoever asks for it meanwhile waits for the result.
func (s *Server) encodeForm(v *forms.Version, schedule forms.PublicSchedule) (prepared, error) {
	s.encoding.Lock()
	defer s.encoding.Unlock()
	if body, ok := s.cachedForm(v, schedule); ok {
		return body, nil
	}
	public := v.Public()
	public.Schedule = &schedule
	public.Texts = map[string]map[string]string{}
	for _, locale := range v.Locales {
		public.Texts[locale] = forms.FormTexts(locale)
	}
	raw, err := json.Marshal(public)
	if err != nil {
		return prepared{}, err
	}
	b := &formBody{version: v, schedule: schedule, body: prepare(raw, fiber.MIMEApplicationJSON)}
	s.forms.Store(formKey{v.Brand, v.Form.ID}, b)
	return b.body, nil
}

// getVersion gives a published version, which never changes.
func (s *Server) getVersion(c *fiber.Ctx) error {
	brand := c.Params("brand")
	if err := s.sameBrand(c, brand); err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Params("version"))
	if err != nil || n < 1 || strconv.Itoa(n) != c.Params("version") {
		return fault.New(fault.NotFound, "a version is a number from 1, without anything before it")
	}
	v, err := s.o.Engine.Version(c.UserContext(), brand, c.Params("form"), n)
	if err != nil {
		return err
	}
	key := versionKey{v.Brand, v.Form.ID, v.Number}
	if known, ok := s.frozen.Load(key); ok {
		return known.(*prepared).send(c, s.caching(immutable))
	}
	raw, err := json.Marshal(v.Public())
	if err != nil {
		return err
	}
	body := prepare(raw, fiber.MIMEApplicationJSON)
	s.frozen.Store(key, &body)
	return body.send(c, s.caching(immutable))
}
