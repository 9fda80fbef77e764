package engine

import "proffer/forms"

// result is what the answers came to.
type result struct {
	outcome *forms.Outcome
	because []string // questions
	items   []Item
	catalog string
	// revision is the catalog's, as it was recommended from.
	revision string
}

// judge finds outcome and recommendations. Only answers, and nothing else about the person or the
// page, reach it (promise P1).
func judge(p *path, b *brand) result {
	var r result
	r.outcome, r.because = pickOutcome(p)
	rec := p.version.Form.Recommend
	if r.outcome != nil && r.outcome.Recommend != nil {
		rec = r.outcome.Recommend
	}
	if rec != nil {
		r.catalog, r.revision = rec.Catalog, b.revisions[rec.Catalog]
		r.items = recommend(p, rec, b.catalogs[rec.Catalog])
	}
	return r
}

// pickOutcome gives the winning outcome with the questions whose answers made it win: those with a
// part other than zero in its score, and those its rule reads. The last outcome, which is there for
// everybody else, is because of nothing.
func pickOutcome(p *path) (*forms.Outcome, []string) {
	outcomes := p.version.Form.Outcomes
	if len(outcomes) == 0 {
		return nil, nil
	}
	last := &outcomes[len(outcomes)-1]
	holds := func(o *forms.Outcome) bool { return o.When == nil || o.When.True(p.inResult) }
	if p.version.Form.OutcomeBy != forms.OutcomeByHighest {
		for i := range outcomes {
			if o := &outcomes[i]; holds(o) {
				return o, p.outcomeBecause(o)
			}
		}
		return last, nil
	}
	var best *forms.Outcome
	for i := range outcomes {
		o := &outcomes[i]
		if o.Score != "" && holds(o) && (best == nil || p.scores[o.Score] > p.scores[best.Score]) {
			best = o
		}
	}
	if best == nil || p.scores[best.Score] <= 0 {
		return last, nil
	}
	return best, p.outcomeBecause(best)
}

func (p *path) outcomeBecause(o *forms.Outcome) []string {
	var vars []string
	if o.When != nil {
		vars = o.When.Vars()
	}
	if o.Score != "" {
		vars = append(vars, "score."+o.Score)
	}
	return p.questionsIn(vars)
}
