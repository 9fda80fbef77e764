package forms

import (
	"slices"
	"strconv"
	"strings"

	"proffer/forms/rule"
)

// Recommend says which items of a catalog fit the answers.
type Recommend struct {
	Catalog string   `json:"catalog" must:"true"`
	Limit   int      `json:"limit" must:"true"`
	Else    []string `json:"else,omitempty"`
	// Filter, a rule over item.<attribute> and answers, leaves only the items for which it holds.
	Filter *rule.Rule  `json:"filter,omitempty"`
	Match  Dict[Match] `json:"match,omitzero"`
}

// Match adds its weight where the item's attribute agrees with the answer.
type Match struct {
	To     *rule.Rule `json:"to" must:"true"`
	Weight *float64   `json:"weight,omitempty"`
}

// Points is the weight, 1 if none is written.
func (m Match) Points() float64 {
	if m.Weight == nil {
		return 1
	}
	return *m.Weight
}

const maxRecommended = 50

func (r *Recommend) check(c *checks, at string, b *Brand, catalogs map[string]*Catalog) {
	catalog, known := catalogs[r.Catalog]
	if !known {
		names := make([]string, 0, len(catalogs))
		for n := range catalogs {
			names = append(names, n)
		}
		c.fault(at+"/catalog", "dangling_catalog", Suggest(r.Catalog, names), "there is no catalog %q", r.Catalog)
	}
	if r.Limit < 1 || r.Limit > maxRecommended {
		c.fault(at+"/limit", "out_of_range", "write 1 to "+strconv.Itoa(maxRecommended), "%d is not a number of items to show", r.Limit)
	}
	for i, id := range r.Else {
		if known {
			if _, there := catalog.Item(id); !there {
				c.fault(at+"/else/"+strconv.Itoa(i), "dangling_item", Suggest(id, catalog.ids()), "the catalog %q has no item %q", r.Catalog, id)
			}
		}
	}
	if r.Match.Len() == 0 && r.Filter == nil {
		c.fault(at+"/match", "required", `add an attribute, e.g. {"roast": {"to": {"var": "roast"}}}`, "nothing would ever be recommended")
	}
	for _, name := range r.Match.Names() {
		here := below(at+"/match", name)
		if b.nameless(name) {
			c.fault(here, "dangling_attribute", Suggest(name, b.Attributes.Names()), "no attribute is called %q", name)
		}
		if m, _ := r.Match.Get(name); m.Points() <= 0 {
			c.fault(here+"/weight", "out_of_range", "write a number above 0", "a match of weight %v would never count", m.Points())
		}
	}
}

// checkMatch reports a match whose rule can never agree with an item's values of the attribute. The
// rule itself was found good in this scope.
func (f *Form) checkMatch(c *checks, at string, m Match, name string, b *Brand, s scope) {
	a, known := b.attribute(name)
	if !known || m.To == nil {
		return
	}
	want := map[string]rule.Kind{TypeChoice: rule.Text, TypeChoices: rule.Text, TypeBoolean: rule.Bool, TypeInteger: rule.Number, TypeNumber: rule.Number}[a.Type]
	got := m.To.Type(s)
	kind := got.Kind
	if kind == rule.List {
		kind = got.Elem
	}
	switch {
	case want == rule.Absent:
		c.fault(at, "wrong_type", "match a choice, choices, boolean, integer or number attribute", "no item has values of %q, which is %s", name, a.Type)
	case got.Kind == rule.Absent: // reported by the check of the rule
	case kind != want:
		c.fault(at+"/to", "wrong_type", "give what the attribute holds", "the values of %q are never a %s", name, got)
	case want == rule.Text && got.Values != nil && !slices.ContainsFunc(got.Values, func(v string) bool { _, ok := a.Values.Get(v); return ok }):
		c.fault(at+"/to", "unknown_choice", "its values are "+strings.Join(a.Values.Names(), ", "), "none of the values that this can have is one of %q", name)
	}
}
