package engine

import (
	"maps"
	"slices"

	"proffer/forms"
)

// Centre is the brand's preference centre that is open now, the first by its id; "" if there is none.
func (e *Engine) Centre(brandID string) string {
	b, err := e.brand(brandID)
	if err != nil {
		return ""
	}
	for _, id := range slices.Sorted(maps.Keys(b.forms)) {
		if c := b.forms[id]; c.version.Form.Kind == forms.KindPreferences && c.schedule.Open(e.o.Now()) {
			return id
		}
	}
	return ""
}
