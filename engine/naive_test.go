package engine

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
)

// A small form as the property tests draw it, and a second walker over it. The walker shares no code
// with walk: it knows neither the package rule nor the package forms.

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
