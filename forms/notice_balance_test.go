package forms

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The words of the offer card, in each language with its own plurals.
func TestAsks(t *testing.T) {
	taps := func(least, most int) Asked { return Asked{What: "taps", Least: least, Most: most} }
	for _, c := range []struct {
		asked          []Asked
		en, it, ar, de string
	}{
		{nil, "Nothing to answer", "Nulla a cui rispondere", "لا شيء للإجابة عنه", "Nichts zu beantworten"},
		{[]Asked{taps(1, 1)}, "1 tap", "1 tocco", "نقرة واحدة", "1 Klick"},
		{[]Asked{taps(2, 2)}, "2 taps", "2 tocchi", "نقرتان", "2 Klicks"},
		{[]Asked{taps(6, 6)}, "6 taps", "6 tocchi", "6 نقرات", "6 Klicks"},
		{[]Asked{taps(11, 11)}, "11 taps", "11 tocchi", "11 نقرة", "11 Klicks"},
		{[]Asked{taps(100, 100)}, "100 taps", "100 tocchi", "100 نقرة", "100 Klicks"},
		{[]Asked{taps(3, 6)}, "3 to 6 taps", "da 3 a 6 tocchi", "3 إلى 6 نقرات", "3 bis 6 Klicks"},
		{[]Asked{taps(1, 2)}, "1 to 2 taps", "da 1 a 2 tocchi", "1 إلى 2 نقرة", "1 bis 2 Klicks"},
		{[]Asked{taps(0, 1)}, "up to 1 tap", "fino a 1 tocco", "نقرة واحدة على الأكثر", "höchstens 1 Klick"},
		{[]Asked{taps(6, 6), {"email", 0, 1, true}}, "6 taps and 1 optional email", "6 tocchi e 1 e-mail facoltativa", "6 نقرات وعنوان بريد إلكتروني اختياري", "6 Klicks und 1 freiwillige E-Mail-Adresse"},
		{[]Asked{taps(6, 6), {"email", 1, 1, false}}, "6 taps and 1 email", "6 tocchi e 1 e-mail", "6 نقرات وعنوان بريد إلكتروني واحد", "6 Klicks und 1 E-Mail-Adresse"},
		{[]Asked{{"text", 1, 3, false}}, "1 to 3 texts", "da 1 a 3 testi", "1 إلى 3 نصوص", "1 bis 3 Texte"},
		{[]Asked{taps(2, 2), {"date", 1, 1, false}, {"text", 0, 2, true}}, "2 taps, 1 date and 2 optional texts", "2 tocchi, 1 data e 2 testi facoltativi", "نقرتان، تاريخ واحد ونصان اختياريان", "2 Klicks, 1 Datum und 2 freiwillige Texte"},
		// too long: what is typed is no longer named one by one, and is optional only if all of it is
		{[]Asked{taps(12, 24), {"email", 0, 1, true}, {"phone", 0, 1, true}, {"address", 1, 1, false}}, "12 to 24 taps and 1 to 3 typed answers", "da 12 a 24 tocchi e da 1 a 3 risposte scritte", "12 إلى 24 نقرة و1 إلى 3 إجابات مكتوبة", "12 bis 24 Klicks und 1 bis 3 getippte Antworten"},
		{[]Asked{taps(12, 24), {"email", 0, 1, true}, {"phone", 0, 1, true}, {"address", 0, 1, true}}, "12 to 24 taps and 3 optional typed answers", "da 12 a 24 tocchi e 3 risposte scritte facoltative", "12 إلى 24 نقرة و3 إجابات مكتوبة اختيارية", "12 bis 24 Klicks und 3 freiwillige getippte Antworten"},
	} {
		for locale, want := range map[string]string{"en": c.en, "it": c.it, "ar": c.ar, "de": c.de} {
			if got := asks(c.asked, locale); got != want {
				t.Errorf("%s: %s, not %s", locale, got, want)
			}
		}
	}
}

// No sentence is longer than the card has room for, whatever is asked.
func TestAsksIsShort(t *testing.T) {
	all := []Asked{{What: "taps", Least: 100, Most: 2000}}
	for _, what := range []string{"email", "phone", "address", "date", "number", "link", "text"} {
		all = append(all, Asked{What: what, Least: 10, Most: 100})
	}
	for locale := range noticeTexts {
		for _, optional := range []bool{false, true} {
			for n := range len(all) {
				asked := slices.Clone(all[:n+1])
				for i := range asked[1:] {
					if asked[i+1].Optional = optional; optional {
						asked[i+1].Least = 0
					}
				}
				if s := asks(asked, locale); utf8.RuneCountInString(s) > maxAsks || strings.ContainsAny(s, "{}") || s == "" {
					t.Errorf("%s: %d characters: %s", locale, utf8.RuneCountInString(s), s)
				}
			}
		}
		for _, seconds := range []int{5, 10, 55, 60, 61, 120, 600, 3600} {
			if s := takes(seconds, locale); s == "" || strings.ContainsAny(s, "{}") {
				t.Errorf("%s: %d s: %q", locale, seconds, s)
			}
		}
	}
	for seconds, want := range map[int]string{45: "about 45 seconds", 60: "about 1 minute", 65: "about 2 minutes"} {
		if got := takes(seconds, "en"); got != want {
			t.Errorf("%d s: %s", seconds, got)
		}
	}
}

// Every language has each phrase in every plural form of its grammar that it needs.
func TestPlurals(t *testing.T) {
	for locale, texts := range noticeTexts {
		for key, text := range texts {
			stem, ok := strings.CutSuffix(key, ".other")
			if !ok {
				continue
			}
			for n := range 200 {
				if got := counted(locale, stem, n+1); got == "" || strings.Contains(got, "{") {
					t.Errorf("%s %s %d: %q of %q", locale, stem, n+1, got, text)
				}
			}
		}
	}
	for n, want := range map[int]string{1: "سنة واحدة", 2: "سنتين", 3: "3 سنوات", 11: "11 سنة"} {
		if got := counted("ar", "year", n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

// The sentences of a form follow from its definition.
func TestNoticeBalance(t *testing.T) {
	b := resolved(t, loaded(t), "find-your-bike").Version.Notice().Balance
	// terrain 1 tap, a multiple (2), a scale (1) or neither, a yes_no that is conditional, two consents
	want := `asks "3 to 6 taps and 1 optional email", takes "about 1 minute", kept "Kept mostly 30 days, at most 1 year", seen by "Only us and Mailer GmbH"`
	said := func(b Balance) string {
		return fmt.Sprintf("asks %q, takes %q, kept %q, seen by %q", b.Asks.In("en"), b.Takes.In("en"), b.Kept.In("en"), b.SeenBy.In("en"))
	}
	if got := said(b); got != want {
		t.Errorf("%s", got)
	}
	if !slices.Equal(b.Asked, []Asked{{"taps", 3, 6, false}, {"email", 0, 1, true}}) || b.Keep.Longest.String() != "P1Y" || b.Keep.Typical.String() != "P30D" {
		t.Errorf("%+v", b)
	}
	for name, c := range map[string]struct {
		edits []edit
		want  string
	}{
		"a required one that everybody is asked": {[]edit{{survey, "", onePage(ask("remark", "short_text", "remark", `, "required": true`))}}, `asks "1 text", takes "about 20 seconds", kept "Kept for 90 days", seen by "Only us"`},
		"one that may be passed over":            {[]edit{{survey, "", onePage(ask("remark", "short_text", "remark", ""))}}, `asks "1 optional text", takes "about 20 seconds", kept "Kept for 90 days", seen by "Only us"`},
		"a required one on a page of some": {[]edit{{survey, "", onePages(`{"id": "a", "showIf": {"==": [{"var": "locale"}, "en"]}, "questions": [` + ask("remark", "short_text", "remark", `, "required": true`) + "," + ask("terrain", "single", "terrain", "") + `]}`)}},
			`asks "up to 1 tap and 1 optional text", takes "about 25 seconds", kept "Kept mostly 90 days, at most 6 months", seen by "Only us"`},
		"nothing":                            {[]edit{{survey, "", onePages(say)}}, `asks "Nothing to answer", takes "about 5 seconds", kept "Nothing is kept", seen by "Only us"`},
		"only what a consent would let keep": {[]edit{{survey, "", onePage(agreed("news", ask("email", "email", "email", afterYes)))}}, `asks "1 tap and 1 optional email", takes "about 25 seconds", kept "Kept for 1 year", seen by "Only us and Mailer GmbH"`},
		"a long name": {[]edit{{survey, "", onePage(agreed("news", ask("email", "email", "email", afterYes)))}, {brandFile, "Mailer GmbH", "Gesellschaft für den Versand elektronischer Briefe mbH & Co. KG"}},
			`asks "1 tap and 1 optional email", takes "about 25 seconds", kept "Kept for 1 year", seen by "Only us and 1 other"`},
	} {
		if got := said(resolved(t, loaded(t, c.edits...), "after-ride").Version.Notice().Balance); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	// A multiple of which one may be picked is one tap, and a ranking has no more of them than places.
	for more, want := range map[string]int{`, "max": 1`: 1, `, "min": 1, "max": 2`: 2, ``: 2} {
		if got := resolved(t, loaded(t, edit{survey, "", onePage(ask("extras", "multiple", "extras", more))}), "after-ride").Version.Notice().Balance.Taps; got != want {
			t.Errorf("multiple%s: %d taps", more, got)
		}
	}
	ranks := func(top int64) *Version {
		v := resolved(t, loaded(t, edit{survey, "", onePage(ask("extras", "multiple", "extras", ""))}), "after-ride").Version
		q := &v.Form.Pages[0].Questions[0]
		q.Type, q.Top = "ranking", &top
		return v
	}
	for top, want := range map[int64]int{1: 1, 2: 2, 3: 3} {
		if v := ranks(top); v.effort(&v.Form.Pages[0].Questions[0]).Taps != want {
			t.Errorf("a ranking of %d: %d taps", top, v.effort(&v.Form.Pages[0].Questions[0]).Taps)
		}
	}
	poll := resolved(t, loaded(t), "next-colour").Version
	poll.Form.Anonymous = true
	if got := said(poll.balance()); got != `asks "1 tap", takes "about 5 seconds", kept "Only the count is kept", seen by "Nobody can see your vote"` {
		t.Errorf("%s", got)
	}
}

// A name keeps to itself between words that run the other way.
func TestNamesAreIsolated(t *testing.T) {
	v := resolved(t, loaded(t), "find-your-bike").Version
	if got := v.seenBy("ar"); got != "نحن و\u2068Mailer GmbH\u2069 فقط" {
		t.Errorf("%q", got)
	}
	if s := v.summary("ar"); !strings.Contains(s, "\u2068Pedalworks Srl\u2069") || !strings.Contains(s, "\u2068Mailer GmbH\u2069") || !strings.Contains(s, "سنة واحدة") {
		t.Errorf("%q", s)
	}
	if got := v.seenBy("de"); got != "Nur wir und Mailer GmbH" {
		t.Errorf("%q", got)
	}
	if s := v.summary("de"); !strings.Contains(s, "nur für das, was hier steht: „“, „“ und „“. ") || !strings.Contains(s, "Nichts wird länger als 1 Jahr aufbewahrt.") {
		t.Errorf("%q", s)
	}
	if got := v.seenBy("it"); got != "Solo noi e Mailer GmbH" {
		t.Errorf("%q", got)
	}
}
