package engine

import (
	"slices"
	"strconv"
	"time"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/forms/rule"
)

// path is what a person's answers lead through: the questions that were shown, in order, and what
// was answered to each. It is found by replaying the form from its first page with those answers,
// so nothing that is not on it can be in it.
type path struct {
	version  *forms.Version
	shown    []*forms.Question
	answers  map[string]forms.Answer    // of shown questions: what was answered or declined now
	known    map[string]forms.Answer    // of shown questions: what was not answered now, and is known from before
	standing map[string]bool            // of purposes: what a preference centre's person said before
	byAttr   map[string]*forms.Question // the question that answered an attribute
	scores   map[string]float64         // so far
	parts    map[string][]string        // of a score: the questions with a part other than zero
	right    *Knowledge                 // so far; nil until a knowledge question is shown
	computed map[string]rule.Value      // those worked out at this place
	context  map[string]rule.Value
	stage    string
	locale   string
	today    time.Time

	// onPage and inResult are value and fact as rules take them.
	onPage, inResult rule.Env
}

func newPath(v *forms.Version, t *ticket) *path {
	p := &path{
		version: v, answers: map[string]forms.Answer{}, known: map[string]forms.Answer{}, byAttr: map[string]*forms.Question{},
		scores: map[string]float64{}, parts: map[string][]string{}, computed: map[string]rule.Value{},
		context: contextValues(&v.Form, t.Context), stage: t.Stage, locale: t.Locale, today: t.issued,
	}
	if v.Form.Kind == forms.KindPreferences {
		p.standing = t.standing
	}
	p.onPage, p.inResult = p.value, p.fact
	return p
}

// walk replays the path of a ticket's form with the answers given. Every answer that does not fit,
// is missing, or has no place on the path its own answers lead to is a fault.
func walk(v *forms.Version, t *ticket, answers *forms.Node) (*path, error) {
	p := newPath(v, t)
	if answers != nil {
		n := len(answers.Members)
		p.answers, p.byAttr, p.shown = make(map[string]forms.Answer, n), make(map[string]*forms.Question, n), make([]*forms.Question, 0, n)
	}
	bad := &fault.Error{Code: fault.Invalid, Title: "Answers not accepted", Detail: "some answers do not fit the form; nothing was stored"}
	if answers == nil || answers.Kind != forms.Object {
		bad.Fields = append(bad.Fields, fault.Field{Pointer: "/answers", Code: "wrong_type", Detail: "the answers are missing", Right: "send an object: question id to value"})
		return nil, bad
	}
	for i := 0; i < len(v.Form.Pages); i = p.next(i) {
		bad.Fields = append(bad.Fields, p.open(&v.Form.Pages[i], t, answers, nil)...)
	}
	seen := make(map[string]bool, len(p.shown))
	for _, q := range p.shown {
		seen[q.ID] = true
	}
	for _, m := range answers.Members {
		if seen[m.Name] {
			continue
		}
		if len(bad.Fields) >= forms.MaxFaults {
			break // they are refused, and that there are more helps nobody
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

// open goes over a page, if it is shown: each question that is asked takes its answer before the next one
// is judged. show, if not nil, is told of each while only what precedes it counts.
func (p *path) open(page *forms.Page, t *ticket, answers *forms.Node, show func(*forms.Question)) []fault.Field {
	if page.ShowIf != nil && !page.ShowIf.True(p.onPage) {
		return nil
	}
	var bad []fault.Field
	for _, j := range drawQuestions(page, t.nonce) {
		q := &page.Questions[j]
		if !p.asks(q, t) {
			continue
		}
		p.shown = append(p.shown, q)
		if show != nil {
			show(q)
		}
		bad = append(bad, p.take(q, answers.Member(q.ID), t)...)
	}
	return bad
}

// asks tells whether a question of a shown page is shown. A ticket that offers nothing, though the
// form has an offer, asks for no contact: nobody is to give one in the hope of a reward.
func (p *path) asks(q *forms.Question, t *ticket) bool {
	if t.Nothing != "" {
		if a, ok := p.version.Attributes.Get(q.Attribute); ok && a.Category == forms.CategoryContact {
			return false
		}
	}
	return q.ShowIf == nil || q.ShowIf.True(p.onPage)
}

// next is the page after page i: that of the first entry that holds, else the following one.
func (p *path) next(i int) int {
	for _, n := range p.version.Form.Pages[i].Next {
		if n.When != nil && !n.When.True(p.onPage) {
			continue
		}
		if to := p.version.PageIndex(n.Page); to > i {
			return to
		}
	}
	return i + 1
}

// take reads the answer to a shown question; n is nil where none was given.
func (p *path) take(q *forms.Question, n *forms.Node, t *ticket) []fault.Field {
	if q.IsKnowledge() {
		p.ask(q)
	}
	pointer := "/answers/" + q.ID
	if n == nil {
		if a, ok := p.knows(q, t); ok {
			p.known[q.ID] = a
			p.settle(q, a)
		} else if q.Required && p.version.Form.Kind != forms.KindPreferences {
			return []fault.Field{{Pointer: pointer, Code: "required", Detail: "this question needs an answer", Right: `answer it, or send {"declined": true}`}}
		}
		return nil
	}
	a, bad := p.parse(q, n)
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
	p.settle(q, a)
	return nil
}

func (p *path) parse(q *forms.Question, n *forms.Node) (forms.Answer, []fault.Field) {
	return p.version.Answer(q, n, p.today)
}

// knows gives the answer that a question which was not answered now has from before: in a preference
// centre whatever is held, elsewhere what the form skips. One that the path would not offer now is
// not used: the question is asked as if nothing were known.
func (p *path) knows(q *forms.Question, t *ticket) (forms.Answer, bool) {
	a, ok := t.known[q.ID]
	if !ok || q.Attribute == "" || a.Declined || (q.Known != forms.KnownSkip && p.version.Form.Kind != forms.KindPreferences) {
		return forms.Answer{}, false
	}
	return a, !slices.ContainsFunc(a.Chosen, func(name string) bool { return p.hides(q, name) })
}

// settle lets what was just answered, or is known, count for all that follows.
func (p *path) settle(q *forms.Question, a forms.Answer) {
	clear(p.computed)
	if a.Declined {
		return
	}
	if q.Attribute != "" {
		p.byAttr[q.Attribute] = q
	}
	if q.IsKnowledge() {
		p.mark(q, a)
	}
	p.score(q, a)
}

// told is what was answered now, else what is known.
func (p *path) told(question string) (forms.Answer, bool) {
	if a, ok := p.answers[question]; ok {
		return a, true
	}
	a, ok := p.known[question]
	return a, ok
}

// hides tells whether the path does not offer a choice.
func (p *path) hides(q *forms.Question, name string) bool {
	ch := p.version.Choice(q.ID, name)
	return ch != nil && ch.ShowIf != nil && !ch.ShowIf.True(p.onPage)
}

// hidden reports chosen values that the path does not offer, each at its place in what was sent.
func (p *path) hidden(q *forms.Question, n *forms.Node) []fault.Field {
	var bad []fault.Field
	check := func(pointer, name string) {
		if p.hides(q, name) {
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
	type sum struct {
		score  string
		points float64
	}
	var worth []sum
	add := func(score string, points float64) {
		for i := range worth {
			if worth[i].score == score {
				worth[i].points += points
				return
			}
		}
		worth = append(worth, sum{score, points})
	}
	for _, name := range asWritten(q, a.Chosen) {
		if ch := p.version.Choice(q.ID, name); ch != nil {
			for score, points := range ch.Scores {
				add(score, points)
			}
		}
	}
	for score, weight := range q.Scores {
		add(score, float64(weight*a.Value.Number())) // rounded before it is added, on every machine
	}
	for _, s := range worth {
		p.scores[s.score] += s.points
		if s.points != 0 {
			p.parts[s.score] = append(p.parts[s.score], q.ID)
		}
	}
}
