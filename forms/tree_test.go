package forms

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// place is where a finding points: line, column and pointer. A column counts characters, and a tab
// is one.
func place(source string, offset int, code, pointer string) string {
	line, column := LineColumn([]byte(source), offset)
	return fmt.Sprintf("%d:%d %s %s", line, column, code, pointer)
}

func TestParseTreePlaces(t *testing.T) {
	deep := strings.Repeat("[", maxDepth+1)
	for name, c := range map[string]struct {
		source string
		want   []string
		tree   bool
	}{
		"good":                        {`{"a": [1, "x", null, true]}`, nil, true},
		"a scalar":                    {` 5 `, nil, true},
		"depth at the limit":          {deep + strings.Repeat("]", maxDepth+1), nil, true},
		"depth beyond the limit":      {"\n " + deep + "[", []string{"2:43 bad_json "}, false},
		"nothing":                     {"", []string{"1:1 bad_json "}, false},
		"only space":                  {" \n ", []string{"2:2 bad_json "}, false},
		"ends too early":              {"{\"a\": [1,\n  2", []string{"2:4 bad_json "}, false},
		"ends in a string":            {`{"a": "x`, []string{"1:7 bad_json "}, false},
		"a comma too many":            {"{\n  \"a\": 1,\n}", []string{"2:9 bad_json "}, false},
		"a comma too many in a list":  {"[1,\n2,\n]", []string{"2:2 bad_json "}, false},
		"a comma too few":             {"{\"a\": 1\n \"b\": 2}", []string{"2:2 bad_json "}, false},
		"no colon":                    {`{"a" 1}`, []string{"1:6 bad_json "}, false},
		"no quotes":                   {"{\n\t\ta: 1}", []string{"2:3 bad_json "}, false},
		"single quotes":               {`{"a": 'b'}`, []string{"1:7 bad_json "}, false},
		"a word":                      {`{"a": {"b": [nul]}}`, []string{"1:14 bad_json "}, false},
		"a number":                    {`[01]`, []string{"1:2 bad_json "}, false},
		"a line break in a string":    {"[\"a\nb\"]", []string{"1:2 bad_json "}, false},
		"a bad escape":                {`["ab\x"]`, []string{"1:5 bad_json "}, false},
		"a comment":                   {"{\n  // why\n}", []string{"2:3 bad_json "}, false},
		"closed by the wrong bracket": {`{"a": [1}`, []string{"1:9 bad_json "}, false},
		"more text":                   {"{} \n\n  {}", []string{"3:3 bad_json "}, false},
		"more text of another kind":   {"[]x", []string{"1:3 bad_json "}, false},
		"after CRLF":                  {"{\r\n  \"a\": 1,\r\n  b\r\n}", []string{"3:3 bad_json "}, false},
		"after tabs":                  {"{\t\"a\":\t1,\tb}", []string{"1:11 bad_json "}, false},
		"after letters of many bytes": {"{\"grün\": \"日本 👩\", x}", []string{"1:18 bad_json "}, false},
		"not UTF-8":                   {"{\"é\": \"\xff\"}", []string{"1:8 bad_json "}, false},
		"a byte order mark":           {"\ufeff{}", []string{"1:1 bad_json "}, false},
		"a name twice":                {"{\"é\": 1, \"b\": 2,\n \"é\": 3}", []string{"2:2 duplicate_key /é"}, true},
		"names twice at every level":  {"{\"a\": {\"x/y\": 1, \"x/y\": 2},\r\n\t\"a\": [{\"~\": 0, \"~\": 0}]}", []string{"1:18 duplicate_key /a/x~1y", "2:2 duplicate_key /a", "2:17 duplicate_key /a/0/~0"}, true},
		"a name three times":          {`{"a":1,"a":2,"a":3}`, []string{"1:8 duplicate_key /a", "1:14 duplicate_key /a"}, true},
		"a name twice, then no JSON":  {"{\"a\":1,\"a\":2,\n]", []string{"1:8 duplicate_key /a", "2:1 bad_json "}, false},
	} {
		t.Run(name, func(t *testing.T) {
			root, faults, offsets := ParseTree([]byte(c.source))
			var got []string
			for i, f := range faults {
				got = append(got, place(c.source, offsets[i], f.Code, f.Pointer))
				if f.Detail == "" || strings.Contains(f.Detail, "\n") {
					t.Errorf("detail %q", f.Detail)
				}
			}
			if !slices.Equal(got, c.want) || (root != nil) != c.tree {
				t.Errorf("got %q, tree: %t\n%v", got, root != nil, faults)
			}
		})
	}
}

// An object of as many names as a request can hold is read in no time; comparing each with all
// before it would take seconds for a definition of a megabyte.
func TestParseTreeManyNames(t *testing.T) {
	var b strings.Builder
	b.WriteString("{")
	for i := range 100_000 {
		fmt.Fprintf(&b, `"n%05d":1,`, i)
	}
	b.WriteString(`"n00000":1}`)
	begun := time.Now()
	_, faults, _ := ParseTree([]byte(b.String()))
	if len(faults) != 1 || faults[0].Pointer != "/n00000" {
		t.Errorf("%v", faults)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// Names that stand twice are found in a large object as in a small one.
func TestParseTreeNamesTwice(t *testing.T) {
	for _, size := range []int{1, 15, 16, 17, 18, 40} {
		for first := range size {
			var b strings.Builder
			for i := range size {
				fmt.Fprintf(&b, `"n%d":1,`, i)
			}
			again := fmt.Sprintf(`"n%d":2`, first)
			_, faults, _ := ParseTree([]byte("{" + b.String() + again + `,"last":0,` + again + "}"))
			if len(faults) != 2 || faults[0].Pointer != fmt.Sprintf("/n%d", first) || faults[1].Pointer != faults[0].Pointer {
				t.Fatalf("name %d of %d: %v", first, size, faults)
			}
		}
	}
}

func TestFind(t *testing.T) {
	source := `{"a": [10, {"b/c": 1, "d~": {}}], "": 5}`
	root, _, _ := ParseTree([]byte(source))
	for pointer, text := range map[string]string{
		"": "{", "/a": `"a"`, "/a/0": "10", "/a/1": `{"b/c"`, "/a/1/b~1c": `"b/c"`, "/a/1/d~0": `"d~"`, "/": `"": 5`,
		"/a/1/d~0/none/x": `"d~"`, "/a/7": `"a"`, "/a/x": `"a"`, "/a/-1": `"a"`, "/none": "{", "/a/0/x": "10",
	} {
		if at := root.Find(pointer); !strings.HasPrefix(source[at:], text) {
			t.Errorf("%q is found at %q, not at %q", pointer, source[at:], text)
		}
	}
	if raw := string(root.Member("a").Items[1].Raw()); raw != `{"b/c": 1, "d~": {}}` {
		t.Errorf("raw text %s", raw)
	}
}

// Findings stand in the order of their places, with what would be right, whatever comes before the
// defect on its line.
func TestFindingsInOrder(t *testing.T) {
	source := "{\r\n" +
		"  \"form\": \"ride\", \"kind\": \"survey\", \"title\": \"Fährt 日本 👍\", \"titel\": \"x\",\r\n" +
		"\t\"stages\": [\"discover\",\t\"dicsover\"],\r\n" +
		"  \"pages\": [{\"id\": \"a\", \"questions\": [\r\n" +
		"    {\"id\": \"x\", \"type\": \"single\", \"attribute\": \"color\", \"label\": \"L\"},\r\n" +
		"    {\"id\": \"y\", \"type\": \"short_text\", \"attribute\": \"remark\", \"why\": \"W\", \"required\": 1}]}]\r\n" +
		"}\r\n"
	_, findings := Load(edited(t, edit{survey, "", source}))
	want := []string{
		`forms/after-ride.json:2:60: error unknown_field /titel: there is no field "titel" here; did you mean "title"?`,
		`forms/after-ride.json:3:25: error dangling_stage /stages/1: the brand has no stage "dicsover"; did you mean "discover"?`,
		`forms/after-ride.json:5:5: error no_why /pages/0/questions/0: the question does not say why it is asked; add "why", one sentence that stands beside the question`,
		`forms/after-ride.json:5:35: error dangling_attribute /pages/0/questions/0/attribute: no attribute is called "color"; did you mean "colour"?`,
		`forms/after-ride.json:6:5: error required /pages/0/questions/1: the field "label" is missing; add it`,
		`forms/after-ride.json:6:74: error wrong_type /pages/0/questions/1/required: this is a number; write true or false`,
	}
	var got []string
	for _, f := range findings {
		got = append(got, f.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The same brand has the same findings in the same order each time.
func TestFindingsAreDeterministic(t *testing.T) {
	brand := edited(t, edit{brandFile, `"accent": "#2b6a4a", "accentDark": "#7cd9a2"`, `"accent": "x", "accentDark": "y"`},
		edit{brandFile, `"jurisdiction": "IT"`, `"jurisdiction": "xx"`}, edit{brandFile, `"label": "Remark"`, `"label": {"en": " ", "fr": "a", "de": "b", "es": ""}`},
		edit{spokes, `"label": "100 spokes"`, `"label": {"fr": "a", "de": "b", "es": "c"}`})
	_, first := Load(brand)
	if len(first) < 9 {
		t.Fatalf("only %v", first)
	}
	for range 20 {
		if _, again := Load(brand); !slices.Equal(first, again) {
			t.Fatalf("got\n%v\nwant\n%v", again, first)
		}
	}
}

func TestSuggest(t *testing.T) {
	many := make([]string, 40)
	for i := range many {
		many[i] = fmt.Sprintf("name%02d", i)
	}
	for _, c := range []struct {
		name  string
		known []string
		want  string
	}{
		{"colr", []string{"colour", "color"}, `did you mean "color"?`},
		{"Color", []string{"colour", "color"}, `did you mean "color"?`},
		{"weight", []string{"size", "colour"}, "known here: colour, size"},
		{"true", []string{"true", "false"}, "known here: false, true"},
		{"x", nil, "none is defined"},
		{"q", many, "there are 40, e.g. " + strings.Join(many[:30], ", ")},
	} {
		if got := Suggest(c.name, c.known); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}

// Decode fills what fits and says what does not, by itself and without a brand.
func TestDecode(t *testing.T) {
	type inner struct {
		N int `json:"n" must:"true"`
	}
	type outer struct {
		Name  string             `json:"name" must:"true"`
		Any   *Node              `json:"any"`
		Inner *inner             `json:"inner"`
		List  []inner            `json:"list"`
		Map   map[string]float64 `json:"map"`
		On    bool               `json:"on"`
	}
	read := func(source string) (outer, []string) {
		root, faults, _ := ParseTree([]byte(source))
		if root == nil {
			t.Fatal(faults)
		}
		var o outer
		var got []string
		for _, f := range Decode(root, &o) {
			got = append(got, f.Code+" "+f.Pointer)
		}
		return o, got
	}
	o, bad := read(`{"name": "a", "any": null, "inner": null, "list": [{"n": -3}], "map": {"x": 0.5}, "on": true}`)
	if bad != nil || o.Name != "a" || o.Any == nil || o.Any.Kind != Null || o.Inner != nil || o.List[0].N != -3 || o.Map["x"] != 0.5 || !o.On {
		t.Errorf("%+v %v", o, bad)
	}
	if o, bad = read(`{"name": "a"}`); bad != nil || o.Any != nil {
		t.Errorf("%+v %v", o, bad)
	}
	_, bad = read(`{"list": [{}, {"n": "1"}, null, {"n": null}], "map": {"a/b": "1", "c": null}, "on": 0, "more": 1}`)
	want := []string{"required /list/0/n", "wrong_type /list/1/n", "wrong_type /list/2", "wrong_type /list/3/n", "wrong_type /map/a~1b", "wrong_type /map/c", "wrong_type /on", "unknown_field /more", "required /name"}
	if !slices.Equal(bad, want) {
		t.Errorf("got %q\nwant %q", bad, want)
	}
}
