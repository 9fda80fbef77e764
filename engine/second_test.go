package engine

import (
	"encoding/json"
	"slices"
	"strings"
)

// A second walker over the whole language. It reads a version's JSON as it is stored, and shares no code
// with walk, nor with the packages forms and rule: it follows DESIGN.md's words. What a ticket told of
// its drawing is given to it.

// second is one walk.
type second struct {
	form, attributes object
	// What the ticket carries: a variable's value by its name for stage, locale, today and context.x;
	// what is known, by question; what was said to purposes before; why nothing is offered.
	fixed    object
	known    object
	standing map[string]bool
	nothing  bool
	order    map[string][]string // the questions that were drawn, by page

	shown    []string
	told     map[string]reading // by question
	asked    map[string]string  // the question that was answered last, by attribute
	scores   map[string]float64
	points   map[string]float64 // points, correct, total
	wrong    map[string]bool    // questions whose answers are missing, do not fit or have no place
	declined map[string]bool
}

func (w *second) walk(answers object) {
	w.told, w.asked, w.scores, w.points, w.wrong, w.declined = map[string]reading{}, map[string]string{}, map[string]float64{}, map[string]float64{}, map[string]bool{}, map[string]bool{}
	pages := w.form["pages"].([]any)
	for i := 0; i < len(pages); {
		page := pages[i].(object)
		if secondHolds(page["showIf"], w.sees) {
			for _, q := range w.asks(page) {
				if w.nothing && w.contact(q) || !secondHolds(q["showIf"], w.sees) {
					continue
				}
				w.shown = append(w.shown, textOf(q["id"]))
				w.take(q, answers)
			}
		}
		i = w.next(pages, i)
	}
	for id := range answers {
		if !slices.Contains(w.shown, id) {
			w.wrong[id] = true
		}
	}
}

func (w *second) contact(q object) bool {
	a, _ := w.attributes[textOf(q["attribute"])].(object)
	return a["category"] == "contact"
}

// asks are the questions of a page that the ticket asks, in their order.
func (w *second) asks(page object) (out []object) {
	ids, drawn := w.order[textOf(page["id"])]
	for _, q := range page["questions"].([]any) {
		if !drawn || slices.Contains(ids, textOf(q.(object)["id"])) {
			out = append(out, q.(object))
		}
	}
	if drawn {
		slices.SortFunc(out, func(a, b object) int {
			return slices.Index(ids, textOf(a["id"])) - slices.Index(ids, textOf(b["id"]))
		})
	}
	return out
}

func (w *second) next(pages []any, i int) int {
	entries, _ := pages[i].(object)["next"].([]any)
	for _, n := range entries {
		if !secondHolds(n.(object)["when"], w.sees) {
			continue
		}
		for j, p := range pages {
			if p.(object)["id"] == n.(object)["page"] {
				return j
			}
		}
		return len(pages)
	}
	return i + 1
}

func (w *second) take(q, answers object) {
	id := textOf(q["id"])
	if q["correct"] != nil {
		w.points["total"]++
	}
	given, sent := answers[id]
	centre := w.form["kind"] == "preferences"
	if !sent {
		known, has := w.known[id]
		if has && q["attribute"] != nil && (q["known"] == "skip" || centre) {
			if r, fits := w.read(q, known); fits {
				w.settle(q, r)
				return
			}
		}
		w.wrong[id] = q["required"] == true && !centre
		if !w.wrong[id] {
			delete(w.wrong, id)
		}
		return
	}
	if o, is := given.(object); is && len(o) == 1 && o["declined"] == true && q["type"] != "consent" && q["type"] != "statement" {
		w.declined[id] = true
		return
	}
	r, fits := w.read(q, given)
	if !fits {
		w.wrong[id] = true
		return
	}
	w.settle(q, r)
}

// settle lets an answer count for what follows.
func (w *second) settle(q object, r reading) {
	w.told[textOf(q["id"])] = r
	if a := textOf(q["attribute"]); a != "" {
		w.asked[a] = textOf(q["id"])
	}
	if correct, knowledge := q["correct"].([]any); knowledge && w.right(q, correct, r) {
		w.points["correct"]++
		points, written := q["points"].(float64)
		if !written {
			points = 1
		}
		w.points["points"] += points
	}
	worth := map[string]float64{}
	add := func(scores any, times float64) {
		o, _ := scores.(object)
		for name, points := range o {
			worth[name] += points.(float64) * times
		}
	}
	choices, _ := q["choices"].([]any)
	for _, c := range choices {
		for _, name := range r.chosen {
			if name == nameOf(c.(object)["value"]) {
				add(c.(object)["scores"], 1)
			}
		}
	}
	if n, number := r.value.(float64); number {
		add(q["scores"], n)
	}
	for name, points := range worth {
		w.scores[name] += points
	}
}

// right judges an answer to a knowledge question: of several picks all, of anything else one of the right ones.
func (w *second) right(q object, correct []any, r reading) bool {
	if picks, several := r.value.([]any); several {
		return len(picks) == len(correct) && !slices.ContainsFunc(correct, func(c any) bool { return !slices.Contains(picks, c) })
	}
	return slices.ContainsFunc(correct, func(c any) bool {
		if text, is := r.value.(string); is && q["type"] == "short_text" {
			return strings.EqualFold(strings.TrimSpace(text), strings.TrimSpace(textOf(c)))
		}
		return c == r.value
	})
}

// sees is what a rule of the path sees.
func (w *second) sees(name string) any {
	if v, is := w.fixed[name]; is {
		return v
	}
	if q := w.question(name); q != nil && q["type"] == "consent" {
		if r, told := w.told[name]; told {
			return r.value
		}
		if said, before := w.standing[textOf(q["purpose"])]; before && w.form["kind"] == "preferences" && slices.Contains(w.shown, name) {
			return said
		}
		return nil
	}
	return w.fact(name)
}

// fact is what a computed value and a result see: answers, and what follows from them.
func (w *second) fact(name string) any {
	if q := w.question(name); q != nil && q["type"] == "consent" {
		return nil
	}
	group, rest, _ := strings.Cut(name, ".")
	switch group {
	case "today":
		return w.fixed["today"]
	case "attr":
		attribute, part, _ := strings.Cut(rest, ".")
		return w.part(w.asked[attribute], part)
	case "score":
		return w.scores[rest]
	case "knowledge":
		return w.points[rest]
	case "computed":
		all, _ := w.form["computed"].(object)
		if r, is := all[rest]; is {
			return secondEval(r, w.fact, nil)
		}
		return nil
	}
	return w.part(group, rest)
}

func (w *second) part(question, part string) any {
	r := w.told[question]
	if part != "" {
		return r.parts[part]
	}
	return r.value
}

func (w *second) question(id string) object {
	for _, p := range w.form["pages"].([]any) {
		for _, q := range p.(object)["questions"].([]any) {
			if q.(object)["id"] == id {
				return q.(object)
			}
		}
	}
	return nil
}

// outcome is the id of the result; "" where the form has none.
func (w *second) outcome() string {
	all, _ := w.form["outcomes"].([]any)
	if len(all) == 0 {
		return ""
	}
	best, most := all[len(all)-1].(object), 0.0
	for _, o := range all {
		o := o.(object)
		if !secondHolds(o["when"], w.fact) {
			continue
		}
		if w.form["outcomeBy"] != "highest" {
			return textOf(o["id"])
		}
		if score, by := o["score"].(string); by && w.scores[score] > most {
			best, most = o, w.scores[score]
		}
	}
	return textOf(best["id"])
}

// decodedAny is JSON of any shape.
func decodedAny(raw []byte) (v any) {
	if err := json.Unmarshal(raw, &v); err != nil {
		panic(err)
	}
	return v
}
