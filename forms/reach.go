package forms

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"proffer/forms/rule"
)

// flow is the form as the prover walks it: page by page, with what is known wherever ways meet.
type flow struct {
	form     *Form
	brand    *Brand
	c        *checks
	prover   *rule.Prover
	computed map[string]*rule.Rule
	end      scope
	uses     map[*rule.Rule][]string // what reads gave
	at       []*moment               // before each page, and at the end; nil where no answers lead
	blamed   []bool                  // pages of which an entry that leads there was reported
}

// disturbing are the findings of which the flow, or what can be answered, may be a consequence. Beside
// them nothing is proved, so that one defect is said once.
var disturbing = []string{
	"required", "wrong_type", "out_of_range", "unknown_field", "duplicate", "bad_id", "cycle", "backward", "unreachable", "asked_twice",
	"unknown_variable", "unknown_choice", "dangling_attribute", "dangling_choice", "dangling_page", "dangling_score", "dangling_purpose",
}

// checkReach reports what no answers lead to, and rules that never or always hold, as far as finite sets
// and intervals prove it. What is reported is so; a form for which that takes too much work passes.
// It needs a form that is otherwise sound, and says nothing of any other.
func (f *Form) checkReach(c *checks, b *Brand) {
	if len(f.Pages) == 0 || len(b.broken) > 0 {
		return
	}
	for _, x := range c.faults {
		if slices.Contains(disturbing, x.Code) {
			return
		}
	}
	w := &flow{form: f, brand: b, c: c, prover: rule.NewProver(), computed: map[string]*rule.Rule{}, end: f.result(b), uses: map[*rule.Rule][]string{},
		at: make([]*moment, len(f.Pages)+1), blamed: make([]bool, len(f.Pages)+1)}
	for _, name := range f.Computed.Names() {
		w.computed["computed."+name], _ = f.Computed.Get(name)
	}
	w.at[0] = w.start()
	for i := range f.Pages {
		if w.at[i] != nil {
			w.leave(i, w.page(i))
		}
	}
	w.lost()
	if end := w.at[len(f.Pages)]; end != nil {
		w.outcomes(end)
		w.recommended(end)
	}
}

// reads is Form.reads, found once for each rule.
func (w *flow) reads(r *rule.Rule) []string {
	if _, known := w.uses[r]; !known {
		w.uses[r] = w.form.reads(r)
	}
	return w.uses[r]
}

// judge reports a rule that never holds, with what follows from it, and warns of one that always does.
func (w *flow) judge(at string, r *rule.Rule, m *moment, never string) rule.Verdict {
	v := w.never(at, r, m, never)
	if r != nil && v == rule.Always {
		w.c.warn(at, "always_holds", "leave the rule out, or change it", "the rule decides nothing, since it always holds: %s", w.reason(m, r, v))
	}
	return v
}

func (w *flow) never(at string, r *rule.Rule, m *moment, what string) rule.Verdict {
	if r == nil {
		return rule.Always
	}
	v := m.verdict(r)
	if v == rule.Never {
		w.c.fault(at, "never_holds", "change the rule, or remove what it decides", "%s: %s", what, w.reason(m, r, v))
	}
	return v
}

// page walks through a page's questions; it gives the moment behind them.
func (w *flow) page(i int) *moment {
	p, here := &w.form.Pages[i], fmt.Sprintf("/pages/%d", i)
	before := w.at[i]
	shown, hidden := before.clone(), (*moment)(nil)
	if p.ShowIf != nil {
		if w.judge(here+"/showIf", p.ShowIf, before, fmt.Sprintf("the page %q is never shown", p.ID)) == rule.Never {
			return before
		}
		hidden = before.assume(p.ShowIf, false)
		if shown = before.assume(p.ShowIf, true); shown == nil {
			return before
		}
	}
	if p.drawn() { // any of the others may precede a question
		for j := range p.Questions {
			shown.pass(&p.Questions[j])
		}
	}
	for j := range p.Questions {
		q := &p.Questions[j]
		if w.question(fmt.Sprintf("%s/questions/%d", here, j), q, shown) && !p.drawn() {
			shown.pass(q)
		}
	}
	return shown.join(hidden)
}

// question judges the rules of a question; it tells whether the question can be shown.
func (w *flow) question(here string, q *Question, m *moment) bool {
	if w.judge(here+"/showIf", q.ShowIf, m, fmt.Sprintf("the question %q is never shown", q.ID)) == rule.Never {
		return false
	}
	inside := m
	for k, ch := range q.Choices {
		if ch.ShowIf == nil {
			continue
		}
		if inside == m && q.ShowIf != nil {
			if inside = m.assume(q.ShowIf, true); inside == nil {
				return true
			}
		}
		w.judge(fmt.Sprintf("%s/choices/%d/showIf", here, k), ch.ShowIf, inside, fmt.Sprintf("the choice %q is never offered", ch.Value.Name()))
	}
	return true
}

// leave goes on to the pages that can follow page i, and reports entries that are never taken.
func (w *flow) leave(i int, m *moment) {
	rest := m
	for k, n := range w.form.Pages[i].Next {
		to, here := w.form.pageIndex(n.Page), fmt.Sprintf("/pages/%d/next/%d", i, k)
		if rest == nil {
			w.c.fault(here, "unreachable", "remove it, or let an entry above it hold less often", "the entries above this one leave no answers for it")
			for _, later := range w.form.Pages[i].Next[k:] {
				w.blamed[w.form.pageIndex(later.Page)] = true
			}
			return
		}
		if n.When == nil {
			w.at[to] = w.at[to].join(rest)
			return
		}
		judge := w.never // where others follow, these are what an entry that always holds is reported by
		if k == len(w.form.Pages[i].Next)-1 {
			judge = w.judge
		}
		if judge(here+"/when", n.When, m, fmt.Sprintf("the way to %q is never taken", n.Page)) == rule.Never {
			w.blamed[to] = true
			continue
		}
		if taken := rest.assume(n.When, true); taken != nil {
			w.at[to] = w.at[to].join(taken)
		} else {
			w.blamed[to] = true
			w.c.fault(here, "unreachable", "remove it, or put it above the others", "whenever this entry holds, one above it is taken")
		}
		rest = rest.assume(n.When, false)
	}
	if rest != nil {
		w.at[i+1] = w.at[i+1].join(rest)
	}
}

// lost reports the pages that no answers lead to, but for those that follow from another report.
func (w *flow) lost() {
	for j := 1; j < len(w.form.Pages); j++ {
		if w.at[j] != nil || w.blamed[j] {
			continue
		}
		for i := range j {
			if w.at[i] != nil && slices.Contains(w.form.certain(i), j) {
				w.c.fault(fmt.Sprintf("/pages/%d", j), "unreachable", "change the rules of the next before it, or remove it", "no answers lead to the page %q, since a next always leads past it", w.form.Pages[j].ID)
				break
			}
		}
	}
}

// reason says why a rule never or always holds, by what its variables are there.
func (w *flow) reason(m *moment, r *rule.Rule, v rule.Verdict) string {
	free := &moment{flow: w, vars: map[string]*rule.Domain{}}
	var names []string
	if len(w.reads(r)) == 0 {
		if id := w.quoted(r); id != "" {
			return fmt.Sprintf(`the rule reads no answer, only the text %q: {"var": %q} may be meant`, id, id)
		}
		return `the rule reads no answer, as {"var": "..."} with a question's id does`
	}
	for _, name := range w.reads(r) {
		if _, computed := w.computed[name]; computed || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
		free.set(name, m.Domain(name).Any())
	}
	if w.prover.Prove(free, r) == v {
		return "whatever is answered"
	}
	var all []string
	for _, name := range names {
		said := m.Domain(name).Describe(name)
		if said == "" {
			continue
		}
		one := free.clone()
		one.set(name, m.Domain(name))
		if w.prover.Prove(one, r) == v {
			return said + " here"
		}
		all = append(all, said)
	}
	plain := m.clone()
	plain.claims = nil
	if len(all) == 0 || len(all) > 3 || w.prover.Prove(plain, r) != v {
		return "by the rules that lead here"
	}
	return strings.Join(all, " and ") + " here"
}

// quoted is a text of the rule that is called as what it could read is; "" if none is.
func (w *flow) quoted(r *rule.Rule) string {
	raw, err := r.MarshalJSON()
	if err != nil {
		return ""
	}
	var source any
	if json.Unmarshal(raw, &source) != nil {
		return ""
	}
	var look func(v any) string
	look = func(v any) string {
		switch v := v.(type) {
		case string:
			if v == "stage" || v == "locale" || v == "today" || w.asks(v) {
				return v
			}
		case []any:
			for _, part := range v {
				if found := look(part); found != "" {
					return found
				}
			}
		case map[string]any:
			for _, part := range v { // an operator, which is alone in its object
				return look(part)
			}
		}
		return ""
	}
	return look(source)
}

func (w *flow) asks(id string) (found bool) {
	w.form.eachQuestion(func(_ string, _ *Page, q *Question) { found = found || q.ID == id })
	return found
}
