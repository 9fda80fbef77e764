package engine

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
)

// ExportRow is one response as one recipient may have it.
type ExportRow struct {
	Response uuid.UUID                  `json:"response"`
	Form     string                     `json:"form"`
	Version  int                        `json:"version"`
	At       time.Time                  `json:"at"`
	Ref      string                     `json:"ref"`
	Values   map[string]json.RawMessage `json:"values"` // by question
	Purposes map[string][]string        `json:"purposes"`
	Offer    string                     `json:"offer,omitempty"`
	Grant    *uuid.UUID                 `json:"grant,omitempty"`
}

// Export calls each for every response of a form, oldest first, with the values that the recipient
// may have: those still held under a purpose that names it. Recipient "" is the brand itself, which
// may have what is held for a purpose that goes on after the exchange ("later": true) and names
// nobody, or names a recipient that is the brand's own. Responses of which nothing may be had are
// left out.
func (e *Engine) Export(ctx context.Context, brandID, form, recipient string, each func(ExportRow) error) error {
	b, c, err := e.form(brandID, form)
	if err != nil {
		return err
	}
	if _, known := b.known.Get(recipient); recipient != "" && !known {
		return fault.New(fault.NotFound, "the brand %q has no recipient %q; %s", brandID, recipient, forms.Suggest(recipient, b.known.Names()))
	}
	return e.o.Store.Responses(ctx, brandID, form, e.o.Now(), func(x Export) error {
		v, err := e.version(ctx, brandID, c.version.Form.ID, x.Response.Version)
		if err != nil {
			return err
		}
		row := ExportRow{
			Response: x.Response.ID, Form: form, Version: x.Response.Version, At: x.Response.At, Ref: e.o.Keys.ref(brandID, recipient, x.Response.Subject),
			Values: map[string]json.RawMessage{}, Purposes: map[string][]string{}, Offer: x.Response.Offer,
		}
		for _, p := range slices.Concat(x.Preferences, x.Feedback) {
			for _, basis := range p.Purposes {
				if exportable(v, basis.Purpose, recipient) {
					row.Values[p.Question] = p.Value
					row.Purposes[p.Question] = append(row.Purposes[p.Question], basis.Purpose)
				}
			}
		}
		if len(row.Values) == 0 {
			return nil
		}
		if x.Grant != nil {
			row.Offer, row.Grant = x.Grant.Offer, &x.Grant.ID
		}
		return each(row)
	})
}

func exportable(v *forms.Version, purpose, recipient string) bool {
	terms, known := v.Purposes.Get(purpose)
	if !known {
		return false
	}
	if recipient != "" {
		return slices.Contains(terms.Recipients, recipient)
	}
	if len(terms.Recipients) == 0 {
		return terms.Later
	}
	return terms.Later && slices.ContainsFunc(terms.Recipients, func(id string) bool {
		r, _ := v.Recipients.Get(id)
		return r.Role == forms.RoleSelf
	})
}

// Columns are the questions of a form's current version that ask for something, in order.
func (e *Engine) Columns(brandID, form string) ([]string, error) {
	_, c, err := e.form(brandID, form)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range c.version.Form.Pages {
		for _, q := range p.Questions {
			if q.Attribute != "" {
				out = append(out, q.ID)
			}
		}
	}
	return out, nil
}
