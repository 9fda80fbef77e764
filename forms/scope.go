package forms

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"proffer/forms/rule"
)

// scope is what a rule at one place of a form may see: what can precede it on a path.
type scope struct {
	form  *Form
	brand *Brand
	// page and question are where the rule stands; it sees all pages from which a path leads there, and
	// on its own page the questions before. A rule behind the last page sees everything.
	page, question int
	result         bool // a computed value, an outcome or a recommendation: no consent, context, stage, locale
	reaches        []map[int]bool
}

// at is the scope of a place; a result lies behind the last page.
func (f *Form) at(b *Brand, page, question int) scope {
	return scope{form: f, brand: b, page: page, question: question, reaches: f.reaches()}
}

func (f *Form) result(b *Brand) scope {
	s := f.at(b, len(f.Pages), 0)
	s.result = true
	return s
}

// Names implements rule.Scope.
func (s scope) Names() []string {
	var names []string
	s.questions(func(q *Question) {
		if q.Type != "statement" && (q.Type != "consent" || !s.result) {
			names = append(append(names, q.ID), s.parts(q)...)
			if q.Attribute != "" {
				names = append(names, "attr."+q.Attribute)
			}
		}
	})
	for _, sc := range s.form.Scores() {
		names = append(names, "score."+sc)
	}
	for _, name := range s.form.Computed.Names() {
		if _, err := s.computed(name); err == nil {
			names = append(names, "computed."+name)
		}
	}
	if s.quizzed() {
		names = append(names, knowledgeNames...)
	}
	if !s.result {
		for _, name := range s.form.Context.Names() {
			names = append(names, "context."+name)
		}
		names = append(names, "stage", "locale")
	}
	return append(names, "today")
}

func (s scope) questions(visit func(*Question)) {
	for i := range s.form.Pages {
		for j := range s.form.Pages[i].Questions {
			if s.reaches[i][s.page] || (i == s.page && j < s.question && !s.drawn()) {
				visit(&s.form.Pages[i].Questions[j])
			}
		}
	}
}

// Lookup implements rule.Scope.
func (s scope) Lookup(name string) (rule.Type, error) {
	family, member, _ := strings.Cut(name, ".")
	if s.result && slices.Contains([]string{"stage", "locale", "context"}, family) {
		return rule.Type{}, fmt.Errorf("%s never reaches a computed value or a result; it may stand in showIf and next only", family)
	}
	switch family {
	case "today":
		return rule.Type{Kind: rule.Date}, s.whole(name, member)
	case "stage":
		return s.names("/stages", s.brand.Stages), s.whole(name, member)
	case "locale":
		return s.names("/locales", s.brand.Locales), s.whole(name, member)
	case "score":
		if !slices.Contains(s.form.Scores(), member) {
			return rule.Type{}, fmt.Errorf("no answer adds to the score %q", member)
		}
		return rule.Type{Kind: rule.Number}, nil
	case "computed":
		return s.computed(member)
	case "context":
		return s.context(member)
	case "knowledge":
		return s.knowledge(name)
	case "item":
		return rule.Type{}, fmt.Errorf("an item's values are visible in the filter of a recommendation only")
	}
	return s.answer(name)
}

// names is the type of one of the brand's names; any, where they could not all be read.
func (s scope) names(at string, known []string) rule.Type {
	if s.brand.torn(at) {
		known = nil
	}
	return rule.Type{Kind: rule.Text, Values: known}
}

// whole refuses members of a variable that has none.
func (s scope) whole(name, member string) error {
	if family, _, dotted := strings.Cut(name, "."); dotted {
		return fmt.Errorf("%s has no member %q", family, member)
	}
	return nil
}

// missing says why a name is not visible here: it may exist further down the path.
func (s scope) missing(name, attribute string, byAttribute bool) error {
	for i, p := range s.form.Pages {
		for _, q := range p.Questions {
			switch {
			case q.ID != name && (!byAttribute || q.Attribute != attribute):
			case i < s.page:
				return fmt.Errorf("%q is asked on a page from which no path leads here", name)
			case i == s.page && s.drawn():
				return fmt.Errorf("%q is asked on this page, whose questions are drawn; they do not see each other", name)
			default:
				return fmt.Errorf("%q is asked only after this place; a rule sees what precedes it", name)
			}
		}
	}
	return fmt.Errorf("nothing here is called %q", name)
}

// checkRules checks every rule of the form at its place.
func (f *Form) checkRules(c *checks, b *Brand) {
	check := func(at string, r *rule.Rule, s scope, want rule.Kind) {
		if r == nil {
			return
		}
		for _, x := range r.Check(s, want) {
			c.faults = append(c.faults, x.Under(at))
		}
	}
	for i, p := range f.Pages {
		at := "/pages/" + strconv.Itoa(i)
		check(at+"/showIf", p.ShowIf, f.at(b, i, 0), rule.Bool)
		for j, q := range p.Questions {
			here := at + "/questions/" + strconv.Itoa(j)
			at := f.at(b, i, j)
			check(here+"/showIf", q.ShowIf, at, rule.Bool)
			for k, ch := range q.Choices {
				check(here+"/choices/"+strconv.Itoa(k)+"/showIf", ch.ShowIf, at, rule.Bool)
			}
		}
		for k, n := range p.Next {
			check(at+"/next/"+strconv.Itoa(k)+"/when", n.When, f.at(b, i, len(p.Questions)), rule.Bool)
		}
	}
	end := f.result(b)
	recommend := func(at string, r *Recommend) {
		if r == nil {
			return
		}
		if r.Filter != nil {
			for _, x := range r.Filter.Check(filterScope{end}, rule.Bool) {
				c.faults = append(c.faults, x.Under(at+"/filter"))
			}
			f.checkResultVars(c, at+"/filter", r.Filter, b)
		}
		for _, name := range r.Match.Names() {
			m, _ := r.Match.Get(name)
			here := below(at+"/match", name)
			check(here+"/to", m.To, end, rule.Absent)
			f.checkMatch(c, here, m, name, b, end)
			f.checkResultVars(c, here+"/to", m.To, b)
		}
	}
	recommend("/recommend", f.Recommend)
	for i, o := range f.Outcomes {
		at := "/outcomes/" + strconv.Itoa(i)
		check(at+"/when", o.When, end, rule.Bool)
		f.checkResultVars(c, at+"/when", o.When, b)
		recommend(at+"/recommend", o.Recommend)
	}
	f.checkScoredAttributes(c, b)
}

// checkResultVars refuses a result that rests on a value which no contract purpose lets feed it, also
// by way of a computed value or a row of a matrix.
func (f *Form) checkResultVars(c *checks, at string, r *rule.Rule, b *Brand) {
	if r == nil {
		return
	}
	seen := map[string]bool{}
	for _, name := range f.reads(r) {
		id, _, _ := strings.Cut(name, ".")
		for i := range f.Pages {
			for _, q := range f.Pages[i].Questions {
				if q.Attribute != "" && !seen[q.Attribute] && (q.ID == id || "attr."+q.Attribute == name) && !f.feeds(b, q.Attribute) {
					seen[q.Attribute] = true
					c.fault(at, "no_contract_purpose", "give the attribute a purpose whose basis is contract", "%q feeds a result, and nothing allows it to", q.Attribute)
				}
			}
		}
	}
}

func (f *Form) checkScoredAttributes(c *checks, b *Brand) {
	for i, p := range f.Pages {
		for j, q := range p.Questions {
			scored := len(q.Scores) > 0 || slices.ContainsFunc(q.Choices, func(ch Choice) bool { return len(ch.Scores) > 0 })
			if scored && q.Attribute != "" && !f.feeds(b, q.Attribute) {
				c.fault(fmt.Sprintf("/pages/%d/questions/%d", i, j), "no_contract_purpose", "give the attribute a purpose whose basis is contract", "%q feeds a score, and nothing allows it to", q.Attribute)
			}
		}
	}
}

// feeds tells whether an attribute has a contract purpose, or may have one that could not be read.
func (f *Form) feeds(b *Brand, attribute string) bool {
	a, known := b.Attributes.Get(attribute)
	return !known || b.torn(below("/attributes", attribute)+"/purposes") || slices.ContainsFunc(a.Purposes, func(id string) bool {
		p, _ := b.Purposes.Get(id)
		return p.Basis == BasisContract || !p.based()
	})
}

var _ rule.Scope = scope{}
