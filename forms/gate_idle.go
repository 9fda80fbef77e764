package forms

import (
	"maps"
	"slices"
)

// checkIdle refuses a question of which nothing would come: it changes neither score, path, outcome
// nor recommendation, no text repeats it, and none of its purposes goes on after the exchange. A
// poll's votes are counted, which is what they are for; a knowledge question counts by itself and
// asks for no attribute. A preference centre is exempt: what people edit there serves the purposes
// for which other forms asked it.
func (f *Form) checkIdle(c *checks, b *Brand) {
	if f.Kind == KindPreferences {
		return
	}
	used := f.pathUses()
	maps.Copy(used, f.resultUses())
	f.addTexts(used, f)
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		a, known := b.Attributes.Get(q.Attribute)
		if !known || len(a.Purposes) == 0 || f.Kind == KindPoll && a.Bounded() || b.torn(below("/attributes", q.Attribute)+"/purposes") {
			return
		}
		later := slices.ContainsFunc(a.Purposes, func(id string) bool {
			p, known := b.Purposes.Get(id)
			return !known || p.Later || b.torn(below("/purposes", id))
		})
		if later || used.question(q) || used.scored(q) {
			return
		}
		c.fault(at, "idle", `let a score, a rule, an outcome, a recommendation or a text use it, give the attribute a purpose with "later": true, or do not ask it`,
			"nothing comes of an answer to %q", q.ID)
	})
}
