package forms

import (
	"strings"

	"proffer/rewards"
)

// checkEarned checks a form whose offer, or a fallback of it, is earned by knowledge: everybody is asked
// the questions that earn it, and no answer is told before the last was given.
func (f *Form) checkEarned(c *checks, programs map[string]rewards.Program) {
	chain, err := rewards.Chain(programs, f.Offer)
	if f.Offer == "" || err != nil || len(f.Pages) == 0 {
		return
	}
	splits, err := rewards.Splits(programs, f.Offer)
	if err != nil {
		return
	}
	for _, variant := range splits {
		chain = append(chain, variant.Chain...)
	}
	for _, o := range chain {
		if !earned(o.Terms) {
			continue
		}
		asked := false
		f.eachQuestion(func(at string, p *Page, q *Question) {
			if !q.IsKnowledge() {
				return
			}
			asked = true
			if q.ShowIf != nil || p.ShowIf != nil || !f.always(f.pageIndex(p.ID), 0, len(f.Pages)) {
				c.fault(at, "earned", "ask it on every path, without showIf, or leave knowledge out of the offer's when", "the offer %q is earned by what people know, and not everybody is asked this", o.ID)
			}
		})
		switch {
		case !asked:
			c.fault("/offer", "earned", "ask questions with a right answer, or name another offer", "the offer %q is earned by what people know, and the form has no question with a right answer", o.ID)
		case f.Tells() == ExplainAfter:
			c.fault("/knowledge/explain", "earned", `write "end"`, "the offer %q is earned by right answers, and each is told before the next question", o.ID)
		}
	}
}

// earned tells whether what a person knew decides about the offer.
func earned(o rewards.Offer) bool {
	if o.When == nil {
		return false
	}
	for _, name := range o.When.Vars() {
		if strings.HasPrefix(name, "knowledge.") {
			return true
		}
	}
	return false
}
