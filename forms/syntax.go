package forms

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"proffer/forms/fault"
)

// notJSON finds the first place at which a text stops being JSON, and says in words of our own what stands there, what
// would be right, and which slip of the pen it looks like. Of a text that is JSON it reports nothing. It is
// recursive: whoever calls it has bounded the nesting before that place.
func notJSON(source []byte) (bad fault.Field, at int, found bool) {
	s := &syntax{text: source}
	if s.value("the file") && s.space() && s.at < len(s.text) {
		s.after()
	}
	return s.bad, s.bad1, s.found
}

// syntax walks through a text; each method returns false once the defect is found.
type syntax struct {
	text  []byte
	at    int
	bad   fault.Field
	bad1  int
	found bool
}

func (s *syntax) fail(at int, right, format string, args ...any) bool {
	s.bad, s.bad1, s.found = fault.Field{Code: "bad_json", Detail: fmt.Sprintf(format, args...), Right: right}, at, true
	return false
}

func (s *syntax) space() bool {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
	return true
}

func (s *syntax) here(prefix string) bool { return bytes.HasPrefix(s.text[s.at:], []byte(prefix)) }

// seen is what stands here, as a finding names it: a whole word or number, or one character.
func (s *syntax) seen() string {
	if s.at >= len(s.text) {
		return "the end of the text"
	}
	end := s.at
	for end < len(s.text) && end-s.at < 40 {
		r, size := utf8.DecodeRune(s.text[end:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			break
		}
		end += size
	}
	if end > s.at {
		return string(s.text[s.at:end])
	}
	switch r, _ := utf8.DecodeRune(s.text[s.at:]); {
	case r == '"':
		return "a text in quotes"
	case unicode.IsSpace(r) || !unicode.IsPrint(r):
		return fmt.Sprintf("the invisible character U+%04X", r)
	default:
		return string(r)
	}
}

// slip recognizes what people write where JSON has something else, wherever it stands.
func (s *syntax) slip() bool {
	if s.at >= len(s.text) {
		return true
	}
	switch r, _ := utf8.DecodeRune(s.text[s.at:]); {
	case s.here("//"), s.here("/*"), r == '#':
		return s.fail(s.at, "take it away; what has to be remembered stands in another file", "a comment: JSON has none")
	case r == '\'' || r == '`':
		return s.fail(s.at, `write "`, "a text or name in %c: JSON knows the double quote only", r)
	case strings.ContainsRune("“”„‟«»‘’‚", r):
		return s.fail(s.at, `write the straight "; a word processor changes it, an editor for code does not`, "the typographic quote %c", r)
	case unicode.IsSpace(r) && r > ' ', r == '\u200b', r == '\ufeff':
		return s.fail(s.at, "replace it by a space", "the invisible character U+%04X, which often comes along when text is copied", r)
	}
	return true
}

func (s *syntax) value(where string) bool {
	if s.space(); !s.slip() {
		return false
	}
	if s.at >= len(s.text) {
		if where == "the file" {
			return s.fail(s.at, "begin with { and end with }", "the text is empty")
		}
		return s.fail(s.at, "write the value, and close what is open", "the text ends where %s should have a value", where)
	}
	switch c := s.text[s.at]; {
	case c == '{':
		return s.object()
	case c == '[':
		return s.array()
	case c == '"':
		_, ok := s.string()
		return ok
	case c == '-' || c >= '0' && c <= '9' || c == '+' || c == '.':
		return s.number()
	}
	for _, word := range []string{"true", "false", "null"} {
		if s.seen() == word {
			s.at += len(word)
			return true
		}
		if strings.EqualFold(s.seen(), word) {
			return s.fail(s.at, "write "+word+", in small letters", "%s is no value", s.seen())
		}
	}
	switch word := s.seen(); word {
	case ",", ":", "}", "]", ";", "=":
		return s.fail(s.at, "write the value, or take the rest of the entry away", "%s stands where %s should have a value", word, where)
	case "undefined", "None", "nil", "NaN", "Infinity":
		return s.fail(s.at, "write a value, or leave the field out", "%s is no value in JSON", word)
	default:
		if where == "the file" {
			return s.fail(s.at, "begin with { and end with }", "the file begins with %s", word)
		}
		return s.fail(s.at, "put a text in quotes: \"...\"", "%s stands where %s should have a value", word, where)
	}
}

// after judges what stands behind the end.
func (s *syntax) after() {
	switch c := s.text[s.at]; {
	case !s.slip():
	case c == '}' || c == ']':
		s.fail(s.at, "take it away, or look for the bracket that closes too early", "one %c too many: what the text began with is closed already", c)
	default:
		s.fail(s.at, "take it away; each file holds one", "more text after the end of the JSON value: %s", s.seen())
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
