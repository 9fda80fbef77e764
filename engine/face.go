package engine

import (
	"context"
	"slices"

	"proffer/forms"
)

// Face is what a page about a brand shows of it.
type Face struct {
	Name       string
	Logo       string
	Locales    []string
	Theme      forms.Theme
	Controller string
	PolicyURL  string
}

func faceOf(b *forms.Bundle) Face {
	return Face{
		Name: b.Brand.Name, Logo: b.Logo(), Locales: b.Brand.Locales, Theme: b.Brand.Theme,
		Controller: b.Brand.Controller.Name, PolicyURL: b.Brand.Controller.PolicyURL,
	}
}

// Face returns how a brand shows itself or, of one that is published no more, how it did last: its people
// still come to see and erase what is held. NotFound is a brand that never published a form here.
func (e *Engine) Face(ctx context.Context, brandID string) (Face, error) {
	b, missing := e.brand(brandID)
	if missing == nil {
		return b.face, nil
	}
	e.mu.RLock()
	face, known := e.former[brandID]
	e.mu.RUnlock()
	if known {
		return face, nil
	}
	contents, err := e.o.Forms.Last(ctx, brandID)
	if err != nil {
		return Face{}, err
	}
	if len(contents) == 0 {
		return Face{}, missing
	}
	versions := make([]*forms.Version, len(contents))
	for i, content := range contents {
		if versions[i], err = forms.DecodeVersion(0, content); err != nil {
			return Face{}, err
		}
	}
	face = formerFace(versions)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.brands[versions[0].Brand] == nil {
		e.former[versions[0].Brand] = face
	}
	return face, nil
}

// formerFace is what a brand's last versions say of it, in every locale that one of them has: those with
// more go first, since the others lack what their texts do.
func formerFace(versions []*forms.Version) Face {
	slices.SortStableFunc(versions, func(a, b *forms.Version) int { return len(b.Locales) - len(a.Locales) })
	v := versions[0]
	face := Face{
		Name: v.Name, Logo: v.Theme.Logo, Theme: v.Theme, Locales: slices.Clone(v.Locales),
		Controller: v.Controller.Name, PolicyURL: v.Controller.PolicyURL,
	}
	for _, v := range versions[1:] {
		for _, locale := range v.Locales {
			if !slices.Contains(face.Locales, locale) {
				face.Locales = append(face.Locales, locale)
			}
		}
	}
	return face
}
