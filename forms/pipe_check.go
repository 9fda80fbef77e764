package forms

import (
	"slices"
	"strconv"
	"strings"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// checkAllPipes checks every text of a form for {name|fallback}. An outcome's title, body and button
// may repeat answers, scores and computed values; a question's label, why, help and body, and a page's
// title, the answers that precede them; no other text anything.
func (f *Form) checkAllPipes(c *checks, b *Brand) {
	eachText(f, func(pointer string, t *Text) {
		s, may := f.pipeScope(strings.Split(pointer, "/")[1:], b)
		for locale, text := range *t {
			here := pointer + "/" + fault.Escape(locale)
			if may {
				f.checkPipes(c, here, text, s)
			} else if strings.ContainsRune(text, '{') {
				c.fault(here, "bad_pipe", "leave the braces out", "only an outcome's title, body and button, a question's label, why, help and body, and a page's title can repeat an answer")
			}
		}
	})
}

// pipeScope is what a text may repeat, and whether it may repeat anything.
func (f *Form) pipeScope(at []string, b *Brand) (s scope, may bool) {
	place := func(i int) int { n, _ := strconv.Atoi(at[i]); return n }
	last := at[len(at)-1]
	switch {
	case at[0] == "outcomes" && len(at) == 3 && (last == "title" || last == "body"),
		at[0] == "outcomes" && len(at) == 4 && at[2] == "action" && last == "label":
		return f.result(b), true
	case at[0] == "pages" && len(at) == 3 && last == "title":
		return f.at(b, place(1), 0), true
	case at[0] == "pages" && len(at) == 5 && slices.Contains([]string{"label", "why", "help", "body"}, last):
		return f.at(b, place(1), place(3)), true
	}
	return scope{}, false
}

// checkPipes checks the {name|fallback} of a text.
func (f *Form) checkPipes(c *checks, at, text string, s scope) {
	for _, p := range Pipes(text) {
		if p.Broken || strings.TrimSpace(p.Fallback) == "" {
			c.fault(at, "bad_pipe", "write {question|what to say without an answer}; a brace has no other use in a text", "a piped value names a question and a fallback")
			continue
		}
		if _, err := s.Lookup(p.ID); err != nil {
			c.fault(at, "dangling_question", Suggest(p.ID, s.Names()), "{%s|...}: %s", p.ID, err)
			continue
		}
		group, rest, dotted := strings.Cut(p.ID, ".")
		if dotted && slices.Contains([]string{"score", "computed", "knowledge"}, group) {
			f.checkDerivedPipe(c, at, p.ID, s)
			continue
		}
		f.checkAnswerPipe(c, at, p.ID, dotted && (group != "attr" || strings.Contains(rest, ".")), s)
	}
}

// checkAnswerPipe checks a pipe of an answer; part tells that it names a row or a place of it.
func (f *Form) checkAnswerPipe(c *checks, at, name string, part bool, s scope) {
	id := s.attribute(name)
	if id == "" {
		c.fault(at, "bad_pipe", "name a question", notPiped, name)
		return
	}
	a, sound := s.brand.attribute(id)
	switch {
	case !sound: // said where the attribute is
	case a.Category == CategoryContact:
		c.fault(at, "bad_pipe", "leave it out", "%q is a contact, which is never put into a text", id)
	case a.Special():
		c.fault(at, "bad_pipe", "leave it out", "%q is of a special category, which is never put into a text", id)
	case !a.Pipeable():
		c.fault(at, "bad_pipe", "pipe answers that are chosen, not typed", "what a person typed in %q is never put into a text", name)
	case a.Type == "matrix" && !part:
		c.fault(at, "bad_pipe", "name a row, such as {"+name+"."+firstOr(a.Rows.Names(), "row")+"|...}", notPiped, name)
	case s.result && !f.feeds(s.brand, id):
		c.fault(at, "no_contract_purpose", "give the attribute a purpose whose basis is contract", "%q feeds a result, and nothing allows it to", id)
	}
}

// checkDerivedPipe checks a pipe of a score, a computed value or a quiz's points. They stand in results
// only: the device does not know them all.
func (f *Form) checkDerivedPipe(c *checks, at, name string, s scope) {
	if !s.result {
		c.fault(at, "bad_pipe", "repeat an answer, or say it in an outcome", "%q is told with the result, not before", name)
		return
	}
	id, computed := strings.CutPrefix(name, "computed.")
	if !computed {
		return
	}
	if t, err := s.Lookup(name); err == nil && t.Kind != rule.Number && t.Kind != rule.Date && t.Kind != rule.Absent {
		c.fault(at, "bad_pipe", "pipe the answer that it is made from; of computed values only numbers and dates stand in texts, and this is a "+t.String(), notPiped, name)
	}
	if r, ok := f.Computed.Get(id); ok && r != nil {
		f.checkResultVars(c, at, r, s.brand)
		if slices.Contains(r.Vars(), "today") {
			c.fault(at, "bad_pipe", "leave today out of its rule: a result is told again as it was, on another day too", notPiped, name)
		}
	}
}

// notPiped is said of whatever is no answer, number or date by itself.
const notPiped = "%q is nothing that can stand in a text"

func firstOr(names []string, other string) string {
	if len(names) == 0 {
		return other
	}
	return names[0]
}

// attribute is what a variable's value is a value of; "" if it is no answer.
func (s scope) attribute(name string) (attribute string) {
	group, rest, dotted := strings.Cut(name, ".")
	if dotted && group == "attr" {
		rest, _, _ = strings.Cut(rest, ".")
	}
	s.questions(func(q *Question) {
		if q.Attribute != "" && (q.ID == group || (dotted && group == "attr" && q.Attribute == rest)) {
			attribute = q.Attribute
		}
	})
	return attribute
}
