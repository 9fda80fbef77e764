package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/forms"
	"proffer/rewards"
)

// What the properties of the whole language draw: the forms of the differential test with all that the
// server alone knows, within the test brand, ready to be published past the gate.

// wholePurposes are those under which each drawn attribute is held: some wait for a consent, some end with
// an objection; the others are held for the result.
var wholePurposes = map[string][]string{
	"leaf": {"result", "recommend"}, "notes": {"result", "service"}, "nick": {"mail"}, "inbox": {"email_offers"}, "tel": {"recommend", "mail"},
	"story": {"service"}, "again": {"service"}, "home": {"mail"}, "cups": {"result", "mail"}, "sort": {"recommend"},
}

// wits is an offer that wants right answers.
const wits = `{"program": "wits", "name": "Wits", "offers": {"clever": {"label": "For knowing", "when": {">=": [{"var": "knowledge.points"}, 2]}, "worth": {"amount": "3.00", "currency": "EUR"},
	"gives": {"kind": "points", "account": "leaves", "points": 30}, "limits": {}}}}`

// wholeBundle is the test brand with drawn forms in the place of its own.
func wholeBundle(of ...object) *forms.Bundle {
	b := *wholeBrand()
	b.Forms = nil
	for _, form := range of {
		f := &forms.Form{}
		if err := json.Unmarshal(mustJSON(form), f); err != nil {
			panic(err)
		}
		b.Forms = append(b.Forms, f)
	}
	return &b
}

// wholeBrand is what all drawn forms share; it is never changed.
var wholeBrand = sync.OnceValue(func() *forms.Bundle {
	base, findings := loadForm(survey(everyAttribute()))
	if base == nil {
		panic(fmt.Sprint(findings))
	}
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	var attributes forms.Dict[forms.Attribute]
	must(json.Unmarshal([]byte(fmt.Sprintf(differentialAttributes, differentialTypes+plainAttributes)), &attributes))
	for _, id := range attributes.Names() {
		a, _ := attributes.Get(id)
		if purposes := wholePurposes[id]; purposes != nil {
			a.Purposes = purposes
		}
		a.Because = forms.Text{"en": "your " + id + " is {value}"}
		base.Brand.Attributes.Set(id, a)
	}
	var mail forms.Purpose
	must(json.Unmarshal([]byte(`{"label": {"en": "M"}, "use": {"en": "U"}, "basis": "consent", "keep": "P60D", "later": true, "recipients": ["mailer"]}`), &mail))
	base.Brand.Purposes.Set("mail", mail)
	var program rewards.Program
	must(json.Unmarshal([]byte(strings.NewReplacer(`"Wits"`, `{"en": "Wits"}`, `"For knowing"`, `{"en": "For knowing"}`).Replace(wits)), &program))
	base.Programs["wits"] = program
	return base
})

// wholeCase draws a case of the whole language.
func wholeCase(d *drawer) drawn {
	c := differentialCase(d)
	c.form["context"].(object)["order"].(object)["purposes"] = []any{"service"}
	for _, p := range c.form["pages"].([]any) {
		_, picked := p.(object)["pick"]
		for _, q := range p.(object)["questions"].([]any) {
			q := q.(object)
			if q["known"] != nil || q["attribute"] != nil && d.one(2) {
				q["known"] = pick(d, "skip", "skip", "prefill", "ask")
			}
			if q["type"] == "multiple" && d.one(3) {
				q["max"] = float64(1 + d.IntN(2))
			} else if q["type"] == "multiple" && d.one(3) {
				q["choices"].([]any)[0].(object)["exclusive"] = true
			}
			if q["type"] == "ranking" && d.one(3) {
				q["top"] = float64(2)
			}
			if q["type"] != "consent" && q["type"] != "statement" && !picked && d.one(5) {
				q["required"] = true
			}
			if d.one(6) {
				c.answers[q["id"].(string)] = pick[any](d, nil, "", " ", true, 2.5, -1.0, 1e9, []any{}, []any{"malt", "malt"}, []any{1.0}, object{}, object{"declined": false},
					object{"declined": true, "x": 1.0}, object{"other": ""}, object{"other": "x", "y": 1.0}, object{"hot": "green"}, object{"value": "green"}, "2026-02-30")
			}
		}
	}
	if d.one(4) {
		c.answers[pick(d, "", "p0", "attr.leaf", "score.s", "stage", "leaf/", "__proto__", "Leaf", "taste.hot")] = "green"
	}
	c.form["offer"] = pick(d, "welcome/code", "leaves/hundred", "wits/clever")
	if d.one(4) {
		c.form["kind"] = "preferences"
		delete(c.form, "offer")
		c.ticket["standing"] = pick(d, object{}, object{"mail": true}, object{"mail": false})
		known, _ := c.ticket["known"].(object)
		if known == nil {
			known = object{}
			c.ticket["known"] = known
		}
		for _, id := range []string{"leaf", "milk", "taste", "cups", "sort"} {
			if _, value := d.answer(id); d.one(2) {
				known[id] = value
			}
		}
		return c
	}
	c.form["kind"] = "quiz"
	d.vars = slices.DeleteFunc(d.vars, func(v variable) bool {
		return v.name == "stage" || v.name == "locale" || v.name == "shop_ok" || strings.HasPrefix(v.name, "context.")
	})
	d.vars = append(d.vars, variable{"knowledge.points", "number", nil}, variable{"knowledge.total", "number", nil})
	c.form["outcomeBy"] = pick(d, "highest", "first")
	if c.form["outcomeBy"] == "first" {
		delete(c.form, "outcomeBy")
	}
	// A result that repeats what it was made from; where it can't any more, it says so.
	title := object{"en": "{leaf|gone}; {taste.hot|gone}; {score.s|gone}; {computed.c0|gone}"}
	c.form["outcomes"] = []any{
		object{"id": "one", "score": "s", "title": title, "when": d.bool(2)}, object{"id": "two", "score": "constructor", "title": title, "when": d.bool(1)},
		object{"id": "three", "score": "s", "title": title}, object{"id": "rest", "title": title},
	}
	if c.form["outcomeBy"] == nil {
		for _, o := range c.form["outcomes"].([]any)[:3] {
			delete(o.(object), "score")
			o.(object)["when"] = d.bool(2)
		}
	}
	c.form["recommend"] = object{"catalog": "teas", "limit": 3.0, "else": []any{"house"}, "filter": object{"or": []any{object{"in": []any{object{"var": "leaf"}, object{"var": "item.leaf"}}}, d.bool(2)}},
		"match": object{"leaf": object{"to": object{"var": "leaf"}}, "notes": object{"to": object{"var": "notes"}, "weight": 2.0}, "milk": object{"to": object{"var": "milk"}}}}
	return c
}

// whole is a case ready to be answered.
type whole struct {
	version  *forms.Version
	schedule forms.Schedule
	brand    *brand
}

// ready resolves a case as publishing would.
func ready(c drawn) (w whole, k *ticket) {
	b := wholeBundle(c.form)
	resolved, err := b.Resolve()
	if err != nil {
		panic(err)
	}
	w = whole{version: resolved[0].Version, schedule: resolved[0].Schedule, brand: &brand{}}
	if w.brand.catalogs, w.brand.revisions, err = b.CurrentCatalogs(); err != nil {
		panic(err)
	}
	k = someTicket()
	k.Stage, _ = c.ticket["stage"].(string)
	k.Nothing, _ = c.ticket["nothing"].(string)
	if k.Nothing == "" && len(w.version.Offers) > 0 {
		k.Offer = w.version.Offers[0].ID
	}
	k.Context = map[string]json.RawMessage{}
	given, _ := c.ticket["context"].(object)
	for name, value := range given {
		k.Context[name] = mustJSON(value)
	}
	k.standing = map[string]bool{}
	said, _ := c.ticket["standing"].(object)
	for purpose, yes := range said {
		k.standing[purpose] = yes.(bool)
	}
	k.known = map[string]forms.Answer{}
	known, _ := c.ticket["known"].(object)
	for id, value := range known {
		if q := w.version.Question(id); q != nil {
			// What this form would not take is not known to it, as tellKnown has it.
			if a, bad := readAnswer(w.version, q, mustJSON(value)); bad == "" {
				k.known[id] = a
			}
		}
	}
	return w, k
}

// secondOf is the second walker over a version and what a ticket carries.
func secondOf(v *forms.Version, k *ticket) *second {
	version := decodedAny(mustJSON(v)).(object)
	w := &second{form: version["form"].(object), attributes: version["attributes"].(object), known: object{}, standing: k.standing, nothing: k.Nothing != "", order: orderOf(v, k)}
	w.fixed = object{"locale": k.Locale, "today": k.issued.UTC().Format(time.DateOnly), "stage": nil}
	if k.Stage != "" {
		w.fixed["stage"] = k.Stage
	}
	for name, raw := range k.Context {
		w.fixed["context."+name] = decodedAny(raw)
	}
	for id, a := range k.known {
		w.known[id] = decodedAny(a.JSON)
	}
	return w
}

// fitting are the answers of a case as a person would give them: what the second walker finds no place
// for is left out, and what does not fit is declined.
func fitting(w whole, k *ticket, answers object) object {
	out, s := maps.Clone(answers), secondOf(w.version, k)
	for range 100 {
		s.shown = nil
		s.walk(out)
		if len(s.wrong) == 0 {
			return out
		}
		for id := range s.wrong {
			delete(out, id)
			if q := s.question(id); slices.Contains(s.shown, id) && q["type"] != "consent" && q["type"] != "statement" {
				out[id] = object{"declined": true}
			}
		}
	}
	panic("no answers fit this form") // which only a case that was made smaller can be
}

// wholeCases is how many cases each property draws in one run.
const wholeCases = 700

// everyCase looks for a case of which holds says what is wrong, and prints the smallest like it.
func everyCase(t *testing.T, holds func(c drawn) string) {
	t.Helper()
	seed := drawnSeed(t)
	for i := range wholeCases {
		c := wholeCase(&drawer{Rand: rand.New(rand.NewPCG(seed, uint64(i)))})
		wrong := holds(c)
		if wrong == "" {
			continue
		}
		kind, _, _ := strings.Cut(wrong, ": ")
		c = smallest(c, func(c drawn) (same bool) {
			defer func() { _ = recover() }() // a smaller case may make no sense
			return strings.HasPrefix(holds(c), kind+": ")
		})
		t.Fatalf("case %d of seed %d: %s\nform    %s\nanswers %s\nticket  %s", i, seed, holds(c), mustJSON(c.form), mustJSON(c.answers), mustJSON(c.ticket))
	}
}

// drawnSeed is the seed of a run, which PROFFER_DIFFERENTIAL repeats.
func drawnSeed(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if again := os.Getenv("PROFFER_DIFFERENTIAL"); again != "" {
		n, err := strconv.ParseUint(again, 10, 64)
		if err != nil {
			t.Fatalf("PROFFER_DIFFERENTIAL is no seed: %v", err)
		}
		seed = n
	}
	t.Logf("PROFFER_DIFFERENTIAL=%d repeats this run", seed)
	return seed
}
