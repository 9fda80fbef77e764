package engine

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"proffer/forms"
	"proffer/forms/fault"
)

// AheadRequest is where a client stands that shows one page after the other: the answers so far, and the
// pages that the person is done with.
type AheadRequest struct {
	Ticket  string
	Answers *forms.Node
	Done    []string
}

// Ahead is what such a client shows next. Its texts are in the ticket's locale.
type Ahead struct {
	// Page is the next page, nil where there is none: the answers can be sent. A page that was said to be
	// done and holds an answer that does not fit, or lacks one, is the next page again.
	Page *AheadPage
	// Faults are those of the answers on the pages so far; of the next page, only those of answers that were
	// given, unless it was said to be done.
	Faults []fault.Field
	// Path are the questions so far, in their order, those of Page included. The answers of other questions
	// have no place here: they are not to be sent.
	Path []string
}

// AheadPage is a page with the questions that it asks, as they were drawn for the ticket. Which questions
// it asks can depend on answers on the page itself: ask again after each.
type AheadPage struct {
	ID        string
	Title     string
	Questions []AheadQuestion
}

// AheadQuestion is a question as the person sees it, with its pipes filled.
type AheadQuestion struct {
	// Question has what its type needs: bounds, lengths, the choices and rows that show, in their order.
	Question forms.PublicQuestion
	Label    string
	Why      string
	Help     string
	Body     string
	// Known is what was said before, nil if nothing is: told instead of asked where the mode is skip,
	// filled in where it is prefill. Standing is the same of a preference centre's consent.
	Known    *Known
	Standing *bool
	// Said is Known in words.
	Said string
}

// Ahead tells where the answers so far lead. It is the walk that Respond takes, one page at a time, so
// that whoever follows it sends answers which Respond accepts. It writes nothing, and what a ticket says
// was known is read again: Conflict known_changed if that is so no more.
func (e *Engine) Ahead(ctx context.Context, r AheadRequest) (*Ahead, error) {
	t, v, err := e.opened(ctx, r.Ticket)
	if err != nil {
		return nil, err
	}
	if err := e.recall(ctx, v, t); err != nil {
		return nil, err
	}
	return ahead(v, t, r.Answers, r.Done)
}

// ahead depends on its arguments alone.
func ahead(v *forms.Version, t *ticket, answers *forms.Node, done []string) (*Ahead, error) {
	if answers == nil || answers.Kind != forms.Object {
		return nil, fault.At(fault.Invalid, "/answers", "wrong_type", "the answers are missing; send an object: question id to value")
	}
	p, out := newPath(v, t), &Ahead{}
	for i := 0; i < len(v.Form.Pages) && out.Page == nil; i = p.next(i) {
		page := &v.Form.Pages[i]
		next := &AheadPage{ID: page.ID}
		bad := p.open(page, t, answers, func(q *forms.Question) {
			if len(next.Questions) == 0 {
				next.Title = p.words().pipe(page.Title.In(t.Locale))
			}
			next.Questions = append(next.Questions, p.sees(q, t))
		})
		isDone := slices.Contains(done, page.ID)
		if !isDone {
			bad = slices.DeleteFunc(bad, func(f fault.Field) bool {
				// What is to come is not missing yet; a part of an answer that was given is.
				return f.Code == "required" && strings.Count(f.Pointer, "/") == 2 && answers.Member(strings.TrimPrefix(f.Pointer, "/answers/")) == nil
			})
		}
		out.Faults = append(out.Faults, bad...)
		if len(next.Questions) > 0 && (!isDone || len(bad) > 0) {
			out.Page = next
		}
	}
	for _, q := range p.shown {
		out.Path = append(out.Path, q.ID)
	}
	return out, nil
}

// sees is a question as it is shown at this place of the path.
func (p *path) sees(q *forms.Question, t *ticket) AheadQuestion {
	v, w := p.version, p.words()
	out := AheadQuestion{
		Question: v.PublicQuestion(q), Label: w.pipe(q.Label.In(t.Locale)), Why: w.pipe(q.Why.In(t.Locale)),
		Help: w.pipe(q.Help.In(t.Locale)), Body: w.pipe(q.Body.In(t.Locale)),
	}
	show := &out.Question
	show.Choices = slices.DeleteFunc(show.Choices, func(ch forms.Choice) bool { return p.hides(q, ch.Value.Name()) })
	if q.Shuffle {
		drawn := drawChoices(v, q, t.nonce)
		slices.SortStableFunc(show.Choices, func(a, b forms.Choice) int {
			return slices.Index(drawn, a.Value.Name()) - slices.Index(drawn, b.Value.Name())
		})
		slices.SortStableFunc(show.Rows, func(a, b forms.PublicRow) int { return slices.Index(drawn, a.Row) - slices.Index(drawn, b.Row) })
	}
	if given, said := p.standing[q.Purpose]; said && q.Type == "consent" {
		out.Standing = &given
	}
	a, known := t.known[q.ID]
	mode, takes := knowable(v, q)
	if _, offered := p.knows(q, t); known && takes && (offered || mode == forms.KnownPrefill) {
		out.Known = &Known{Question: q.ID, Attribute: q.Attribute, Value: a.JSON, Rev: t.Known[q.ID], Mode: mode}
		w.values[q.ID] = a.JSON
		if out.Said = w.choice(q, a.JSON); out.Said == "" {
			out.Said = w.inline(q, "")
		}
	}
	return out
}

// words are those of the path so far.
func (p *path) words() words {
	values := make(map[string]json.RawMessage, len(p.answers)+len(p.known))
	for _, list := range []map[string]forms.Answer{p.known, p.answers} {
		for id, a := range list {
			if !a.Declined {
				values[id] = a.JSON
			}
		}
	}
	return words{version: p.version, locale: p.locale, values: values, response: Response{At: p.today, Locale: p.locale, Knowledge: p.right}}
}
