package engine

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"proffer/forms"
)

// words puts stored results into the words of a version in one locale. It has only the values that
// are still held: where one is gone, the text claims nothing of it.
type words struct {
	version *forms.Version
	locale  string
	values  map[string]json.RawMessage // by question
}

// wording is a question as it was shown, with the words of the chosen values.
func wording(v *forms.Version, locale string, p Preference) Wording {
	q := v.Question(p.Question)
	if q == nil {
		return Wording{Lang: locale}
	}
	w := Wording{Lang: locale, Label: q.Label.In(locale), Why: q.Why.In(locale)}
	var labels []string
	for _, name := range names(p.Value) {
		if ch := v.Choice(q.ID, name); ch != nil {
			labels = append(labels, ch.Label.In(locale))
		}
	}
	w.Choice = strings.Join(labels, ", ")
	return w
}

// names are the value names in a stored value.
func names(value json.RawMessage) []string {
	if len(value) == 0 {
		return nil
	}
	switch value[0] {
	case '[':
		var list []string
		if json.Unmarshal(value, &list) != nil {
			return nil
		}
		return list
	case '"':
		var s string
		if json.Unmarshal(value, &s) != nil {
			return nil
		}
		return []string{s}
	}
	return []string{string(value)}
}

func (w words) outcome(id string, because []string) *OutcomeReply {
	for i := range w.version.Form.Outcomes {
		o := &w.version.Form.Outcomes[i]
		if o.ID != id {
			continue
		}
		out := &OutcomeReply{ID: o.ID, Title: w.pipe(o.Title.In(w.locale)), Body: w.pipe(o.Body.In(w.locale)), Image: o.Image, Because: w.because(because)}
		if o.Action != nil {
			out.Action = &ActionReply{Label: o.Action.Label.In(w.locale), URL: o.Action.URL}
		}
		return out
	}
	return nil
}

func (w words) items(k *forms.Catalog, items []Item) []RecommendationItem {
	out := []RecommendationItem{}
	for _, i := range items {
		item, ok := k.Item(i.ID)
		if !ok {
			continue
		}
		out = append(out, RecommendationItem{
			Item:    ItemReply{ID: item.ID, Title: w.text(item.Title), URL: item.URL, Image: item.Image},
			Because: w.because(i.Because),
		})
	}
	return out
}

// text is a text in the locale, or, for a catalog that does not have it, in any it has.
func (w words) text(t forms.Text) string {
	if s, ok := t[w.locale]; ok {
		return s
	}
	for _, l := range w.version.Locales {
		if s, ok := t[l]; ok {
			return s
		}
	}
	for _, l := range slices.Sorted(maps.Keys(t)) {
		return t[l]
	}
	return ""
}

// because says which answers built a result.
func (w words) because(questions []string) []BecauseText {
	out := []BecauseText{}
	for _, id := range questions {
		q := w.version.Question(id)
		if q == nil || q.Attribute == "" {
			continue
		}
		if text := w.reason(q); text != "" {
			out = append(out, BecauseText{Question: id, Attribute: q.Attribute, Text: text})
		}
	}
	return out
}

// reason completes "because ..." for one answer: the value's own text, or the attribute's with the
// value put in. "" if the value is gone, or if the brand wrote none.
func (w words) reason(q *forms.Question) string {
	a, ok := w.version.Attributes.Get(q.Attribute)
	chosen := names(w.values[q.ID])
	if !ok || len(chosen) == 0 {
		return ""
	}
	if len(chosen) == 1 {
		if value, ok := a.Values.Get(chosen[0]); ok && value.Because.In(w.locale) != "" {
			return value.Because.In(w.locale)
		}
	}
	text := a.Because.In(w.locale)
	if text == "" {
		return ""
	}
	return strings.ReplaceAll(text, "{value}", w.inline(q))
}

// inline is an answer inside a sentence; "" if it is not held.
func (w words) inline(q *forms.Question) string {
	var out []string
	for _, name := range names(w.values[q.ID]) {
		ch := w.version.Choice(q.ID, name)
		switch {
		case ch == nil:
			out = append(out, name) // a number stands for itself
		case ch.Inline.In(w.locale) != "":
			out = append(out, ch.Inline.In(w.locale))
		default:
			out = append(out, ch.Label.In(w.locale))
		}
	}
	return forms.List(out, w.locale)
}

// pipe fills {question|fallback} with the answer, or with the fallback where there is none.
func (w words) pipe(text string) string {
	return forms.FillPipes(text, func(id string) string {
		if attribute, ok := strings.CutPrefix(id, "attr."); ok {
			id = ""
			for question := range w.values {
				if q := w.version.Question(question); q != nil && q.Attribute == attribute {
					id = question
				}
			}
		}
		q := w.version.Question(id)
		if q == nil {
			return ""
		}
		if a, ok := w.version.Attributes.Get(q.Attribute); !ok || !a.Bounded() {
			return ""
		}
		return w.inline(q)
	})
}
