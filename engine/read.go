package engine

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// HeldReply is what a client may use of a person for one purpose.
type HeldReply struct {
	Purpose     string    `json:"purpose"`
	Version     string    `json:"version"` // of the purpose's terms, as they are now
	Preferences []HeldFor `json:"preferences"`
}

// HeldFor is one preference that may be used for it.
type HeldFor struct {
	Attribute string          `json:"attribute"`
	Value     json.RawMessage `json:"value"`
	// Because completes "because ..." in the language Lang, for whoever shows the person what was made of it. It is left out
	// where the brand wrote nothing for the attribute.
	Because  string    `json:"because,omitempty"`
	Lang     string    `json:"lang"`
	Rev      int64     `json:"rev"` // a greater one is newer
	Response uuid.UUID `json:"response"`
	Form     string    `json:"form"`
	Version  int       `json:"version"`
	Question string    `json:"question"`
	Purposes []Basis   `json:"purposes"` // the one that was asked for
	At       time.Time `json:"at"`
}

// Preferences tells a client what it may use of a person, whom it knows by a ref, for one of its key's purposes. It fails closed: a
// value is told only if it is held for the purpose, on terms that cover today's, by an attribute that still has the purpose, and if
// the terms of then and of now both name the recipient. A purpose that the key or its recipient does not have is Forbidden, a ref of
// another's is NotFound, and somebody erased is Gone. Feedback belongs to its occasion and is never among it.
func (e *Engine) Preferences(ctx context.Context, c Client, ref, purpose string) (*HeldReply, error) {
	b, err := e.brand(c.Key.Brand)
	if err != nil {
		return nil, err
	}
	terms, known := b.purposes.Get(purpose)
	as := e.reach(c)
	switch {
	case purpose == "":
		return nil, fault.At(fault.Invalid, "/purpose", "required", "name the purpose that the values are for; this key has %v", c.Key.Purposes)
	case !known:
		return nil, fault.At(fault.Invalid, "/purpose", "unknown_choice", "the brand has no such purpose; %s", forms.Suggest(purpose, c.Key.Purposes))
	case !slices.Contains(as.Purposes, purpose):
		return nil, fault.At(fault.Forbidden, "/purpose", "out_of_reach", "this key does not have the purpose %q, or the purpose does not name the recipient %q", purpose, c.Key.Recipient)
	}
	subject, err := e.o.Keys.subjectOf(c.Key.Brand, c.Key.Recipient, ref)
	if err != nil {
		return nil, err
	}
	held, err := e.o.Store.Held(ctx, c.Key.Brand, subject, b.asked(purpose), true, e.o.Now())
	if err != nil {
		return nil, err
	}
	out := &HeldReply{Purpose: purpose, Version: terms.Version(), Preferences: []HeldFor{}}
	responses := map[uuid.UUID]Response{}
	for _, p := range held {
		r, read := responses[p.Response]
		if !read {
			s, err := e.o.Store.Exchange(ctx, c.Key.Brand, p.Response, false, e.o.Now())
			if fault.Is(err, fault.NotFound) {
				continue // erased or withdrawn meanwhile
			}
			if err != nil {
				return nil, err
			}
			r, responses[p.Response] = s.Response, s.Response
		}
		line, ok, err := e.heldFor(ctx, as, r, p, purpose, terms)
		if err != nil {
			return nil, err
		}
		if ok {
			out.Preferences = append(out.Preferences, line)
		}
	}
	return out, nil
}

// asked are the attributes that have a purpose now, in the brand's order.
func (b *brand) asked(purpose string) []string {
	return slices.DeleteFunc(slices.Clone(b.attributes.Names()), func(id string) bool {
		a, _ := b.attributes.Get(id)
		return !slices.Contains(a.Purposes, purpose)
	})
}

// heldFor is one value with its provenance; ok is false where the terms under which it was told don't cover today's.
func (e *Engine) heldFor(ctx context.Context, as rewards.Endpoint, r Response, p Preference, purpose string, terms forms.Purpose) (line HeldFor, ok bool, err error) {
	i := slices.IndexFunc(p.Purposes, func(b Basis) bool { return b.Purpose == purpose })
	if i < 0 {
		return line, false, nil
	}
	v, err := e.version(ctx, r.Brand, r.Form, r.Version)
	if err != nil {
		return line, false, err
	}
	then, _ := v.Purposes.Get(purpose)
	if !then.Covers(terms) || len(allowed(v, as, []string{purpose})) == 0 {
		return line, false, nil
	}
	line = HeldFor{
		Attribute: p.Attribute, Value: e.today(r.Brand, p.Attribute, p.Value), Lang: r.Locale, Rev: p.Rev, Response: r.ID, Form: r.Form, Version: r.Version,
		Question: p.Question, Purposes: []Basis{p.Purposes[i]}, At: r.At,
	}
	line.Purposes[0].Until = line.Purposes[0].Until.UTC().Truncate(time.Second)
	if q := v.Question(p.Question); q != nil {
		line.Because = words{v, r.Locale, map[string]json.RawMessage{p.Question: p.Value}, r}.reason(q)
	}
	return line, true, nil
}
