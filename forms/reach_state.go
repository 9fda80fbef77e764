package forms

import (
	"maps"
	"slices"

	"proffer/forms/rule"
)

// moment is what is known at one place of a form, over every way that leads there: what each variable
// can be, and rules of which each way has found whether they hold. It is never narrower than the truth.
type moment struct {
	flow   *flow
	vars   map[string]*rule.Domain // what is not in it can be anything
	claims []rule.Claim
	// ways are those that meet here, each with what is known on it alone, so that an answer of one and an
	// answer of another are not taken to go together; none where there is one, or too many to tell apart.
	ways []*moment
}

// maxWays is how many ways are told apart; of more, only what they have in common is known.
const maxWays = 12

// maxClaims is how many rules are remembered along a way; what the earlier ones told of one variable
// remains in its domain.
const maxClaims = 8

// Domain implements rule.Known.
func (m *moment) Domain(name string) rule.Domain {
	if d := m.vars[name]; d != nil {
		return *d
	}
	return rule.Domain{}
}

// Rule implements rule.Known: a computed value is what its rule gives at this place.
func (m *moment) Rule(name string) *rule.Rule { return m.flow.computed[name] }

func (m *moment) clone() *moment {
	out := &moment{flow: m.flow, vars: maps.Clone(m.vars), claims: slices.Clone(m.claims)}
	for _, way := range m.ways {
		out.ways = append(out.ways, way.clone())
	}
	return out
}

// each are the ways that are told apart.
func (m *moment) each() []*moment {
	if len(m.ways) > 0 {
		return m.ways
	}
	return []*moment{m}
}

func (m *moment) set(name string, d rule.Domain) { m.vars[name] = &d }

// verdict is what can be proved of a rule here.
func (m *moment) verdict(r *rule.Rule) rule.Verdict {
	v := m.flow.prover.Prove(m, r, m.claims...)
	for i, way := range m.ways {
		if v != rule.Unknown && i == 0 {
			break
		}
		of := m.flow.prover.Prove(way, r, way.claims...)
		if of == rule.Unknown || i > 0 && of != v {
			return rule.Unknown
		}
		v = of
	}
	return v
}

// possible tells whether these claims can hold too, on any way.
func (m *moment) possible(more ...rule.Claim) bool {
	if !m.flow.prover.Possible(m, slices.Concat(m.claims, more)...) {
		return false
	}
	return len(m.ways) == 0 || slices.ContainsFunc(m.ways, func(way *moment) bool { return way.possible(more...) })
}

// assume is the moment after it was found whether a rule holds; nil if that can't be.
func (m *moment) assume(r *rule.Rule, holds bool) *moment {
	claims := append(slices.Clone(m.claims), rule.Claim{Rule: r, Holds: holds})
	if !m.flow.prover.Possible(m, claims...) {
		return nil
	}
	own, possible := m.flow.prover.Narrow(m, claims...)
	if !possible {
		return nil
	}
	out := &moment{flow: m.flow, vars: maps.Clone(m.vars)}
	for _, way := range m.ways {
		if kept := way.assume(r, holds); kept != nil {
			out.ways = append(out.ways, kept)
		}
	}
	switch {
	case len(m.ways) > 0 && len(out.ways) == 0:
		return nil
	case len(out.ways) == 1:
		return out.ways[0]
	}
	for name, d := range own {
		out.set(name, d)
	}
	out.claims = claims[max(0, len(claims)-maxClaims):]
	return out
}

// join is what is known where two ways meet; a nil one is no way.
func (m *moment) join(o *moment) *moment {
	switch {
	case m == nil:
		return o
	case o == nil:
		return m
	}
	out := &moment{flow: m.flow, vars: map[string]*rule.Domain{}}
	for name, d := range m.vars {
		e := o.vars[name]
		switch {
		case e == d:
			out.vars[name] = d
		case e != nil:
			out.set(name, d.Join(*e))
		}
	}
	for _, c := range m.claims {
		if slices.Contains(o.claims, c) {
			out.claims = append(out.claims, c)
		}
	}
	if ways := slices.Concat(m.each(), o.each()); len(ways) <= maxWays {
		out.ways = ways
	}
	return out
}

// changed forgets what was claimed of variables that an answer changes.
func (m *moment) changed(names map[string]bool) {
	m.claims = slices.DeleteFunc(slices.Clone(m.claims), func(c rule.Claim) bool {
		return slices.ContainsFunc(m.flow.reads(c.Rule), func(name string) bool { return names[name] })
	})
}

// pass takes the question as asked: it may be answered in any way, declined, or not be shown.
func (m *moment) pass(q *Question) {
	for _, way := range m.ways {
		way.pass(q)
	}
	f := m.flow
	names := map[string]bool{}
	put := func(name string, d rule.Domain) {
		names[name] = true
		m.set(name, d)
	}
	whole, part := f.form.answers(q, f.brand)
	put(q.ID, whole.OrNothing())
	for _, name := range f.end.parts(q) {
		put(name, part.OrNothing())
	}
	if q.Attribute != "" {
		name := "attr." + q.Attribute
		put(name, m.Domain(name).Join(whole).OrNothing())
	}
	for score, by := range f.form.worth(q, f.brand) {
		name := "score." + score
		put(name, by.added(m.Domain(name)))
	}
	if q.IsKnowledge() {
		points := q.points()
		put("knowledge.points", span{min(0, points), max(0, points)}.added(m.Domain("knowledge.points")))
		put("knowledge.correct", span{0, 1}.added(m.Domain("knowledge.correct")))
		names["knowledge.total"] = true
	}
	m.changed(names)
}

// start is the moment before the first page: nothing is answered, and every score is 0.
func (w *flow) start() *moment {
	m := &moment{flow: w, vars: map[string]*rule.Domain{}}
	zero := rule.Between(0, 0, true)
	total := 0.0
	for i := range w.form.Pages {
		for j := range w.form.Pages[i].Questions {
			q := &w.form.Pages[i].Questions[j]
			m.set(q.ID, rule.Nothing())
			for _, name := range w.end.parts(q) {
				m.set(name, rule.Nothing())
			}
			if q.Attribute != "" {
				m.set("attr."+q.Attribute, rule.Nothing())
			}
			if q.IsKnowledge() {
				total += max(1, q.points())
			}
		}
	}
	for _, s := range w.form.Scores() {
		m.set("score."+s, zero)
	}
	m.set("knowledge.points", zero)
	m.set("knowledge.correct", zero)
	m.set("knowledge.total", rule.Between(0, total, false)) // of the form or of the path, in points or questions
	s := w.form.at(w.brand, 0, 0)
	for _, name := range append([]string{"stage", "locale", "today"}, w.contexts()...) {
		t, err := s.Lookup(name)
		if err != nil {
			continue
		}
		d := rule.OfType(t)
		if name != "locale" && name != "today" {
			d = d.OrNothing()
		}
		m.set(name, d)
	}
	return m
}

func (w *flow) contexts() []string {
	var out []string
	for _, name := range w.form.Context.Names() {
		out = append(out, "context."+name)
	}
	return out
}
