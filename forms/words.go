package forms

import (
	"embed"
	"encoding/json"
	"maps"
	"path"
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
	Health       []phrase `json:"health"`
	Belief       []phrase `json:"belief"`
	Biometric    []phrase `json:"biometric"`
	OtherSpecial []phrase `json:"other_special"`
	Shaming      []phrase `json:"shaming"`
	Negators     []phrase `json:"negators"`
	And          []phrase `json:"and"`
}

// phrase is a few words in a row.
type phrase []string

// UnmarshalJSON reads the words of one string.
func (p *phrase) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	*p = strings.Fields(norm.NFC.String(text))
	return nil
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
func words(text string) []string {
	return strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
}

// spaced splits a text at spaces only, without the marks around its words: "e-mail" is one word, and no
// Italian "and".
func spaced(text string) []string {
	out := strings.Fields(norm.NFC.String(text))
	for i := range out {
		out[i] = strings.TrimFunc(out[i], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
	}
	return out
}

// find gives where the phrase begins among the words, -1 if it does not stand there.
func (p phrase) find(in []string) int {
	for i := 0; i+len(p) <= len(in); i++ {
		if len(p) > 0 && p.at(in[i:]) {
			return i
		}
	}
	return -1
}

func (p phrase) at(in []string) bool {
	for i, want := range p {
		got := in[i]
		if want == strings.ToLower(want) {
			got = strings.ToLower(got)
		}
		tail, open := strings.CutPrefix(want, "*")
		head, cut := strings.CutSuffix(tail, "*")
		switch {
		case open && cut:
			if !strings.Contains(got, head) {
				return false
			}
		case open:
			if !strings.HasSuffix(got, tail) {
				return false
			}
		case cut:
			if !strings.HasPrefix(got, head) {
				return false
			}
		case got != want:
			return false
		}
	}
	return true
}

func (p phrase) String() string { return strings.Join(p, " ") }

// among is the first of the phrases that stands among the words, as it stands there; "" if none does.
func among(list []phrase, in []string) string {
	for _, p := range list {
		if i := p.find(in); i >= 0 {
			return strings.Join(in[i:i+len(p)], " ")
		}
	}
	return ""
}

// without takes the phrases out of the words, wherever they stand.
func without(list []phrase, in []string) []string {
	for _, p := range list {
		for i := p.find(in); i >= 0; i = p.find(in) {
			// A word stands in the gap, so that what was apart does not become a phrase.
			in = slices.Concat(in[:i], []string{"-"}, in[i+len(p):])
		}
	}
	return in
}
