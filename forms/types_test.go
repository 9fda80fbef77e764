package forms

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// everyType is testdata/types, a brand that asks with every type.
func everyType(t testing.TB) *Bundle {
	t.Helper()
	b, findings := Load(os.DirFS("testdata/types"))
	if b == nil || len(findings) != 0 {
		t.Fatalf("%v", findings)
	}
	return b
}

func TestTypesBrandUsesEveryType(t *testing.T) {
	b := everyType(t)
	asked, attributes := map[string]bool{"consent": true}, map[string]bool{}
	for _, f := range b.Forms {
		for _, p := range f.Pages {
			for _, q := range p.Questions {
				asked[q.Type] = true
			}
		}
	}
	for _, name := range b.Brand.Attributes.Names() {
		a, _ := b.Brand.Attributes.Get(name)
		attributes[a.Type] = true
	}
	for name := range kinds {
		if !asked[name] {
			t.Errorf("no question of the type %s", name)
		}
	}
	for _, name := range attributeTypes {
		if !attributes[name] {
			t.Errorf("no attribute of the type %s", name)
		}
	}
}

func publicQuestions(p Public) map[string]PublicQuestion {
	out := map[string]PublicQuestion{}
	for _, page := range p.Pages {
		for _, q := range page.Questions {
			out[q.ID] = q
		}
	}
	return out
}

// The public form has all that a browser needs to ask with each type, and to check what it sends.
func TestPublicTypes(t *testing.T) {
	questions := publicQuestions(resolved(t, everyType(t), "your-bike").Version.Public())
	pick := func(q PublicQuestion) map[string]any {
		out := map[string]any{}
		for name, v := range map[string]*float64{"min": q.Min, "max": q.Max, "step": q.Step} {
			if v != nil {
				out[name] = *v
			}
		}
		for name, text := range map[string]string{"unit": q.Unit.In("en"), "earliest": q.Earliest, "latest": q.Latest} {
			if text != "" {
				out[name] = text
			}
		}
		for name, is := range map[string]bool{"whole": q.Whole, "other": q.Other, "knowledge": q.Knowledge, "ends": len(q.Ends) == 2} {
			if is {
				out[name] = true
			}
		}
		if q.Top != nil {
			out["top"] = *q.Top
		}
		if q.MaxLength != nil {
			out["maxLength"] = *q.MaxLength
		}
		var rows, choices []string
		for _, r := range q.Rows {
			rows = append(rows, r.Row+"="+r.Label.In("en")+"/"+r.Inline.In("en"))
		}
		for _, c := range q.Choices {
			choices = append(choices, c.Value.Name()+"="+c.Label.In("en")+"/"+c.Inline.In("en"))
		}
		if rows != nil {
			out["rows"] = strings.Join(rows, " ")
		}
		if choices != nil {
			out["choices"] = strings.Join(choices, " ")
		}
		return out
	}
	for id, want := range map[string]string{
		"bike":       `{"choices":"city=City bike/a city bike gravel=Gravel bike/a gravel bike","other":true}`, // without the retired one
		"jobs":       `{"choices":"brakes=Brakes/new brakes gears=Gears/ all=All of it/","max":3,"min":1,"other":true}`,
		"pickup":     `{"choices":"true=Yes/ false=No/"}`,
		"home":       `{}`,
		"day":        `{"earliest":"today","latest":"2035-12-31"}`,
		"wear":       `{"choices":"fine=Fine/ worn=Worn/rather worn broken=Broken/","rows":"tyres=Tyres/the tyres chain=Chain/"}`,
		"priorities": `{"choices":"price=Price/the price speed=Speed/how fast it is parts=Good parts/good parts","top":2}`,
		"rides":      `{"max":14,"min":0,"unit":"rides a week","whole":true}`,
		"weight":     `{"max":40,"min":3,"step":0.5,"unit":"kg"}`,
		"budget":     `{"ends":true,"max":500,"min":50,"step":50,"unit":"EUR","whole":true}`,
		"comfort":    `{"ends":true,"max":5,"min":1}`,
		"posture":    `{"ends":true,"max":2,"min":-2}`,
		"praise":     `{"ends":true,"max":10,"min":0}`,
		"note":       `{"maxLength":80}`,
		"story":      `{"maxLength":1000}`,
		"phone":      `{}`,
	} {
		if got := encoded(t, pick(questions[id])); got != want {
			t.Errorf("%s is shown with %s", id, got)
		}
	}
	// A question that says none is shown with the default, so that no client has to know it.
	for id, want := range map[string]int64{"short_text": 8, "long_text": 20} {
		if q := publicQuestions(everyQuestion(t).Public())[id]; q.MaxLength == nil || *q.MaxLength != want {
			t.Errorf("%s: %v", id, q.MaxLength)
		}
	}
	plain := publicQuestions(resolved(t, loaded(t, edit{survey, `"maxLength": 300, `, ``}), "after-ride").Version.Public())
	if q := plain["remark"]; q.MaxLength == nil || *q.MaxLength != defaultTextLength {
		t.Errorf("remark: %v", q.MaxLength)
	}
	if top := publicQuestions(everyQuestion(t).Public())["rank_all"].Top; top == nil || *top != 3 {
		t.Errorf("all are ranked: %v", top)
	}
}

// Nothing that reaches a browser tells which answer is right, what it is worth or why it is right.
func TestPublicTellsNoRightAnswer(t *testing.T) {
	v := resolved(t, everyType(t), "know-your-bike").Version
	p := v.Public()
	shown := encoded(t, p.Pages)
	for _, secret := range []string{`"correct"`, `"points"`, "Or it would come loose", "titan", "32", "36", `"pass"`} {
		if strings.Contains(strings.ToLower(shown), strings.ToLower(secret)) {
			t.Errorf("%s is told", secret)
		}
	}
	questions := publicQuestions(p)
	if p.Explain != ExplainAfter || !questions["thread"].Knowledge || questions["bike"].Knowledge || len(questions["thread"].Choices) != 2 || questions["thread"].Choices[1].Label.In("en") != "The right one" {
		t.Errorf("%s", shown)
	}
	if spokes := questions["spokes"]; *spokes.Min != 1 || *spokes.Max != 100 || *spokes.Step != 1 {
		t.Errorf("%+v", spokes)
	}
	if yes := questions["tubeless"].Choices; len(yes) != 2 || yes[0].Label.In("en") != "Yes" {
		t.Errorf("%+v", yes)
	}
	if other := resolved(t, loaded(t), "find-your-bike").Version.Public(); other.Explain != "" {
		t.Errorf("a quiz without right answers tells them %q", other.Explain)
	}
	silent := resolved(t, loaded(t, edit{survey, "", quizOf(`{"id": "x", "type": "yes_no", "label": "L", "why": "W", "correct": true}`, "")}), "after-ride").Version.Public()
	if silent.Explain != ExplainEnd {
		t.Errorf("told %q", silent.Explain)
	}
}

// A computed value is told only where a rule of the path reads it, itself or through another, and with
// it the scores that it reads.
func TestPublicComputed(t *testing.T) {
	const computed = `"computed": {"spare": {"+": [1, 1]}, "wilder": {"+": [{"var": "score.calm"}, 1]}, "top": {"max": [{"var": "computed.wilder"}, 2]}}`
	b := loaded(t, edit{quiz, `"offer": "thanks/ten-percent",`, `"offer": "thanks/ten-percent", ` + computed + `,`})
	v := resolved(t, b, "find-your-bike").Version
	if p := v.Public(); p.Computed.Len() != 0 {
		t.Errorf("%v are told", p.Computed.Names())
	}
	for i := range v.Form.Pages {
		if page := &v.Form.Pages[i]; page.ID == "outside" {
			if err := page.ShowIf.UnmarshalJSON([]byte(`{">": [{"var": "computed.top"}, 1]}`)); err != nil {
				t.Fatal(err)
			}
		}
	}
	p := v.Public()
	if !slices.Equal(p.Computed.Names(), []string{"wilder", "top"}) || !strings.Contains(encoded(t, p), `"calm"`) {
		t.Errorf("%v are told", p.Computed.Names())
	}
}

// Wordings need the words of each value, also of one that is retired: a known answer may be one.
func TestChoiceOfEachType(t *testing.T) {
	v := resolved(t, everyType(t), "your-bike").Version
	for question, c := range map[string]struct{ value, label string }{
		"bike": {"fixie", "Fixed gear"}, "jobs": {"wheels", "Wheels"}, "wear": {"worn", "Worn"}, "priorities": {"speed", "Speed"}, "pickup": {"true", "Yes"},
	} {
		if ch := v.Choice(question, c.value); ch == nil || ch.Label.In("en") != c.label {
			t.Errorf("%s %s: %+v", question, c.value, ch)
		}
	}
	for _, question := range []string{"bike", "rides", "hello", "nothing"} {
		if ch := v.Choice(question, "other"); ch != nil {
			t.Errorf("%s: %+v", question, ch)
		}
	}
}

// The notice counts each row of a matrix.
func TestBalanceCountsRows(t *testing.T) {
	taps := func(more string) int {
		b := loaded(t, edit{survey, "", onePage(ask("x", "matrix", "wear", more))}, edit{brandFile, firstAttribute, firstAttribute + moreAttributes})
		return resolved(t, b, "after-ride").Version.Notice().Balance.Taps
	}
	if all, some := taps(""), taps(`, "rows": ["chain", "saddle"]`); all != 3 || some != 2 {
		t.Errorf("%d and %d taps", all, some)
	}
}

// A form is offered in a language only if the texts of the new members exist in it too.
func TestLocalesOfTypes(t *testing.T) {
	both := func(attributes string) string {
		for _, text := range []string{"N", "kg", "A", "B", "R"} {
			attributes = strings.ReplaceAll(attributes, `"`+text+`"`, `{"en": "`+text+`", "it": "I `+text+`"}`)
		}
		return attributes
	}
	for name, c := range map[string]struct{ kind, attribute, question, only string }{
		"unit":       {"number", `"type": "number", "unit": "kg"`, ``, `"kg"`},
		"row":        {"matrix", `"type": "matrix", "rows": {"r": {"label": "R"}}, "values": {"a": {"label": "A"}, "b": {"label": "B"}}`, ``, `"R"`},
		"row inline": {"matrix", `"type": "matrix", "rows": {"r": {"label": {"en": "x", "it": "x"}, "inline": "R"}}, "values": {"a": {"label": "A"}, "b": {"label": "B"}}`, ``, `"R"`},
		"value":      {"ranking", `"type": "ranking", "values": {"a": {"label": {"en": "x", "it": "x"}}, "b": {"label": "B"}}`, ``, `"B"`},
		"ends":       {"slider", `"type": "integer", "min": 1, "max": 3`, `, "ends": [{"en": "x", "it": "x"}, "R"]`, `"R"`},
	} {
		offered := func(attribute, question string) []string {
			say := func(s string) string { return `{"en": "` + s + `", "it": "` + s + `"}` }
			form := `{"form": "after-ride", "kind": "survey", "title": ` + say("T") + `, "pages": [{"id": "a", "questions": [{"id": "x", "type": "` + c.kind + `", "attribute": "new", "label": ` + say("L") + `, "why": ` + say("W") + question + `}]}]}`
			b, findings := Load(edited(t,
				edit{brandFile, firstAttribute, firstAttribute + `"new": {` + attribute + `, "label": {"en": "N", "it": "N"}, "category": "preference", "purposes": ["service"]},`},
				edit{brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`},
				edit{brandFile, `"processing": "On our own server in Turin."`, `"processing": ` + say("P")},
				edit{brandFile, `"label": "Improve our service", "use": "We read it with your order."`, `"label": ` + say("S") + `, "use": ` + say("U")},
				edit{brandFile, `"interest": "Finding what went wrong with deliveries."`, `"interest": ` + say("I")},
				edit{quiz, "", ""}, edit{poll, "", ""}, edit{catalogFile, "", ""}, edit{survey, "", form}))
			if b == nil {
				t.Fatal(name, findings)
			}
			return resolved(t, b, "after-ride").Version.Locales
		}
		if got := offered(both(c.attribute), both(c.question)); !slices.Equal(got, []string{"en", "it"}) {
			t.Errorf("%s: with all texts offered in %v", name, got)
		}
		attribute, question := both(c.attribute), both(c.question)
		whole := both(c.only)
		if got := offered(strings.Replace(attribute, whole, c.only, 1), strings.Replace(question, whole, c.only, 1)); !slices.Equal(got, []string{"en"}) {
			t.Errorf("%s: without its Italian offered in %v", name, got)
		}
	}
	// A context's label and an explanation are texts of the form.
	quizzed := edit{survey, "", quizOf(`{"id": "x", "type": "yes_no", "label": "L", "why": "W", "correct": true, "explain": {"en": "E", "it": "E"}}`, `, "context": {"o": {"label": {"en": "O", "it": "O"}, "type": "text", "purposes": ["service"]}}`)}
	var missing []string
	eachText(&resolvedForm(t, quizzed).Form, func(pointer string, text *Text) {
		if _, has := (*text)["it"]; has {
			missing = append(missing, pointer)
		}
	})
	if want := []string{"/context/o/label", "/pages/0/questions/0/explain"}; !slices.Equal(slices.Sorted(slices.Values(missing)), want) {
		t.Errorf("texts in Italian: %q", missing)
	}
}

func resolvedForm(t testing.TB, edits ...edit) *Version {
	t.Helper()
	return resolved(t, loaded(t, append(edits, edit{brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`})...), "after-ride").Version
}
