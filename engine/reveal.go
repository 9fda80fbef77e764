package engine

import (
	"context"

	"proffer/forms"
	"proffer/forms/fault"
)

// RevealRequest asks for the right answer of one knowledge question, with the answer that was given.
type RevealRequest struct {
	Ticket   string      `json:"ticket" must:"true"`
	Question string      `json:"question" must:"true"`
	Value    *forms.Node `json:"value" must:"true"`
}

// RevealReply tells whether it was right; Correct is nil where the question was declined.
type RevealReply struct {
	Correct *bool    `json:"correct,omitempty"`
	Right   []string `json:"right"`
	Explain string   `json:"explain,omitempty"`
}

// Reveal tells the right answer of a question that was just answered, in a quiz that explains after each.
// It writes nothing and remembers nothing: what counts is what is sent with the response. So a quiz whose
// reward depends on what one knows must explain at the end, and lint holds it to that.
func (e *Engine) Reveal(ctx context.Context, r RevealRequest) (*RevealReply, error) {
	t, v, err := e.opened(ctx, r.Ticket)
	if err != nil {
		return nil, err
	}
	q := v.Question(r.Question)
	if q == nil || !q.IsKnowledge() {
		return nil, fault.At(fault.NotFound, "/question", "unknown_question", "the form has no question of this name with a right answer")
	}
	// What is current decides too: a version from before must not tell what earns a reward now.
	_, now, err := e.form(t.Brand, t.Form)
	if v.Form.Tells() != forms.ExplainAfter || err == nil && now.version.Form.Tells() != forms.ExplainAfter {
		return nil, fault.At(fault.Conflict, "/question", "told_at_end", "this quiz tells its right answers with the result, not before")
	}
	if r.Value == nil {
		return nil, fault.At(fault.Invalid, "/value", "required", "the answer that was given is missing")
	}
	a, bad := newPath(v, t).parse(q, r.Value)
	if bad != nil {
		for i := range bad {
			bad[i] = bad[i].Under("/value")
		}
		return nil, &fault.Error{Code: fault.Invalid, Title: "Answer not accepted", Detail: "the value is no answer to this question", Fields: bad}
	}
	var correct *bool
	if !a.Declined {
		is := q.Right(a)
		correct = &is
	}
	s := words{version: v, locale: t.Locale}.solution(q, correct)
	return &RevealReply{Correct: s.Correct, Right: s.Right, Explain: s.Explain}, nil
}
