package forms

// checkContacts warns of what reaches a person and is called something that costs less to tell: the balance would
// count it for that, and a ticket that has nothing to give leaves out only what is called contact.
func (b *Brand) checkContacts(c *checks) {
	for _, id := range b.Attributes.Names() {
		a, _ := b.Attributes.Get(id)
		what := map[string]string{TypeEmail: "an e-mail address", TypePhone: "a telephone number", TypeAddress: "an address"}[a.Type]
		asks, known := sensitivities[a.Category]
		if at := below("/attributes", id); what != "" && known && asks < sensitivities[CategoryContact] && !b.torn(at+"/category") {
			c.warn(at+"/category", "contact_category", `write "contact"`, "%s tells how to reach a person, which %s data do not", what, a.Category)
		}
	}
}

// checkMarketingWords warns of a purpose that speaks of marketing, whatever its dpv says, and rests on something
// else than consent. A sentence that says what it is not for is none.
func (b *Brand) checkMarketingWords(c *checks) {
	for _, id := range b.Purposes.Names() {
		p, _ := b.Purposes.Get(id)
		at := below("/purposes", id)
		if !p.based() || p.Basis == BasisConsent || marketing(p.DPV) || b.torn(at+"/basis") {
			continue
		}
		for _, text := range []struct {
			member string
			text   Text
		}{{"label", p.Label}, {"use", p.Use}, {"interest", p.Interest}} {
			for _, locale := range sortedLocales(text.text) {
				list := wordsOf(locale)
				if word := list.asked(list.Marketing, text.text[locale]); word != "" {
					c.warn(below(at+"/"+text.member, locale), "sounds_marketing", "write consent as its basis, and ask for it, or say what else it is for",
						"%q sounds like marketing, which rests on nothing but consent", word)
				}
			}
		}
	}
}
