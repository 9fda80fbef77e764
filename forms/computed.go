package forms

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"proffer/forms/rule"
)

// maxComputed is how many computed values one form may have.
const maxComputed = 100

// ComputedOrder are the names of the computed values, each after those that it reads, otherwise as
// they are written. Values that read each other in a circle, which lint refuses, are left out, and so are
// those that read such a one.
func (f *Form) ComputedOrder() []string {
	order, _ := f.sortComputed()
	return order
}

// sortComputed gives the order, and the first circle found, beginning and ending with one name.
func (f *Form) sortComputed() (order, circle []string) {
	const (
		open = 1 // being followed
		done = 2
		lost = 3 // in a circle, or reading one
	)
	state := map[string]int{}
	var trail []string
	var visit func(name string) bool
	visit = func(name string) bool {
		switch state[name] {
		case done:
			return true
		case lost:
			return false
		case open:
			if circle == nil {
				circle = append(slices.Clone(trail[slices.Index(trail, name):]), name)
			}
			return false
		}
		state[name] = open
		trail = append(trail, name)
		sound := true
		r, _ := f.Computed.Get(name)
		for _, v := range ruleVars(r) {
			if other, ok := strings.CutPrefix(v, "computed."); ok {
				if _, there := f.Computed.Get(other); there && !visit(other) {
					sound = false
				}
			}
		}
		trail = trail[:len(trail)-1]
		if !sound {
			state[name] = lost
			return false
		}
		state[name] = done
		order = append(order, name)
		return true
	}
	for _, name := range f.Computed.Names() {
		visit(name)
	}
	return order, circle
}

func ruleVars(r *rule.Rule) []string {
	if r == nil {
		return nil
	}
	return r.Vars()
}

// readable tells whether the rule is one: what could not be read was reported, and holds nothing.
func readable(r *rule.Rule) bool {
	source, err := r.MarshalJSON()
	return err == nil && len(source) > 0
}

// checkComputed checks each computed value by itself, and whether any rule uses it.
func (f *Form) checkComputed(c *checks, b *Brand) {
	names := f.Computed.Names()
	if len(names) > maxComputed {
		c.fault("/computed", "out_of_range", fmt.Sprintf("write at most %d", maxComputed), "the form has %d computed values", len(names))
		return
	}
	if _, circle := f.sortComputed(); circle != nil {
		c.fault(below("/computed", circle[0]), "cycle", "let one of them do without the others", "the computed values go round: %s", strings.Join(circle, " reads "))
	}
	used := uses{}
	f.eachRule(func(r *rule.Rule) { f.add(used, ruleVars(r)...) })
	f.addTexts(used, f)
	for _, name := range names {
		at := below("/computed", name)
		checkID(c, at, "a computed value", name)
		r, _ := f.Computed.Get(name)
		if !readable(r) {
			continue
		}
		faults := r.Check(f.result(b), rule.Absent)
		for _, x := range faults {
			c.faults = append(c.faults, x.Under(at))
		}
		if t := f.computedType(b, name); len(faults) == 0 && t.Kind == rule.List {
			c.fault(at, "wrong_type", "compute a boolean, a number, a text or a date, e.g. with `count`, `in` or `some`", "the computed value %q gives a %s", name, t)
		}
		if !used["computed."+name] {
			c.warn(at, "unused", "use it in a rule as computed."+name+", or remove it", "no rule and no text reads the computed value %q", name)
		}
	}
}

// computedType is what a computed value gives; any, where it has a defect of its own. The types are
// found in order, so that each is found once however they build on each other.
func (f *Form) computedType(b *Brand, name string) rule.Type {
	if f.types == nil {
		f.types = map[string]rule.Type{}
		end := f.result(b)
		for _, name := range f.ComputedOrder() {
			if r, _ := f.Computed.Get(name); r != nil && readable(r) {
				f.types[name] = settled(r, r.Type(end))
			}
		}
	}
	return f.types[name]
}

// settled adds what the literals of a rule tell: a computed value whose every text is written in it, or
// chosen from a finite set, is one of those; and one whose texts are all days is a date.
func settled(r *rule.Rule, t rule.Type) rule.Type {
	if t.Kind != rule.Text {
		return t
	}
	if t.Values == nil {
		t.Values = r.Texts()
		if len(t.Values) > 0 && !slices.ContainsFunc(t.Values, func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err != nil }) {
			return rule.Type{Kind: rule.Date}
		}
	}
	return t
}

// computed is the type of a computed value at a place: it sees what precedes that place.
func (s scope) computed(name string) (rule.Type, error) {
	r, known := s.form.Computed.Get(name)
	if !known {
		return rule.Type{}, fmt.Errorf("nothing computed is called %q", name)
	}
	t, answers := s.form.computedType(s.brand, name), 0
	if t.Kind == rule.Absent {
		return t, nil // said where it is computed
	}
	for _, v := range s.form.reads(r) {
		family, _, _ := strings.Cut(v, ".")
		if slices.Contains(reserved, family) && family != "attr" {
			return t, nil
		}
		answers++
		if _, err := s.answer(v); err == nil {
			return t, nil
		}
	}
	if answers > 0 {
		return rule.Type{}, fmt.Errorf("%q rests on answers of which none precedes this place", "computed."+name)
	}
	return t, nil
}

// eachRule visits every rule of the form but the computed values themselves.
func (f *Form) eachRule(visit func(*rule.Rule)) {
	recommend := func(r *Recommend) {
		if r == nil {
			return
		}
		visit(r.Filter)
		for _, name := range r.Match.Names() {
			m, _ := r.Match.Get(name)
			visit(m.To)
		}
	}
	for _, p := range f.Pages {
		visit(p.ShowIf)
		for _, q := range p.Questions {
			visit(q.ShowIf)
			for _, ch := range q.Choices {
				visit(ch.ShowIf)
			}
		}
		for _, n := range p.Next {
			visit(n.When)
		}
	}
	for _, o := range f.Outcomes {
		visit(o.When)
		recommend(o.Recommend)
	}
	recommend(f.Recommend)
}
