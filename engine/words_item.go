package engine

import (
	"maps"
	"slices"
	"strconv"

	"proffer/forms"
)

// items puts recommended items into words, as the catalog that they were taken from has them.
func (w words) items(k *forms.Catalog, items []Item) []RecommendationItem {
	out := []RecommendationItem{}
	for _, i := range items {
		item, ok := k.Item(i.ID)
		if !ok {
			continue
		}
		out = append(out, RecommendationItem{
			Item:    ItemReply{ID: item.ID, Title: w.text(item.Title), URL: item.URL, Image: item.Image},
			Because: w.sharing(item, i.Because).because(i.Because),
		})
	}
	return out
}

// sharing has of each answer that an item is because of only the values that the item has too, so that no
// reason beside it claims another (promise P8). An answer for an attribute that the item does not describe
// stays whole, since it says what the person told and nothing of the item; and so does a number that only
// the filter read, where it is a bound and no value of the item.
func (w words) sharing(item forms.CatalogItem, because []string) words {
	values := maps.Clone(w.values)
	for _, id := range because {
		q := w.version.Question(id)
		if q == nil || values[id] == nil {
			continue
		}
		a, _ := w.version.Attributes.Get(q.Attribute)
		number := a.Type == forms.TypeInteger || a.Type == forms.TypeNumber
		has, described := item.Attributes.Get(q.Attribute)
		if !described || number && !w.matched(q.Attribute) {
			continue
		}
		shared := slices.DeleteFunc(names(values[id]), func(name string) bool {
			return !slices.ContainsFunc(has, func(v string) bool { return v == name || number && sameNumber(v, name) })
		})
		if len(shared) == 0 {
			delete(values, id)
		} else if a.Type == forms.TypeChoices {
			values[id] = mustJSON(shared)
		}
	}
	w.values = values
	return w
}

// matched tells whether what was recommended had to agree with the person about an attribute.
func (w words) matched(attribute string) bool {
	rec := w.version.Form.Recommend
	for i := range w.version.Form.Outcomes {
		if o := &w.version.Form.Outcomes[i]; o.ID == w.response.Outcome && o.Recommend != nil {
			rec = o.Recommend
		}
	}
	if rec == nil {
		return false
	}
	_, is := rec.Match.Get(attribute)
	return is
}

func sameNumber(a, b string) bool {
	x, bad := strconv.ParseFloat(a, 64)
	y, worse := strconv.ParseFloat(b, 64)
	return bad == nil && worse == nil && x == y
}
