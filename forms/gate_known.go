package forms

import "slices"

// checkKnown checks what a question does with an answer that is known already.
func (f *Form) checkKnown(c *checks, b *Brand) {
	if f.Kind == KindPreferences {
		return
	}
	ways := []string{KnownSkip, KnownPrefill, KnownAsk}
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		if q.Known == "" {
			return
		}
		a, known := b.Attributes.Get(q.Attribute)
		switch {
		case !slices.Contains(ways, q.Known):
			c.fault(at+"/known", "out_of_range", Suggest(q.Known, ways), "%q does not say what to do with a known answer", q.Known)
		case q.Attribute == "":
			c.fault(at+"/known", "unknown_field", "leave it out", "a question without an attribute has no known answer")
		case known && a.Category == CategoryFeedback && q.Known != KnownAsk:
			c.fault(at+"/known", "out_of_range", "write ask, or leave it out", "feedback is about one occasion: what was said of another is no answer")
		}
	})
}
