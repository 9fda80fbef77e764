package engine

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
)

// currentValue is a stored value as the attribute names it now; nil if it names it no more.
func currentValue(a forms.Attribute, raw json.RawMessage) json.RawMessage { return a.Current(raw) }

// today gives a stored value in the ids that its attribute has now: whoever reads it, a person or a recipient,
// knows the value by one name, whenever it was told.
func (e *Engine) today(brandID, attribute string, raw json.RawMessage) json.RawMessage {
	b, err := e.brand(brandID)
	if err != nil || raw == nil {
		return raw
	}
	a, there := b.attributes.Get(attribute)
	if !there {
		return raw
	}
	return currentValue(a, raw)
}

// knowable tells whether a form takes what is known in the place of an answer, and how it is shown. What
// was said about one occasion is never known at another.
func knowable(v *forms.Version, q *forms.Question) (mode string, ok bool) {
	a, asks := v.Attributes.Get(q.Attribute)
	switch {
	case !asks || a.Category == forms.CategoryFeedback:
		return "", false
	case v.Form.Kind == forms.KindPreferences:
		return forms.KnownPrefill, true
	}
	return q.Known, q.Known == forms.KnownSkip || q.Known == forms.KnownPrefill
}

// tellKnown puts into a ticket what the person said before and need not say again; of a preference
// centre everything that it asks for and that is held, and the consents as they stand. Unless opens, no
// sealed value is among it: a device can be shared.
func (e *Engine) tellKnown(ctx context.Context, v *forms.Version, subject uuid.UUID, opens bool, facts Facts, reply *TicketReply, claims *ticketClaims) error {
	var attributes []string
	for q := range everyQuestion(v) {
		if _, ok := knowable(v, q); ok && !slices.Contains(attributes, q.Attribute) {
			attributes = append(attributes, q.Attribute)
		}
		if q.Type != "consent" || v.Form.Kind != forms.KindPreferences {
			continue
		}
		if given, said := standing(v, facts.Standing)[q.Purpose]; said {
			reply.Standing = append(reply.Standing, Standing{Purpose: q.Purpose, Given: given})
		}
	}
	if len(attributes) == 0 {
		return nil
	}
	held, err := e.knownOf(ctx, v.Brand, subject, attributes, opens)
	if err != nil {
		return err
	}
	for q := range everyQuestion(v) {
		mode, ok := knowable(v, q)
		p, has := held[q.Attribute]
		a, _ := v.Attributes.Get(q.Attribute)
		if !ok || !has || (claims.Nothing != "" && a.Category == forms.CategoryContact) || !fresh(v, q, p) {
			continue
		}
		answer, fits := readHeld(v, q, p, e.o.Now())
		if !fits {
			continue
		}
		reply.Known = append(reply.Known, Known{Question: q.ID, Attribute: q.Attribute, Value: answer.JSON, Rev: p.Rev, Mode: mode})
		if claims.Known == nil {
			claims.Known = map[string]int64{}
		}
		claims.Known[q.ID] = p.Rev
	}
	return nil
}

// recall reads again what a ticket says was known. If any of it changed, ended or lost its ground
// meanwhile, the person was shown what is so no more: Conflict known_changed.
func (e *Engine) recall(ctx context.Context, v *forms.Version, t *ticket) error {
	if v.Form.Kind == forms.KindPreferences {
		facts, err := e.o.Store.Facts(ctx, &Exchange{Brand: t.Brand, Form: t.Form, Subject: t.subject}, e.o.Now())
		if err != nil {
			return err
		}
		t.standing = standing(v, facts.Standing)
	}
	if len(t.Known) == 0 {
		return nil
	}
	held, err := e.knownOf(ctx, t.Brand, t.subject, claimed(v, t), true)
	if err != nil {
		return err
	}
	t.known = map[string]forms.Answer{}
	for id := range t.Known {
		q := v.Question(id)
		if q == nil || !stillKnown(v, t, q, held) {
			return errKnownChanged()
		}
		answer, fits := readHeld(v, q, held[q.Attribute], t.issued)
		if !fits {
			return errKnownChanged()
		}
		t.known[id] = answer
	}
	return nil
}

// standing is what a person last said about purposes, as far as it was said to the terms of this version.
func standing(v *forms.Version, consents map[string]Consent) map[string]bool {
	out := map[string]bool{}
	for id, c := range consents {
		if !c.Given || c.Version == v.PurposeVersion(id) {
			out[id] = c.Given
		}
	}
	return out
}

// stillKnown tells whether what a ticket says was known of a question is held as it was.
func stillKnown(v *forms.Version, t *ticket, q *forms.Question, held map[string]Preference) bool {
	p, ok := held[q.Attribute]
	return ok && p.Rev == t.Known[q.ID] && fresh(v, q, p)
}

// claimed are the attributes of what a ticket says was known.
func claimed(v *forms.Version, t *ticket) []string {
	var out []string
	for id := range t.Known {
		if q := v.Question(id); q != nil && !slices.Contains(out, q.Attribute) {
			out = append(out, q.Attribute)
		}
	}
	slices.Sort(out)
	return out
}

func errKnownChanged() error {
	return fault.At(fault.Conflict, "/ticket", "known_changed", "what was known when this began has changed meanwhile; nothing was stored; ask for a new ticket")
}

// usedKnown are the known answers that a path made use of. A preference centre comes to no result.
func usedKnown(p *path, t *ticket) []KnownRef {
	var out []KnownRef
	if p.version.Form.Kind == forms.KindPreferences {
		return nil
	}
	for _, q := range p.shown {
		if _, used := p.known[q.ID]; used {
			out = append(out, KnownRef{Question: q.ID, Attribute: q.Attribute, Rev: t.Known[q.ID]})
		}
	}
	return out
}

// knownOf reads what a subject holds, by attribute; what may not be opened is left out.
func (e *Engine) knownOf(ctx context.Context, brand string, subject uuid.UUID, attributes []string, opens bool) (map[string]Preference, error) {
	list, err := e.o.Store.Held(ctx, brand, subject, attributes, opens, e.o.Now())
	if err != nil {
		return nil, err
	}
	out := map[string]Preference{}
	for _, p := range list {
		if p.Value != nil {
			out[p.Attribute] = p
		}
	}
	return out, nil
}

// readHeld reads a held value as an answer to a question of this version. What the question no longer
// takes, a value that was retired or a bound that moved, is not known.
func readHeld(v *forms.Version, q *forms.Question, p Preference, today time.Time) (forms.Answer, bool) {
	a, _ := v.Attributes.Get(q.Attribute)
	raw := currentValue(a, p.Value)
	if raw == nil {
		return forms.Answer{}, false
	}
	n, faults, _ := forms.ParseTree(raw)
	if n == nil || faults != nil {
		return forms.Answer{}, false
	}
	answer, bad := v.Answer(q, n, today)
	return answer, bad == nil && !answer.Declined
}

// fresh tells whether a held value may answer a question: it is held for one of the purposes that the
// attribute has in this version, to these terms. What feeds a result is held under a contract where the
// attribute has one: a yes to something else does not cover it. In a preference centre, where people come
// to see what is held, everything is.
func fresh(v *forms.Version, q *forms.Question, p Preference) bool {
	if v.Form.Kind == forms.KindPreferences {
		return true
	}
	a, _ := v.Attributes.Get(q.Attribute)
	contract := v.Shapes(q) && slices.ContainsFunc(a.Purposes, func(id string) bool {
		terms, _ := v.Purposes.Get(id)
		return terms.Basis == forms.BasisContract
	})
	return slices.ContainsFunc(p.Purposes, func(b Basis) bool {
		return slices.Contains(a.Purposes, b.Purpose) && b.Version == v.PurposeVersion(b.Purpose) && (!contract || b.Basis == forms.BasisContract)
	})
}

// everyQuestion are a version's questions as they stand in the form.
func everyQuestion(v *forms.Version) iter.Seq[*forms.Question] {
	return func(yield func(*forms.Question) bool) {
		for i := range v.Form.Pages {
			for j := range v.Form.Pages[i].Questions {
				if !yield(&v.Form.Pages[i].Questions[j]) {
					return
				}
			}
		}
	}
}
