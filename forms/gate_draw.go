package forms

import "strconv"

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
		for j := range p.Questions {
			q, here := &p.Questions[j], questionAt(i, j)
			if p.Pick != nil && q.Required {
				c.fault(here+"/required", "drawn", "leave it out, or put the question on a page of its own", "whether the question is asked at all is drawn")
			}
			if p.Pick != nil && q.Type == "consent" {
				c.fault(here, "drawn", "put it on a page of its own", "whether a person is asked for consent can't be left to chance")
			}
		}
	}
}

func questionAt(page, question int) string {
	return "/pages/" + strconv.Itoa(page) + "/questions/" + strconv.Itoa(question)
}
