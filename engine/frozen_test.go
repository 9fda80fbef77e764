package engine

import (
	"encoding/json"
	"slices"

	"proffer/forms"
)

// frozen is a form as a stored version has it, with more of the brand's attributes, as members of an
// object: it is not linted, so that a test can say only what it is about. Texts are in English.
func frozen(t failer, form, attributes string) *forms.Version {
	t.Helper()
	return inPlaceOf(t, mustForm(t, survey(everyAttribute())), form, attributes)
}

// everyAttribute is a page that asks for all of the test brand's attributes that the tests here use.
func everyAttribute() string {
	return page("start", "", ask("single", "leaf", `, "choices": [{"value": "green", "scores": {"s": 1}}, {"value": "black"}]`), ask("yes_no", "milk", ""), ask("scale", "strength", ""),
		ask("multiple", "notes", ""), ask("single", "colour", ""), ask("short_text", "nickname", ""), ask("email", "email", ""), consent("ok", "recommend"), consent("mail_ok", "email_offers"))
}

// drawnVersion is a drawn form as it would be published, with schedule and catalogs. What lint would say
// of it is no matter: it finds out that a drawn rule never holds, or that a page is out of reach.
func drawnVersion(t failer, f drawnForm) (*forms.Version, forms.Schedule, *brand) {
	t.Helper()
	base, s, b := compiled(t, quiz(drawnMore, everyAttribute()))
	return inPlaceOf(t, base, f.source(), ""), s, b
}

// inPlaceOf is a version with another form in the place of its own.
func inPlaceOf(t failer, base *forms.Version, form, attributes string) *forms.Version {
	t.Helper()
	content, err := json.Marshal(base)
	if err != nil {
		t.Fatalf("%v", err)
	}
	var version, own, more map[string]any
	for source, into := range map[string]*map[string]any{string(content): &version, form: &own, "{" + attributes + "}": &more} {
		if err := json.Unmarshal([]byte(source), into); err != nil {
			t.Fatalf("%v in %s", err, source)
		}
	}
	version["form"] = own
	for name, a := range more {
		version["attributes"].(map[string]any)[name] = a //nolint:forcetypeassert // it is one
	}
	content, err = json.Marshal(inEnglish(version))
	if err != nil {
		t.Fatalf("%v", err)
	}
	v, err := forms.DecodeVersion(1, content)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return v
}

// inEnglish makes a text of each string that stands where a text does.
func inEnglish(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = inEnglish(v[i])
		}
	case map[string]any:
		for key, value := range v {
			if s, is := value.(string); is && slices.Contains([]string{"title", "label", "why", "body", "help", "inline", "because", "unit", "explain"}, key) && s != forms.ExplainAfter && s != forms.ExplainEnd {
				v[key] = map[string]any{"en": s}
			} else {
				v[key] = inEnglish(value)
			}
		}
	}
	return v
}

// answered is a path on which the questions of a version were answered in their order, without being
// read: each as rules, results and words see it.
func answered(v *forms.Version, k *ticket, answers map[string]forms.Answer) *path {
	p := newPath(v, k)
	for i := range v.Form.Pages {
		for j := range v.Form.Pages[i].Questions {
			q := &v.Form.Pages[i].Questions[j]
			if q.IsKnowledge() {
				p.ask(q)
			}
			p.shown = append(p.shown, q)
			if a, ok := answers[q.ID]; ok {
				p.answers[q.ID] = a
				p.settle(q, a)
			}
		}
	}
	return p
}
