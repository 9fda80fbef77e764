package forms

import (
	"slices"
	"strconv"
)

// checkConsentFirst refuses to ask for a value that could be kept for nothing unless a consent is
// given, unless it is asked behind that consent: its own showIf, or its page's, holds only where one
// of the consents has been given. On a path without the consent such a rule never holds, since what
// was not answered is not true, so the consent stands before the question on every path that shows
// it. Purposes of special categories are all explicit consents, so this keeps those too.
func (f *Form) checkConsentFirst(c *checks, b *Brand) {
	consents := map[string]string{} // by question
	f.eachQuestion(func(_ string, _ *Page, q *Question) {
		if q.Type == "consent" {
			consents[q.ID] = q.Purpose
		}
	})
	f.eachQuestion(func(at string, page *Page, q *Question) {
		a, known := b.Attributes.Get(q.Attribute)
		if !known || len(a.Purposes) == 0 || b.torn(below("/attributes", q.Attribute)+"/purposes") {
			return
		}
		if slices.ContainsFunc(a.Purposes, func(id string) bool {
			p, known := b.Purposes.Get(id)
			return !known || p.Basis != BasisConsent || b.torn(below("/purposes", id)+"/basis")
		}) {
			return
		}
		given := func(name string) bool {
			purpose, asked := consents[name]
			return asked && slices.Contains(a.Purposes, purpose)
		}
		if q.ShowIf != nil && q.ShowIf.Requires(given) || page.ShowIf != nil && page.ShowIf.Requires(given) {
			return
		}
		id := ""
		for question, purpose := range consents {
			if slices.Contains(a.Purposes, purpose) && (id == "" || question < id) {
				id = question
			}
		}
		right := "ask for consent to " + orList(a.Purposes) + ` before it, and add "showIf": {"==": [{"var": "<the consent>"}, true]}`
		if id != "" {
			right = `put it after ` + strconv.Quote(id) + ` and add "showIf": {"==": [{"var": ` + strconv.Quote(id) + `}, true]}`
		}
		if a.Special() {
			c.fault(at, "consent_first", right, "%q is %s data, and is asked before the explicit consent it may be kept with", q.Attribute, a.Category)
			return
		}
		c.fault(at, "consent_first", right, "%q may be kept only with a consent, and is asked before it was given", q.Attribute)
	})
}

// checkConsentLabels warns of a consent that asks for two things at once.
func (f *Form) checkConsentLabels(c *checks) {
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		if q.Type != "consent" {
			return
		}
		for _, locale := range sortedLocales(q.Label) {
			in := spaced(q.Label[locale])
			word := among(wordsOf(locale).And, in)
			if word == "" && slices.Contains(in, spoken{andSign, andSign}) {
				word = andSign
			}
			if word != "" {
				c.warn(below(at+"/label", locale), "two_in_one", "ask for each purpose by itself", "the consent says %q: one yes can't answer two questions", word)
			}
		}
	})
}
