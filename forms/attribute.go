package forms

import (
	"slices"
	"strconv"
)

// The types of an attribute.
const (
	TypeChoice  = "choice"
	TypeChoices = "choices"
	TypeBoolean = "boolean"
	TypeText    = "text"
	TypeEmail   = "email"
	TypePhone   = "phone"
	TypeURL     = "url"
	TypeInteger = "integer"
	TypeNumber  = "number"
	TypeDate    = "date"
	TypeAddress = "address"
	TypeRanking = "ranking"
	TypeMatrix  = "matrix"
)

var attributeTypes = []string{
	TypeChoice, TypeChoices, TypeBoolean, TypeText, TypeEmail, TypePhone, TypeURL, TypeInteger, TypeNumber, TypeDate, TypeAddress,
	TypeRanking, TypeMatrix,
}

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

// manyIntegers is from how many values on an integer tells one person from another, as a customer's
// number does.
const manyIntegers = 1000

// Bounded tells whether the values are a closed, small set, which is what may stand unsealed. A free
// text beside the values opens the set.
func (a Attribute) Bounded() bool {
	switch a.Type {
	case TypeChoice, TypeChoices:
		return !a.Other
	case TypeBoolean, TypeRanking, TypeMatrix:
		return true
	case TypeInteger:
		return a.Min != nil && a.Max != nil && *a.Max-*a.Min < manyIntegers
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
	if word := secretID(a.Type, b.Locales); word != "" {
		c.fault(at+"/type", "secret", rightSecret, "the type %q is one for a secret: %s", a.Type, word)
	} else if !slices.Contains(attributeTypes, a.Type) {
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
