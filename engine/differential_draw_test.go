package engine

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// What the differential test draws: forms, with rules of every operator over every kind of variable, and
// answers to all of a form's questions, on the path that they lead to or not.

type object = map[string]any

// differing says which parts of the language the generator uses: turn one off to see whether a difference
// is its own.
var differing = struct{ types, parts, computed, context, known bool }{true, true, true, true, true}

// differentialAttributes are what the questions ask for.
const differentialAttributes = `{
	"leaf": {"type": "choice", "label": {"en": "L"}, "category": "preference", "purposes": ["result"], "values": {"green": {"label": {"en": "G"}}, "black": {"label": {"en": "B"}}, "herbal": {"label": {"en": "H"}}}},
	"notes": {"type": "choices", "label": {"en": "L"}, "category": "preference", "purposes": ["result"], "values": {"smoke": {"label": {"en": "S"}}, "malt": {"label": {"en": "M"}}, "grass": {"label": {"en": "G"}}, "none": {"label": {"en": "N"}}}},
	"milk": {"type": "boolean", "label": {"en": "L"}, "category": "preference", "purposes": ["result"]},
	"constructor": {"type": "integer", "min": 0, "max": 5, "label": {"en": "L"}, "category": "preference", "purposes": ["result"]},
	"nick": {"type": "text", "label": {"en": "L"}, "category": "contact", "purposes": ["result"]}
	%s}`

const differentialTypes = `,
	"cups": {"type": "number", "label": {"en": "L"}, "category": "preference", "purposes": ["result"]},
	"since": {"type": "date", "label": {"en": "L"}, "category": "preference", "purposes": ["result"]},
	"sort": {"type": "choice", "other": true, "label": {"en": "L"}, "category": "preference", "purposes": ["result"], "values": {"bean": {"label": {"en": "B"}}, "ground": {"label": {"en": "G"}}}},
	"extras": {"type": "choices", "other": true, "label": {"en": "L"}, "category": "preference", "purposes": ["result"], "values": {"cup": {"label": {"en": "C"}}, "spoon": {"label": {"en": "S"}}}},
	"home": {"type": "address", "label": {"en": "L"}, "category": "location", "purposes": ["result"]},
	"origins": {"type": "ranking", "label": {"en": "L"}, "category": "preference", "purposes": ["result"], "values": {"kenya": {"label": {"en": "K"}}, "nepal": {"label": {"en": "N"}}, "japan": {"label": {"en": "J"}}}},
	"taste": {"type": "matrix", "label": {"en": "L"}, "category": "preference", "purposes": ["result"], "rows": {"hot": {"label": {"en": "H"}}, "cold": {"label": {"en": "C"}}},
		"values": {"good": {"label": {"en": "G"}}, "bad": {"label": {"en": "B"}}}}`

// differentialVersion is a stored version around a drawn form. It goes past the publish gate, which
// would refuse most of what is drawn: the two sides have to agree on whatever they are given.
func differentialVersion(form object) string {
	attributes := fmt.Sprintf(differentialAttributes, "")
	if differing.types {
		attributes = fmt.Sprintf(differentialAttributes, differentialTypes+plainAttributes)
	}
	// The public form carries a score or a computed value only where a rule of the path reads it.
	read := []any{object{"<": []any{object{"var": "score.s"}, object{"var": "score.constructor"}}}}
	computed, _ := form["computed"].(object)
	for name := range computed {
		read = append(read, object{"answered": "computed." + name})
	}
	whole := maps.Clone(form)
	whole["pages"] = append(slices.Clone(form["pages"].([]any)), object{"id": "last", "questions": []any{object{"id": "bye", "type": "statement", "label": object{"en": "Bye"}, "showIf": object{"or": read}}}})
	return `{"brand": "b", "name": "B", "controller": {"name": "B"}, "theme": {}, "locales": ["en"], "recipients": {},
		"purposes": {"result": {"label": {"en": "R"}, "use": {"en": "U"}, "basis": "contract", "keep": "P30D"}, "mail": {"label": {"en": "M"}, "use": {"en": "U"}, "basis": "consent", "keep": "P1Y"}},
		"attributes": ` + attributes + `, "form": ` + string(mustJSON(whole)) + `}`
}

// variable is what a drawn rule may name.
type variable struct {
	name   string
	kind   string   // bool number text date list
	values []string // of a text or a list
}

type drawer struct {
	*rand.Rand
	vars []variable
}

func (d *drawer) one(in int) bool { return d.IntN(in) == 0 }

func pick[T any](d *drawer, of ...T) T { return of[d.IntN(len(of))] }

// drawn is a case: a form, and what is asked of both sides about it.
type drawn struct {
	form    object
	answers object
	ticket  object // stage, context, known, nothing
}

// differentialCase draws a form of up to five pages and answers to its questions.
func differentialCase(d *drawer) drawn {
	d.vars = []variable{
		{"stage", "text", []string{"discover", "after_order"}}, {"locale", "text", []string{"en", "it"}}, {"today", "date", nil},
		{"score.s", "number", nil}, {"score.constructor", "number", nil},
	}
	c := drawn{answers: object{}, ticket: object{}}
	if d.one(2) {
		c.ticket["stage"] = "discover"
	}
	if d.one(5) {
		c.ticket["nothing"] = "held"
	}
	form := object{"form": "f", "kind": "survey", "title": object{"en": "F"}, "repeat": "always"}
	if differing.context {
		form["context"] = object{"order": object{"label": object{"en": "O"}, "type": "text", "purposes": []any{"result"}}, "size": object{"label": object{"en": "S"}, "type": "number", "purposes": []any{"result"}}}
		d.vars = append(d.vars, variable{"context.order", "text", []string{"x1", "x2"}}, variable{"context.size", "number", nil})
		c.ticket["context"] = pick(d, object{}, object{"order": "x1"}, object{"order": "x2", "size": 2.5})
	}
	ids := []string{"leaf", "leaf_b", "notes", "milk", "constructor", "nick", "shop_ok", "hello"}
	if differing.types {
		ids = append(ids, "cups", "since", "home", "origins", "taste", "sort", "extras", "heat", "shot", "level", "stars", "again", "story", "inbox", "tel", "site", "year")
	}
	d.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	ids = ids[:3+d.IntN(len(ids)-2)]
	var pages []any
	known := object{}
	for len(ids) > 0 {
		n := min(len(ids), 1+d.IntN(3))
		page := object{"id": fmt.Sprintf("p%d", len(pages))}
		d.maybe(page, 4)
		var questions []any
		for _, id := range ids[:n] {
			q, answer := d.question(id)
			questions = append(questions, q)
			if answer != nil && d.one(8) {
				answer = object{"declined": true}
			}
			if id == "shop_ok" && answer != nil {
				answer = d.one(2)
			}
			if differing.known && q["attribute"] != nil && d.one(4) {
				q["known"] = "skip"
				if _, value := d.answer(id); value != nil && d.one(2) {
					known[id] = value
				}
			}
			if answer != nil && !d.one(5) {
				c.answers[id] = answer
			}
		}
		page["questions"] = questions
		if differing.known {
			if d.one(4) {
				page["shuffle"] = true
			}
			if d.one(6) {
				page["pick"] = 1
			}
		}
		pages, ids = append(pages, page), ids[n:]
	}
	if len(known) > 0 {
		c.ticket["known"] = known
	}
	for i, p := range pages {
		var next []any
		for range d.IntN(3) {
			to := "end"
			if j := i + 1 + d.IntN(len(pages)-i); j < len(pages) {
				to = fmt.Sprintf("p%d", j)
			}
			next = append(next, object{"when": d.bool(2), "page": to})
		}
		if next != nil {
			p.(object)["next"] = next
		}
	}
	if computed := d.computed(); computed != nil {
		form["computed"] = computed
	}
	form["pages"] = pages
	c.form = form
	return c
}

// computed draws a chain of named rules; pages before them may use them too, since they see what precedes.
func (d *drawer) computed() object {
	if !differing.computed || d.one(2) {
		return nil
	}
	var plain []variable
	for _, v := range d.vars {
		if v.name != "stage" && v.name != "locale" && v.name != "shop_ok" && !strings.HasPrefix(v.name, "context.") {
			plain = append(plain, v)
		}
	}
	d.vars = plain
	out := object{}
	for i := range 1 + d.IntN(3) {
		name := fmt.Sprintf("c%d", i)
		kind := pick(d, "bool", "number")
		out[name] = d.bool(2)
		if kind == "number" {
			out[name] = d.number(2)
		}
		d.vars = append(d.vars, variable{"computed." + name, kind, nil})
	}
	return out
}

// maybe puts a condition on something, once in so often.
func (d *drawer) maybe(on object, in int) {
	if d.one(in) {
		on["showIf"] = d.bool(2)
	}
}

// answer is a question's type and attribute with a value that fits it.
func (d *drawer) answer(id string) (q object, value any) {
	q = object{"type": "statement"}
	switch id {
	case "leaf", "leaf_b":
		q, value = object{"type": "single", "attribute": "leaf", "choices": choicesOf("green", "black", "herbal")}, pick(d, "green", "black", "herbal")
	case "notes":
		list := []any{"smoke", "malt", "grass", "none"}
		d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		// Not in the attribute's order: scores have to add up alike all the same.
		q, value = object{"type": "multiple", "attribute": "notes", "choices": choicesOf("none", "grass", "malt", "smoke")}, list[:1+d.IntN(4)]
	case "milk":
		q, value = object{"type": "yes_no", "attribute": "milk", "choices": choicesOf(true, false)}, d.one(2)
	case "constructor":
		q, value = object{"type": "scale", "attribute": id}, float64(d.IntN(6))
	case "nick":
		q, value = object{"type": "short_text", "attribute": id}, pick(d, "Ada", "green", `{"var": "leaf"}`)
	case "shop_ok":
		q, value = object{"type": "consent", "purpose": "mail"}, true
	case "cups":
		q, value = object{"type": "number", "attribute": id}, pick(d, 0.1, 0.7, -2.5, 3.0)
	case "since":
		q, value = object{"type": "date", "attribute": id}, pick(d, "2024-02-29", "2026-03-01", "2026-12-31")
	case "home":
		q, value = object{"type": "address", "attribute": id}, object{"street": "S", "city": "C", "country": pick(d, "IT", "DE")}
	case "sort":
		q, value = object{"type": "dropdown", "attribute": id, "choices": choicesOf("bean", "ground")}, pick[any](d, "bean", "ground", object{"other": "Pods"})
	case "extras":
		list := []any{"cup", "spoon", object{"other": "Sugar"}}
		d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		q, value = object{"type": "multiple", "attribute": id, "choices": choicesOf("cup", "spoon")}, list[:1+d.IntN(3)]
	case "heat": // a knowledge question
		q, value = object{"type": "single", "correct": []any{"93"}, "choices": choicesOf("93", "100")}, pick(d, "93", "100")
	case "origins":
		list := []any{"kenya", "nepal", "japan"}
		d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		q, value = object{"type": "ranking", "attribute": id, "choices": choicesOf("kenya", "nepal", "japan")}, list
	case "taste":
		q, value = object{"type": "matrix", "attribute": id, "choices": choicesOf("good", "bad")}, pick(d, object{"hot": "good"}, object{"hot": "bad", "cold": "good"}, object{"cold": "bad"})
	default:
		q, value = d.plainAnswer(id, q)
	}
	return q, value
}

func choicesOf(values ...any) (out []any) {
	for _, v := range values {
		out = append(out, object{"value": v, "label": object{"en": fmt.Sprint(v)}})
	}
	return out
}

// question draws a question, and lets the rules after it see it.
func (d *drawer) question(id string) (object, any) {
	q, answer := d.answer(id)
	q["id"], q["label"], q["why"] = id, object{"en": "L"}, object{"en": "W"}
	d.maybe(q, 4)
	worth := func() object {
		return object{"s": pick(d, 0.1, 0.2, 0.3, 0.7, -1.1, 2), "constructor": float64(d.IntN(3))}
	}
	choices, _ := q["choices"].([]any)
	for _, c := range choices {
		if d.one(2) {
			c.(object)["scores"] = worth()
		}
		if q["type"] != "ranking" && q["type"] != "matrix" {
			d.maybe(c.(object), 5)
		}
	}
	if slices.Contains([]any{"scale", "number", "slider", "rating", "nps"}, q["type"]) && q["correct"] == nil {
		q["scores"] = worth()
	}
	if choices != nil && differing.known && d.one(4) {
		q["shuffle"] = true
	}
	see := func(name, kind string, values ...string) {
		d.vars = append(d.vars, variable{name, kind, values})
		if a, ok := q["attribute"].(string); ok && (name == id || strings.HasPrefix(name, id+".")) {
			d.vars = append(d.vars, variable{"attr." + a + strings.TrimPrefix(name, id), kind, values})
		}
	}
	switch id {
	case "leaf", "leaf_b":
		see(id, "text", "green", "black", "herbal")
	case "notes":
		see(id, "list", "smoke", "malt", "grass", "none")
	case "milk", "shop_ok":
		see(id, "bool")
	case "constructor", "cups", "level", "stars", "again", "year":
		see(id, "number")
	case "shot":
		see(id, "text", "latte", "mocha")
	case "story", "inbox", "tel", "site":
		see(id, "text", "Once", "nothing that is typed")
	case "nick":
		see(id, "text", "Ada", "green")
	case "since":
		see(id, "date")
	case "home":
		see(id, "text", "IT", "DE")
	case "sort":
		see(id, "text", "bean", "other")
	case "extras":
		see(id, "list", "cup", "spoon", "other")
	case "heat":
		see(id, "text", "93", "100")
	case "origins":
		see(id, "list", "kenya", "nepal", "japan")
		if differing.parts {
			see(id+".0", "text", "kenya", "nepal", "japan")
			see(id+".2", "text", "kenya", "nepal", "japan")
		}
	case "taste":
		see(id, "list", "good", "bad")
		if differing.parts {
			see(id+".hot", "text", "good", "bad")
			see(id+".cold", "text", "good", "bad")
		}
	}
	return q, answer
}
