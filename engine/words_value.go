package engine

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"proffer/forms"
)

// chosen is one value of an answer: one of the attribute's, or the free text beside them.
type chosen struct {
	name  string
	typed bool
}

// choices are the chosen values of a stored answer; nil for what is no choice.
func choices(value json.RawMessage) []chosen {
	if len(value) > 0 && value[0] != '[' && value[0] != '{' {
		if name := forms.Scalar(value).Name(); value[0] != '"' || name != string(value) {
			return []chosen{{name: name}} // one value, as most answers are
		}
	}
	var list []json.RawMessage
	if len(value) > 0 && value[0] == '[' {
		if json.Unmarshal(value, &list) != nil {
			return nil
		}
	} else if len(value) > 0 {
		list = []json.RawMessage{value}
	}
	var out []chosen
	for _, raw := range list {
		var text string
		var free struct {
			Other *string `json:"other"`
		}
		switch {
		case json.Unmarshal(raw, &text) == nil && raw[0] == '"':
			out = append(out, chosen{name: text})
		case raw[0] != '{':
			out = append(out, chosen{name: string(raw)})
		case json.Unmarshal(raw, &free) == nil && free.Other != nil:
			out = append(out, chosen{name: *free.Other, typed: true})
		}
	}
	return out
}

// names are the value names in a stored answer; a free text is none.
func names(value json.RawMessage) []string {
	var out []string
	for _, c := range choices(value) {
		if !c.typed {
			out = append(out, c.name)
		}
	}
	return out
}

// rowOf is one row of a matrix with what was said of it.
type rowOf struct{ row, value string }

// rows are those of a matrix's answer, as the question shows them.
func rows(q *forms.Question, a forms.Attribute, value json.RawMessage) []rowOf {
	var said map[string]string
	if json.Unmarshal(value, &said) != nil {
		return nil
	}
	order := q.Rows
	if len(order) == 0 {
		order = a.Rows.Names()
	}
	var out []rowOf
	for _, row := range order {
		if v, ok := said[row]; ok {
			out = append(out, rowOf{row, v})
		}
	}
	return out
}

// label is a value as it was shown; inside a sentence its inline text, if it has one.
func (w words) label(q *forms.Question, name string, inline bool) string {
	own := forms.Choice{}
	if ch := w.version.Choice(q.ID, name); ch != nil {
		own = *ch
	} else if a, ok := w.version.Attributes.Get(q.Attribute); ok {
		value, known := a.Values.Get(name)
		if !known {
			return ""
		}
		own.Label, own.Inline = value.Label, value.Inline
	}
	if text := own.Inline.In(w.locale); inline && text != "" {
		return text
	}
	return own.Label.In(w.locale)
}

// terms are a held answer, or the named row or place of it, in words that can stand in a sentence.
func (w words) terms(q *forms.Question, part string) []string {
	value := w.values[q.ID]
	a, ok := w.version.Attributes.Get(q.Attribute)
	if !ok || len(value) == 0 {
		return nil
	}
	var out []string
	add := func(text string) {
		if text != "" {
			out = append(out, text)
		}
	}
	switch a.Type {
	case "matrix":
		for _, r := range rows(q, a, value) {
			text := w.label(q, r.value, true)
			switch {
			case part == r.row:
				return []string{text}
			case part == "" && text != "":
				row, _ := a.Rows.Get(r.row)
				name := row.Inline.In(w.locale)
				if name == "" {
					name = row.Label.In(w.locale)
				}
				add(name + ": " + text)
			}
		}
	case "ranking":
		for i, name := range names(value) {
			if part == "" || part == strconv.Itoa(i) {
				add(w.label(q, name, true))
			}
		}
	case "integer", "number":
		add(sayNumber(value, w.locale))
	case "date":
		add(sayDate(value, w.locale))
	case "choice", "choices", "boolean":
		for _, name := range names(value) {
			add(w.label(q, name, true))
		}
	default:
		for _, name := range names(value) {
			add(name)
		}
	}
	return out
}

// inline is an answer inside a sentence; "" if it is not held.
func (w words) inline(q *forms.Question, part string) string {
	return forms.List(w.terms(q, part), w.locale)
}

// wording is a question as it was shown, with the words of the answer.
func (w words) wording(p Preference) Wording {
	q := w.version.Question(p.Question)
	if q == nil {
		return Wording{Lang: w.locale}
	}
	return Wording{Lang: w.locale, Label: w.pipe(q.Label.In(w.locale)), Why: w.pipe(q.Why.In(w.locale)), Choice: w.choice(q, p.Value)}
}

// choice is an answer as a person would read it out: the labels of what was chosen, what was said of
// each row, a ranking's places, a number with its unit, a date, the lines of an address. What was typed is its own wording.
func (w words) choice(q *forms.Question, value json.RawMessage) string {
	a, ok := w.version.Attributes.Get(q.Attribute)
	if !ok || len(value) == 0 {
		return ""
	}
	var out []string
	between := ", "
	switch a.Type {
	case "matrix":
		between = "; "
		for _, r := range rows(q, a, value) {
			row, _ := a.Rows.Get(r.row)
			out = append(out, row.Label.In(w.locale)+": "+w.label(q, r.value, false))
		}
	case "ranking":
		between = " "
		for i, name := range names(value) {
			out = append(out, sayNumber(mustJSON(i+1), w.locale)+". "+w.label(q, name, false))
		}
	case "integer", "number":
		if unit := a.Unit.In(w.locale); unit != "" {
			out = append(out, sayNumber(value, w.locale)+" "+unit)
		}
	case "date":
		out = append(out, sayDate(value, w.locale))
	case "address":
		out = addressLines(value)
	case "choice", "choices", "boolean":
		for _, c := range choices(value) {
			switch text := w.label(q, c.name, false); {
			case c.typed:
				out = append(out, forms.OtherLabel(w.locale)+": "+isolate(c.name, w.locale))
			case text != "":
				out = append(out, text)
			}
		}
	}
	return strings.Join(out, between)
}

// addressLines are the parts of an address in the order in which it is asked for; nil for what is none.
func addressLines(value json.RawMessage) []string {
	var a struct{ Street, Street2, Postcode, City, Region, Country string }
	if json.Unmarshal(value, &a) != nil {
		return nil
	}
	lines := []string{a.Street, a.Street2, strings.TrimSpace(a.Postcode + " " + a.City), a.Region, a.Country}
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// pipe fills {name|fallback} with what is held, or with the fallback where nothing is. Texts that
// people typed, contacts and special categories are never repeated.
func (w words) pipe(text string) string {
	return forms.FillPipes(text, func(name string) string { return isolate(w.piped(name), w.locale) })
}

func (w words) piped(name string) string {
	group, rest, dotted := strings.Cut(name, ".")
	question, part := group, rest
	switch {
	case !dotted:
	case group == "attr":
		attribute, row, _ := strings.Cut(rest, ".")
		question, part = w.asked(attribute), row
	case group == "score" || group == "computed":
		return w.derived(name)
	case group == "knowledge":
		number, err := w.response.Knowledge.value(rest).MarshalJSON()
		if err != nil || w.response.Knowledge == nil {
			return ""
		}
		return sayNumber(number, w.locale)
	}
	q := w.version.Question(question)
	if q == nil {
		return ""
	}
	if a, ok := w.version.Attributes.Get(q.Attribute); !ok || !a.Pipeable() {
		return ""
	}
	return w.inline(q, part)
}

// asked is the question whose answer holds an attribute's value; "" if none is held.
func (w words) asked(attribute string) string {
	var found []string
	for id := range w.values {
		if q := w.version.Question(id); q != nil && q.Attribute == attribute {
			found = append(found, id)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return slices.MinFunc(found, func(a, b string) int { return w.version.Place(a) - w.version.Place(b) })
}
