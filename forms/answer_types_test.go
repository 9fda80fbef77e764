package forms

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"proffer/forms/rule"
)

// typeAnswers is what becomes of given values, as answers is.
var typeAnswers = []answered{
	{"dropdown", `"gravel"`, `"gravel"`, rule.TextOf("gravel"), nil},
	{"dropdown", `{"other": " a  tandem "}`, `{"other":"a  tandem"}`, rule.TextOf("other"), nil},
	{"dropdown", `"fixie"`, "", rule.Value{}, []string{"unknown_choice "}}, // retired
	{"dropdown", `"town"`, "", rule.Value{}, []string{"unknown_choice "}},  // what city was
	{"dropdown", `"other"`, "", rule.Value{}, []string{"unknown_choice "}}, // without saying what
	{"dropdown", `{}`, "", rule.Value{}, []string{"required /other"}},
	{"dropdown", `{"other": ""}`, "", rule.Value{}, []string{"out_of_range /other"}},
	{"dropdown", `{"other": " \u200b"}`, "", rule.Value{}, []string{"out_of_range /other"}},
	{"dropdown", `{"other": null}`, "", rule.Value{}, []string{"wrong_type /other"}},
	{"dropdown", `{"other": "x", "value": "city"}`, "", rule.Value{}, []string{"unknown_field /value"}},
	{"dropdown", `{"value": "city"}`, "", rule.Value{}, []string{"unknown_field /value", "required /other"}},
	{"dropdown", `["gravel"]`, "", rule.Value{}, []string{"wrong_type "}},
	{"dropdown", `null`, "", rule.Value{}, []string{"wrong_type "}},
	{"picture", `"moss"`, `"moss"`, rule.TextOf("moss"), nil},
	{"picture", `"slate"`, "", rule.Value{}, []string{"unknown_choice "}},
	{"picture", `{"other": "x"}`, "", rule.Value{}, []string{"wrong_type "}}, // the attribute has no free text

	{"jobs", `[{"other": "bell"}, "brakes"]`, `["brakes",{"other":"bell"}]`, rule.ListOf(rule.TextOf("brakes"), rule.TextOf("other")), nil},
	{"jobs", `[{"other": "bell"}]`, `[{"other":"bell"}]`, rule.ListOf(rule.TextOf("other")), nil},
	{"jobs", `[{"other": "bell"}, {"other": "horn"}]`, "", rule.Value{}, []string{"out_of_range /1"}},
	{"jobs", `["all", {"other": "bell"}]`, "", rule.Value{}, []string{"out_of_range "}}, // all stands alone
	{"jobs", `["gears", "brakes", {"other": "bell"}]`, "", rule.Value{}, []string{"out_of_range "}},
	{"jobs", `["other"]`, "", rule.Value{}, []string{"unknown_choice /0"}},
	{"jobs", `[{"others": "bell"}]`, "", rule.Value{}, []string{"unknown_field /0/others", "required /0/other"}},
	{"jobs", `{"other": "bell"}`, "", rule.Value{}, []string{"wrong_type "}},
	{"misc", `["other", "a"]`, `["a","other"]`, rule.ListOf(rule.TextOf("a"), rule.TextOf("other")), nil}, // a value of that name, and no free text
	{"misc", `[{"other": "bell"}]`, "", rule.Value{}, []string{"wrong_type /0"}},
	{"multiple", `[{"other": "bell"}]`, "", rule.Value{}, []string{"wrong_type /0"}},

	{"long_text", `" a\r\nb\rc\u2028d\te "`, `"a\nb\nc\nd e"`, rule.TextOf("a\nb\nc\nd e"), nil},
	{"long_text", `"a\n\n\nb"`, `"a\n\n\nb"`, rule.TextOf("a\n\n\nb"), nil},
	{"long_text", `"123456789012345678901"`, "", rule.Value{}, []string{"out_of_range "}},
	{"long_text", `"\n\t\u00a0"`, "", rule.Value{}, []string{"out_of_range "}},
	{"long_text", `"a\u0007"`, "", rule.Value{}, []string{"out_of_range "}},
	{"long_text", `"a\u2067b"`, "", rule.Value{}, []string{"out_of_range "}},
	{"long_text", `["a"]`, "", rule.Value{}, []string{"wrong_type "}},

	// Characters as people see them.
	{"short_text", `"👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦"`, `"👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦"`, rule.TextOf(strings.Repeat("👨‍👩‍👧‍👦", 8)), nil},
	{"short_text", `"🏴\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f"`, "\"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f\"", rule.TextOf("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"), nil}, // England's flag
	{"short_text", `"क्षक्षक्षक्षक्षक्षक्षक्ष"`, `"क्षक्षक्षक्षक्षक्षक्षक्ष"`, rule.TextOf(strings.Repeat("क्ष", 8)), nil},
	{"short_text", `"می\u200cخواهم"`, "\"می\u200cخواهم\"", rule.TextOf("می\u200cخواهم"), nil},                                    // a joiner that Persian needs
	{"short_text", `"a\u200bb\ufeffc\u00add"`, `"abcd"`, rule.TextOf("abcd"), nil},                                               // invisible, and copied along
	{"short_text", `"e\u200b\u0301"`, `"é"`, rule.TextOf("é"), nil},                                                              // what is left out hides nothing from NFC
	{"short_text", `"a\udb40\udc68\udb40\udc69"`, `"a"`, rule.TextOf("a"), nil},                                                  // tags that spell a hidden text
	{"short_text", `"\u3164\u2800"`, "", rule.Value{}, []string{"out_of_range "}},                                                // letters that look like nothing
	{"short_text", `"a` + strings.Repeat(`\u0301`, 40) + `"`, "", rule.Value{}, []string{"out_of_range "}},                       // one letter with a tower on it
	{"short_text", `"` + strings.Repeat(`a`+strings.Repeat(`\u0316`, 12), 8) + `"`, "", rule.Value{}, []string{"out_of_range "}}, // eight letters that weigh a hundred
	{"short_text", `"\u061c\u0628"`, "\"\u061c\u0628\"", rule.TextOf("\u061c\u0628"), nil},                                       // a mark that Arabic needs
	{"email", `"Jörg@Bücher.Example"`, `"Jörg@xn--bcher-kva.example"`, rule.TextOf("Jörg@xn--bcher-kva.example"), nil},           // the host in its ASCII form, the rest as it was typed
	{"email", `"ada\u200b@example.org\u200e"`, `"ada@example.org"`, rule.TextOf("ada@example.org"), nil},                         // copied along
	{"email", `"ada@-example.org"`, "", rule.Value{}, []string{"wrong_type "}},
	{"email", "\"\\\"a b\\\"@example.org\"", "", rule.Value{}, []string{"wrong_type "}}, // in quotes
	{"email", "\"\\\"ada\\\"@example.org\"", "", rule.Value{}, []string{"wrong_type "}},
	{"email", `"ada@localhost"`, "", rule.Value{}, []string{"wrong_type "}},
	{"email", `"ada@127.0.0.1"`, "", rule.Value{}, []string{"wrong_type "}},
	{"email", `"ada@[127.0.0.1]"`, "", rule.Value{}, []string{"wrong_type "}},
	{"email", `"@example.org"`, "", rule.Value{}, []string{"wrong_type "}},
	{"email", `"٣@example.org"`, `"٣@example.org"`, rule.TextOf("٣@example.org"), nil},                      // no digit is changed in an address
	{"email", `"` + strings.Repeat("a", 65) + `@example.org"`, "", rule.Value{}, []string{"wrong_type "}},   // RFC 5321
	{"email", `"a@` + strings.Repeat("ü.", 40) + `example.org"`, "", rule.Value{}, []string{"wrong_type "}}, // too long in ASCII
	{"phone", `" +39 (011) 000-00.00 "`, `"+390110000000"`, rule.TextOf("+390110000000"), nil},
	{"phone", `"0039 011 0000000"`, `"+390110000000"`, rule.TextOf("+390110000000"), nil},
	{"phone", `"\u202a+٣٩ ۰۱۱ ٠٠٠٠٠٠٠\u202c"`, `"+390110000000"`, rule.TextOf("+390110000000"), nil}, // as a phone's list of contacts copies it
	{"phone", `"+39‑011\u00a00000000"`, `"+390110000000"`, rule.TextOf("+390110000000"), nil},        // hyphens and spaces that do not break
	{"phone", `"011 0000000"`, "", rule.Value{}, []string{"wrong_type "}},                            // whose country?
	{"phone", `"39 011 0000000"`, "", rule.Value{}, []string{"wrong_type "}},
	{"phone", `"+44 (0)20 7946 0000"`, "", rule.Value{}, []string{"wrong_type "}},
	{"phone", `"+39 011 000 0000 ext. 5"`, "", rule.Value{}, []string{"wrong_type "}},
	{"phone", `"+1234567890123456"`, "", rule.Value{}, []string{"wrong_type "}},
	{"phone", `"+1"`, "", rule.Value{}, []string{"wrong_type "}},
	{"phone", `"++390110000000"`, "", rule.Value{}, []string{"wrong_type "}},
	{"phone", `390110000000`, "", rule.Value{}, []string{"wrong_type "}},
	{"phone", `""`, "", rule.Value{}, []string{"out_of_range "}},
	{"phone", `"+39` + strings.Repeat(" ", 40) + `0110000000"`, "", rule.Value{}, []string{"out_of_range "}},
	{"url", `" HTTPS://Example.ORG:443/A?b=C#d "`, `"https://example.org/A?b=C#d"`, rule.TextOf("https://example.org/A?b=C#d"), nil},
	{"url", `"http://bücher.example:8080/ü"`, `"http://xn--bcher-kva.example:8080/%C3%BC"`, rule.TextOf("http://xn--bcher-kva.example:8080/%C3%BC"), nil},
	{"url", `"http://127.0.0.1/"`, "", rule.Value{}, []string{"wrong_type "}}, // numbers of machines, which a browser reads in each of these
	{"url", `"http://127.1/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"http://0x7f.1/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"http://a.0x7f/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"http://2130706433/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"http://[::1]:80/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"http://[::ffff:127.0.0.1]/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"http://１２７.１/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"http://localhost/"`, "", rule.Value{}, []string{"wrong_type "}}, // names of one's own network
	{"url", `"http://example.org./"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"http://1.2.example.org/"`, `"http://1.2.example.org/"`, rule.TextOf("http://1.2.example.org/"), nil},
	{"url", `"http://例え.テスト/"`, `"http://xn--r8jz45g.xn--zckzah/"`, rule.TextOf("http://xn--r8jz45g.xn--zckzah/"), nil},
	{"url", `"http://[fe80::1%25eth0]/"`, "", rule.Value{}, []string{"wrong_type "}}, // an interface of the machine
	{"url", `"javascript:alert(1)"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"javascript://example.org/%0aalert(1)"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"data:text/html,x"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"//example.org"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"example.org"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"https://"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"https:example.org"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"https://ada:secret@example.org/"`, "", rule.Value{}, []string{"out_of_range "}},
	{"url", `"https://example.org:99999/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"https://exa mple.org/"`, "", rule.Value{}, []string{"wrong_type "}},
	{"url", `"https://example.org/` + strings.Repeat("a", 2048) + `"`, "", rule.Value{}, []string{"out_of_range "}},
	{"url", `"https://example.org/` + strings.Repeat("ü", 1000) + `"`, "", rule.Value{}, []string{"wrong_type "}}, // too long as it is sent
	{"url", `{"url": "https://example.org"}`, "", rule.Value{}, []string{"wrong_type "}},

	{"number", `7.5`, `7.5`, rule.NumberOf(7.5), nil},
	{"number", `3`, `3`, rule.NumberOf(3), nil},
	{"number", `4e1`, `40`, rule.NumberOf(40), nil},
	{"number", `7.30`, `7.3`, rule.NumberOf(7.3), nil}, // whole steps from 3, as near as doubles are
	{"number", `7.35`, "", rule.Value{}, []string{"out_of_range "}},
	{"number", `2.9`, "", rule.Value{}, []string{"out_of_range "}},
	{"number", `40.1`, "", rule.Value{}, []string{"out_of_range "}},
	{"number", `1e999`, "", rule.Value{}, []string{"out_of_range "}},
	{"number", `"7.5"`, "", rule.Value{}, []string{"wrong_type "}},
	{"number", `null`, "", rule.Value{}, []string{"wrong_type "}},
	{"free", `-0`, `0`, rule.NumberOf(0), nil},
	{"free", `-1e15`, `-1000000000000000`, rule.NumberOf(-1e15), nil},
	{"free", `1e-9`, `1e-9`, rule.NumberOf(1e-9), nil},
	{"free", `2e15`, "", rule.Value{}, []string{"out_of_range "}},
	{"whole", `14`, `14`, rule.NumberOf(14), nil},
	{"whole", `2.5`, "", rule.Value{}, []string{"wrong_type "}},
	{"whole", `15`, "", rule.Value{}, []string{"out_of_range "}},
	{"slider", `12`, `12`, rule.NumberOf(12), nil},
	{"slider", `5`, "", rule.Value{}, []string{"out_of_range "}},
	{"slider", `false`, "", rule.Value{}, []string{"wrong_type "}},
	{"rating", `4`, `4`, rule.NumberOf(4), nil},
	{"rating", `0`, "", rule.Value{}, []string{"out_of_range "}},
	{"rating", `3.5`, "", rule.Value{}, []string{"wrong_type "}},
	{"nps", `0`, `0`, rule.NumberOf(0), nil},
	{"nps", `10`, `10`, rule.NumberOf(10), nil},
	{"nps", `11`, "", rule.Value{}, []string{"out_of_range "}},
	{"nps", `-1`, "", rule.Value{}, []string{"out_of_range "}},

	{"ranking", `["speed", "price"]`, `["speed","price"]`, rule.ListOf(rule.TextOf("speed"), rule.TextOf("price")), nil},
	{"ranking", `["speed"]`, "", rule.Value{}, []string{"out_of_range "}},
	{"ranking", `["speed", "price", "parts"]`, "", rule.Value{}, []string{"out_of_range "}},
	{"ranking", `["speed", "speed"]`, "", rule.Value{}, []string{"out_of_range /1"}},
	{"ranking", `["speed", "spede"]`, "", rule.Value{}, []string{"unknown_choice /1"}},
	{"ranking", `["speed", 1]`, "", rule.Value{}, []string{"wrong_type /1"}},
	{"ranking", `[]`, "", rule.Value{}, []string{"out_of_range "}},
	{"ranking", `{"0": "speed"}`, "", rule.Value{}, []string{"wrong_type "}},
	{"rank_all", `["parts", "speed", "price"]`, `["parts","speed","price"]`, rule.ListOf(rule.TextOf("parts"), rule.TextOf("speed"), rule.TextOf("price")), nil},
	{"rank_all", `["parts", "speed"]`, "", rule.Value{}, []string{"out_of_range "}},

	{"matrix", `{"saddle": "worn", "chain": "fine"}`, `{"chain":"fine","saddle":"worn"}`, rule.ListOf(rule.TextOf("fine"), rule.TextOf("worn")), nil}, // the attribute's order
	{"matrix", `{"saddle": "worn"}`, `{"saddle":"worn"}`, rule.ListOf(rule.TextOf("worn")), nil},
	{"matrix", `{"tyres": "worn"}`, "", rule.Value{}, []string{"unknown_field /tyres"}}, // not asked about here
	{"matrix", `{"saddle": "broken"}`, "", rule.Value{}, []string{"unknown_choice /saddle"}},
	{"matrix", `{"saddle": true, "a/b": "fine"}`, "", rule.Value{}, []string{"wrong_type /saddle", "unknown_field /a~1b"}},
	{"matrix", `{"saddle": null}`, "", rule.Value{}, []string{"wrong_type /saddle"}},
	{"matrix", `{}`, "", rule.Value{}, []string{"out_of_range "}},
	{"matrix", `["worn"]`, "", rule.Value{}, []string{"wrong_type "}},
	{"all_rows", `{"saddle": "worn", "chain": "fine", "tyres": "fine"}`, `{"chain":"fine","tyres":"fine","saddle":"worn"}`, rule.ListOf(rule.TextOf("fine"), rule.TextOf("fine"), rule.TextOf("worn")), nil},
	{"all_rows", `{"saddle": "worn"}`, "", rule.Value{}, []string{"required /chain", "required /tyres"}},
	{"all_rows", `{}`, "", rule.Value{}, []string{"required /chain", "required /tyres", "required /saddle"}},

	{"date", `"2026-03-31"`, `"2026-03-31"`, rule.DateOf("2026-03-31"), nil}, // today
	{"date", `" ٢٠٢٦-٠٤-۰۱ "`, `"2026-04-01"`, rule.DateOf("2026-04-01"), nil},
	{"date", `"2026-03-30"`, "", rule.Value{}, []string{"out_of_range "}},
	{"date", `"2030-12-31"`, `"2030-12-31"`, rule.DateOf("2030-12-31"), nil},
	{"date", `"2031-01-01"`, "", rule.Value{}, []string{"out_of_range "}},
	{"date", `"2026-02-30"`, "", rule.Value{}, []string{"wrong_type "}},
	{"date", `"2026-4-1"`, "", rule.Value{}, []string{"wrong_type "}},
	{"date", `"01.04.2026"`, "", rule.Value{}, []string{"wrong_type "}},
	{"date", `"2026-04-01T00:00:00Z"`, "", rule.Value{}, []string{"wrong_type "}},
	{"date", `"today"`, "", rule.Value{}, []string{"wrong_type "}},
	{"date", `20260401`, "", rule.Value{}, []string{"wrong_type "}},
	{"birth", `"1899-02-28"`, `"1899-02-28"`, rule.DateOf("1899-02-28"), nil},
	{"birth", `"1900-02-29"`, "", rule.Value{}, []string{"wrong_type "}},

	{"address", `{"country": "it", "street": " Via  Roma 1 ", "city": "Torino"}`, `{"street":"Via  Roma 1","city":"Torino","country":"IT"}`, rule.TextOf("IT"), nil},
	{"address", `{"street": "1", "street2": "2", "postcode": "١٢٣٤۵", "city": "C", "region": "R", "country": "EG"}`, `{"street":"1","street2":"2","postcode":"12345","city":"C","region":"R","country":"EG"}`, rule.TextOf("EG"), nil},
	{"address", `{"street": "1", "city": "C"}`, "", rule.Value{}, []string{"required /country"}},
	{"address", `{"street": "1", "city": "C", "country": "XX"}`, "", rule.Value{}, []string{"unknown_choice /country"}},
	{"address", `{"street": "1", "city": "C", "country": "Italy"}`, "", rule.Value{}, []string{"out_of_range /country"}},
	{"address", `{"street": "", "city": null, "country": "IT", "zip/code": "1"}`, "", rule.Value{}, []string{"out_of_range /street", "wrong_type /city", "unknown_field /zip~1code"}},
	{"address", `{"street": "a\nb", "city": "C", "country": "IT"}`, "", rule.Value{}, []string{"out_of_range /street"}},
	{"address", `{"street": "1", "city": "C", "country": "IT", "region": ""}`, "", rule.Value{}, []string{"out_of_range /region"}},
	{"address", `{}`, "", rule.Value{}, []string{"required /street", "required /city", "required /country"}},
	{"address", `"Via Roma 1"`, "", rule.Value{}, []string{"wrong_type "}},
}

// Who sends thousands of wrong values is told of some.
func TestFaultsAreFew(t *testing.T) {
	v := everyQuestion(t)
	for question, given := range map[string]string{"multiple": `["x"` + strings.Repeat(`,"x"`, 5000) + `]`, "ranking": `[5` + strings.Repeat(`,5`, 5000) + `]`} {
		if _, bad := read(t, v, question, given); len(bad) != MaxFaults {
			t.Errorf("%s: %d faults", question, len(bad))
		}
	}
}

// Rules see each row of a matrix and each place of a ranking.
func TestParts(t *testing.T) {
	v := everyQuestion(t)
	for question, c := range map[string]struct {
		given string
		want  map[string]string
	}{
		"matrix": {`{"saddle": "worn"}`, map[string]string{"saddle": "worn"}}, "ranking": {`["speed", "price"]`, map[string]string{"0": "speed", "1": "price"}}, "multiple": {`["bags"]`, nil},
	} {
		a, bad := read(t, v, question, c.given)
		got := map[string]string{}
		for part, value := range a.Parts {
			got[part] = value.Text()
		}
		if bad != nil || !maps.Equal(got, c.want) {
			t.Errorf("%s: %v %v", question, got, bad)
		}
	}
}

// A value that is answered again from its canonical JSON is the same value, for every type.
func TestCanonical(t *testing.T) {
	v := everyQuestion(t)
	seen := map[string]bool{}
	for _, c := range slices.Concat(answers, typeAnswers) {
		if c.stored == "" {
			continue
		}
		seen[v.Question(c.question).Type] = true
		a, bad := read(t, v, c.question, c.stored)
		if bad != nil || string(a.JSON) != c.stored || encoded(t, a.Value) != encoded(t, c.value) {
			t.Errorf("%s: %s becomes %s, %v", c.question, c.stored, a.JSON, bad)
		}
	}
	for name := range kinds {
		if !seen[name] && name != "statement" {
			t.Errorf("no value of a %s is accepted", name)
		}
	}
}

// What may stand unsealed is a closed, small set; a free text and a customer's number are none.
func TestSealedTypes(t *testing.T) {
	b := loaded(t, edit{brandFile, firstAttribute, firstAttribute + moreAttributes + `"customer": {"type": "integer", "min": 0, "max": 999999, "label": "C", "category": "preference", "purposes": ["service"]},`})
	var open []string
	for _, name := range b.Brand.Attributes.Names() {
		if a, _ := b.Brand.Attributes.Get(name); !a.Sealed() {
			open = append(open, name)
		}
	}
	slices.Sort(open)
	if want := []string{"colour", "electric", "extras", "order", "pace", "praise", "rides", "stars", "terrain", "wear"}; !slices.Equal(open, want) {
		t.Errorf("not sealed: %q", open)
	}
}
