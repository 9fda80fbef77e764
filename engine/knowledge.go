package engine

import (
	"proffer/forms"
	"proffer/forms/rule"
)

// Knowledge is what a quiz with right answers came to. It holds no answer: only which questions were
// asked, and whether each was answered right. The points follow from these and from the version, and
// stand here so that what was told stays what it was.
type Knowledge struct {
	Points    int64             `json:"p"`
	Correct   int               `json:"c"`
	Questions []KnowledgeAnswer `json:"q"` // as they were asked
}

// KnowledgeAnswer says of one knowledge question whether it was answered right; Correct is nil where
// it was declined or skipped, which counts as asked and adds nothing.
type KnowledgeAnswer struct {
	Question string `json:"q"`
	Correct  *bool  `json:"r,omitempty"`
}

// value is one of the variables knowledge.points, knowledge.correct and knowledge.total (how many
// questions were asked); 0 each before the first.
func (k *Knowledge) value(name string) rule.Value {
	if k == nil {
		k = &Knowledge{}
	}
	switch name {
	case "points":
		return rule.NumberOf(float64(k.Points))
	case "correct":
		return rule.NumberOf(float64(k.Correct))
	case "total":
		return rule.NumberOf(float64(len(k.Questions)))
	}
	return rule.Value{}
}

// ask notes that a knowledge question is shown.
func (p *path) ask(q *forms.Question) {
	if p.right == nil {
		p.right = &Knowledge{}
	}
	p.right.Questions = append(p.right.Questions, KnowledgeAnswer{Question: q.ID})
	clear(p.computed)
}

// mark judges the answer to the knowledge question that was asked last.
func (p *path) mark(q *forms.Question, a forms.Answer) {
	is := q.Right(a)
	p.right.Questions[len(p.right.Questions)-1].Correct = &is
	if is {
		p.right.Correct++
		p.right.Points += q.Worth()
	}
}
