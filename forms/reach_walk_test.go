package forms

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"proffer/forms/rule"
)

// walker takes every way through a form, with every answer, and notes what it sees.
type walker struct {
	form    *Form
	brand   *Brand
	held    map[string]bool // rules that held, and what was reached, by pointer
	failed  map[string]bool // rules that did not hold
	answers map[string]rule.Value
	attrs   map[string]rule.Value
	scores  map[string]float64
	stage   string
	steps   int
}

func (w *walker) env(name string) rule.Value {
	family, member, _ := strings.Cut(name, ".")
	switch family {
	case "attr":
		return w.attrs[member]
	case "score":
		return rule.NumberOf(w.scores[member])
	case "computed":
		r, _ := w.form.Computed.Get(member)
		return r.Eval(w.env)
	case "stage":
		if w.stage == "" {
			return rule.Value{}
		}
		return rule.TextOf(w.stage)
	case "locale":
		return rule.TextOf("en")
	case "today":
		return rule.DateOf("2026-11-22")
	}
	return w.answers[name]
}

func (w *walker) holds(at string, r *rule.Rule) bool {
	if r == nil {
		return true
	}
	if r.True(w.env) {
		w.held[at] = true
		return true
	}
	w.failed[at] = true
	return false
}

func (w *walker) page(i int) {
	if w.steps++; i >= len(w.form.Pages) {
		w.outcome()
		return
	}
	p, here := &w.form.Pages[i], "/pages/"+strconv.Itoa(i)
	w.held[here] = true
	goOn := func() { w.page(w.next(i)) }
	if !w.holds(here+"/showIf", p.ShowIf) {
		goOn()
		return
	}
	all := make([]int, len(p.Questions))
	for j := range all {
		all[j] = j
	}
	orders := [][]int{all}
	if p.Pick != nil {
		orders = [][]int{{0}, {1}}
	} else if p.Shuffle {
		orders = [][]int{{0, 1}, {1, 0}}
	}
	for _, order := range orders {
		w.ask(i, order, goOn)
	}
}

func (w *walker) ask(i int, order []int, then func()) {
	if len(order) == 0 {
		then()
		return
	}
	j := order[0]
	q, here := &w.form.Pages[i].Questions[j], fmt.Sprintf("/pages/%d/questions/%d", i, j)
	rest := func() { w.ask(i, order[1:], then) }
	if !w.holds(here+"/showIf", q.ShowIf) {
		rest()
		return
	}
	type given struct {
		value  rule.Value
		chosen []int
	}
	options := []given{{}}
	switch q.Type {
	case "consent":
		options = append(options, given{value: rule.BoolOf(true)}, given{value: rule.BoolOf(false)})
	case "scale":
		for _, n := range []float64{1, 2, 3, 5} {
			options = append(options, given{value: rule.NumberOf(n)})
		}
	case "multiple":
		for bits := 1; bits < 8; bits++ {
			var g given
			var list []rule.Value
			for k := range q.Choices {
				if bits>>k&1 == 1 {
					g.chosen, list = append(g.chosen, k), append(list, rule.TextOf(q.Choices[k].Value.Name()))
				}
			}
			if g.value = rule.ListOf(list...); len(list) <= int(*q.Max) {
				options = append(options, g)
			}
		}
	default:
		for k, ch := range q.Choices {
			if !w.holds(fmt.Sprintf("%s/choices/%d/showIf", here, k), ch.ShowIf) {
				continue
			}
			v := rule.TextOf(ch.Value.Name())
			if q.Type == "yes_no" {
				v = rule.BoolOf(ch.Value == "true")
			}
			options = append(options, given{v, []int{k}})
		}
	}
	for _, g := range options {
		scores, attrs := maps.Clone(w.scores), maps.Clone(w.attrs)
		w.answers[q.ID] = g.value
		if !g.value.IsAbsent() {
			if q.Attribute != "" {
				w.attrs[q.Attribute] = g.value
			}
			worth := map[string]float64{}
			for _, k := range g.chosen {
				for s, n := range q.Choices[k].Scores {
					worth[s] += n
				}
			}
			for s, weight := range q.Scores {
				worth[s] += weight * g.value.Number()
			}
			for s, n := range worth {
				w.scores[s] += n
			}
		}
		rest()
		w.scores, w.attrs = scores, attrs
		delete(w.answers, q.ID)
	}
}

func (w *walker) next(i int) int {
	for k, n := range w.form.Pages[i].Next {
		here := fmt.Sprintf("/pages/%d/next/%d", i, k)
		if w.holds(here+"/when", n.When) {
			for later := k + 1; later < len(w.form.Pages[i].Next); later++ {
				w.holds(fmt.Sprintf("/pages/%d/next/%d/when", i, later), w.form.Pages[i].Next[later].When)
			}
			w.held[here] = true
			return w.form.pageIndex(n.Page)
		}
	}
	return i + 1
}

func (w *walker) outcome() {
	best := len(w.form.Outcomes) - 1
	for k := range w.form.Outcomes {
		o, here := &w.form.Outcomes[k], "/outcomes/"+strconv.Itoa(k)
		last := best == len(w.form.Outcomes)-1
		switch holds := w.holds(here+"/when", o.When); {
		case !holds:
		case w.form.OutcomeBy == "" && last:
			best = k
		case w.form.OutcomeBy != "" && o.Score != "" && w.scores[o.Score] > 0 && (last || w.scores[o.Score] > w.scores[w.form.Outcomes[best].Score]):
			best = k
		}
	}
	w.held["/outcomes/"+strconv.Itoa(best)] = true
}
