package rule_test

import (
	"slices"
	"strings"
	"testing"

	"proffer/forms/rule"
)

var all = map[string]string{"a": "text{x,y}", "c": "text", "n": "number", "b": "boolean", "d": "date", "l": "list<text{p,q}>", "ln": "list<number>", "score.bold": "number"}

func TestCheckReportsEveryDefectAtItsPlace(t *testing.T) {
	for _, c := range []struct {
		name, src string
		want      rule.Kind
		fields    []string
	}{
		{"sound", `{"and":[{"==":[{"var":"a"},"x"]},{"var":"b"}]}`, rule.Bool, nil},
		{"result of another kind", `{"+":[{"var":"n"},1]}`, rule.Bool, []string{" wrong_type"}},
		{"any result", `{"+":[{"var":"n"},1]}`, rule.Absent, nil},
		{"a literal for a date", `"2026-12-31"`, rule.Date, nil},
		{"a literal that is no date", `"2026-12-32"`, rule.Date, []string{" wrong_type"}},
		{"a literal date in a branch", `{"if":[true,"2026-12-31","never"]}`, rule.Date, []string{"/if/2 wrong_type"}},
		{"a text for a date", `{"var":"c"}`, rule.Date, []string{" wrong_type"}},
		{"a list wanted", `{"var":"l"}`, rule.List, nil},
		{"unknown name in array", `{"var":["m"]}`, rule.Absent, []string{"/var/0 unknown_variable"}},
		{"unknown name answered", `{"answered":[{"var":"m"}]}`, rule.Bool, []string{"/answered/0/var unknown_variable"}},
		{"an unknown name causes no second defect", `{"and":[{"<":[{"var":"m"},"x"]},{"==":[{"var":"m"},3]},{"in":[{"var":"m"},["x"]]},{"var":"m"}]}`, rule.Bool,
			[]string{"/and/0/</0/var unknown_variable", "/and/1/==/0/var unknown_variable", "/and/2/in/0/var unknown_variable", "/and/3/var unknown_variable"}},
		{"an unknown list causes no second defect", `{"some":[{"var":"m"},{"==":[{"var":""},"x"]}]}`, rule.Bool, []string{"/some/0/var unknown_variable"}},
		{"several at once", `{"or":[{"==":[{"var":"n"},"3"]},{"==":["z",{"var":"a"}]},{"var":"n"},{"in":["w",{"var":"l"}]},{"<":[{"var":"l"},{"var":"b"}]}]}`, rule.Number,
			[]string{" wrong_type", "/or/0/==/1 wrong_type", "/or/1/==/0 unknown_choice", "/or/2 wrong_type", "/or/3/in/0 unknown_choice", "/or/4/</0 wrong_type", "/or/4/</1 wrong_type"}},
		{"the literal is blamed on either side", `{"==":["3",{"var":"n"}]}`, rule.Bool, []string{"/==/0 wrong_type"}},
		{"the second of two variables is blamed", `{"==":[{"var":"a"},{"var":"n"}]}`, rule.Bool, []string{"/==/1 wrong_type"}},
		{"every element out of the set", `{"in":[{"var":"a"},["x","v","w"]]}`, rule.Bool, []string{"/in/1/1 unknown_choice", "/in/1/2 unknown_choice"}},
		{"a number for a list of texts", `{"in":[3,{"var":"l"}]}`, rule.Bool, []string{"/in/0 wrong_type"}},
		{"both operands of in", `{"in":[{"var":"l"},{"var":"a"}]}`, rule.Bool, []string{"/in/0 wrong_type", "/in/1 wrong_type"}},
		{"branches: the literal is blamed", `{"if":[true,"x",{"var":"n"}]}`, rule.Absent, []string{"/if/1 wrong_type"}},
		{"branches: literals become dates wherever they stand", `{"if":[true,"2026-01-01",true,"soon",{"var":"d"}]}`, rule.Date, []string{"/if/3 wrong_type"}},
		{"branches may add a value of their own", `{"if":[{"var":"b"},{"var":"a"},"neither"]}`, rule.Text, nil},
		{"branches of known values keep them", `{"==":[{"if":[{"var":"b"},{"var":"a"},{"var":"a"}]},"z"]}`, rule.Bool, []string{"/==/1 unknown_choice"}},
		{"between with a date in the middle", `{"<=":["2026-01-01",{"var":"d"},"tomorrow"]}`, rule.Bool, []string{"/<=/2 wrong_type"}},
		{"element of a list of numbers", `{"some":[{"var":"ln"},{"==":[{"var":""},"x"]}]}`, rule.Bool, []string{"/some/1/==/1 wrong_type"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := codes(parse(t, c.src).Check(types(t, all), c.want))
			slices.Sort(got)
			if !slices.Equal(got, c.fields) {
				t.Errorf("got  %q\nwant %q", got, c.fields)
			}
		})
	}
}

func TestCheckSaysWhatWouldBeRight(t *testing.T) {
	for _, c := range []struct{ src, detail, right string }{
		{`{"==":[{"var":"n"},"3"]}`, "number with a text", `"3" without the quotes`},
		{`{"==":[{"var":"b"},"true"]}`, "boolean with a text", "true or false, without quotes"},
		{`{"==":[{"var":"c"},3]}`, "text with a number", `"3" in quotes`},
		{`{"==":[{"var":"d"},3]}`, "date with a number", `"2026-12-31"`},
		{`{"==":[{"var":"l"},"p"]}`, "does not compare lists", "`in`, `some` or `count`"},
		{`{"and":[{"var":"n"}]}`, "needs a boolean, but this is a number", `{"answered": "name"}`},
		{`{"var":"n"}`, "the rule gives a number; a boolean is needed", `{">": [a, 0]}`},
		{`{"in":["x",{"var":"c"}]}`, "this is a text", "never looks into a text"},
		{`{"==":[{"var":"score.bald"},3]}`, "no variable of this name", `did you mean "score.bold"?`},
		{`{"==":[{"var":"zzzzzz"},3]}`, "no variable of this name", "what may be used here: a, b, c, d, l, ln, n, score.bold"},
		{`{"in":["pp",{"var":"l"}]}`, `"pp" is not among`, `did you mean "p"? the values are: p, q`},
	} {
		fields := parse(t, c.src).Check(types(t, all), rule.Bool)
		if len(fields) != 1 || !strings.Contains(fields[0].Detail, c.detail) || !strings.Contains(fields[0].Right, c.right) {
			t.Errorf("%s: %v", c.src, fields)
		}
	}
}

func TestCheckTypeKnowsTheWantedValues(t *testing.T) {
	s := types(t, all)
	set := rule.Type{Kind: rule.Text, Values: []string{"light", "dark"}}
	if got := codes(parse(t, `{"if":[{"var":"b"},"light","drak"]}`).CheckType(s, set)); !slices.Equal(got, []string{"/if/2 unknown_choice"}) {
		t.Errorf("got %q", got)
	}
	numbers := rule.Type{Kind: rule.List, Elem: rule.Number}
	if got := codes(parse(t, `{"var":"l"}`).CheckType(s, numbers)); !slices.Equal(got, []string{" wrong_type"}) {
		t.Errorf("got %q", got)
	}
	if got := parse(t, `{"var":"ln"}`).CheckType(s, numbers); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestTypeOfARule(t *testing.T) {
	s := types(t, all)
	for src, want := range map[string]rule.Type{
		`{"*":[{"var":"n"},2]}`:                          {Kind: rule.Number},
		`{"var":"a"}`:                                    {Kind: rule.Text, Values: []string{"x", "y"}},
		`{"if":[true,{"var":"a"},"z"]}`:                  {Kind: rule.Text},
		`{"if":[true,{"var":"d"},"2026-01-01"]}`:         {Kind: rule.Date},
		`{"var":"ln"}`:                                   {Kind: rule.List, Elem: rule.Number},
		`["a"]`:                                          {Kind: rule.List, Elem: rule.Text},
		`{"<":[{"var":"n"},"3"]}`:                        {},
		`{"if":[true,{"var":"l"},{"var":"l"}]}`:          {Kind: rule.List, Elem: rule.Text, Values: []string{"p", "q", "p", "q"}},
		`{"if":[true,{"count":{"var":"l"}},1]}`:          {Kind: rule.Number},
		`{"some":[{"var":"l"},{"==":["p",{"var":""}]}]}`: {Kind: rule.Bool},
	} {
		got := parse(t, src).Type(s)
		if got.Kind != want.Kind || got.Elem != want.Elem || !slices.Equal(got.Values, want.Values) {
			t.Errorf("%s: got %+v, want %+v", src, got, want)
		}
	}
}

func TestAVariableWithADefectOfItsOwnFitsEverywhere(t *testing.T) {
	s := scope{"broken": {}}
	for _, src := range []string{`{"==":[{"var":"broken"},3]}`, `{"==":["x",{"var":"broken"}]}`, `{"var":"broken"}`, `{"<":[{"var":"broken"},"2026-01-01"]}`, `{"in":["x",{"var":"broken"}]}`, `{"some":[{"var":"broken"},{"var":""}]}`} {
		if got := parse(t, src).Check(s, rule.Bool); got != nil {
			t.Errorf("%s: %v", src, got)
		}
	}
}
