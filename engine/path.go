package engine

import (
	"strconv"
	"strings"
	"time"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/forms/rule"
)

// path is what a person's answers lead through: the questions that were shown, in order, and what
// was answered to each. It is found by replaying the form from its first page with those answers,
// so nothing that is not on it can be in it.
type path struct {
	version *forms.Version
	shown   []*forms.Question
	answers map[string]forms.Answer    // of shown questions that were answered or declined
	byAttr  map[string]*forms.Question // the question that answered an attribute
	scores  map[string]float64         // so far
	parts   map[string][]string        // of a score: the questions with a part other than zero
	stage   string
	locale  string
	today   time.Time
}

// walk replays the path of a ticket's form with the answers given. Every answer that does not fit,
// is missing, or has no place on the path its own answers lead to is a fault.
func walk(v *forms.Version, t *ticket, answers *forms.Node) (*path, error) {
	p := &path{
		version: v, answers: map[string]forms.Answer{}, byAttr: map[string]*forms.Question{}, scores: map[string]float64{},
		parts: map[string][]string{}, stage: t.Stage, locale: t.Locale, today: t.issued,
	}
	bad := &fault.Error{Code: fault.Invalid, Title: "Answers not accepted", Detail: "some answers do not fit the form; nothing was stored"}
	if answers == nil || answers.Kind != forms.Object {
		bad.Fields = append(bad.Fields, fault.Field{Pointer: "/answers", Code: "wrong_type", Detail: "the answers are missing", Right: "send an object: question id to value"})
		return nil, bad
	}
	seen := map[string]bool{}
	for i := 0; i < len(v.Form.Pages); {
		page := &v.Form.Pages[i]
		if page.ShowIf == nil || page.ShowIf.True(p.value) {
			for j := range page.Questions {
				q := &page.Questions[j]
				if p.asks(q, t) {
					seen[q.ID] = true
					p.shown = append(p.shown, q)
					bad.Fields = append(bad.Fields, p.take(q, answers.Member(q.ID))...)
				}
			}
		}
		i = p.next(i)
	}
	for _, m := range answers.Members {
		if seen[m.Name] {
			continue
		}
		f := fault.Field{Pointer: "/answers/" + fault.Escape(m.Name), Code: "not_on_path", Detail: "the answers given do not lead to this question", Right: "leave it out"}
		if v.Question(m.Name) == nil {
			f.Code, f.Detail = "unknown_question", "the form has no such question"
		}
		bad.Fields = append(bad.Fields, f)
	}
	if bad.Fields != nil {
		return nil, bad
	}
	return p, nil
}

// asks tells whether a question of a shown page is shown. A ticket that offers nothing, though the
// form has an offer, asks for no contact: nobody is to give one in the hope of a reward.
func (p *path) asks(q *forms.Question, t *ticket) bool {
	if a, ok := p.version.Attributes.Get(q.Attribute); ok && t.Nothing != "" && a.Category == forms.CategoryContact {
		return false
	}
	return q.ShowIf == nil || q.ShowIf.True(p.value)
}

// next is the page after page i: that of the first entry that holds, else the following one.
func (p *path) next(i int) int {
	for _, n := range p.version.Form.Pages[i].Next {
		if n.When != nil && !n.When.True(p.value) {
			continue
		}
		if to := p.version.PageIndex(n.Page); to > i {
			return to
		}
	}
	return i + 1
}

// take reads the answer to a shown question; n is nil where none was given.
func (p *path) take(q *forms.Question, n *forms.Node) []fault.Field {
	pointer := "/answers/" + q.ID
	if n == nil {
		if q.Required {
			return []fault.Field{{Pointer: pointer, Code: "required", Detail: "this question needs an answer", Right: `answer it, or send {"declined": true}`}}
		}
		return nil
	}
	a, bad := p.version.Answer(q, n)
	if bad == nil {
		bad = p.hidden(q, n)
	}
	if bad != nil {
		for i := range bad {
			bad[i] = bad[i].Under(pointer)
		}
		return bad
	}
	p.answers[q.ID] = a
	if a.Declined {
		return nil
	}
	if q.Attribute != "" {
		p.byAttr[q.Attribute] = q
	}
	p.score(q, a)
	return nil
}

// hidden reports chosen values that the path does not offer, each at its place in what was sent.
func (p *path) hidden(q *forms.Question, n *forms.Node) []fault.Field {
	var bad []fault.Field
	check := func(pointer, name string) {
		if ch := p.version.Choice(q.ID, name); ch != nil && ch.ShowIf != nil && !ch.ShowIf.True(p.value) {
			bad = append(bad, fault.Field{Pointer: pointer, Code: "unknown_choice", Detail: "the answers given before hide this choice", Right: "send a choice that was shown"})
		}
	}
	if n.Kind == forms.Array {
		for i, item := range n.Items {
			check("/"+strconv.Itoa(i), item.Text)
		}
	} else {
		check("", n.Text)
	}
	return bad
}

// score adds what an answer is worth: the chosen choices' scores, or a number's value by weight. The
// question's part in a score is the sum of these: choices that cancel each other have none.
func (p *path) score(q *forms.Question, a forms.Answer) {
	worth := map[string]float64{}
	for _, name := range asWritten(q, a.Chosen) {
		if ch := p.version.Choice(q.ID, name); ch != nil {
			for score, points := range ch.Scores {
				worth[score] += points
			}
		}
	}
	for score, weight := range q.Scores {
		worth[score] += float64(weight * a.Value.Number()) // rounded before it is added, on every machine
	}
	for score, points := range worth {
		p.scores[score] += points
		if points != 0 {
			p.parts[score] = append(p.parts[score], q.ID)
		}
	}
}

// value gives rules what precedes them on the path; it is a rule.Env.
func (p *path) value(name string) rule.Value {
	if a, ok := p.answers[name]; ok {
		return a.Value
	}
	if attribute, ok := strings.CutPrefix(name, "attr."); ok {
		if q := p.byAttr[attribute]; q != nil {
			return p.answers[q.ID].Value
		}
		return rule.Value{}
	}
	if score, ok := strings.CutPrefix(name, "score."); ok {
		return rule.NumberOf(p.scores[score])
	}
	switch name {
	case "stage":
		if p.stage != "" {
			return rule.TextOf(p.stage)
		}
	case "locale":
		return rule.TextOf(p.locale)
	case "today":
		return rule.DateOf(p.today.UTC().Format(time.DateOnly))
	}
	return rule.Value{}
}

// questionsIn are the answered questions that a rule's variables name or that are part of a score
// it reads: the answers which a result that follows from the rule is because of.
func (p *path) questionsIn(vars []string) []string {
	var out []string
	for _, name := range vars {
		if attribute, ok := strings.CutPrefix(name, "attr."); ok {
			if q := p.byAttr[attribute]; q != nil {
				out = append(out, q.ID)
			}
		} else if score, ok := strings.CutPrefix(name, "score."); ok {
			out = append(out, p.parts[score]...)
		} else if a, ok := p.answers[name]; ok && !a.Declined {
			out = append(out, name)
		}
	}
	return p.inOrder(out)
}

// inOrder gives question ids once each, in the order in which they were shown.
func (p *path) inOrder(ids []string) []string {
	want := make(map[string]bool, len(ids))
	for _, id := range ids {
		want[id] = true
	}
	out := ids[:0:0]
	for _, q := range p.shown {
		if want[q.ID] {
			out = append(out, q.ID)
		}
	}
	return out
}
