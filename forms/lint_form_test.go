package forms

import (
	"fmt"
	"strings"
)

const (
	quiz   = "forms/find-your-bike.json"
	poll   = "forms/next-colour.json"
	survey = "forms/after-ride.json"
)

// onePage is a survey with these questions on one page.
func onePage(questions string) string {
	return onePages(`{"id": "a", "questions": [` + questions + `]}`)
}

func onePages(pages string) string {
	return `{"form": "after-ride", "kind": "survey", "title": "Ride", "offer": "spokes/hundred", "pages": [` + pages + `]}`
}

func ask(id, kind, attribute, more string) string {
	return fmt.Sprintf(`{"id": %q, "type": %q, "attribute": %q, "label": "L", "why": "W"%s}`, id, kind, attribute, more)
}

func written(name, pages string, want ...string) lintCase {
	return one(name, survey, "", onePages(pages), want...)
}

var formCases = []lintCase{
	one("form id", poll, `"form": "next-colour"`, `"form": "next/colour"`, "bad_id /form"),
	one("kind", poll, `"kind": "poll"`, `"kind": "pol"`, "out_of_range /kind", "unknown_field /results"),
	one("repeat", poll, `"repeat": "once"`, `"repeat": "daily"`, "out_of_range /repeat"),
	one("capacity", poll, `"repeat": "once"`, `"repeat": "once", "capacity": 5`),
	one("capacity of nobody", poll, `"repeat": "once"`, `"repeat": "once", "capacity": 0`, "out_of_range /capacity"),
	one("null capacity and schedule", poll, `"repeat": "once"`, `"repeat": "once", "capacity": null, "opens": null, "closes": null`),
	one("stage", survey, `["after_order"]`, `["after_orders"]`, "dangling_stage /stages/0"),
	one("closes before it opens", quiz, `"2030-01-01T00:00:00Z"`, `"2025-01-01T00:00:00Z"`, "out_of_range /closes"),
	one("time without a zone", quiz, `"2030-01-01T00:00:00Z"`, `"2030-01-01"`, "wrong_type /closes"),
	one("results of a survey", survey, `"kind": "survey",`, `"kind": "survey", "results": {"show": "after", "minimum": 5},`, "unknown_field /results"),
	one("poll without results", poll, `
  "results": {"show": "after", "minimum": 5},`, ``, "required "),
	one("results shown", poll, `"show": "after"`, `"show": "before"`, "out_of_range /results/show"),
	one("results of one vote", poll, `"minimum": 5`, `"minimum": 1`, "out_of_range /results/minimum"),
	one("no page", survey, "", onePages(""), "required /pages"),
	one("offer that is not there", survey, `"spokes/hundred"`, `"spokes/hundrd"`, "dangling_offer /offer"),
	one("offer without a program", survey, `"spokes/hundred"`, `"hundred"`, "dangling_offer /offer"),
	{"two forms of one id", []edit{{survey, "", strings.Replace(onePage(ask("remark", "short_text", "remark", "")), "after-ride", "next-colour", 1)}}, []string{"forms/next-colour.json: duplicate /form"}},
	one("too many questions", survey, "", onePage(strings.Repeat(`{"id": "s", "type": "statement", "label": "L"},`, 1000)+`{"id": "s", "type": "statement", "label": "L"}`), "out_of_range /pages"),
	one("too many pages", survey, "", onePages(strings.Repeat(`{"id": "p", "questions": []},`, 200)+`{"id": "p", "questions": []}`), "out_of_range /pages"),
}

const say = `{"id": "a", "questions": [{"id": "hello", "type": "statement", "label": "L"}]}`

// stated is a page with one statement.
func stated(id, more string) string {
	return fmt.Sprintf(`{"id": %q, "questions": [{"id": "s_%s", "type": "statement", "label": "L"}]%s}`, id, id, more)
}

func asked(id, question, attribute, more string) string {
	return fmt.Sprintf(`{"id": %q, "questions": [%s]%s}`, id, ask(question, "single", attribute, ""), more)
}

var flowCases = []lintCase{
	written("page id", stated("Page", ""), "bad_id /pages/0/id", "bad_id /pages/0/questions/0/id"),
	written("page twice", say+","+strings.Replace(say, "hello", "bye", 1), "duplicate /pages/1/id"),
	written("page called end", stated("end", ""), "bad_id /pages/0/id"),
	written("empty page", `{"id": "a", "questions": []}`, "required /pages/0/questions"),
	written("question id", `{"id": "a", "questions": [{"id": "first-one", "type": "statement", "label": "L"}]}`, "bad_id /pages/0/questions/0/id"),
	written("question with a reserved word", `{"id": "a", "questions": [{"id": "score", "type": "statement", "label": "L"}]}`, "bad_id /pages/0/questions/0/id"),
	written("question twice", say+","+strings.Replace(say, `"a"`, `"b"`, 1), "duplicate /pages/1/questions/0/id"),
	written("page that is not there", stated("a", `, "next": [{"page": "b_"}]`)+","+stated("b", ""), "dangling_page /pages/0/next/0/page"),
	written("nothing follows from a page that is not there", asked("a", "t", "terrain", `, "next": [{"when": {"==": [{"var": "t"}, "city"]}, "page": "b_"}, {"page": "end"}]`)+`,{"id": "b", "questions": [`+ask("x", "single", "colour", "")+`]},{"id": "c", "showIf": {"and": [{"answered": "x"}, {"answered": "t"}]}, "questions": [{"id": "s", "type": "statement", "label": "L"}]}`, "dangling_page /pages/0/next/0/page"),
	written("nor from the only way to a page", asked("a", "t", "terrain", `, "next": [{"page": "b_"}]`)+`,{"id": "b", "showIf": {"answered": "t"}, "questions": [`+ask("x", "single", "colour", "")+`]},`+asked("c", "y", "terrain", ""), "dangling_page /pages/0/next/0/page"),
	written("backwards", stated("a", "")+","+stated("b", `, "next": [{"page": "a"}]`), "backward /pages/1/next/0/page"),
	written("to itself", stated("a", `, "next": [{"page": "a"}]`), "backward /pages/0/next/0/page"),
	written("next after one that always holds", stated("a", `, "next": [{"page": "b"}, {"page": "end"}]`)+","+stated("b", ""), "unreachable /pages/0/next/0"),
	written("page that no path reaches", stated("a", `, "next": [{"page": "c"}]`)+","+stated("b", "")+","+stated("c", ""), "unreachable /pages/1"),
	written("page behind the end", stated("a", `, "next": [{"page": "end"}]`)+","+stated("b", ""), "unreachable /pages/1"),
	written("asked twice on one page", `{"id": "a", "questions": [`+ask("x", "single", "colour", "")+","+ask("y", "single", "colour", "")+`]}`, "asked_twice /pages/0/questions/1/attribute"),
	written("asked twice on one path", asked("a", "x", "colour", "")+","+stated("b", "")+","+asked("c", "y", "colour", ""), "asked_twice /pages/2/questions/0/attribute"),
	written("asked again, on a condition, after every path asked", asked("a", "x", "colour", "")+`,{"id": "b", "showIf": {"!": {"answered": "x"}}, "questions": [`+ask("y", "single", "colour", "")+`]}`, "asked_twice /pages/1/questions/0/attribute"),
	written("asked on a condition, then by every path", `{"id": "a", "questions": [`+ask("x", "single", "colour", `, "showIf": {"==": [{"var": "locale"}, "en"]}`)+`]},`+asked("b", "y", "colour", ""), "asked_twice /pages/1/questions/0/attribute"),
	written("asked on two branches", asked("a", "t", "terrain", `, "next": [{"when": {"==": [{"var": "t"}, "city"]}, "page": "c"}]`)+","+asked("b", "x", "colour", `, "next": [{"page": "end"}]`)+","+asked("c", "y", "colour", "")),
	written("asked on a branch, and later where the branch was not taken", asked("a", "t", "terrain", `, "next": [{"when": {"==": [{"var": "t"}, "city"]}, "page": "c"}]`)+","+asked("b", "x", "colour", "")+`,{"id": "c", "showIf": {"==": [{"var": "t"}, "city"]}, "questions": [`+ask("y", "single", "colour", "")+`]}`),
	written("consent asked twice", `{"id": "a", "questions": [{"id": "x", "type": "consent", "purpose": "news", "label": "L", "why": "W"}, {"id": "y", "type": "consent", "purpose": "news", "label": "L", "why": "W"}]}`, "asked_twice /pages/0/questions/1/purpose"),
}

var outcomeCases = []lintCase{
	one("quiz without outcomes", poll, `"kind": "poll"`, `"kind": "quiz"`, "required ", "unknown_field /results"),
	one("outcome by", quiz, `"outcomeBy": "highest"`, `"outcomeBy": "lowest"`, "out_of_range /outcomeBy", "unknown_field /outcomes/0/score", "unknown_field /outcomes/1/score"),
	one("outcome id", quiz, `"id": "rider"`, `"id": "The rider"`, "bad_id /outcomes/2/id"),
	one("outcome twice", quiz, `"id": "rider"`, `"id": "explorer"`, "duplicate /outcomes/2/id"),
	one("score that nothing adds to", quiz, `"id": "explorer", "score": "wild"`, `"id": "explorer", "score": "wilde"`, "dangling_score /outcomes/1/score"),
	one("nothing left for the others", quiz, `"id": "rider", "title"`, `"id": "rider", "score": "wild", "title"`, "required /outcomes/2"),
	one("highest without a score", quiz, `"id": "explorer", "score": "wild"`, `"id": "explorer"`, "required /outcomes/1"),
	{"outcome that always holds", []edit{{quiz, `"outcomeBy": "highest",`, ``}, {quiz, `"score": "calm", "title"`, `"title"`}, {quiz, `"id": "explorer", "score": "wild"`, `"id": "explorer"`}}, []string{"unreachable /outcomes/1"}},
	one("action", quiz, `"url": "https://pedalworks.example/commuter"`, `"url": "commuter"`, "out_of_range /outcomes/0/action/url"),
	one("image of an outcome", quiz, `"image": "city.svg", "action"`, `"image": "town.svg", "action"`, "dangling_image /outcomes/0/image"),
}

var ruleCases = []lintCase{
	one("next when that is no condition", quiz, `{"when": {"==": [{"var": "terrain"}, "city"]}`, `{"when": {"var": "terrain"}`, "wrong_type /pages/0/next/0/when"),
	one("value that the attribute does not have", quiz, `[{"var": "terrain"}, "city"]`, `[{"var": "terrain"}, "town"]`, "unknown_choice /pages/0/next/0/when/==/1"),
	one("unknown question", quiz, `[{"var": "terrain"}, "city"]`, `[{"var": "terain"}, "city"]`, "unknown_variable /pages/0/next/0/when/==/0/var"),
	one("operator", quiz, `{"==": [{"var": "terrain"}, "city"]}`, `{"===": [{"var": "terrain"}, "city"]}`, "unknown_operator /pages/0/next/0/when/==="),
	one("operands", quiz, `[{"var": "terrain"}, "city"]`, `[{"var": "terrain"}]`, "wrong_operands /pages/0/next/0/when/=="),
	one("question that comes later", quiz, `[{"var": "terrain"}, "city"]`, `[{"var": "electric"}, true]`, "unknown_variable /pages/0/next/0/when/==/0/var"),
	one("question that comes later on its page", quiz, `"showIf": {"<": [{"var": "score.wild"}, 4]}`, `"showIf": {"==": [{"var": "news_ok"}, true]}`, "unknown_variable /pages/3/questions/0/showIf/==/0/var"),
	one("itself", quiz, `"showIf": {"<": [{"var": "score.wild"}, 4]}`, `"showIf": {"answered": "electric"}`, "unknown_variable /pages/3/questions/0/showIf/answered"),
	one("a page's own question", quiz, `"showIf": {"!=": [{"var": "stage"}, "after_order"]}`, `"showIf": {"answered": "pace"}`, "unknown_variable /pages/2/showIf/answered"),
	one("question of another branch", quiz, `"showIf": {"!=": [{"var": "stage"}, "after_order"]}`, `"showIf": {"answered": "extras"}`, "unknown_variable /pages/2/showIf/answered"),
	one("question of either branch", quiz, `"showIf": {"<": [{"var": "score.wild"}, 4]}`, `"showIf": {"or": [{"answered": "extras"}, {"answered": "attr.pace"}]}`),
	one("statement in a rule", quiz, `[{"var": "terrain"}, "city"]`, `[{"var": "hello"}, "city"]`, "unknown_variable /pages/0/next/0/when/==/0/var"),
	one("unknown score", quiz, `{"var": "score.wild"}`, `{"var": "score.wilde"}`, "unknown_variable /pages/3/questions/0/showIf/</0/var"),
	one("unknown stage", quiz, `[{"var": "stage"}, "after_order"]`, `[{"var": "stage"}, "order"]`, "unknown_choice /pages/2/showIf/!=/1"),
	one("locale and today", quiz, `"showIf": {"!=": [{"var": "stage"}, "after_order"]}`, `"showIf": {"and": [{"==": [{"var": "locale"}, "en"]}, {">": [{"var": "today"}, "2026-01-01"]}]}`),
	one("choice's showIf", quiz, `{"value": "bags"}`, `{"value": "bags", "showIf": {"answered": "pace"}}`, "unknown_variable /pages/1/questions/0/choices/1/showIf/answered"),
	one("context", quiz, `{"!=": [{"var": "stage"}, "after_order"]}`, `{"answered": "context.order_id"}`, "unknown_variable /pages/2/showIf/answered"),
	one("stage in an outcome", quiz, `{"in": ["lights", {"var": "extras"}]}`, `{"==": [{"var": "stage"}, "discover"]}`, "unknown_variable /outcomes/0/when/==/0/var"),
	one("locale in an outcome", quiz, `{"in": ["lights", {"var": "extras"}]}`, `{"==": [{"var": "locale"}, "en"]}`, "unknown_variable /outcomes/0/when/==/0/var"),
	one("consent in an outcome", quiz, `{"in": ["lights", {"var": "extras"}]}`, `{"==": [{"var": "shelf_ok"}, true]}`, "unknown_variable /outcomes/0/when/==/0/var"),
	one("outcome over what no contract allows", quiz, `{"in": ["lights", {"var": "extras"}]}`, `{"answered": "email"}`, "no_contract_purpose /outcomes/0/when"),
	{"score of what no contract allows", []edit{{quiz, `{"id": "electric", "type": "yes_no",`, `{"id": "electric", "type": "yes_no", "choices": [{"value": true, "scores": {"calm": 1}}, {"value": false}],`}, {brandFile, `"electric": {"type": "boolean", "label": "Electric", "category": "preference", "purposes": ["result", "shelf"]`, `"electric": {"type": "boolean", "label": "Electric", "category": "preference", "purposes": ["shelf"]`}},
		[]string{"no_contract_purpose /pages/3/questions/0", "no_contract_purpose /recommend/match/electric/to"}},
	one("rule that is null", quiz, `"when": {"==": [{"var": "terrain"}, "city"]}, `, `"when": null, `, "unreachable /pages/0/next/0", "unreachable /pages/2"),
	one("rule and flow at once", quiz, `"page": "town"}`, `"page": "twon"}`, "dangling_page /pages/0/next/0/page"),
	one("an attribute that is not there is one defect, also where rules read the question", quiz, `"attribute": "terrain", "required"`, `"attribute": "terain", "required"`, "dangling_attribute /pages/0/questions/1/attribute"),
}

var pipeCases = []lintCase{
	one("pipe without a fallback", quiz, `{terrain|every day}`, `{terrain}`, "bad_pipe /outcomes/0/body/en"),
	one("pipe with an empty fallback", quiz, `{terrain|every day}`, `{terrain| }`, "bad_pipe /outcomes/0/body/en"),
	one("pipe that does not end", quiz, `{terrain|every day}`, `{terrain|every day`, "bad_pipe /outcomes/0/body/en"),
	one("pipe of an unknown question", quiz, `{terrain|every day}`, `{terrian|every day}`, "dangling_question /outcomes/0/body/en"),
	one("pipe of a consent", quiz, `{terrain|every day}`, `{news_ok|every day}`, "dangling_question /outcomes/0/body/en"),
	one("pipe of what was typed", quiz, `{terrain|every day}`, `{email|every day}`, "bad_pipe /outcomes/0/body/en"),
	one("pipe of a score", quiz, `{terrain|every day}`, `{score.calm|every day}`),
	one("pipe of a score before the result", quiz, `"label": "With a motor?"`, `"label": "A motor for {score.calm|you}?"`, "bad_pipe /pages/3/questions/0/label/en"),
	one("pipe of what was typed, without a contact", "forms/after-ride.json", `"why": "We read it with your order."}]`, `"why": "We read it with your order."}, {"id": "thanks", "type": "statement", "label": "Thanks", "body": "You wrote {remark|nothing}."}]`, "bad_pipe /pages/0/questions/1/body/en"),
	one("pipe in a label", quiz, `"label": "With a motor?"`, `"label": "With a motor {terrain|there}?"`),
	one("pipe in a reason", quiz, `"why": "Half of our bikes have one."`, `"why": "Half of those {terrain|there} have one."`),
	one("pipe in a help", quiz, `"help": "Legal up to 25 km/h."`, `"help": "Legal {attr.terrain|there}."`),
	one("pipe in a page's title", quiz, `{"id": "you", "questions"`, `{"id": "you", "title": "You, riding {terrain|out}", "questions"`),
	one("pipe in a button", quiz, `"label": "See the bikes"`, `"label": "Bikes to ride {terrain|on}"`),
	one("pipe of what is asked later", quiz, `"label": "Where do you ride?"`, `"label": "Where do you ride {pace|on}?"`, "dangling_question /pages/0/questions/1/label/en"),
	one("pipe of the question itself", quiz, `"label": "Where do you ride?"`, `"label": "Where do you ride {terrain|on}?"`, "dangling_question /pages/0/questions/1/label/en"),
	one("pipe in a declining", quiz, `"declineLabel": "I would rather not say"`, `"declineLabel": "Not {terrain|me}"`, "bad_pipe /pages/3/questions/0/declineLabel/en"),
	{"pipe of a special category", []edit{{quiz, `{terrain|every day}`, `{electric|every day}`}, {brandFile, `"label": "Electric", "category": "preference"`, `"label": "Electric", "category": "health"`}},
		[]string{"bad_pipe /outcomes/0/body/en", "brand.json: needs_explicit_consent /attributes/electric/purposes/0", "brand.json: needs_explicit_consent /attributes/electric/purposes/1"}},
	one("pipe of the day", quiz, `{terrain|every day}`, `{today|every day}`, "bad_pipe /outcomes/0/body/en"),
	computing("pipe of a computed truth", `"fast": {">": [{"var": "pace"}, 3]}`, `{terrain|every day}`, `{computed.fast|every day}`, "bad_pipe /outcomes/0/body/en"),
	computing("pipe of a computed number", `"twice": {"*": [{"var": "pace"}, 2]}`, `{terrain|every day}`, `{computed.twice|every day}`),
	computing("pipe of a computed day that changes", `"day": {"if": [{"answered": "pace"}, {"var": "today"}, "2026-01-01"]}`, `{terrain|every day}`, `{computed.day|every day}`, "bad_pipe /outcomes/0/body/en"),
	{"pipe of a matrix", []edit{{survey, "", onePage(ask("views", "matrix", "views", "") + `,{"id": "s", "type": "statement", "label": "So {views.price|it is}, or {views|so}"}`)},
		serving(`"views": {"type": "matrix", "label": "Views", "category": "feedback", "purposes": ["service"], "rows": {"price": {"label": "Price"}, "look": {"label": "Look"}}, "values": {"a": {"label": "Good"}, "b": {"label": "Bad"}}}`)},
		[]string{"bad_pipe " + q1 + "/label/en"}},
	one("pipe by attribute", quiz, `{terrain|every day}`, `{attr.terrain|every day}`),
	one("pipe in a title", quiz, `"title": "The commuter"`, `"title": "Riding {terrain|daily}"`),
	one("pipe elsewhere", quiz, `"title": "Find your bike"`, `"title": "Find {terrain|your bike}"`, "bad_pipe /title/en"),
	{"pipe without a contract purpose", []edit{{brandFile, `"pace": {"type": "integer", "min": 1, "max": 5, "label": "Pace", "category": "preference", "purposes": ["result", "shelf"]`, `"pace": {"type": "integer", "min": 1, "max": 5, "label": "Pace", "category": "preference", "purposes": ["shelf"]`}, {quiz, `{terrain|every day}`, `{pace|every day}`}},
		[]string{"forms/find-your-bike.json: no_contract_purpose /outcomes/0/body/en", "forms/find-your-bike.json: no_contract_purpose /outcomes/1/recommend/match/pace/to", "forms/find-your-bike.json: no_contract_purpose /pages/2/questions/0"}},
	{"pipe of a contact", []edit{{quiz, `{terrain|every day}`, `{electric|every day}`}, {brandFile, `"label": "Electric", "category": "preference"`, `"label": "Electric", "category": "contact"`}}, []string{"bad_pipe /outcomes/0/body/en"}},
}
