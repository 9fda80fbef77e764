package forms

import (
	"embed"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// The interface texts of the widget and the pages, one file per locale, a flat object of strings.
//
//go:embed texts/*.json
var textFiles embed.FS

var interfaceTexts = func() map[string]map[string]string {
	out := map[string]map[string]string{}
	entries, err := textFiles.ReadDir("texts")
	if err != nil {
		panic("forms: embedded texts: " + err.Error())
	}
	for _, e := range entries {
		raw, err := textFiles.ReadFile(path.Join("texts", e.Name()))
		if err != nil {
			panic("forms: embedded texts: " + err.Error())
		}
		m := map[string]string{}
		if err := json.Unmarshal(raw, &m); err != nil {
			panic("forms: texts/" + e.Name() + ": " + err.Error())
		}
		out[strings.TrimSuffix(e.Name(), ".json")] = m
	}
	return out
}()

// InterfaceTexts are Proffer's own words in a locale; nil if it has none.
func InterfaceTexts(locale string) map[string]string { return interfaceTexts[locale] }

// FormTexts are those that a form needs in a locale; what only the pages around it say is left out.
func FormTexts(locale string) map[string]string { return formTexts[locale] }

var formTexts = func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for locale, all := range interfaceTexts {
		out[locale] = maps.Clone(all)
		maps.DeleteFunc(out[locale], func(key, _ string) bool {
			return strings.HasPrefix(key, "me.") || strings.HasPrefix(key, "problem.")
		})
	}
	return out
}()

// Direction is the writing direction of a locale, ltr or rtl.
func Direction(locale string) string {
	script, _ := language.Make(locale).Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// Pick chooses the offered locale that fits the wanted tags best, the first if none does.
func Pick(offered []string, wanted ...string) string {
	if len(offered) == 0 {
		return ""
	}
	if len(wanted) > 0 && slices.Contains(offered, wanted[0]) {
		return offered[slices.Index(offered, wanted[0])] // most clients ask for exactly what is there
	}
	tags := make([]language.Tag, len(offered))
	for i, l := range offered {
		tags[i] = language.Make(l)
	}
	var want []language.Tag
	for _, w := range wanted {
		parsed, _, err := language.ParseAcceptLanguage(w)
		if err == nil {
			want = append(want, parsed...)
		}
	}
	_, i, confidence := language.NewMatcher(tags).Match(want...)
	if confidence == language.No {
		return offered[0]
	}
	return offered[i]
}
