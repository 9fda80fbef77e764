package forms

import (
	"encoding/json"
	"fmt"
	"slices"

	"proffer/forms/fault"
)

// Registry is what a brand has published. Of its attributes it only grows: a value may be stored under
// whatever id was ever published, so each stays readable. Recipients and purposes are those of the last
// time, for who has the store and not the brand's folder.
type Registry struct {
	Attributes Dict[Registered] `json:"attributes"`
	Recipients Dict[string]     `json:"recipients,omitzero"` // the role of each
	Purposes   Dict[[]string]   `json:"purposes,omitzero"`   // the recipients of each
}

// Registered is one attribute as published: its type, and every id a stored value of it may have.
type Registered struct {
	Type   string   `json:"type"`
	Values []string `json:"values,omitempty"`
}

// listed tells whether the type's values are ids that the attribute owns.
func listed(kind string) bool {
	return slices.Contains([]string{TypeChoice, TypeChoices, "ranking", "matrix"}, kind)
}

// ids are all ids under which a value may be stored: today's, the retired ones, the earlier ones.
func (a Attribute) ids() []string {
	if !listed(a.Type) {
		return nil
	}
	out := slices.Clone(a.Values.Names())
	for _, name := range a.Values.Names() {
		value, _ := a.Values.Get(name)
		for _, was := range value.Was {
			if !slices.Contains(out, was) {
				out = append(out, was)
			}
		}
	}
	return out
}

// Registry is what publishing the bundle makes known: the attributes that its forms ask for.
func (b *Bundle) Registry() Registry {
	var r Registry
	for _, id := range b.Brand.Recipients.Names() {
		recipient, _ := b.Brand.Recipients.Get(id)
		r.Recipients.Set(id, recipient.Role)
	}
	for _, id := range b.Brand.Purposes.Names() {
		purpose, _ := b.Brand.Purposes.Get(id)
		r.Purposes.Set(id, purpose.Recipients)
	}
	for _, f := range b.Forms {
		f.eachQuestion(func(_ string, _ *Page, q *Question) {
			if a, known := b.Brand.Attributes.Get(q.Attribute); known {
				r.Attributes.Set(q.Attribute, Registered{Type: a.Type, Values: a.ids()})
			}
		})
	}
	return r
}

// With adds what a later registry has. Where both have an attribute, its type is the later's; recipients
// and purposes are the later's alone.
func (r Registry) With(later Registry) Registry {
	out := Registry{Recipients: later.Recipients, Purposes: later.Purposes}
	for _, from := range []Registry{r, later} {
		for _, name := range from.Attributes.Names() {
			next, _ := from.Attributes.Get(name)
			before, _ := out.Attributes.Get(name)
			values := slices.Clone(before.Values)
			for _, v := range next.Values {
				if !slices.Contains(values, v) {
					values = append(values, v)
				}
			}
			out.Attributes.Set(name, Registered{Type: next.Type, Values: values})
		}
	}
	return out
}

// compare says what of the published attributes the bundle could not read any more (errors), and what
// it does not ask for any more (warnings).
func (b *Bundle) compare(published Registry) *checks {
	c := &checks{}
	for _, name := range published.Attributes.Names() {
		was, _ := published.Attributes.Get(name)
		at := below("/attributes", name)
		a, there := b.Brand.Attributes.Get(name)
		switch {
		case !there:
			c.warn("/attributes", "removed_attribute", "keep it until nothing is stored of it", "the attribute %q was published: what people said of it stays stored until its time ends", name)
			continue
		case a.Type != was.Type:
			c.fault(at+"/type", "changed_type", "keep the type, and give the new one an attribute of its own", "%q was published as %s: what is stored of it could not be read as %s", name, was.Type, a.Type)
			continue
		case !listed(a.Type):
			continue
		}
		now := a.ids()
		for _, v := range was.Values {
			if !slices.Contains(now, v) {
				c.fault(at+"/values", "removed_value", fmt.Sprintf(`add "was": [%q] to the value that takes its place, or keep it with "retired": true`, v), "%q was published as a value of %q: what is stored under it could not be read", v, name)
			}
		}
	}
	return c
}

// Against are the findings of publishing the bundle where this has been published before.
func (b *Bundle) Against(published Registry) []Finding {
	c, r := b.compare(published), &report{}
	r.add(b.brand, SeverityError, c.faults...)
	r.add(b.brand, SeverityWarning, c.warnings...)
	return r.sorted()
}

// Place gives a fault's fields their place in brand.json, as findings; it is how a program that
// publishes shows why Admit refused.
func (b *Bundle) Place(fields []fault.Field) []Finding {
	r := &report{}
	r.add(b.brand, SeverityError, fields...)
	return r.sorted()
}

// Admit decides whether the bundle may be published where this registry has been, and gives the
// registry with what it adds. What would make stored values unreadable is a Conflict, each as a field
// with its pointer in brand.json. It is the last argument of Store.Publish.
func (b *Bundle) Admit(published json.RawMessage) (json.RawMessage, error) {
	var before Registry
	if len(published) > 0 {
		if err := json.Unmarshal(published, &before); err != nil {
			return nil, fmt.Errorf("forms: a stored registry does not decode: %w", err)
		}
	}
	if bad := b.compare(before).faults; bad != nil {
		return nil, &fault.Error{Code: fault.Conflict, Title: "Not published", Detail: "this would make stored answers unreadable", Fields: bad}
	}
	return json.Marshal(before.With(b.Registry()))
}

// Current gives a stored value in today's ids: each earlier id that a value of the attribute names in
// its was becomes that value. Whatever else it is stays as it was, free texts and matrix rows too.
func (a Attribute) Current(value json.RawMessage) json.RawMessage {
	if !listed(a.Type) {
		return value
	}
	today := map[string]string{}
	for _, name := range a.Values.Names() {
		v, _ := a.Values.Get(name)
		for _, was := range v.Was {
			today[was] = name
		}
	}
	if len(today) == 0 {
		return value
	}
	var read any
	if json.Unmarshal(value, &read) != nil {
		return value
	}
	renamed := false
	rename := func(v any) any {
		if id, text := v.(string); text && today[id] != "" {
			renamed = true
			return today[id]
		}
		return v
	}
	switch v := read.(type) {
	case string:
		read = rename(v)
	case []any:
		for i := range v {
			v[i] = rename(v[i])
		}
		read = distinct(v)
	case map[string]any:
		if a.Type == "matrix" {
			for row := range v {
				v[row] = rename(v[row])
			}
		}
	}
	if !renamed {
		return value
	}
	out, err := json.Marshal(read)
	if err != nil {
		return value
	}
	return out
}

// distinct leaves each text where it stands first: two ids of before may be one value today.
func distinct(list []any) []any {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(v any) bool {
		id, text := v.(string)
		if text && seen[id] {
			return true
		}
		seen[id] = text
		return false
	})
}
