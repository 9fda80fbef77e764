package engine

import (
	"slices"
	"strings"
	"testing"
)

const scored = `{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L", "why": "W",
	"choices": [{"value": "green", "scores": {"fresh": 2, "deep": 1}}, {"value": "black", "scores": {"deep": 2}}, {"value": "herbal", "scores": {"fresh": -1, "deep": -1}}]}`

// Which outcome answers come to, and because of which of them.
func TestOutcome(t *testing.T) {
	highest := func(outcomes string) string { return `"outcomeBy": "highest", "outcomes": [` + outcomes + `]` }
	two := `{"id": "deep", "score": "deep", "title": "D"}, {"id": "fresh", "score": "fresh", "title": "F"}, {"id": "rest", "title": "R"}`
	pages := page("start", "", scored, ask("yes_no", "milk", `, "choices": [{"value": true, "scores": {"deep": 1}}, {"value": false}]`),
		ask("scale", "strength", `, "scores": {"fresh": 0.5}`), ask("single", "colour", ""),
		ask("multiple", "notes", `, "choices": [{"value": "malt", "scores": {"deep": 1}}, {"value": "grass", "scores": {"deep": -1, "fresh": 1}}, {"value": "smoke"}]`))
	for _, c := range []struct{ name, members, answers, outcome, because string }{
		{"the highest", highest(two), `{"leaf": "black", "milk": true, "strength": 2}`, "deep", "leaf milk"},
		{"the highest, by weight", highest(two), `{"leaf": "black", "strength": 5}`, "fresh", "strength"},
		{"a tie goes to the first", highest(two), `{"leaf": "black", "strength": 4}`, "deep", "leaf"},
		{"a tie in the other order", highest(`{"id": "fresh", "score": "fresh", "title": "F"}, {"id": "deep", "score": "deep", "title": "D"}, {"id": "rest", "title": "R"}`), `{"leaf": "black", "strength": 4}`, "fresh", "strength"},
		{"a top score of 0", highest(two), `{"strength": 0, "milk": false}`, "rest", ""},
		{"a top score below 0", highest(two), `{"leaf": "herbal", "strength": 1}`, "rest", ""},
		{"nothing answered", highest(two), `{}`, "rest", ""},
		{"everything declined", highest(two), `{"leaf": {"declined": true}, "milk": {"declined": true}}`, "rest", ""},
		{"a part of zero is no reason", highest(two), `{"leaf": "black", "strength": 0, "milk": false, "colour": "red"}`, "deep", "leaf"},
		{"parts that cancel each other are none", highest(two), `{"leaf": "black", "notes": ["malt", "grass"]}`, "deep", "leaf"},
		{"a part below zero is one", highest(two), `{"leaf": "black", "milk": true, "notes": ["grass"]}`, "deep", "leaf milk notes"},
		{
			"highest among those whose when holds", highest(`{"id": "deep", "score": "deep", "when": {"==": [{"var": "colour"}, "red"]}, "title": "D"}, {"id": "fresh", "score": "fresh", "title": "F"}, {"id": "rest", "title": "R"}`),
			`{"leaf": "black", "milk": true, "strength": 1, "colour": "blue"}`, "fresh", "strength",
		},
		{
			"the rule's answers are reasons too", highest(`{"id": "deep", "score": "deep", "when": {"==": [{"var": "colour"}, "red"]}, "title": "D"}, {"id": "fresh", "score": "fresh", "title": "F"}, {"id": "rest", "title": "R"}`),
			`{"leaf": "black", "strength": 1, "colour": "red"}`, "deep", "leaf colour",
		},
		{
			"the first rule that holds", `"outcomes": [{"id": "a", "when": {"==": [{"var": "colour"}, "red"]}, "title": "A"}, {"id": "b", "when": {">": [{"var": "score.deep"}, 0]}, "title": "B"}, {"id": "rest", "title": "R"}]`,
			`{"leaf": "black", "colour": "red"}`, "a", "colour",
		},
		{
			"a rule over a score", `"outcomes": [{"id": "a", "when": {"==": [{"var": "colour"}, "red"]}, "title": "A"}, {"id": "b", "when": {">": [{"var": "score.deep"}, 0]}, "title": "B"}, {"id": "rest", "title": "R"}]`,
			`{"leaf": "black", "milk": true, "colour": "blue"}`, "b", "leaf milk",
		},
		{
			"a rule over an attribute", `"outcomes": [{"id": "a", "when": {"==": [{"var": "attr.colour"}, "red"]}, "title": "A"}, {"id": "rest", "title": "R"}]`,
			`{"colour": "red"}`, "a", "colour",
		},
		{"no rule holds", `"outcomes": [{"id": "a", "when": {"==": [{"var": "colour"}, "red"]}, "title": "A"}, {"id": "rest", "title": "R"}]`, `{"leaf": "black"}`, "rest", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := mustForm(t, quiz(c.members, pages))
			o, because := pickOutcome(walked(t, v, c.answers))
			if o == nil || o.ID != c.outcome || strings.Join(because, " ") != c.because {
				t.Errorf("got %v because %v, want %s because %s", o, because, c.outcome, c.because)
			}
		})
	}
	if o, because := pickOutcome(walked(t, mustForm(t, survey(pages)), `{"leaf": "black"}`)); o != nil || because != nil {
		t.Errorf("a form without outcomes came to %v because %v", o, because)
	}
}

// Which items answers come to; the catalog is testdata/brand/catalogs/teas.json.
func TestRecommend(t *testing.T) {
	pages := page("start", "", ask("single", "leaf", ""), ask("yes_no", "milk", ""), ask("multiple", "notes", ""), ask("scale", "strength", ""), ask("single", "colour", ""))
	outcomes := `"outcomes": [{"id": "red", "when": {"==": [{"var": "colour"}, "red"]}, "title": "R", "recommend": {"catalog": "teas", "limit": 1, "else": ["mint"], "match": {"milk": {"to": {"var": "milk"}}}}}, {"id": "rest", "title": "R"}], `
	match := `"leaf": {"to": {"var": "leaf"}, "weight": 2}, "milk": {"to": {"var": "milk"}}, "notes": {"to": {"var": "notes"}, "weight": 1.5}`
	all := outcomes + `"recommend": {"catalog": "teas", "limit": 3, "else": ["house", "mint", "assam", "sencha"], "match": {` + match + `}}`
	for _, c := range []struct{ name, members, answers, items string }{
		{"weights, the most points first", all, `{"leaf": "black", "milk": false}`, "keemun<leaf milk house<leaf assam<leaf"},
		{"a weight counts more than the catalog's order", all, `{"leaf": "herbal", "milk": false}`, "mint<leaf keemun<milk"},
		{"ties keep the catalog's order", all, `{"leaf": "black"}`, "house<leaf assam<leaf keemun<leaf"},
		{"a list's share: all of it", all, `{"notes": ["malt", "smoke"]}`, "keemun<notes assam<notes"},
		{"a list's share against a weight", all, `{"notes": ["malt", "smoke", "grass"], "milk": true}`, "assam<milk notes keemun<notes"},
		{"items at zero are dropped", all, `{"leaf": "herbal"}`, "mint<leaf"},
		{"absent answers are left out", all, `{"leaf": {"declined": true}, "milk": true}`, "assam<milk"},
		{"nothing left: the else items, without a reason, up to the limit", all, `{"strength": 4}`, "house mint assam"},
		{"an outcome's own", all, `{"colour": "red", "leaf": "black", "milk": true}`, "assam<milk"},
		{"an outcome's own else", all, `{"colour": "red", "leaf": "black"}`, "mint"},
		{"a number", `"recommend": {"catalog": "teas", "limit": 3, "match": {"strength": {"to": {"var": "strength"}}}}, "outcomes": [{"id": "rest", "title": "R"}]`, `{"strength": 5}`, "assam<strength"},
		{"by attribute", `"recommend": {"catalog": "teas", "limit": 1, "match": {"leaf": {"to": {"var": "attr.leaf"}}}}, "outcomes": [{"id": "rest", "title": "R"}]`, `{"leaf": "green"}`, "house<leaf"},
		{"no match and no else", `"recommend": {"catalog": "teas", "limit": 1, "match": {"leaf": {"to": {"var": "leaf"}}}}, "outcomes": [{"id": "rest", "title": "R"}]`, `{}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, _, b := compiled(t, quiz(c.members, pages))
			r := judge(walked(t, v, c.answers), b)
			var got []string
			for _, i := range r.items {
				s := i.ID
				if len(i.Because) > 0 {
					s += "<" + strings.Join(i.Because, " ")
				}
				got = append(got, s)
			}
			if strings.Join(got, " ") != c.items {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, " "), c.items)
			}
			if r.catalog != "teas" || r.revision == "" || r.revision != b.revisions["teas"] {
				t.Errorf("recommended from %q of revision %q", r.catalog, r.revision)
			}
		})
	}
}

// A text of a catalog in none of the form's locales is the same one each time.
func TestForeignText(t *testing.T) {
	w := words{version: mustForm(t, survey(page("start", "", ask("single", "leaf", "")))), locale: "en"}
	for range 50 {
		if got := w.text(map[string]string{"it": "I", "fr": "F", "de": "D"}); got != "D" {
			t.Fatalf("got %q", got)
		}
	}
	if got := w.text(map[string]string{"de": "D", "en": "E"}); got != "E" {
		t.Errorf("got %q", got)
	}
}

// The cells of a poll: 3 choices are offered unless a case says otherwise, the minimum is 5.
func TestCells(t *testing.T) {
	for _, c := range []struct {
		name    string
		counts  map[string]int64
		offered int
		want    string
	}{
		{"nothing yet", nil, 3, ""},
		{"all large enough", map[string]int64{`"a"`: 5, `"b"`: 9, `"c"`: 5}, 3, `"b"=9 "a"=5 "c"=5`},
		{"two small ones are merged", map[string]int64{`"a"`: 7, `"b"`: 2, `"c"`: 1}, 3, `"a"=7 null=3`},
		{"a single small one takes the next with it", map[string]int64{`"a"`: 9, `"b"`: 6, `"c"`: 4}, 3, `"a"=9 null=10`},
		{"a small one beside one without votes hides by itself", map[string]int64{`"a"`: 9, `"b"`: 4}, 3, `"a"=9 null=4`},
		{"one without votes hides nobody", map[string]int64{`"a"`: 9, `"b"`: 6}, 3, `"a"=9 "b"=6`},
		{"all small", map[string]int64{`"a"`: 1, `"b"`: 2, `"c"`: 3}, 3, `null=6`},
		{"of two, one small: both", map[string]int64{"true": 8, "false": 2}, 2, `null=10`},
		{"a value of an earlier version counts as a cell", map[string]int64{`"a"`: 9, `"b"`: 8, `"old"`: 2}, 2, `"a"=9 null=10`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, cell := range cells(c.counts, c.offered, 5) {
				got = append(got, string(cell.Value)+"="+string(mustJSON(cell.Count)))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %s, want %s", strings.Join(got, " "), c.want)
			}
		})
	}
}

// What a person passes in with a ticket never reaches a result (P1): outcome and items are the same
// for every stage, channel and day.
func TestResultIgnoresThePage(t *testing.T) {
	v, _, b := compiled(t, quiz(`"outcomeBy": "highest", "outcomes": [{"id": "deep", "score": "deep", "title": "D"}, {"id": "rest", "title": "R"}],
		"recommend": {"catalog": "teas", "limit": 3, "match": {"leaf": {"to": {"var": "leaf"}}}}`, page("start", "", scored)))
	want := judge(walked(t, v, `{"leaf": "black"}`), b)
	k := someTicket()
	k.Stage, k.Channel, k.issued = "after_order", "kiosk", noon.AddDate(1, 2, 3)
	p, err := walk(v, k, node(t, `{"leaf": "black"}`))
	if err != nil {
		t.Fatal(err)
	}
	got := judge(p, b)
	if got.outcome != want.outcome || !slices.Equal(got.because, want.because) || string(mustJSON(got.items)) != string(mustJSON(want.items)) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, rule := range []string{`{"==": [{"var": "stage"}, "discover"]}`, `{"==": [{"var": "locale"}, "en"]}`, `{"==": [{"var": "ok"}, true]}`} {
		form := quiz(`"outcomes": [{"id": "a", "when": `+rule+`, "title": "A"}, {"id": "rest", "title": "R"}]`, page("start", "", scored, consent("ok", "recommend")))
		if b, _ := loadForm(form); b != nil {
			t.Errorf("a form whose outcome reads %s loads", rule)
		}
	}
}
