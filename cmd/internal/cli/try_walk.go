package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"proffer/engine"
	"proffer/forms"
	"proffer/forms/fault"
)

// What a person typed instead of an answer.
var (
	errQuit = errors.New("ended")
	errBack = errors.New("back")
)

// walk asks page by page, as far as the answers lead. The engine says what comes next; here nothing is
// known of rules.
func (t *trial) walk(ctx context.Context) error {
	for {
		a, err := t.ahead(ctx)
		if err != nil {
			return err
		}
		for id := range t.answers {
			if !slices.Contains(a.Path, id) {
				delete(t.answers, id) // a way that was left
				delete(t.settled, id)
			}
		}
		if a.Page == nil {
			return nil
		}
		next := slices.IndexFunc(a.Page.Questions, func(q engine.AheadQuestion) bool { return !t.settled[q.Question.ID] })
		if next >= 0 {
			if err := t.ask(ctx, a.Page, a.Page.Questions[next]); err != nil {
				return err
			}
			continue
		}
		if slices.Contains(t.done, a.Page.ID) {
			return fmt.Errorf("page %s: %s", a.Page.ID, a.Faults[0]) // each answer was taken when it was given
		}
		t.done = append(t.done, a.Page.ID)
	}
}

func (t *trial) ahead(ctx context.Context) (*engine.Ahead, error) {
	return t.engine.Ahead(ctx, engine.AheadRequest{Ticket: t.ticket.Ticket, Answers: treeOf(t.answers), Done: t.done})
}

// ask settles one question: with an answer that fits, a decline, or nothing where that is allowed.
func (t *trial) ask(ctx context.Context, page *engine.AheadPage, q engine.AheadQuestion) error {
	if t.page != page.ID {
		if t.page = page.ID; page.Title != "" {
			fmt.Fprintf(t.out, "\n== %s ==\n", page.Title)
		}
	}
	if t.known(q) {
		t.settle(q.Question.ID)
		return nil
	}
	t.question(q)
	if q.Question.Type == "statement" {
		t.settle(q.Question.ID)
		return nil
	}
	for {
		value, err := t.read(q)
		var wrong *unreadableError
		switch {
		case errors.Is(err, errBack):
			t.back()
			return nil
		case errors.As(err, &wrong):
			t.say(wrong.Error())
			continue
		case err != nil:
			return err
		}
		bad, err := t.accept(ctx, q, value)
		if err != nil {
			return err
		}
		if bad == nil {
			t.settle(q.Question.ID)
			return t.reveal(ctx, q.Question.ID)
		}
		for _, f := range bad {
			f.Pointer = ""
			t.say(f.String())
		}
	}
}

// accept takes an answer, nil for none, unless the engine finds fault with it.
func (t *trial) accept(ctx context.Context, q engine.AheadQuestion, value json.RawMessage) ([]fault.Field, error) {
	id := q.Question.ID
	if value == nil {
		if q.Question.Required && t.form.Kind != forms.KindPreferences {
			return []fault.Field{{Detail: t.text("error.required")}}, nil
		}
		return nil, nil
	}
	t.answers[id] = value
	a, err := t.ahead(ctx)
	if err != nil {
		return nil, err
	}
	var bad []fault.Field
	for _, f := range a.Faults {
		if f.Pointer == "/answers/"+id || strings.HasPrefix(f.Pointer, "/answers/"+id+"/") {
			bad = append(bad, f)
		}
	}
	if bad != nil {
		delete(t.answers, id)
	}
	return bad, nil
}

func (t *trial) settle(id string) {
	t.settled[id] = true
	t.asked = append(t.asked, id)
}

// back opens the question before again, past those that ask nothing. Of a knowledge question whose right
// answer was told the answer stands, and with it all before it.
func (t *trial) back() {
	for len(t.asked) > 0 {
		id := t.asked[len(t.asked)-1]
		if t.told[id] {
			break
		}
		t.asked = t.asked[:len(t.asked)-1]
		_, answered := t.answers[id]
		delete(t.answers, id)
		delete(t.settled, id)
		t.reopen(id)
		if q := t.version.Question(id); answered || q.Type != "statement" {
			return
		}
	}
	t.say("This is the first question that can be changed.")
}

// reopen takes the page of a question, and those after it, out of the pages that are done.
func (t *trial) reopen(question string) {
	for i, page := range t.done {
		p := t.version.Form.Pages[t.version.PageIndex(page)]
		if slices.ContainsFunc(p.Questions, func(q forms.Question) bool { return q.ID == question }) {
			t.done, t.page = t.done[:i], ""
			return
		}
	}
}

// reveal tells what was right, where the quiz tells it after each question.
func (t *trial) reveal(ctx context.Context, id string) error {
	q := t.version.Question(id)
	if !q.IsKnowledge() || t.form.Tells() != forms.ExplainAfter || t.answers[id] == nil {
		return nil
	}
	r, err := t.engine.Reveal(ctx, engine.RevealRequest{Ticket: t.ticket.Ticket, Question: id, Value: treeOf(t.answers[id])})
	if err != nil {
		return err
	}
	t.told[id] = true
	t.verdict(r.Correct, r.Right, r.Explain)
	return nil
}

// line is what the person types next, without the white space around it.
func (t *trial) line(prompt string) (string, error) {
	fmt.Fprint(t.out, prompt)
	text, err := t.in.ReadString('\n')
	if text == "" && err != nil {
		fmt.Fprintln(t.out)
		if errors.Is(err, io.EOF) {
			return "", errors.New("the answers ended before the form did; give a line for each question, or all of them with --answers")
		}
		return "", err
	}
	if err != nil || t.m.Stdin != nil && !isTerminal(t.m.Stdin) {
		fmt.Fprintln(t.out, strings.TrimSpace(text)) // what was read from a file shows as if it had been typed
	}
	return strings.TrimSpace(text), nil
}
