package forms

import (
	"slices"
	"strings"

	"proffer/forms/rule"
)

// checkIdle refuses a question of which nothing would come: it changes neither score, path, outcome
// nor recommendation, no text repeats it, and none of its purposes goes on after the exchange. A
// poll's votes are counted, which is what they are for; a knowledge question counts by itself and
// asks for no attribute. A preference centre is exempt: what people edit there serves the purposes
// for which other forms asked it.
func (f *Form) checkIdle(c *checks, b *Brand) {
	if f.Kind == KindPreferences {
		return
	}
	used := f.used()
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		a, known := b.Attributes.Get(q.Attribute)
		if !known || len(a.Purposes) == 0 || f.Kind == KindPoll && a.Bounded() || b.torn(below("/attributes", q.Attribute)+"/purposes") {
			return
		}
		later := slices.ContainsFunc(a.Purposes, func(id string) bool {
			p, known := b.Purposes.Get(id)
			return !known || p.Later || b.torn(below("/purposes", id))
		})
		if later || used.question(q) || used.scored(q) {
			return
		}
		c.fault(at, "idle", `let a score, a rule, an outcome, a recommendation or a text use it, give the attribute a purpose with "later": true, or do not ask it`,
			"nothing comes of an answer to %q", q.ID)
	})
}

// used is what the rules, results and texts of a form read, by the names that rules use.
type used map[string]bool

// used gathers the names, those behind computed values included.
func (f *Form) used() used {
	out := used{}
	read := func(r *rule.Rule) {
		if r == nil {
			return
		}
		for _, name := range f.through(r.Vars()) {
			out[name] = true
		}
	}
	results := func(r *Recommend) {
		if r == nil {
			return
		}
		read(r.Filter)
		for _, name := range r.Match.Names() {
			m, _ := r.Match.Get(name)
			read(m.To)
		}
	}
	for _, p := range f.Pages {
		read(p.ShowIf)
		for _, n := range p.Next {
			read(n.When)
		}
		for _, q := range p.Questions {
			read(q.ShowIf)
			for _, ch := range q.Choices {
				read(ch.ShowIf)
			}
		}
	}
	results(f.Recommend)
	for _, o := range f.Outcomes {
		read(o.When)
		results(o.Recommend)
		if o.Score != "" {
			out["score."+o.Score] = true
		}
	}
	eachText(f, func(_ string, t *Text) {
		for _, text := range *t {
			for _, p := range Pipes(text) {
				for _, name := range f.through([]string{p.ID}) {
					out[name] = true
				}
			}
		}
	})
	return out
}

// through are the names with those that stand behind the computed ones among them.
func (f *Form) through(names []string) []string {
	out := slices.Clone(names)
	for i := 0; i < len(out); i++ {
		id, computed := strings.CutPrefix(out[i], "computed.")
		if !computed {
			continue
		}
		if r, known := f.Computed.Get(id); known && r != nil {
			for _, name := range r.Vars() {
				if !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// question tells whether an answer is read: itself, a row or a place of it, or by its attribute.
func (u used) question(q *Question) bool {
	for name := range u {
		head, _, _ := strings.Cut(name, ".")
		if name == "attr."+q.Attribute || strings.HasPrefix(name, "attr."+q.Attribute+".") || head == q.ID {
			return true
		}
	}
	return false
}

// scored tells whether an answer adds to a score that is read.
func (u used) scored(q *Question) bool {
	adds := func(scores map[string]float64) bool {
		for s, n := range scores {
			if n != 0 && u["score."+s] {
				return true
			}
		}
		return false
	}
	return adds(q.Scores) || slices.ContainsFunc(q.Choices, func(ch Choice) bool { return adds(ch.Scores) })
}
