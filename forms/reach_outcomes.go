package forms

import (
	"encoding/json"
	"fmt"

	"proffer/forms/rule"
)

// maxRivals is how many other outcomes are taken into account for one.
const maxRivals = 24

// outcomes reports outcomes that can't win, whatever is answered.
func (w *flow) outcomes(end *moment) {
	if w.form.OutcomeBy == OutcomeByHighest {
		w.highest(end)
		return
	}
	rest := end
	for k := range w.form.Outcomes {
		o, here := &w.form.Outcomes[k], fmt.Sprintf("/outcomes/%d", k)
		if rest == nil {
			w.c.fault(here, "unreachable", "remove it, or let an outcome above it hold less often", "the outcomes above this one leave no answers for %q", o.ID)
			return
		}
		if o.When == nil || w.never(here+"/when", o.When, end, fmt.Sprintf("the outcome %q never wins", o.ID)) == rule.Never {
			continue
		}
		if rest.assume(o.When, true) == nil {
			w.c.fault(here, "unreachable", "remove it, or put it above the others", "whenever the outcome %q holds, one above it wins", o.ID)
		}
		rest = rest.assume(o.When, false)
	}
}

// highest reports the same where the highest score wins: the outcome's must be above 0, above those of
// the outcomes before it that hold, and not below those of the ones after it.
func (w *flow) highest(end *moment) {
	for k := range w.form.Outcomes {
		o, here := &w.form.Outcomes[k], fmt.Sprintf("/outcomes/%d", k)
		if o.Score == "" || (o.When != nil && w.judge(here+"/when", o.When, end, fmt.Sprintf("the outcome %q never wins", o.ID)) == rule.Never) {
			continue
		}
		above := beats(">", o.Score, "0")
		claims := []rule.Claim{{Rule: above, Holds: true}}
		if !end.possible(claims...) {
			w.c.fault(here, "unreachable", "let answers add to the score, or remove the outcome", "the outcome %q never wins: %s", o.ID, w.reason(end, above, rule.Never))
			continue
		}
		if o.When != nil {
			claims = append(claims, rule.Claim{Rule: o.When, Holds: true})
		}
		for i := range min(len(w.form.Outcomes), maxRivals) {
			rival := &w.form.Outcomes[i]
			if i == k || rival.Score == "" || (rival.Score == o.Score && i > k) {
				continue
			}
			claims = append(claims, w.beaten(o, rival, i < k))
		}
		if !end.possible(claims...) {
			w.c.fault(here, "unreachable", "let answers add more to its score, or remove the outcome", "the outcome %q never wins: another always has the higher score", o.ID)
		}
	}
}

// beats is the rule that a score stands so to a number or to another score.
func beats(operator, score, than string) *rule.Rule {
	r, _ := rule.Parse([]byte(fmt.Sprintf(`{%q: [{"var": "score.%s"}, %s]}`, operator, score, than)))
	return r
}

// beaten claims that a rival does not win over an outcome: it does not hold, or its score is lower.
func (w *flow) beaten(o, rival *Outcome, before bool) rule.Claim {
	if before && rival.Score == o.Score {
		if rival.When == nil {
			always, _ := rule.Parse([]byte(`true`))
			return rule.Claim{Rule: always, Holds: false}
		}
		return rule.Claim{Rule: rival.When, Holds: false}
	}
	operator := ">="
	if before {
		operator = ">"
	}
	lower := beats(operator, o.Score, `{"var": "score.`+rival.Score+`"}`)
	if rival.When == nil {
		return rule.Claim{Rule: lower, Holds: true}
	}
	when, err := json.Marshal(rival.When)
	source, err2 := json.Marshal(lower)
	either, _ := rule.Parse([]byte(fmt.Sprintf(`{"or": [{"!": %s}, %s]}`, when, source)))
	if err != nil || err2 != nil || either == nil { // too large to be one rule: nothing is claimed
		always, _ := rule.Parse([]byte(`true`))
		return rule.Claim{Rule: always, Holds: true}
	}
	return rule.Claim{Rule: either, Holds: true}
}

// recommended judges the filters. Of an item only the types are known: a catalog may change at any time.
func (w *flow) recommended(end *moment) {
	items := end.clone()
	s := filterScope{w.end}
	for _, name := range w.brand.Attributes.Names() {
		if t, err := s.item(name); err == nil {
			for _, way := range append(items.ways, items) {
				way.set("item."+name, rule.OfType(t).OrNothing())
			}
		}
	}
	judge := func(at string, r *Recommend) {
		if r != nil {
			w.judge(at+"/filter", r.Filter, items, "no item ever passes the filter")
		}
	}
	judge("/recommend", w.form.Recommend)
	for k := range w.form.Outcomes {
		judge(fmt.Sprintf("/outcomes/%d/recommend", k), w.form.Outcomes[k].Recommend)
	}
}
