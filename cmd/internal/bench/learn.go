package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

type form struct {
	Pages []struct {
		Questions []question `json:"questions"`
	} `json:"pages"`
}

type question struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Min     int64  `json:"min"`
	Choices []struct {
		Value json.RawMessage `json:"value"`
	} `json:"choices"`
}

// answer is some answer that fits, nil for what is left out.
func (q question) answer() any {
	switch q.Type {
	case "single", "dropdown", "picture", "yes_no":
		if len(q.Choices) > 0 {
			return q.Choices[0].Value
		}
		return true
	case "multiple":
		if len(q.Choices) > 0 {
			return []json.RawMessage{q.Choices[0].Value}
		}
	case "scale", "rating", "nps":
		return max(q.Min, 1)
	case "short_text", "long_text":
		return "a measured answer"
	}
	return nil
}

// learn finds answers that a form accepts: it answers every question and leaves out what the server
// says is not on the path or does not fit, as often as there are questions. The last try is stored.
func (x Exchange) learn(ctx context.Context) ([]byte, error) {
	c, err := dial(ctx, x.URL)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.close() }()
	status, body, err := c.do(http.MethodGet, "/v1/forms/"+x.Brand+"/"+x.Form, nil)
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		return nil, fmt.Errorf("form %s/%s answered %d: %.300s", x.Brand, x.Form, status, body)
	}
	var f form
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fmt.Errorf("form %s/%s: %w", x.Brand, x.Form, err)
	}
	answers := map[string]any{}
	for _, page := range f.Pages {
		for _, q := range page.Questions {
			if a := q.answer(); a != nil {
				answers[q.ID] = a
			}
		}
	}
	for range len(answers) + 1 {
		raw, err := json.Marshal(answers)
		if err != nil {
			return nil, err
		}
		refused, err := x.try(c, raw)
		if err != nil {
			return nil, err
		}
		if len(refused) == 0 {
			return raw, nil
		}
		for _, id := range refused {
			delete(answers, id)
		}
	}
	return nil, fmt.Errorf("no answers were found that form %s/%s accepts", x.Brand, x.Form)
}

// try sends answers with a ticket of their own and returns the questions that were refused.
func (x Exchange) try(c *conn, answers []byte) ([]string, error) {
	status, body, err := c.do(http.MethodPost, "/v1/tickets", []byte(`{"brand":`+strconv.Quote(x.Brand)+`,"form":`+strconv.Quote(x.Form)+`}`))
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		return nil, fmt.Errorf("a ticket for %s/%s answered %d: %.300s", x.Brand, x.Form, status, body)
	}
	ticket, err := ticketOf(body)
	if err != nil {
		return nil, err
	}
	status, body, err = c.do(http.MethodPost, "/v1/responses", append(append([]byte(`{"ticket":"`+ticket+`","answers":`), answers...), '}'))
	if err != nil || status == http.StatusCreated {
		return nil, err
	}
	var problem struct {
		Errors []struct {
			Pointer string `json:"pointer"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &problem) != nil || len(problem.Errors) == 0 {
		return nil, fmt.Errorf("a response to %s/%s answered %d: %.300s", x.Brand, x.Form, status, body)
	}
	var refused []string
	for _, e := range problem.Errors {
		if id, found := strings.CutPrefix(e.Pointer, "/answers/"); found {
			id, _, _ = strings.Cut(id, "/")
			refused = append(refused, id)
		}
	}
	if len(refused) == 0 {
		return nil, fmt.Errorf("a response to %s/%s answered %d: %.300s", x.Brand, x.Form, status, body)
	}
	return refused, nil
}
