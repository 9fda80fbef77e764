package forms

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// someDay is the day of every ticket here.
var someDay = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// answered says what becomes of one given value: its canonical JSON, or refusals as "code pointer".
type answered struct {
	question string
	given    string
	stored   string
	value    rule.Value
	refused  []string
}

// everyQuestion is a version that asks with every question type.
func everyQuestion(t testing.TB) *Version {
	t.Helper()
	form := onePage(strings.Join([]string{
		`{"id": "consent", "type": "consent", "purpose": "news", "label": "L", "why": "W"}`,
		ask("single", "single", "colour", `, "choices": [{"value": "rust"}, {"value": "moss"}]`),
		ask("all", "single", "terrain", ""),
		ask("multiple", "multiple", "extras", `, "max": 2, "choices": [{"value": "lock"}, {"value": "bags"}, {"value": "lights"}, {"value": "nothing", "exclusive": true}]`),
		ask("yes_no", "yes_no", "electric", ""),
		ask("short_text", "short_text", "remark", `, "maxLength": 8`),
		ask("email", "email", "email", `, "showIf": {"var": "consent"}`),
		ask("scale", "scale", "pace", ""),
		`{"id": "statement", "type": "statement", "label": "L"}`,
		ask("dropdown", "dropdown", "bike", ""),
		ask("picture", "picture", "shade", `, "choices": [{"value": "rust", "image": "city.svg"}, {"value": "moss", "image": "gravel.svg"}]`),
		ask("jobs", "multiple", "jobs", `, "max": 2, "choices": [{"value": "gears"}, {"value": "brakes"}, {"value": "all", "exclusive": true}]`),
		ask("misc", "multiple", "misc", ""),
		ask("long_text", "long_text", "note", `, "maxLength": 20`),
		ask("phone", "phone", "phone", ""),
		ask("url", "url", "route", ""),
		ask("number", "number", "weight", `, "step": 0.1`),
		ask("free", "number", "height", ""),
		ask("whole", "number", "rides", ""),
		ask("slider", "slider", "slides", `, "step": 2`),
		ask("rating", "rating", "stars", ""),
		ask("nps", "nps", "praise", ""),
		ask("ranking", "ranking", "order", `, "top": 2`),
		ask("rank_all", "ranking", "order2", ""),
		ask("matrix", "matrix", "wear", `, "rows": ["saddle", "chain"]`),
		ask("all_rows", "matrix", "wear2", `, "required": true`),
		ask("date", "date", "day", ""),
		ask("birth", "date", "birth", ""),
		ask("address", "address", "home", ""),
	}, ","))
	again := func(name, from string) string { // an attribute may be asked for once
		_, rest, _ := strings.Cut(moreAttributes, `"`+from+`": `)
		rest, _, _ = strings.Cut(rest, "\n    \"")
		return `"` + name + `": ` + rest
	}
	attributes := moreAttributes + again("order2", "order") + again("wear2", "wear") + again("slides", "rides") + `"note": {"type": "text", "label": "N", "category": "preference", "purposes": ["service"]},
    "misc": {"type": "choices", "label": "M", "category": "preference", "purposes": ["service"], "values": {"a": {"label": "A"}, "other": {"label": "O"}}},
    "shade": {"type": "choice", "label": "S", "category": "preference", "purposes": ["service"], "values": {"moss": {"label": "M"}, "rust": {"label": "R"}, "slate": {"label": "S"}}},`
	return weightless(t, "after-ride", edit{survey, "", form}, edit{brandFile, firstAttribute, firstAttribute + attributes})
}

// weightless is a form of the test's brand as it would be published if nobody weighed what it asks
// against what it gives.
func weightless(t testing.TB, id string, edits ...edit) *Version {
	t.Helper()
	ways, findings := Ways(edited(t, edits...))
	for _, w := range ways {
		if w.Paths.Form == id {
			w.Version.compile()
			return w.Version
		}
	}
	t.Fatal(findings)
	return nil
}

var answers = []answered{
	{"single", `"moss"`, `"moss"`, rule.TextOf("moss"), nil},
	{"single", `"m\u006fss"`, `"moss"`, rule.TextOf("moss"), nil},
	{"single", `"slate"`, "", rule.Value{}, []string{"unknown_choice "}}, // the attribute has it, this question does not offer it
	{"single", `"Moss"`, "", rule.Value{}, []string{"unknown_choice "}},
	{"single", `" moss"`, "", rule.Value{}, []string{"unknown_choice "}},
	{"single", `""`, "", rule.Value{}, []string{"unknown_choice "}},
	{"single", `null`, "", rule.Value{}, []string{"wrong_type "}},
	{"single", `["moss"]`, "", rule.Value{}, []string{"wrong_type "}},
	{"single", `0`, "", rule.Value{}, []string{"wrong_type "}},
	{"single", `{}`, "", rule.Value{}, []string{"wrong_type "}},
	{"single", `{"other": "blue"}`, "", rule.Value{}, []string{"wrong_type "}},
	{"all", `"trail"`, `"trail"`, rule.TextOf("trail"), nil}, // without choices all values are offered

	{"multiple", `["lock", "lights"]`, `["lights","lock"]`, rule.ListOf(rule.TextOf("lights"), rule.TextOf("lock")), nil}, // the attribute's order
	{"multiple", `["bags"]`, `["bags"]`, rule.ListOf(rule.TextOf("bags")), nil},
	{"multiple", `["nothing"]`, `["nothing"]`, rule.ListOf(rule.TextOf("nothing")), nil},
	{"multiple", `["nothing", "bags"]`, "", rule.Value{}, []string{"out_of_range "}},
	{"multiple", `[]`, "", rule.Value{}, []string{"out_of_range "}},
	{"multiple", `["lock", "bags", "lights"]`, "", rule.Value{}, []string{"out_of_range "}},
	{"multiple", `["lock", "lock"]`, "", rule.Value{}, []string{"out_of_range /1"}},
	{"multiple", `["lock", "bell", 5]`, "", rule.Value{}, []string{"unknown_choice /1", "wrong_type /2", "out_of_range "}},
	{"multiple", `["bell", null]`, "", rule.Value{}, []string{"unknown_choice /0", "wrong_type /1"}},
	{"multiple", `"lock"`, "", rule.Value{}, []string{"wrong_type "}},
	{"multiple", `{"0": "lock"}`, "", rule.Value{}, []string{"wrong_type "}},
	{"multiple", `null`, "", rule.Value{}, []string{"wrong_type "}},

	{"yes_no", `true`, `true`, rule.BoolOf(true), nil},
	{"yes_no", `false`, `false`, rule.BoolOf(false), nil},
	{"yes_no", `"true"`, "", rule.Value{}, []string{"wrong_type "}},
	{"yes_no", `1`, "", rule.Value{}, []string{"wrong_type "}},
	{"yes_no", `null`, "", rule.Value{}, []string{"wrong_type "}},

	{"short_text", `"  good  "`, `"good"`, rule.TextOf("good"), nil},
	{"short_text", `"a b"`, `"a b"`, rule.TextOf("a b"), nil},
	{"short_text", `"e\u0301te\u0301"`, `"été"`, rule.TextOf("été"), nil},                         // NFC: five characters become three
	{"short_text", `"e\u0301e\u0301e\u0301e\u0301e\u0301"`, `"ééééé"`, rule.TextOf("ééééé"), nil}, // ten as written, five as counted
	{"short_text", `"12345678"`, `"12345678"`, rule.TextOf("12345678"), nil},
	{"short_text", `"日本日本日本日本"`, `"日本日本日本日本"`, rule.TextOf("日本日本日本日本"), nil}, // characters, not bytes
	{"short_text", `"<b>"`, `"\u003cb\u003e"`, rule.TextOf("<b>"), nil},
	{"short_text", `"{\"var\":"`, `"{\"var\":"`, rule.TextOf(`{"var":`), nil}, // never a rule
	{"short_text", `"123456789"`, "", rule.Value{}, []string{"out_of_range "}},
	{"short_text", `""`, "", rule.Value{}, []string{"out_of_range "}},
	{"short_text", `" \t\n "`, "", rule.Value{}, []string{"out_of_range "}},
	{"short_text", `"\u200b\u200d"`, "", rule.Value{}, []string{"out_of_range "}}, // nothing to see
	{"short_text", `"a\nb"`, "", rule.Value{}, []string{"out_of_range "}},
	{"short_text", `"a\u0000b"`, "", rule.Value{}, []string{"out_of_range "}},
	{"short_text", `"a\u009bb"`, "", rule.Value{}, []string{"out_of_range "}},
	{"short_text", `"a\u2028b"`, "", rule.Value{}, []string{"out_of_range "}},
	{"short_text", `"a\u202eb"`, "", rule.Value{}, []string{"out_of_range "}},  // turns what follows around
	{"short_text", `"a\u200fb"`, "\"a\u200fb\"", rule.TextOf("a\u200fb"), nil}, // a mark that people type
	{"short_text", `"a\ud800"`, "", rule.Value{}, []string{"out_of_range "}},   // half a surrogate pair
	{"short_text", `5`, "", rule.Value{}, []string{"wrong_type "}},
	{"short_text", `null`, "", rule.Value{}, []string{"wrong_type "}},
	{"short_text", `["a"]`, "", rule.Value{}, []string{"wrong_type "}},

	{"email", `" Ada.Neri+bike@Example.ORG "`, `"Ada.Neri+bike@example.org"`, rule.TextOf("Ada.Neri+bike@example.org"), nil},
	{"email", `"a@b"`, "", rule.Value{}, []string{"wrong_type "}},
	{"email", `"Ada <a@example.org>"`, "", rule.Value{}, []string{"wrong_type "}},
	{"email", `"a@example.org, b@example.org"`, "", rule.Value{}, []string{"wrong_type "}},
	{"email", `"a@example.org\r\nBcc: x@example.org"`, "", rule.Value{}, []string{"out_of_range "}},
	{"email", `""`, "", rule.Value{}, []string{"out_of_range "}},
	{"email", `"` + strings.Repeat("a", 250) + `@example.org"`, "", rule.Value{}, []string{"out_of_range "}},
	{"email", `{"email": "a@example.org"}`, "", rule.Value{}, []string{"wrong_type "}},

	{"scale", `1`, `1`, rule.NumberOf(1), nil},
	{"scale", `5`, `5`, rule.NumberOf(5), nil},
	{"scale", `0`, "", rule.Value{}, []string{"out_of_range "}},
	{"scale", `-0`, "", rule.Value{}, []string{"out_of_range "}},
	{"scale", `6`, "", rule.Value{}, []string{"out_of_range "}},
	{"scale", `2.5`, "", rule.Value{}, []string{"wrong_type "}},
	{"scale", `2.0`, "", rule.Value{}, []string{"wrong_type "}},
	{"scale", `1e0`, "", rule.Value{}, []string{"wrong_type "}},
	{"scale", `99999999999999999999`, "", rule.Value{}, []string{"wrong_type "}},
	{"scale", `"3"`, "", rule.Value{}, []string{"wrong_type "}},
	{"scale", `null`, "", rule.Value{}, []string{"wrong_type "}},

	{"consent", `true`, `true`, rule.BoolOf(true), nil},
	{"consent", `false`, `false`, rule.BoolOf(false), nil},
	{"consent", `{"declined": true}`, "", rule.Value{}, []string{"wrong_type "}}, // no is its answer
	{"consent", `"yes"`, "", rule.Value{}, []string{"wrong_type "}},
	{"consent", `null`, "", rule.Value{}, []string{"wrong_type "}},

	{"statement", `true`, "", rule.Value{}, []string{"wrong_type "}},
	{"statement", `{"declined": true}`, "", rule.Value{}, []string{"wrong_type "}},

	{"single", `{"declined": false}`, "", rule.Value{}, []string{"wrong_type /declined"}},
	{"single", `{"declined": "true"}`, "", rule.Value{}, []string{"wrong_type /declined"}},
	{"single", `{"declined": true, "why/not": "x"}`, "", rule.Value{}, []string{"unknown_field /why~1not"}},
	{"scale", `{"declined": null}`, "", rule.Value{}, []string{"wrong_type /declined"}},
}

func TestAnswers(t *testing.T) {
	v := everyQuestion(t)
	said := map[string]bool{}
	for _, c := range slices.Concat(answers, typeAnswers) {
		t.Run(c.question+" "+c.given, func(t *testing.T) {
			got, bad := read(t, v, c.question, c.given)
			var refused []string
			for _, f := range bad {
				said[f.Detail] = true
				refused = append(refused, f.Code+" "+f.Pointer)
				if f.Right == "" {
					t.Errorf("nothing says what would be right: %+v", f)
				}
				if text := strings.Trim(c.given, `"{}[] `); len(text) > 2 && text != "null" && strings.Contains(f.Detail, text) {
					t.Errorf("%q repeats what the person sent", f.Detail)
				}
			}
			if !slices.Equal(refused, c.refused) || string(got.JSON) != c.stored || got.Declined {
				t.Fatalf("stored %s, refused %q", got.JSON, refused)
			}
			if got.Value.Kind() != c.value.Kind() || (!c.value.IsAbsent() && !got.Value.Equal(c.value)) {
				t.Errorf("rules see %v", got.Value)
			}
		})
	}
	for format, at := range details(t, func(file string) bool {
		return strings.HasPrefix(file, "question") || slices.Contains([]string{"decline.go", "other.go", "typed.go"}, file)
	}, func(function string) bool {
		return slices.Contains([]string{"answer", "plainText", "freeText", "accept", "unknownChoice", "declined"}, function)
	}) {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(said)), pattern(format).MatchString) {
			t.Errorf("no answer leads to %q (%s)", format, at)
		}
	}
}

func read(t testing.TB, v *Version, question, given string) (Answer, []fault.Field) {
	t.Helper()
	n, faults, _ := ParseTree([]byte(given))
	if n == nil {
		t.Fatal(faults)
	}
	return v.Answer(v.Question(question), n, someDay)
}

// Whatever asks for something can be declined; what asks for nothing, and a consent, cannot.
func TestDecline(t *testing.T) {
	v := everyQuestion(t)
	for id, q := range v.questions {
		a, bad := read(t, v, id, `{"declined": true}`)
		if want := id != "consent" && id != "statement"; a.Declined != want || (bad == nil) != want || q.Declinable() != want {
			t.Errorf("%s: declined %t, refused %v", id, a.Declined, bad)
		}
		if a.JSON != nil || !a.Value.IsAbsent() || a.Chosen != nil {
			t.Errorf("%s: a declined answer has a value: %+v", id, a)
		}
	}
	for name := range kinds {
		if v.questions[name] == nil {
			t.Errorf("no question of the type %s", name)
		}
	}
}

// Chosen names the values that scores, votes and wording go by.
func TestChosen(t *testing.T) {
	v := everyQuestion(t)
	for question, c := range map[string]struct {
		given string
		want  []string
	}{
		"single": {`"moss"`, []string{"moss"}}, "multiple": {`["lock","bags"]`, []string{"bags", "lock"}}, "yes_no": {`false`, []string{"false"}},
		"dropdown": {`{"other": "x"}`, []string{"other"}}, "jobs": {`[{"other": "x"}, "gears"]`, []string{"gears", "other"}}, "picture": {`"moss"`, []string{"moss"}},
		"number": {`7.5`, nil}, "slider": {`4`, []string{"4"}}, "rating": {`3`, []string{"3"}}, "nps": {`0`, []string{"0"}}, "ranking": {`["speed", "price"]`, []string{"speed", "price"}},
		"matrix": {`{"saddle": "worn", "chain": "fine"}`, []string{"fine", "worn"}}, "date": {`"2026-04-01"`, nil}, "phone": {`"+390110000000"`, nil},
		"address": {`{"street": "A", "city": "B", "country": "IT"}`, nil}, "long_text": {`"a"`, nil}, "url": {`"https://example.org"`, nil},
		"scale": {`3`, []string{"3"}}, "short_text": {`"a"`, nil}, "email": {`"a@example.org"`, nil}, "consent": {`true`, nil},
	} {
		if a, bad := read(t, v, question, c.given); bad != nil || !slices.Equal(a.Chosen, c.want) {
			t.Errorf("%s: %v %v", question, a.Chosen, bad)
		}
	}
}

// A choice's value is written as JSON, and named by its text.
func TestScalar(t *testing.T) {
	for source, name := range map[string]string{`"a\u0062"`: "ab", `true`: "true", `"true"`: "true"} {
		var s Scalar
		if err := json.Unmarshal([]byte(source), &s); err != nil || s.Name() != name {
			t.Errorf("%s: %q %v", source, s.Name(), err)
		}
	}
	if Scalar(`true`) == Scalar(`"true"`) {
		t.Error("a boolean is the same as a text")
	}
}

// Whoever draws an address offers exactly the countries of ISO 3166-1.
func TestCountries(t *testing.T) {
	if len(countries) != 249 || !slices.IsSorted(countries) || countries[0] != "AD" {
		t.Errorf("%d countries: %v", len(countries), countries)
	}
	for _, code := range []string{"EU", "UK", "SU", "XK", "ZZ", "AC"} {
		if slices.Contains(countries, code) {
			t.Errorf("%s is no country", code)
		}
	}
}
