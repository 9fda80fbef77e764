package forms

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"proffer/forms/rule"
)

// drawn makes random small forms whose rules fit their places.
type drawn struct {
	t     *rapid.T
	brand *Brand
	form  *Form
}

func (d *drawn) flip(what string, of int) bool {
	return rapid.IntRange(0, of-1).Draw(d.t, what) == 0
}

func (d *drawn) pick(what string, from []string) string {
	return rapid.SampledFrom(from).Draw(d.t, what)
}

func (d *drawn) question(i, j int) Question {
	q := Question{ID: fmt.Sprintf("q%d%d", i, j), Label: Text{"en": "L"}, Why: Text{"en": "W"}}
	scores := func() map[string]float64 {
		if d.flip("scores", 2) {
			return nil
		}
		return map[string]float64{d.pick("score", []string{"s", "r"}): rapid.SampledFrom([]float64{-1, 1, 2, 0.1, 0.5}).Draw(d.t, "points")}
	}
	choices := func(values ...string) {
		for _, v := range values {
			q.Choices = append(q.Choices, Choice{Value: Scalar(v), Scores: scores()})
		}
	}
	switch rapid.IntRange(0, 4).Draw(d.t, "type") {
	case 0:
		q.Type, q.Attribute = "single", "terrain"
		if choices(`"city"`, `"gravel"`); d.flip("all", 2) {
			choices(`"trail"`)
		}
	case 1:
		q.Type, q.Attribute = "yes_no", "electric"
		choices("true", "false")
	case 2:
		q.Type, q.Attribute = "scale", "pace"
		q.Scores = scores()
	case 3:
		q.Type, q.Attribute = "multiple", "extras"
		choices(`"lights"`, `"bags"`, `"lock"`)
		most := float64(rapid.IntRange(1, 3).Draw(d.t, "most"))
		q.Max = &most
	default:
		q.Type, q.Purpose = "consent", "news"
	}
	return q
}

// rule draws a rule over what a place sees; nil, where it sees nothing fit.
func (d *drawn) rule(s rule.Scope, depth int) *rule.Rule {
	r, bad := rule.Parse([]byte(d.source(s, depth)))
	if bad != nil {
		d.t.Fatalf("%v", bad)
	}
	return r
}

func (d *drawn) source(s rule.Scope, depth int) string {
	if depth > 0 && d.flip("nested", 2) {
		if d.flip("not", 4) {
			return `{"!": ` + d.source(s, depth-1) + `}`
		}
		return fmt.Sprintf(`{%q: [%s, %s]}`, d.pick("joined", []string{"and", "or"}), d.source(s, depth-1), d.source(s, depth-1))
	}
	name := d.pick("variable", s.Names())
	t, err := s.Lookup(name)
	if err != nil {
		d.t.Fatalf("%s is suggested: %v", name, err)
	}
	v := fmt.Sprintf(`{"var": %q}`, name)
	value := func() string { return strconv.Quote(d.pick("value", t.Values)) }
	switch {
	case d.flip("answered", 6):
		return `{"answered": "` + name + `"}`
	case t.Kind == rule.Bool:
		return d.pick("boolean", []string{v, `{"==": [` + v + `, false]}`, `{"!=": [` + v + `, true]}`})
	case t.Kind == rule.Number:
		return fmt.Sprintf(`{%q: [%s, %d]}`, d.pick("order", []string{"<", "<=", ">", ">=", "==", "!="}), v, rapid.IntRange(-1, 6).Draw(d.t, "number"))
	case t.Kind == rule.Text && t.Values != nil:
		return d.pick("text", []string{`{"==": [` + v + `, ` + value() + `]}`, `{"!=": [` + v + `, ` + value() + `]}`, `{"in": [` + v + `, [` + value() + `, ` + value() + `]]}`})
	case t.Kind == rule.List:
		return d.pick("list", []string{`{"in": [` + value() + `, ` + v + `]}`, fmt.Sprintf(`{">": [{"count": %s}, %d]}`, v, rapid.IntRange(0, 3).Draw(d.t, "count")), `{"some": [` + v + `, {"!=": [{"var": ""}, ` + value() + `]}]}`})
	}
	return `{"answered": "` + name + `"}`
}

func (d *drawn) draw() {
	f := d.form
	n := rapid.IntRange(2, 4).Draw(d.t, "pages")
	for i := range n {
		p := Page{ID: "p" + strconv.Itoa(i)}
		for j := range rapid.IntRange(1, 2).Draw(d.t, "questions") {
			p.Questions = append(p.Questions, d.question(i, j))
		}
		if len(p.Questions) == 2 {
			p.Shuffle = d.flip("shuffle", 6)
			if one := int64(1); d.flip("pick", 8) {
				p.Pick = &one
			}
		}
		f.Pages = append(f.Pages, p)
	}
	always, _ := rule.Parse([]byte("true"))
	for i := range f.Pages {
		for range rapid.IntRange(0, 2).Draw(d.t, "entries") {
			to := rapid.IntRange(i+1, n).Draw(d.t, "to")
			next := Next{When: always, Page: PageEnd}
			if to < n {
				next.Page = f.Pages[to].ID
			}
			f.Pages[i].Next = append(f.Pages[i].Next, next)
		}
	}
	if names := f.result(d.brand).Names(); d.flip("computed", 2) && len(names) > 1 {
		f.Computed.Set("k", d.rule(f.result(d.brand), 1))
	}
	for i := range f.Pages {
		p := &f.Pages[i]
		if d.flip("page rule", 3) {
			p.ShowIf = d.rule(f.at(d.brand, i, 0), 1)
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			if d.flip("question rule", 3) {
				q.ShowIf = d.rule(f.at(d.brand, i, j), 1)
			}
			for k := range q.Choices {
				if q.Type != "multiple" && d.flip("choice rule", 8) {
					q.Choices[k].ShowIf = d.rule(f.at(d.brand, i, j), 1)
				}
			}
		}
		for k := range p.Next {
			p.Next[k].When = d.rule(f.at(d.brand, i, len(p.Questions)), 1)
		}
	}
	f.Kind, f.OutcomeBy = KindQuiz, d.pick("outcome by", []string{"", OutcomeByHighest})
	if len(f.Scores()) == 0 {
		f.OutcomeBy = ""
	}
	for k := range rapid.IntRange(1, 3).Draw(d.t, "outcomes") {
		o := Outcome{ID: "o" + strconv.Itoa(k), Title: Text{"en": "T"}}
		if f.OutcomeBy != "" {
			o.Score = d.pick("of score", f.Scores())
		}
		if f.OutcomeBy == "" || d.flip("outcome rule", 2) {
			o.When = d.rule(f.result(d.brand), 1)
		}
		f.Outcomes = append(f.Outcomes, o)
	}
	f.Outcomes = append(f.Outcomes, Outcome{ID: "last", Title: Text{"en": "T"}})
}

// TestReachIsTrue: of random forms, nothing that is reported as never reached is reached by any answers,
// and no rule that is said to hold never, or always, does otherwise.
func TestReachIsTrue(t *testing.T) {
	b, _ := Load(goodBrand(t))
	said := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		d := &drawn{t: t, brand: &b.Brand, form: &Form{ID: "drawn"}}
		d.draw()
		f := d.form
		f.flow, f.types = nil, nil
		c := &checks{}
		f.checkComputed(c, d.brand)
		f.checkRules(c, d.brand)
		whole := &checks{}
		f.checkFlow(whole, true)
		for _, x := range slices.Concat(c.faults, whole.faults) {
			if x.Code != "no_contract_purpose" {
				t.Skip(x)
			}
		}
		f.checkReach(c, d.brand)
		w := &walker{form: f, brand: d.brand, held: map[string]bool{}, failed: map[string]bool{}, answers: map[string]rule.Value{}, attrs: map[string]rule.Value{}, scores: map[string]float64{}}
		for _, w.stage = range []string{"", "discover", "after_order"} {
			w.page(0)
		}
		for _, x := range slices.Concat(c.faults, c.warnings) {
			said[x.Code]++
			switch x.Code {
			case "never_holds", "unreachable":
				if w.held[x.Pointer] {
					t.Fatalf("%s %s: %s; but answers lead there", x.Code, x.Pointer, x.Detail)
				}
			case "always_holds":
				if w.failed[x.Pointer] {
					t.Fatalf("%s %s: %s; but it fails for some answers", x.Code, x.Pointer, x.Detail)
				}
			}
		}
		for _, x := range c.faults {
			if strings.HasSuffix(x.Detail, ": ") || strings.Contains(x.Detail, "computed.") {
				t.Fatalf("a reason that says nothing: %s", x.Detail)
			}
		}
	})
	for _, code := range []string{"never_holds", "always_holds", "unreachable"} {
		if said[code] == 0 {
			t.Errorf("%s was never said", code)
		}
	}
	t.Log(said)
}
