package engine

import (
	"encoding/json"
	"strings"
	"testing"

	"proffer/forms"
)

// voted is a path on which one question of a type was answered.
func voted(kind, attribute, value string, chosen ...string) *path {
	q := &forms.Question{ID: "q", Type: kind, Attribute: attribute}
	return &path{shown: []*forms.Question{q}, answers: map[string]forms.Answer{"q": {JSON: json.RawMessage(value), Chosen: chosen}}}
}

// Each type of question that has choices is counted in its own way, and nothing that people typed is.
func TestVotes(t *testing.T) {
	for want, p := range map[string]*path{
		`q="a"`:                  voted("single", "x", `"a"`, "a"),
		`q="b"`:                  voted("picture", "x", `"b"`, "b"),
		`q="c"`:                  voted("dropdown", "x", `"c"`, "c"),
		`q="a" q="b"`:            voted("multiple", "x", `["a","b"]`, "a", "b"),
		`q="d"`:                  voted("multiple", "x", `["d"]`, "d"),
		`q="a" q="other"`:        voted("multiple", "x", `["a",{"other":"my own"}]`, "a", "other"),
		`q="other"`:              voted("single", "x", `{"other":"my own"}`, "other"),
		`q=true`:                 voted("yes_no", "x", `true`, "true"),
		`q=4`:                    voted("rating", "x", `4`, "4"),
		`q=0`:                    voted("scale", "x", `0`, "0"),
		`q=10`:                   voted("nps", "x", `10`, "10"),
		`q="first"`:              voted("ranking", "x", `["first","second"]`, "first", "second"),
		`q.r1="good" q.r2="bad"`: voted("matrix", "x", `{"r2":"bad","r1":"good"}`),
	} {
		var got []string
		for _, v := range p.votes() {
			got = append(got, v.Question+"="+v.Value)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is counted as %v, want %s", p.answers["q"].JSON, got, want)
		}
	}
	for name, p := range map[string]*path{
		"a text":               voted("short_text", "x", `"a"`, "a"),
		"a number":             voted("number", "x", `7`, "7"),
		"a slider":             voted("slider", "x", `7`, "7"),
		"a date":               voted("date", "x", `"2026-03-01"`, "2026-03-01"),
		"an address":           voted("address", "x", `{"city":"Torino"}`, "IT"),
		"a knowledge question": voted("single", "", `"a"`, "a"),
	} {
		if got := p.votes(); got != nil {
			t.Errorf("%s is counted: %v", name, got)
		}
	}
	known := voted("single", "x", `"a"`, "a")
	known.known, known.answers = known.answers, nil
	if got := known.votes(); got != nil {
		t.Errorf("what was known before is counted: %v", got)
	}
	declined := voted("single", "x", `null`)
	declined.answers["q"] = forms.Answer{Declined: true}
	if got := declined.votes(); got != nil {
		t.Errorf("a decline is counted: %v", got)
	}
}

// The figures of a summary, worked by hand.
func TestSummaryFigures(t *testing.T) {
	v := mustForm(t, survey(page("p", "", ask("single", "leaf", ""))))
	sum := func(kind string, values ...string) string {
		var all tally
		q := &forms.Question{ID: "leaf", Type: kind, Attribute: "leaf"}
		for _, value := range values {
			all.add(q, json.RawMessage(value))
		}
		return string(mustJSON(all.lines(v, q)))
	}
	for _, c := range []struct{ got, want string }{
		// 5 promoters, 2 passives, 3 detractors of 10: 50 - 30 = 20. A 0 is an answer.
		{sum("nps", "10", "9", "9", "10", "9", "8", "7", "6", "0", "5"), `[{"question":"leaf","type":"nps","answers":10,"counts":[{"value":0,"count":1},{"value":5,"count":1},{"value":6,"count":1},{"value":7,"count":1},{"value":8,"count":1},{"value":9,"count":3},{"value":10,"count":2}],"mean":7.3,"nps":{"promoters":5,"passives":2,"detractors":3,"score":20}}]`},
		{sum("nps", "0"), `[{"question":"leaf","type":"nps","answers":1,"counts":[{"value":0,"count":1}],"mean":0,"nps":{"promoters":0,"passives":0,"detractors":1,"score":-100}}]`},
		{sum("rating", "5", "4", "4"), `[{"question":"leaf","type":"rating","answers":3,"counts":[{"value":4,"count":2},{"value":5,"count":1}],"mean":4.333333333333333}]`},
		{sum("ranking", `["green","black"]`, `["green","herbal"]`, `["black","green"]`), `[{"question":"leaf","type":"ranking","answers":3,"counts":[{"value":"green","count":2},{"value":"black","count":1}],"places":{"black":1.5,"green":1.3333333333333333,"herbal":2}}]`},
		{sum("matrix", `{"taste":"good","price":"bad"}`, `{"taste":"good"}`), `[{"question":"leaf","type":"matrix","row":"price","answers":1,"counts":[{"value":"bad","count":1}]},{"question":"leaf","type":"matrix","row":"taste","answers":2,"counts":[{"value":"good","count":2}]}]`},
		{sum("single", `"black"`, `{"other":"rooibos"}`, `"green"`), `[{"question":"leaf","type":"single","answers":3,"counts":[{"value":"green","count":1},{"value":"black","count":1},{"value":"other","count":1}]}]`},
		{sum("multiple", `["black",{"other":"rooibos"}]`), `[{"question":"leaf","type":"multiple","answers":1,"counts":[{"value":"black","count":1},{"value":"other","count":1}]}]`},
		{sum("yes_no", `true`, `false`, `true`), `[{"question":"leaf","type":"yes_no","answers":3,"counts":[{"value":false,"count":1},{"value":true,"count":2}]}]`},
		{sum("long_text", `"too slow"`), `[{"question":"leaf","type":"long_text","answers":1}]`},
		{sum("address", `{"city":"Torino"}`), `[{"question":"leaf","type":"address","answers":1}]`},
	} {
		if c.got != c.want {
			t.Errorf("got\n%s, want\n%s", c.got, c.want)
		}
	}
}

// How many values a question can have decides which small counts are merged.
func TestOffered(t *testing.T) {
	v := mustForm(t, survey(page("p", "", ask("single", "leaf", ""), ask("scale", "strength", ""), ask("yes_no", "milk", ""))))
	for question, want := range map[string]int{"leaf": 3, "strength": 6, "milk": 2, "leaf.row": 3, "nothing": 0} {
		if got := offered(v, question); got != want {
			t.Errorf("%s has %d values, want %d", question, got, want)
		}
	}
}
