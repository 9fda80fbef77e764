package forms

import (
	"slices"
	"strings"
	"testing"

	"proffer/forms/rule"
)

func parsed(t interface{ Fatalf(string, ...any) }, source string) *rule.Rule {
	r, bad := rule.Parse([]byte(source))
	if r == nil {
		t.Fatalf("%v", bad)
	}
	return r
}

// told is a path on one line: its pages, what it needs, its length, what it can end with.
func told(p Path) string {
	var needs []string
	for _, n := range p.Needs {
		s := n.Page + ": " + n.Rule
		if n.Next != "" {
			s = n.Page + " to " + n.Next + ": " + n.Rule
		}
		needs = append(needs, s)
	}
	return p.String() + " | " + strings.Join(needs, "; ") + " | " + p.Asked.String() + " questions, " + p.Seconds.String() + " s | " + strings.Join(p.Outcomes, " ")
}

func TestPaths(t *testing.T) {
	v := resolved(t, loaded(t), "find-your-bike").Version
	var got []string
	for _, p := range v.Paths().Paths {
		got = append(got, told(p))
	}
	// start: statement 5 s and single 5; town: multiple 10; outside: scale 6; you: yes_no 5 and e-mail
	// 15, both conditional, two consents of 8. Who rides in town has nothing that is "wild", and only there
	// somebody can have said "lights", without which nobody is a commuter.
	want := []string{
		"start > town > you | start to town: terrain == city | 4 to 6 questions, 36 to 56 s | commuter rider",
		"start > outside > you | start to outside: otherwise; outside: stage != after_order | 4 to 6 questions, 32 to 52 s | explorer rider",
		"start > you | start to outside: otherwise; outside: not (stage != after_order) | 3 to 5 questions, 26 to 46 s | explorer rider",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Two entries that lead to one page are one way.
func TestOneWayOfTwoEntries(t *testing.T) {
	form := `"kind": "survey", "pages": [
		{"id": "a", "questions": [` + taps(false, "t1", "t2") + `], "next": [{"when": {"var": "t1"}, "page": "c"}, {"when": {"var": "t2"}, "page": "c"}]},
		{"id": "b", "questions": [` + taps(false, "t3") + `]},
		{"id": "c", "questions": [` + taps(false, "t4") + `], "next": [{"when": {"!": [{"var": "t4"}]}, "page": "end"}]},
		{"id": "d", "questions": [` + taps(false, "t5") + `]}]`
	p := unchecked(t, weighed("", form)).Paths()
	var got []string
	for _, path := range p.Paths {
		got = append(got, told(path))
	}
	want := []string{
		"a > c | a to c: t1 or t2; c to end: not t4 | 3 questions, 15 s | ",
		"a > c > d | a to c: t1 or t2; c to d: otherwise | 4 questions, 20 s | ",
		"a > b > c | a to b: otherwise; c to end: not t4 | 4 questions, 20 s | ",
		"a > b > c > d | a to b: otherwise; c to d: otherwise | 5 questions, 25 s | ",
	}
	if p.Total != 4 || !slices.Equal(got, want) {
		t.Errorf("%d: got\n%s", p.Total, strings.Join(got, "\n"))
	}
}

// A page that draws asks as many as it draws: the shortest and the longest of its questions.
func TestPathOfADraw(t *testing.T) {
	v := unchecked(t, weighed("", page1("survey", taps(false, "t1", "age")+wordsAsked, "")))
	two := int64(2)
	v.Form.Pages[0].Pick = &two
	p := v.Paths().Paths[0]
	if p.Asked != (Range{2, 2}) || p.Seconds != (Range{10, 25}) || points(p.Most) != "3.5" || points(p.Ask) != "3.5" {
		t.Errorf("%+v", p)
	}
}

// An attribute is asked for once on a path: of several questions for it the most costly counts.
func TestAttributeCountsOnce(t *testing.T) {
	question := func(id string) string {
		return `{"id": "` + id + `", "type": "yes_no", "attribute": "t1", "label": "L", "why": "W", "showIf": {"==": [{"var": "age"}, true]}}`
	}
	form := `"kind": "survey", "pages": [{"id": "a", "questions": [` + taps(false, "age") + `]}, {"id": "b", "questions": [` + question("x") + "," + question("y") + `]}]`
	p := unchecked(t, weighed("", form)).Paths().Paths[0]
	if points(p.Ask) != "3.25" {
		t.Errorf("Ask %v of %+v", p.Ask, p.Questions)
	}
}

// What changes the result counts as given, whatever way it takes there, and what only steers does not.
func TestWhatGives(t *testing.T) {
	result := func(more string) string {
		return `, "outcomes": [{"id": "a", "title": "A", "body": "` + more + `", "when": {"==": [{"var": "t1"}, true]}}, {"id": "b", "title": "B"}], "computed": {"both": {"and": [{"var": "computed.one"}, {"var": "t3"}]}, "one": {"var": "attr.t2"}, "idle": {"var": "t5"}}`
	}
	v := unchecked(t, weighed("", page1("quiz", taps(false, "t1")+","+tap("t4", false, "")+","+taps(false, "t6")+","+tap("age", true, ""), result("For {t4|you}.")[:strings.Index(result("For {t4|you}."), `, "computed"`)])))
	gives := func() string {
		var out []string
		for _, f := range v.Paths().Questions {
			if f.Give > 0 {
				out = append(out, f.Question)
			}
		}
		return strings.Join(out, " ")
	}
	if got := gives(); got != "t1 t4" { // a rule and a text; nothing reads the score of age
		t.Errorf("%s", got)
	}
	v.Form.Computed = Dict[*rule.Rule]{}
	v.Form.Computed.Set("one", parsed(t, `{"==": [{"var": "attr.t6"}, true]}`))
	v.Form.Computed.Set("both", parsed(t, `{"and": [{"var": "computed.one"}, {">": [{"var": "score.s"}, 0]}]}`))
	v.Form.Outcomes[0].When = parsed(t, `{"var": "computed.both"}`)
	if got := gives(); got != "t4 t6 age" { // through two computed values, by attribute and by score
		t.Errorf("%s", got)
	}
	v.Form.Outcomes[0].Body = nil
	v.Form.Outcomes[0].When = nil
	v.Form.Recommend = &Recommend{Filter: parsed(t, `{"==": [{"var": "t6"}, true]}`)}
	if got := gives(); got != "t6" {
		t.Errorf("%s", got)
	}
	v.Form.Recommend = nil
	v.Form.Pages[0].Next = []Next{{When: parsed(t, `{"var": "t1"}`), Page: PageEnd}}
	if got := gives(); got != "" { // to be asked more is nothing given
		t.Errorf("%s", got)
	}
}

// Rules in words.
func TestInWords(t *testing.T) {
	for source, want := range map[string]string{
		`{"and": [{"==": [{"var": "a"}, "b c"]}, {"or": [{">": [{"var": "n"}, 3]}, {"!": [{"var": "x"}]}]}]}`: `(a == "b c") and ((n > 3) or not x)`,
		`{"in": [{"var": "a"}, ["b", "c"]]}`:                      `a in [b, c]`,
		`{"answered": "a"}`:                                       `answered(a)`,
		`{"some": [{"var": "list"}, {"==": [{"var": ""}, "b"]}]}`: `some(list, (it == b))`,
		`{"if": [{"var": "a"}, true, false]}`:                     `if(a, true, false)`,
		`{"<=": [1, {"count": [{"var": "list"}]}, 3]}`:            `1 <= count(list) <= 3`,
	} {
		if got := inWords(parsed(t, source), true); got != want {
			t.Errorf("%s: %s", source, got)
		}
	}
	if got := inWords(parsed(t, `{"var": "a"}`), false); got != "not (a)" {
		t.Errorf("%s", got)
	}
}

// A drawing has no answers to put into its texts: their fallbacks stand.
func TestFlowReadsAsUnanswered(t *testing.T) {
	b := loaded(t, edit{quiz, `"title": "The explorer"`, `"title": "The {terrain|keen} explorer"`}, edit{quiz, `"label": "With a motor?"`, `"label": "With a motor, {terrain|wherever you ride}?"`})
	flow := resolved(t, b, "find-your-bike").Version.Flow("en")
	label := ""
	for _, q := range flow.Pages[3].Questions {
		if q.ID == "electric" {
			label = q.Label
		}
	}
	if !slices.Contains(flow.Outcomes, "The keen explorer") || label != "With a motor, wherever you ride?" {
		t.Errorf("%v, %q", flow.Outcomes, label)
	}
}
