package forms

import (
	"slices"
	"strconv"
	"strings"
)

// The types of an attribute.
const (
	TypeChoice  = "choice"
	TypeChoices = "choices"
	TypeBoolean = "boolean"
	TypeText    = "text"
	TypeEmail   = "email"
	TypeInteger = "integer"
)

var attributeTypes = []string{TypeChoice, TypeChoices, TypeBoolean, TypeText, TypeEmail, TypeInteger}

// The categories of an attribute.
const (
	CategoryPreference = "preference"
	CategoryFeedback   = "feedback"
	CategoryContact    = "contact"
)

var categories = []string{CategoryPreference, CategoryFeedback, "demographic", CategoryContact, "social", "financial", "location", "health", "belief", "biometric", "other_special"}

var specialCategories = []string{"health", "belief", "biometric", "other_special"}

// Attribute is an entry of the brand's registry: something that people may tell.
type Attribute struct {
	Type     string   `json:"type" must:"true"`
	Label    Text     `json:"label" must:"true"`
	Category string   `json:"category" must:"true"`
	Purposes []string `json:"purposes" must:"true"`
	// Because completes "because ..." with {value}, e.g. "you like a {value} roast".
	Because Text                 `json:"because,omitempty"`
	Values  Dict[AttributeValue] `json:"values,omitempty"`
	// Other allows a free text beside the values.
	Other bool `json:"other,omitempty"`
	// Rows are what a matrix asks about; its values are what is said of each.
	Rows     Dict[AttributeRow] `json:"rows,omitzero"`
	Min      *float64           `json:"min,omitempty"`
	Max      *float64           `json:"max,omitempty"`
	Unit     Text               `json:"unit,omitempty"`     // of a number, such as "cups a day"
	Earliest string             `json:"earliest,omitempty"` // of a date: ISO 8601, or "today"
	Latest   string             `json:"latest,omitempty"`
	// NotSpecial says why a label that sounds like health, belief or the like is none of these.
	NotSpecial string `json:"notSpecial,omitempty"`
	// Keep shortens a purpose's time for this attribute.
	Keep Dict[Period] `json:"keep,omitempty"`
}

// AttributeValue is one value that an attribute owns.
type AttributeValue struct {
	Label   Text   `json:"label,omitempty"`
	Inline  Text   `json:"inline,omitempty"` // inside a sentence
	Because Text   `json:"because,omitempty"`
	Image   string `json:"image,omitempty"`
	// Was are ids that the value had before; what is stored under them is read as this one.
	Was []string `json:"was,omitempty"`
	// Retired keeps the value for those who gave it, and asks nobody for it any more.
	Retired bool `json:"retired,omitempty"`
}

// AttributeRow is one row of a matrix.
type AttributeRow struct {
	Label  Text `json:"label" must:"true"`
	Inline Text `json:"inline,omitempty"`
}

// Bounded tells whether the values are a closed, small set, which is what may stand unsealed.
func (a Attribute) Bounded() bool {
	switch a.Type {
	case TypeChoice, TypeChoices, TypeBoolean:
		return true
	case TypeInteger:
		return a.Min != nil && a.Max != nil
	}
	return false
}

// Sealed tells whether values of this attribute are kept encrypted under the subject's own key.
func (a Attribute) Sealed() bool {
	return !a.Bounded() || (a.Category != CategoryPreference && a.Category != CategoryFeedback)
}

// Special tells whether the category is one of those that the law protects most.
func (a Attribute) Special() bool { return slices.Contains(specialCategories, a.Category) }

// KeepFor is how long a value is kept for a purpose: the purpose's time, or the attribute's own
// where that is shorter.
func (a Attribute) KeepFor(purpose string, p Purpose) Period {
	if own, ok := a.Keep.Get(purpose); ok && p.Keep.Longer(own) {
		return own
	}
	return *p.Keep
}

func (a Attribute) check(c *checks, at string, b *Brand) {
	if !slices.Contains(attributeTypes, a.Type) {
		c.fault(at+"/type", "out_of_range", Suggest(a.Type, attributeTypes), "%q is not an attribute's type", a.Type)
	}
	if !slices.Contains(categories, a.Category) {
		c.fault(at+"/category", "out_of_range", Suggest(a.Category, categories), "%q is not a category", a.Category)
	}
	if len(a.Purposes) == 0 {
		c.fault(at+"/purposes", "required", "name what it is needed for, or do not ask it", "the attribute serves no purpose")
	}
	for i, p := range a.Purposes {
		here := at + "/purposes/" + strconv.Itoa(i)
		purpose, known := b.Purposes.Get(p)
		switch {
		case !known && b.lost(below("/purposes", p)):
		case !known:
			c.fault(here, "dangling_purpose", Suggest(p, b.Purposes.Names()), "no purpose is called %q", p)
		case slices.Index(a.Purposes, p) < i:
			c.fault(here, "duplicate", "name each once", "the purpose %q stands twice", p)
		case a.Special() && purpose.based() && !b.lost(below("/purposes", p)+"/explicit") && (purpose.Basis != BasisConsent || !purpose.Explicit):
			c.fault(here, "needs_explicit_consent", `give the purpose "basis": "consent" and "explicit": true`, "%s data may be kept only with explicit consent", a.Category)
		}
	}
	for _, p := range a.Keep.Names() {
		if !slices.Contains(a.Purposes, p) && b.torn(at+"/purposes") {
			continue
		}
		if !slices.Contains(a.Purposes, p) {
			c.fault(below(at+"/keep", p), "dangling_purpose", Suggest(p, a.Purposes), "the attribute is not kept for %q", p)
		} else if purpose, known := b.Purposes.Get(p); known && purpose.Keep != nil && !b.lost(below("/purposes", p)+"/keep") {
			if own, _ := a.Keep.Get(p); own.Longer(*purpose.Keep) {
				c.fault(below(at+"/keep", p), "out_of_range", "an attribute may only shorten it", "%s is longer than the purpose's %s", own, purpose.Keep)
			}
		}
	}
	if slices.Contains(attributeTypes, a.Type) {
		a.checkType(c, at, b)
	}
}

// checkType reports what does not go with the attribute's type.
func (a Attribute) checkType(c *checks, at string, b *Brand) {
	a.checkValues(c, at, b)
	if b.lost(at+"/min", at+"/max") {
		a.Min, a.Max = nil, nil
	} else if a.Type == TypeInteger {
		if a.Min == nil || a.Max == nil {
			c.fault(at, "required", `add "min" and "max"`, "an integer attribute is bounded")
		} else if *a.Min >= *a.Max {
			c.fault(at+"/max", "out_of_range", "make max greater than min", "no value lies between %v and %v", *a.Min, *a.Max)
		}
	} else if a.Min != nil || a.Max != nil {
		c.fault(at, "unknown_field", "leave min and max out", "only an integer attribute has min and max")
	}
	for locale, text := range a.Because {
		if a.Type == TypeBoolean && strings.Contains(text, "{value}") && !a.named("true", "false") {
			c.warn(below(at+"/because", locale), "because_without_value", `give the values true and false an "inline", a "label" or a "because" of their own`, "a boolean has no words of its own to put for {value}")
			continue
		}
		if a.Type != TypeText && a.Type != TypeEmail && !strings.Contains(text, "{value}") {
			c.warn(below(at+"/because", locale), "because_without_value", "write {value} where the value belongs", "the text does not say which value was given")
		} else if (a.Type == TypeText || a.Type == TypeEmail) && strings.Contains(text, "{value}") {
			c.fault(below(at+"/because", locale), "out_of_range", "leave {value} out", "what a person typed is never repeated in a reason")
		}
	}
}

// named tells whether each of these values has words of its own.
func (a Attribute) named(values ...string) bool {
	return !slices.ContainsFunc(values, func(v string) bool {
		value, _ := a.Values.Get(v)
		return len(value.Label) == 0 && len(value.Inline) == 0 && len(value.Because) == 0
	})
}

func (a Attribute) checkValues(c *checks, at string, b *Brand) {
	names := a.Values.Names()
	switch a.Type {
	case TypeChoice, TypeChoices:
		if len(names) < 2 {
			c.fault(at+"/values", "required", "list them, each with a label", "a %s attribute has at least two values", a.Type)
		}
		for _, v := range names {
			checkHyphenID(c, below(at+"/values", v), "a value", v)
			if value, _ := a.Values.Get(v); len(value.Label) == 0 && !b.lost(below(at+"/values", v)+"/label") {
				c.fault(below(at+"/values", v), "required", `add "label"`, "the value has no label")
			}
		}
	case TypeBoolean:
		for _, v := range names {
			if v != "true" && v != "false" {
				c.fault(below(at+"/values", v), "unknown_field", "the values are true and false", "a boolean has no value %q", v)
			}
		}
	default:
		if len(names) > 0 {
			c.fault(at+"/values", "unknown_field", "leave it out", "a %s attribute has no list of values", a.Type)
		}
	}
}
