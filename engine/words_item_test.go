package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"proffer/forms"
)

// No reason of an item names a value that the item does not have (P8), whatever form of the language
// recommended it; of several values those that it shares are named all the same.
func TestReasonsAreTheItems(t *testing.T) {
	named, narrowed := 0, 0
	holds := func(c drawn) string {
		w, k := ready(c)
		answers := fitting(w, k, c.answers)
		d, err := exchanged(w, k, tree(answers), Facts{Rev: 1}, nil)
		if err != nil {
			return "error: " + err.Error()
		}
		v, err := forms.DecodeVersion(1, mustJSON(w.version))
		if err != nil {
			return "decode: " + err.Error()
		}
		for _, id := range []string{"leaf", "notes", "milk"} {
			a, _ := v.Attributes.Get(id)
			a.Because = forms.Text{"en": "{value}"} // what is read below
			for _, name := range a.Values.Names() {
				value, _ := a.Values.Get(name)
				value.Label = forms.Text{"en": name}
				a.Values.Set(name, value)
			}
			v.Attributes.Set(id, a)
		}
		catalog := w.brand.catalogs[d.Response.Catalog]
		said := words{v, "en", valuesOf(d.Response, d.Preferences, d.Feedback), d.Response}
		for _, line := range said.items(catalog, d.Response.Items) {
			item, _ := catalog.Item(line.Item.ID)
			for _, reason := range line.Because {
				has, described := item.Attributes.Get(reason.Attribute)
				if !described {
					continue
				}
				values := strings.Split(strings.NewReplacer(", and ", ",", " and ", ",", ", ", ",").Replace(reason.Text), ",")
				for _, value := range values {
					if !slices.Contains(has, value) {
						return fmt.Sprintf("claims: %s is because of %q, and has only %v", item.ID, reason.Text, has)
					}
				}
				told := names(said.values[reason.Question])
				for _, value := range told {
					if slices.Contains(has, value) && !slices.Contains(values, value) {
						return fmt.Sprintf("hides: %s is because of %q, and shares %s too", item.ID, reason.Text, value)
					}
				}
				named += len(values)
				if len(values) < len(told) {
					narrowed++
				}
			}
		}
		return ""
	}
	for range 5 { // what a run draws has few answers of which an item shares a part
		if everyCase(t, holds); named >= 100 && narrowed >= 10 {
			break
		}
	}
	if named < 100 || narrowed < 10 {
		t.Errorf("%d values were named, beside %d answers of which the item has only a part: the test has seen too little", named, narrowed)
	}
}

// What the property does not draw: numbers, texts of a single value, and answers that the item says nothing of.
func TestSharing(t *testing.T) {
	form := func(recommend string) string {
		return quiz(`"outcomes": [{"id": "rest", "title": "R"}], "recommend": {"catalog": "teas", "limit": 3, `+recommend+`}`, page("start", "", ask("single", "leaf", ""), ask("yes_no", "milk", ""), ask("multiple", "notes", ""), ask("scale", "strength", "")))
	}
	for _, c := range []struct{ name, recommend, answers, want string }{
		{"of several values those that the item has", `"match": {"notes": {"to": {"var": "notes"}}}`, `{"notes": ["malt", "smoke", "grass"]}`, "keemun: you like notes of Malt and Smoke; assam: you like notes of Malt"},
		{"a value's own reason", `"match": {"milk": {"to": {"var": "milk"}}}`, `{"milk": false}`, "keemun: you take no milk"},
		{"a filter that wants another value than was told claims nothing", `"filter": {"!": {"in": [{"var": "leaf"}, {"var": "item.leaf"}]}}, "match": {"notes": {"to": {"var": "notes"}}}`, `{"leaf": "green", "notes": ["smoke"]}`, "keemun: you like notes of Smoke"},
		{"an answer of which the item says nothing", `"filter": {"and": [{"==": [{"var": "milk"}, true]}, {"in": ["herbal", {"var": "item.leaf"}]}]}`, `{"milk": true}`, "mint: you take milk"},
		{"a number that it has", `"match": {"strength": {"to": {"var": "strength"}}}`, `{"strength": 4}`, "assam: you asked for strength 4"},
		{"a number beside the one that was told", `"match": {"strength": {"to": {"+": [{"var": "strength"}, 1]}}}`, `{"strength": 3}`, "assam: "},
		{"a number that bounds the filter", `"filter": {"some": [{"var": "item.strength"}, {">": [{"var": ""}, 3]}]}, "match": {"leaf": {"to": {"var": "leaf"}}}`, `{"leaf": "black", "strength": 1}`, "assam: you drink black tea"},
		{"a number against which the filter holds", `"filter": {"and": [{"<": [{"var": "strength"}, 3]}, {"some": [{"var": "item.strength"}, {">": [{"var": ""}, 3]}]}]}`, `{"strength": 1}`, "assam: you asked for strength 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, _, b := compiled(t, form(c.recommend))
			p := walked(t, v, c.answers)
			w := words{version: v, locale: "en", values: heldValues(c.answers), response: Response{Outcome: "rest"}}
			var got []string
			for _, line := range w.items(b.catalogs["teas"], judge(p, b).items) {
				var texts []string
				for _, reason := range line.Because {
					texts = append(texts, reason.Text)
				}
				got = append(got, line.Item.ID+": "+strings.Join(texts, ", "))
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, "; "), c.want)
			}
		})
	}
}
