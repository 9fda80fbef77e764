package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"

	"proffer/forms"
)

// What the tests outside the package need of the whole language: published forms with answers to them,
// and the second walker's judgement of an answer to a real ticket.

// WholeCase is a drawn form in a bundle, and what to ask of it.
type WholeCase struct {
	Form    string
	Context json.RawMessage
	Stage   string
	// Answers may fit or not; Fitting are accepted where nothing is known.
	Answers, Fitting json.RawMessage
}

// WholeForms draws n forms of the test brand, without those that the publish gate refuses since every path
// asks twice for one attribute, of which only the later answer is held.
func WholeForms(seed uint64, n int) (*forms.Bundle, []WholeCase) {
	var all []object
	var cases []WholeCase
	for i := uint64(0); len(all) < n; i++ {
		c := wholeCase(&drawer{Rand: rand.New(rand.NewPCG(seed, i))})
		c.form["form"] = fmt.Sprintf("f%d", len(all))
		if asksTwice(c.form) {
			continue
		}
		delete(c.ticket, "nothing")
		w, k := ready(c)
		k.known, k.standing = nil, nil
		stage, _ := c.ticket["stage"].(string)
		all = append(all, c.form)
		cases = append(cases, WholeCase{Form: fmt.Sprintf("f%d", len(cases)), Context: mustJSON(c.ticket["context"]), Stage: stage, Answers: mustJSON(c.answers), Fitting: mustJSON(fitting(w, k, c.answers))})
	}
	return wholeBundle(all...), cases
}

// asksTwice tells whether the publish gate says so of a form.
func asksTwice(form object) bool {
	_, findings := loadForm(string(mustJSON(form)))
	return slices.ContainsFunc(findings, func(f forms.Finding) bool { return f.Code == "asked_twice" })
}

// Fit makes answers such that a ticket's form takes them.
func (e *Engine) Fit(ctx context.Context, token string, answers []byte) (json.RawMessage, error) {
	t, v, err := e.ticketNow(ctx, token)
	if err != nil {
		return nil, err
	}
	return mustJSON(fitting(whole{version: v}, t, decodedAny(answers).(object))), nil
}

// SecondPath is what the second walker makes of answers to a ticket: the questions that they lead to, and
// those of the answers that are wrong; and the id that the response to this ticket has.
func (e *Engine) SecondPath(ctx context.Context, token string, answers map[string]any) (shown []string, wrong map[string]bool, response uuid.UUID, err error) {
	t, v, err := e.ticketNow(ctx, token)
	if err != nil {
		return nil, nil, response, err
	}
	s := secondOf(v, t)
	s.walk(answers)
	return s.shown, s.wrong, t.nonce, nil
}

func (e *Engine) ticketNow(ctx context.Context, token string) (*ticket, *forms.Version, error) {
	t, err := e.readTicket(token)
	if err != nil {
		return nil, nil, err
	}
	v, err := e.version(ctx, t.Brand, t.Form, t.Version)
	if err != nil {
		return nil, nil, err
	}
	return t, v, e.recall(ctx, v, t)
}

// SecondOutcome is the outcome that the second walker comes to, "" if the form has none.
func (e *Engine) SecondOutcome(ctx context.Context, token string, answers []byte) (string, error) {
	t, v, err := e.ticketNow(ctx, token)
	if err != nil {
		return "", err
	}
	s := secondOf(v, t)
	s.walk(decodedAny(answers).(object))
	return s.outcome(), nil
}
