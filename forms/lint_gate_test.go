package forms

import "strings"

const newsOK = `{"id": "news_ok", "type": "consent", "purpose": "news", "label": "L", "why": "W"}`

// serving is an attribute's entry that serves nothing but the page at the end.
func serving(entry string) edit {
	return edit{brandFile, `"remark": {"type"`, entry + `, "remark": {"type"`}
}

const cupOnly = `"cup": {"type": "choice", "label": "Cup", "category": "preference", "purposes": ["result"], "values": {"mug": {"label": "Mug"}, "glass": {"label": "Glass"}}}`

func cup(more string) string { return ask("cup", "single", "cup", more) }

func idle(name, file, form string, want ...string) lintCase {
	return lintCase{"idle: " + name, []edit{{file, "", form}, serving(cupOnly)}, want}
}

func cupQuiz(pages, rest string) string {
	return strings.Replace(strings.TrimSuffix(onePages(pages), "}"), `"survey"`, `"quiz"`, 1) + rest + `}`
}

const plainEnd = `, "outcomes": [{"id": "all", "title": "All"}]`

var idleCases = []lintCase{
	idle("a question of a survey", survey, onePage(cup("")), "idle "+q0),
	idle("a question of a quiz", survey, cupQuiz(`{"id": "a", "questions": [`+cup("")+`]}`, plainEnd), "idle "+q0),
	idle("a score that nothing reads", survey, cupQuiz(`{"id": "a", "questions": [`+cup(`, "choices": [{"value": "mug", "scores": {"big": 1}}, {"value": "glass"}]`)+`]}`, plainEnd), "idle "+q0),
	idle("a score of nothing", survey, cupQuiz(`{"id": "a", "questions": [`+cup(`, "choices": [{"value": "mug", "scores": {"big": 0}}, {"value": "glass"}]`)+`]}`, `, "outcomeBy": "highest", "outcomes": [{"id": "b", "score": "big", "title": "B"}, {"id": "all", "title": "All"}]`), "idle "+q0, "unreachable /outcomes/0"),
	idle("a score that chooses the outcome", survey, cupQuiz(`{"id": "a", "questions": [`+cup(`, "choices": [{"value": "mug", "scores": {"big": 1}}, {"value": "glass"}]`)+`]}`, `, "outcomeBy": "highest", "outcomes": [{"id": "b", "score": "big", "title": "B"}, {"id": "all", "title": "All"}]`)),
	idle("a score that a rule reads", survey, onePage(cup(`, "choices": [{"value": "mug", "scores": {"big": 1}}, {"value": "glass"}]`)+`,{"id": "s", "type": "statement", "label": "L", "showIf": {">": [{"var": "score.big"}, 0]}}`)),
	idle("a question that a showIf reads", survey, onePage(cup("")+`,{"id": "s", "type": "statement", "label": "L", "showIf": {"==": [{"var": "cup"}, "mug"]}}`)),
	idle("a question that a showIf reads by its attribute", survey, onePage(cup("")+`,{"id": "s", "type": "statement", "label": "L", "showIf": {"answered": "attr.cup"}}`)),
	idle("a question that a page's showIf reads", survey, onePages(`{"id": "a", "questions": [`+cup("")+`]},`+strings.Replace(stated("b", ""), `"id": "b"`, `"id": "b", "showIf": {"answered": "cup"}`, 1))),
	idle("a question that a next reads", survey, onePages(`{"id": "a", "questions": [`+cup("")+`], "next": [{"when": {"==": [{"var": "cup"}, "mug"]}, "page": "end"}]},`+stated("b", ""))),
	idle("a question that an outcome reads", survey, cupQuiz(`{"id": "a", "questions": [`+cup("")+`]}`, `, "outcomes": [{"id": "m", "when": {"==": [{"var": "cup"}, "mug"]}, "title": "M"}, {"id": "all", "title": "All"}]`)),
	idle("a question that a text repeats", survey, cupQuiz(`{"id": "a", "questions": [`+cup("")+`]}`, `, "outcomes": [{"id": "all", "title": "All", "body": "With {cup|a cup}."}]`)),
	idle("a question that a recommendation matches", survey, cupQuiz(`{"id": "a", "questions": [`+cup("")+`]}`, plainEnd+`, "recommend": {"catalog": "bikes", "limit": 1, "match": {"cup": {"to": {"var": "cup"}}}}`)),
	idle("a question that an outcome's own recommendation matches", survey, cupQuiz(`{"id": "a", "questions": [`+cup("")+`]}`, `, "outcomes": [{"id": "all", "title": "All", "recommend": {"catalog": "bikes", "limit": 1, "match": {"cup": {"to": {"var": "cup"}}}}}]`)),
	idle("votes of a poll", poll, `{"form": "next-colour", "kind": "poll", "title": "Cup?", "results": {"show": "never", "minimum": 5}, "pages": [{"id": "a", "questions": [`+cup("")+`]}]}`),
	{"idle: a text in a poll, which is no vote", []edit{{poll, "", `{"form": "next-colour", "kind": "poll", "title": "Cup?", "results": {"show": "after", "minimum": 5}, "pages": [{"id": "a", "questions": [` + ask("cup", "short_text", "cup", "") + `]}]}`}, serving(`"cup": {"type": "text", "label": "Cup", "category": "feedback", "purposes": ["result"]}`)}, []string{"idle " + q0}},
	idle("what is edited in a preference centre", survey, strings.Replace(strings.Replace(onePage(cup("")), `, "offer": "spokes/hundred"`, ``, 1), `"survey"`, `"preferences"`, 1)),
	idle("nothing is idle in a form that has something else wrong", survey, onePage(cup("")+`,{"id": "s", "type": "statement", "label": "L", "showIf": {"answered": "cupp"}}`), "unknown_variable /pages/0/questions/1/showIf/answered"),
	{"idle: feedback that is used later", []edit{{survey, "", onePage(ask("remark", "short_text", "remark", ""))}}, nil},
}

func consented(name, questions string, want ...string) lintCase {
	return one("consent: "+name, survey, "", onePage(questions), want...)
}

func addressAfter(showIf string) string {
	if showIf != "" {
		showIf = `, "showIf": ` + showIf
	}
	return ask("email", "email", "email", showIf)
}

const q1 = "/pages/0/questions/1"

var consentCases = []lintCase{
	consented("a value without it", addressAfter(""), "consent_first "+q0),
	consented("a value before it", addressAfter("")+","+newsOK, "consent_first "+q0),
	consented("a value beside it", newsOK+","+addressAfter(""), "consent_first "+q1),
	consented("a value after any answer to it", newsOK+","+addressAfter(`{"answered": "news_ok"}`), "consent_first "+q1),
	consented("a value after a no", newsOK+","+addressAfter(`{"==": [{"var": "news_ok"}, false]}`), "consent_first "+q1),
	consented("a value after a yes, or another thing", newsOK+","+addressAfter(`{"or": [{"var": "news_ok"}, {"answered": "news_ok"}]}`), "consent_first "+q1),
	consented("a value after the yes to another purpose", strings.ReplaceAll(newsOK, `"news"`, `"shelf"`)+","+addressAfter(`{"var": "news_ok"}`), "consent_first "+q1),
	consented("a value after a yes", newsOK+","+addressAfter(`{"==": [{"var": "news_ok"}, true]}`)),
	consented("a value after a yes and another thing", newsOK+","+addressAfter(`{"and": [{"==": [{"var": "locale"}, "en"]}, {"==": [true, {"var": "news_ok"}]}]}`)),
	written("consent: a page after a yes", `{"id": "a", "questions": [`+newsOK+`]},{"id": "b", "showIf": {"var": "news_ok"}, "questions": [`+addressAfter("")+`]}`),
	consented("a value that the result needs too", ask("terrain", "single", "terrain", "")),
	consented("twoQuestions at once", strings.Replace(newsOK, `"label": "L"`, `"label": "May we email you offers and sort our shelves?"`, 1), "!two_in_one "+q0+"/label/en"),
	consented("twoQuestions at once by a sign", strings.Replace(newsOK, `"label": "L"`, `"label": "May we email & call you?"`, 1), "!two_in_one "+q0+"/label/en"),
	consented("a sign inside a word", strings.Replace(newsOK, `"label": "L"`, `"label": "May R&D email you, – once?"`, 1)),
	consented("a word that only begins so", strings.Replace(newsOK, `"label": "L"`, `"label": "May Andrea email you brand-new offers?"`, 1)),
	consented("preselected", strings.Replace(newsOK, `"why"`, `"default": true, "checked": true, "why"`, 1), "unknown_field "+q0+"/default", "unknown_field "+q0+"/checked"),
	{"consent: twoQuestions at once in Italian", []edit{{brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`}, {survey, "", onePage(strings.Replace(newsOK, `"label": "L"`, `"label": {"en": "L", "it": "Possiamo scriverti e-mail e telefonarti?"}`, 1))}},
		[]string{survey + ": !two_in_one " + q0 + "/label/it"}},
}

func named(name, kind, text string, want ...string) lintCase {
	entry := `"thing": {"type": "` + kind + `", "label": "` + text + `", "category": "feedback", "purposes": ["service"]}`
	if kind == TypeChoice {
		entry = strings.Replace(entry, `"category"`, `"values": {"a": {"label": "A"}, "b": {"label": "B"}}, "category"`, 1)
	}
	return lintCase{name, []edit{serving(entry)}, want}
}

const thing = "/attributes/thing"

var secretCases = []lintCase{
	named("secret: a password", TypeText, "Your password", "secret "+thing+"/label/en"),
	named("secret: a PIN", TypeText, "Your PIN", "secret "+thing+"/label/en"),
	named("secret: a card's number", TypeText, "Credit card number", "secret "+thing+"/label/en"),
	named("secret: a passport's number", TypeText, "Passport no.", "secret "+thing+"/label/en"),
	named("secret: a type", "password", "Thing", "secret "+thing+"/type"),
	question("secret: a question's type", ask("x", "card_number", "remark", ""), "secret "+q0+"/type"),
	question("secret: a question's id", ask("passport_number", "short_text", "remark", ""), "secret "+q0+"/id"),
	question("no secret: an id of what is chosen", ask("pin", "single", "terrain", "")),
	named("no secret: what is chosen", TypeChoice, "Password manager or passport number?"),
	named("no secret: a pinboard", TypeText, "A picture for our pinboard"),
	named("no secret: an enamel pin", TypeText, "Which enamel pin do you like?"),
	named("no secret: a login without one", TypeText, "How do you like our password-free login?"),
	named("no secret: a bank", TypeText, "IBAN for your refund"),
	named("no secret: a loyalty card", TypeText, "Loyalty card number"),
	named("no secret: a shouted pin", TypeText, "WHICH PIN DO YOU LIKE?"),
	{"secret: an id", []edit{serving(`"card_number": {"type": "text", "label": "Digits", "category": "feedback", "purposes": ["service"]}`)}, []string{"secret /attributes/card_number"}},
	{"secret: an id of one word", []edit{serving(`"pin": {"type": "text", "label": "Digits", "category": "feedback", "purposes": ["service"]}`)}, []string{"secret /attributes/pin"}},
	{"no secret: an id with a pin in it", []edit{serving(`"enamel_pin": {"type": "text", "label": "Pin", "category": "feedback", "purposes": ["service"]}`)}, nil},
	question("secret: a question's label", strings.Replace(ask("x", "short_text", "remark", ""), `"label": "L"`, `"label": "What is your mother's maiden name?"`, 1), "secret "+q0+"/label/en"),
	question("secret: a placeholder", ask("x", "short_text", "remark", `, "placeholder": "Social Security number"`), "secret "+q0+"/placeholder/en"),
	question("secret: a help", ask("x", "short_text", "remark", `, "help": "Take the card. Write its card number without spaces."`), "secret "+q0+"/help/en"),
	question("no secret: a help that says not to", ask("x", "short_text", "remark", `, "help": "A sentence will do. Do not write a password or a card number here, e.g. Your PIN."`)),
	question("no secret: a help beside what is chosen", ask("x", "single", "terrain", `, "help": "As on the sticker with the PIN."`)),
	question("secret: a card's number as the example", ask("x", "short_text", "remark", `, "placeholder": "4111 1111 1111 1111"`), "secret "+q0+"/placeholder/en"),
	question("secret: a tax code as the example", ask("x", "short_text", "remark", `, "help": "Such as RSSMRA85T10A562S."`), "secret "+q0+"/help/en"),
	{"no secret: a telephone number that passes for a card's", []edit{serving(`"call": {"type": "phone", "label": "Phone", "category": "contact", "purposes": ["service"]}`), {survey, "", onePage(ask("x", "phone", "call", `, "placeholder": "+4111111111111111"`))}}, nil},
	one("secret: a context field", survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "context": {"ssn": {"label": "Number", "type": "text", "purposes": ["service"]}},`, "secret /context/ssn"),
	contexts("a secret's label", `{"label": "Passport number", "type": "text", "purposes": ["service"]}`, ``, "secret /context/order_id/label/en"),
}

var specialCases = []lintCase{
	named("special: health", TypeChoice, "Your health", "sounds_special "+thing+"/label/en"),
	named("special: faith", TypeText, "Which religion is yours?", "sounds_special "+thing+"/label/en"),
	named("special: an election", TypeText, "Political views", "sounds_special "+thing+"/label/en"),
	named("special: a fingerprint", TypeText, "Fingerprint", "sounds_special "+thing+"/label/en"),
	named("special: origin", TypeText, "Ethnicity", "sounds_special "+thing+"/label/en"),
	named("not special: a country", TypeText, "Polite words for a coffee's origin"),
	{"special: a value", []edit{serving(strings.Replace(cupOnly, `"label": "Mug"`, `"label": "Vegan"`, 1))}, []string{"sounds_special /attributes/cup/values/mug/label/en"}},
	{"special: a reason on the value", []edit{serving(strings.Replace(cupOnly, `"label": "Mug"`, `"notSpecial": "a recipe, and says nothing of who cooks it", "label": "Vegan"`, 1))}, []string{"unknown_field /attributes/cup/values/mug/notSpecial", "sounds_special /attributes/cup/values/mug/label/en"}},
	{"special: a reason on the attribute", []edit{serving(strings.Replace(strings.Replace(cupOnly, `"label": "Mug"`, `"label": "Vegan"`, 1), `"category"`, `"notSpecial": "a recipe, and says nothing of who cooks it", "category"`, 1))}, nil},
	{"special: no reason", []edit{serving(strings.Replace(strings.Replace(cupOnly, `"label": "Mug"`, `"label": "Vegan"`, 1), `"category"`, `"notSpecial": "fine", "category"`, 1))}, []string{"required /attributes/cup/notSpecial"}},
	{"special: a reason beside the category", []edit{serving(`"diet": {"type": "text", "label": "Diet", "category": "health", "notSpecial": "nobody would say so", "purposes": ["news"]}`), {brandFile, `"use": "At most two emails a month.",`, `"use": "At most two emails a month.", "explicit": true,`}}, []string{"unknown_field /attributes/diet/notSpecial"}},
	question("special: a question", strings.Replace(ask("x", "short_text", "remark", ""), `"label": "L"`, `"label": "Which allergies do you have?"`, 1), "sounds_special "+q0+"/label/en"),
	question("special: a help", ask("x", "short_text", "remark", `, "help": "Allergies, for example."`), "sounds_special "+q0+"/help/en"),
	question("special: a placeholder", ask("x", "short_text", "remark", `, "placeholder": "I am coeliac"`), "sounds_special "+q0+"/placeholder/en"),
	question("not special: a help that says not to", ask("x", "short_text", "remark", `, "help": "What went well. Please leave out your health."`)),
	question("not special: a help beside what is chosen", ask("x", "single", "terrain", `, "help": "All of them are vegan."`)),
	contexts("what the law protects", `{"label": "Diagnosis", "type": "text", "purposes": ["service"]}`, ``, "sounds_special /context/order_id/label/en"),
	{"context: what the law protects, with explicit consent", []edit{{survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "context": {"order_id": {"label": "Diagnosis", "type": "text", "purposes": ["news"]}},`}, {brandFile, `"use": "At most two emails a month.",`, `"use": "At most two emails a month.", "explicit": true,`}}, nil},
	question("special: a choice", ask("x", "single", "colour", `, "choices": [{"value": "moss", "label": "Halal"}, {"value": "rust"}]`), "sounds_special "+q0+"/choices/0/label/en"),
}

func reaching(name, kind, category string, want ...string) lintCase {
	return lintCase{"contact: " + name, []edit{serving(`"thing": {"type": "` + kind + `", "label": "L", "category": "` + category + `", "purposes": ["service"]}`)}, want}
}

func purpose(name, from, to string, want ...string) lintCase {
	return one("marketing: "+name, brandFile, from, to, want...)
}

var categoryCases = []lintCase{
	reaching("an e-mail address as a taste", TypeEmail, CategoryPreference, "!contact_category "+thing+"/category"),
	reaching("a telephone number as feedback", TypePhone, CategoryFeedback, "!contact_category "+thing+"/category"),
	reaching("an address as a group's", TypeAddress, "demographic", "!contact_category "+thing+"/category"),
	reaching("where a person is", TypeAddress, "location"),
	reaching("whom a person knows", TypePhone, "social"),
	reaching("a text", TypeText, CategoryFeedback),
	purpose("a newsletter as a contract", `"use": "The page you see at the end."`, `"use": "The page you see at the end, and our newsletter."`, "!sounds_marketing /purposes/result/use/en"),
	purpose("advertisements as an interest", `"label": "Improve our service"`, `"label": "Better advertisements"`, "!sounds_marketing /purposes/service/label/en"),
	purpose("as the interest itself", `"interest": "Finding what went wrong with deliveries."`, `"interest": "Our marketing."`, "!sounds_marketing /purposes/service/interest/en"),
	purpose("with consent", `"use": "At most two emails a month."`, `"use": "Our newsletter, at most twice a month."`),
	purpose("said once, by its dpv", `"dpv:ServiceOptimisation"`, `"dpv:Marketing"`, "needs_consent /purposes/service/basis"),
	purpose("what it is not for", `"use": "The page you see at the end."`, `"use": "The page you see at the end. We never use it for marketing; no newsletter comes."`),
	purpose("an offer that was asked for", `"use": "The page you see at the end."`, `"use": "We email you the offer that you chose, and its market price."`),
}

// givenOnly is a brand whose survey gives an offer under a rule, with a fallback or without.
func givenOnly(name, when, more string, want ...string) lintCase {
	return lintCase{"given: " + name, []edit{
		{survey, `"spokes/hundred"`, `"votes/bell"`}, {poll, `"offer": "votes/bell", `, ``},
		{votes, `"limits": {}`, `"limits": {}, "when": ` + when + more},
	}, want}
}

var givenCases = []lintCase{
	givenOnly("on another form", `{"==": [{"var": "form"}, "next-colour"]}`, ``, "never_holds /offer"),
	givenOnly("on this form", `{"==": [{"var": "form"}, "after-ride"]}`, ``),
	givenOnly("at a stage that it may have", `{"==": [{"var": "stage"}, "discover"]}`, ``),
	givenOnly("at a stage that the brand has not", `{"==": [{"var": "stage"}, "ordered"]}`, ``, "never_holds /offer"),
	givenOnly("through a channel, with points, or for what one knows", `{"or": [{"==": [{"var": "channel"}, "qr"]}, {">": [{"var": "points.spokes"}, 5]}]}`, ``),
	givenOnly("to who holds less than nothing", `{"<": [{"var": "held.spokes/hundred"}, 0]}`, ``, "never_holds /offer"),
	givenOnly("to who holds another", `{">": [{"var": "held.spokes/hundred"}, 0]}`, ``),
	givenOnly("on another form, with a fallback", `{"==": [{"var": "form"}, "next-colour"]}`, `, "ifExhausted": "spokes/hundred"`),
	givenOnly("a variant, on another form", `{"==": [{"var": "locale"}, "en"]}`, `, "variants": [{"offer": "votes/other", "share": 50}]}, "other": {"label": "O", "worth": {"amount": "1", "currency": "EUR"}, "gives": {"kind": "badge", "badge": "o"}, "when": {"==": [{"var": "form"}, "no"]}`, "never_holds /offer"),
}

// What people are to read has to be there, and in words.
var wordsCases = []lintCase{
	question("words: a why that can't be seen", strings.Replace(ask("x", "single", "colour", ""), `"why": "W"`, `"why": "\u200b\u2800"`, 1), "required "+q0+"/why/en"),
	question("words: a why that is a sign", strings.Replace(ask("x", "single", "colour", ""), `"why": "W"`, `"why": "..."`, 1), "required "+q0+"/why/en"),
	declining("with a sign", ".", "required "+q0+"/declineLabel/en"),
	declining("with nothing to be seen", `\u3164`, "required "+q0+"/declineLabel/en"),
	declining("in letters of another script", "跳过"),
	consented("words: a consent to a sign", strings.Replace(newsOK, `"label": "L"`, `"label": "?"`, 1), "required "+q0+"/label/en"),
	question("words: a choice that is a sign", ask("x", "single", "colour", `, "choices": [{"value": "moss", "label": "👍"}, {"value": "rust"}]`)),
	one("words: a use", brandFile, `"use": "The page you see at the end."`, `"use": "-"`, "required /purposes/result/use/en"),
	one("words: an interest", brandFile, `"interest": "Finding what went wrong with deliveries."`, `"interest": "*"`, "required /purposes/service/interest/en"),
	one("words: a safeguard", brandFile, `"safeguard": "EU data centre, contract under Art. 28 GDPR"`, `"safeguard": "\u2713"`, "required /recipients/mailer/safeguard/en"),
	one("words: a recipient that can't be seen", brandFile, `{"name": "Mailer GmbH"`, `{"name": "\u200b"`, "required /recipients/mailer/name"),
	one("words: an offer that can't be seen", spokes, `"label": "100 spokes"`, `"label": "\u2800"`, "required /offers/hundred/label/en"),
	one("words: shown the other way round", poll, `"title": "Which colour next?"`, `"title": "Which \u202ecolour next?"`, "out_of_range /title/en"),
	one("words: with a bell", poll, `"title": "Which colour next?"`, `"title": "Which\u0007 colour next?"`, "out_of_range /title/en"),
	one("words: in lines, with a name that keeps its direction", poll, `"title": "Which colour next?"`, `"title": "Which\n\n\u2068colour\u2069\tnext?\u200f"`),
}

func declining(name, label string, want ...string) lintCase {
	return question("decline: "+name, ask("x", "single", "colour", `, "declineLabel": "`+label+`"`), want...)
}

var declineCases = []lintCase{
	declining("who hates saving", "No thanks, I hate saving money", "shaming "+q0+"/declineLabel/en"),
	declining("who pays the full price", "I will pay full price", "shaming "+q0+"/declineLabel/en"),
	declining("who does not care", "I don't care about my skin", "shaming "+q0+"/declineLabel/en"),
	declining("no twice", "Don't not ask me", "double_negative "+q0+"/declineLabel/en"),
	declining("no twice after a no", "No, do not stay without it", "double_negative "+q0+"/declineLabel/en"),
	declining("plainly", "I would rather not say"),
	declining("plainly, with a no", "No thanks, I don't want to say"),
	{"decline: in German and Italian", []edit{{brandFile, `"locales": ["en"]`, `"locales": ["en", "it", "de"]`}, {survey, "", onePage(ask("x", "single", "colour", `, "declineLabel": {"en": "Skip", "it": "No grazie, preferisco pagare il prezzo pieno", "de": "Nein, nicht ohne Grund"}`))}},
		[]string{survey + ": shaming " + q0 + "/declineLabel/it", survey + ": double_negative " + q0 + "/declineLabel/de"}},
}

const keyOfBrand = `"locales": ["en"], "keys": [{"kid": "b", "alg": "EdDSA", "public": "R64uIehMCLutDIp93ogXMoDRFEvf+eVFqIp04toHKHY="}]`

func contexts(name, field, more string, want ...string) lintCase {
	return one("context: "+name, survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "context": {"order_id": `+field+`}`+more+`,`, want...)
}

var contextCases = []lintCase{
	contexts("a field", `{"label": "Order", "type": "text", "purposes": ["service"]}`, ``),
	contexts("its type", `{"label": "Order", "type": "string", "purposes": ["service"]}`, ``, "out_of_range /context/order_id/type"),
	contexts("no purpose", `{"label": "Order", "type": "text", "purposes": []}`, ``, "required /context/order_id/purposes"),
	contexts("unknown purpose", `{"label": "Order", "type": "text", "purposes": ["services"]}`, ``, "dangling_purpose /context/order_id/purposes/0"),
	contexts("purpose twice", `{"label": "Order", "type": "text", "purposes": ["service", "service"]}`, ``, "duplicate /context/order_id/purposes/1"),
	contexts("signed without keys", `{"label": "Order", "type": "text", "purposes": ["service"], "signed": true}`, ``, "needs_keys /context/order_id/signed"),
	contexts("repeat by it", `{"label": "Order", "type": "text", "purposes": ["service"]}`, `, "repeat": {"per": "context.order_id"}`, "!unsigned_repeat /repeat/per"),
	contexts("repeat by another", `{"label": "Order", "type": "text", "purposes": ["service"]}`, `, "repeat": {"per": "context.order"}`, "dangling_context /repeat/per"),
	one("context: id", survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "context": {"stage": {"label": "Order", "type": "text", "purposes": ["service"]}},`, "bad_id /context/stage"),
	{"context: signed, with keys", []edit{{survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "repeat": {"per": "context.order_id"}, "context": {"order_id": {"label": "Order", "type": "text", "purposes": ["service"], "signed": true}},`}, {brandFile, `"locales": ["en"]`, keyOfBrand}}, nil},
	one("repeat in a period", survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "repeat": "P90D",`),
	one("identity", survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "identity": "anybody",`, "out_of_range /identity"),
	one("identity without keys", survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "identity": "signed",`, "needs_keys /identity"),
	{"identity with keys", []edit{{survey, `"stages": ["after_order"],`, `"stages": ["after_order"], "identity": "signed",`}, {brandFile, `"locales": ["en"]`, keyOfBrand}}, nil},
}

func centre(name, more, questions string, want ...string) lintCase {
	form := strings.Replace(strings.Replace(onePage(questions), `, "offer": "spokes/hundred"`, ``, 1), `"survey"`, `"preferences"`+more, 1)
	return one("preference centre: "+name, survey, "", form, want...)
}

func anonymous(name, more, questions string, edits []edit, want ...string) lintCase {
	form := `{"form": "next-colour", "kind": "poll", "anonymous": true, "title": "T", "results": {"show": "after", "minimum": 5}` + more + `, "pages": [{"id": "a", "questions": [` + questions + `]}]}`
	return lintCase{"anonymous: " + name, append([]edit{{poll, "", form}}, edits...), want}
}

var kindCases = []lintCase{
	centre("plainly", ``, ask("terrain", "single", "terrain", "")),
	centre("an offer", `, "offer": "spokes/hundred"`, ask("terrain", "single", "terrain", ""), "unknown_field /offer"),
	centre("outcomes", `, "outcomeBy": "highest", "outcomes": [{"id": "all", "title": "All"}]`, ask("terrain", "single", "terrain", ""), "unknown_field /outcomes", "unknown_field /outcomeBy"),
	centre("a recommendation", `, "recommend": {"catalog": "bikes", "limit": 1, "match": {"terrain": {"to": {"var": "terrain"}}}}`, ask("terrain", "single", "terrain", ""), "unknown_field /recommend"),
	centre("right answers", `, "knowledge": {"pass": 1}`, ask("terrain", "single", "terrain", ""), "unknown_field /knowledge"),
	centre("places", `, "capacity": 10`, ask("terrain", "single", "terrain", ""), "unknown_field /capacity"),
	centre("anonymous", `, "anonymous": true`, ask("terrain", "single", "terrain", ""), "unknown_field /anonymous"),
	centre("once", `, "repeat": "once"`, ask("terrain", "single", "terrain", ""), "out_of_range /repeat"),
	centre("scores", ``, ask("terrain", "single", "terrain", `, "choices": [{"value": "city", "scores": {"a": 1}}, {"value": "trail"}]`), "unknown_field "+q0),
	centre("known", ``, ask("terrain", "single", "terrain", `, "known": "skip"`), "unknown_field "+q0+"/known"),
	one("anonymous: a survey", survey, `"kind": "survey",`, `"kind": "survey", "anonymous": true,`, "unknown_field /anonymous"),
	anonymous("plainly", ``, ask("colour", "single", "colour", ""), nil),
	anonymous("an offer", `, "offer": "spokes/hundred"`, ask("colour", "single", "colour", ""), nil, "not_anonymous /offer"),
	anonymous("context", `, "context": {"order_id": {"label": "Order", "type": "text", "purposes": ["service"]}}`, ask("colour", "single", "colour", ""), nil, "not_anonymous /context"),
	anonymous("identity", `, "identity": "signed"`, ask("colour", "single", "colour", ""), []edit{{brandFile, `"locales": ["en"]`, keyOfBrand}}, "not_anonymous /identity"),
	anonymous("a consent", ``, ask("colour", "single", "colour", "")+","+newsOK, nil, "not_anonymous "+q1),
	anonymous("a text", ``, ask("remark", "short_text", "remark", ""), nil, "not_anonymous "+q0),
	anonymous("an address", ``, ask("email", "email", "email", ""), nil, "not_anonymous "+q0),
	anonymous("who a person is", ``, ask("age", "single", "age", ""), []edit{serving(`"age": {"type": "choice", "label": "Age", "category": "demographic", "purposes": ["service"], "values": {"young": {"label": "Under 40"}, "old": {"label": "40 and over"}}}`)}, "not_anonymous "+q0),
	anonymous("what is known", ``, ask("terrain", "single", "terrain", `, "known": "prefill"`), nil, "not_anonymous "+q0+"/known"),
	question("known: skip", ask("x", "single", "terrain", `, "known": "skip"`)),
	question("known: another word", ask("x", "single", "terrain", `, "known": "skipp"`), "out_of_range "+q0+"/known"),
	question("known: of a statement", `{"id": "x", "type": "statement", "label": "L", "known": "skip"}`, "unknown_field "+q0+"/known"),
	question("known: of feedback", ask("x", "short_text", "remark", `, "known": "prefill"`), "out_of_range "+q0+"/known"),
	question("known: feedback that is asked", ask("x", "short_text", "remark", `, "known": "ask"`)),
}

func drawnPage(name, more, questions string, want ...string) lintCase {
	return written("drawn: "+name, `{"id": "a", `+more+`, "questions": [`+questions+`]}`, want...)
}

var (
	twoQuestions = ask("terrain", "single", "terrain", "") + "," + ask("colour", "single", "colour", "")
	three        = twoQuestions + "," + ask("electric", "yes_no", "electric", "")
)

var drawnCases = []lintCase{
	drawnPage("in another order", `"shuffle": true`, twoQuestions),
	drawnPage("one of twoQuestions", `"pick": 1`, twoQuestions),
	drawnPage("twoQuestions of three, in another order", `"shuffle": true, "pick": 2`, three),
	drawnPage("the order of one", `"shuffle": true`, ask("terrain", "single", "terrain", "")+`,{"id": "s", "type": "statement", "label": "L"}`, "out_of_range /pages/0/shuffle"),
	drawnPage("twoQuestions of twoQuestions", `"pick": 2`, twoQuestions, "out_of_range /pages/0/pick"),
	drawnPage("none", `"pick": 0`, twoQuestions, "out_of_range /pages/0/pick"),
	drawnPage("a required one", `"pick": 1`, ask("terrain", "single", "terrain", `, "required": true`)+","+ask("colour", "single", "colour", ""), "drawn "+q0+"/required"),
	drawnPage("a consent", `"pick": 1`, twoQuestions+","+newsOK, "drawn /pages/0/questions/2"),
}

var brandGateCases = []lintCase{
	one("keep: three years", brandFile, `"keep": "P90D"`, `"keep": "P3Y"`, "keep_reason /purposes/service/keep"),
	one("keep: twoQuestions years", brandFile, `"keep": "P90D"`, `"keep": "P24M"`),
	one("keep: three years with a reason", brandFile, `"keep": "P90D"`, `"keep": "P3Y", "keepReason": "Claims about deliveries lapse after three years."`),
	one("keep: three years with a word", brandFile, `"keep": "P90D"`, `"keep": "P3Y", "keepReason": "needed"`, "keep_reason /purposes/service/keepReason"),
	one("was", brandFile, `{"label": "Moss"}`, `{"label": "Moss", "was": ["green"]}`),
	one("was: a value of today", brandFile, `{"label": "Moss"}`, `{"label": "Moss", "was": ["rust"]}`, "duplicate /attributes/colour/values/moss/was/0"),
	{"was: of two values", []edit{{brandFile, `{"label": "Moss"}`, `{"label": "Moss", "was": ["green"]}`}, {brandFile, `{"label": "Rust"}`, `{"label": "Rust", "was": ["red", "green"]}`}}, []string{"duplicate /attributes/colour/values/rust/was/1"}},
	one("offer's when", spokes, `"limits": {"perPerson": 1}`, `"limits": {"perPerson": 1}, "when": {"==": [{"var": "terrain"}, "city"]}`, "unknown_variable /offers/hundred/when/==/0/var"),
	one("recommendation of nothing", quiz, `"limit": 1, "match": {"pace": {"to": {"var": "pace"}}}`, `"limit": 1`, "required /outcomes/1/recommend/match"),

	one("purpose without use", brandFile, `"use": "At most two emails a month.", `, ``, "required /purposes/news"),
	one("purpose without basis", brandFile, `"use": "At most two emails a month.", "basis": "consent",`, `"use": "At most two emails a month.",`, "required /purposes/news"),
	one("purpose without keep", brandFile, `"basis": "contract", "keep": "P30D"`, `"basis": "contract"`, "required /purposes/result"),
	one("attribute without a type", brandFile, `"remark": {"type": "text", `, `"remark": {`, "required /attributes/remark"),
	one("attribute without a label", brandFile, `"label": "Remark", `, ``, "required /attributes/remark"),
	one("attribute without a category", brandFile, `"label": "Remark", "category": "feedback", `, `"label": "Remark", `, "required /attributes/remark"),
	one("attribute without purposes", brandFile, `"category": "feedback", "purposes": ["service"]`, `"category": "feedback"`, "required /attributes/remark"),
	one("recipient without a role", brandFile, `"role": "processor", `, ``, "required /recipients/mailer"),
}

// earnedBy is a quiz whose offer is given for one right answer.
func earnedBy(name, pages, more string, want ...string) lintCase {
	form := `{"form": "after-ride", "kind": "quiz", "title": "Q", "offer": "spokes/hundred", "pages": [` + pages + `], "outcomes": [{"id": "all", "title": "All"}]` + more + `}`
	return lintCase{"earned: " + name, []edit{{survey, "", form}, {spokes, `"limits": {"perPerson": 1}`, `"limits": {"perPerson": 1}, "when": {">=": [{"var": "knowledge.points"}, 1]}`},
		{thanks, `, "ifExhausted": "spokes/hundred"`, ``}}, want}
}

const quizzed = `{"id": "k", "type": "yes_no", "label": "L", "why": "W", "correct": true`

var earnedCases = []lintCase{
	earnedBy("by everybody", `{"id": "a", "questions": [`+quizzed+`}]}`, ``),
	earnedBy("by nothing", `{"id": "a", "questions": [{"id": "s", "type": "statement", "label": "L"}]}`, ``, "earned /offer"),
	earnedBy("on a branch", `{"id": "a", "questions": [`+ask("terrain", "single", "terrain", "")+`], "next": [{"when": {"==": [{"var": "terrain"}, "city"]}, "page": "end"}]},{"id": "b", "questions": [`+quizzed+`}]}`, ``, "earned /pages/1/questions/0"),
	earnedBy("on a condition", `{"id": "a", "questions": [`+ask("terrain", "single", "terrain", "")+","+quizzed+`, "showIf": {"answered": "terrain"}}]}`, ``, "earned /pages/0/questions/1"),
	earnedBy("by one of two that are drawn", `{"id": "a", "pick": 1, "questions": [{"id": "s", "type": "statement", "label": "L"}, `+quizzed+`}, `+strings.Replace(quizzed, `"k"`, `"m"`, 1)+`}]}`, ``),
	earnedBy("by who is drawn for more points", `{"id": "a", "pick": 1, "questions": [`+quizzed+`}, `+strings.Replace(quizzed, `"k"`, `"m"`, 1)+`, "points": 2}]}`, ``, "earned "+q0, "earned "+q1),
	earnedBy("by who is drawn at all", `{"id": "a", "pick": 1, "questions": [`+quizzed+`}, `+ask("terrain", "single", "terrain", "")+`]}`, ``, "earned "+q0),
	earnedBy("told too early", `{"id": "a", "questions": [`+quizzed+`}]}`, `, "knowledge": {"explain": "after"}`, "earned /knowledge/explain"),
}
