package forms

import (
	"fmt"
	"strings"
	"testing"
)

// judged is a quiz with these pages and outcomes.
func judged(name, more, pages, outcomes string, want ...string) lintCase {
	return one(name, survey, "", `{"form": "after-ride", "kind": "quiz", "title": "Ride", `+more+`"pages": [`+pages+`], "outcomes": [`+outcomes+`]}`, want...)
}

func outcome(id, more string) string { return fmt.Sprintf(`{"id": %q, "title": "T"%s}`, id, more) }

const (
	city    = `{"==": [{"var": "t"}, "city"]}`
	gravel  = `{"==": [{"var": "t"}, "gravel"]}`
	noCity  = `{"!=": [{"var": "t"}, "city"]}`
	highest = `"outcomeBy": "highest", `
)

// terrainPage asks for the terrain as t; colourPage for the colour as x.
func terrainPage(more string) string { return asked("a", "t", "terrain", more) }

func colourPage(id, showIf, more string) string {
	if showIf != "" {
		showIf = `, "showIf": ` + showIf
	}
	return fmt.Sprintf(`{"id": %q, "questions": [%s]%s}`, id, ask("x", "single", "colour", showIf), more)
}

func going(entries ...string) string { return `, "next": [` + strings.Join(entries, ", ") + `]` }

func when(rule, page string) string { return `{"when": ` + rule + `, "page": "` + page + `"}` }

func scored(attribute, kind, choices string) string {
	return `{"id": "a", "questions": [` + ask("t", kind, attribute, `, "choices": [`+choices+`]`) + `]}`
}

var reachCases = []lintCase{
	one("what only different branches ask, in an outcome", quiz, `{"in": ["lights", {"var": "extras"}]}`, `{"and": [{"answered": "extras"}, {">": [{"var": "pace"}, 3]}]}`, "never_holds /outcomes/0/when"),
	one("what only different branches ask, in a question", quiz, `"showIf": {"<": [{"var": "score.wild"}, 4]}`, `"showIf": {"and": [{"answered": "extras"}, {"answered": "pace"}]}`, "never_holds /pages/3/questions/0/showIf"),
	one("what goes with the branch that was taken", quiz, `{"in": ["lights", {"var": "extras"}]}`, `{"and": [{"answered": "extras"}, {"==": [{"var": "terrain"}, "trail"]}]}`, "never_holds /outcomes/0/when"),
	one("what one branch or the other asks", quiz, `"showIf": {"<": [{"var": "score.wild"}, 4]}`, `"showIf": {"or": [{"answered": "extras"}, {"answered": "pace"}]}`),
	written("question that a branch excludes", terrainPage(going(when(city, "b"), `{"page": "end"}`))+","+colourPage("b", gravel, ""), "never_holds /pages/1/questions/0/showIf"),
	written("question that a branch makes certain", terrainPage(going(when(city, "b"), `{"page": "end"}`))+","+colourPage("b", city, ""), "!always_holds /pages/1/questions/0/showIf"),
	written("branches that meet again", terrainPage(going(when(city, "b"), when(gravel, "c"), `{"page": "end"}`))+","+stated("b", "")+","+colourPage("c", `{"==": [{"var": "t"}, "trail"]}`, ""), "never_holds /pages/2/questions/0/showIf"),
	written("branches that meet again with what either may bring", terrainPage(going(when(city, "b"), when(gravel, "c"), `{"page": "end"}`))+","+stated("b", "")+","+colourPage("c", gravel, "")),
	written("answered on a branch of its answer", terrainPage(going(when(city, "b"), `{"page": "end"}`))+","+colourPage("b", `{"!": {"answered": "t"}}`, ""), "never_holds /pages/1/questions/0/showIf"),
	written("page that is never shown, and what is on it", terrainPage("")+`,{"id": "b", "showIf": {"and": [`+city+","+gravel+`]}, "questions": [`+ask("x", "single", "colour", `, "showIf": `+city)+`]}`, "never_holds /pages/1/showIf"),
	written("choice that is never offered", terrainPage(going(when(city, "b"), `{"page": "end"}`))+`,{"id": "b", "questions": [`+ask("x", "single", "colour", `, "choices": [{"value": "moss", "showIf": `+gravel+`}, {"value": "rust"}]`)+`]}`, "never_holds /pages/1/questions/0/choices/0/showIf"),
	written("choice that its question excludes", terrainPage("")+`,{"id": "b", "questions": [`+ask("x", "single", "colour", `, "showIf": `+city+`, "choices": [{"value": "moss", "showIf": `+gravel+`}, {"value": "rust"}]`)+`]}`, "never_holds /pages/1/questions/0/choices/0/showIf"),
	written("value that a question does not offer", `{"id": "a", "questions": [`+ask("t", "single", "terrain", `, "choices": [{"value": "city"}, {"value": "trail"}]`)+`]},`+colourPage("b", gravel, ""), "never_holds /pages/1/questions/0/showIf"),
	written("value that a question does not offer, and that may be known", `{"id": "a", "questions": [`+ask("t", "single", "terrain", `, "known": "skip", "choices": [{"value": "city"}, {"value": "trail"}]`)+`]},`+colourPage("b", gravel, "")),
	written("entry that is never taken", terrainPage(going(when(`{"and": [`+city+","+gravel+`]}`, "c"), `{"page": "b"}`))+","+stated("b", going(`{"page": "end"}`))+","+stated("c", ""), "never_holds /pages/0/next/0/when"),
	written("entry below one that always holds", terrainPage(going(when(`{"or": [`+city+","+noCity+`]}`, "b"), when(city, "c")))+","+stated("b", going(`{"page": "end"}`))+","+stated("c", ""), "unreachable /pages/0/next/1"),
	written("entry that always holds and is the last", terrainPage(going(when(`{"or": [`+city+","+noCity+`]}`, "b")))+","+stated("b", ""), "!always_holds /pages/0/next/0/when"),
	written("entry that the one above it takes", terrainPage(going(when(city, "c"), when(city, "b")))+","+stated("b", "")+","+stated("c", ""), "unreachable /pages/0/next/1"),
	written("entries that leave nothing for the next page", terrainPage(going(when(city, "c"), when(noCity, "c")))+","+stated("b", "")+","+stated("c", ""), "unreachable /pages/1"),
	written("a page behind one that is lost is no second report", terrainPage(going(when(city, "d"), when(noCity, "d")))+","+stated("b", going(`{"page": "c"}`))+","+stated("c", "")+","+stated("d", ""), "unreachable /pages/1"),
	written("entries that leave those who declined", terrainPage(going(when(city, "c"), when(gravel, "c"), when(`{"==": [{"var": "t"}, "trail"]}`, "c")))+","+stated("b", "")+","+stated("c", "")),
	written("points that can't be had", `{"id": "a", "questions": [`+ask("p", "scale", "pace", `, "scores": {"wild": 2}`)+`]},`+colourPage("b", `{">": [{"var": "score.wild"}, 10]}`, ""), "never_holds /pages/1/questions/0/showIf"),
	written("points that can be had", `{"id": "a", "questions": [`+ask("p", "scale", "pace", `, "scores": {"wild": 2}`)+`]},`+colourPage("b", `{">=": [{"var": "score.wild"}, 10]}`, "")),
	written("points of several choices", `{"id": "a", "questions": [`+ask("e", "multiple", "extras", `, "choices": [{"value": "lights", "scores": {"calm": 1}}, {"value": "bags", "scores": {"calm": 2}}, {"value": "lock", "scores": {"calm": -1}}]`)+`]},`+colourPage("b", `{"or": [{">": [{"var": "score.calm"}, 3]}, {"<": [{"var": "score.calm"}, -1]}]}`, ""), "never_holds /pages/1/questions/0/showIf"),
	written("number out of its bounds", `{"id": "a", "questions": [`+ask("p", "scale", "pace", "")+`]},`+colourPage("b", `{">": [{"var": "p"}, 5]}`, ""), "never_holds /pages/1/questions/0/showIf"),
	written("more picks than allowed", `{"id": "a", "questions": [`+ask("e", "multiple", "extras", `, "max": 2`)+`]},`+colourPage("b", `{">": [{"count": {"var": "e"}}, 2]}`, ""), "never_holds /pages/1/questions/0/showIf"),
	written("a fact about a score that later answers change", `{"id": "a", "questions": [`+ask("p", "scale", "pace", `, "scores": {"wild": 1}`)+`]`+going(when(`{">": [{"var": "score.wild"}, 3]}`, "end"))+`},{"id": "b", "questions": [`+ask("t", "single", "terrain", `, "choices": [{"value": "city", "scores": {"wild": 3}}, {"value": "trail"}]`)+`]},`+colourPage("c", `{">": [{"var": "score.wild"}, 3]}`, "")),
	written("a fact about a score", `{"id": "a", "questions": [`+ask("p", "scale", "pace", `, "scores": {"wild": 1}`)+`]`+going(when(`{">": [{"var": "score.wild"}, 3]}`, "end"))+`},`+colourPage("c", `{">": [{"var": "score.wild"}, 3]}`, ""), "never_holds /pages/1/questions/0/showIf"),
	written("what two variables exclude together", `{"id": "a", "questions": [`+ask("t", "single", "terrain", "")+","+ask("e", "yes_no", "electric", "")+`]`+going(when(`{"or": [`+city+`, {"var": "e"}]}`, "b"), `{"page": "end"}`)+`},`+colourPage("b", `{"and": [`+gravel+`, {"==": [{"var": "e"}, false]}]}`, ""), "never_holds /pages/1/questions/0/showIf"),
	one("stage that the brand does not reach", survey, "", `{"form": "after-ride", "kind": "survey", "title": "Ride", "pages": [{"id": "a", "showIf": {"and": [{"==": [{"var": "stage"}, "discover"]}, {"==": [{"var": "stage"}, "after_order"]}]}, "questions": [`+ask("x", "single", "colour", "")+`]}]}`, "never_holds /pages/0/showIf"),
	one("computed value that contradicts", survey, "", `{"form": "after-ride", "kind": "survey", "title": "Ride", "computed": {"urban": `+city+`}, "pages": [`+terrainPage("")+","+colourPage("b", `{"and": [{"var": "computed.urban"}, `+gravel+`]}`, "")+`]}`, "never_holds /pages/1/questions/0/showIf"),
	one("what the page passes in may be anything", survey, "", `{"form": "after-ride", "kind": "survey", "title": "Ride", "context": {"items": {"label": "Items", "type": "integer", "purposes": ["service"]}}, "pages": [`+colourPage("b", `{">": [{"var": "context.items"}, 1000]}`, "")+`]}`),
	written("nothing is proved beside a broken flow", terrainPage(going(when(city, "bb")))+","+colourPage("b", `{"and": [`+city+","+gravel+`]}`, ""), "dangling_page /pages/0/next/0/page"),
	written("but it is beside what concerns no rule", terrainPage("")+","+strings.Replace(colourPage("b", `{"and": [`+city+","+gravel+`]}`, ""), `, "why": "W"`, "", 1), "no_why /pages/1/questions/0", "never_holds /pages/1/questions/0/showIf"),
	written("questions that are drawn may come in any order", `{"id": "a", "shuffle": true, "questions": [`+ask("p", "scale", "pace", `, "scores": {"wild": 1}`)+","+ask("t", "single", "terrain", `, "showIf": {">": [{"var": "score.wild"}, 2]}, "choices": [{"value": "city", "scores": {"wild": -2}}, {"value": "trail"}]`)+","+ask("x", "single", "colour", `, "showIf": {"<": [{"var": "score.wild"}, 0]}`)+`]}`),

	judged("outcome that never holds", "", terrainPage(""), outcome("one", `, "when": {"and": [`+city+","+gravel+`]}`)+","+outcome("two", ""), "never_holds /outcomes/0/when"),
	judged("outcome below one that always holds", "", terrainPage(""), outcome("one", `, "when": {"or": [`+city+","+noCity+`]}`)+","+outcome("two", `, "when": `+city)+","+outcome("three", ""), "unreachable /outcomes/1"),
	judged("outcomes that leave nothing for the last", "", terrainPage(""), outcome("one", `, "when": `+city)+","+outcome("two", `, "when": `+noCity)+","+outcome("three", ""), "unreachable /outcomes/2"),
	judged("outcome that the one above it takes", "", terrainPage(""), outcome("one", `, "when": {"or": [`+city+","+gravel+`]}`)+","+outcome("two", `, "when": `+city)+","+outcome("three", ""), "unreachable /outcomes/1"),
	judged("quiz that ends without an outcome for some", "", terrainPage(""), outcome("one", `, "when": `+city)+","+outcome("two", `, "when": `+gravel), "required /outcomes/1"),
	judged("score that is never above 0", highest, scored("terrain", "single", `{"value": "city", "scores": {"calm": -1}}, {"value": "trail", "scores": {"wild": 1}}`), outcome("one", `, "score": "calm"`)+","+outcome("two", `, "score": "wild"`)+","+outcome("three", ""), "unreachable /outcomes/0"),
	judged("score that another always beats", highest, scored("terrain", "single", `{"value": "city", "scores": {"calm": 2, "wild": 0}}, {"value": "trail", "scores": {"wild": 4}}`), outcome("one", `, "score": "calm", "when": {">": [{"var": "score.wild"}, 2]}`)+","+outcome("two", `, "score": "wild"`)+","+outcome("three", ""), "unreachable /outcomes/0"),
	judged("score that another outcome has too", highest, scored("terrain", "single", `{"value": "city", "scores": {"calm": 2}}, {"value": "trail"}`), outcome("one", `, "score": "calm"`)+","+outcome("two", `, "score": "calm", "when": `+city)+","+outcome("three", ""), "unreachable /outcomes/1"),
	judged("score that another outcome has on a condition", highest, scored("terrain", "single", `{"value": "city", "scores": {"calm": 2}}, {"value": "trail", "scores": {"calm": 1}}`), outcome("one", `, "score": "calm", "when": `+city)+","+outcome("two", `, "score": "calm"`)+","+outcome("three", "")),
	judged("outcome of the highest that never holds", highest, scored("terrain", "single", `{"value": "city", "scores": {"calm": 2}}, {"value": "trail"}`), outcome("one", `, "score": "calm", "when": `+gravel)+","+outcome("three", ""), "never_holds /outcomes/0/when"),
	filtering("filter that lets nothing pass", `{"and": [{"in": ["city", {"var": "item.terrain"}]}, {"!": {"answered": "item.terrain"}}]}`, "never_holds /recommend/filter"),
	filtering("filter that lets everything pass", `{"or": [{"answered": "item.terrain"}, {"!": {"answered": "item.terrain"}}]}`, "!always_holds /recommend/filter"),
}

// The reasons say what a variable is at the place of the rule.
func TestReachGivesReasons(t *testing.T) {
	for _, c := range []struct{ name, detail string }{
		{"question that a branch excludes", `the question "x" is never shown: t is always city here`},
		{"page that is never shown, and what is on it", `the page "b" is never shown: whatever is answered`},
		{"points that can't be had", `the question "x" is never shown: score.wild is from 0 to 10 here`},
		{"number out of its bounds", `the question "x" is never shown: p is from 1 to 5, or not answered here`},
		{"question that a branch makes certain", `the rule decides nothing, since it always holds: t is always city here`},
		{"value that a question does not offer", `the question "x" is never shown: t is city or trail, or not answered here`},
		{"score that is never above 0", `the outcome "one" never wins: score.calm is from -1 to 0 here`},
		{"what two variables exclude together", `the question "x" is never shown: by the rules that lead here`},
		{"more picks than allowed", `the question "x" is never shown: e is a list of 1 to 2 of lights, bags, lock or nothing, or not answered here`},
	} {
		found := false
		for _, known := range reachCases {
			if known.name != c.name {
				continue
			}
			_, findings := Load(edited(t, known.edits...))
			for _, f := range findings {
				found = found || f.Detail == c.detail
			}
			if !found {
				t.Errorf("%s: %v, not %s", c.name, findings, c.detail)
			}
		}
	}
}

// The largest form that may be written, with rules everywhere.
func BenchmarkReachOfTheLargestForm(b *testing.B) {
	var pages []string
	for i := range maxPages {
		var questions []string
		for j := range maxQuestions / maxPages {
			rule := `{"==": [{"var": "stage"}, "discover"]}`
			if i > 0 {
				rule = fmt.Sprintf(`{"or": [{"==": [{"var": "q%d_%d"}, true]}, {">": [{"var": "score.s"}, %d]}]}`, i-1, j, i)
			}
			questions = append(questions, fmt.Sprintf(`{"id": "q%d_%d", "type": "yes_no", "attribute": "electric", "label": "L", "why": "W", "showIf": %s, "choices": [{"value": true, "scores": {"s": 1}}, {"value": false}]}`, i, j, rule))
		}
		pages = append(pages, fmt.Sprintf(`{"id": "p%d", "questions": [%s], "next": [{"when": {"==": [{"var": "q%d_0"}, true]}, "page": "end"}]}`, i, strings.Join(questions, ","), i))
	}
	brand := edited(b, edit{survey, "", onePages(strings.Join(pages, ","))})
	if _, findings := Load(brand); len(findings) > 0 {
		b.Fatal(findings[0])
	}
	for b.Loop() {
		Load(brand)
	}
}
