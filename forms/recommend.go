package forms

import (
	"strconv"

	"proffer/forms/rule"
)

// Recommend says which items of a catalog fit the answers.
type Recommend struct {
	Catalog string      `json:"catalog" must:"true"`
	Limit   int         `json:"limit" must:"true"`
	Else    []string    `json:"else,omitempty"`
	Match   Dict[Match] `json:"match" must:"true"`
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
				c.fault(at+"/else/"+strconv.Itoa(i), "dangling_item", "name an item of the catalog", "the catalog %q has no item %q", r.Catalog, id)
			}
		}
	}
	for _, name := range r.Match.Names() {
		here := at + "/match/" + name
		if _, there := b.Attributes.Get(name); !there {
			c.fault(here, "dangling_attribute", Suggest(name, b.Attributes.Names()), "no attribute is called %q", name)
		}
		if m, _ := r.Match.Get(name); m.Points() <= 0 {
			c.fault(here+"/weight", "out_of_range", "write a number above 0", "a match of weight %v would never count", m.Points())
		}
	}
}
