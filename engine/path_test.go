package engine

import (
	"slices"
	"strings"
	"testing"

	"proffer/forms/fault"
)

const (
	isBlack  = `{"==": [{"var": "leaf"}, "black"]}`
	isGreen  = `{"==": [{"var": "leaf"}, "green"]}`
	greeting = `{"id": "hello", "type": "statement", "label": "Hello"}`
)

// The paths that answers lead through, and what is said about those that do not fit them.
func TestWalk(t *testing.T) {
	leaf := ask("single", "leaf", "")
	branches := survey(
		page("start", `, "next": [{"when": `+isBlack+`, "page": "black"}, {"when": `+isGreen+`, "page": "end"}]`, leaf),
		page("between", "", ask("single", "colour", "")),
		page("black", "", ask("yes_no", "milk", "")))
	for _, c := range []struct {
		name, form, answers string
		ticket              func(*ticket)
		shown               string // the questions shown, or
		faults              string // pointer code, in order
	}{
		{name: "the first next that holds", form: branches, answers: `{"leaf": "black", "milk": true}`, shown: "leaf milk"},
		{name: "end", form: branches, answers: `{"leaf": "green"}`, shown: "leaf"},
		{name: "no next holds: the following page", form: branches, answers: `{"leaf": "herbal"}`, shown: "leaf colour milk"},
		{name: "nothing answered: the following page", form: branches, answers: `{}`, shown: "leaf colour milk"},
		{name: "declined is absent to rules", form: branches, answers: `{"leaf": {"declined": true}, "colour": "red"}`, shown: "leaf colour milk"},
		{name: "an answer that fell off the path", form: branches, answers: `{"leaf": "green", "milk": true}`, faults: "/answers/milk not_on_path"},
		{name: "an answer of the branch not taken", form: branches, answers: `{"leaf": "black", "colour": "red"}`, faults: "/answers/colour not_on_path"},
		{name: "a decline is an answer too", form: branches, answers: `{"leaf": "green", "milk": {"declined": true}}`, faults: "/answers/milk not_on_path"},
		{name: "not known", form: branches, answers: `{"leaf": "green", "a/b~c": 1}`, faults: "/answers/a~1b~0c unknown_question"},
		{
			name: "the order of next decides", form: survey(
				page("start", `, "next": [{"when": {"in": [{"var": "leaf"}, ["black", "green"]]}, "page": "two"}, {"when": {"in": [{"var": "leaf"}, ["black", "herbal"]]}, "page": "end"}]`, leaf),
				page("one", "", ask("single", "colour", "")), page("two", "", ask("yes_no", "milk", ""))),
			answers: `{"leaf": "black", "milk": false}`, shown: "leaf milk",
		},
		{
			name: "a page's showIf", form: survey(page("start", "", leaf), page("p", `, "showIf": `+isBlack, ask("yes_no", "milk", "")), page("q", "", ask("single", "colour", ""))),
			answers: `{"leaf": "green", "colour": "red"}`, shown: "leaf colour",
		},
		{
			name: "an answer on a hidden page", form: survey(page("start", "", leaf), page("p", `, "showIf": `+isBlack, ask("yes_no", "milk", ""))),
			answers: `{"leaf": "green", "milk": true}`, faults: "/answers/milk not_on_path",
		},
		{
			name: "a page passed over still leads on by its next", form: survey(page("start", `, "next": [{"when": {"==": [{"var": "leaf"}, "herbal"]}, "page": "q"}]`, leaf),
				page("p", `, "showIf": `+isBlack+`, "next": [{"page": "r"}]`, ask("yes_no", "milk", "")), page("q", "", ask("single", "colour", "")), page("r", "", ask("scale", "strength", ""))),
			answers: `{"leaf": "green", "strength": 0}`, shown: "leaf strength",
		},
		{
			name: "a page whose questions are all hidden", form: survey(page("start", "", leaf), page("p", "", ask("yes_no", "milk", `, "showIf": `+isBlack)), page("q", "", ask("single", "colour", ""))),
			answers: `{"leaf": "green"}`, shown: "leaf colour",
		},
		{
			name: "a question's showIf sees what precedes it on its page", form: survey(page("start", "", leaf, ask("yes_no", "milk", `, "showIf": `+isBlack))),
			answers: `{"leaf": "black", "milk": true}`, shown: "leaf milk",
		},
		{
			name: "a hidden question", form: survey(page("start", "", leaf, ask("yes_no", "milk", `, "showIf": `+isBlack))),
			answers: `{"leaf": "herbal", "milk": true}`, faults: "/answers/milk not_on_path",
		},
		{
			name: "a hidden required question", form: survey(page("start", "", leaf, ask("yes_no", "milk", `, "required": true, "showIf": `+isBlack))),
			answers: `{"leaf": "herbal"}`, shown: "leaf",
		},
		{
			name: "a choice's showIf", form: survey(page("start", "", leaf, ask("single", "colour", `, "choices": [{"value": "red"}, {"value": "blue", "showIf": `+isBlack+`}]`))),
			answers: `{"leaf": "black", "colour": "blue"}`, shown: "leaf colour",
		},
		{
			name: "a hidden choice", form: survey(page("start", "", leaf, ask("single", "colour", `, "choices": [{"value": "red"}, {"value": "blue", "showIf": `+isBlack+`}]`))),
			answers: `{"leaf": "green", "colour": "blue"}`, faults: "/answers/colour unknown_choice",
		},
		{
			name: "hidden choices among several", form: survey(page("start", "", leaf, ask("multiple", "notes", `, "choices": [{"value": "malt", "showIf": `+isBlack+`}, {"value": "grass"}, {"value": "smoke", "showIf": `+isBlack+`}]`))),
			answers: `{"leaf": "green", "notes": ["smoke", "grass", "malt"]}`, faults: "/answers/notes/0 unknown_choice, /answers/notes/2 unknown_choice",
		},
		{name: "required", form: survey(page("start", "", ask("single", "leaf", `, "required": true`))), answers: `{}`, faults: "/answers/leaf required"},
		{name: "required and declined", form: survey(page("start", "", ask("single", "leaf", `, "required": true`))), answers: `{"leaf": {"declined": true}}`, shown: "leaf"},
		{name: "skipped", form: survey(page("start", "", leaf)), answers: `{}`, shown: "leaf"},
		{name: "a decline has nothing beside it", form: survey(page("start", "", leaf)), answers: `{"leaf": {"declined": true, "x": 1}}`, faults: "/answers/leaf/x unknown_field"},
		{name: "declined: false", form: survey(page("start", "", leaf)), answers: `{"leaf": {"declined": false}}`, faults: "/answers/leaf/declined wrong_type"},
		{name: "a consent is not declined", form: survey(page("start", "", consent("ok", "recommend"))), answers: `{"ok": {"declined": true}}`, faults: "/answers/ok wrong_type"},
		{name: "a statement asks nothing", form: survey(page("start", "", greeting)), answers: `{"hello": true}`, faults: "/answers/hello wrong_type"},
		{
			name: "everything wrong at once", form: survey(page("start", "", leaf, ask("scale", "strength", ""), ask("yes_no", "milk", `, "required": true`), ask("multiple", "notes", ""), ask("email", "email", ""))),
			answers: `{"leaf": null, "strength": 6, "notes": ["malt", 1, "tar"], "email": "", "what": 1}`,
			faults:  "/answers/leaf wrong_type, /answers/strength out_of_range, /answers/milk required, /answers/notes/1 wrong_type, /answers/notes/2 unknown_choice, /answers/email out_of_range, /answers/what unknown_question",
		},
		{name: "no answers at all", form: survey(page("start", "", leaf)), answers: `null`, faults: "/answers wrong_type"},
		{name: "answers that are a list", form: survey(page("start", "", leaf)), answers: `[]`, faults: "/answers wrong_type"},
		{
			name: "scores so far", form: survey(
				page("start", "", ask("single", "leaf", `, "choices": [{"value": "green", "scores": {"s": 2}}, {"value": "black"}]`), ask("scale", "strength", `, "scores": {"s": 0.5}`),
					ask("yes_no", "milk", `, "showIf": {">=": [{"var": "score.s"}, 3.5]}`)),
				page("late", "", ask("single", "colour", `, "choices": [{"value": "red", "scores": {"s": 9}}, {"value": "blue"}]`))),
			answers: `{"leaf": "green", "strength": 3, "milk": true, "colour": "red"}`, shown: "leaf strength milk colour",
		},
		{
			name: "scores to come do not count", form: survey(
				page("start", "", ask("single", "leaf", `, "choices": [{"value": "green", "scores": {"s": 2}}, {"value": "black", "scores": {"s": 3}}]`), ask("yes_no", "milk", `, "showIf": {">": [{"var": "score.s"}, 2]}`)),
				page("late", "", ask("single", "colour", `, "choices": [{"value": "red", "scores": {"s": 9}}, {"value": "blue"}]`))),
			answers: `{"leaf": "green", "milk": true, "colour": "red"}`, faults: "/answers/milk not_on_path",
		},
		{
			name: "a score that nothing added to is 0", form: survey(page("start", "", ask("single", "leaf", `, "choices": [{"value": "green", "scores": {"s": 2}}, {"value": "black"}]`), ask("yes_no", "milk", `, "showIf": {"==": [{"var": "score.s"}, 0]}`))),
			answers: `{"leaf": {"declined": true}, "milk": true}`, shown: "leaf milk",
		},
		{
			name: "attr: whichever question asked it", form: survey(
				page("start", `, "next": [{"when": `+isBlack+`, "page": "b"}]`, leaf),
				page("a", `, "next": [{"page": "c"}]`, asking("single", "colour_a", "colour", "")), page("b", "", asking("single", "colour_b", "colour", "")),
				page("c", "", ask("yes_no", "milk", `, "showIf": {"==": [{"var": "attr.colour"}, "red"]}`))),
			answers: `{"leaf": "black", "colour_b": "red", "milk": true}`, shown: "leaf colour_b milk",
		},
		{
			name: "stage", form: survey(page("start", "", leaf, ask("yes_no", "milk", `, "showIf": {"==": [{"var": "stage"}, "after_order"]}`))),
			ticket: func(k *ticket) { k.Stage = "after_order" }, answers: `{"milk": true}`, shown: "leaf milk",
		},
		{
			name: "no stage is absent", form: survey(page("start", "", leaf, ask("yes_no", "milk", `, "showIf": {"==": [{"var": "stage"}, "after_order"]}`))),
			answers: `{}`, shown: "leaf",
		},
		{
			name: "locale", form: survey(page("start", "", leaf, ask("yes_no", "milk", `, "showIf": {"==": [{"var": "locale"}, "en"]}`))),
			answers: `{}`, shown: "leaf milk",
		},
		{
			name: "today is the ticket's day", form: survey(page("start", "", leaf, ask("yes_no", "milk", `, "showIf": {"==": [{"var": "today"}, "2026-03-01"]}`))),
			answers: `{}`, shown: "leaf milk",
		},
		{
			name: "a consent may steer the path", form: survey(page("start", "", consent("ok", "email_offers"), ask("email", "email", `, "showIf": {"==": [{"var": "ok"}, true]}`))),
			answers: `{"ok": false, "email": "a@example.org"}`, faults: "/answers/email not_on_path",
		},
		{
			name: "where nothing is offered, contact is not asked", form: survey(page("start", "", leaf, ask("email", "email", `, "required": true`))),
			ticket: func(k *ticket) { k.Nothing = "held" }, answers: `{"leaf": "green"}`, shown: "leaf",
		},
		{
			name: "where nothing is offered, contact is not taken", form: survey(page("start", "", leaf, ask("email", "email", ""))),
			ticket: func(k *ticket) { k.Nothing = "exhausted" }, answers: `{"email": "a@example.org"}`, faults: "/answers/email not_on_path",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := frozen(t, c.form, "")
			k := someTicket()
			if c.ticket != nil {
				c.ticket(k)
			}
			p, err := walk(v, k, node(t, c.answers))
			var faults []string
			if err != nil {
				for _, f := range fault.Of(err).Fields {
					faults = append(faults, f.Pointer+" "+f.Code)
				}
				if !fault.Is(err, fault.Invalid) {
					t.Errorf("%v, want a fault invalid", err)
				}
			}
			if got := strings.Join(faults, ", "); got != c.faults {
				t.Fatalf("faults\n got %q\nwant %q", got, c.faults)
			}
			if err == nil && strings.Join(shownIDs(p), " ") != c.shown {
				t.Errorf("shown %v, want %s", shownIDs(p), c.shown)
			}
		})
	}
	if _, err := walk(mustForm(t, branches), someTicket(), nil); !fault.Has(err, "wrong_type") {
		t.Errorf("answers that are missing: %v", err)
	}
}

// A fault names what was wrong, and never repeats what the person typed.
func TestWalkFaultsRepeatNoValue(t *testing.T) {
	v := mustForm(t, survey(page("start", "", ask("single", "leaf", ""), ask("email", "email", ""), ask("short_text", "nickname", ""))))
	_, err := walk(v, someTicket(), node(t, `{"leaf": "sekrit", "email": "sekrit", "nickname": "sekrit\u0007"}`))
	if f := fault.Of(err); len(f.Fields) != 3 || strings.Contains(err.Error(), "sekrit") {
		t.Errorf("%v", err)
	}
}

// A question's scores, choice by choice and by weight; declined and skipped ones add nothing.
func TestScores(t *testing.T) {
	v := mustForm(t, survey(page("start", "",
		ask("multiple", "notes", `, "choices": [{"value": "malt", "scores": {"s": 1, "z": 1}}, {"value": "grass", "scores": {"s": -0.5, "z": -1}}, {"value": "smoke"}]`),
		ask("scale", "strength", `, "scores": {"s": 2, "n": -1}`), ask("yes_no", "milk", `, "choices": [{"value": true, "scores": {"s": 5}}, {"value": false}]`))))
	p := walked(t, v, `{"notes": ["grass", "malt"], "strength": 3, "milk": {"declined": true}}`)
	for score, want := range map[string]float64{"s": 6.5, "n": -3, "z": 0} {
		if p.scores[score] != want {
			t.Errorf("score %s is %v, want %v", score, p.scores[score], want)
		}
	}
	for score, want := range map[string][]string{"s": {"notes", "strength"}, "n": {"strength"}, "z": nil} {
		if got := p.questionsIn([]string{"score." + score}); !slices.Equal(got, want) {
			t.Errorf("score %s comes from %v, want %v", score, got, want)
		}
	}
}
