package forms

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"proffer/forms/fault"
)

// Catalog is what a form can recommend: catalogs/<id>.json.
type Catalog struct {
	Schema string        `json:"$schema,omitempty"`
	ID     string        `json:"catalog,omitempty"` // the file's name, if it is written at all
	Items  []CatalogItem `json:"items" must:"true"`
}

// CatalogItem is one thing to recommend, described by the brand's attributes.
type CatalogItem struct {
	ID         string       `json:"id" must:"true"`
	Title      Text         `json:"title" must:"true"`
	URL        string       `json:"url,omitempty"`
	Image      string       `json:"image,omitempty"`
	Attributes Dict[Values] `json:"attributes,omitempty"`
}

// Values are the values of one attribute that an item suits: one or several, as value names.
type Values []string

// UnmarshalJSON takes one value or a list.
func (v *Values) UnmarshalJSON(raw []byte) error {
	var one any
	if err := json.Unmarshal(raw, &one); err != nil {
		return err
	}
	list, many := one.([]any)
	if !many {
		list = []any{one}
	}
	out := Values{}
	for i, item := range list {
		switch t := item.(type) {
		case string:
			out = append(out, t)
		case bool:
			out = append(out, strconv.FormatBool(t))
		case float64:
			out = append(out, strconv.FormatFloat(t, 'f', -1, 64))
		default:
			at := ""
			if many {
				at = "/" + strconv.Itoa(i)
			}
			return fault.At(fault.Invalid, at, "wrong_type", "an item's attribute has a value of that attribute, or a list of them")
		}
	}
	*v = out
	return nil
}

func (k *Catalog) ids() (ids []string) {
	for _, item := range k.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

func (k *Catalog) check(c *checks, id string, b *Brand) {
	if k.ID != "" && k.ID != id {
		c.fault("/catalog", "bad_id", "leave it out, or rename the file", "the catalog calls itself %q, and its file %q", k.ID, id)
	}
	checkHyphenID(c, "", "a catalog", id)
	ids := map[string]bool{}
	for i, item := range k.Items {
		at := "/items/" + strconv.Itoa(i)
		checkHyphenID(c, at+"/id", "an item", item.ID)
		if ids[item.ID] {
			c.fault(at+"/id", "duplicate", "give each item an id of its own", "two items are called %q", item.ID)
		}
		ids[item.ID] = true
		if item.URL != "" && !webURL(item.URL) {
			c.fault(at+"/url", "out_of_range", "write an https address", "%q is not a web address", item.URL)
		}
		for _, name := range item.Attributes.Names() {
			here := below(at+"/attributes", name)
			a, known := b.attribute(name)
			if b.nameless(name) {
				c.fault(here, "dangling_attribute", Suggest(name, b.Attributes.Names()), "no attribute is called %q", name)
			}
			if !known {
				continue
			}
			values, _ := item.Attributes.Get(name)
			for _, v := range values {
				if why := a.rejects(v); why != "" {
					c.fault(here, "dangling_choice", why, "%q is no value of the attribute %q", v, name)
				}
			}
		}
	}
}

// rejects says what would be right where a value name is none of the attribute's; "" if it is.
func (a Attribute) rejects(name string) string {
	switch a.Type {
	case TypeChoice, TypeChoices:
		if _, ok := a.Values.Get(name); !ok {
			return Suggest(name, a.Values.Names())
		}
	case TypeBoolean:
		if name != "true" && name != "false" {
			return "write true or false"
		}
	case TypeInteger:
		v, err := strconv.ParseInt(name, 10, 64)
		if err != nil || a.Min == nil || a.Max == nil || float64(v) < *a.Min || float64(v) > *a.Max {
			return "write a whole number within the attribute's min and max"
		}
	case TypeNumber:
		v, err := strconv.ParseFloat(name, 64)
		if err != nil || (a.Min != nil && v < *a.Min) || (a.Max != nil && v > *a.Max) {
			return "write a number within the attribute's min and max"
		}
	default:
		return "only choices, booleans and numbers describe an item"
	}
	return ""
}

// Item returns an item by id.
func (k *Catalog) Item(id string) (CatalogItem, bool) {
	i := slices.IndexFunc(k.Items, func(item CatalogItem) bool { return item.ID == id })
	if i < 0 {
		return CatalogItem{}, false
	}
	return k.Items[i], true
}

// encode gives a catalog's content and its revision.
func (k *Catalog) encode() (body []byte, revision string, err error) {
	if body, err = json.Marshal(k); err != nil {
		return nil, "", fmt.Errorf("forms: catalog: %w", err)
	}
	sum := sha256.Sum256(body)
	return body, hex.EncodeToString(sum[:8]), nil
}
