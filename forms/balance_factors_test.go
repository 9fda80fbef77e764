package forms

import (
	"fmt"
	"testing"

	"proffer/forms/rule"
)

// versionOf is a version that knows one attribute and two purposes.
func versionOf(a Attribute, roles ...string) *Version {
	v := &Version{}
	year := mustPeriod("P1Y")
	p := Purpose{Keep: &year}
	for i, role := range roles {
		id := fmt.Sprint("r", i)
		v.Recipients.Set(id, Recipient{Name: id, Role: role})
		p.Recipients = append(p.Recipients, id)
	}
	short := mustPeriod("P30D")
	v.Purposes.Set("short", Purpose{Keep: &short})
	v.Purposes.Set("p", p)
	a.Purposes = []string{"short", "p"}
	v.Attributes.Set("a", a)
	return v
}

// Each constant of the README's table, by itself: sensitivity x effort x time x sharing.
func TestFactors(t *testing.T) {
	for category, want := range map[string]float64{
		"preference": 1, "feedback": 1, "demographic": 2, "contact": 3, "social": 3, "financial": 6, "location": 6, "health": 10, "belief": 10, "biometric": 10, "other_special": 10,
	} {
		if f := versionOf(Attribute{Category: category}).factors(&Question{Type: "single", Attribute: "a"}); f.Sensitivity != want || f.Ask != want*1.25 {
			t.Errorf("%s: %+v", category, f)
		}
	}
	if len(sensitivities) != len(categories) {
		t.Errorf("%d sensitivities for %d categories", len(sensitivities), len(categories))
	}
	types := map[float64][]string{
		1: {"single", "dropdown", "picture", "yes_no", "rating", "scale", "nps", "slider"}, 1.25: {"multiple", "ranking"},
		1.5: {"short_text", "number", "date", "email", "phone", "url"}, 2: {"long_text", "address"}, 0: {"consent", "statement"},
	}
	for want, names := range types {
		for _, name := range names {
			q := &Question{Type: name, Attribute: "a"}
			if want == 0 {
				q.Attribute = ""
			}
			if f := versionOf(Attribute{Category: "preference"}).factors(q); f.Effort != want || f.Ask != want*1.25 {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
	for name := range kinds {
		if _, known := efforts[name]; !known && name != "consent" && name != "statement" {
			t.Errorf("nothing says what a %s takes", name)
		}
	}
	for keep, want := range map[string]float64{"P1D": 1, "P90D": 1, "P3M": 1, "P91D": 1.25, "P6M": 1.25, "P12M": 1.25, "P366D": 1.5, "P2Y": 1.5, "P731D": 2, "P10Y": 2} {
		if got := timeFactor(mustPeriod(keep)); got != want {
			t.Errorf("%s: %v", keep, got)
		}
	}
	preference := Attribute{Category: "preference"}
	for _, c := range []struct {
		roles []string
		want  float64
	}{{nil, 1}, {[]string{"self"}, 1}, {[]string{"self", "processor"}, 2}, {[]string{"controller"}, 2}} {
		if f := versionOf(preference, c.roles...).factors(&Question{Type: "single", Attribute: "a"}); f.Sharing != c.want {
			t.Errorf("%v: %+v", c.roles, f)
		}
	}
	other := Attribute{Category: "preference", Other: true}
	for name, want := range map[string]float64{"single": 1.5, "multiple": 1.5} {
		if f := versionOf(other).factors(&Question{Type: name, Attribute: "a"}); f.Effort != want {
			t.Errorf("%s with other: %+v", name, f)
		}
	}
	matrix := Attribute{Category: "preference"}
	for _, row := range []string{"x", "y", "z"} {
		matrix.Rows.Set(row, AttributeRow{})
	}
	if f := versionOf(matrix).factors(&Question{Type: "matrix", Attribute: "a"}); f.Times != 3 || f.Ask != 3.75 {
		t.Errorf("a matrix: %+v", f)
	}
	if f := versionOf(matrix).factors(&Question{Type: "matrix", Attribute: "a", Rows: []string{"x", "z"}}); f.Times != 2 || f.Ask != 2.5 {
		t.Errorf("two rows of a matrix: %+v", f)
	}
	if f := versionOf(preference).factors(&Question{Type: "single", Attribute: "a", Correct: Correct{`"x"`}}); f.Ask != 0 {
		t.Errorf("a knowledge question: %+v", f)
	}
}

// A poll gives back what it counts: what is typed is in no result.
func TestPollGivesItsVotes(t *testing.T) {
	v := unchecked(t, weighed("", page1("poll", taps(false, "days")+wordsAsked, `, "results": {"show": "after", "minimum": 5}`)))
	if of := v.Paths().Questions; of[0].Give != of[0].Ask || of[1].Give != 0 || of[1].Ask == 0 {
		t.Errorf("%+v", of)
	}
}

// Outcomes that are left out cannot be reached, and none that can be is left out.
func TestPossibleOutcomes(t *testing.T) {
	outcomes := []Outcome{{ID: "x", Score: "x"}, {ID: "y", Score: "y"}, {ID: "last"}}
	choice := func(value string, scores map[string]float64) Choice {
		return Choice{Value: Scalar(value), Scores: scores}
	}
	ids := func(v *Version) string { return fmt.Sprint(v.Paths().Paths[0].Outcomes) }
	for name, c := range map[string]struct {
		question Question
		want     string
	}{
		"several add up, where one alone would not": {Question{Type: "multiple", Choices: []Choice{choice(`"a"`, map[string]float64{"x": -3}), choice(`"b"`, map[string]float64{"x": 1})}}, "[x last]"},
		"one of them":                   {Question{Type: "single", Choices: []Choice{choice(`"a"`, map[string]float64{"x": 1, "y": -1}), choice(`"b"`, map[string]float64{"y": 2})}}, "[x y last]"},
		"nothing above 0":               {Question{Type: "single", Choices: []Choice{choice(`"a"`, map[string]float64{"x": -1}), choice(`"b"`, nil)}}, "[last]"},
		"a number, negative by weight":  {Question{Type: "scale", Attribute: "n", Scores: map[string]float64{"x": -1, "y": 0.5}}, "[y last]"},
		"a number whose weight is none": {Question{Type: "scale", Attribute: "n", Scores: map[string]float64{"x": 0}}, "[last]"},
	} {
		low, high := 1.0, 5.0
		c.question.ID = "q"
		v := &Version{Form: Form{Kind: KindQuiz, OutcomeBy: OutcomeByHighest, Outcomes: outcomes, Pages: []Page{{ID: "p", Questions: []Question{c.question}}}}}
		v.Attributes.Set("n", Attribute{Type: TypeInteger, Min: &low, Max: &high})
		if got := ids(v); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	// By rules: one that reads what this path asks may hold; one that reads what it does not ask is
	// judged without an answer; what follows one that surely holds is out of reach.
	v := &Version{Form: Form{Kind: KindQuiz, Pages: []Page{{ID: "p", Questions: []Question{{ID: "q", Type: "yes_no", Attribute: "a"}}}}}}
	v.Form.Computed = Dict[*rule.Rule]{}
	v.Form.Computed.Set("late", parsed(t, `{">": [{"var": "today"}, "2030-01-01"]}`))
	for source, want := range map[string]string{
		`{"==": [{"var": "q"}, true]}`:                                             "[if else]",
		`{"==": [{"var": "attr.a"}, true]}`:                                        "[if else]",
		`{"==": [{"var": "elsewhere"}, true]}`:                                     "[else]",
		`{"!": [{"==": [{"var": "attr.other"}, true]}]}`:                           "[if]",
		`{">": [{"var": "score.none"}, 0]}`:                                        "[else]",
		`{"<=": [{"var": "score.none"}, 0]}`:                                       "[if]",
		`{"var": "computed.late"}`:                                                 "[if else]",
		`{"and": [{"var": "elsewhere"}, {">": [{"var": "knowledge.points"}, 1]}]}`: "[if else]",
	} {
		v.Form.Outcomes = []Outcome{{ID: "if", When: parsed(t, source)}, {ID: "else"}}
		if got := ids(v); got != want {
			t.Errorf("%s: %s", source, got)
		}
	}
}
