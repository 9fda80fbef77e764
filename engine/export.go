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
	Context  map[string]json.RawMessage `json:"context,omitempty"` // what the page passed in, by field
	Offer    string                     `json:"offer,omitempty"`
	Grant    *uuid.UUID                 `json:"grant,omitempty"`
}

// Export calls each for every response of a form, oldest first, with the values that the recipient
// may have: those still held under a purpose that names it. Recipient "" is the brand itself, which
// may have what is held for a purpose that goes on after the exchange ("later": true) and names
// nobody, or names a recipient that is the brand's own. Responses of which nothing may be had are
// left out.
func (e *Engine) Export(ctx context.Context, brandID, form, recipient string, each func(ExportRow) error) error {
	shown, err := e.stored(ctx, brandID, form)
	if err != nil {
		return err
	}
	if _, known := shown.Recipients.Get(recipient); recipient != "" && !known {
		return fault.New(fault.NotFound, "the brand %q has no recipient %q for this form; %s", brandID, recipient, forms.Suggest(recipient, shown.Recipients.Names()))
	}
	return e.o.Store.Responses(ctx, brandID, form, e.o.Now(), func(x Export) error {
		v, err := e.version(ctx, brandID, form, x.Response.Version)
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
					row.Values[p.Question] = currentValue(attributeOf(shown, p.Attribute), p.Value)
					row.Purposes[p.Question] = append(row.Purposes[p.Question], basis.Purpose)
				}
			}
		}
		for _, p := range x.Context {
			if slices.ContainsFunc(p.Purposes, func(b Basis) bool { return exportable(v, b.Purpose, recipient) }) {
				if row.Context == nil {
					row.Context = map[string]json.RawMessage{}
				}
				row.Context[p.Field] = p.Value
			}
		}
		if len(row.Values)+len(row.Context) == 0 {
			return nil
		}
		if x.Grant != nil {
			row.Offer, row.Grant = x.Grant.Offer, &x.Grant.ID
		}
		return each(row)
	})
}

// Brands names the brands that publish a form of this id, as the store has it.
func (e *Engine) Brands(ctx context.Context, form string) ([]string, error) {
	return e.o.Forms.Brands(ctx, form)
}

// stored is the form's current version as the store has it, so that a process that only reads needs
// no brand folder.
func (e *Engine) stored(ctx context.Context, brandID, form string) (*forms.Version, error) {
	current, err := e.o.Forms.Current(ctx, brandID, form)
	if err != nil {
		return nil, err
	}
	return e.version(ctx, brandID, form, current.Version)
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
