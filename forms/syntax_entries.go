package forms

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

func (s *syntax) object() bool {
	open := s.at
	s.at++
	for comma := -1; ; {
		if s.space(); !s.slip() {
			return false
		}
		switch {
		case s.at >= len(s.text):
			return s.unclosed(open, "}")
		case s.text[s.at] == '}' && comma >= 0:
			return s.fail(comma, "take it away", "a comma after the last entry")
		case s.text[s.at] == '}':
			s.at++
			return true
		case s.text[s.at] == ',':
			return s.fail(s.at, "take it away", "a comma without an entry before it")
		case s.text[s.at] != '"':
			if comma > 0 && isDigit(s.text[comma-1]) && isDigit(s.text[s.at]) {
				return s.fail(comma, "write a point: 2.5", "a number with a comma in it")
			}
			if s.text[s.at] == ']' {
				return s.crossed(open, '{')
			}
			return s.fail(s.at, "put the name in quotes, with a colon behind it: \"name\": value", "%s stands where an entry's name should", s.seen())
		}
		name, ok := s.string()
		if !ok {
			return false
		}
		if s.space(); !s.slip() {
			return false
		}
		if s.at >= len(s.text) || s.text[s.at] != ':' {
			right := "write a colon"
			if s.at < len(s.text) && unicode.IsLetter(rune(s.text[s.at])) {
				right += "; or is the quote missing that ends the name?"
			}
			return s.fail(s.at, right, "%s stands where the colon behind the name %q should", s.seen(), name)
		}
		s.at++
		if !s.value(strconv.Quote(name)) {
			return false
		}
		if comma, ok = s.next(open, '}'); !ok || comma < 0 {
			return ok
		}
	}
}

func (s *syntax) array() bool {
	open := s.at
	s.at++
	for comma := -1; ; {
		if s.space(); !s.slip() {
			return false
		}
		switch {
		case s.at >= len(s.text):
			return s.unclosed(open, "]")
		case s.text[s.at] == ']' && comma >= 0:
			return s.fail(comma, "take it away", "a comma after the last entry")
		case s.text[s.at] == ']':
			s.at++
			return true
		case s.text[s.at] == ',':
			return s.fail(s.at, "take it away", "a comma without an entry before it")
		case s.text[s.at] == '}':
			return s.crossed(open, '[')
		}
		if !s.value("a list") {
			return false
		}
		var ok bool
		if comma, ok = s.next(open, ']'); !ok || comma < 0 {
			return ok
		}
	}
}

// next reads what stands behind an entry: a comma, whose offset it returns, or the end of the object or list, then -1.
func (s *syntax) next(open int, closing byte) (comma int, ok bool) {
	end := s.at
	if s.space(); !s.slip() {
		return -1, false
	}
	if s.at >= len(s.text) {
		return -1, s.unclosed(open, string(closing))
	}
	switch c := s.text[s.at]; {
	case c == ',':
		s.at++
		return s.at - 1, true
	case c == closing:
		s.at++
		return -1, true
	case c == '}' || c == ']':
		return -1, s.crossed(open, s.text[open])
	case c == ':' && closing == ']':
		return -1, s.fail(s.at, "put named entries in { }", "a colon in a list: its entries have no names")
	case s.text[end-1] == '"' && !strings.ContainsRune("\"{[;|=", rune(c)):
		return -1, s.fail(s.at, `write a comma; or, for a quote inside the text, \"; or is the quote missing that ends a text before?`, "%s stands right behind a text in quotes", s.seen())
	case c == '"' || c == '{' || c == '[' || s.seen() == "true" || s.seen() == "false" || s.seen() == "null":
		return -1, s.fail(s.at, "write it behind the entry before this one", "a comma is missing")
	default:
		return -1, s.fail(s.at, fmt.Sprintf("write a comma or %c", closing), "%s stands behind an entry", s.seen())
	}
}

// crossed is a bracket that closes what another kind of bracket opened.
func (s *syntax) crossed(open int, opening byte) bool {
	line, column := LineColumn(s.text, open)
	return s.fail(s.at, fmt.Sprintf("write %c, or look for a bracket too many or too few in between", opening+2), "%c closes the %c of line %d, column %d", s.text[s.at], opening, line, column)
}

func (s *syntax) unclosed(open int, closing string) bool {
	line, column := LineColumn(s.text, open)
	return s.fail(len(s.text), "write "+closing, "the text ends, and the %c of line %d, column %d is not closed", s.text[open], line, column)
}
