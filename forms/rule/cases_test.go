package rule_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// scope is a rule.Scope over a table of types.
type scope map[string]rule.Type

func (s scope) Lookup(name string) (rule.Type, error) {
	t, ok := s[name]
	if !ok {
		return t, errors.New("there is no variable of this name")
	}
	return t, nil
}

func (s scope) Names() []string {
	var names []string
	for name := range s {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// typeOf reads the notation of cases.json: number, text{x,y}, list<text{x,y}>.
func typeOf(t testing.TB, s string) rule.Type {
	t.Helper()
	if inner, ok := strings.CutPrefix(s, "list<"); ok {
		elem := typeOf(t, strings.TrimSuffix(inner, ">"))
		return rule.Type{Kind: rule.List, Elem: elem.Kind, Values: elem.Values}
	}
	if inner, ok := strings.CutPrefix(s, "text{"); ok {
		return rule.Type{Kind: rule.Text, Values: strings.Split(strings.TrimSuffix(inner, "}"), ",")}
	}
	for _, k := range []rule.Kind{rule.Bool, rule.Number, rule.Text, rule.Date} {
		if k.String() == s {
			return rule.Type{Kind: k}
		}
	}
	t.Fatalf("unknown type %q", s)
	return rule.Type{}
}

func types(t testing.TB, table map[string]string) scope {
	t.Helper()
	s := scope{}
	for name, text := range table {
		s[name] = typeOf(t, text)
	}
	return s
}

// valueOf makes the value that an answer of this kind has.
func valueOf(t testing.TB, kind, elem rule.Kind, v any) rule.Value {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return rule.Value{}
	case bool:
		return rule.BoolOf(v)
	case float64:
		return rule.NumberOf(v)
	case string:
		if kind == rule.Date {
			return rule.DateOf(v)
		}
		return rule.TextOf(v)
	case []any:
		var vs []rule.Value
		for _, e := range v {
			vs = append(vs, valueOf(t, elem, rule.Absent, e))
		}
		return rule.ListOf(vs...)
	}
	t.Fatalf("no value: %v", v)
	return rule.Value{}
}

func env(t testing.TB, s scope, data map[string]any) rule.Env {
	t.Helper()
	values := map[string]rule.Value{}
	for name, v := range data {
		values[name] = valueOf(t, s[name].Kind, s[name].Elem, v)
	}
	return func(name string) rule.Value { return values[name] }
}

type testcase struct {
	Name  string            `json:"name"`
	Rule  json.RawMessage   `json:"rule"`
	Types map[string]string `json:"types"`
	Data  map[string]any    `json:"data"`
	Want  any               `json:"want"`
	Error string            `json:"error"`
}

func cases(t testing.TB) []testcase {
	t.Helper()
	raw, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var table []testcase
	if err := json.Unmarshal(raw, &table); err != nil {
		t.Fatal(err)
	}
	return table
}

// TestCases runs the table that the widget's evaluator runs too.
func TestCases(t *testing.T) {
	table := cases(t)
	if len(table) < 120 {
		t.Fatalf("%d cases, at least 120 are promised", len(table))
	}
	names := map[string]bool{}
	for _, c := range table {
		if names[c.Name] {
			t.Errorf("two cases are named %q", c.Name)
		}
		names[c.Name] = true
		t.Run(c.Name, func(t *testing.T) {
			s := types(t, c.Types)
			r, fields := rule.Parse(c.Rule)
			if r != nil {
				fields = r.Check(s, rule.Absent)
			}
			if c.Error != "" {
				if len(fields) == 0 || slices.ContainsFunc(fields, func(f fault.Field) bool { return f.Code != c.Error }) {
					t.Fatalf("got %v, want %s and nothing else", fields, c.Error)
				}
				return
			}
			if len(fields) > 0 {
				t.Fatalf("refused: %v", fields)
			}
			e := env(t, s, c.Data)
			got := r.Eval(e)
			want := valueOf(t, got.Kind(), rule.Text, c.Want)
			if l := got.List(); len(l) > 0 {
				want = valueOf(t, rule.List, l[0].Kind(), c.Want)
			}
			if !got.Equal(want) {
				t.Errorf("got %s, want %s", encode(t, got), encode(t, want))
			}
			if r.True(e) != (c.Want == true) {
				t.Errorf("True is %t for %v", r.True(e), c.Want)
			}
			if k := r.Type(s).Kind; !got.IsAbsent() && k != got.Kind() {
				t.Errorf("Type says %s, the value is a %s", k, got.Kind())
			}
			again, fields := rule.Parse([]byte(encode(t, r)))
			if again == nil {
				t.Fatalf("canonical source is refused: %v", fields)
			}
			if !again.Eval(e).Equal(got) || !slices.Equal(again.Vars(), r.Vars()) {
				t.Errorf("canonical source %s is another rule", encode(t, r))
			}
		})
	}
}

// TestCasesNameEveryOperator keeps the table complete.
func TestCasesNameEveryOperator(t *testing.T) {
	for _, name := range []string{"and", "or", "!", "if", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "min", "max", "count", "some", "var", "answered"} {
		evaluated, refused := 0, 0
		for _, c := range cases(t) {
			if !strings.Contains(string(c.Rule), `"`+name+`":`) {
				continue
			}
			if c.Error == "" {
				evaluated++
			} else {
				refused++
			}
		}
		if evaluated < 2 || refused < 1 {
			t.Errorf("%s: %d cases evaluated, %d refused", name, evaluated, refused)
		}
	}
}

func encode(t helper, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func parse(t helper, src string) *rule.Rule {
	t.Helper()
	r, fields := rule.Parse([]byte(src))
	if r == nil {
		t.Fatalf("%s is refused: %v", src, fields)
	}
	return r
}

func codes(fields []fault.Field) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Pointer+" "+f.Code)
	}
	return out
}

// helper is what a testing.TB and a rapid.T share.
type helper interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}
