package forms

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"proffer/forms/rule"
)

// computing is find-your-bike with computed values, and with one of its rules replaced.
func computing(name, computed, from, to string, want ...string) lintCase {
	edits := []edit{{quiz, `"outcomeBy": "highest",`, `"outcomeBy": "highest", "computed": {` + computed + `},`}}
	if from != "" {
		edits = append(edits, edit{quiz, from, to})
	}
	return lintCase{name, edits, want}
}

const (
	carries = `{"in": ["lights", {"var": "extras"}]}` // an outcome's rule
	wild    = `"showIf": {"<": [{"var": "score.wild"}, 4]}`
)

var computedCases = []lintCase{
	computing("computed value of each type", `"fast": {">": [{"var": "pace"}, 3]}, "points": {"+": [{"var": "score.calm"}, 1]}, "band": {"if": [{"var": "computed.fast"}, "high", "low"]}, "spring": {"if": [{"var": "computed.fast"}, "2026-03-01", "2026-04-01"]}`,
		carries, `{"and": [{"var": "computed.fast"}, {">": [{"var": "computed.points"}, 2]}, {"==": [{"var": "computed.band"}, "high"]}, {"<": [{"var": "computed.spring"}, {"var": "today"}]}]}`),
	computing("computed value that is used before it is written", `"a": {"!": {"var": "computed.b"}}, "b": {"answered": "terrain"}`, wild, `"showIf": {"var": "computed.a"}`),
	computing("computed text that it never gives", `"band": {"if": [{"answered": "pace"}, "high", "low"]}`, carries, `{"==": [{"var": "computed.band"}, "hihg"]}`, "unknown_choice /outcomes/0/when/==/1"),
	computing("computed value that is not there", `"fast": {">": [{"var": "pace"}, 3]}`, carries, `{"or": [{"var": "computed.fats"}, {"var": "computed.fast"}]}`, "unknown_variable /outcomes/0/when/or/0/var"),
	computing("computed value of another type", `"points": {"+": [{"var": "score.calm"}, 1]}`, carries, `{"var": "computed.points"}`, "wrong_type /outcomes/0/when"),
	computing("computed list", `"all": {"var": "extras"}`, carries, `{"in": ["lights", {"var": "computed.all"}]}`, "wrong_type /computed/all"),
	computing("computed value that nobody uses", `"fast": {">": [{"var": "pace"}, 3]}`, "", "", "!unused /computed/fast"),
	computing("computed value that only an unused one uses", `"fast": {">": [{"var": "pace"}, 3]}, "slow": {"!": {"var": "computed.fast"}}`, "", "", "!unused /computed/fast", "!unused /computed/slow"),
	computing("computed values in a circle", `"a": {"!": {"var": "computed.b"}}, "b": {"!": {"var": "computed.a"}}`, carries, `{"var": "computed.a"}`, "cycle /computed/a"),
	computing("computed value that reads itself", `"a": {"!": {"var": "computed.a"}}`, carries, `{"var": "computed.a"}`, "cycle /computed/a"),
	computing("computed value with an id that rules could not name", `"Fast": {"answered": "pace"}, "score": {"answered": "pace"}`, "", "", "bad_id /computed/Fast", "!unused /computed/Fast", "bad_id /computed/score", "!unused /computed/score"),
	computing("computed value over stage", `"a": {"==": [{"var": "stage"}, "discover"]}`, carries, `{"var": "computed.a"}`, "unknown_variable /computed/a/==/0/var"),
	computing("computed value over a consent", `"a": {"var": "shelf_ok"}`, carries, `{"var": "computed.a"}`, "unknown_variable /computed/a/var"),
	computing("computed value over what is asked later", `"fast": {">": [{"var": "pace"}, 3]}`, `{"==": [{"var": "terrain"}, "city"]}`, `{"var": "computed.fast"}`, "unknown_variable /pages/0/next/0/when/var"),
	computing("computed value over what no contract allows", `"reachable": {"answered": "email"}, "either": {"or": [{"var": "computed.reachable"}, {"answered": "pace"}]}`, carries, `{"var": "computed.either"}`, "no_contract_purpose /outcomes/0/when"),
	computing("too many computed values", many(maxComputed+1), "", "", "out_of_range /computed"),
	computing("rule of a computed value that cannot be read", `"a": {"===": [1, 1]}`, carries, `{"var": "computed.a"}`, "unknown_operator /computed/a/==="),
	computing("stage with a member", `"a": true`, wild, `"showIf": {"or": [{"==": [{"var": "stage.one"}, "discover"]}, {"var": "computed.a"}]}`, "unknown_variable /pages/3/questions/0/showIf/or/0/==/0/var"),
	one("row of a question that has none", quiz, carries, `{"==": [{"var": "terrain.front"}, "city"]}`, "unknown_variable /outcomes/0/when/==/0/var"),
	one("row by attribute", quiz, carries, `{"==": [{"var": "attr.terrain.front"}, "city"]}`, "unknown_variable /outcomes/0/when/==/0/var"),
	one("points without right answers", quiz, carries, `{">": [{"var": "knowledge.points"}, 3]}`, "unknown_variable /outcomes/0/when/>/0/var"),
	one("knowledge that is none", quiz, carries, `{">": [{"var": "knowledge.marks"}, 3]}`, "unknown_variable /outcomes/0/when/>/0/var"),
	one("item in an outcome", quiz, carries, `{"in": ["city", {"var": "item.terrain"}]}`, "unknown_variable /outcomes/0/when/in/1/var"),
	written("drawn questions do not see each other", `{"id": "a", "shuffle": true, "questions": [`+ask("x", "single", "terrain", "")+","+ask("y", "single", "colour", `, "showIf": {"==": [{"var": "x"}, "city"]}`)+`], "next": [{"when": {"==": [{"var": "x"}, "city"]}, "page": "end"}]},`+stated("b", ""), "unknown_variable /pages/0/questions/1/showIf/==/0/var"),
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(`"c` + string(rune('a'+i/26)) + string(rune('a'+i%26)) + `": true`)
	}
	return b.String()
}

// filtering gives find-your-bike's recommendation a filter.
func filtering(name, filter string, want ...string) lintCase {
	return one(name, quiz, `"recommend": {"catalog": "bikes", "limit": 2,`, `"recommend": {"catalog": "bikes", "limit": 2, "filter": `+filter+`,`, want...)
}

var filterCases = []lintCase{
	{"filter by numbers that need not be whole", []edit{
		{brandFile, firstAttribute, firstAttribute + `"weight": {"type": "number", "min": 1, "max": 40, "label": "Weight", "category": "preference", "purposes": ["result"]},`},
		{quiz, `"recommend": {"catalog": "bikes", "limit": 2,`, `"recommend": {"catalog": "bikes", "limit": 2, "filter": {"some": [{"var": "item.weight"}, {"<": [{"var": ""}, 12.5]}]},`},
	}, nil},
	filtering("filter by a single answer", `{"in": [{"var": "terrain"}, {"var": "item.terrain"}]}`),
	filtering("filter by a literal, and by a boolean", `{"and": [{"in": ["city", {"var": "item.terrain"}]}, {"!": {"in": [true, {"var": "item.electric"}]}}]}`),
	filtering("filter by numbers", `{"some": [{"var": "item.pace"}, {">": [{"var": ""}, 2]}]}`),
	filtering("filter that compares a list", `{"==": [{"var": "item.terrain"}, "city"]}`, "wrong_type /recommend/filter/==/0"),
	filtering("filter by a value that no item can have", `{"in": ["town", {"var": "item.terrain"}]}`, "unknown_choice /recommend/filter/in/0"),
	filtering("filter by what describes no item", `{"answered": "item.remark"}`, "unknown_variable /recommend/filter/answered"),
	filtering("filter by no attribute", `{"answered": "item.terain"}`, "unknown_variable /recommend/filter/answered"),
	filtering("filter that is no condition", `{"var": "item.terrain"}`, "wrong_type /recommend/filter"),
	filtering("filter by a consent", `{"var": "shelf_ok"}`, "unknown_variable /recommend/filter/var"),
	filtering("filter by what no contract allows", `{"answered": "email"}`, "no_contract_purpose /recommend/filter"),
}

// A form with a matrix and a ranking, as rules see them.
func TestScopeOfRowsAndPlaces(t *testing.T) {
	attribute := func(kind, more string) Attribute {
		var a Attribute
		if err := json.Unmarshal([]byte(`{"type": "`+kind+`", "label": {"en": "L"}, "category": "preference", "purposes": ["p"], "values": {"good": {}, "bad": {}, "none": {}}`+more+`}`), &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	known := attributeTypes
	attributeTypes = append(slices.Clone(known), "matrix", "ranking")
	t.Cleanup(func() { attributeTypes = known })
	b := &Brand{}
	b.Attributes.Set("service", attribute("matrix", `, "rows": {"speed": {"label": {"en": "L"}}, "price": {"label": {"en": "L"}}}`))
	b.Attributes.Set("wish", attribute("ranking", ""))
	two := int64(2)
	f := &Form{Pages: []Page{{ID: "a", Questions: []Question{
		{ID: "all", Type: "matrix", Attribute: "service"},
		{ID: "some", Type: "matrix", Attribute: "service", Rows: []string{"price"}},
		{ID: "best", Type: "ranking", Attribute: "wish", Top: &two},
	}}}}
	s := f.result(b)
	for name, want := range map[string]rule.Kind{
		"all": rule.List, "all.speed": rule.Text, "all.price": rule.Text, "some.price": rule.Text, "best": rule.List, "best.0": rule.Text, "best.1": rule.Text, "attr.service": rule.List, "attr.wish": rule.List,
	} {
		got, err := s.Lookup(name)
		if err != nil || got.Kind != want || !slices.Equal(got.Values, []string{"good", "bad", "none"}) {
			t.Errorf("%s is %+v (%v)", name, got, err)
		}
		if !slices.Contains(s.Names(), name) {
			t.Errorf("%s is not suggested", name)
		}
	}
	for name, want := range map[string]string{"some.speed": "it has some.price", "best.2": "it has best.0, best.1", "best.00": "it has", "all.": "it has", "attr.service.speed": "named with its question", "all.speed.x": "it has"} {
		if got, err := s.Lookup(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is %+v (%v)", name, got, err)
		}
	}
}

// What feeds a result through a matrix's row needs a contract as much as the matrix does.
func TestRowsNeedAContract(t *testing.T) {
	b := &Brand{}
	b.Purposes.Set("later", Purpose{Basis: BasisConsent})
	b.Attributes.Set("service", Attribute{Type: "matrix", Purposes: []string{"later"}})
	f := &Form{Pages: []Page{{ID: "a", Questions: []Question{{ID: "all", Type: "matrix", Attribute: "service"}}}}}
	r, _ := rule.Parse([]byte(`{"==": [{"var": "all.speed"}, "good"]}`))
	c := &checks{}
	f.checkResultVars(c, "/outcomes/0/when", r, b)
	if len(c.faults) != 1 || c.faults[0].Code != "no_contract_purpose" {
		t.Errorf("got %v", c.faults)
	}
}

func TestComputedOrder(t *testing.T) {
	f := &Form{}
	for _, c := range [][2]string{{"c", `{"and": [{"var": "computed.b"}, {"var": "computed.a"}]}`}, {"a", `true`}, {"round", `{"!": {"var": "computed.again"}}`}, {"b", `{"!": {"var": "computed.a"}}`}, {"again", `{"!": {"var": "computed.round"}}`}, {"late", `{"var": "computed.again"}`}, {"z", `true`}} {
		r, bad := rule.Parse([]byte(c[1]))
		if bad != nil {
			t.Fatal(bad)
		}
		f.Computed.Set(c[0], r)
	}
	if got := f.ComputedOrder(); !slices.Equal(got, []string{"a", "b", "c", "z"}) {
		t.Errorf("got %q", got)
	}
}
