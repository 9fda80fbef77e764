package forms

import (
	"slices"
	"strings"

	"proffer/forms/rule"
	"proffer/rewards"
)

// checkEarned checks a form whose offer, or a fallback of it, is earned by knowledge: everybody is asked
// the questions that earn it, and no answer is told before the last was given.
func (f *Form) checkEarned(c *checks, programs map[string]rewards.Program) {
	if len(f.Pages) == 0 {
		return
	}
	for _, o := range slices.Concat(chainsOf(programs, f.Offer)...) {
		if !earned(o.Terms) {
			continue
		}
		asked := false
		f.eachQuestion(func(at string, p *Page, q *Question) {
			if !q.IsKnowledge() {
				return
			}
			asked = true
			if q.ShowIf != nil || p.ShowIf != nil || p.chances() || !f.always(f.pageIndex(p.ID), 0, len(f.Pages)) {
				c.fault(at, "earned", "ask it on every path, without showIf, and draw only from questions of the same points, or leave knowledge out of the offer's when", "the offer %q is earned by what people know, and not everybody is asked this", o.ID)
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

// chances tells whether the draw of a page decides how many points a person can get: what is drawn from are not
// all questions with a right answer, or not all worth the same.
func (p *Page) chances() bool {
	var worth []int64
	for i := range p.Questions {
		if q := &p.Questions[i]; q.Type != "statement" && q.Type != "consent" { // which are not drawn
			worth = append(worth, q.Worth())
		}
	}
	return p.Pick != nil && slices.ContainsFunc(worth, func(points int64) bool { return points == 0 || points != worth[0] })
}

// checkGiven refuses an offer that nobody who answers the form could be given, nor a fallback of it: the balance
// counts what it is worth.
func (f *Form) checkGiven(c *checks, b *Bundle) {
	prover := rule.NewProver()
	for _, chain := range chainsOf(b.Programs, f.Offer) {
		given := slices.ContainsFunc(chain, func(o rewards.Offered) bool {
			return o.Terms.When == nil || prover.Prove(ticketed{f, &b.Brand}, o.Terms.When) != rule.Never
		})
		if !given {
			c.fault("/offer", "never_holds", "change its when, or name another offer", "nobody who answers this form is given %q: its when never holds here", chain[0].ID)
		}
	}
}

// chainsOf are the offer with its fallbacks and its variants with theirs; none where a name leads nowhere, which was
// reported.
func chainsOf(programs map[string]rewards.Program, offer string) [][]rewards.Offered {
	chain, err := rewards.Chain(programs, offer)
	if offer == "" || err != nil {
		return nil
	}
	splits, err := rewards.Splits(programs, offer)
	if err != nil {
		return nil
	}
	chains := [][]rewards.Offered{chain}
	for _, variant := range splits {
		chains = append(chains, variant.Chain)
	}
	return chains
}

// ticketed is what an offer's when can see on a ticket for a form; it implements rule.Known.
type ticketed struct {
	form  *Form
	brand *Brand
}

func (t ticketed) Rule(string) *rule.Rule { return nil }

func (t ticketed) Domain(name string) rule.Domain {
	texts := func(of []string) rule.Domain {
		var out []rule.Value
		for _, text := range of {
			out = append(out, rule.TextOf(text))
		}
		return rule.OneOf(out...)
	}
	switch {
	case name == "form":
		return texts([]string{t.form.ID})
	case name == "stage": // the form's own stages are schedule, and may be others tomorrow
		return texts(t.brand.Stages).OrNothing()
	case name == "locale":
		return texts(t.brand.Locales)
	case strings.HasPrefix(name, "held."):
		return rule.Between(0, maxNumber, true)
	}
	return rule.Domain{} // anything
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
