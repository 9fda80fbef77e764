package engine

import (
	"encoding/json"

	"proffer/forms"
)

// KnowledgeReply is what a quiz with right answers came to.
type KnowledgeReply struct {
	Points    int64               `json:"points"`
	Correct   int                 `json:"correct"`
	Total     int                 `json:"total"`
	Passed    *bool               `json:"passed,omitempty"` // where the quiz can be passed
	Questions []KnowledgeQuestion `json:"questions"`
}

// KnowledgeQuestion tells the right answer of one question, and whether it was given.
type KnowledgeQuestion struct {
	Question string   `json:"question"`
	Correct  *bool    `json:"correct,omitempty"` // nil: declined or skipped
	Right    []string `json:"right"`             // labels of choices, else the values
	Explain  string   `json:"explain,omitempty"`
}

// quiz tells what a quiz came to; nil where the path asked no knowledge question.
func (w words) quiz() *KnowledgeReply {
	k := w.response.Knowledge
	if k == nil {
		return nil
	}
	out := &KnowledgeReply{Points: k.Points, Correct: k.Correct, Total: len(k.Questions), Questions: []KnowledgeQuestion{}}
	if terms := w.version.Form.Knowledge; terms != nil && terms.Pass != nil {
		passed := k.Points >= *terms.Pass
		out.Passed = &passed
	}
	for _, a := range k.Questions {
		if q := w.version.Question(a.Question); q != nil {
			out.Questions = append(out.Questions, w.solution(q, a.Correct))
		}
	}
	return out
}

// solution is the right answer of a knowledge question in words.
func (w words) solution(q *forms.Question, correct *bool) KnowledgeQuestion {
	out := KnowledgeQuestion{Question: q.ID, Correct: correct, Right: []string{}, Explain: q.Explain.In(w.locale)}
	for i, raw := range q.Correct {
		if i > 0 && q.Type == "short_text" {
			break // the others are more ways to write the first
		}
		text := ""
		for _, name := range names(json.RawMessage(raw)) {
			text = w.label(q, name, false)
			if text == "" {
				text = name
			}
		}
		if number := sayNumber(json.RawMessage(raw), w.locale); number != "" {
			text = number
		}
		out.Right = append(out.Right, text)
	}
	return out
}
