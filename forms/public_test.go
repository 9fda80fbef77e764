package forms

import (
	"slices"
	"strings"
	"testing"
)

// What the world sees of a form carries nothing of how it is judged.
func TestPublicTellsNoSecrets(t *testing.T) {
	v := resolved(t, loaded(t), "find-your-bike").Version
	shown := encoded(t, v.Public())
	for _, secret := range []string{"outcome", "The commuter", "The explorer", "Our favourites", "recommend", "all-rounder", "match", `"calm"`, "because", "trails are your thing", "stock", "budget", `"opens"`} {
		if strings.Contains(shown, secret) {
			t.Errorf("%s is told", secret)
		}
	}
	for _, needed := range []string{`"wild"`, "why", "showIf", "next", "notice", "declineLabel", "Legal up to 25 km/h.", "placeholder"} {
		if !strings.Contains(shown, needed) {
			t.Errorf("%s is missing", needed)
		}
	}
}

// A score is told only where a rule of the path reads it.
func TestPublicScores(t *testing.T) {
	for name, c := range map[string]struct {
		edits []edit
		want  []string
	}{
		"a question's showIf reads wild": {nil, []string{"wild"}},
		"no rule reads any":              {[]edit{{quiz, `, "showIf": {"<": [{"var": "score.wild"}, 4]}`, ``}}, nil},
		"an outcome's rule is no path":   {[]edit{{quiz, `, "showIf": {"<": [{"var": "score.wild"}, 4]}`, ``}, {quiz, `{"in": ["lights", {"var": "extras"}]}`, `{">": [{"var": "score.calm"}, 1]}`}}, nil},
		"a page's showIf reads calm":     {[]edit{{quiz, `{"!=": [{"var": "stage"}, "after_order"]}`, `{">": [{"var": "score.calm"}, 0]}`}}, []string{"calm", "wild"}},
		"a next reads calm":              {[]edit{{quiz, `{"==": [{"var": "terrain"}, "city"]}`, `{">": [{"var": "score.calm"}, 1]}`}}, []string{"calm", "wild"}},
		"a choice's showIf reads calm":   {[]edit{{quiz, `{"value": "bags"}`, `{"value": "bags", "showIf": {">": [{"var": "score.calm"}, 1]}}`}}, []string{"calm", "wild"}},
	} {
		v := resolved(t, loaded(t, c.edits...), "find-your-bike").Version
		var got []string
		for _, p := range v.Public().Pages {
			for _, q := range p.Questions {
				for s := range q.Scores {
					got = append(got, s)
				}
				for _, ch := range q.Choices {
					for s := range ch.Scores {
						got = append(got, s)
					}
				}
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v are told", name, got)
		}
		if c := v.Choice("terrain", "city"); c.Scores["calm"] != 2 {
			t.Errorf("%s: the version itself lost its scores", name)
		}
	}
}

func TestPublic(t *testing.T) {
	v := resolved(t, loaded(t), "find-your-bike").Version
	v.Number = 3
	p := v.Public()
	if p.Brand != "pedalworks" || p.Form != "find-your-bike" || p.Version != 3 || p.Kind != KindQuiz || p.Repeat.Limited() || !p.Remember || p.Schedule != nil || p.Texts != nil {
		t.Errorf("%+v", p)
	}
	if p.Offer == nil || p.Offer.Offer != "thanks/ten-percent" || p.Offer.Discount.Percent != 10 || p.Offer.Expires.String() != "P90D" || len(p.Offer.Version) != 8 ||
		len(p.Fallbacks) != 1 || p.Fallbacks[0].Offer != "spokes/hundred" || p.Fallbacks[0].Points != 100 || p.Fallbacks[0].Account != "spokes" {
		t.Errorf("offers: %s", encoded(t, []any{p.Offer, p.Fallbacks}))
	}
	questions := map[string]PublicQuestion{}
	for _, page := range p.Pages {
		for _, q := range page.Questions {
			questions[q.ID] = q
		}
	}
	for id, want := range map[string][]string{"hello": nil, "terrain": {"result", "shelf"}, "shelf_ok": {"shelf"}, "email": {"news"}, "pace": {"result", "shelf"}} {
		if got := questions[id].Purposes; !slices.Equal(got, want) {
			t.Errorf("%s is for %v", id, got)
		}
	}
	if pace := questions["pace"]; *pace.Min != 1 || *pace.Max != 5 || len(pace.Ends) != 2 {
		t.Errorf("%+v", pace)
	}
	if extras := questions["extras"]; *extras.Min != 1 || *extras.Max != 2 || !extras.Choices[2].Exclusive || extras.Choices[0].Label.In("en") != "Lights" {
		t.Errorf("%+v", extras)
	}
	if questions["email"].Category != CategoryContact || questions["hello"].Category != "" {
		t.Error("categories")
	}
	poll := resolved(t, loaded(t, edit{poll, `"offer": "votes/bell", `, ``}), "next-colour").Version.Public()
	if poll.Offer != nil || !strings.Contains(encoded(t, poll), `"offer":null,"fallbacks":[]`) || !poll.Repeat.Once || !poll.Remember || poll.Results.Minimum != 5 {
		t.Errorf("%s", encoded(t, poll))
	}
	if resolved(t, loaded(t, edit{spokes, `, "limits": {"perPerson": 1}`, ``}), "after-ride").Version.Remembers() {
		t.Error("a survey without limits remembers the device")
	}
}

// A form is offered exactly in the locales in which every text of its version and all of Proffer's
// own exist, in the brand's order.
func TestLocales(t *testing.T) {
	both := func(file, text string) edit { return edit{file, `"` + text + `"`, `{"en": "` + text + `", "it": "I"}`} }
	speaks := edit{brandFile, `"locales": ["en"]`, `"locales": ["it", "en", "eo"]`}
	// all texts that the poll's version shows
	all := []edit{
		{brandFile, `"processing": "On our own server in Turin."`, `"processing": {"en": "Here.", "it": "Qui."}`},
		{brandFile, `"label": "Show your result", "use": "The page you see at the end."`, `"label": {"en": "R", "it": "R"}, "use": {"en": "U", "it": "U"}`},
		both(brandFile, "Improve our service"), both(brandFile, "We read it with your order."), both(brandFile, "Finding what went wrong with deliveries."),
		both(brandFile, "Next colour"),
		{brandFile, `{"moss": {"label": "Moss"}, "rust": {"label": "Rust"}, "slate": {"label": "Slate"}}`, `{"moss": {"label": {"en": "M", "it": "M"}}, "rust": {"label": {"en": "R", "it": "R"}}, "slate": {"label": {"en": "S", "it": "S"}}}`},
		both(poll, "Which colour next?"), both(poll, "Which colour should we paint next?"), both(poll, "The one with the most votes is painted."),
	}
	alone := []edit{{quiz, "", ""}, {survey, "", ""}, {poll, `"offer": "votes/bell", `, ``}}
	locales := func(edits ...edit) []string {
		b, findings := Load(edited(t, append(slices.Concat(alone, edits), speaks, edit{catalogFile, "", ""})...))
		for _, f := range findings {
			if f.Severity == SeverityError && f.Code != "no_locale" {
				t.Fatal(f)
			}
		}
		if b == nil {
			return nil
		}
		return resolved(t, b, "next-colour").Version.Locales
	}
	if got := locales(all...); !slices.Equal(got, []string{"it", "en"}) {
		t.Errorf("offered in %v", got)
	}
	// Esperanto has all of them, and none of Proffer's own
	esperanto := slices.Clone(all)
	for i := range esperanto {
		esperanto[i].to = strings.ReplaceAll(all[i].to, `"it"`, `"eo"`)
	}
	if got := locales(esperanto...); !slices.Equal(got, []string{"en"}) {
		t.Errorf("offered in %v", got)
	}
	for i := range all {
		one := slices.Concat(all[:i], all[i+1:])
		one = append(one, edit{all[i].file, all[i].from, onlyItalian(all[i].to)})
		if got := locales(one...); !slices.Equal(got, []string{"it"}) {
			t.Errorf("without the English of %q: offered in %v", all[i].from, got)
		}
	}
}

// onlyItalian drops the English from a bilingual replacement.
func onlyItalian(text string) string {
	for {
		before, rest, found := strings.Cut(text, `"en": "`)
		if !found {
			return text
		}
		_, after, _ := strings.Cut(rest, `", `)
		text = before + after
	}
}

func TestDirection(t *testing.T) {
	for locale, want := range map[string]string{"en": "ltr", "it": "ltr", "ar": "rtl", "he": "rtl", "fa-AF": "rtl", "ur": "rtl", "yi": "rtl", "dv": "rtl", "az-Arab": "rtl", "uz": "ltr", "ar-Latn": "ltr", "zh-Hant": "ltr", "": "ltr", "no-locale-at-all": "ltr"} {
		if got := Direction(locale); got != want {
			t.Errorf("%q is written %s", locale, got)
		}
	}
}

func TestPick(t *testing.T) {
	for _, c := range []struct {
		offered []string
		wanted  []string
		want    string
	}{
		{[]string{"en", "it"}, []string{"it"}, "it"},
		{[]string{"en", "it"}, []string{"it-CH"}, "it"},
		{[]string{"en", "it"}, []string{"", "fr;q=0.9, it;q=0.8"}, "it"},
		{[]string{"en", "it"}, []string{"ja"}, "en"},
		{[]string{"it", "en"}, []string{"ja"}, "it"},
		{[]string{"it", "en"}, nil, "it"},
		{[]string{"it", "en"}, []string{";;;not a header"}, "it"},
		{nil, []string{"it"}, ""},
	} {
		if got := Pick(c.offered, c.wanted...); got != c.want {
			t.Errorf("%v from %v: %q", c.wanted, c.offered, got)
		}
	}
}

func TestFillPipes(t *testing.T) {
	value := func(id string) string { return map[string]string{"roast": "dark", "{": "x"}[id] }
	for text, want := range map[string]string{
		"": "", "plain": "plain", "a {roast|fine} cup": "a dark cup", "a {milk|fine} cup": "a fine cup", "{roast|a}{milk|b}": "darkb",
		"{milk|}": "", "{milk": "{milk", "}": "}", "{roast}": "dark", "{milk|a|b}": "a|b",
	} {
		if got := FillPipes(text, value); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// A bare placeholder that every language writes alike holds in all locales, one in words in the first alone.
func TestExamplesHoldInEveryLocale(t *testing.T) {
	for question, want := range map[string]bool{
		`"type": "email", "attribute": "email", "placeholder": "name@example.org"`:         true,
		`"type": "email", "attribute": "email", "placeholder": {"en": "name@example.org"}`: false,
		`"type": "short_text", "attribute": "remark", "placeholder": "It was ..."`:         false,
	} {
		showIf := ""
		if strings.Contains(question, "email") {
			showIf = afterYes
		}
		b := loaded(t, edit{brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`}, edit{survey, "", onePage(agreed("news", `{"id": "x", "label": "L", "why": "W", `+question+showIf+`}`))})
		f := b.Forms[slices.IndexFunc(b.Forms, func(f *Form) bool { return f.ID == "after-ride" })]
		var written Text
		f.eachQuestion(func(_ string, _ *Page, q *Question) {
			if q.ID == "x" {
				written = q.Placeholder
			}
		})
		if _, has := written["it"]; has != want || written[""] != "" {
			t.Errorf("%s: %v", question, written)
		}
		// In the version it stands in the locales in which the form is offered, and in no other.
		if got := resolved(t, b, "after-ride").Version.Question("x").Placeholder; len(got) != 1 || got["en"] == "" {
			t.Errorf("%s: %v in the version", question, got)
		}
	}
}
