package forms

import (
	"slices"
	"strings"

	"proffer/forms/rule"
)

// uses are the names that a part of a form depends on, as rules write them; those behind computed
// values are among them.
type uses map[string]bool

// through are the names with those that stand behind the computed ones among them.
func (f *Form) through(names []string) []string {
	out, seen := slices.Clone(names), make(map[string]bool, len(names))
	for _, name := range names {
		seen[name] = true
	}
	for i := 0; i < len(out); i++ {
		id, computed := strings.CutPrefix(out[i], "computed.")
		if !computed {
			continue
		}
		of, _ := f.Computed.Get(id)
		for _, name := range ruleVars(of) {
			if !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
	}
	return out
}

// reads are the variables that a rule rests on.
func (f *Form) reads(r *rule.Rule) []string { return f.through(ruleVars(r)) }

func (f *Form) add(u uses, names ...string) {
	for _, name := range f.through(names) {
		u[name] = true
	}
}

func (f *Form) addRecommend(u uses, r *Recommend) {
	if r == nil {
		return
	}
	f.add(u, ruleVars(r.Filter)...)
	for _, name := range r.Match.Names() {
		m, _ := r.Match.Get(name)
		f.add(u, ruleVars(m.To)...)
	}
}

// addTexts adds what the texts below a pointer to a struct repeat.
func (f *Form) addTexts(u uses, of any) {
	eachText(of, func(_ string, t *Text) {
		for _, text := range *t {
			for _, p := range Pipes(text) {
				f.add(u, p.ID)
			}
		}
	})
}

// pathUses are what the way through the form depends on.
func (f *Form) pathUses() uses {
	u := uses{}
	for _, p := range f.Pages {
		f.add(u, ruleVars(p.ShowIf)...)
		for _, n := range p.Next {
			f.add(u, ruleVars(n.When)...)
		}
		for _, q := range p.Questions {
			f.add(u, ruleVars(q.ShowIf)...)
			for _, ch := range q.Choices {
				f.add(u, ruleVars(ch.ShowIf)...)
			}
		}
	}
	return u
}

// resultUses are what the person gets depends on: outcomes with their texts, and recommendations.
func (f *Form) resultUses() uses {
	u := uses{}
	f.addRecommend(u, f.Recommend)
	for i := range f.Outcomes {
		o := &f.Outcomes[i]
		f.add(u, ruleVars(o.When)...)
		if o.Score != "" {
			f.add(u, "score."+o.Score)
		}
		f.addRecommend(u, o.Recommend)
		f.addTexts(u, o)
	}
	return u
}

// question tells whether an answer is used: itself, a row or a place of it, or by its attribute.
func (u uses) question(q *Question) bool {
	for name := range u {
		head, _, _ := strings.Cut(name, ".")
		if head == q.ID || (q.Attribute != "" && name == "attr."+q.Attribute) {
			return true
		}
	}
	return false
}

// scored tells whether an answer adds to a score that is used.
func (u uses) scored(q *Question) bool {
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

// Shapes tells whether an answer to the question can change what the person gets.
func (v *Version) Shapes(q *Question) bool { return v.results.question(q) || v.results.scored(q) }
