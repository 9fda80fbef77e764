package forms

import (
	"embed"
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// The words by which the gate knows what a text asks for, one file per language. A phrase is words
// with a space between; "*" at the end or the beginning of a word stands for the rest of it, alone
// for any word. A word with a capital letter has to stand so: "PIN" is no enamel pin.
//
//go:embed words/*.json
var wordFiles embed.FS

// wordList is what one language has of each.
type wordList struct {
	Secret       []phrase `json:"secret"`
	NotSecret    []phrase `json:"notSecret"` // what contains such words and asks for no secret
	NotAsked     []phrase `json:"notAsked"`  // a sentence with one of these says what is not asked
	Marketing    []phrase `json:"marketing"`
	Health       []phrase `json:"health"`
	Belief       []phrase `json:"belief"`
	Biometric    []phrase `json:"biometric"`
	OtherSpecial []phrase `json:"other_special"`
	Shaming      []phrase `json:"shaming"`
	Negators     []phrase `json:"negators"`
	And          []phrase `json:"and"`
}

// phrase is a few words in a row.
type phrase []wordForm

// wordForm is one of them.
type wordForm struct {
	text        string
	exact       bool // its capitals matter
	begun, open bool // it may have more before it, or behind
}

// UnmarshalJSON reads the words of one string.
func (p *phrase) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	*p = nil
	for _, word := range strings.Fields(norm.NFC.String(text)) {
		tail, begun := strings.CutPrefix(word, "*")
		text, open := strings.CutSuffix(tail, "*")
		*p = append(*p, wordForm{text: text, exact: text != strings.ToLower(text), begun: begun, open: open || word == "*"})
	}
	return nil
}

// spoken is a word of a text, as it stands and in small letters.
type spoken struct{ raw, low string }

func spokenWords(list []string) []spoken {
	out := make([]spoken, len(list))
	for i, word := range list {
		out[i] = spoken{word, strings.ToLower(word)}
	}
	return out
}

var wordLists = func() map[string]wordList {
	out := map[string]wordList{}
	entries, err := wordFiles.ReadDir("words")
	if err != nil {
		panic("forms: embedded words: " + err.Error())
	}
	for _, e := range entries {
		raw, err := wordFiles.ReadFile(path.Join("words", e.Name()))
		if err != nil {
			panic("forms: embedded words: " + err.Error())
		}
		var list wordList
		if err := json.Unmarshal(raw, &list); err != nil {
			panic("forms: words/" + e.Name() + ": " + err.Error())
		}
		out[strings.TrimSuffix(e.Name(), ".json")] = list
	}
	return out
}()

// wordsOf is the list of a locale's language; one that Proffer does not know has none.
func wordsOf(locale string) wordList {
	base, _ := language.Make(locale).Base()
	return wordLists[base.String()]
}

// sortedLocales are a text's locales, so that findings come in the same order each time.
func sortedLocales(t Text) []string { return slices.Sorted(maps.Keys(t)) }

// words splits a text at whatever is neither a letter, a mark nor a digit.
func words(text string) []spoken {
	return spokenWords(strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool { return !inWord(r) }))
}

// sentenceEnd is a new line, or a sign behind a word of two letters or more ("e.g." ends nothing) that no
// small letter follows.
var sentenceEnd = regexp.MustCompile(`[\pL\pM\pN]{2}[\p{Pe}\p{Pf}"']?([.!?;…؟؛]+[\p{Pe}\p{Pf}"']?\s+)[^\p{Ll}\s]|\n`)

// sentencesOf splits a text into its sentences.
func sentencesOf(text string) []string {
	var out []string
	from := 0
	for _, m := range sentenceEnd.FindAllStringSubmatchIndex(text, -1) {
		to := m[1]
		if m[3] >= 0 {
			to = m[3]
		}
		out, from = append(out, text[from:to]), to
	}
	return append(out, text[from:])
}

// asking are the sentences of a text that do not say what is not asked.
func (w wordList) asking(text string) []string {
	return slices.DeleteFunc(sentencesOf(text), func(sentence string) bool { return among(w.NotAsked, words(sentence)) != "" })
}

// asked is the first phrase of a list that such a sentence has; "" if none has one.
func (w wordList) asked(list []phrase, text string) string {
	for _, sentence := range w.asking(text) {
		if word := among(list, words(sentence)); word != "" {
			return word
		}
	}
	return ""
}

// andSign says "and" in every language.
const andSign = "&"

// spaced splits a text at spaces only, without the marks around its words: "e-mail" is one word, and no
// Italian "and". A sign that stands for one is a word too.
func spaced(text string) []spoken {
	list := strings.Fields(norm.NFC.String(text))
	for i := range list {
		if list[i] != andSign {
			list[i] = strings.TrimFunc(list[i], func(r rune) bool { return !inWord(r) })
		}
	}
	return spokenWords(list)
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// at tells whether the phrase stands at the beginning of the words.
func (p phrase) at(in []spoken) bool {
	if len(p) == 0 || len(p) > len(in) {
		return false
	}
	for i, want := range p {
		got := in[i].low
		if want.exact {
			got = in[i].raw
		}
		switch {
		case want.begun && want.open:
			if !strings.Contains(got, want.text) {
				return false
			}
		case want.begun:
			if !strings.HasSuffix(got, want.text) {
				return false
			}
		case want.open:
			if !strings.HasPrefix(got, want.text) {
				return false
			}
		case got != want.text:
			return false
		}
	}
	return true
}

// among is the first phrase that stands among the words, as it stands there; "" if none does.
func among(list []phrase, in []spoken) string {
	for i := range in {
		for _, p := range list {
			if !p.at(in[i:]) {
				continue
			}
			var out []string
			for _, t := range in[i : i+len(p)] {
				out = append(out, t.raw)
			}
			return strings.Join(out, " ")
		}
	}
	return ""
}

// without takes the phrases out of the words, wherever they stand, and leaves a gap there, so that what
// was apart does not become a phrase.
func without(list []phrase, in []spoken) []spoken {
	out := make([]spoken, 0, len(in))
	for i := 0; i < len(in); {
		taken := slices.IndexFunc(list, func(p phrase) bool { return p.at(in[i:]) })
		if taken < 0 {
			out = append(out, in[i])
			i++
			continue
		}
		out = append(out, spoken{})
		i += len(list[taken])
	}
	return out
}
