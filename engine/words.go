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
	version  *forms.Version
	locale   string
	values   map[string]json.RawMessage // by question
	response Response
}

func (w words) outcome(id string, because []string) *OutcomeReply {
	for i := range w.version.Form.Outcomes {
		o := &w.version.Form.Outcomes[i]
		if o.ID != id {
			continue
		}
		out := &OutcomeReply{ID: o.ID, Title: w.pipe(o.Title.In(w.locale)), Body: w.pipe(o.Body.In(w.locale)), Image: o.Image, Because: w.because(because)}
		if o.Action != nil {
			out.Action = &ActionReply{Label: w.pipe(o.Action.Label.In(w.locale)), URL: o.Action.URL}
		}
		return out
	}
	return nil
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
	value := w.inline(q, "")
	if !ok || value == "" {
		return ""
	}
	if chosen := names(w.values[q.ID]); len(chosen) == 1 {
		if value, ok := a.Values.Get(chosen[0]); ok && value.Because.In(w.locale) != "" {
			return value.Because.In(w.locale)
		}
	}
	text := a.Because.In(w.locale)
	if text == "" {
		return ""
	}
	return strings.ReplaceAll(text, "{value}", isolate(value, w.locale))
}
