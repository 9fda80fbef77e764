package forms

import (
	"strconv"
	"strings"
)

// minReason is how many words a reason has at least.
const minReason = 3

// reason tells whether a text says more than "yes" or "fine".
func reason(text string) bool { return len(words(text)) >= minReason }

// special are the lists of words for what the law protects most, by category.
func (w wordList) special() []struct {
	category string
	list     []phrase
} {
	return []struct {
		category string
		list     []phrase
	}{{"health", w.Health}, {"belief", w.Belief}, {"biometric", w.Biometric}, {"other_special", w.OtherSpecial}}
}

// sounds says which special category a text seems to be about, and by which word; "" for none.
func sounds(t Text) (locale, category, word string) {
	return soundsBy(t, func(_ wordList, list []phrase, text string) string { return among(list, words(text)) })
}

// soundsAsked is the same for a text that explains: a sentence that says what not to write is about nothing.
func soundsAsked(t Text) (locale, category, word string) { return soundsBy(t, wordList.asked) }

func soundsBy(t Text, find func(of wordList, list []phrase, text string) string) (locale, category, word string) {
	for _, locale := range sortedLocales(t) {
		of := wordsOf(locale)
		for _, s := range of.special() {
			if word := find(of, s.list, t[locale]); word != "" {
				return locale, s.category, word
			}
		}
	}
	return "", "", ""
}

// checkSpecialWords refuses an attribute whose words suggest that it is of a special category that it
// does not have, until notSpecial says why it is none.
func (b *Brand) checkSpecialWords(c *checks) {
	for _, id := range b.Attributes.Names() {
		a, _ := b.Attributes.Get(id)
		at := below("/attributes", id)
		switch {
		case a.Special() && a.NotSpecial != "":
			c.fault(at+"/notSpecial", "unknown_field", "leave it out, or choose another category", "the category %s is a special one", a.Category)
			continue
		case a.Special() || b.torn(at+"/category"):
			continue
		case a.NotSpecial != "" && !reason(a.NotSpecial):
			c.fault(at+"/notSpecial", "required", "write a sentence that a privacy officer can follow", "%q is no reason", a.NotSpecial)
			continue
		case a.NotSpecial != "":
			continue
		}
		if locale, category, word := sounds(a.Label); word != "" {
			special(c, below(at+"/label", locale), category, word, "the attribute's")
			continue
		}
		for _, v := range a.Values.Names() {
			value, _ := a.Values.Get(v)
			if locale, category, word := sounds(value.Label); word != "" {
				special(c, below(below(at+"/values", v)+"/label", locale), category, word, "the attribute's")
				break
			}
		}
		for _, v := range a.Rows.Names() {
			row, _ := a.Rows.Get(v)
			if locale, category, word := sounds(row.Label); word != "" {
				special(c, below(below(at+"/rows", v)+"/label", locale), category, word, "the attribute's")
				break
			}
		}
	}
}

// checkSpecialQuestions does the same for what a question calls its attribute and its choices, and for what it
// suggests to write.
func (f *Form) checkSpecialQuestions(c *checks, b *Brand) {
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		a, known := b.Attributes.Get(q.Attribute)
		if !known || a.Special() || a.NotSpecial != "" || b.torn(below("/attributes", q.Attribute)+"/category") {
			return
		}
		if locale, category, word := sounds(q.Label); word != "" {
			special(c, below(at+"/label", locale), category, word, strconv.Quote(q.Attribute)+"'s")
			return
		}
		if locale, category, word := soundsAsked(q.Help); word != "" && a.open() {
			special(c, below(at+"/help", locale), category, word, strconv.Quote(q.Attribute)+"'s")
			return
		}
		if locale, category, word := sounds(q.Placeholder); word != "" && a.open() {
			special(c, below(at+"/placeholder", locale), category, word, strconv.Quote(q.Attribute)+"'s")
			return
		}
		for i, ch := range q.Choices {
			if locale, category, word := sounds(ch.Label); word != "" {
				special(c, below(at+"/choices/"+strconv.Itoa(i)+"/label", locale), category, word, strconv.Quote(q.Attribute)+"'s")
				return
			}
		}
	})
}

func special(c *checks, at, category, word, whose string) {
	c.fault(at, "sounds_special", `make it `+category+` and ask for explicit consent first, or say why it is none: "notSpecial": "a reason" on the attribute`,
		"%q sounds like %s, and %s category is another", word, strings.ReplaceAll(category, "_", " "), whose)
}
