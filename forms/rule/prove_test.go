package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"proffer/forms/rule"
)

// place is a rule.Known over tables.
type place struct {
	domains map[string]rule.Domain
	rules   map[string]*rule.Rule
}

func (p place) Domain(name string) rule.Domain { return p.domains[name] }
func (p place) Rule(name string) *rule.Rule    { return p.rules[name] }

func texts(words ...string) []rule.Value {
	var out []rule.Value
	for _, w := range words {
		out = append(out, rule.TextOf(w))
	}
	return out
}

func TestProve(t *testing.T) {
	k := place{
		domains: map[string]rule.Domain{
			"brew":  rule.OneOf(texts("espresso", "filter")...).OrNothing(),
			"fixed": rule.OneOf(texts("filter")...),
			"free":  rule.OfType(rule.Type{Kind: rule.Text}).OrNothing(),
			"milk":  rule.OfType(rule.Type{Kind: rule.Bool}).OrNothing(),
			"yes":   rule.OneOf(rule.BoolOf(true)),
			"score": rule.Between(-1, 4, false),
			"pace":  rule.Between(1, 5, true).OrNothing(),
			"sure":  rule.Between(1, 5, true),
			"big":   rule.Between(0, 1000, true),
			"born":  rule.Days("1990-01-01", "2010-12-31").OrNothing(),
			"day":   rule.Days("2026-01-01", "2026-01-01"),
			"never": rule.Nothing(),
			"notes": rule.Lists(texts("a", "b", "c"), 1, 2, true).OrNothing(),
			"have":  rule.Lists(texts("a", "b", "c"), 1, 2, true),
			"stars": rule.Lists(texts("a", "b"), 2, 2, false),
		},
		rules: map[string]*rule.Rule{
			"computed.fast":   parse(t, `{">": [{"var": "pace"}, 3]}`),
			"computed.band":   parse(t, `{"if": [{"var": "computed.fast"}, "high", "low"]}`),
			"computed.double": parse(t, `{"*": [{"var": "sure"}, 2]}`),
		},
	}
	for source, want := range map[string]rule.Verdict{
		`true`:  rule.Always,
		`false`: rule.Never,
		// finite sets and presence
		`{"==": [{"var": "brew"}, "espresso"]}`:                                                                       rule.Unknown,
		`{"==": [{"var": "fixed"}, "espresso"]}`:                                                                      rule.Never,
		`{"==": [{"var": "fixed"}, "filter"]}`:                                                                        rule.Always,
		`{"!=": [{"var": "fixed"}, "filter"]}`:                                                                        rule.Never,
		`{"in": [{"var": "brew"}, ["espresso", "filter"]]}`:                                                           rule.Unknown,
		`{"in": [{"var": "fixed"}, ["espresso", "filter"]]}`:                                                          rule.Always,
		`{"or": [{"answered": "brew"}, {"!": {"answered": "brew"}}]}`:                                                 rule.Always,
		`{"and": [{"answered": "brew"}, {"!=": [{"var": "brew"}, "espresso"]}, {"!=": [{"var": "brew"}, "filter"]}]}`: rule.Never,
		`{"and": [{"==": [{"var": "brew"}, "espresso"]}, {"==": [{"var": "brew"}, "filter"]}]}`:                       rule.Never,
		`{"and": [{"==": [{"var": "free"}, "x"]}, {"==": [{"var": "free"}, "y"]}]}`:                                   rule.Never,
		`{"==": [{"var": "free"}, "x"]}`:                                                                              rule.Unknown,
		`{"answered": "never"}`:                                                                                       rule.Never,
		`{"==": [{"var": "never"}, "x"]}`:                                                                             rule.Never,
		`{"!=": [{"var": "never"}, "x"]}`:                                                                             rule.Always,
		`{"==": [{"var": "brew"}, {"var": "brew"}]}`:                                                                  rule.Unknown,
		`{"==": [{"var": "brew"}, {"var": "fixed"}]}`:                                                                 rule.Unknown,
		`{"and": [{"==": [{"var": "brew"}, {"var": "fixed"}]}, {"==": [{"var": "brew"}, "espresso"]}]}`:               rule.Never,
		// booleans
		`{"var": "milk"}`: rule.Unknown,
		`{"var": "yes"}`:  rule.Always,
		`{"and": [{"var": "milk"}, {"!": {"var": "milk"}}]}`:                                           rule.Never,
		`{"or": [{"var": "milk"}, {"!": {"var": "milk"}}]}`:                                            rule.Always,
		`{"or": [{"var": "milk"}, {"==": [{"var": "milk"}, false]}]}`:                                  rule.Unknown,
		`{"if": [{"var": "milk"}, {"==": [{"var": "milk"}, false]}, {"==": [{"var": "milk"}, true]}]}`: rule.Never,
		`{"==": [{"==": [{"var": "fixed"}, "filter"]}, false]}`:                                        rule.Never,
		// numbers
		`{">": [{"var": "score"}, 100]}`:                                                   rule.Never,
		`{">": [{"var": "score"}, 4]}`:                                                     rule.Never,
		`{">=": [{"var": "score"}, 4]}`:                                                    rule.Unknown,
		`{">=": [{"var": "score"}, -1]}`:                                                   rule.Always,
		`{"<": [-2, {"var": "score"}, 5]}`:                                                 rule.Always,
		`{"<": [5, {"var": "score"}, 9]}`:                                                  rule.Never,
		`{"<": [{"var": "pace"}, 6]}`:                                                      rule.Unknown,
		`{"<": [{"var": "sure"}, 6]}`:                                                      rule.Always,
		`{"<": [2, {"var": "sure"}, 3]}`:                                                   rule.Never,
		`{"<": [{"+": [{"var": "sure"}, {"var": "score"}]}, 10]}`:                          rule.Always,
		`{">": [{"*": [{"var": "sure"}, {"var": "score"}]}, 20]}`:                          rule.Never,
		`{"<=": [{"/": [{"var": "sure"}, {"var": "score"}]}, 1]}`:                          rule.Unknown,
		`{"<": [{"-": {"var": "sure"}}, 0]}`:                                               rule.Always,
		`{">=": [{"min": [{"var": "sure"}, 3]}, 4]}`:                                       rule.Never,
		`{"==": [{"/": [{"var": "sure"}, 0]}, 1]}`:                                         rule.Never,
		`{"or": [{"<": [{"var": "big"}, 500]}, {">=": [{"var": "big"}, 500]}]}`:            rule.Always,
		`{"or": [{"<": [{"var": "pace"}, 3]}, {">=": [{"var": "pace"}, 3]}]}`:              rule.Unknown,
		`{"and": [{"<": [{"var": "big"}, 10]}, {">": [{"var": "big"}, 9]}]}`:               rule.Never,
		`{"and": [{"<": [{"var": "big"}, {"var": "sure"}]}, {">=": [{"var": "big"}, 5]}]}`: rule.Never,
		`{"and": [{"!=": [{"var": "sure"}, 1]}, {"<": [{"var": "sure"}, 2]}]}`:             rule.Never,
		`{"==": [{"var": "sure"}, 2.5]}`:                                                   rule.Never,
		`{">": [{"*": [1e308, {"var": "sure"}, 10]}, 0]}`:                                  rule.Never,
		// dates
		`{">": [{"var": "born"}, "2011-01-01"]}`:                                                    rule.Never,
		`{"<": [{"var": "born"}, "2011-01-01"]}`:                                                    rule.Unknown,
		`{"==": [{"var": "day"}, "2026-01-01"]}`:                                                    rule.Always,
		`{"and": [{"answered": "born"}, {">": [{"var": "day"}, {"var": "born"}]}]}`:                 rule.Unknown,
		`{"and": [{">": [{"var": "born"}, "2000-05-05"]}, {"<": [{"var": "born"}, "2000-05-06"]}]}`: rule.Never,
		`{"in": [{"var": "born"}, ["1980-01-01", "2020-01-01"]]}`:                                   rule.Never,
		`{"or": [{"!": {"answered": "born"}}, {"<": [{"var": "born"}, {"var": "day"}]}]}`:           rule.Always,
		// lists
		`{"in": ["a", {"var": "have"}]}`: rule.Unknown,
		`{"and": [{"in": ["a", {"var": "notes"}]}, {"in": ["b", {"var": "notes"}]}, {"in": ["c", {"var": "notes"}]}]}`: rule.Never,
		`{">": [{"count": {"var": "notes"}}, 2]}`: rule.Never,
		`{">=": [{"count": {"var": "have"}}, 1]}`: rule.Always,
		`{"or": [{"in": ["a", {"var": "have"}]}, {"in": ["b", {"var": "have"}]}, {"in": ["c", {"var": "have"}]}]}`:                                       rule.Always,
		`{"some": [{"var": "have"}, {"in": [{"var": ""}, ["a", "b", "c"]]}]}`:                                                                            rule.Always,
		`{"some": [{"var": "notes"}, {"==": [{"var": ""}, "d"]}]}`:                                                                                       rule.Never,
		`{"and": [{"some": [{"var": "notes"}, {"!=": [{"var": ""}, "a"]}]}, {"==": [{"count": {"var": "notes"}}, 1]}, {"in": ["a", {"var": "notes"}]}]}`: rule.Never,
		`{"and": [{"==": [{"count": {"var": "stars"}}, 2]}, {"!": {"in": ["a", {"var": "stars"}]}}]}`:                                                    rule.Unknown,
		`{"and": [{"!": {"in": ["a", {"var": "have"}]}}, {"!": {"in": ["b", {"var": "have"}]}}, {"==": [{"count": {"var": "have"}}, 2]}]}`:               rule.Never,
		// computed values
		`{"and": [{"var": "computed.fast"}, {"==": [{"var": "pace"}, 2]}]}`:                  rule.Never,
		`{"and": [{"==": [{"var": "computed.band"}, "high"]}, {"!": {"answered": "pace"}}]}`: rule.Never,
		`{"in": [{"var": "computed.band"}, ["high", "low"]]}`:                                rule.Always,
		`{">": [{"var": "computed.double"}, 10]}`:                                            rule.Never,
		// what is not known may be anything
		`{"==": [{"var": "unheard"}, 3]}`: rule.Unknown,
	} {
		if got := rule.NewProver().Prove(k, parse(t, source)); got != want {
			t.Errorf("%s: %d, want %d", source, got, want)
		}
	}
}

func TestProveWithClaims(t *testing.T) {
	k := place{domains: map[string]rule.Domain{"brew": rule.OneOf(texts("espresso", "filter")...).OrNothing(), "milk": rule.OfType(rule.Type{Kind: rule.Bool}).OrNothing()}}
	either := rule.Claim{Rule: parse(t, `{"or": [{"==": [{"var": "brew"}, "espresso"]}, {"var": "milk"}]}`), Holds: true}
	r := parse(t, `{"and": [{"==": [{"var": "brew"}, "filter"]}, {"!": {"var": "milk"}}]}`)
	if got := rule.NewProver().Prove(k, r); got != rule.Unknown {
		t.Errorf("%d without the claim", got)
	}
	if got := rule.NewProver().Prove(k, r, either); got != rule.Never {
		t.Errorf("%d with the claim", got)
	}
	either.Holds = false
	own, possible := rule.NewProver().Narrow(k, either)
	if !possible || own["brew"].Describe("brew") != "brew is filter, or not answered" || own["milk"].Describe("milk") != "milk is false, or not answered" {
		t.Errorf("%t %+v", possible, own)
	}
}

// Beyond its work a prover proves nothing, and it ends soon, whatever it is given.
func TestProverHasLimits(t *testing.T) {
	var parts, sums []string
	domains := map[string]rule.Domain{}
	for i := range 60 {
		name := fmt.Sprintf("v%d", i)
		domains[name] = rule.OfType(rule.Type{Kind: rule.Bool}).OrNothing()
		parts = append(parts, `{"if": [{"var": "`+name+`"}, 2, 0]}`)
		sums = append(sums, `{"var": "`+name+`"}`)
	}
	hard := parse(t, `{"==": [{"+": [`+strings.Join(parts, ",")+`]}, 31]}`)
	p := rule.NewProver()
	if got := p.Prove(place{domains: domains}, hard); got != rule.Unknown {
		t.Errorf("got %d", got)
	}
	if spent := rule.WorkPerForm - p.Work; spent < rule.WorkPerProof || spent > 2*rule.WorkPerProof+2000 {
		t.Errorf("%d spent", spent)
	}
	conditions := `{"var": "v0"}`
	for i := range 30 { // each condition is another with conditions
		conditions = fmt.Sprintf(`{"if": [%s, {"var": "v%d"}, {"var": "v%d"}]}`, conditions, i+1, i+2)
	}
	p = rule.NewProver()
	p.Prove(place{domains: domains}, parse(t, conditions))
	if spent := rule.WorkPerForm - p.Work; spent > 3*rule.WorkPerProof {
		t.Errorf("%d spent on conditions", spent)
	}
	p.Work = 0
	if got := p.Prove(place{domains: domains}, parse(t, `false`)); got != rule.Unknown {
		t.Errorf("without work: %d", got)
	}
	p = &rule.Prover{Work: 50}
	if got := p.Prove(place{domains: domains}, parse(t, `{"and": [`+strings.Join(sums, ",")+`, false]}`)); got != rule.Unknown {
		t.Errorf("with little work: %d", got)
	}
}

// candidates are values of each kind that small rules and domains tell apart.
var candidates = map[rule.Kind][]rule.Value{
	rule.Bool:   {rule.BoolOf(false), rule.BoolOf(true)},
	rule.Text:   texts("x", "y", "z"),
	rule.Number: {rule.NumberOf(-1), rule.NumberOf(0), rule.NumberOf(0.5), rule.NumberOf(1), rule.NumberOf(2), rule.NumberOf(3), rule.NumberOf(1e308)},
	rule.Date:   {rule.DateOf("2025-12-31"), rule.DateOf("2026-01-01"), rule.DateOf("2026-01-02"), rule.DateOf("2026-01-03")},
	rule.List: {
		rule.ListOf(), rule.ListOf(texts("p")...), rule.ListOf(texts("q")...), rule.ListOf(texts("r")...), rule.ListOf(texts("p", "q")...), rule.ListOf(texts("q", "r")...),
		rule.ListOf(texts("p", "r")...), rule.ListOf(texts("p", "q", "r")...), rule.ListOf(texts("p", "p")...),
	},
}

var variables = map[string]rule.Kind{"a": rule.Text, "b": rule.Bool, "c": rule.Bool, "n": rule.Number, "m": rule.Number, "d": rule.Date, "l": rule.List}

// drawDomain draws a domain of one kind, perhaps of nothing, perhaps of everything.
func drawDomain(t *rapid.T, name string, kind rule.Kind) rule.Domain {
	var d rule.Domain
	pick := func(of []rule.Value) []rule.Value {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 1, len(of), func(v rule.Value) string { return encode(t, v) }).Draw(t, name)
	}
	switch rapid.IntRange(0, 9).Draw(t, name+" form") {
	case 0:
		return rule.Domain{}
	case 1:
		return rule.Nothing()
	}
	switch kind {
	case rule.Number:
		at := rapid.IntRange(-1, 3)
		d = rule.Between(float64(at.Draw(t, name+" from")), float64(at.Draw(t, name+" to")), rapid.Bool().Draw(t, name+" whole"))
	case rule.Date:
		day := rapid.SampledFrom([]string{"", "2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03"})
		d = rule.Days(day.Draw(t, name+" from"), day.Draw(t, name+" to"))
	case rule.List:
		least := rapid.IntRange(0, 2).Draw(t, name+" least")
		d = rule.Lists(pick(texts("p", "q", "r")), least, rapid.IntRange(least, 3).Draw(t, name+" most"), rapid.Bool().Draw(t, name+" distinct"))
	default:
		d = rule.OneOf(pick(candidates[kind])...)
	}
	if rapid.Bool().Draw(t, name+" absent") {
		d = d.OrNothing()
	}
	return d
}

// drawRule draws the source of a rule of one kind.
func drawRule(t *rapid.T, kind rule.Kind, depth int) string {
	sub := func(k rule.Kind) string { return drawRule(t, k, depth-1) }
	op := func(names ...string) string { return rapid.SampledFrom(names).Draw(t, "operator") }
	leaf := depth <= 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0
	if kind != rule.Bool && kind != rule.Number {
		leaf = leaf || rapid.IntRange(0, 3).Draw(t, "plain") > 0
	}
	if leaf {
		switch kind {
		case rule.Bool:
			return rapid.SampledFrom([]string{`{"var": "b"}`, `{"var": "c"}`, `{"answered": "a"}`, `{"answered": "n"}`, `{"answered": "l"}`, `{"answered": "computed.k"}`, `{"var": "computed.k"}`, `true`, `false`}).Draw(t, "boolean")
		case rule.Number:
			return rapid.SampledFrom([]string{`{"var": "n"}`, `{"var": "m"}`, `{"count": {"var": "l"}}`, `{"var": "computed.s"}`, `0`, `1`, `2`, `0.5`, `1e308`}).Draw(t, "number")
		case rule.Text:
			return rapid.SampledFrom([]string{`{"var": "a"}`, `{"var": "a"}`, `"x"`, `"y"`}).Draw(t, "text")
		case rule.Date:
			return rapid.SampledFrom([]string{`{"var": "d"}`, `{"var": "d"}`, `"2026-01-01"`, `"2026-01-02"`}).Draw(t, "date")
		}
		return rapid.SampledFrom([]string{`{"var": "l"}`, `{"var": "l"}`, `["p", "q"]`, `["r"]`}).Draw(t, "list")
	}
	if kind != rule.Bool && kind != rule.Number || rapid.IntRange(0, 7).Draw(t, "if") == 0 {
		return `{"if": [` + sub(rule.Bool) + `,` + sub(kind) + `,` + sub(kind) + `]}`
	}
	if kind == rule.Number {
		switch o := op("+", "-", "*", "/", "min", "max", "-"); o {
		default:
			return `{"` + o + `": [` + sub(rule.Number) + `,` + sub(rule.Number) + `]}`
		}
	}
	switch o := op("and", "or", "!", "==", "!=", "order", "order", "between", "in", "some"); o {
	case "and", "or":
		return `{"` + o + `": [` + sub(rule.Bool) + `,` + sub(rule.Bool) + `]}`
	case "!":
		return `{"!": [` + sub(rule.Bool) + `]}`
	case "==", "!=":
		k := rapid.SampledFrom([]rule.Kind{rule.Bool, rule.Number, rule.Text, rule.Date}).Draw(t, "kind")
		return `{"` + o + `": [` + sub(k) + `,` + sub(k) + `]}`
	case "order":
		k := rapid.SampledFrom([]rule.Kind{rule.Number, rule.Date}).Draw(t, "kind")
		return `{"` + op("<", "<=", ">", ">=") + `": [` + sub(k) + `,` + sub(k) + `]}`
	case "between":
		return `{"` + op("<", "<=") + `": [` + sub(rule.Number) + `,` + sub(rule.Number) + `,` + sub(rule.Number) + `]}`
	case "in":
		switch op("list", "texts", "numbers", "dates") {
		case "list":
			return `{"in": [` + op(`"p"`, `"q"`, `"r"`) + `,` + sub(rule.List) + `]}`
		case "texts":
			return `{"in": [` + sub(rule.Text) + `, ["x", "z"]]}`
		case "dates":
			return `{"in": [{"var": "d"}, ["2026-01-01", "2026-01-03"]]}`
		}
		return `{"in": [` + sub(rule.Number) + `, [0, 2]]}`
	}
	return `{"some": [` + sub(rule.List) + `, ` + op(`{"==": [{"var": ""}, "p"]}`, `{"!=": [{"var": ""}, "p"]}`, `{"in": [{"var": ""}, ["p", "q"]]}`, `true`, `{"!": {"in": [{"var": ""}, ["q"]]}}`) + `]}`
}

// TestProofsAreSound: whatever is proved of a rule is what the evaluator gives for all the values that
// the variables can have.
func TestProofsAreSound(t *testing.T) {
	proved := map[rule.Verdict]int{}
	rapid.Check(t, func(t *rapid.T) {
		k := place{domains: map[string]rule.Domain{}, rules: map[string]*rule.Rule{
			"computed.k": parse(t, rapid.SampledFrom([]string{`{"and": [{"var": "b"}, {"<": [{"var": "n"}, 2]}]}`, `{"var": "b"}`, `{"if": [{"answered": "n"}, {"var": "c"}, {"in": ["p", {"var": "l"}]}]}`}).Draw(t, "k")),
			"computed.s": parse(t, rapid.SampledFrom([]string{`{"+": [{"var": "n"}, 1]}`, `{"if": [{"var": "computed.k"}, 2, {"var": "m"}]}`, `{"/": [1, {"var": "n"}]}`}).Draw(t, "s")),
		}}
		r := parse(t, drawRule(t, rule.Bool, 3))
		claims := []rule.Claim{{Rule: r, Holds: true}}
		if rapid.Bool().Draw(t, "given") {
			claims = append(claims, rule.Claim{Rule: parse(t, drawRule(t, rule.Bool, 2)), Holds: rapid.Bool().Draw(t, "holds")})
		}
		used := map[string]bool{}
		var reads func(r *rule.Rule)
		reads = func(r *rule.Rule) {
			for _, v := range r.Vars() {
				used[v] = true
				if of := k.rules[v]; of != nil {
					reads(of)
				}
			}
		}
		for _, c := range claims {
			reads(c.Rule)
		}
		worlds := []map[string]rule.Value{{}}
		for _, name := range []string{"a", "b", "c", "n", "m", "d", "l"} {
			if !used[name] {
				continue
			}
			k.domains[name] = drawDomain(t, name, variables[name])
			var next []map[string]rule.Value
			for _, v := range append([]rule.Value{{}}, candidates[variables[name]]...) {
				if !k.domains[name].Has(v) {
					continue
				}
				for _, w := range worlds {
					more := map[string]rule.Value{name: v}
					for n, v := range w {
						more[n] = v
					}
					next = append(next, more)
				}
			}
			worlds = next
			if len(worlds) > 3000 {
				t.Skip("too many worlds")
			}
		}
		p := rule.NewProver()
		verdict := p.Prove(k, r, claims[1:]...)
		proved[verdict]++
		own, possible := p.Narrow(k, claims...)
		for _, w := range worlds {
			var env rule.Env
			env = func(name string) rule.Value {
				if of := k.rules[name]; of != nil {
					return of.Eval(env)
				}
				return w[name]
			}
			given := true
			for _, c := range claims[1:] {
				given = given && c.Rule.True(env) == c.Holds
			}
			if !given {
				continue
			}
			holds := r.True(env)
			if (holds && verdict == rule.Never) || (!holds && verdict == rule.Always) {
				t.Fatalf("%s is %t with %s, though %d was proved", encode(t, r), holds, encode(t, w), verdict)
			}
			if !holds {
				continue
			}
			if !possible {
				t.Fatalf("%s holds with %s, though nothing was left", encode(t, r), encode(t, w))
			}
			for name, d := range own {
				if !d.Has(w[name]) {
					t.Fatalf("%s holds with %s, though %s was narrowed to %+v", encode(t, r), encode(t, w), name, d)
				}
			}
		}
	})
	if proved[rule.Never] == 0 || proved[rule.Always] == 0 {
		t.Errorf("nothing proved: %v", proved)
	}
}
