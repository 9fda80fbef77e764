package engine

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"proffer/forms"
)

const wordsAttributes = tasteAttribute + "," + tripsAttribute + `,
	"cups": {"type": "number", "label": "Cups", "category": "preference", "purposes": ["result"], "unit": {"en": "cups a day", "it": "tazze al giorno"}, "because": "you drink {value} cups"},
	"since": {"type": "date", "label": "Since", "category": "preference", "purposes": ["result"], "because": "you began on {value}"},
	"sugar": {"type": "choices", "other": true, "label": "Sugar", "category": "preference", "purposes": ["result"], "because": "you take {value}", "values": {"cane": {"label": "Cane sugar", "inline": "cane sugar"}, "honey": {"label": "Honey"}}},
	"diet": {"type": "choice", "label": "Diet", "category": "health", "purposes": ["result"], "values": {"vegan": {"label": "Vegan"}, "none": {"label": "None"}}},
	"town": {"type": "choice", "label": "Town", "category": "preference", "purposes": ["result"], "values": {"haifa": {"label": {"en": "חיפה", "ar": "حيفا"}}, "rome": {"label": {"en": "Rome", "ar": "روما"}}}},
	"home": {"type": "address", "label": "Home", "category": "location", "purposes": ["result"]}`

// everyWord asks one question of each attribute; what is tested hangs on the attribute alone.
func everyWord(t *testing.T) *forms.Version {
	t.Helper()
	var questions []string
	for _, q := range strings.Fields("leaf milk strength taste trips cups since sugar diet town home nickname email") {
		questions = append(questions, `{"id": "`+q+`", "type": "single", "attribute": "`+q+`", "label": "About `+q+`, {leaf|any}", "why": "W {leaf|any}"}`)
	}
	return frozen(t, `{"form": "f", "kind": "quiz", "title": "F", "computed": {"more": {"+": [{"var": "cups"}, {"var": "score.s"}]}, "plus": {"+": [{"var": "score.s"}, 1]}, "now": {"if": [{"==": [{"var": "today"}, "2026-01-01"]}, 1, 2]}},
		"pages": [{"id": "p", "questions": [`+strings.Join(questions, ",")+`, {"id": "weighed", "type": "scale", "attribute": "strength", "label": "L", "scores": {"s": 1.5}}, {"id": "ok", "type": "consent", "purpose": "recommend", "label": "L"}]}],
		"outcomes": [{"id": "rest", "title": "R"}]}`, wordsAttributes)
}

func heldValues(source string) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(source), &out); err != nil {
		panic(err)
	}
	return out
}

// What stands in the place of a pipe: the value in words where it is held and may stand there, else the
// fallback, which is "-" here.
func TestPipes(t *testing.T) {
	v := everyWord(t)
	for _, c := range []struct{ pipe, values, locale, want string }{
		{"leaf", `{"leaf": "black"}`, "en", "black tea"},
		{"attr.leaf", `{"leaf": "black"}`, "en", "black tea"},
		{"leaf", `{}`, "en", "-"},
		{"milk", `{"milk": false}`, "en", "No"},
		{"strength", `{"strength": 4}`, "en", "4"},
		{"strength", `{"strength": 4}`, "ar", "\u20684\u2069"},
		{"cups", `{"cups": 1234.5}`, "en", "1,234.5"},
		{"cups", `{"cups": 1234.5}`, "it", "1.234,5"},
		{"cups", `{"cups": -0.5}`, "it", "-0,5"},
		{"since", `{"since": "2026-03-01"}`, "en", "March 1, 2026"},
		{"since", `{"since": "2026-03-01"}`, "it", "1 marzo 2026"},
		{"since", `{"since": "2026-03-01"}`, "ar", "\u20681 مارس 2026\u2069"},
		{"since", `{"since": "2026-03-01"}`, "eo", "2026-03-01"},
		{"taste.a", `{"taste": {"a": "low"}}`, "en", "low"},
		{"taste.c", `{"taste": {"a": "low", "c": "high"}}`, "en", "High"},
		{"taste.b", `{"taste": {"a": "low"}}`, "en", "-"},
		{"trips", `{"trips": ["hills", "sea", "town"]}`, "en", "Hills, the sea and Town"},
		{"trips.0", `{"trips": ["hills", "sea"]}`, "en", "Hills"},
		{"trips.1", `{"trips": ["hills", "sea"]}`, "en", "the sea"},
		{"trips.2", `{"trips": ["hills", "sea"]}`, "en", "-"},
		{"sugar", `{"sugar": ["cane", "honey"]}`, "en", "cane sugar and Honey"},
		{"sugar", `{"sugar": ["cane", {"other": "stevia"}]}`, "en", "cane sugar"}, // what was typed is never repeated
		{"sugar", `{"sugar": [{"other": "stevia"}]}`, "en", "-"},
		{"sugar", `{"sugar": {"other": "stevia"}}`, "en", "-"},
		{"diet", `{"diet": "vegan"}`, "en", "-"},
		{"nickname", `{"nickname": "Ada"}`, "en", "-"},
		{"email", `{"email": "ada@example.org"}`, "en", "-"},
		{"ok", `{"ok": true}`, "en", "-"},
		{"town", `{"town": "rome"}`, "en", "Rome"},
		{"town", `{"town": "haifa"}`, "en", "\u2068חיפה\u2069"},
		{"town", `{"town": "rome"}`, "ar", "\u2068روما\u2069"},
		{"score.s", `{"weighed": 3}`, "en", "4.5"},
		{"score.s", `{"leaf": "black"}`, "en", "0"},
		{"computed.more", `{"weighed": 1}`, "en", "-"}, // cups was not answered
		{"computed.more", `{"weighed": 1, "strength": 2}`, "en", "-"},
		{"computed.plus", `{"weighed": 3}`, "en", "5.5"},
		{"computed.now", `{}`, "en", "-"},
		{"computed.none", `{}`, "en", "-"},
		{"knowledge.points", `{}`, "en", "-"},
		{"nothing", `{}`, "en", "-"},
		{"nothing.at.all", `{}`, "en", "-"},
	} {
		w := words{version: v, locale: c.locale, values: heldValues(c.values)}
		if got := w.pipe("<{" + c.pipe + "|-}>"); got != "<"+c.want+">" {
			t.Errorf("{%s} in %s of %s: %q, want %q", c.pipe, c.locale, c.values, got, c.want)
		}
	}
}

// A score is not said any more once an answer that it was made from is gone, or was never kept.
func TestDerivedGoesWithItsAnswers(t *testing.T) {
	v := everyWord(t)
	kept := Response{Kept: []KeptRef{{Question: "weighed"}, {Question: "leaf"}}}
	for _, c := range []struct {
		values   string
		response Response
		want     string
	}{
		{`{"weighed": 3, "leaf": "black"}`, kept, "4.5"},
		{`{"weighed": 3}`, kept, "4.5"},
		{`{"leaf": "black"}`, kept, "none"},
		{`{}`, Response{Dropped: []Drop{{Question: "weighed"}}}, "none"},
		{`{}`, Response{Known: []KnownRef{{Question: "weighed"}}}, "none"},
		{`{"weighed": 3}`, Response{Known: []KnownRef{{Question: "weighed"}}}, "4.5"},
		{`{}`, Response{Declined: []string{"weighed"}}, "0"},
	} {
		w := words{version: v, locale: "en", values: heldValues(c.values), response: c.response}
		if got := w.pipe("{score.s|none}"); got != c.want {
			t.Errorf("%s: %q, want %q", c.values, got, c.want)
		}
	}
}

// The wording of an answer as a receipt shows it, and as a reason.
func TestWording(t *testing.T) {
	v := everyWord(t)
	for _, c := range []struct{ question, value, locale, choice, reason string }{
		{"leaf", `"black"`, "en", "Black tea", "you drink black tea"},
		{"milk", `true`, "en", "Yes", "you take milk"},
		{"strength", `4`, "en", "", "you asked for strength 4"},
		{"taste", `{"c": "high", "a": "low"}`, "en", "Sweetness: Low; Finish: High", "you said sweetness: low and Finish: High"},
		{"trips", `["hills", "sea"]`, "en", "1. Hills 2. Sea", "you put Hills and the sea in this order"},
		{"cups", `2.5`, "en", "2.5 cups a day", "you drink 2.5 cups"},
		{"cups", `2.5`, "it", "2,5 tazze al giorno", ""},
		{"since", `"2026-03-01"`, "en", "March 1, 2026", "you began on March 1, 2026"},
		{"sugar", `["cane", {"other": "stevia"}]`, "en", "Cane sugar, Other: stevia", "you take cane sugar"},
		{"sugar", `{"other": "stevia"}`, "en", "Other: stevia", ""},
		{"sugar", `{"other": "סוכר"}`, "en", "Other: \u2068סוכר\u2069", ""},
		{"home", `{"street": "Via Roma 1", "postcode": "10121", "city": "Torino", "country": "IT"}`, "en", "Via Roma 1, 10121 Torino, IT", ""},
		{"home", `{"street": "1 High St", "street2": "Flat 2", "city": "York", "region": "Yorkshire", "country": "GB"}`, "en", "1 High St, Flat 2, York, Yorkshire, GB", ""},
		{"home", "", "en", "", ""},
		{"sugar", "", "en", "", ""}, // sealed, and not opened
		{"nickname", `"Ada"`, "en", "", ""},
	} {
		values := map[string]json.RawMessage{}
		if c.value != "" {
			values[c.question] = json.RawMessage(c.value)
		}
		w := words{version: v, locale: c.locale, values: values}
		got := w.wording(Preference{Question: c.question, Value: values[c.question]})
		if got.Choice != c.choice || w.reason(v.Question(c.question)) != c.reason {
			t.Errorf("%s %s: %q, because %q", c.question, c.value, got.Choice, w.reason(v.Question(c.question)))
		}
	}
	// The label stands as it was shown: with the answer that it repeated, as long as that is held.
	for values, want := range map[string]string{`{"leaf": "green"}`: "About milk, green tea: W green tea", `{}`: "About milk, any: W any"} {
		w := words{version: v, locale: "en", values: heldValues(values)}
		if got := w.wording(Preference{Question: "milk", Value: json.RawMessage("true")}); got.Label+": "+got.Why != want {
			t.Errorf("%+v", got)
		}
	}
}

// Every language that Proffer speaks has its months.
func TestCalendars(t *testing.T) {
	for _, locale := range []string{"ar", "de", "en", "es", "fr", "he", "it", "nl", "pt"} {
		if forms.InterfaceTexts(locale) != nil && forms.SayDay(noon, locale) == noon.Format(time.DateOnly) {
			t.Errorf("a date in %s would stand as it is stored", locale)
		}
	}
	if got := sayDate(json.RawMessage(`"2026-03-01"`), "de") + " " + sayNumber(json.RawMessage(`1234.5`), "de"); got != "1. März 2026 1.234,5" {
		t.Errorf("in German %q", got)
	}
	if got := sayDate(json.RawMessage(`"2026-13-01"`), "en") + sayDate(json.RawMessage(`5`), "en") + sayNumber(json.RawMessage(`"5"`), "en"); got != "" {
		t.Errorf("what is no date or number is said: %q", got)
	}
}
