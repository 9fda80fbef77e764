package forms

import (
	"strings"
	"testing"
)

const nextOfStart = `[{"when": {"==": [{"var": "terrain"}, "city"]}, "page": "town"}, {"page": "outside"}]`

// One slip of the pen, one finding: what only follows from it is not said.
var consequenceCases = []lintCase{
	one("program that is no JSON", spokes, `"program": "spokes",`, `"program": "spokes"`, "bad_json "),
	one("program without its name, and an offer that is nowhere", spokes, `"program": "spokes", `, ``, "bad_id /program"),
	{"program that is no JSON, and an offer that is nowhere", []edit{{spokes, `"program": "spokes",`, `"program": "spokes"`}, {poll, `"votes/bell"`, `"votes/bells"`}}, []string{"bad_json ", "forms/next-colour.json: dangling_offer /offer"}},
	one("offers under a wrong name", spokes, `"offers": {`, `"ofers": {`, "unknown_field /ofers"),
	one("catalog that is no JSON", catalogFile, `"items": [`, `"items": `, "bad_json "),
	one("amount that is a number", spokes, `"3.00"`, `3.00`, "wrong_type /offers/hundred/worth/amount"),
	one("worth that is a number", spokes, `"worth": {"amount": "3.00", "currency": "EUR"}`, `"worth": 3`, "wrong_type /offers/hundred/worth"),
	one("discount that is an amount", thanks, `"discount": {"percent": 10}`, `"discount": {"amount": "2.00", "currency": "EUR"}`, "wrong_type /offers/ten-percent/gives/discount"),
	one("fallback without its program", spokes, `"limits": {"perPerson": 1}`, `"limits": {}, "ifExhausted": "ten"}, "ten": {"label": "10 spokes", "worth": {"amount": "3.00", "currency": "EUR"}, "gives": {"kind": "points", "account": "spokes", "points": 10}, "limits": {}`, "bad_id /offers/hundred/ifExhausted"),
	one("next that is a page", quiz, nextOfStart, `"town"`, "wrong_type /pages/0/next"),
	one("next that is no list", quiz, nextOfStart, `{"page": "town"}`, "wrong_type /pages/0/next"),
	one("next as elsewhere", quiz, nextOfStart, `[{"if": {"==": [{"var": "terrain"}, "city"]}, "goto": "town"}, {"page": "outside"}]`, "unknown_field /pages/0/next/0/if", "unknown_field /pages/0/next/0/goto"),
	one("question in quotes", quiz, nextOfStart, `[{"when": {"==": ["terrain", "city"]}, "page": "town"}, {"page": "outside"}]`, "never_holds /pages/0/next/0/when", "never_holds /outcomes/0/when"),
	one("name of a recipient by locale", brandFile, `"name": "Mailer GmbH"`, `"name": {"en": "Mailer GmbH"}`, "wrong_type /recipients/mailer/name"),
	one("points that are a text", spokes, `"points": 100`, `"points": "100"`, "wrong_type /offers/hundred/gives/points"),
	one("questions outside of pages", quiz, `"pages": [`, `"questions": [`, "required ", "unknown_field /questions"),
	one("pages that are an object", quiz, "", `{"form": "find-your-bike", "kind": "quiz", "title": "T", "pages": {}, "outcomes": [{"id": "a", "when": {"==": [{"var": "terrain"}, "city"]}, "title": "{terrain|A}"}, {"id": "b", "title": "B"}]}`, "wrong_type /pages"),
	one("question without an id", quiz, `{"id": "terrain", "type"`, `{"type"`, "required /pages/0/questions/1"),
	one("choice that is a text", quiz, `{"value": "trail", "scores": {"wild": 2}}`, `"trail"`, "wrong_type /pages/0/questions/1/choices/2"),
	one("page without an id", quiz, `{"id": "town", "questions"`, `{"questions"`, "required /pages/1"),
	one("empty text in a locale that is none", quiz, `"title": "Find your bike"`, `"title": {"en": "Find your bike", "english": ""}`, "dangling_locale /title/english"),
	one("rule of another syntax", quiz, `{"!=": [{"var": "stage"}, "after_order"]}`, `{"question": "stage", "is": "after_order"}`, "unknown_operator /pages/2/showIf/question"),
	one("rule that reads nothing", quiz, `{"!=": [{"var": "stage"}, "after_order"]}`, `{"==": ["stage", "after_order"]}`, "never_holds /pages/2/showIf", "!always_holds /pages/3/questions/0/showIf"),
	one("rule of nothing but numbers", quiz, `{"!=": [{"var": "stage"}, "after_order"]}`, `{"==": [1, 2]}`, "never_holds /pages/2/showIf", "!always_holds /pages/3/questions/0/showIf"),
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
	reasons := map[string]string{
		"rule that reads nothing":     `is never shown: the rule reads no answer, only the text "stage": {"var": "stage"} may be meant`,
		"question in quotes":          `is never taken: the rule reads no answer, only the text "terrain": {"var": "terrain"} may be meant`,
		"rule of nothing but numbers": `is never shown: the rule reads no answer, as {"var": "..."} with a question's id does`,
	}
	for name, right := range map[string]string{
		"amount that is a number":           `write "3.00"`,
		"worth that is a number":            `write {"amount": "3.00", "currency": "EUR"}`,
		"discount that is an amount":        `write {"fixed": {"amount": "2.00", "currency": "EUR"}}`,
		"fallback without its program":      `did you mean "spokes/ten"?`,
		"name of a recipient by locale":     "write a string: a recipient's name is the same in every locale",
		"next that is a page":               `write [{"page": "town"}]`,
		"next that is no list":              `write [{"page": ...}], a list of which the first that holds wins`,
		"next as elsewhere":                 `did you mean "when"?`,
		"choice that is a text":             `write an object with "value"`,
		"rule in a text":                    `write it as JSON, e.g. {"==": [{"var": "name"}, "value"]}`,
		"anonymous poll that shows nothing": "show the results, or ask less; most costly: colour 1",
		"id as a heading":                   `use a small letter, then up to 39 small letters, digits, _ and -, e.g. "next-colour"`,
		"id with a hyphen":                  `use a small letter, then up to 39 small letters, digits and _, e.g. "a_remark"`,
		"boolean in quotes":                 "write true or false, without quotes",
		"brace in a text":                   "write {question|what to say without an answer}; a brace has no other use in a text",
		"rule that reads nothing":           "change the rule, or remove what it decides",
		"question in quotes":                "change the rule, or remove what it decides",
		"rule of nothing but numbers":       "change the rule, or remove what it decides",
	} {
		for _, c := range consequenceCases {
			if c.name != name {
				continue
			}
			_, findings := Load(edited(t, c.edits...))
			if len(findings) == 0 || findings[0].Right != right {
				t.Errorf("%s: %v, not %s", name, findings, right)
			}
			if said := reasons[name]; !strings.Contains(findings[0].Detail, said) {
				t.Errorf("%s: %v, without %s", name, findings[0], said)
			}
		}
	}
}
