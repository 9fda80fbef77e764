package forms

import "strings"

const (
	catalogFile = "catalogs/bikes.json"
	thanks      = "programs/thanks.json"
	spokes      = "programs/spokes.json"
	votes       = "programs/votes.json"
)

func moreSpokes(after string) string {
	return `{"label": "10 spokes more", "worth": {"amount": "0.30", "currency": "EUR"}, "gives": {"kind": "points", "account": "spokes", "points": 10}, "limits": {"perPerson": 1}, "after": ` + after + `}`
}

var recommendCases = []lintCase{
	one("unknown catalog", quiz, `"recommend": {"catalog": "bikes", "limit": 2`, `"recommend": {"catalog": "bike", "limit": 2`, "dangling_catalog /recommend/catalog"),
	one("limit", quiz, `"limit": 2`, `"limit": 0`, "out_of_range /recommend/limit"),
	one("limit above all", quiz, `"limit": 2`, `"limit": 51`, "out_of_range /recommend/limit"),
	one("unknown item", quiz, `["all-rounder"]`, `["all-rounders"]`, "dangling_item /recommend/else/0"),
	one("nothing to match", quiz, `"match": {"pace": {"to": {"var": "pace"}}}`, `"match": {}`, "required /outcomes/1/recommend/match"),
	one("unknown attribute of a match", quiz, `"match": {"pace":`, `"match": {"pase":`, "dangling_attribute /outcomes/1/recommend/match/pase"),
	one("weight", quiz, `"weight": 2`, `"weight": 0`, "out_of_range /recommend/match/terrain/weight"),
	one("match of another type", quiz, `"electric": {"to": {"var": "electric"}}`, `"electric": {"to": {"var": "terrain"}}`, "wrong_type /recommend/match/electric/to"),
	one("match of a text", quiz, `"electric": {"to": {"var": "electric"}}`, `"remark": {"to": {"var": "terrain"}}`, "wrong_type /recommend/match/remark"),
	one("match that never agrees", quiz, `"extras": {"to": {"var": "extras"}}`, `"extras": {"to": {"var": "terrain"}}`, "unknown_choice /recommend/match/extras/to"),
	one("match with a consent", quiz, `"electric": {"to": {"var": "electric"}}`, `"electric": {"to": {"var": "shelf_ok"}}`, "unknown_variable /recommend/match/electric/to/var"),
	one("match by rule", quiz, `"electric": {"to": {"var": "electric"}}`, `"electric": {"to": {">": [{"var": "pace"}, 3]}}`),
}

var catalogCases = []lintCase{
	one("catalog's own name", catalogFile, `"items": [`, `"catalog": "bike", "items": [`, "bad_id /catalog"),
	one("catalog's name of its file", catalogFile, `"items": [`, `"catalog": "bikes", "items": [`),
	{"catalog's file", []edit{{"catalogs/Old bikes.json", "", `{"items": []}`}}, []string{"bad_id "}},
	one("item id", catalogFile, `"id": "volt"`, `"id": "Volt!"`, "bad_id /items/1/id"),
	one("item twice", catalogFile, `"id": "volt"`, `"id": "city-one"`, "duplicate /items/1/id"),
	one("item's address", catalogFile, `"https://pedalworks.example/volt"`, `"//pedalworks.example/volt"`, "out_of_range /items/1/url"),
	one("item's attribute", catalogFile, `"attributes": {"terrain": "city", "extras"`, `"attributes": {"terain/x": "city", "extras"`, "dangling_attribute /items/0/attributes/terain~1x"),
	one("item's value", catalogFile, `["city", "gravel"], "electric"`, `["city", "town"], "electric"`, "dangling_choice /items/1/attributes/terrain"),
	one("item's boolean", catalogFile, `"electric": true`, `"electric": "yes"`, "dangling_choice /items/1/attributes/electric"),
	one("item's number", catalogFile, `[1, 2]`, `[1, 2.5, 6]`, "dangling_choice /items/0/attributes/pace", "dangling_choice /items/0/attributes/pace"),
	one("item's text", catalogFile, `"electric": true`, `"remark": "good"`, "dangling_choice /items/1/attributes/remark"),
	one("item's value that is an object", catalogFile, `"electric": true`, `"electric": [{"is": true}]`, "wrong_type /items/1/attributes/electric/0"),
	one("image of an item", catalogFile, `"image": "city.svg"`, `"image": "city"`, "dangling_image /items/0/image"),
}

var programCases = []lintCase{
	one("program id", spokes, `"program": "spokes"`, `"program": "Spokes"`, "bad_id /program"),
	one("no program id", spokes, `"program": "spokes", `, ``, "bad_id /program"),
	one("no offers", thanks, "", `{"program": "thanks", "name": "Thanks", "offers": {}}`, "required /offers", "forms/find-your-bike.json: dangling_offer /offer"),
	one("offer id", spokes, `"hundred": {`, `"Hundred/1": {`, "bad_id /offers/Hundred~11", "forms/after-ride.json: dangling_offer /offer", "programs/thanks.json: dangling_offer /offers/ten-percent/ifExhausted"),
	one("fallback that is not there", thanks, `"spokes/hundred"`, `"spokes/thousand"`, "dangling_offer /offers/ten-percent/ifExhausted"),
	one("fallback in another form", thanks, `"spokes/hundred"`, `"hundred"`, "bad_id /offers/ten-percent/ifExhausted"),
	one("fallbacks that go round", spokes, `"limits": {"perPerson": 1}`, `"limits": {"perPerson": 1}, "ifExhausted": "thanks/ten-percent"`, "cycle /offers/hundred/ifExhausted"),
	one("kind of reward", spokes, `"kind": "points"`, `"kind": "point"`, "unknown_choice /offers/hundred/gives/kind"),
	one("label that is empty", spokes, `"label": "100 spokes"`, `"label": {"en": " "}`, "required /offers/hundred/label/en"),
	one("amount", spokes, `"3.00"`, `"one"`, "out_of_range /offers/hundred/worth"),
	one("variant that is not there", spokes, `"limits": {"perPerson": 1}`, `"variants": [{"offer": "votes/bells", "share": 50}]`, "dangling_offer /offers/hundred/variants/0/offer", "programs/thanks.json: misplaced_offer /offers/ten-percent/ifExhausted"),
	one("a variant with variants", spokes, `"limits": {"perPerson": 1}`, `"variants": [{"offer": "thanks/ten-percent", "share": 50}]`, "programs/thanks.json: misplaced_offer /offers/ten-percent/ifExhausted"),
	one("shares of more than all", spokes, `"limits": {"perPerson": 1}`, `"variants": [{"offer": "votes/bell", "share": 150}]`, "out_of_range /offers/hundred/variants/0/share", "programs/thanks.json: misplaced_offer /offers/ten-percent/ifExhausted"),
	{"a variant of what forms give", []edit{{votes, `"limits": {}`, `"limits": {}, "variants": [{"offer": "spokes/hundred", "share": 50}]`}}, nil},
	{"a variant of a variant", []edit{{votes, `"limits": {}`, `"limits": {}, "variants": [{"offer": "thanks/ten-percent", "share": 50}]`}, {thanks, `"ifExhausted": "spokes/hundred"`, `"variants": [{"offer": "spokes/hundred", "share": 1}]`}}, []string{"misplaced_offer /offers/bell/variants/0/offer"}},
	{"a bonus", []edit{{votes, `"limits": {}}`, `"limits": {}}, "more": ` + moreSpokes(`["votes/bell", "spokes/hundred"]`)}}, nil},
	{"a bonus after what is nowhere", []edit{{votes, `"limits": {}}`, `"limits": {}}, "more": ` + moreSpokes(`["votes/bells"]`)}}, []string{"dangling_offer /offers/more/after/0"}},
	{"a bonus after what no form gives", []edit{{votes, `"limits": {}}`, `"limits": {}}, "other": {"label": "O", "worth": {"amount": "1", "currency": "EUR"}, "gives": {"kind": "badge", "badge": "o"}}, "more": ` + moreSpokes(`["votes/other", "votes/bell"]`)}}, []string{"!after_unreachable /offers/more/after/0"}},
	{"bonuses that wait for each other", []edit{{votes, `"limits": {}}`, `"limits": {}}, "more": ` + moreSpokes(`["votes/most"]`) + `, "most": ` + moreSpokes(`["votes/more"]`)}}, []string{"cycle /offers/more/after"}},
	{"a form that gives a bonus", []edit{{votes, `"limits": {}}`, `"limits": {}}, "more": ` + moreSpokes(`["votes/bell"]`)}, {survey, `"spokes/hundred"`, `"votes/more"`}}, []string{"forms/after-ride.json: misplaced_offer /offer"}},
	{"a fallback that is a bonus", []edit{{votes, `"limits": {}}`, `"limits": {}}, "more": ` + moreSpokes(`["votes/bell"]`)}, {thanks, `"spokes/hundred"`, `"votes/more"`}}, []string{"programs/thanks.json: misplaced_offer /offers/ten-percent/ifExhausted"}},
	{"a badge's image", []edit{{votes, `"limits": {}}`, `"limits": {}}, "mark": {"label": "O", "worth": {"amount": "1", "currency": "EUR"}, "gives": {"kind": "badge", "badge": "o", "image": "none.svg"}}`}}, []string{"dangling_image /offers/mark/gives/image"}},
	one("a draw without a free way", spokes, `"kind": "points", "account": "spokes", "points": 100`, `"kind": "draw", "prize": "A bike", "winners": 1, "expected": 10, "closes": "2026-12-31T18:00:00Z"`, "required /offers/hundred/gives/free"),
	one("a member of another kind", spokes, `"points": 100`, `"points": 100, "badge": "b"`, "unknown_field /offers/hundred/gives/badge"),
	one("a discount in dollars", thanks, `{"percent": 10}`, `{"fixed": {"amount": "2.00", "currency": "USD"}}`, "out_of_range /offers/ten-percent/gives/discount/fixed/currency"),
	one("a time that is none", spokes, `"limits": {"perPerson": 1}`, `"limits": {"opens": "soon"}`, "wrong_type /offers/hundred/limits/opens"),
	one("a span that is none", spokes, `"limits": {"perPerson": 1}`, `"undo": "1 hour"`, "wrong_type /offers/hundred/undo"),
	{"two programs of one id", []edit{{"programs/zzz.json", "", `{"program": "spokes", "name": "Spokes", "offers": {"hundred": {"label": "100 spokes", "worth": {"amount": "3.00", "currency": "EUR"}, "gives": {"kind": "points", "account": "spokes", "points": 100}}}}`}}, []string{"duplicate /program"}},
}

var fileCases = []lintCase{
	one("no brand", brandFile, "", "", "unreadable "),
	one("file too large", poll, "", strings.Repeat(" ", maxDefinition+1), "unreadable "),
	one("brand that is not JSON does not hide the rest", brandFile, `"purposes": {
    "result"`, `"purposes": {
    result`, "bad_json "),
	{"two files that are not JSON", []edit{{brandFile, `"locales": ["en"],`, `"locales": ["en",],`}, {poll, `"repeat": "once",`, `"repeat": once,`}}, []string{"bad_json ", "forms/next-colour.json: bad_json "}},
	{"no form", []edit{{"forms", "", ""}, {quiz, "", ""}, {poll, "", ""}, {survey, "", ""}}, []string{"!no_forms "}},
	{"other files are nobody's business", []edit{{"forms/notes.txt", "", "x"}, {"forms/.hidden.json", "", "x"}, {"README.md", "", "x"}}, nil},
}

var localeCases = []lintCase{
	one("text in a language that the brand does not have", poll, `"title": "Which colour next?"`, `"title": {"en": "Which colour next?", "fr": "Quelle couleur ?"}`, "dangling_locale /title/fr"),
	one("HTML in a form's text", poll, `"title": "Which colour next?"`, `"title": "Which <b>colour</b> next?"`, "!html_in_text /title/en"),
	one("HTML in a brand's text", brandFile, `"processing": "On our own server in Turin."`, `"processing": {"en": "On our own server.<br/>"}`, "!html_in_text /controller/processing/en"),
	one("HTML in an offer's text", spokes, `"label": "100 spokes"`, `"label": "100 <a href='x'>spokes</a>"`, "!html_in_text /offers/hundred/label/en"),
	one("a text that only compares", poll, `"title": "Which colour next?"`, `"title": "1 < 2, and 3 > 2 <3"`),
	one("empty text", poll, `"title": "Which colour next?"`, `"title": "  "`, "required /title/en"),
	one("empty text in one language", brandFile, `"label": "Remark"`, `"label": {"en": ""}`, "required /attributes/remark/label/en"),
	one("offer's text in a language that the brand does not have", spokes, `"label": "100 spokes"`, `"label": {"en": "100 spokes", "de": "100 Speichen"}`, "dangling_locale /offers/hundred/label/de"),
	one("language without texts", brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`, quiz+": !locale_incomplete ", poll+": !locale_incomplete ", survey+": !locale_incomplete "),
	one("language without Proffer's own texts", brandFile, `"locales": ["en"]`, `"locales": ["en", "eo"]`, "!locale_unspoken /locales/1"),
	one("country of a language that Proffer speaks", brandFile, `"locales": ["en"]`, `"locales": ["en", "de-AT"]`, "!locale_unspoken /locales/1"),
	one("only a language without Proffer's own texts", brandFile, `"locales": ["en"]`, `"locales": ["eo"]`, "!locale_unspoken /locales/0", "no_locale /locales"),
	{"texts in a language, but not all: each of the others at its place, those of brand.json and of programs too", []edit{
		{poll, `"title": "Which colour next?"`, `"title": {"en": "Which colour next?", "it": "Quale colore?"}`}, {brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`},
	}, []string{
		"!locale_incomplete /pages/0/questions/0/label", "!locale_incomplete /pages/0/questions/0/why", quiz + ": !locale_incomplete ", survey + ": !locale_incomplete ",
		"programs/votes.json: !locale_incomplete /offers/bell/label", brandFile + ": !locale_incomplete /controller/processing",
		brandFile + ": !locale_incomplete /attributes/colour/label", brandFile + ": !locale_incomplete /attributes/colour/values/moss/label", brandFile + ": !locale_incomplete /attributes/colour/values/rust/label", brandFile + ": !locale_incomplete /attributes/colour/values/slate/label",
		brandFile + ": !locale_incomplete /purposes/result/label", brandFile + ": !locale_incomplete /purposes/result/use",
		brandFile + ": !locale_incomplete /purposes/service/label", brandFile + ": !locale_incomplete /purposes/service/use", brandFile + ": !locale_incomplete /purposes/service/interest",
	}},
	{"complete in no language", []edit{{brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`}, {brandFile, `"processing": "On our own server in Turin."`, `"processing": {"it": "Sul nostro server."}`}},
		[]string{
			quiz + ": no_locale ", quiz + ": !locale_incomplete ", poll + ": no_locale ", poll + ": !locale_incomplete ",
			survey + ": no_locale ", survey + ": !locale_incomplete ", "!locale_incomplete /controller/processing",
		}},
}

// wrongEverywhere are mistakes in each kind of file, all of which are said whatever else is wrong with the brand.
func wrongEverywhere(name string, brand edit, want ...string) lintCase {
	return lintCase{name, []edit{
		brand,
		{quiz, `"page": "town"}`, `"page": "twon"}`},
		{quiz, `{"value": "bags"}`, `{"value": "bag"}`},
		{survey, `"spokes/hundred"`, `"spokes/hundrd"`},
		{thanks, `"spokes/hundred"`, `"spokes/thousand"`},
		{catalogFile, `"id": "volt"`, `"id": "Volt!"`},
	}, append([]string{
		quiz + ": dangling_page /pages/0/next/0/page", quiz + ": dangling_choice /pages/1/questions/0/choices/1/value",
		survey + ": dangling_offer /offer", thanks + ": dangling_offer /offers/ten-percent/ifExhausted", catalogFile + ": bad_id /items/1/id",
	}, want...)}
}

var brokenBrandCases = []lintCase{
	wrongEverywhere("all of it beside an unknown field", edit{brandFile, `"timezone":`, `"colour": 1, "timezone":`}, "unknown_field /colour"),
	wrongEverywhere("all of it beside a bad period, with which nothing is compared", edit{brandFile, `"basis": "consent", "keep": "P1Y",
              "later": true, "recipients": ["shop"]`, `"basis": "consent", "keep": "1 year",
              "later": true, "recipients": ["shop"]`}, "wrong_type /purposes/shelf/keep"),
	wrongEverywhere("all of it beside a missing name", edit{brandFile, `"name": "Pedalworks", "timezone"`, `"timezone"`}, "required "),
	wrongEverywhere("all of it beside a bad locale", edit{brandFile, `"locales": ["en"]`, `"locales": [5]`}, "wrong_type /locales/0"),
	wrongEverywhere("all of it beside no locale", edit{brandFile, `"locales": ["en"],`, ``}, "required "),
	wrongEverywhere("all of it beside bad stages", edit{brandFile, `"stages": ["discover", "after_order"]`, `"stages": ["discover", 5]`}, "wrong_type /stages/1"),
	wrongEverywhere("all of it beside misspelt stages", edit{brandFile, `"stages":`, `"stage":`}, "unknown_field /stage"),
	wrongEverywhere("all of it beside a bad attribute", edit{brandFile, `"pace": {"type": "integer", "min": 1, "max": 5, "label": "Pace", "category": "preference", "purposes": ["result", "shelf"], "because": "your pace is {value}"}`, `"pace": 5`}, "wrong_type /attributes/pace"),
	wrongEverywhere("all of it beside a bad type", edit{brandFile, `"pace": {"type": "integer"`, `"pace": {"type": 5`}, "wrong_type /attributes/pace/type"),
	wrongEverywhere("all of it beside a bad bound", edit{brandFile, `"min": 1, "max": 5`, `"min": 1, "max": "5"`}, "wrong_type /attributes/pace/max"),
	wrongEverywhere("all of it beside bad values", edit{brandFile, `"values": {"city": {"label": "In town", "inline": "in town", "image": "city.svg"}, "gravel": {"label": "On gravel"},
                           "trail": {"label": "On trails", "because": "trails are your thing"}}`, `"values": ["city", "gravel", "trail"]`}, "wrong_type /attributes/terrain/values"),
	wrongEverywhere("all of it beside bad purposes of an attribute", edit{brandFile, `"category": "preference", "purposes": ["result", "shelf"],
                "because": "you ride {value}"`, `"category": "preference", "purposes": "result",
                "because": "you ride {value}"`}, "wrong_type /attributes/terrain/purposes"),
	wrongEverywhere("all of it beside a bad purpose", edit{brandFile, `"result": {"label": "Show your result", "use": "The page you see at the end.", "basis": "contract", "keep": "P30D"}`, `"result": "contract"`}, "wrong_type /purposes/result"),
	wrongEverywhere("all of it beside a purpose without a basis", edit{brandFile, `"basis": "contract", `, ``}, "required /purposes/result"),
	wrongEverywhere("all of it beside misspelt purposes", edit{brandFile, `"purposes": {
`, `"purpose": {
`}, "unknown_field /purpose", "required "),
	wrongEverywhere("all of it beside misspelt recipients", edit{brandFile, `"recipients": {
`, `"recipient": {
`}, "unknown_field /recipient"),
	wrongEverywhere("all of it beside a bad dpv", edit{brandFile, `"dpv:DirectMarketing"`, `5`}, "wrong_type /purposes/news/dpv"),
	{"misspelt attributes hide only what names them", []edit{{brandFile, `"attributes": {
`, `"attribute": {
`}, {quiz, `"page": "town"}`, `"page": "twon"}`}, {quiz, `{"id": "electric", "type": "yes_no"`, `{"id": "electric", "type": "yes"`}}, []string{"unknown_field /attribute", "required ", quiz + ": dangling_page /pages/0/next/0/page", quiz + ": out_of_range /pages/3/questions/0/type"}},
	wrongEverywhere("a name that can't be meant is still dangling", edit{brandFile, `"pace": {"type": "integer", "min": 1, "max": 5, "label": "Pace", "category": "preference", "purposes": ["result", "shelf"]`, `"pase": {"type": "integer", "min": "1", "max": 5, "label": "Pace", "category": "preference", "purposes": ["result", "shelf"]`},
		"wrong_type /attributes/pase/min", quiz+": dangling_attribute /pages/2/questions/0/attribute", quiz+": dangling_attribute /outcomes/1/recommend/match/pace", catalogFile+": dangling_attribute /items/0/attributes/pace"),
}

var decodeCases = []lintCase{
	one("unknown field", poll, `"repeat"`, `"repeats"`, "unknown_field /repeats"),
	one("unknown field within", quiz, `"help": "Legal`, `"hlep": "Legal`, "unknown_field /pages/3/questions/0/hlep"),
	one("unknown field whose name has a slash", brandFile, `"theme": {`, `"theme": {"a/b~c": 1, `, "unknown_field /theme/a~1b~0c"),
	one("field twice", poll, `"repeat": "once",`, `"repeat": "once", "kind": "poll",`, "duplicate_key /kind"),
	one("field twice by another spelling", poll, `"repeat": "once",`, `"repeat": "once", "k\u0069nd": "poll",`, "duplicate_key /kind"),
	one("attribute twice", brandFile, `"remark": {"type"`, `"colour": {"type": "text", "label": "x", "category": "feedback", "purposes": ["service"]}, "remark": {"type"`, "duplicate_key /attributes/colour"),
	one("missing fields", poll, `"id": "colour", "type": "single", `, ``, "required /pages/0/questions/0", "required /pages/0/questions/0"),
	one("string for a boolean", quiz, `"required": true`, `"required": "yes"`, "wrong_type /pages/0/questions/1/required"),
	one("string for a number", quiz, `"limit": 2`, `"limit": "2"`, "wrong_type /recommend/limit"),
	one("fraction for a whole number", quiz, `"limit": 2`, `"limit": 2.5`, "wrong_type /recommend/limit"),
	one("number beyond 64 bits", quiz, `"limit": 2`, `"limit": 9223372036854775808`, "wrong_type /recommend/limit"),
	one("number beyond a double", quiz, `"weight": 2`, `"weight": 1e999`, "wrong_type /recommend/match/terrain/weight"),
	one("number for a string", poll, `"id": "vote"`, `"id": 5`, "wrong_type /pages/0/id"),
	one("object for an array", survey, `"stages": ["after_order"]`, `"stages": {"after_order": true}`, "wrong_type /stages"),
	one("array for an object", poll, `"results": {"show": "after", "minimum": 5}`, `"results": []`, "wrong_type /results"),
	one("array for a dictionary", brandFile, `"values": {"moss": {"label": "Moss"}, "rust": {"label": "Rust"}, "slate": {"label": "Slate"}}`, `"values": ["moss", "rust"]`, "wrong_type /attributes/colour/values"),
	one("array for scores", quiz, `{"value": "city", "scores": {"calm": 2}}`, `{"value": "city", "scores": [2]}`, "wrong_type /pages/0/questions/1/choices/0/scores"),
	one("number for a text", poll, `"title": "Which colour next?"`, `"title": 5`, "wrong_type /title"),
	one("number for a text in a language", poll, `"title": "Which colour next?"`, `"title": {"en": 5}`, "wrong_type /title/en"),
	one("text in no language", poll, `"title": "Which colour next?"`, `"title": {}`, "wrong_type /title"),
	one("null for a text in a language", poll, `"title": "Which colour next?"`, `"title": {"en": "Which colour?", "it": null}`, "wrong_type /title/it"),
	one("null in a list of texts", quiz, `["Slow", "Fast"]`, `[null, "Fast"]`, "wrong_type /pages/2/questions/0/ends/0"),
	one("null for what is required", poll, `"title": "Which colour next?"`, `"title": null`, "wrong_type /title"),
	one("null for what is optional", quiz, `"intro": "Six taps, up to two bikes, and 10% off or 100 spokes."`, `"intro": null`),
	one("null for an object in a dictionary", brandFile, `"moss": {"label": "Moss"}`, `"moss": null`, "wrong_type /attributes/colour/values/moss"),
	one("not an object at all", poll, "", `[]`, "wrong_type "),
	one("schema is allowed", poll, `"form": "next-colour"`, `"$schema": "../form.schema.json", "form": "next-colour"`),
	one("nothing in it", brandFile, "", `{}`, "required ", "required ", "required ", "required ", "required ", "required ", survey+": dangling_stage /stages/0", quiz+": dangling_stage /stages/0"),
}
