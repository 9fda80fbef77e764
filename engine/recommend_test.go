package engine

import (
	"strings"
	"testing"

	"proffer/forms"
)

// Filters, with and without matches; the catalog stands below.
func TestFilter(t *testing.T) {
	catalog := &forms.Catalog{}
	item := func(id string, attributes map[string]forms.Values) {
		i := forms.CatalogItem{ID: id}
		for name, values := range attributes {
			i.Attributes.Set(name, values)
		}
		catalog.Items = append(catalog.Items, i)
	}
	item("house", map[string]forms.Values{"leaf": {"green", "black"}, "price": {"4"}})
	item("assam", map[string]forms.Values{"leaf": {"black"}, "milk": {"true"}, "price": {"6.5"}, "strength": {"4", "5"}})
	item("keemun", map[string]forms.Values{"leaf": {"black"}, "milk": {"false"}, "price": {"9"}})
	item("mint", map[string]forms.Values{"leaf": {"herbal"}, "caffeine": {"false"}})
	for _, c := range []struct{ name, recommend, answers, items string }{
		{"what passes, in the catalog's order, because of what the filter read", `"filter": {"in": [{"var": "leaf"}, {"var": "item.leaf"}]}`, `{"leaf": "black"}`, "house<leaf assam<leaf keemun<leaf"},
		{"at most the limit", `"filter": {"!=": [{"var": "leaf"}, "green"]}`, `{"leaf": "black"}`, "house<leaf assam<leaf keemun<leaf"},
		{"nothing passes: else, without a reason", `"filter": {"in": [{"var": "leaf"}, {"var": "item.leaf"}]}, "else": ["mint"]`, `{}`, "mint"},
		{"an item without the attribute is absent", `"filter": {"in": [true, {"var": "item.milk"}]}`, `{"leaf": "black"}`, "assam"},
		{"also to a negation", `"filter": {"!": {"in": [false, {"var": "item.caffeine"}]}}`, `{}`, "house assam keemun"},
		{"a number by its value, of an attribute that the form does not ask", `"filter": {"some": [{"var": "item.price"}, {"<": [{"var": ""}, 7]}]}`, `{}`, "house assam"},
		{"a filter that reads no answer claims none", `"filter": {"in": ["herbal", {"var": "item.leaf"}]}`, `{"leaf": "black"}`, "mint"},
		{"a match ranks what passes", `"filter": {"in": [{"var": "leaf"}, {"var": "item.leaf"}]}, "match": {"milk": {"to": {"var": "milk"}}, "leaf": {"to": {"var": "leaf"}, "weight": 0.5}}`, `{"leaf": "black", "milk": false}`, "keemun<leaf milk house<leaf assam<leaf"},
		{"items at zero are dropped where there is a match", `"filter": {"answered": "leaf"}, "match": {"milk": {"to": {"var": "milk"}}}`, `{"leaf": "black", "milk": true}`, "assam<leaf milk"},
		{"and the filter's answers are reasons only where it held", `"filter": {"==": [{"var": "leaf"}, "green"]}, "match": {"milk": {"to": {"var": "milk"}}}, "else": ["house"]`, `{"leaf": "black", "milk": true}`, "house"},
		{"a number by its value", `"match": {"strength": {"to": {"+": [{"var": "strength"}, 1]}}}`, `{"strength": 4}`, "assam<strength"},
		{"the page never reaches a filter", `"filter": {"or": [{"answered": "stage"}, {"answered": "locale"}, {"answered": "ok"}, {"answered": "context.orders"}]}, "else": ["mint"]`, `{"ok": true}`, "mint"},
		{"a computed value does, and its answers are the reasons", `"filter": {"==": [{"var": "computed.strong"}, true]}`, `{"strength": 5}`, "house<strength assam<strength keemun<strength"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := frozen(t, `{"form": "f", "kind": "quiz", "title": "F", "computed": {"strong": {">": [{"var": "strength"}, 3]}}, "outcomes": [{"id": "rest", "title": "R"}], "recommend": {"catalog": "teas", "limit": 3, `+c.recommend+`},
				"pages": [{"id": "p", "questions": [{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L"}, {"id": "milk", "type": "yes_no", "attribute": "milk", "label": "L"},
				{"id": "strength", "type": "scale", "attribute": "strength", "label": "L"}, {"id": "ok", "type": "consent", "purpose": "recommend", "label": "L"}]}]}`, "")
			k := someTicket()
			k.Stage = "discover"
			p, err := walk(v, k, node(t, c.answers))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, i := range recommend(p, v.Form.Recommend, catalog) {
				s := i.ID
				if len(i.Because) > 0 {
					s += "<" + strings.Join(i.Because, " ")
				}
				got = append(got, s)
			}
			if strings.Join(got, " ") != c.items {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, " "), c.items)
			}
		})
	}
}
