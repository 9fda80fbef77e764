package rule_test

import (
	"math"
	"slices"
	"testing"

	"proffer/forms/rule"
)

const quiz = `{"or":[{"and":[{"==":[{"var":"brew"},"espresso"]},{"!":{"var":"milk"}}]},{">=":[{"+":[{"var":"score.bold"},{"*":[{"var":"strength"},0.5]}]},4]},{"in":[{"var":"brew"},["moka","filter"]]},{"<=":["2026-01-01",{"var":"today"},"2026-12-31"]},{"if":[{"answered":"strength"},{"<":[{"max":[{"var":"strength"},1]},{"/":[9,2]}]},false]}]}`

func quizEnv(name string) rule.Value {
	switch name {
	case "brew":
		return rule.TextOf("aeropress")
	case "milk":
		return rule.BoolOf(true)
	case "score.bold":
		return rule.NumberOf(1)
	case "strength":
		return rule.NumberOf(5)
	case "today":
		return rule.DateOf("2027-01-01")
	}
	return rule.Value{}
}

func TestEvalAllocatesNothingForScalars(t *testing.T) {
	r := parse(t, quiz)
	if r.True(quizEnv) {
		t.Fatal("the rule holds: it would not reach its last operand")
	}
	if n := testing.AllocsPerRun(100, func() { r.Eval(quizEnv) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkEval(b *testing.B) {
	r := parse(b, quiz)
	for b.Loop() {
		r.Eval(quizEnv)
	}
}

func TestEvalWithoutEnv(t *testing.T) {
	if parse(t, `{"answered":"a"}`).True(nil) || !parse(t, `{"!=":[{"var":"a"},"x"]}`).True(nil) {
		t.Error("without an environment a variable is not absent")
	}
}

// A rule that was never checked takes operands that do not fit for absent ones.
func TestEvalOfUncheckedRules(t *testing.T) {
	env := func(name string) rule.Value {
		return map[string]rule.Value{"n": rule.NumberOf(3), "t": rule.TextOf("3"), "b": rule.BoolOf(true), "l": rule.ListOf(rule.TextOf("3")), "d": rule.DateOf("2026-01-01")}[name]
	}
	for src, want := range map[string]rule.Value{
		`{"==":[{"var":"n"},"3"]}`:               rule.BoolOf(false),
		`{"!=":[{"var":"n"},"3"]}`:               rule.BoolOf(true),
		`{"==":[{"var":"b"},1]}`:                 rule.BoolOf(false),
		`{"==":[{"var":"l"},{"var":"l"}]}`:       rule.BoolOf(false),
		`{"<":["1","2"]}`:                        rule.BoolOf(false),
		`{"<":["2026-01-01","2026-01-02"]}`:      rule.BoolOf(true), // dates that another rule gave
		`{"<":[false,true]}`:                     rule.BoolOf(false),
		`{"+":[{"var":"t"},1]}`:                  {},
		`{"+":[{"var":"b"},1]}`:                  {},
		`{"and":[{"var":"n"}]}`:                  rule.BoolOf(false),
		`{"!":{"var":"n"}}`:                      rule.BoolOf(true),
		`{"in":["3",{"var":"t"}]}`:               rule.BoolOf(false),
		`{"in":[{"var":"l"},{"var":"l"}]}`:       rule.BoolOf(false),
		`{"count":{"var":"t"}}`:                  {},
		`{"some":[{"var":"t"},true]}`:            rule.BoolOf(false),
		`{"if":[{"var":"n"},1,2]}`:               rule.NumberOf(2),
		`{"==":[{"var":"d"},"2026-01-01"]}`:      rule.BoolOf(true),
		`{"==":[{"var":"d"},{"var":"t"}]}`:       rule.BoolOf(false),
		`{"some":[["a"],{"==":[{"var":""},1]}]}`: rule.BoolOf(false),
	} {
		if got := parse(t, src).Eval(env); !got.Equal(want) {
			t.Errorf("%s: got %s", src, encode(t, got))
		}
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		v    rule.Value
		kind rule.Kind
		json string
	}{
		{rule.Value{}, rule.Absent, `null`},
		{rule.BoolOf(false), rule.Bool, `false`},
		{rule.BoolOf(true), rule.Bool, `true`},
		{rule.NumberOf(0.1), rule.Number, `0.1`},
		{rule.NumberOf(math.Copysign(0, -1)), rule.Number, `0`},
		{rule.NumberOf(math.NaN()), rule.Absent, `null`},
		{rule.NumberOf(math.Inf(-1)), rule.Absent, `null`},
		{rule.TextOf(""), rule.Text, `""`},
		{rule.TextOf("a\"b"), rule.Text, `"a\"b"`},
		{rule.DateOf("2024-02-29"), rule.Date, `"2024-02-29"`},
		{rule.DateOf("2026-02-29"), rule.Absent, `null`},
		{rule.DateOf("2026-2-28"), rule.Absent, `null`},
		{rule.DateOf("2026-02-28T00:00:00Z"), rule.Absent, `null`},
		{rule.ListOf(), rule.List, `[]`},
		{rule.ListOf(rule.TextOf("a"), rule.Value{}, rule.ListOf(), rule.TextOf("b")), rule.List, `["a","b"]`},
	} {
		if c.v.Kind() != c.kind || c.v.IsAbsent() != (c.kind == rule.Absent) || encode(t, c.v) != c.json {
			t.Errorf("got %s %s, want %s %s", c.v.Kind(), encode(t, c.v), c.kind, c.json)
		}
		if !c.v.Equal(c.v) {
			t.Errorf("%s does not equal itself", c.json)
		}
	}
	differing := []rule.Value{{}, rule.BoolOf(false), rule.BoolOf(true), rule.NumberOf(0), rule.NumberOf(1), rule.TextOf(""), rule.TextOf("2026-01-01"), rule.DateOf("2026-01-01"),
		rule.ListOf(), rule.ListOf(rule.NumberOf(1)), rule.ListOf(rule.NumberOf(1), rule.NumberOf(2)), rule.ListOf(rule.NumberOf(2), rule.NumberOf(1))}
	for i, a := range differing {
		for j, b := range differing {
			if a.Equal(b) != (i == j) {
				t.Errorf("%s %s and %s %s", a.Kind(), encode(t, a), b.Kind(), encode(t, b))
			}
		}
	}
}

func TestValueIsImmutable(t *testing.T) {
	given := []rule.Value{rule.TextOf("a"), rule.TextOf("b")}
	v := rule.ListOf(given...)
	given[0] = rule.TextOf("changed")
	v.List()[1] = rule.TextOf("changed")
	if encode(t, v) != `["a","b"]` {
		t.Errorf("the list became %s", encode(t, v))
	}
}

func TestAccessorsCoerceNothing(t *testing.T) {
	vs := []rule.Value{{}, rule.BoolOf(true), rule.NumberOf(1), rule.TextOf("true"), rule.DateOf("2026-01-01"), rule.ListOf(rule.NumberOf(1))}
	for _, v := range vs {
		if v.Bool() != (v.Kind() == rule.Bool) || (v.Number() == 1) != (v.Kind() == rule.Number) ||
			(v.Text() != "") != slices.Contains([]rule.Kind{rule.Text, rule.Date}, v.Kind()) || (v.List() != nil) != (v.Kind() == rule.List) {
			t.Errorf("%s %s reads as %t %v %q %v", v.Kind(), encode(t, v), v.Bool(), v.Number(), v.Text(), len(v.List()))
		}
	}
}
