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
	result         bool // an outcome or a recommendation: no consent, stage, locale
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
			names = append(names, q.ID)
			if q.Attribute != "" {
				names = append(names, "attr."+q.Attribute)
			}
		}
	})
	for _, sc := range s.form.Scores() {
		names = append(names, "score."+sc)
	}
	if !s.result {
		names = append(names, "stage", "locale")
	}
	return append(names, "today")
}

func (s scope) questions(visit func(*Question)) {
	for i := range s.form.Pages {
		for j := range s.form.Pages[i].Questions {
			if s.reaches[i][s.page] || (i == s.page && j < s.question) {
				visit(&s.form.Pages[i].Questions[j])
			}
		}
	}
}

// Lookup implements rule.Scope.
func (s scope) Lookup(name string) (rule.Type, error) {
	switch {
	case name == "today":
		return rule.Type{Kind: rule.Date}, nil
	case name == "stage" || name == "locale":
		if s.result {
			return rule.Type{}, fmt.Errorf("%s never reaches a result; it may stand in showIf and next only", name)
		}
		if name == "stage" {
			return s.names("/stages", s.brand.Stages), nil
		}
		return s.names("/locales", s.brand.Locales), nil
	case strings.HasPrefix(name, "score."):
		if !slices.Contains(s.form.Scores(), strings.TrimPrefix(name, "score.")) {
			return rule.Type{}, fmt.Errorf("no answer adds to the score %q", strings.TrimPrefix(name, "score."))
		}
		return rule.Type{Kind: rule.Number}, nil
	}
	attribute, byAttribute := strings.CutPrefix(name, "attr.")
	var found *Question
	s.questions(func(q *Question) {
		if q.ID == name || (byAttribute && q.Attribute == attribute) {
			found = q
		}
	})
	if found == nil {
		return rule.Type{}, s.missing(name, attribute, byAttribute)
	}
	if found.Type == "consent" && s.result {
		return rule.Type{}, fmt.Errorf("a consent never reaches a result; it may stand in showIf and next only")
	}
	k, known := kinds[found.Type]
	if !known {
		return rule.Type{}, nil // said where the question is
	}
	if found.Type == "statement" {
		return rule.Type{}, fmt.Errorf("%q has no value", name)
	}
	a, ok := s.brand.attribute(found.Attribute)
	if k.asks() != nil && !ok {
		return rule.Type{}, nil // said where the question is; a rule that reads it is no second defect
	}
	return k.variable(found, &a), nil
}

// names is the type of one of the brand's names; any, where they could not all be read.
func (s scope) names(at string, known []string) rule.Type {
	if s.brand.torn(at) {
		known = nil
	}
	return rule.Type{Kind: rule.Text, Values: known}
}

// missing says why a name is not visible here: it may exist further down the path.
func (s scope) missing(name, attribute string, byAttribute bool) error {
	for i, p := range s.form.Pages {
		for _, q := range p.Questions {
			switch {
			case q.ID != name && (!byAttribute || q.Attribute != attribute):
			case i < s.page:
				return fmt.Errorf("%q is asked on a page from which no path leads here", name)
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

// checkResultVars refuses a result that rests on a value which no contract purpose lets feed it.
func (f *Form) checkResultVars(c *checks, at string, r *rule.Rule, b *Brand) {
	if r == nil {
		return
	}
	for _, name := range f.through(r.Vars()) {
		for i := range f.Pages {
			for _, q := range f.Pages[i].Questions {
				if q.Attribute != "" && (q.ID == name || "attr."+q.Attribute == name) && !f.feeds(b, q.Attribute) {
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

// checkPipes checks the {id|fallback} of a text.
func (f *Form) checkPipes(c *checks, at, text string, s scope) {
	for _, p := range piped(text) {
		if p.Broken || strings.TrimSpace(p.Fallback) == "" {
			c.fault(at, "bad_pipe", "write {question|what to say without an answer}", "a piped value names a question and a fallback")
			continue
		}
		t, err := s.Lookup(p.ID)
		a := s.attribute(p.ID)
		switch {
		case err != nil:
			c.fault(at, "dangling_question", Suggest(p.ID, s.Names()), "{%s|...}: %s", p.ID, err)
		case t.Kind == rule.Text && t.Values == nil, t.Kind == rule.List && t.Values == nil:
			c.fault(at, "bad_pipe", "pipe answers that are chosen, not typed", "what a person typed in %q is never put into a text", p.ID)
		case a == "":
			c.fault(at, "bad_pipe", "name a question", "%q is not an answer", p.ID)
		case !f.feeds(s.brand, a):
			c.fault(at, "no_contract_purpose", "give the attribute a purpose whose basis is contract", "%q feeds a result, and nothing allows it to", a)
		default:
			if found, _ := s.brand.Attributes.Get(a); found.Category == CategoryContact {
				c.fault(at, "bad_pipe", "leave it out", "%q is a contact, which is never put into a text", a)
			}
		}
	}
}

// attribute is what a variable's value is a value of; "" if it is no answer.
func (s scope) attribute(name string) (attribute string) {
	s.questions(func(q *Question) {
		if q.Attribute != "" && (q.ID == name || "attr."+q.Attribute == name) {
			attribute = q.Attribute
		}
	})
	return attribute
}

var _ rule.Scope = scope{}
