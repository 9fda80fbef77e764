package engine

import (
	"slices"
	"sort"

	"proffer/forms"
	"proffer/forms/rule"
)

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
	holds := func(o *forms.Outcome) bool { return o.When == nil || o.When.True(p.value) }
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

// recommend ranks a catalog's items: each match adds its weight where the item's attribute agrees
// with the answer, a list in the share of it that agrees. Items at zero are dropped, ties keep the
// catalog's order, and where nothing is left the else items stand, which claim no reason.
func recommend(p *path, r *forms.Recommend, k *forms.Catalog) []Item {
	if k == nil {
		return nil
	}
	type scored struct {
		item   Item
		points float64
	}
	var ranked []scored
	for _, item := range k.Items {
		s := scored{item: Item{ID: item.ID}}
		for _, name := range r.Match.Names() {
			m, _ := r.Match.Get(name)
			values, described := item.Attributes.Get(name)
			if !described {
				continue
			}
			if share := agreement(m.To.Eval(p.value), values); share > 0 {
				s.points += m.Points() * share
				s.item.Because = append(s.item.Because, p.questionsIn(m.To.Vars())...)
			}
		}
		s.item.Because = p.inOrder(s.item.Because)
		if s.points > 0 {
			ranked = append(ranked, s)
		}
	}
	sort.SliceStable(ranked, func(i, j int) bool { return ranked[i].points > ranked[j].points })
	var out []Item
	for _, s := range ranked[:min(len(ranked), r.Limit)] {
		out = append(out, s.item)
	}
	if out == nil {
		for _, id := range r.Else[:min(len(r.Else), r.Limit)] {
			out = append(out, Item{ID: id})
		}
	}
	return out
}

// agreement is the share of the answer that the item has: 0 or 1 for a single value.
func agreement(answer rule.Value, values forms.Values) float64 {
	if answer.Kind() != rule.List {
		if name := valueName(answer); name != "" && slices.Contains(values, name) {
			return 1
		}
		return 0
	}
	shared := 0
	for _, v := range answer.List() {
		if slices.Contains(values, valueName(v)) {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	return float64(shared) / float64(len(answer.List()))
}

// valueName is a value as catalogs name it; "" for an absent one.
func valueName(v rule.Value) string {
	switch v.Kind() {
	case rule.Text:
		return v.Text()
	case rule.Bool, rule.Number:
		raw, err := v.MarshalJSON()
		if err != nil {
			return ""
		}
		return string(raw)
	}
	return ""
}
