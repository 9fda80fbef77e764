package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"proffer/forms"
)

// stepped answers page by page, as a client does: it knows no answer before its question was shown.
func stepped(t failer, v *forms.Version, k *ticket, answers map[string]any) (pages, questions []string) {
	t.Helper()
	given := map[string]any{}
	for {
		a, err := ahead(v, k, node(t, string(mustJSON(given))), pages)
		if err != nil || len(a.Faults) > 0 {
			t.Fatalf("%v %v with %s", err, a, mustJSON(given))
		}
		if a.Page == nil {
			return pages, a.Path
		}
		before := len(given)
		for _, q := range a.Page.Questions {
			if answer, has := answers[q.Question.ID]; has && given[q.Question.ID] == nil {
				given[q.Question.ID] = answer
				break // what follows on the page may depend on it
			}
		}
		if len(given) > before {
			continue
		}
		if slices.Contains(pages, a.Page.ID) {
			t.Fatalf("page %s comes again after %v", a.Page.ID, pages)
		}
		pages = append(pages, a.Page.ID)
	}
}

// Whoever steps from page to page meets the questions of the walk, no more and no fewer, in its order.
func TestAheadIsTheWalk(t *testing.T) {
	several := 0
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		v, _, _ := drawnVersion(t, f)
		f.order = orderOf(v, someTicket())
		answers := drawAccepted(t, f)
		p, err := walk(v, someTicket(), node(t, string(mustJSON(answers))))
		if err != nil {
			t.Fatalf("%v", err)
		}
		pages, questions := stepped(t, v, someTicket(), answers)
		if !slices.Equal(questions, shownIDs(p)) {
			t.Fatalf("stepped over %v, walked over %v with %s", questions, shownIDs(p), mustJSON(answers))
		}
		var want []string
		for _, q := range p.shown {
			page := v.Form.Pages[slices.IndexFunc(v.Form.Pages, func(at forms.Page) bool {
				return slices.ContainsFunc(at.Questions, func(other forms.Question) bool { return other.ID == q.ID })
			})].ID
			if !slices.Contains(want, page) {
				want = append(want, page)
			}
		}
		if !slices.Equal(pages, want) {
			t.Fatalf("stepped through %v, the questions stand on %v", pages, want)
		}
		if len(pages) > 1 {
			several++
		}
	})
	if several == 0 {
		t.Error("no form had a second page")
	}
}

// What a page shows: pipes filled with what precedes them, hidden choices left out, the drawn order, and
// only the faults that the person can do something about now.
func TestAheadShows(t *testing.T) {
	v := mustForm(t, survey(
		page("one", "", ask("single", "leaf", `, "required": true`), ask("yes_no", "milk", `, "showIf": {"==": [{"var": "leaf"}, "black"]}`)),
		page("two", `, "title": "For {leaf|tea}"`, strings.Replace(ask("multiple", "notes", `, "shuffle": true, "choices": [{"value": "malt", "showIf": {"==": [{"var": "leaf"}, "black"]}}, {"value": "grass"}, {"value": "smoke"}]`), `"label": "L"`, `"label": "In {leaf|your tea}?"`, 1)),
	))
	order := draw(v, someTicket().nonce).Choices["notes"]
	withoutMalt := slices.DeleteFunc(slices.Clone(order), func(name string) bool { return name == "malt" })
	for _, c := range []struct{ answers, done, want string }{
		{`{}`, ``, `one: leaf`},
		{`{"leaf": "black"}`, ``, `one: leaf milk`},
		{`{"leaf": "green"}`, ``, `one: leaf`},
		{`{"leaf": "tar"}`, ``, `one: leaf; /answers/leaf unknown_choice`},
		{`{}`, `one`, `one: leaf; /answers/leaf required`},
		{`{"leaf": "green", "milk": true}`, `one`, `two For green tea: notes In green tea? ` + strings.Join(withoutMalt, ",")},
		{`{"leaf": "black"}`, `one`, `two For black tea: notes In black tea? ` + strings.Join(order, ",")},
		{`{"leaf": {"declined": true}}`, `one`, `two For tea: notes In your tea? ` + strings.Join(withoutMalt, ",")},
		{`{"leaf": "green", "notes": ["malt"]}`, `one`, `two For green tea: notes In green tea? ` + strings.Join(withoutMalt, ",") + `; /answers/notes/0 unknown_choice`},
		{`{"leaf": "green", "notes": ["grass"]}`, `one two`, `the end`},
		{`{"leaf": "green", "notes": ["malt"]}`, `one two`, `two For green tea: notes In green tea? ` + strings.Join(withoutMalt, ",") + `; /answers/notes/0 unknown_choice`},
	} {
		a, err := ahead(v, someTicket(), node(t, c.answers), strings.Fields(c.done))
		if err != nil {
			t.Fatal(err)
		}
		got := "the end"
		if a.Page != nil {
			got = strings.TrimSpace(a.Page.ID+" "+a.Page.Title) + ":"
			for _, q := range a.Page.Questions {
				got += " " + q.Question.ID
				if q.Label != "L" {
					var names []string
					for _, ch := range q.Question.Choices {
						names = append(names, ch.Value.Name())
					}
					got += " " + q.Label + " " + strings.Join(names, ",")
				}
			}
		}
		for _, f := range a.Faults {
			got += fmt.Sprintf("; %s %s", f.Pointer, f.Code)
		}
		if got != c.want {
			t.Errorf("%s, done %q: %s, want %s", c.answers, c.done, got, c.want)
		}
	}
	if _, err := ahead(v, someTicket(), node(t, `[]`), nil); err == nil {
		t.Error("a list was taken for answers")
	}
}

// What is known is told with the question, in words, and what stands of a purpose beside its consent.
func TestAheadTellsWhatIsKnown(t *testing.T) {
	v := mustForm(t, survey(page("one", "", ask("single", "leaf", `, "known": "skip"`), ask("scale", "strength", `, "known": "prefill"`), ask("yes_no", "milk", ""))))
	k := someTicket()
	k.known, k.Known = map[string]forms.Answer{}, map[string]int64{"leaf": 3, "strength": 4}
	for id, value := range map[string]string{"leaf": `"black"`, "strength": `4`} {
		a, bad := v.Answer(v.Question(id), node(t, value), noon)
		if bad != nil {
			t.Fatal(bad)
		}
		k.known[id] = a
	}
	a, err := ahead(v, k, node(t, `{}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, q := range a.Page.Questions {
		raw, err := json.Marshal(q.Known)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, q.Said+" "+string(raw))
	}
	want := []string{`Black tea {"question":"leaf","attribute":"leaf","value":"black","rev":3,"mode":"skip"}`, `4 {"question":"strength","attribute":"strength","value":4,"rev":4,"mode":"prefill"}`, ` null`}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	centre := mustForm(t, strings.Replace(strings.Replace(survey(page("one", "", consent("ok", "recommend"))), `"survey"`, `"preferences"`, 1), `"offer": "gift/enough", `, "", 1))
	k = someTicket()
	k.standing = map[string]bool{"recommend": false}
	if a, err = ahead(centre, k, node(t, `{}`), nil); err != nil || a.Page.Questions[0].Standing == nil || *a.Page.Questions[0].Standing {
		t.Errorf("%v %+v", err, a.Page)
	}
}
