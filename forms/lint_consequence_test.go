package forms

import (
	"strings"
	"testing"
)

// One slip of the pen, one finding: what only follows from it is not said.
var consequenceCases = []lintCase{
	one("program that is no JSON", spokes, `"program": "spokes",`, `"program": "spokes"`, "bad_json "),
	one("program without its name, and an offer that is nowhere", spokes, `"program": "spokes", `, ``, "bad_id /program"),
	{"program that is no JSON, and an offer that is nowhere", []edit{{spokes, `"program": "spokes",`, `"program": "spokes"`}, {poll, `"votes/bell"`, `"votes/bells"`}}, []string{"bad_json ", "forms/next-colour.json: dangling_offer /offer"}},
	one("offers under a wrong name", spokes, `"offers": {`, `"ofers": {`, "unknown_field /ofers"),
	one("catalog that is no JSON", catalogFile, `"items": [`, `"items": `, "bad_json "),
	one("amount that is a number", spokes, `"3.00"`, `3.00`, "wrong_type /offers/hundred/worth/amount"),
	one("points that are a text", spokes, `"points": 100`, `"points": "100"`, "wrong_type /offers/hundred/gives/points"),
	one("questions outside of pages", quiz, `"pages": [`, `"questions": [`, "required ", "unknown_field /questions"),
	one("pages that are an object", quiz, "", `{"form": "find-your-bike", "kind": "quiz", "title": "T", "pages": {}, "outcomes": [{"id": "a", "when": {"==": [{"var": "terrain"}, "city"]}, "title": "{terrain|A}"}, {"id": "b", "title": "B"}]}`, "wrong_type /pages"),
	one("question without an id", quiz, `{"id": "terrain", "type"`, `{"type"`, "required /pages/0/questions/1"),
	one("choice that is a text", quiz, `{"value": "trail", "scores": {"wild": 2}}`, `"trail"`, "wrong_type /pages/0/questions/1/choices/2"),
	one("page without an id", quiz, `{"id": "town", "questions"`, `{"questions"`, "required /pages/1"),
	one("empty text in a locale that is none", quiz, `"title": "Find your bike"`, `"title": {"en": "Find your bike", "english": ""}`, "dangling_locale /title/english"),
	one("rule of another syntax", quiz, `{"!=": [{"var": "stage"}, "after_order"]}`, `{"question": "stage", "is": "after_order"}`, "unknown_operator /pages/2/showIf/question"),
	one("rule that reads nothing", quiz, `{"!=": [{"var": "stage"}, "after_order"]}`, `{"==": ["stage", "after_order"]}`, "never_holds /pages/2/showIf", "!always_holds /pages/3/questions/0/showIf"),
	one("rule in a text", quiz, `{"!=": [{"var": "stage"}, "after_order"]}`, `"stage != after_order"`, "wrong_type /pages/2/showIf"),
	one("marketing by a slip of the pen", brandFile, `dpv:ServiceOptimisation`, `dpv:DirectMarketng`, "needs_consent /purposes/service/basis"),
	one("boolean in quotes", quiz, `"declineLabel": "I would rather not say"`, `"choices": [{"value": "true"}, {"value": false}]`, "dangling_choice /pages/3/questions/0/choices/0/value"),
	one("brace in a text", quiz, `"title": "The explorer"`, `"title": "The explorer {"`, "bad_pipe /outcomes/1/title/en"),
	one("values that nobody can tell apart", brandFile, `"rust": {"label": "Rust"}`, `"rust": {"label": "moss "}`, "duplicate /attributes/colour/values/rust/label/en"),
	one("type that does not go with its attribute", quiz, `"id": "terrain", "type": "single"`, `"id": "terrain", "type": "email"`, "wrong_type /pages/0/questions/1/attribute"),
	one("id as a heading", poll, `"form": "next-colour"`, `"form": "Next colour?"`, "bad_id /form"),
	one("id with a hyphen", brandFile, `"remark": {"type": "text"`, `"A-remark": {"type": "text"`, "bad_id /attributes/A-remark", "forms/after-ride.json: dangling_attribute /pages/0/questions/0/attribute"),
	one("anonymous poll of one tap", poll, `"offer": "votes/bell", `, `"anonymous": true, `),
	{"anonymous poll that shows nothing", []edit{{poll, `"offer": "votes/bell", `, `"anonymous": true, `}, {poll, `"show": "after"`, `"show": "never"`}}, []string{"!balance_low "}},
}

// What would be right is something that the person can do.
func TestFindingsSayWhatWouldBeRight(t *testing.T) {
	for name, right := range map[string]string{
		"amount that is a number":           "write a string",
		"choice that is a text":             `write an object with "value"`,
		"rule in a text":                    `write it as JSON, e.g. {"==": [{"var": "name"}, "value"]}`,
		"anonymous poll that shows nothing": "show the results, or ask less; most costly: colour 1",
		"id as a heading":                   `use a small letter, then up to 39 small letters, digits, _ and -, e.g. "next-colour"`,
		"id with a hyphen":                  `use a small letter, then up to 39 small letters, digits and _, e.g. "a_remark"`,
		"boolean in quotes":                 "write true or false, without quotes",
		"brace in a text":                   "write {question|what to say without an answer}; a brace has no other use in a text",
		"rule that reads nothing":           "change the rule, or remove what it decides",
	} {
		for _, c := range consequenceCases {
			if c.name != name {
				continue
			}
			_, findings := Load(edited(t, c.edits...))
			if len(findings) == 0 || findings[0].Right != right {
				t.Errorf("%s: %v, not %s", name, findings, right)
			}
			if name == "rule that reads nothing" && !strings.Contains(findings[0].Detail, `is never shown: the rule reads no answer, as {"var": "..."} with a question's id does`) {
				t.Error(findings[0])
			}
		}
	}
}
