package rule_test

import (
	"bytes"
	"slices"
	"testing"

	"proffer/forms/rule"
)

// typed is what is known of variables of which only the types are.
type typed struct{ scope }

func (k typed) Domain(name string) rule.Domain { return rule.OfType(k.scope[name]).OrNothing() }
func (k typed) Rule(string) *rule.Rule         { return nil }

// FuzzParse: no source makes Parse, Check or Eval panic; a rule is given if and only if nothing is
// wrong; what parses has a canonical source that parses to the same rule; and what checks gives a
// value of the type that was promised, always the same, asking for no variable more often than it names one;
// and what is proved of it is so.
func FuzzParse(f *testing.F) {
	for _, c := range cases(f) {
		f.Add([]byte(c.Rule))
	}
	for _, src := range []string{quiz, nested(rule.MaxDepth), nested(rule.MaxDepth + 1), `{"!":`, `{"var":"a","var":"b"}`, `"\ud800"`, "\"\u2028<\"", `[1e999]`, `{"":1}`, ``} {
		f.Add([]byte(src))
	}
	s := types(f, map[string]string{"a": "text{x,y,z}", "c": "text", "n": "number", "m": "number", "b": "boolean", "d": "date", "e": "date", "l": "list<text{p,q,r}>", "ln": "list<number>"})
	filled := func(name string) rule.Value {
		switch name {
		case "a":
			return rule.TextOf("x")
		case "c":
			return rule.TextOf("some text")
		case "n", "m":
			return rule.NumberOf(-2.5)
		case "b":
			return rule.BoolOf(true)
		case "d", "e":
			return rule.DateOf("2026-02-28")
		case "l":
			return rule.ListOf(rule.TextOf("p"), rule.TextOf("q"))
		case "ln":
			return rule.ListOf(rule.NumberOf(0), rule.NumberOf(3))
		}
		return rule.Value{}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		r, fields := rule.Parse(src)
		if (r == nil) != (len(fields) > 0) {
			t.Fatalf("rule given: %t, with %d fields", r != nil, len(fields))
		}
		if len(fields) > rule.MaxFields {
			t.Fatalf("%d fields", len(fields))
		}
		if r == nil {
			return
		}
		canonical, err := r.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		again, fields := rule.Parse(canonical)
		if again == nil {
			t.Fatalf("canonical source %s is refused: %v", canonical, fields)
		}
		twice, err := again.MarshalJSON()
		if err != nil || !bytes.Equal(canonical, twice) {
			t.Fatalf("%s became %s (%v)", canonical, twice, err)
		}
		if !slices.Equal(codes(again.Check(s, rule.Absent)), codes(r.Check(s, rule.Absent))) || !slices.Equal(r.Vars(), again.Vars()) {
			t.Fatalf("%s checks differently", canonical)
		}
		promised := r.Type(s)
		var verdict rule.Verdict
		if len(r.Check(s, rule.Bool)) == 0 {
			p := &rule.Prover{Work: 4 * rule.WorkPerProof}
			verdict = p.Prove(typed{s}, r)
		}
		for _, env := range []rule.Env{nil, filled} {
			got := r.Eval(env)
			if !got.Equal(again.Eval(env)) || !got.Equal(r.Eval(env)) {
				t.Fatalf("%s evaluates differently", canonical)
			}
			steps := 0
			r.Eval(func(name string) rule.Value {
				steps++
				if env == nil {
					return rule.Value{}
				}
				return env(name)
			})
			if steps > rule.MaxNodes {
				t.Fatalf("%s asks for a variable %d times", canonical, steps)
			}
			// a text literal beside a date stays a text
			literal := promised.Kind == rule.Date && got.Kind() == rule.Text
			if (verdict == rule.Never && r.True(env)) || (verdict == rule.Always && !r.True(env)) {
				t.Fatalf("%s gives %s, though %d was proved", canonical, encode(t, got), verdict)
			}
			if promised.Kind != rule.Absent && !got.IsAbsent() && got.Kind() != promised.Kind && !literal {
				t.Fatalf("%s promises a %s and gives a %s", canonical, promised, got.Kind())
			}
		}
	})
}
