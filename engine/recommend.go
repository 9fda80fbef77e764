package engine

import (
	"sort"
	"strconv"
	"strings"

	"proffer/forms"
	"proffer/forms/rule"
)

// recommend ranks a catalog's items. A filter leaves those for which it holds; then each match adds
// its weight where the item's attribute agrees with the answer, a list in the share of it that
// agrees. Where there is a match, items at zero are dropped; ties keep the catalog's order. Each item
// is because of the answers that matched it and those that the filter read. Where nothing is left the
// else items stand, which claim no reason.
func recommend(p *path, r *forms.Recommend, k *forms.Catalog) []Item {
	if k == nil {
		return nil
	}
	var filtered []string
	if r.Filter != nil {
		filtered = p.questionsIn(r.Filter.Vars())
	}
	type scored struct {
		item   Item
		points float64
	}
	var ranked []scored
	for i := range k.Items {
		item := &k.Items[i]
		if r.Filter != nil && !r.Filter.True(p.about(item)) {
			continue
		}
		points, matched := p.match(r, item)
		if r.Match.Len() > 0 && points <= 0 {
			continue
		}
		ranked = append(ranked, scored{Item{ID: item.ID, Because: p.inOrder(append(matched, filtered...))}, points})
	}
	sort.SliceStable(ranked, func(i, j int) bool { return ranked[i].points > ranked[j].points })
	var out []Item
	for _, s := range ranked[:min(len(ranked), r.Limit)] {
		out = append(out, s.item)
	}
	if out == nil {
		for _, id := range r.Else[:min(len(r.Else), r.Limit)] {
			out = append(out, Item{ID: id})
		}
	}
	return out
}

// match is how well an item fits, with the questions it fits.
func (p *path) match(r *forms.Recommend, item *forms.CatalogItem) (points float64, because []string) {
	for _, name := range r.Match.Names() {
		m, _ := r.Match.Get(name)
		values, described := item.Attributes.Get(name)
		if !described {
			continue
		}
		if share := agreement(m.To.Eval(p.inResult), values); share > 0 {
			points += m.Points() * share
			because = append(because, p.questionsIn(m.To.Vars())...)
		}
	}
	return points, because
}

// about is what a filter sees for one item: item.<attribute> as the list of the item's values, absent
// where it has none, and else what any result sees.
func (p *path) about(item *forms.CatalogItem) rule.Env {
	return func(name string) rule.Value {
		attribute, ok := strings.CutPrefix(name, "item.")
		if !ok {
			return p.fact(name)
		}
		values, described := item.Attributes.Get(attribute)
		if !described {
			return rule.Value{}
		}
		list := make([]rule.Value, len(values))
		for i, v := range values {
			list[i] = p.itemValue(attribute, v)
		}
		return rule.ListOf(list...)
	}
}

// itemValue reads one value of a catalog by the type of its attribute or, where the form asks for no
// such attribute, by what it looks like: ids of values begin with a letter, so no number is one.
func (p *path) itemValue(attribute, name string) rule.Value {
	a, known := p.version.Attributes.Get(attribute)
	number, err := strconv.ParseFloat(name, 64)
	switch {
	case (a.Type == forms.TypeBoolean || !known) && (name == "true" || name == "false"):
		return rule.BoolOf(name == "true")
	case a.Type == "date":
		return rule.DateOf(name)
	case err == nil && (a.Type == forms.TypeInteger || a.Type == "number" || !known):
		return rule.NumberOf(number)
	}
	return rule.TextOf(name)
}

// agreement is the share of the answer that the item has: 0 or 1 for a single value.
func agreement(answer rule.Value, values forms.Values) float64 {
	if answer.Kind() != rule.List {
		if suits(answer, values) {
			return 1
		}
		return 0
	}
	shared, list := 0, answer.List()
	for _, v := range list {
		if suits(v, values) {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	return float64(shared) / float64(len(list))
}

// suits tells whether a value is one of an item's; numbers are compared as such.
func suits(v rule.Value, values forms.Values) bool {
	for _, name := range values {
		switch v.Kind() {
		case rule.Text, rule.Date:
			if v.Text() == name {
				return true
			}
		case rule.Bool:
			if strconv.FormatBool(v.Bool()) == name {
				return true
			}
		case rule.Number:
			if n, err := strconv.ParseFloat(name, 64); err == nil && rule.NumberOf(n).Equal(v) {
				return true
			}
		}
	}
	return false
}
