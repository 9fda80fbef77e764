package engine

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"proffer/forms"
)

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
