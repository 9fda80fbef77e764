package rule_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// givens is the scope of a row: what is given has the type of its value, anything else fits everywhere.
type givens map[string]rule.Type

func (g givens) Lookup(name string) (rule.Type, error) { return g[name], nil }
func (g givens) Names() []string                       { return nil }

// TestReadme runs the reference's table, which the widget's tests run too.
func TestReadme(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(raw), "\n## Every corner, run\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := regexp.MustCompile("(?m)^\\| `(.+?)` \\| `(.+?)` \\| `(.+?)` \\|").FindAllStringSubmatch(section, -1)
	if lines := strings.Count(section, "\n| `"); len(rows) < 80 || len(rows) != lines {
		t.Fatalf("%d of %d rows can be read", len(rows), lines)
	}
	for _, row := range rows {
		t.Run(row[1]+" with "+row[2], func(t *testing.T) {
			var data map[string]any
			if err := json.Unmarshal([]byte(row[2]), &data); err != nil {
				t.Fatal(err)
			}
			types, values := givens{}, map[string]rule.Value{}
			for name, v := range data {
				types[name], values[name] = given(t, v)
			}
			r, fields := rule.Parse([]byte(row[1]))
			if r != nil {
				fields = r.Check(types, rule.Absent)
			}
			if code, refused := strings.CutPrefix(row[3], "error "); refused {
				if len(fields) == 0 || slices.ContainsFunc(fields, func(f fault.Field) bool { return f.Code != code }) {
					t.Fatalf("got %v", fields)
				}
				return
			}
			if len(fields) > 0 {
				t.Fatalf("refused: %v", fields)
			}
			want := row[3]
			if want == "absent" {
				want = "null"
			}
			if got := encode(t, r.Eval(func(name string) rule.Value { return values[name] })); got != want {
				t.Errorf("gives %s", got)
			}
		})
	}
}

// given is a value of the table with its type; a text that is a day is a date.
func given(t *testing.T, v any) (rule.Type, rule.Value) {
	switch v := v.(type) {
	case string:
		if _, err := time.Parse(time.DateOnly, v); err == nil {
			return rule.Type{Kind: rule.Date}, rule.DateOf(v)
		}
	case []any:
		list := rule.Type{Kind: rule.List}
		var values []rule.Value
		for _, e := range v {
			of, value := given(t, e)
			list.Elem, values = of.Kind, append(values, value)
		}
		return list, rule.ListOf(values...)
	}
	value := valueOf(t, rule.Absent, rule.Absent, v)
	return rule.Type{Kind: value.Kind()}, value
}

func TestLiteralsAreNormalised(t *testing.T) {
	for _, src := range []string{`{"==":[{"var":"a"},"e\u0301"]}`, `{"in":[{"var":"a"},["x","e\u0301"]]}`} {
		r := parse(t, src)
		if !r.True(func(string) rule.Value { return rule.TextOf("\u00e9") }) || !strings.Contains(encode(t, r), "\u00e9") {
			t.Errorf("%s became %s", src, encode(t, r))
		}
	}
}
