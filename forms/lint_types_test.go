package forms

// moreAttributes has an attribute of every type that testdata/good does not have.
const moreAttributes = `
    "bike": {"type": "choice", "other": true, "label": "B", "category": "preference", "purposes": ["service"],
      "values": {"city": {"label": "C", "image": "city.svg", "was": ["town", "urban"]}, "gravel": {"label": "G"}, "fixie": {"label": "F", "retired": true, "was": ["fixed"]}}},
    "jobs": {"type": "choices", "other": true, "label": "J", "category": "preference", "purposes": ["service"], "values": {"brakes": {"label": "B"}, "gears": {"label": "G"}, "all": {"label": "A"}}},
    "phone": {"type": "phone", "label": "P", "category": "social", "purposes": ["service"]},
    "route": {"type": "url", "label": "R", "category": "preference", "purposes": ["service"]},
    "rides": {"type": "integer", "min": 0, "max": 14, "unit": "a week", "label": "R", "category": "preference", "purposes": ["service"]},
    "weight": {"type": "number", "min": 3, "max": 40, "unit": "kg", "label": "W", "category": "preference", "purposes": ["service"]},
    "height": {"type": "number", "label": "H", "category": "preference", "purposes": ["service"]},
    "stars": {"type": "integer", "min": 1, "max": 4, "label": "S", "category": "preference", "purposes": ["service"]},
    "praise": {"type": "integer", "min": 0, "max": 10, "label": "P", "category": "preference", "purposes": ["service"]},
    "day": {"type": "date", "earliest": "today", "latest": "2030-12-31", "label": "D", "category": "preference", "purposes": ["service"]},
    "birth": {"type": "date", "label": "B", "category": "demographic", "purposes": ["service"]},
    "home": {"type": "address", "label": "H", "category": "location", "purposes": ["service"]},
    "order": {"type": "ranking", "label": "O", "category": "preference", "purposes": ["service"], "values": {"price": {"label": "P"}, "speed": {"label": "S"}, "parts": {"label": "G"}}},
    "wear": {"type": "matrix", "label": "W", "category": "preference", "purposes": ["service"], "rows": {"chain": {"label": "C"}, "tyres": {"label": "T"}, "saddle": {"label": "S"}},
      "values": {"fine": {"label": "F"}, "worn": {"label": "W"}, "broken": {"label": "B", "retired": true}}},
    `

const firstAttribute = `"attributes": {
`

// more is testdata/good with moreAttributes and with a survey of these questions.
func more(name, questions string, want ...string) lintCase {
	return lintCase{name, []edit{{survey, "", onePage(questions)}, {brandFile, firstAttribute, firstAttribute + moreAttributes}}, want}
}

// newAttribute adds one attribute to testdata/good.
func newAttribute(name, kind, rest string, want ...string) lintCase {
	return one(name, brandFile, firstAttribute, firstAttribute+`"new": {"type": "`+kind+`", "label": "N", "category": "preference", "purposes": ["service"]`+rest+`},`, want...)
}

// badAttribute is a defect of an attribute, and of nothing else: the question that asks for it is good.
func badAttribute(name, kind, rest, question, more, want string) lintCase {
	c := newAttribute(name, kind, rest, want)
	c.edits = append(c.edits, edit{survey, "", onePage(ask("x", question, "new", more))})
	return c
}

// knows is a quiz with one knowledge question in place of the survey.
func knows(name, question string, want ...string) lintCase {
	return one(name, survey, "", quizOf(`{"id": "x", "label": "L", "why": "W", `+question+`}`, ""), want...)
}

func quizOf(questions, rest string) string {
	return `{"form": "after-ride", "kind": "quiz", "title": "Q", "pages": [{"id": "a", "questions": [` + questions + `]}], "outcomes": [{"id": "end", "title": "E"}]` + rest + `}`
}

const (
	n0     = "/attributes/new"
	values = `, "values": {"a": {"label": "A"}, "b": {"label": "B"}}`
	two    = `"choices": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]`
)

var typeCases = []lintCase{
	newAttribute("members of other types", "text", `, "other": true, "rows": {"r": {"label": "R"}}, "unit": "kg", "earliest": "today", "latest": "today"`,
		"unknown_field "+n0+"/other", "unknown_field "+n0+"/rows", "unknown_field "+n0+"/unit", "unknown_field "+n0+"/earliest", "unknown_field "+n0+"/latest"),
	newAttribute("free text of a ranking", "ranking", `, "other": true`+values, "unknown_field "+n0+"/other"),
	newAttribute("value called other beside a free text", "choice", `, "other": true, "values": {"a": {"label": "A"}, "b": {"label": "B"}, "other": {"label": "O"}}`, "bad_id "+n0+"/values/other"),
	newAttribute("value called other", "choice", `, "values": {"a": {"label": "A"}, "other": {"label": "O"}}`),
	newAttribute("ranking of one", "ranking", `, "values": {"a": {"label": "A"}}`, "required "+n0+"/values"),
	newAttribute("all but one retired", "choices", `, "values": {"a": {"label": "A"}, "b": {"label": "B", "retired": true}, "c": {"label": "C", "retired": true}}`, "required "+n0+"/values"),
	newAttribute("retired boolean", "boolean", `, "values": {"true": {"label": "T", "retired": true}, "false": {"label": "F", "was": ["no"]}}`, "unknown_field "+n0+"/values/true", "unknown_field "+n0+"/values/false"),
	newAttribute("was a value of today", "choice", `, "values": {"a": {"label": "A", "was": ["b"]}, "b": {"label": "B"}}`, "duplicate "+n0+"/values/a/was/0"),
	newAttribute("was itself", "choice", `, "values": {"a": {"label": "A", "was": ["a"]}, "b": {"label": "B"}}`, "duplicate "+n0+"/values/a/was/0"),
	newAttribute("two values were one", "choice", `, "values": {"a": {"label": "A", "was": ["c", "d"]}, "b": {"label": "B", "was": ["d"]}}`, "duplicate "+n0+"/values/b/was/0"),
	newAttribute("was no id", "choice", `, "values": {"a": {"label": "A", "was": ["A b"]}, "b": {"label": "B"}}`, "bad_id "+n0+"/values/a/was/0"),
	newAttribute("matrix without rows", "matrix", values, "required "+n0),
	newAttribute("matrix without values", "matrix", `, "rows": {"r": {"label": "R"}}`, "required "+n0+"/values"),
	newAttribute("rows that no rule can name", "matrix", values+`, "rows": {"my-row": {"label": "R"}, "score": {"label": "R"}, "declined": {"label": "R"}}`, "bad_id "+n0+"/rows/my-row", "bad_id "+n0+"/rows/score", "bad_id "+n0+"/rows/declined"),
	newAttribute("row without a label", "matrix", values+`, "rows": {"r": {}}`, "required "+n0+"/rows/r"),
	newAttribute("bounds of a number", "number", `, "min": 0.5, "max": 0.75`),
	newAttribute("one bound of a number", "number", `, "min": -40`),
	newAttribute("number without room", "number", `, "min": 2, "max": 2`, "out_of_range "+n0+"/max"),
	newAttribute("number beyond what is exact", "number", `, "min": -1e16, "max": 1e17`, "out_of_range "+n0+"/min", "out_of_range "+n0+"/max"),
	newAttribute("integer with a fraction", "integer", `, "min": 0.5, "max": 2.5`, "wrong_type "+n0+"/min", "wrong_type "+n0+"/max"),
	newAttribute("bounds of a choice", "choice", `, "min": 1`+values, "unknown_field "+n0),
	newAttribute("days that are none", "date", `, "earliest": "2026-02-29", "latest": "tomorrow"`, "out_of_range "+n0+"/earliest", "out_of_range "+n0+"/latest"),
	newAttribute("days the wrong way round", "date", `, "earliest": "2026-03-02", "latest": "2026-03-01"`, "out_of_range "+n0+"/latest"),
	newAttribute("only today", "date", `, "earliest": "today", "latest": "today"`, "out_of_range "+n0+"/latest"),
	newAttribute("days with today at either end", "date", `, "earliest": "1900-01-01", "latest": "today"`),
	newAttribute("because of what was typed", "text", `, "because": "you wrote {value}"`, "out_of_range "+n0+"/because/en"),
	newAttribute("because of a day", "date", `, "because": "it is on {value}"`),

	more("every new type of attribute", ask("x", "dropdown", "bike", "")),
	more("members of other question types", ask("x", "date", "day", `, "step": 2, "rows": ["a"], "top": 1, "shuffle": true, "points": 2, "explain": "E", "placeholder": "P"`),
		"unknown_field "+q0+"/step", "unknown_field "+q0+"/rows", "unknown_field "+q0+"/top", "unknown_field "+q0+"/shuffle", "unknown_field "+q0+"/points", "unknown_field "+q0+"/explain", "unknown_field "+q0+"/placeholder"),
	more("bounds of a number belong to its attribute", ask("x", "number", "weight", `, "min": 3`), "unknown_field "+q0+"/min"),
	more("retired choice", ask("x", "single", "bike", `, "choices": [{"value": "city"}, {"value": "fixie"}]`), "retired_choice "+q0+"/choices/1/value"),
	more("choice under an id that it had", ask("x", "single", "bike", `, "choices": [{"value": "town"}, {"value": "gravel"}]`), "dangling_choice "+q0+"/choices/0/value"),
	more("one choice beside a free text", ask("x", "single", "bike", `, "choices": [{"value": "city"}]`)),
	more("picture without an image", ask("x", "picture", "bike", ""), "required "+q0+"/attribute"),
	more("picture with a choice without an image", ask("x", "picture", "bike", `, "choices": [{"value": "city"}, {"value": "gravel"}]`), "required "+q0+"/choices/1"),
	more("picture with images of its own", ask("x", "picture", "bike", `, "choices": [{"value": "city"}, {"value": "gravel", "image": "gravel.svg"}]`)),
	more("half a choice", ask("x", "multiple", "jobs", `, "min": 1.5, "max": 2.5`), "wrong_type "+q0+"/min", "wrong_type "+q0+"/max"),
	more("as many as there are, and a free text", ask("x", "multiple", "jobs", `, "max": 4`)),
	more("more than there are", ask("x", "multiple", "jobs", `, "max": 5`), "out_of_range "+q0+"/max"),
	more("long text too long", ask("x", "long_text", "remark", `, "maxLength": 10001`), "out_of_range "+q0+"/maxLength"),
	more("long text", ask("x", "long_text", "remark", `, "maxLength": 10000, "placeholder": "P"`)),
	more("step of nothing", ask("x", "number", "weight", `, "step": 0`), "out_of_range "+q0+"/step"),
	more("step of an integer", ask("x", "number", "rides", `, "step": 0.5`), "out_of_range "+q0+"/step"),
	more("step that is too long", ask("x", "number", "weight", `, "step": 38`), "out_of_range "+q0+"/step"),
	more("number without bounds", ask("x", "number", "height", `, "step": 0.01`)),
	more("slider", ask("x", "slider", "rides", `, "step": 2, "ends": ["a", "b"], "scores": {"s": 1}`), "no_contract_purpose "+q0),
	more("slider without ends", ask("x", "slider", "height", `, "step": 1`), "required "+q0+"/attribute"),
	more("slider without a step", ask("x", "slider", "weight", ""), "required "+q0),
	more("slider of whole numbers needs none", ask("x", "slider", "rides", "")),
	more("slider that misses its end", ask("x", "slider", "rides", `, "step": 4`), "out_of_range "+q0+"/step"),
	more("slider too fine", ask("x", "slider", "weight", `, "step": 0.01`), "out_of_range "+q0),
	more("slider with a step of nothing", ask("x", "slider", "weight", `, "step": -1`), "out_of_range "+q0+"/step"),
	more("slider with three ends", ask("x", "slider", "rides", `, "ends": ["a", "b", "c"]`), "out_of_range "+q0+"/ends"),
	more("rating", ask("x", "rating", "stars", "")+`,`+ask("y", "rating", "pace", "")),
	more("rating from 0", ask("x", "rating", "praise", ""), "out_of_range "+q0+"/attribute"),
	more("rating of too many", ask("x", "rating", "rides", `, "ends": ["a"]`), "out_of_range "+q0+"/attribute", "out_of_range "+q0+"/ends"),
	more("nps", ask("x", "nps", "praise", `, "ends": ["a", "b"]`)),
	more("nps on another scale", ask("x", "nps", "stars", ""), "out_of_range "+q0+"/attribute"),
	more("ranking", ask("x", "ranking", "order", `, "top": 2, "shuffle": true`)),
	more("top of nothing", ask("x", "ranking", "order", `, "top": 0`), "out_of_range "+q0+"/top"),
	more("top of more than there are", ask("x", "ranking", "order", `, "top": 3, "choices": [{"value": "price"}, {"value": "parts"}]`), "out_of_range "+q0+"/top"),
	more("ranking that hides a choice", ask("x", "ranking", "order", `, "choices": [{"value": "price"}, {"value": "parts", "showIf": {"==": [{"var": "locale"}, "en"]}}]`), "unknown_field "+q0+"/choices/1/showIf"),
	more("exclusive choice of a ranking", ask("x", "ranking", "order", `, "choices": [{"value": "price"}, {"value": "parts", "exclusive": true}]`), "unknown_field "+q0+"/choices/1/exclusive"),
	more("matrix", ask("x", "matrix", "wear", `, "rows": ["saddle", "chain"], "choices": [{"value": "worn", "label": "L"}, {"value": "fine"}]`)),
	more("row that is not there", ask("x", "matrix", "wear", `, "rows": ["chain", "chian"]`), "dangling_row "+q0+"/rows/1"),
	more("row twice", ask("x", "matrix", "wear", `, "rows": ["chain", "chain"]`), "duplicate "+q0+"/rows/1"),
	more("matrix with a retired value", ask("x", "matrix", "wear", `, "choices": [{"value": "fine"}, {"value": "broken"}]`), "retired_choice "+q0+"/choices/1/value"),

	{"rows that can't be read hide what names them", []edit{{survey, "", onePage(ask("x", "matrix", "new", `, "rows": ["r"]`))}, {brandFile, firstAttribute, firstAttribute + `"new": {"type": "matrix", "rows": ["r"], "label": "N", "category": "preference", "purposes": ["service"]` + values + `},`}},
		[]string{"brand.json: wrong_type /attributes/new/rows"}},

	more("rules see a day, a country, a number, a free text and what is ranked", ask("d", "date", "day", "")+","+ask("h", "address", "home", "")+","+ask("w", "number", "weight", "")+","+ask("b", "dropdown", "bike", "")+","+ask("o", "ranking", "order", "")+
		`,{"id": "s", "type": "statement", "label": "L", "showIf": {"and": [{">": [{"var": "d"}, {"var": "today"}]}, {"==": [{"var": "h"}, "IT"]}, {"<": [{"var": "w"}, 7.5]}, {"!=": [{"var": "b"}, "other"]}, {"!=": [{"var": "b"}, "fixie"]}, {"in": ["price", {"var": "o"}]}]}}`),
	more("rules that no value of the type meets", ask("b", "dropdown", "bike", "")+","+ask("w", "slider", "rides", "")+
		`,{"id": "s", "type": "statement", "label": "L", "showIf": {"or": [{"==": [{"var": "b"}, "tandem"]}, {"==": [{"var": "w"}, "7"]}]}}`,
		"unknown_choice /pages/0/questions/2/showIf/or/0/==/1", "wrong_type /pages/0/questions/2/showIf/or/1/==/1"),
	badAttribute("slider of an integer without bounds", "integer", "", "slider", "", "required "+n0),
	badAttribute("slider of a number without room", "number", `, "min": 3, "max": 2`, "slider", "", "out_of_range "+n0+"/max"),
	badAttribute("steps of a number without room", "number", `, "min": 3, "max": 2`, "number", `, "step": 1`, "out_of_range "+n0+"/max"),
	badAttribute("rating of an integer without room", "integer", `, "min": 5, "max": 1`, "rating", "", "out_of_range "+n0+"/max"),
	badAttribute("nps of an integer without room", "integer", `, "min": 10, "max": 0`, "nps", "", "out_of_range "+n0+"/max"),
	badAttribute("rows of a matrix without rows", "matrix", values, "matrix", `, "rows": ["r"]`, "required "+n0),
	knows("knowledge", `"type": "dropdown", `+two+`, "correct": "a", "points": 3, "explain": "E"`),
	knows("right answer of an attribute", `"type": "single", "attribute": "colour", `+two+`, "correct": "a"`, "unknown_field "+q0+"/attribute"),
	knows("right answer of what has none", `"type": "rating", "correct": 3`, "unknown_field "+q0+"/correct"),
	knows("points", `"type": "yes_no", "correct": true, "points": 0`, "out_of_range "+q0+"/points"),
	knows("too many points", `"type": "yes_no", "correct": true, "points": 1001`, "out_of_range "+q0+"/points"),
	knows("scores", `"type": "number", "correct": 3, "scores": {"s": 1}`, "unknown_field "+q0+"/scores"),
	knows("scores of a choice", `"type": "single", "choices": [{"value": "a", "label": "A", "scores": {"s": 1}}, {"value": "b", "label": "B"}], "correct": "a"`, "unknown_field "+q0+"/choices/0/scores"),
	knows("nothing to choose from", `"type": "single", "correct": "a"`, "required "+q0),
	knows("one choice to choose from", `"type": "single", "choices": [{"value": "a", "label": "A"}], "correct": "a"`, "out_of_range "+q0+"/choices"),
	knows("choices without a label or an id", `"type": "single", "choices": [{"value": "a"}, {"value": "The b", "label": "B"}, {"value": true, "label": "T"}], "correct": "a"`, "required "+q0+"/choices/0", "bad_id "+q0+"/choices/1/value", "wrong_type "+q0+"/choices/2/value"),
	knows("picture without an image to know it by", `"type": "picture", `+two+`, "correct": "a"`, "required "+q0+"/choices/0", "required "+q0+"/choices/1"),
	knows("choice of a yes_no", `"type": "yes_no", "choices": [{"value": "yes", "label": "Y"}, {"value": false, "label": "N"}], "correct": true`, "dangling_choice "+q0+"/choices/0/value"),
	knows("scale without ends", `"type": "scale", "correct": 3`, "required "+q0, "required "+q0),
	knows("scale with a fraction", `"type": "scale", "min": 0.5, "max": 4, "correct": 3`, "out_of_range "+q0+"/min"),
	knows("scale without room", `"type": "scale", "min": 4, "max": 4, "correct": 4`, "out_of_range "+q0+"/max"),
	knows("slider to know", `"type": "slider", "min": 0, "max": 100, "step": 5, "correct": 35`),
	knows("no right answer", `"type": "single", `+two+`, "correct": []`, "required "+q0+"/correct"),
	knows("right answer that is not offered", `"type": "single", `+two+`, "correct": "c"`, "unknown_choice "+q0+"/correct"),
	knows("right answer of another type", `"type": "yes_no", "correct": "true"`, "wrong_type "+q0+"/correct"),
	knows("right answer between two steps", `"type": "number", "min": 0, "step": 0.5, "correct": [1.5, 1.25]`, "out_of_range "+q0+"/correct/1"),
	knows("right answer that is an object", `"type": "number", "correct": {"is": 3}`, "wrong_type "+q0+"/correct"),
	knows("right answers of several, one of which is not there", `"type": "multiple", `+two+`, "correct": ["a", "c"]`, "unknown_choice "+q0+"/correct/1"),
	knows("all of several are right", `"type": "multiple", `+two+`, "correct": ["a", "b"]`),
	knows("more right answers than may be picked", `"type": "multiple", "max": 1, `+two+`, "correct": ["a", "b"]`, "out_of_range "+q0+"/correct"),
	knows("right answer twice", `"type": "short_text", "correct": ["Titan", "titan "]`, "duplicate "+q0+"/correct/1"),
	knows("right answer that is too long", `"type": "short_text", "maxLength": 3, "correct": "titan"`, "out_of_range "+q0+"/correct"),
	knows("every choice is right", `"type": "single", `+two+`, "correct": ["a", "b"]`, "out_of_range "+q0+"/correct"),
	knows("yes and no are right", `"type": "yes_no", "correct": [true, false]`, "out_of_range "+q0+"/correct"),
	one("knowledge that does not say why", survey, "", quizOf(`{"id": "x", "type": "yes_no", "label": "L", "correct": true}`, ""), "no_why "+q0),
	one("knowledge in a survey", survey, "", onePage(`{"id": "x", "type": "yes_no", "label": "L", "why": "W", "correct": true}`), "unknown_field "+q0+"/correct"),
	one("knowledge of a survey", survey, `"kind": "survey",`, `"kind": "survey", "knowledge": {"pass": 1},`, "unknown_field /knowledge"),
	one("knowledge of nothing", quiz, `"kind": "quiz",`, `"kind": "quiz", "knowledge": {"pass": 1},`, "unknown_field /knowledge"),
	one("when it is explained", survey, "", quizOf(`{"id": "x", "type": "yes_no", "label": "L", "why": "W", "correct": true}`, `, "knowledge": {"explain": "before", "pass": 1}`), "out_of_range /knowledge/explain"),
	one("more points than there are", survey, "", quizOf(`{"id": "x", "type": "yes_no", "label": "L", "why": "W", "correct": true, "points": 2}, {"id": "y", "type": "yes_no", "label": "L", "why": "W", "correct": true}`, `, "knowledge": {"pass": 4}`), "out_of_range /knowledge/pass"),
	one("no points at all", survey, "", quizOf(`{"id": "x", "type": "yes_no", "label": "L", "why": "W", "correct": true}`, `, "knowledge": {"pass": 0}`), "out_of_range /knowledge/pass"),

	{"item described by a number", []edit{{catalogFile, `"electric": true`, `"weight": [3.5, 40]`}, {brandFile, firstAttribute, firstAttribute + moreAttributes}}, nil},
	{"item described by a number beyond its bounds, a ranking and a free text", []edit{{catalogFile, `"electric": true`, `"weight": [2.9, "x"], "order": "price", "bike": "other"`}, {brandFile, firstAttribute, firstAttribute + moreAttributes}},
		[]string{"dangling_choice /items/1/attributes/weight", "dangling_choice /items/1/attributes/weight", "dangling_choice /items/1/attributes/order", "dangling_choice /items/1/attributes/bike"}},
	{"match by a number", []edit{{quiz, `"electric": {"to": {"var": "electric"}}`, `"weight": {"to": {"var": "pace"}}`}, {brandFile, firstAttribute, firstAttribute + moreAttributes}}, nil},
}
