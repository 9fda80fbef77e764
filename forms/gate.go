package forms

// The publish gate refuses what asks without a reason. Its checks stand in the gate_*.go files, one
// theme each; lint and publishing run the same.

// gate checks what the brand's definitions promise to people.
func (b *Brand) gate(c *checks) {
	b.checkPurposeWords(c)
	b.checkKeepReasons(c)
	b.checkSecretAttributes(c)
	b.checkSpecialWords(c)
	b.checkContacts(c)
	b.checkMarketingWords(c)
}

// gate checks a form. What follows from the whole of it is said only of a sound form, whose other
// parts have nothing wrong with them: a misspelt rule does not make a question idle as well.
func (f *Form) gate(c *checks, b *Brand, sound bool) {
	f.checkKind(c)
	f.checkContext(c, b)
	f.checkIdentity(c, b)
	f.checkAnonymous(c, b)
	f.checkKnown(c, b)
	f.checkDrawn(c)
	f.checkSecretQuestions(c, b)
	f.checkSpecialQuestions(c, b)
	f.checkQuestionWords(c)
	f.checkDeclineLabels(c)
	f.checkConsentLabels(c)
	if sound && len(c.faults) == 0 {
		f.checkIdle(c, b)
		f.checkConsentFirst(c, b)
	}
}

// eachQuestion visits every question of the form with its pointer.
func (f *Form) eachQuestion(visit func(at string, p *Page, q *Question)) {
	for i := range f.Pages {
		p := &f.Pages[i]
		for j := range p.Questions {
			visit(questionAt(i, j), p, &p.Questions[j])
		}
	}
}
