package rewards

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"proffer/forms/rule"
)

func ruleOf(t *testing.T, source string) *rule.Rule {
	t.Helper()
	r := &rule.Rule{}
	if err := json.Unmarshal([]byte(source), r); err != nil {
		t.Fatal(err)
	}
	return r
}

// P4: a field added to Circumstances fails here and has to be argued for, as one of Facts does.
func TestCircumstancesCanHoldNoAnswerConsentOrOutcome(t *testing.T) {
	for of, want := range map[reflect.Type]string{
		reflect.TypeFor[Circumstances](): "At time.Time, Form string, Stage string, Channel string, Locale string, Held map[string]int, Balances map[string]rewards.Balance, Knowledge *rewards.Knowledge",
		reflect.TypeFor[Balance]():       "Account string, Pending int64, Available int64, Earned int64",
		reflect.TypeFor[Knowledge]():     "Points int64, Correct int, Total int",
	} {
		var got []string
		for i := range of.NumField() {
			got = append(got, of.Field(i).Name+" "+of.Field(i).Type.String())
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s has %s, want only %s", of, strings.Join(got, ", "), want)
		}
	}
}

func TestWhen(t *testing.T) {
	at := Circumstances{Form: "quiz", Stage: "discover", Channel: "qr", Locale: "it", Held: map[string]int{"welcome/ten-percent": 1},
		Balances: map[string]Balance{"beans": {"beans", 50, 300, 1000}}}
	passed := at
	passed.Knowledge = &Knowledge{Points: 5, Correct: 3, Total: 4}
	for _, c := range []struct {
		when string
		c    Circumstances
		want bool
	}{
		{`{"==": [{"var": "form"}, "quiz"]}`, at, true},
		{`{"==": [{"var": "form"}, "poll"]}`, at, false},
		{`{"in": [{"var": "channel"}, ["qr", "kiosk"]]}`, at, true},
		{`{"==": [{"var": "stage"}, "after_order"]}`, at, false},
		{`{"!": {"answered": "stage"}}`, Circumstances{}, true},
		{`{"==": [{"var": "locale"}, "it"]}`, at, true},
		{`{">=": [{"var": "held.welcome/ten-percent"}, 1]}`, at, true},
		{`{"==": [{"var": "held.beans/two-hundred"}, 0]}`, at, true},
		{`{">=": [{"var": "points.beans"}, 300]}`, at, true},
		{`{">=": [{"var": "points.beans"}, 301]}`, at, false}, // what is pending can't be spent
		{`{">=": [{"var": "earned.beans"}, 1000]}`, at, true},
		{`{">": [{"var": "earned.stars"}, 0]}`, at, false},
		{`{"==": [{"var": "points.beans"}, 0]}`, Circumstances{}, true},
		{`{">=": [{"var": "knowledge.points"}, 5]}`, passed, true},
		{`{">=": [{"var": "knowledge.points"}, 6]}`, passed, false},
		{`{"==": [{"var": "knowledge.correct"}, {"var": "knowledge.total"}]}`, passed, false},
		{`{">=": [{"var": "knowledge.points"}, 6]}`, at, true}, // nobody can tell before the answers are in
		{`{">=": [{"var": "knowledge.points"}, 1]}`, Circumstances{Knowledge: &Knowledge{}}, false},
	} {
		o := offerOf(t, goodCode)
		o.When = ruleOf(t, c.when)
		if fields := o.Validate(); fields != nil {
			t.Errorf("%s: %v", c.when, fields)
		}
		offered := Freeze("welcome/code", o)
		if got := Meets(offered, c.c); got != c.want {
			t.Errorf("%s: %t", c.when, got)
		}
		_, refusal, why := Choose([]Offered{offered, Freeze("beans/two-hundred", offerOf(t, goodPoints))}, c.c, func(string) Facts { return Facts{} })
		if (refusal == nil) != c.want || (refusal != nil && refusal.Reason != ReasonCondition) {
			t.Errorf("%s: %+v", c.when, refusal)
		}
		if refusal != nil && (len(why) != 2 || !strings.Contains(why[0].Detail, " is ") || why[1].Reason != ReasonNotTried) {
			t.Errorf("%s: %+v", c.when, why)
		}
	}
	if plain, conditional := offerOf(t, goodCode), offerOf(t, goodCode); true {
		conditional.When = ruleOf(t, `{"==": [{"var": "form"}, "quiz"]}`)
		if Freeze("a/b", plain).Version == Freeze("a/b", conditional).Version {
			t.Error("a condition makes no new version of the offer")
		}
	}
}

// What an offer may not depend on is refused by name.
func TestWhenSeesNothingElse(t *testing.T) {
	for _, name := range []string{"brew", "attr.brew", "score.bold", "computed.x", "context.order", "today", "held.beans", "held", "points", "points.Beans", "points.a/b", "pending.beans", "earned.", "knowledge.passed", "outcome"} {
		o := offerOf(t, goodCode)
		o.When = ruleOf(t, `{"answered": "`+name+`"}`)
		if f := o.Validate(); len(f) != 1 || f[0].Code != "unknown_variable" || f[0].Pointer != "/when/answered" {
			t.Errorf("%s: %v", name, f)
		}
	}
	o := offerOf(t, goodCode)
	o.When = ruleOf(t, `{"==": [{"var": "channel"}, "fax"]}`)
	if f := o.Validate(); len(f) != 1 || f[0].Code != "unknown_choice" {
		t.Errorf("%v", f)
	}
	o.When, o.IfExhausted = ruleOf(t, `{">": [{"var": "held.no/such"}, 0]}`), ""
	found := CheckPrograms(map[string]Program{"welcome": {ID: "welcome", Offers: map[string]Offer{"code": o}}})
	if len(found) != 1 || found[0].Field.Pointer != "/offers/code/when" || found[0].Field.Code != "unknown_offer" {
		t.Errorf("%v", found)
	}
}
