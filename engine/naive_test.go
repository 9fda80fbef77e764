package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"proffer/forms"
)

// A small form as the property tests draw it, and a second walker over it. The walker shares no code
// with walk: it knows neither the package rule nor, but for what a ticket tells, the package forms.

type drawnForm struct {
	pages []drawnPage
	// more are the members beside the pages: an offer, outcomes, a recommendation.
	more string
	// computed are named rules, each the score s with a number added.
	computed map[string]float64
	// order is what a ticket's drawing told, by page.
	order map[string][]string
}

type drawnPage struct {
	id        string
	showIf    *drawnRule
	questions []drawnQuestion
	next      []drawnNext
	shuffle   bool
	pick      int // 0: all
}

type drawnNext struct {
	when *drawnRule
	page string
}

type drawnQuestion struct {
	id, kind string
	purpose  string // of a consent
	required bool
	showIf   *drawnRule
	choices  []drawnChoice
	weight   float64 // of a scale
}

type drawnChoice struct {
	value  any
	score  float64
	showIf *drawnRule
}

// drawnRule compares a variable with a literal, asks whether it was answered, or joins two rules.
type drawnRule struct {
	op      string
	name    string
	literal any
	parts   []*drawnRule
}

func (r *drawnRule) tree() any {
	switch r.op {
	case "and", "or":
		return map[string]any{r.op: []any{r.parts[0].tree(), r.parts[1].tree()}}
	case "!":
		return map[string]any{"!": []any{r.parts[0].tree()}}
	case "answered":
		return map[string]any{"answered": []any{r.name}}
	case "in":
		return map[string]any{"in": []any{r.literal, map[string]any{"var": r.name}}}
	}
	return map[string]any{r.op: []any{map[string]any{"var": r.name}, r.literal}}
}

// holds reads DESIGN.md's words: what was declined, skipped or not seen is absent; == < >= in with it
// are false, != is true.
func (r *drawnRule) holds(seen map[string]any) bool {
	if r == nil {
		return true
	}
	value, there := seen[r.name]
	switch r.op {
	case "and":
		return r.parts[0].holds(seen) && r.parts[1].holds(seen)
	case "or":
		return r.parts[0].holds(seen) || r.parts[1].holds(seen)
	case "!":
		return !r.parts[0].holds(seen)
	case "answered":
		return there
	case "==":
		return there && value == r.literal
	case "!=":
		return !there || value != r.literal
	case "<":
		return there && value.(float64) < r.literal.(float64)
	case ">=":
		return there && value.(float64) >= r.literal.(float64)
	case "in":
		list, _ := value.([]any)
		return slices.Contains(list, r.literal)
	}
	panic("no such rule: " + r.op)
}

// naiveWalk gives the questions that answers lead through, the score s at the end, and the ids of
// those that are wrong: answered without being on the path, missing, or of no fitting value.
func naiveWalk(f drawnForm, answers map[string]any) (shown []string, score float64, wrong map[string]bool) {
	wrong = map[string]bool{}
	seen := map[string]any{}
	add := func(points float64) {
		score += points
		seen["score.s"] = score
		for name, more := range f.computed {
			seen["computed."+name] = score + more
		}
	}
	add(0)
	for i := 0; i < len(f.pages); {
		p := f.pages[i]
		if p.showIf.holds(seen) {
			for _, q := range f.asked(p) {
				if !q.showIf.holds(seen) {
					continue
				}
				shown = append(shown, q.id)
				answer, given := answers[q.id]
				value, points, ok := q.read(answer, seen)
				switch {
				case !given && q.required, given && !ok:
					wrong[q.id] = true
				case given && value != nil:
					seen[q.id] = value
					add(points)
				}
			}
		}
		to := i + 1
		for _, n := range p.next {
			if n.when.holds(seen) {
				to = len(f.pages)
				for j, other := range f.pages {
					if other.id == n.page {
						to = j
					}
				}
				break
			}
		}
		i = to
	}
	for id := range answers {
		if !slices.Contains(shown, id) {
			wrong[id] = true
		}
	}
	return shown, score, wrong
}

// asked are the questions that a ticket asks on a page, in their order.
func (f drawnForm) asked(p drawnPage) []drawnQuestion {
	told, drawn := f.order[p.id]
	if !drawn {
		return p.questions
	}
	var out []drawnQuestion
	for _, id := range told {
		if i := slices.IndexFunc(p.questions, func(q drawnQuestion) bool { return q.id == id }); i >= 0 {
			out = append(out, p.questions[i])
		}
	}
	return out
}

// read gives an answer's value (nil: declined) and points; ok is false if it does not fit.
func (q drawnQuestion) read(answer any, seen map[string]any) (value any, points float64, ok bool) {
	if m, is := answer.(map[string]any); is && q.kind != "consent" {
		return nil, 0, len(m) == 1 && m["declined"] == true
	}
	offered := func(v any) bool {
		for _, c := range q.choices {
			if c.value == v && c.showIf.holds(seen) {
				points += c.score
				return true
			}
		}
		return false
	}
	switch q.kind {
	case "consent":
		_, ok = answer.(bool)
		return answer, 0, ok
	case "single", "yes_no":
		ok = offered(answer)
		return answer, points, ok
	case "multiple":
		list, is := answer.([]any)
		distinct := map[any]bool{}
		ok = is && len(list) > 0
		for _, v := range list {
			if _, text := v.(string); !text {
				return nil, 0, false
			}
			ok = ok && !distinct[v] && offered(v)
			distinct[v] = true
		}
		return answer, points, ok
	case "scale":
		n, is := answer.(float64)
		return answer, n * q.weight, is && n == math.Trunc(n) && n >= 0 && n <= 5
	}
	s, is := answer.(string)
	return answer, 0, is && strings.TrimSpace(s) != ""
}

// source is the form as a brand would write it.
func (f drawnForm) source() string {
	var pages []any
	for _, p := range f.pages {
		var questions []any
		for _, q := range p.questions {
			m := map[string]any{"id": q.id, "type": q.kind, "label": "L", "why": "W"}
			if q.kind == "consent" {
				m["purpose"] = q.purpose
			} else {
				m["attribute"] = q.id
			}
			if q.required {
				m["required"] = true
			}
			if q.showIf != nil {
				m["showIf"] = q.showIf.tree()
			}
			var choices []any
			for _, c := range q.choices {
				choice := map[string]any{"value": c.value, "scores": map[string]any{"s": c.score}}
				if c.showIf != nil {
					choice["showIf"] = c.showIf.tree()
				}
				choices = append(choices, choice)
			}
			if choices != nil {
				m["choices"] = choices
			}
			if q.kind == "scale" {
				m["scores"] = map[string]any{"s": q.weight}
			}
			questions = append(questions, m)
		}
		page := map[string]any{"id": p.id, "questions": questions}
		if p.showIf != nil {
			page["showIf"] = p.showIf.tree()
		}
		var next []any
		for _, n := range p.next {
			next = append(next, map[string]any{"when": n.when.tree(), "page": n.page})
		}
		if next != nil {
			page["next"] = next
		}
		if p.shuffle {
			page["shuffle"] = true
		}
		if p.pick > 0 {
			page["pick"] = p.pick
		}
		pages = append(pages, page)
	}
	raw, err := json.Marshal(pages)
	if err != nil {
		panic(err)
	}
	computed := map[string]any{}
	for name, more := range f.computed {
		computed[name] = map[string]any{"+": []any{map[string]any{"var": "score.s"}, more}}
	}
	return `{"form": "f", "kind": "quiz", "title": "F", "computed": ` + string(mustJSON(computed)) + `, "pages": ` + string(raw) + `, ` + f.more + `}`
}

// askable are the questions that a form is drawn from, in the brand's attributes.
func askable() []drawnQuestion {
	choices := func(values ...any) (out []drawnChoice) {
		for _, v := range values {
			out = append(out, drawnChoice{value: v})
		}
		return out
	}
	return []drawnQuestion{
		{id: "leaf", kind: "single", choices: choices("green", "black", "herbal")}, {id: "colour", kind: "single", choices: choices("red", "blue")},
		{id: "milk", kind: "yes_no", choices: choices(true, false)}, {id: "strength", kind: "scale"},
		{id: "notes", kind: "multiple", choices: choices("malt", "grass", "smoke")}, {id: "nickname", kind: "short_text"},
		{id: "shop_ok", kind: "consent", purpose: "recommend"}, {id: "mail_ok", kind: "consent", purpose: "email_offers"},
	}
}

const drawnMore = `"offer": "welcome/code", "outcomeBy": "highest", "outcomes": [{"id": "some", "score": "s", "title": "S"}, {"id": "rest", "title": "R"}],
	"recommend": {"catalog": "teas", "limit": 3, "else": ["house"], "match": {"leaf": {"to": {"var": "leaf"}}, "notes": {"to": {"var": "notes"}, "weight": 2}}}`

// drawForm draws a form with branches, conditions on pages, questions and choices, and one score.
func drawForm(t *rapid.T) drawnForm {
	order := rapid.Permutation(askable()).Draw(t, "questions")
	// What the outcomes and the recommendation need is always asked.
	count := rapid.IntRange(3, len(order)).Draw(t, "count")
	var picked []drawnQuestion
	for i, q := range order {
		if i < count || q.id == "leaf" || q.id == "notes" {
			picked = append(picked, q)
		}
	}
	f := drawnForm{more: drawnMore, computed: map[string]float64{}}
	if rapid.Bool().Draw(t, "computed") {
		f.computed["c"] = float64(rapid.IntRange(-2, 2).Draw(t, "more"))
	}
	drawRule := func(t *rapid.T, before []drawnQuestion) *drawnRule { return drawRuleOf(t, before, f.computed) }
	var before, upToPage []drawnQuestion
	pages := rapid.IntRange(1, min(4, len(picked))).Draw(t, "pages")
	for i, q := range picked {
		if len(f.pages) < pages && (i == 0 || rapid.Bool().Draw(t, "break") || len(picked)-i == pages-len(f.pages)) {
			upToPage = slices.Clone(before)
			f.pages = append(f.pages, drawnPage{id: fmt.Sprintf("p%d", len(f.pages)), showIf: drawRule(t, before), shuffle: rapid.IntRange(0, 2).Draw(t, "shuffle") == 0})
		}
		p := &f.pages[len(f.pages)-1]
		all := before
		if p.shuffle { // what is drawn does not see the others of its page
			before = upToPage
		}
		q.showIf = drawRule(t, before)
		q.required = q.kind != "consent" && rapid.IntRange(0, 3).Draw(t, "required") == 0
		if q.kind == "scale" {
			q.weight = float64(rapid.IntRange(-2, 2).Draw(t, "weight"))
		}
		for j := range q.choices {
			q.choices[j].score = float64(rapid.IntRange(-3, 3).Draw(t, "score"))
			q.choices[j].showIf = drawRule(t, before)
		}
		p.questions = append(p.questions, q)
		before = append(slices.Clone(all), q)
	}
	for i := range f.pages {
		f.pages[i].settle(t)
	}
	before = nil
	for i := range f.pages {
		before = append(before, f.pages[i].questions...)
		for range rapid.IntRange(0, 2).Draw(t, "nexts") {
			when := drawRule(t, before)
			to := rapid.IntRange(i+1, len(f.pages)).Draw(t, "to")
			if when == nil {
				continue
			}
			name := "end"
			if to < len(f.pages) {
				name = f.pages[to].id
			}
			f.pages[i].next = append(f.pages[i].next, drawnNext{when, name})
		}
	}
	return f
}

// settle lets only a page with questions to draw from be drawn, and picks where none is required.
func (p *drawnPage) settle(t *rapid.T) {
	asking := 0
	required := false
	for _, q := range p.questions {
		required = required || q.required
		if q.kind != "consent" {
			asking++
		}
	}
	p.shuffle = p.shuffle && len(p.questions) > 1
	if p.shuffle && asking > 1 && !required && rapid.Bool().Draw(t, "picks") {
		p.pick = rapid.IntRange(1, asking-1).Draw(t, "pick")
	}
}

// orderOf is what a ticket tells of its drawing.
func orderOf(v *forms.Version, k *ticket) map[string][]string {
	if o := draw(v, k.nonce); o != nil {
		return o.Questions
	}
	return nil
}

// drawRuleOf draws a rule over what was asked before and the computed values, or none.
func drawRuleOf(t *rapid.T, before []drawnQuestion, computed map[string]float64) *drawnRule {
	if len(before) == 0 || rapid.IntRange(0, 2).Draw(t, "ruled") > 0 {
		return nil
	}
	one := func() *drawnRule {
		if rapid.IntRange(0, 3).Draw(t, "on") == 0 && slices.ContainsFunc(before, func(q drawnQuestion) bool { return q.kind == "scale" || len(q.choices) > 0 }) {
			name := "score.s"
			if len(computed) > 0 && rapid.Bool().Draw(t, "computed") {
				name = "computed.c"
			}
			return &drawnRule{op: rapid.SampledFrom([]string{"<", ">=", "==", "!="}).Draw(t, "op"), name: name, literal: float64(rapid.IntRange(-2, 3).Draw(t, "bound"))}
		}
		q := rapid.SampledFrom(before).Draw(t, "of")
		if rapid.IntRange(0, 3).Draw(t, "kind") == 0 || q.kind == "short_text" {
			return &drawnRule{op: "answered", name: q.id}
		}
		op := rapid.SampledFrom([]string{"==", "!="}).Draw(t, "op")
		switch q.kind {
		case "consent":
			return &drawnRule{op: op, name: q.id, literal: rapid.Bool().Draw(t, "literal")}
		case "scale":
			return &drawnRule{op: rapid.SampledFrom([]string{"<", ">=", "==", "!="}).Draw(t, "op"), name: q.id, literal: float64(rapid.IntRange(0, 5).Draw(t, "literal"))}
		case "multiple":
			op = "in"
		}
		return &drawnRule{op: op, name: q.id, literal: rapid.SampledFrom(q.choices).Draw(t, "literal").value}
	}
	switch rapid.IntRange(0, 4).Draw(t, "shape") {
	case 0:
		return &drawnRule{op: "and", parts: []*drawnRule{one(), one()}}
	case 1:
		return &drawnRule{op: "or", parts: []*drawnRule{one(), one()}}
	case 2:
		return &drawnRule{op: "!", parts: []*drawnRule{one()}}
	}
	return one()
}
