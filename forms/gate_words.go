package forms

// checkWordless refuses a sign where people are to read what is asked of them, what for, or how to decline.
func (c *checks) checkWordless(at string, t Text) {
	for _, locale := range sortedLocales(t) {
		if visible(t[locale]) && len(words(t[locale])) == 0 { // of what can't be seen that is said
			c.fault(below(at, locale), "required", "write it in words", "%q tells people nothing", t[locale])
		}
	}
}

func (b *Brand) checkPurposeWords(c *checks) {
	for _, id := range b.Purposes.Names() {
		p, _ := b.Purposes.Get(id)
		at := below("/purposes", id)
		c.checkWordless(at+"/label", p.Label)
		c.checkWordless(at+"/use", p.Use)
		c.checkWordless(at+"/interest", p.Interest)
	}
	for _, id := range b.Recipients.Names() {
		r, _ := b.Recipients.Get(id)
		c.checkWordless(below("/recipients", id)+"/safeguard", r.Safeguard)
	}
}

func (f *Form) checkQuestionWords(c *checks) {
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		c.checkWordless(at+"/why", q.Why)
		c.checkWordless(at+"/declineLabel", q.DeclineLabel)
		if q.Type == "consent" {
			c.checkWordless(at+"/label", q.Label)
		}
	})
}
