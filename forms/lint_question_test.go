package forms

import "strings"

func question(name, q string, want ...string) lintCase {
	return one(name, survey, "", onePage(q), want...)
}

const q0 = "/pages/0/questions/0"

var questionCases = []lintCase{
	question("unknown type", ask("x", "singel", "colour", ""), "out_of_range "+q0+"/type"),
	question("no attribute", `{"id": "x", "type": "single", "label": "L", "why": "W"}`, "required "+q0),
	question("unknown attribute", ask("x", "single", "color", ""), "dangling_attribute "+q0+"/attribute"),
	question("attribute of another type", ask("x", "single", "extras", ""), "wrong_type "+q0+"/attribute"),
	question("everything wrong at once", `{"id": "x y", "type": "single", "attribute": "color", "label": "L", "maxLength": 4, "purpose": "news", "choices": [{"value": "a", "scores": {"B": 1}}, {"value": "c"}]}`,
		"bad_id "+q0+"/id", "dangling_attribute "+q0+"/attribute", "no_why "+q0, "unknown_field "+q0+"/purpose", "unknown_field "+q0+"/maxLength", "bad_id "+q0+"/choices/0/scores/B"),
	question("no why", `{"id": "x", "type": "single", "attribute": "colour", "label": "L"}`, "no_why "+q0),
	question("attribute of a statement", `{"id": "x", "type": "statement", "attribute": "colour", "label": "L"}`, "unknown_field "+q0+"/attribute"),
	question("attribute of a consent", `{"id": "x", "type": "consent", "attribute": "colour", "purpose": "news", "label": "L", "why": "W"}`, "unknown_field "+q0+"/attribute"),
	question("consent to nothing", `{"id": "x", "type": "consent", "label": "L", "why": "W"}`, "required "+q0),
	question("consent to an unknown purpose", `{"id": "x", "type": "consent", "purpose": "new", "label": "L", "why": "W"}`, "dangling_purpose "+q0+"/purpose"),
	question("consent to a contract", `{"id": "x", "type": "consent", "purpose": "result", "label": "L", "why": "W"}`, "wrong_type "+q0+"/purpose"),
	question("required consent", `{"id": "x", "type": "consent", "purpose": "news", "required": true, "label": "L", "why": "W"}`, "out_of_range "+q0+"/required"),
	question("required statement", `{"id": "x", "type": "statement", "required": true, "label": "L"}`, "out_of_range "+q0+"/required"),
	question("members of other types", ask("x", "short_text", "remark", `, "choices": [{"value": "a"}], "ends": ["a", "b"], "min": 1, "max": 2, "scores": {"a": 1}, "body": "b"`),
		"unknown_field "+q0+"/choices", "unknown_field "+q0+"/ends", "unknown_field "+q0+"/min", "unknown_field "+q0+"/max", "unknown_field "+q0+"/scores", "unknown_field "+q0+"/body", "no_contract_purpose "+q0),
	question("more members of other types", ask("x", "single", "colour", `, "maxLength": 5, "placeholder": "p"`), "unknown_field "+q0+"/maxLength", "unknown_field "+q0+"/placeholder"),
	question("decline of a consent", `{"id": "x", "type": "consent", "purpose": "news", "declineLabel": "D", "label": "L", "why": "W"}`, "unknown_field "+q0+"/declineLabel"),
	question("choice that is no value", ask("x", "single", "colour", `, "choices": [{"value": "moss"}, {"value": "moos"}]`), "dangling_choice "+q0+"/choices/1/value"),
	question("choice that is a boolean", ask("x", "single", "colour", `, "choices": [{"value": "moss"}, {"value": true}]`), "dangling_choice "+q0+"/choices/1/value"),
	question("choice of a yes_no that is a text", ask("x", "yes_no", "electric", `, "choices": [{"value": "true"}, {"value": false}]`), "dangling_choice "+q0+"/choices/0/value"),
	question("choice that is a number", ask("x", "single", "colour", `, "choices": [{"value": "moss"}, {"value": 3}]`), "wrong_type "+q0+"/choices/1/value"),
	question("choice twice", ask("x", "single", "colour", `, "choices": [{"value": "moss"}, {"value": "moss"}]`), "duplicate "+q0+"/choices/1/value"),
	question("one choice", ask("x", "single", "colour", `, "choices": [{"value": "moss"}]`), "out_of_range "+q0+"/choices"),
	question("exclusive choice of a single", ask("x", "single", "colour", `, "choices": [{"value": "moss", "exclusive": true}, {"value": "rust"}]`), "unknown_field "+q0+"/choices/0/exclusive"),
	question("fewest of none", ask("x", "multiple", "extras", `, "min": 0`), "out_of_range "+q0+"/min"),
	question("fewest of more than there are", ask("x", "multiple", "extras", `, "min": 5`), "out_of_range "+q0+"/min", "out_of_range "+q0+"/max"),
	question("most below fewest", ask("x", "multiple", "extras", `, "min": 2, "max": 1`), "out_of_range "+q0+"/max"),
	question("most above all", ask("x", "multiple", "extras", `, "max": 3, "choices": [{"value": "bags"}, {"value": "lock"}]`), "out_of_range "+q0+"/max"),
	question("exclusive choice where two are asked for", ask("x", "multiple", "extras", `, "min": 2, "choices": [{"value": "bags"}, {"value": "lock"}, {"value": "nothing", "exclusive": true}]`), "out_of_range "+q0+"/choices/2/exclusive"),
	question("text of no length", ask("x", "short_text", "remark", `, "maxLength": 0`), "out_of_range "+q0+"/maxLength"),
	question("text too long", ask("x", "short_text", "remark", `, "maxLength": 501`), "out_of_range "+q0+"/maxLength"),
	question("three ends", ask("x", "scale", "pace", `, "ends": ["a", "b", "c"]`), "out_of_range "+q0+"/ends"),
	{"scale too fine", []edit{{brandFile, `"max": 5, "label": "Pace"`, `"max": 12, "label": "Pace"`}}, []string{quiz + ": out_of_range /pages/2/questions/0/attribute"}},
	{"scale of eleven points", []edit{{brandFile, `"max": 5, "label": "Pace"`, `"max": 11, "label": "Pace"`}}, nil},
	question("score id", ask("x", "scale", "pace", `, "scores": {"so wild": 1, "attr": 1, "fine": 2}`), "bad_id "+q0+"/scores/so wild", "bad_id "+q0+"/scores/attr"),
	question("image of a choice", ask("x", "single", "colour", `, "choices": [{"value": "moss", "image": "moss.svg"}, {"value": "rust"}]`), "dangling_image "+q0+"/choices/0/image"),
	question("type without a question", strings.Replace(ask("x", "single", "colour", ""), `"type": "single", `, ``, 1), "required "+q0),
}
