package forms

import (
	"maps"
	"regexp"
	"slices"
	"testing"
)

var slot = regexp.MustCompile(`\{\w+\}`)

// A language that Proffer speaks is whole: the interface, the notice's sentences, and the words that the gate
// knows. None stands in English by oversight, and none has a place to fill that is never filled.
func TestLanguagesAreWhole(t *testing.T) {
	if got := slices.Sorted(maps.Keys(interfaceTexts)); !slices.Equal(got, []string{"ar", "de", "en", "it"}) {
		t.Errorf("Proffer speaks %v", got)
	}
	plural := regexp.MustCompile(`\.(zero|two|few|many)$`) // forms that English has not
	same := []string{"comma", "other", "no", "me.download", "step", "asks.link.one", "asks.link.other"}
	for what, all := range map[string]map[string]map[string]string{"texts": interfaceTexts, "notices": noticeTexts} {
		if got, want := slices.Sorted(maps.Keys(all)), slices.Sorted(maps.Keys(interfaceTexts)); !slices.Equal(got, want) {
			t.Errorf("%s in %v, not in %v", what, got, want)
		}
		for locale, texts := range all {
			for key, english := range all["en"] {
				text := texts[key]
				if text == "" || locale != "en" && text == english && len(slot.ReplaceAllString(text, "")) > 8 && !slices.Contains(same, key) {
					t.Errorf("%s/%s.json has %s as %q", what, locale, key, text)
				}
				if got, want := slot.FindAllString(text, -1), slot.FindAllString(english, -1); len(got) < len(want) && locale != "ar" || slices.ContainsFunc(got, func(s string) bool { return !slices.Contains(want, s) }) {
					t.Errorf("%s/%s.json: %s fills %v, in English %v", what, locale, key, got, want)
				}
			}
			for key := range texts {
				if all["en"][key] == "" && !plural.MatchString(key) {
					t.Errorf("%s/%s.json has %s, which nobody reads", what, locale, key)
				}
			}
		}
	}
	for locale := range interfaceTexts {
		if wordLists[locale].Secret == nil {
			t.Errorf("the gate knows no words of %s", locale)
		}
	}
}

// German speaks to people with Sie.
func TestGermanIsPolite(t *testing.T) {
	familiar := regexp.MustCompile(`(?i)\b(du|dich|dir|dein\w*)\b`)
	for _, texts := range []map[string]string{interfaceTexts["de"], noticeTexts["de"]} {
		for key, text := range texts {
			if familiar.MatchString(text) {
				t.Errorf("%s: %s", key, text)
			}
		}
	}
}

// A brand that writes in German only is offered in it, whole.
func TestGermanAlone(t *testing.T) {
	v := resolved(t, loaded(t, edit{brandFile, `"locales": ["en"]`, `"locales": ["de"]`}), "find-your-bike").Version
	if !slices.Equal(v.Locales, []string{"de"}) {
		t.Fatalf("offered in %v", v.Locales)
	}
	p := v.Public()
	if InterfaceTexts("de")["next"] != "Weiter" || p.Notice.Balance.Takes.In("de") != "etwa 1 Minute" || p.Notice.Balance.Kept.In("de") != "Meist 30 Tage aufbewahrt, höchstens 1 Jahr" {
		t.Errorf("%v", p.Notice.Balance)
	}
}
