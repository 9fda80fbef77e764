package forms

import "strings"

// checkDeclineLabels refuses words that make declining hard to say or hard to understand: a label
// that belittles who declines, or one that says no twice.
func (f *Form) checkDeclineLabels(c *checks) {
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		for _, locale := range sortedLocales(q.DeclineLabel) {
			list, text := wordsOf(locale), q.DeclineLabel[locale]
			here := below(at+"/declineLabel", locale)
			if word := among(list.Shaming, words(text)); word != "" {
				c.fault(here, "shaming", `write plainly that the question is not answered, e.g. "I would rather not say"`, "%q makes a person small who declines", word)
			} else if negations(list, text) > 1 {
				c.fault(here, "double_negative", "say no once", "the label says no twice, so that nobody knows what it does")
			}
		}
	})
}

// negations counts the words of a text that say no. A "No," or "No thanks:" that it begins with is
// the answer itself and not counted.
func negations(list wordList, text string) (n int) {
	if i := strings.IndexAny(text, ",.;:!،—–"); i >= 0 && len(words(text[:i])) <= 2 {
		text = text[i:]
	}
	in := words(text)
	for i := range in {
		for _, p := range list.Negators {
			if p.at(in[i:]) {
				n++
				break
			}
		}
	}
	return n
}
