package forms

import (
	"encoding/json"
	"strings"

	"proffer/forms/fault"
)

// Repeat is how often one subject may answer a form: once, always, once in a period, or once for each
// value of a context field. In JSON: "once", "always", "P90D" or {"per": "context.order_id"}.
type Repeat struct {
	Once   bool
	Period *Period
	Per    string // a context field's name, without "context."
}

// RepeatRule is how often one subject may answer: the form's own word, or its kind's default.
func (f *Form) RepeatRule() Repeat {
	if f.Repeat != nil {
		return *f.Repeat
	}
	return Repeat{Once: f.Kind == KindPoll}
}

// Limited tells whether a second answer can be one too many.
func (r Repeat) Limited() bool { return r.Once || r.Period != nil || r.Per != "" }

const repeatRight = `write "once", "always", a period such as "P90D", or {"per": "context.<field>"}`

// UnmarshalJSON takes each of the four forms.
func (r *Repeat) UnmarshalJSON(raw []byte) error {
	bad := func(at string) error {
		e := fault.At(fault.Invalid, at, "out_of_range", "%s does not say how often one person may answer", raw)
		e.Fields[0].Right = repeatRight
		return e
	}
	var word string
	if json.Unmarshal(raw, &word) == nil {
		switch word {
		case "once":
			*r = Repeat{Once: true}
		case "always":
			*r = Repeat{}
		default:
			var p Period
			if p.UnmarshalJSON(raw) != nil {
				return bad("")
			}
			*r = Repeat{Period: &p}
		}
		return nil
	}
	var object map[string]string
	if json.Unmarshal(raw, &object) != nil || len(object) != 1 {
		return bad("")
	}
	field, ok := strings.CutPrefix(object["per"], "context.")
	if !ok || field == "" {
		return bad("/per")
	}
	*r = Repeat{Per: field}
	return nil
}

// MarshalJSON writes the form that UnmarshalJSON reads.
func (r Repeat) MarshalJSON() ([]byte, error) {
	switch {
	case r.Once:
		return []byte(`"once"`), nil
	case r.Period != nil:
		return json.Marshal(r.Period)
	case r.Per != "":
		return json.Marshal(map[string]string{"per": "context." + r.Per})
	}
	return []byte(`"always"`), nil
}
