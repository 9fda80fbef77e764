package engine

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/forms/rule"
)

// tasteAttribute is a matrix of three rows, tripsAttribute a ranking. What is tested of them here hangs on
// the attribute alone, so any type of question stands for theirs.
const (
	tasteAttribute = `"taste": {"type": "matrix", "label": "Taste", "category": "preference", "purposes": ["result"], "because": "you said {value}",
		"rows": {"a": {"label": "Sweetness", "inline": "sweetness"}, "b": {"label": "Body"}, "c": {"label": "Finish"}},
		"values": {"low": {"label": "Low", "inline": "low"}, "high": {"label": "High"}}}`
	tripsAttribute = `"trips": {"type": "ranking", "label": "Trips", "category": "preference", "purposes": ["result"], "because": "you put {value} in this order",
		"values": {"sea": {"label": "Sea", "inline": "the sea"}, "hills": {"label": "Hills"}, "town": {"label": "Town"}}}`
)

func texts(values ...string) rule.Value {
	var list []rule.Value
	for _, v := range values {
		list = append(list, rule.TextOf(v))
	}
	return rule.ListOf(list...)
}

// The answers that the tests below use.
var (
	tasteAnswer = forms.Answer{JSON: json.RawMessage(`{"a": "low", "c": "high"}`), Value: texts("low", "high"), Chosen: []string{"low", "high"},
		Parts: map[string]rule.Value{"a": rule.TextOf("low"), "c": rule.TextOf("high")}}
	tripsAnswer = forms.Answer{JSON: json.RawMessage(`["hills", "sea"]`), Value: texts("hills", "sea"), Chosen: []string{"hills", "sea"},
		Parts: map[string]rule.Value{"0": rule.TextOf("hills"), "1": rule.TextOf("sea")}}
	leafAnswer     = forms.Answer{JSON: json.RawMessage(`"black"`), Value: rule.TextOf("black"), Chosen: []string{"black"}}
	strengthAnswer = forms.Answer{JSON: json.RawMessage(`4`), Value: rule.NumberOf(4), Chosen: []string{"4"}}
	yesAnswer      = forms.Answer{JSON: json.RawMessage(`true`), Value: rule.BoolOf(true)}
)

const allKinds = `{"form": "f", "kind": "quiz", "title": "F",
	"context": {"orders": {"label": "O", "type": "integer", "purposes": ["result"]}, "since": {"label": "O", "type": "date", "purposes": ["result"]}, "vip": {"label": "V", "type": "boolean", "purposes": ["result"]}, "shop": {"label": "S", "type": "text", "purposes": ["result"]}},
	"computed": {"twice": {"*": [{"var": "strength"}, 2]}, "strong": {">": [{"var": "computed.twice"}, 6]}, "sneaky": {"==": [{"var": "stage"}, "discover"]}, "asked": {"answered": "ok"},
		"passed": {"answered": "context.orders"}, "one": {"+": [{"var": "computed.two"}, 1]}, "two": {"+": [{"var": "computed.one"}, 1]}, "sum": {"+": [{"var": "score.s"}, {"var": "knowledge.points"}]}, "sweet": {"==": [{"var": "taste.a"}, "low"]}},
	"pages": [{"id": "p", "questions": [
		{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L", "choices": [{"value": "green"}, {"value": "black", "scores": {"s": 3}}]},
		{"id": "strength", "type": "scale", "attribute": "strength", "label": "L"},
		{"id": "taste", "type": "single", "attribute": "taste", "label": "L"},
		{"id": "trips", "type": "multiple", "attribute": "trips", "label": "L"},
		{"id": "ok", "type": "consent", "purpose": "recommend", "label": "L"},
		{"id": "arabica", "type": "single", "label": "L", "correct": "a", "points": 2, "choices": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}]}]}`

// What rules see, on the path and in results; "" is absent.
func TestValues(t *testing.T) {
	v := frozen(t, allKinds, tasteAttribute+","+tripsAttribute)
	k := someTicket()
	k.Stage = "discover"
	k.Context = map[string]json.RawMessage{"orders": json.RawMessage(`3`), "since": json.RawMessage(`"2026-02-03"`), "vip": json.RawMessage(`"yes"`), "other": json.RawMessage(`1`)}
	p := answered(v, k, map[string]forms.Answer{"leaf": leafAnswer, "strength": strengthAnswer, "taste": tasteAnswer, "trips": tripsAnswer, "ok": yesAnswer,
		"arabica": {JSON: json.RawMessage(`"a"`), Value: rule.TextOf("a"), Chosen: []string{"a"}}})
	for _, c := range []struct{ name, page, result string }{
		{"leaf", `"black"`, `"black"`}, {"attr.leaf", `"black"`, `"black"`}, {"attr.none", "", ""}, {"nothing", "", ""},
		{"taste", `["low","high"]`, `["low","high"]`}, {"taste.a", `"low"`, `"low"`}, {"taste.b", "", ""}, {"taste.c", `"high"`, `"high"`}, {"attr.taste", `["low","high"]`, `["low","high"]`},
		{"trips", `["hills","sea"]`, `["hills","sea"]`}, {"trips.0", `"hills"`, `"hills"`}, {"trips.2", "", ""},
		{"score.s", "3", "3"}, {"computed.twice", "8", "8"}, {"computed.strong", "true", "true"}, {"computed.sweet", "true", "true"}, {"computed.none", "", ""},
		{"computed.sum", "5", "5"}, {"knowledge.points", "2", "2"}, {"knowledge.correct", "1", "1"}, {"knowledge.total", "1", "1"}, {"knowledge.passed", "", ""},
		{"today", `"2026-03-01"`, `"2026-03-01"`}, {"locale", `"en"`, ""}, {"stage", `"discover"`, ""}, {"ok", "true", ""},
		{"context.orders", "3", ""}, {"context.since", `"2026-02-03"`, ""}, {"context.vip", "", ""}, {"context.shop", "", ""}, {"context.other", "", ""},
		// No computed value is a way around that, and none that needs itself hangs.
		{"computed.sneaky", "false", "false"}, {"computed.asked", "false", "false"}, {"computed.passed", "false", "false"}, {"computed.one", "", ""},
	} {
		for env, want := range map[string]string{"page": c.page, "result": c.result} {
			got := p.onPage(c.name)
			if env == "result" {
				got = p.inResult(c.name)
			}
			if want == "" {
				want = "null"
			}
			if string(mustJSON(got)) != want {
				t.Errorf("%s on a %s is %s, want %s", c.name, env, mustJSON(got), want)
			}
		}
	}
	if p := answered(v, k, map[string]forms.Answer{"strength": {Declined: true}}); !p.onPage("computed.twice").IsAbsent() || !p.onPage("strength").IsAbsent() {
		t.Error("what follows from a declined answer is there")
	}
}

// A computed value sees what precedes its place: it is worked out anew as answers come in.
func TestComputedAtItsPlace(t *testing.T) {
	more := `{"==": [{"var": "computed.much"}, true]}`
	v := frozen(t, `{"form": "f", "kind": "survey", "title": "F", "computed": {"much": {">": [{"var": "score.s"}, 2]}}, "pages": [
		{"id": "p", "questions": [
			{"id": "milk", "type": "yes_no", "attribute": "milk", "label": "L", "showIf": `+more+`},
			{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L", "choices": [{"value": "green"}, {"value": "black", "scores": {"s": 3}}]},
			{"id": "strength", "type": "scale", "attribute": "strength", "label": "L", "showIf": `+more+`}],
		 "next": [{"when": `+more+`, "page": "end"}]},
		{"id": "q", "questions": [{"id": "colour", "type": "single", "attribute": "colour", "label": "L"}]}]}`, "")
	for answers, want := range map[string]string{`{"leaf": "black", "strength": 1}`: "leaf strength", `{"leaf": "green"}`: "leaf colour", `{}`: "leaf colour"} {
		if got := strings.Join(shownIDs(walked(t, v, answers)), " "); got != want {
			t.Errorf("%s shows %s, want %s", answers, got, want)
		}
	}
}

// Which answers a rule's result is because of: also through computed values, and row by row.
func TestQuestionsIn(t *testing.T) {
	v := frozen(t, allKinds, tasteAttribute+","+tripsAttribute)
	p := answered(v, someTicket(), map[string]forms.Answer{"leaf": leafAnswer, "strength": strengthAnswer, "taste": tasteAnswer, "ok": yesAnswer, "trips": {Declined: true},
		"arabica": {JSON: json.RawMessage(`"a"`), Value: rule.TextOf("a"), Chosen: []string{"a"}}})
	for vars, want := range map[string]string{
		"computed.strong": "strength", "computed.sum": "leaf", "computed.one": "", "computed.strong leaf": "leaf strength", "taste.a": "taste", "taste.b": "", "taste": "taste", "attr.taste": "taste",
		"computed.sweet attr.leaf": "leaf taste", "trips": "", "trips.0": "", "ok": "", "computed.asked": "", "knowledge.points arabica": "", "context.orders stage today": "",
	} {
		if got := strings.Join(p.questionsIn(strings.Fields(vars)), " "); got != want {
			t.Errorf("%s: %q, want %q", vars, got, want)
		}
	}
}

// What is known stands in for an answer where the form skips the question, and only there.
func TestKnownAnswers(t *testing.T) {
	form := func(kind, mode string) *forms.Version {
		return frozen(t, `{"form": "f", "kind": "`+kind+`", "title": "F", "pages": [{"id": "p", "questions": [
			{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L", "required": true, `+mode+` "choices": [{"value": "green"}, {"value": "black", "scores": {"s": 3}, "showIf": {"!=": [{"var": "stage"}, "after_order"]}}]},
			{"id": "milk", "type": "yes_no", "attribute": "milk", "label": "L", "showIf": {"==": [{"var": "leaf"}, "black"]}},
			{"id": "ok", "type": "consent", "purpose": "recommend", "label": "L"},
			{"id": "colour", "type": "single", "attribute": "colour", "label": "L", "showIf": {"==": [{"var": "ok"}, true]}}]}]}`, "")
	}
	for _, c := range []struct {
		name, kind, mode, stage, answers, shown, known, faults string
		score                                                  float64
	}{
		{name: "skipped", kind: "survey", mode: `"known": "skip",`, answers: `{"milk": true}`, shown: "leaf milk ok", known: "leaf", score: 3},
		{name: "changed", kind: "survey", mode: `"known": "skip",`, answers: `{"leaf": "green"}`, shown: "leaf ok"},
		{name: "declined now", kind: "survey", mode: `"known": "skip",`, answers: `{"leaf": {"declined": true}}`, shown: "leaf ok"},
		{name: "prefilled, and not confirmed", kind: "survey", mode: `"known": "prefill",`, answers: `{}`, faults: "/answers/leaf required"},
		{name: "asked", kind: "survey", answers: `{}`, faults: "/answers/leaf required"},
		{name: "not offered here", kind: "survey", mode: `"known": "skip",`, stage: "after_order", answers: `{}`, faults: "/answers/leaf required"},
		{name: "a preference centre shows what is held", kind: "preferences", mode: `"known": "prefill",`, answers: `{"milk": true, "colour": "red"}`, shown: "leaf milk ok colour", known: "leaf", score: 3},
		{name: "and what was said", kind: "preferences", answers: `{"ok": false, "colour": "red"}`, faults: "/answers/colour not_on_path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, k := form(c.kind, c.mode), someTicket()
			k.Stage, k.known, k.standing = c.stage, map[string]forms.Answer{"leaf": leafAnswer, "milk": yesAnswer}, map[string]bool{"recommend": true}
			p, err := walk(v, k, node(t, c.answers))
			var faults []string
			if err != nil {
				for _, f := range fault.Of(err).Fields {
					faults = append(faults, f.Pointer+" "+f.Code)
				}
			}
			if strings.Join(faults, ", ") != c.faults {
				t.Fatalf("faults %v, want %s", faults, c.faults)
			}
			if err != nil {
				return
			}
			var known []string
			for id := range p.known {
				known = append(known, id)
			}
			slices.Sort(known)
			if strings.Join(shownIDs(p), " ") != c.shown || strings.Join(known, " ") != c.known || p.scores["s"] != c.score {
				t.Errorf("shown %v known %v score %v", shownIDs(p), known, p.scores["s"])
			}
			kept := keep(p, nil, Facts{Rev: 1}, noon, Response{})
			for _, pref := range kept.preferences {
				if slices.Contains(known, pref.Question) {
					t.Errorf("what was known is stored again: %+v", pref)
				}
			}
		})
	}
}

// A preference centre requires nothing: its person came to change one thing.
func TestPreferenceCentreRequiresNothing(t *testing.T) {
	v := frozen(t, `{"form": "f", "kind": "preferences", "title": "F", "pages": [{"id": "p", "questions": [{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L", "required": true}]}]}`, "")
	if p := walked(t, v, `{}`); len(p.answers)+len(p.known) != 0 {
		t.Errorf("%v %v", p.answers, p.known)
	}
}
