package forms

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"

	"proffer/forms/fault"
)

// What a person typed is brought to one form before anything is done with it: NFC, without the white
// space around it and without invisible letters that carry no meaning of their own. Its length is
// counted in characters that people see (grapheme clusters, UAX #29). So that a limit in characters is
// one in bytes too, a character may have maxMarks code points, and a text manyMarks for each that it may
// have: the longest emoji takes ten, and no language stacks as many marks.
const (
	maxMarks  = 16
	manyMarks = 8
)

// bidiMarks are invisible letters that people type in languages written from right to left; the
// other controls of direction could turn the text around them, so they are refused.
var bidiMarks = []rune{'\u061c', '\u200e', '\u200f'}

// blanks are letters by their class in Unicode, and nothing to the eye.
var blanks = []rune{'\u115f', '\u1160', '\u2800', '\u3164', '\uffa0'}

// lineEnds puts every end of a line as one line feed, and a tab as the space it looks like.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\t", " ")

// line reads one line of text: never empty, and without control characters.
func line(n *Node, limit int64) (string, []fault.Field) {
	if n.Kind != String {
		return "", wrongType("a string", n)
	}
	return plainText(norm.NFC.String(withoutUnseen(n.Text)), limit, false)
}

// PassedText reads a text that a page passes in as one line that a person typed is read, and refuses a
// secret in it the same way.
func PassedText(n *Node, limit int64) (string, []fault.Field) {
	text, bad := line(n, limit)
	if bad == nil {
		bad = secretAt(text)
	}
	return text, bad
}

// PassedNumber refuses a number that a page passes in and that is a secret.
func PassedNumber(v float64) []fault.Field { return secretAt(decimal(v)) }

// paragraphs reads a text that may have several lines.
func paragraphs(n *Node, limit int64) (string, []fault.Field) {
	if n.Kind != String {
		return "", wrongType("a string", n)
	}
	return plainText(norm.NFC.String(withoutUnseen(lineEnds.Replace(n.Text))), limit, true)
}

// copied reads what is copied rather than written, such as an address or a number: nothing invisible
// belongs into it, and what came along with it is left out.
func copied(n *Node, limit int64) (string, []fault.Field) {
	if n.Kind != String {
		return "", wrongType("a string", n)
	}
	text := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, n.Text)
	return plainText(norm.NFC.String(text), limit, false)
}

// plainText trims a normalised text and reports what may not be in it.
func plainText(text string, limit int64, several bool) (string, []fault.Field) {
	text = strings.TrimSpace(text)
	if !visible(text) && !strings.ContainsFunc(text, unicode.IsControl) {
		return "", []fault.Field{{Code: "out_of_range", Detail: "the text is empty", Right: "leave it out, or decline the question"}}
	}
	if strings.ContainsFunc(text, func(r rune) bool { return controlLetter(r) && (r != '\n' || !several) }) {
		right := "send one line of plain text"
		if several {
			right = "send plain text with ends of lines at most"
		}
		return "", []fault.Field{{Code: "out_of_range", Detail: "the text has control characters in it", Right: right}}
	}
	length, points := int64(0), int64(0)
	for seen := graphemes.FromString(text); seen.Next(); length++ {
		marks := int64(utf8.RuneCountInString(seen.Value()))
		if points += marks; marks > maxMarks {
			return "", []fault.Field{{Code: "out_of_range", Detail: "a letter of the text carries more marks than any language has", Right: "send plain text"}}
		}
	}
	if length > limit {
		return "", []fault.Field{{Code: "out_of_range", Detail: fmt.Sprintf("the text has %d characters", length), Right: fmt.Sprintf("send at most %d", limit)}}
	}
	if points > manyMarks*limit {
		return "", []fault.Field{{Code: "out_of_range", Detail: "the text has far more marks than letters", Right: "send plain text"}}
	}
	return text, nil
}

// visible tells whether a text has anything that can be seen: a mark by itself is nothing.
func visible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Mn, r) && !slices.Contains(blanks, r)
	})
}

func controlLetter(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) && !slices.Contains(bidiMarks, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// withoutUnseen drops invisible letters. It leaves the joiners and variation selectors, which letters
// and emoji need, and the tags behind a black flag, which make it a region's.
func withoutUnseen(text string) string {
	var b strings.Builder
	flag := false
	for _, r := range text {
		tag := r >= 0xe0000 && r <= 0xe007f
		if unseenLetter(r) || tag && !flag {
			continue
		}
		flag = r == 0x1f3f4 || flag && tag
		b.WriteRune(r)
	}
	return b.String()
}

func unseenLetter(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u034f', r == '\u180e', r == '\u200b', r == '\ufeff': // hyphens and spaces without width, the joiner of marks
		return true
	case r >= '\u2060' && r <= '\u2064', r >= '\u206a' && r <= '\u206f', r >= '\ufff9' && r <= '\ufffb': // invisible operators, old format controls
		return true
	}
	return false
}

// asciiDigits puts Arabic-Indic and Persian digits as the ASCII ones that they stand for.
func asciiDigits(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\u0660' && r <= '\u0669':
			return r - '\u0660' + '0'
		case r >= '\u06f0' && r <= '\u06f9':
			return r - '\u06f0' + '0'
		}
		return r
	}, text)
}
