package rule_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

func TestParseReportsEveryDefectAtItsPlace(t *testing.T) {
	for _, c := range []struct {
		name, src string
		want      []string
	}{
		{"empty", ``, []string{" bad_json"}},
		{"cut off", `{"==": [1`, []string{" bad_json"}},
		{"trailing data", `true false`, []string{" bad_json"}},
		{"trailing object", `{"!": true}{}`, []string{" bad_json"}},
		{"not UTF-8", "\"\xff\"", []string{" bad_json"}},
		{"half a surrogate pair", `{"==": [{"var": "a"}, "\ud83d"]}`, []string{"/==/1 bad_json"}},
		{"half a pair in a key", `{"\ud83d": 1}`, []string{"/\uFFFD bad_json", "/\uFFFD unknown_operator"}},
		{"duplicate operator", `{"!": true, "!": false}`, []string{"/! duplicate_key"}},
		{"duplicate key by escape", `{"!": true, "\u0021": false}`, []string{"/! duplicate_key"}},
		{"duplicate below", `{"and": [true, {"var": "a", "var": "b"}]}`, []string{"/and/1/var duplicate_key"}},
		{"comment beside", `{"==": [1, 1], "//": "why"}`, []string{"/~1~1 unknown_field"}}, // the pointer escapes /

		{"comment before", `{"note": "why", "==": [1, 1]}`, []string{"/note unknown_field"}},
		{"no operator among several keys", `{"a": 1, "b": 2}`, []string{"/a unknown_operator"}},
		{"several at once", `{"and": [{"=": [1]}, {"==": [1]}, null, {"<": [[], {"var": 3}]}]}`,
			[]string{"/and/0/= unknown_operator", "/and/1/== wrong_operands", "/and/2 wrong_type", "/and/3/</0 out_of_range", "/and/3/</1/var wrong_type"}},
		{"below an unknown operator", `{"xor": [{"==": [1]}, true]}`, []string{"/xor unknown_operator", "/xor/0/== wrong_operands"}},
		{"element below an unknown operator is not blamed", `{"none": [{"var": "l"}, {"==": [{"var": ""}, "x"]}]}`, []string{"/none unknown_operator"}},
		{"a single operand has the operator's pointer", `{"!": null}`, []string{"/! wrong_type"}},
		{"a second operator's own defects", `{"and": [true], "or": []}`, []string{"/or unknown_field", "/or wrong_operands"}},
		{"mixed list", `{"in": [1, [1, "a", true]]}`, []string{"/in/1/1 wrong_type", "/in/1/2 wrong_type"}},
		{"answered inside some", `{"some": [["a"], {"answered": {"var": ""}}]}`, []string{"/some/1/answered unknown_variable"}},
		{"answered of the element's name", `{"some": [["a"], {"answered": ""}]}`, []string{"/some/1/answered unknown_variable"}},
		{"number too large", `{"<": [1e400, -1e400]}`, []string{"/</0 out_of_range", "/</1 out_of_range"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, fields := rule.Parse([]byte(c.src))
			if r != nil {
				t.Error("a rule with defects was given")
			}
			got := codes(fields)
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			for _, f := range fields {
				if f.Detail == "" || f.Right == "" {
					t.Errorf("%s says %q and, of what would be right, %q", f.Pointer, f.Detail, f.Right)
				}
			}
		})
	}
}

func TestParseSuggestsTheOperatorMeant(t *testing.T) {
	for name, want := range map[string]string{"===": "==", "not": "!", "cout": "count", "answerd": "answered", "anwsered": "answered", "none": "some", "AND": "and", "mim": "min", "&&": "and"} {
		_, fields := rule.Parse([]byte(`{"` + name + `": [true]}`))
		if len(fields) == 0 || !strings.HasPrefix(fields[0].Right, `did you mean "`+want+`"?`) {
			t.Errorf("%s: %v, want %s", name, fields, want)
		}
	}
	_, fields := rule.Parse([]byte(`{"substring": ["a"]}`))
	if len(fields) == 0 || strings.Contains(fields[0].Right, "did you mean") || !strings.Contains(fields[0].Right, "and or ! if") {
		t.Errorf("far from every operator: %v", fields)
	}
}

func nested(depth int) string {
	return strings.Repeat(`{"!":`, depth) + "true" + strings.Repeat("}", depth)
}

func TestParseLimits(t *testing.T) {
	list := func(n int) string { return `{"in":[1,[` + strings.Repeat("1,", n-1) + `1]]}` }
	for _, c := range []struct {
		name, src string
		at        string // "ok" if accepted
	}{
		{"depth at the limit", nested(rule.MaxDepth), "ok"},
		{"depth above", nested(rule.MaxDepth + 1), strings.Repeat("/!", rule.MaxDepth)},
		{"very deep objects", nested(3000), strings.Repeat("/!", rule.MaxDepth)},
		{"very deep arrays", strings.Repeat("[", 9000) + strings.Repeat("]", 9000), strings.Repeat("/0", rule.MaxDepth)},
		{"deeper than JSON may be", strings.Repeat("[", 20000) + strings.Repeat("]", 20000), ""},
		{"nodes at the limit", list(rule.MaxNodes - 3), "ok"},
		{"nodes above", list(rule.MaxNodes - 2), ""},
		{"bytes at the limit", `"` + strings.Repeat("x", rule.MaxBytes-2) + `"`, "ok"},
		{"bytes above", `"` + strings.Repeat("x", rule.MaxBytes-1) + `"`, ""},
		{"indentation is free", `{"!":` + strings.Repeat(" ", rule.MaxBytes) + "true}", "ok"},
		{"but not boundless", `{"!":` + strings.Repeat(" ", 6*rule.MaxBytes) + "true}", ""},
		{"escapes are free", `"` + strings.Repeat(`\u003c`, rule.MaxBytes-2-10) + `"`, "ok"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, fields := rule.Parse([]byte(c.src))
			if c.at == "ok" {
				if r == nil {
					t.Fatalf("refused: %v", fields)
				}
				return
			}
			if r != nil {
				t.Fatal("accepted")
			}
			if c.name == "deeper than JSON may be" {
				if codes(fields)[0] != " bad_json" {
					t.Fatalf("got %q", codes(fields))
				}
				return
			}
			if !slices.Contains(codes(fields), c.at+" out_of_range") {
				t.Fatalf("got %q", codes(fields))
			}
		})
	}
}

func TestParseBoundsItsReport(t *testing.T) {
	_, fields := rule.Parse([]byte(`{"and":[` + strings.Repeat("null,", 500) + `null]}`))
	if len(fields) != rule.MaxFields {
		t.Errorf("%d fields, want %d", len(fields), rule.MaxFields)
	}
}

func TestVars(t *testing.T) {
	r := parse(t, `{"and":[{"answered":"b"},{"==":[{"var":"a"},{"var":["c"]}]},{"!":{"var":"b"}},{"some":[{"var":"l"},{"==":[{"var":""},"x"]}]}]}`)
	if got := r.Vars(); !slices.Equal(got, []string{"b", "a", "c", "l"}) {
		t.Errorf("got %q", got)
	}
	r.Vars()[0] = "changed"
	if r.Vars()[0] != "b" {
		t.Error("Vars gives away its own slice")
	}
}

func TestCanonicalSource(t *testing.T) {
	for src, want := range map[string]string{
		"{ \"\\u003c\" : [ 1.50, 1e2 ] }\n":        `{"<":[1.5,100]}`,
		`{"==":[{"var":"a"},"\u00e9\/<&>\u0041"]}`: `{"==":[{"var":"a"},"é/<&>A"]}`,
		`{"!":[{"var":["b"]}]}`:                    `{"!":[{"var":["b"]}]}`,
		`-0`:                                       `0`,
		`{"in":[{"var":"a"},["x" , "y"]]}`:         `{"in":[{"var":"a"},["x","y"]]}`,
		`{"==":[{"var":"a"},"\"\\"]}`:              `{"==":[{"var":"a"},"\"\\"]}`,
		`{"<":[9007199254740993,1]}`:               `{"<":[9007199254740992,1]}`,
	} {
		got, err := parse(t, src).MarshalJSON()
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s (%v), want %s", src, got, err, want)
		}
	}
}

func TestRuleInsideAStruct(t *testing.T) {
	type page struct {
		When *rule.Rule `json:"when,omitempty"`
	}
	var p page
	if err := json.Unmarshal([]byte(`{"when": {"<": [{"var": "n"}, 3]}}`), &p); err != nil {
		t.Fatal(err)
	}
	if !p.When.True(func(string) rule.Value { return rule.NumberOf(2) }) {
		t.Error("2 < 3 does not hold")
	}
	var again page
	if err := json.Unmarshal([]byte(encode(t, p)), &again); err != nil { // < is escaped on the way
		t.Fatal(err)
	}
	if encode(t, again) != encode(t, p) {
		t.Errorf("%s became %s", encode(t, p), encode(t, again))
	}
	if got := encode(t, page{}); got != "{}" {
		t.Errorf("no rule is encoded as %s", got)
	}

	before := encode(t, p)
	err := json.Unmarshal([]byte(`{"when": {"=>": [1, 2]}}`), &p)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Pointer != "/=>" {
		t.Fatalf("got %v", err)
	}
	if encode(t, p) != before {
		t.Error("a rule that is refused changed the one before")
	}
}

func ExampleRule_Check() {
	r, _ := rule.Parse([]byte(`{"==": [{"var": "roast"}, "drak"]}`))
	s := scope{"roast": {Kind: rule.Text, Values: []string{"light", "medium", "dark"}}}
	for _, f := range r.Check(s, rule.Bool) {
		fmt.Println(f)
	}
	// Output: /==/1: "drak" is not among the values it is compared with; did you mean "dark"? the values are: light, medium, dark
}
