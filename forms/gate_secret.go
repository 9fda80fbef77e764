package forms

import (
	"slices"
	"strings"
)

const rightSecret = "do not ask for it: Proffer keeps no passwords, PINs, card numbers or numbers of identity, and there is no way to allow it"

// open tells whether people write the attribute's value themselves. Only such a value can be a
// secret: what is chosen from a list is known to whoever wrote the list.
func (a Attribute) open() bool {
	return a.Other || !slices.Contains([]string{TypeChoice, TypeChoices, TypeBoolean, TypeRanking, TypeMatrix, TypeDate}, a.Type)
}

// checkSecretAttributes refuses attributes that are called what no form may ask for.
func (b *Brand) checkSecretAttributes(c *checks) {
	for _, id := range b.Attributes.Names() {
		a, _ := b.Attributes.Get(id)
		if !a.open() {
			continue
		}
		at := below("/attributes", id)
		if word := secretID(id, b.Locales); word != "" {
			c.fault(at, "secret", rightSecret, "the id %q names a secret: %s", id, word)
			continue
		}
		for _, locale := range sortedLocales(a.Label) {
			if word := secretName(locale, a.Label[locale]); word != "" {
				c.fault(below(at+"/label", locale), "secret", rightSecret, "the label asks for a secret: %q", word)
			}
		}
	}
}

// checkSecretQuestions refuses questions that ask for one in their own words, or show one as an example.
func (f *Form) checkSecretQuestions(c *checks, b *Brand) {
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		a, known := b.Attributes.Get(q.Attribute)
		if !known || !a.open() {
			return
		}
		if word := secretID(q.ID, b.Locales); word != "" && secretID(q.Attribute, b.Locales) == "" { // said there
			c.fault(at+"/id", "secret", rightSecret, "the id %q names a secret: %s", q.ID, word)
		}
		for _, text := range []struct {
			member string
			text   Text
			ask    func(locale, text string) string
		}{{"label", q.Label, secretName}, {"placeholder", q.Placeholder, secretName}, {"help", q.Help, secretAsked}} {
			for _, locale := range sortedLocales(text.text) {
				here := below(at+"/"+text.member, locale)
				if word := text.ask(locale, text.text[locale]); word != "" {
					c.fault(here, "secret", rightSecret, "the %s asks for a secret: %q", text.member, word)
				} else if what := secretIn(text.text[locale]); what != "" && a.Type != TypePhone { // whose numbers may pass for a card's
					c.fault(here, "secret", rightSecret, "the %s shows what looks like %s", text.member, what)
				}
			}
		}
	})
}

// secretName is the word by which a text asks for a secret, "" if it asks for none.
func secretName(locale, text string) string {
	list := wordsOf(locale)
	in := without(list.NotSecret, words(text))
	if word := among(list.Secret, in); word != "" && (word != strings.ToUpper(word) || !shouted(text)) {
		return word
	}
	return ""
}

// secretAsked is the same for a text that explains: a sentence that says not to write one asks for none.
func secretAsked(locale, text string) string {
	for _, sentence := range wordsOf(locale).asking(text) {
		if word := secretName(locale, sentence); word != "" {
			return word
		}
	}
	return ""
}

// shouted tells whether a text of several words is all in capitals, where a word in capitals says no
// more than the same in small letters.
func shouted(text string) bool {
	return text == strings.ToUpper(text) && text != strings.ToLower(text) && len(words(text)) > 1
}

// secretID is the same for an id, whose words are joined by _: in English or a language of the brand.
func secretID(id string, locales []string) string {
	in := spokenWords(strings.Split(id, "_"))
	if len(in) == 1 {
		in = spokenWords([]string{strings.ToUpper(id)}) // alone, pin is no badge
	}
	for _, locale := range append([]string{"en"}, locales...) {
		list := wordsOf(locale)
		if word := among(list.Secret, without(list.NotSecret, in)); word != "" {
			return word
		}
	}
	return ""
}
