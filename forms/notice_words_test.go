package forms

import (
	"strings"
	"testing"
)

func lines(facts []Fact) string {
	var out []string
	for _, f := range facts {
		out = append(out, f.Name+": "+f.Text)
	}
	return strings.Join(out, "|")
}

// What stands beside a question and behind it, whole: nobody who shows it joins words.
func TestFacts(t *testing.T) {
	v := resolved(t, loaded(t), "find-your-bike").Version
	for locale, want := range map[string]map[string]string{
		"en": {
			"result": "What for: |Why we may: It is needed for the result or the reward you ask for.|How long: 30 days|Who sees it: Pedalworks Srl, nobody else",
			"news":   "Why we may: Only if you say yes.|What is used: Email|How long: 1 year|Who sees it: Mailer GmbH · works for us · Germany · ",
			"shelf":  "How long: 1 year · Where you ride: 6 months|Who sees it: Pedalworks online shop · ourselves",
		},
		"it": {"news": "Su quale base: Solo se dici di sì.|Per quanto: 1 anno|Chi li vede: Mailer GmbH · lavora per noi · Germania"},
		"de": {"news": "Warum wir es dürfen: Nur wenn Sie Ja sagen.|Wie lange: 1 Jahr|Wer es sieht: Mailer GmbH · arbeitet für uns · Deutschland", "result": "sonst niemand"},
	} {
		for _, p := range v.Notice().Purposes {
			got := lines(v.purposeFacts(p.Purpose, locale))
			if locale == "en" && got != lines(p.Facts[locale]) {
				t.Errorf("%s: the notice says %s", p.Purpose, lines(p.Facts[locale]))
			}
			for _, part := range strings.Split(want[p.Purpose], "|") {
				if !strings.Contains(got, part) {
					t.Errorf("%s in %s lacks %q: %s", p.Purpose, locale, part, got)
				}
			}
		}
	}
	if got := lines(v.Notice().Facts["en"]); !strings.Contains(got, "Contact: ") || !strings.Contains(got, "Italy") || !strings.Contains(got, "Your rights: You can see") {
		t.Errorf("%s", got)
	}
	public := v.Public()
	if got := public.Offer.Valid.In("en"); got != "valid for 90 days" {
		t.Errorf("%q", got)
	}
	uses := map[string]string{}
	for _, p := range public.Pages {
		for _, q := range p.Questions {
			uses[q.ID] = q.Uses.In("en")
			if (len(q.Purposes) == 0) != (q.Uses == nil) {
				t.Errorf("%s: %v %v", q.ID, q.Purposes, q.Uses)
			}
		}
	}
	// The longest time is the attribute's own where it is shorter than the purpose's.
	if got, want := uses["terrain"], "For: Show your result and Suggest bikes you will like (only with your yes). Kept for up to 6 months. Seen by: Pedalworks online shop."; got != want {
		t.Errorf("%q", got)
	}
	if got := uses["email"]; !strings.Contains(got, "Kept for up to 1 year. Seen by: Mailer GmbH.") {
		t.Errorf("%q", got)
	}
}

func TestCountryName(t *testing.T) {
	for locale, want := range map[string]string{"en": "Germany", "de": "Deutschland", "it": "Germania", "ar": "ألمانيا", "tlh": "Germany"} {
		if got := countryName("DE", locale); got != want {
			t.Errorf("%s: %q", locale, got)
		}
	}
	if countryName("", "en") != "" || countryName("??", "en") != "??" {
		t.Error("no country has a name")
	}
}
