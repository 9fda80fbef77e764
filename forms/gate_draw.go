package forms

import (
	"strconv"

	"proffer/forms/rule"
)

// checkDrawn checks pages whose questions are drawn, or put in a drawn order, for each ticket.
func (f *Form) checkDrawn(c *checks) {
	for i, p := range f.Pages {
		at := "/pages/" + strconv.Itoa(i)
		asking := 0
		for _, q := range p.Questions {
			if q.Type != "statement" {
				asking++
			}
		}
		if p.Pick != nil && (*p.Pick < 1 || *p.Pick >= int64(asking)) {
			c.fault(at+"/pick", "out_of_range", "write at least 1 and fewer than the page has questions, or leave it out", "%d can't be drawn out of %d questions", *p.Pick, asking)
		}
		if p.Shuffle && asking < 2 {
			c.fault(at+"/shuffle", "out_of_range", "leave it out", "the order of %d questions can't change", asking)
		}
		if !p.Shuffle && p.Pick == nil {
			continue
		}
		for j := range p.Questions {
			q, here := &p.Questions[j], questionAt(i, j)
			if p.Pick != nil && q.Required {
				c.fault(here+"/required", "drawn", "leave it out, or put the question on a page of its own", "whether the question is asked at all is drawn")
			}
			if p.Pick != nil && q.Type == "consent" {
				c.fault(here, "drawn", "put it on a page of its own", "whether a person is asked for consent can't be left to chance")
			}
			if name := f.readsOf(&p, q); name != "" {
				c.fault(here, "drawn", "put one of them on another page", "the question hangs on %q, which a drawn order may put after it", name)
			}
		}
	}
}

// readsOf is the id of a question of the same page that decides what a question shows.
func (f *Form) readsOf(p *Page, q *Question) string {
	read := used{}
	for _, r := range append([]*rule.Rule{q.ShowIf}, showIfs(q.Choices)...) {
		if r != nil {
			for _, name := range f.through(r.Vars()) {
				read[name] = true
			}
		}
	}
	for i := range p.Questions {
		if o := &p.Questions[i]; o.ID != q.ID && read.question(o) {
			return o.ID
		}
	}
	return ""
}

func showIfs(choices []Choice) []*rule.Rule {
	out := make([]*rule.Rule, len(choices))
	for i := range choices {
		out[i] = choices[i].ShowIf
	}
	return out
}

func questionAt(page, question int) string {
	return "/pages/" + strconv.Itoa(page) + "/questions/" + strconv.Itoa(question)
}
