package engine

import (
	"encoding/json"
	"strings"
	"time"

	"proffer/forms"
	"proffer/forms/rule"
)

// contextValues are what the page passed in, as rules see it: typed by the form's definition. What the
// definition does not have, or has with another type, is absent.
func contextValues(f *forms.Form, given map[string]json.RawMessage) map[string]rule.Value {
	if len(given) == 0 {
		return nil
	}
	out := map[string]rule.Value{}
	for _, name := range f.Context.Names() {
		field, _ := f.Context.Get(name)
		var v any
		if json.Unmarshal(given[name], &v) != nil {
			continue
		}
		switch v := v.(type) {
		case bool:
			if field.Type == "boolean" {
				out[name] = rule.BoolOf(v)
			}
		case float64:
			if field.Type == "integer" || field.Type == "number" {
				out[name] = rule.NumberOf(v)
			}
		case string:
			switch field.Type {
			case "text":
				out[name] = rule.TextOf(v)
			case "date":
				out[name] = rule.DateOf(v)
			}
		}
	}
	return out
}

// value gives the rules of the path, showIf and next, what precedes them; it is a rule.Env. They
// alone see consents, and what the page passed in: context, stage and locale.
func (p *path) value(name string) rule.Value {
	if a, ok := p.told(name); ok {
		return a.Value
	}
	switch name {
	case "stage":
		if p.stage == "" {
			return rule.Value{}
		}
		return rule.TextOf(p.stage)
	case "locale":
		return rule.TextOf(p.locale)
	}
	if field, ok := strings.CutPrefix(name, "context."); ok {
		return p.context[field]
	}
	if p.standing != nil {
		if q := p.version.Question(name); q != nil && q.Type == "consent" && p.shows(q) {
			if given, ok := p.standing[q.Purpose]; ok {
				return rule.BoolOf(given)
			}
		}
	}
	return p.fact(name)
}

func (p *path) shows(q *forms.Question) bool {
	for _, shown := range p.shown {
		if shown == q {
			return true
		}
	}
	return false
}

// fact gives computed values and results what they may rest on: answers, and what follows from them
// (promise P1). It is a rule.Env too.
func (p *path) fact(name string) rule.Value {
	group, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		if name == "today" {
			return rule.DateOf(p.today.UTC().Format(time.DateOnly))
		}
		return p.part(name, "")
	}
	switch group {
	case "attr":
		attribute, part, _ := strings.Cut(rest, ".")
		if q := p.byAttr[attribute]; q != nil {
			return p.part(q.ID, part)
		}
		return rule.Value{}
	case "score":
		return rule.NumberOf(p.scores[rest])
	case "computed":
		return p.compute(rest)
	case "knowledge":
		return p.right.value(rest)
	}
	return p.part(group, rest)
}

// part is an answer's value or, of a matrix or a ranking, that of one row or place; a consent has none.
func (p *path) part(question, part string) rule.Value {
	a, ok := p.told(question)
	if !ok {
		return rule.Value{}
	}
	if q := p.version.Question(question); q != nil && q.Type == "consent" {
		return rule.Value{}
	}
	if part != "" {
		return a.Parts[part]
	}
	return a.Value
}

// compute gives a computed value at this place of the path. It is worked out once for each place; one
// that needs itself, which no published form has, is absent.
func (p *path) compute(name string) rule.Value {
	if v, ok := p.computed[name]; ok {
		return v
	}
	r, ok := p.version.Form.Computed.Get(name)
	if !ok || r == nil {
		return rule.Value{}
	}
	p.computed[name] = rule.Value{}
	v := r.Eval(p.inResult)
	p.computed[name] = v
	return v
}

// questionsIn are the answered questions that a rule's variables name, that are part of a score it
// reads or that stand behind a computed value: the answers which a result that follows from the rule
// is because of. Knowledge questions are none: their part of a result is told by itself.
func (p *path) questionsIn(vars []string) []string {
	ids, computed := map[string]bool{}, map[string]bool{}
	p.trace(vars, ids, computed)
	var out []string
	for _, q := range p.shown {
		if ids[q.ID] {
			out = append(out, q.ID)
		}
	}
	return out
}

func (p *path) trace(vars []string, ids, computed map[string]bool) {
	for _, name := range vars {
		group, rest, dotted := strings.Cut(name, ".")
		switch {
		case !dotted:
			p.name(name, "", ids)
		case group == "attr":
			attribute, part, _ := strings.Cut(rest, ".")
			if q := p.byAttr[attribute]; q != nil {
				p.name(q.ID, part, ids)
			}
		case group == "score":
			for _, id := range p.parts[rest] {
				ids[id] = true
			}
		case group == "computed":
			if r, ok := p.version.Form.Computed.Get(rest); ok && r != nil && !computed[rest] {
				computed[rest] = true
				p.trace(r.Vars(), ids, computed)
			}
		default:
			p.name(group, rest, ids)
		}
	}
}

// name adds a question that was answered, and in the part that is asked for.
func (p *path) name(question, part string, ids map[string]bool) {
	q := p.version.Question(question)
	if q == nil || q.IsKnowledge() || p.part(question, part).IsAbsent() {
		return
	}
	ids[question] = true
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
