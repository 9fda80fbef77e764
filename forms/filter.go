package forms

import (
	"fmt"
	"strings"

	"proffer/forms/rule"
)

// filterScope is what a recommendation's filter sees: what a result does, and item.<attribute>. A
// catalog gives an item one value or several, so item.<attribute> is always a list: `in` looks for a
// single answer in it, `some` and `count` look into it, and `==` is refused as it is for every list.
type filterScope struct{ scope }

// Names implements rule.Scope.
func (s filterScope) Names() []string {
	names := s.scope.Names()
	for _, a := range s.brand.Attributes.Names() {
		if _, err := s.item(a); err == nil {
			names = append(names, "item."+a)
		}
	}
	return names
}

// Lookup implements rule.Scope.
func (s filterScope) Lookup(name string) (rule.Type, error) {
	if attribute, ok := strings.CutPrefix(name, "item."); ok {
		return s.item(attribute)
	}
	return s.scope.Lookup(name)
}

func (s filterScope) item(attribute string) (rule.Type, error) {
	a, sound := s.brand.attribute(attribute)
	switch {
	case !sound && s.brand.nameless(attribute):
		return rule.Type{}, fmt.Errorf("no attribute is called %q", attribute)
	case !sound:
		return rule.Type{}, nil // said where the attribute is
	case itemKind(&a) == rule.Absent:
		return rule.Type{}, fmt.Errorf("no item has values of %q, which is %s", attribute, a.Type)
	case itemKind(&a) == rule.Text:
		return rule.Type{Kind: rule.List, Elem: rule.Text, Values: a.Values.Names()}, nil
	}
	return rule.Type{Kind: rule.List, Elem: itemKind(&a)}, nil
}

// itemKind is the kind of the values by which items are described; absent for an attribute that
// describes none.
func itemKind(a *Attribute) rule.Kind {
	switch a.Type {
	case TypeChoice, TypeChoices:
		return rule.Text
	case TypeBoolean:
		return rule.Bool
	case TypeInteger, TypeNumber:
		return rule.Number
	}
	return rule.Absent
}
