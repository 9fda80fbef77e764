package forms

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"proffer/forms/rule"
)

var knowledgeNames = []string{"knowledge.points", "knowledge.correct", "knowledge.total"}

// answer is the type of <question>, <matrix>.<row>, <ranking>.<place> and attr.<attribute>.
func (s scope) answer(name string) (rule.Type, error) {
	id, part, inside := strings.Cut(name, ".")
	attribute, byAttribute := strings.CutPrefix(name, "attr.")
	if byAttribute && strings.Contains(attribute, ".") {
		return rule.Type{}, fmt.Errorf("a row or place is named with its question, <question>.<row>, not with its attribute")
	}
	var found *Question
	s.questions(func(q *Question) {
		if (!byAttribute && q.ID == id) || (byAttribute && q.Attribute == attribute) {
			found = q
		}
	})
	switch {
	case found == nil && !byAttribute:
		return rule.Type{}, s.missing(id, "", false)
	case found == nil:
		return rule.Type{}, s.missing(name, attribute, true)
	case found.Type == "consent" && s.result:
		return rule.Type{}, fmt.Errorf("a consent never reaches a computed value or a result; it may stand in showIf and next only")
	case found.Type == "statement":
		return rule.Type{}, fmt.Errorf("%q has no value", name)
	}
	t, sound := s.form.variable(found, s.brand)
	if !sound || !inside || byAttribute {
		return t, nil
	}
	if parts := s.parts(found); !slices.Contains(parts, name) {
		if len(parts) == 0 {
			return rule.Type{}, fmt.Errorf("%q has one value; only a matrix has rows, and a ranking places", id)
		}
		return rule.Type{}, fmt.Errorf("%q has no %q; it has %s", id, part, strings.Join(parts, ", "))
	}
	return rule.Type{Kind: rule.Text, Values: t.Values}, nil
}

// variable is the type of a question's answer; not sound where the question or its attribute has a
// defect of its own, which was said there: a rule that reads it is no second one.
func (f *Form) variable(q *Question, b *Brand) (t rule.Type, sound bool) {
	a, known := q.asked(b)
	k, is := kinds[q.Type]
	if !is || (k.asks() != nil && !known) {
		return rule.Type{}, false
	}
	return k.variable(q, &a), true
}

// parts are the variables that stand for one row of a matrix or one place of a ranking.
func (s scope) parts(q *Question) []string {
	a, known := s.brand.attribute(q.Attribute)
	var out []string
	switch {
	case known && a.Type == TypeMatrix:
		for _, row := range q.rows(&a) {
			out = append(out, q.ID+"."+row)
		}
	case known && a.Type == TypeRanking:
		for i := range min(q.places(&a), int64(len(q.offered(&a)))) {
			out = append(out, q.ID+"."+strconv.FormatInt(i, 10))
		}
	}
	return out
}

// drawn tells whether the order or the choice of the page's questions is drawn for each ticket: what
// of them precedes a question then differs, and only what stands behind the page sees them.
func (s scope) drawn() bool {
	if s.page >= len(s.form.Pages) {
		return false
	}
	p := &s.form.Pages[s.page]
	return p.drawn() && s.question < len(p.Questions)
}

func (p *Page) drawn() bool { return p.Shuffle || p.Pick != nil }

// context is the type of something that the page may pass in.
func (s scope) context(field string) (rule.Type, error) {
	c, known := s.form.Context.Get(field)
	if !known {
		return rule.Type{}, fmt.Errorf("the form takes no context %q", field)
	}
	kind := map[string]rule.Kind{"text": rule.Text, "integer": rule.Number, "number": rule.Number, "boolean": rule.Bool, "date": rule.Date}[c.Type]
	return rule.Type{Kind: kind}, nil // of another type: said where the field is
}

// quizzed tells whether a question with a right answer can precede this place.
func (s scope) quizzed() (found bool) {
	s.questions(func(q *Question) { found = found || q.IsKnowledge() })
	return found
}

func (s scope) knowledge(name string) (rule.Type, error) {
	switch {
	case !slices.Contains(knowledgeNames, name):
		return rule.Type{}, fmt.Errorf("there are knowledge.points, knowledge.correct and knowledge.total")
	case !s.quizzed():
		return rule.Type{}, fmt.Errorf("no question with a right answer precedes this place")
	}
	return rule.Type{Kind: rule.Number}, nil
}
