package forms

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// string reads a text in quotes, and gives it as it is written.
func (s *syntax) string() (string, bool) {
	open := s.at
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return string(s.text[open+1 : s.at-1]), true
		case c == '\n' || c == '\r':
			if strings.ContainsAny(string(s.text[open:s.at]), "“”„") {
				return "", s.fail(open, `end it with the straight "`, "a text that is not closed on its line; a typographic quote does not close it")
			}
			return "", s.fail(open, `end it with "; a line break within a text is written \n`, "a text that is not closed on its line")
		case c == '\t':
			return "", s.fail(s.at, `write a space, or \t`, "a tab within a text")
		case c < ' ':
			return "", s.fail(s.at, "take it away", "the control character U+%04X within a text", c)
		case c == '\\':
			if !s.escape() {
				return "", false
			}
		}
	}
	return "", s.fail(open, `end it with "`, "a text that is never closed")
}

// escape reads what begins with a backslash, up to its last character.
func (s *syntax) escape() bool {
	at := s.at
	if s.at++; s.at >= len(s.text) {
		return true // the text that is never closed
	}
	if strings.IndexByte(`"\/bfnrt`, s.text[s.at]) >= 0 {
		return true
	}
	if s.text[s.at] == 'u' {
		var code string
		if end := s.at + 5; end <= len(s.text) && json.Unmarshal([]byte(`"\`+string(s.text[s.at:end])+`"`), &code) == nil {
			s.at += 4
			return true
		}
		return s.fail(at, `write four of 0-9 a-f behind \u, e.g. \u00e9, or the character itself`, "an escape that is not complete")
	}
	r, _ := utf8.DecodeRune(s.text[s.at:])
	return s.fail(at, `write \\ for a backslash`, `\%c means nothing within a text`, r)
}

// number reads a number and refuses what other languages allow.
func (s *syntax) number() bool {
	start := s.at
	for s.at < len(s.text) && strings.IndexByte("+-.0123456789eExXabcdfABCDF_", s.text[s.at]) >= 0 {
		s.at++
	}
	written := string(s.text[start:s.at])
	if json.Valid([]byte(written)) {
		return true
	}
	switch {
	case strings.HasPrefix(written, "+"):
		return s.fail(start, "write it without the +", "%s is no number in JSON", written)
	case strings.HasPrefix(strings.TrimPrefix(written, "-"), "."):
		return s.fail(start, "write a 0 before the point", "%s is no number in JSON", written)
	case strings.HasSuffix(written, "."):
		return s.fail(start, "write a digit behind the point, or no point", "%s is no number in JSON", written)
	case len(written) > 1 && written[0] == '0' && isDigit(written[1]):
		return s.fail(start, "write it without the 0 before it; or, where it is a text, in quotes", "%s is no number in JSON", written)
	default:
		return s.fail(start, "write digits such as 12 or 2.5; or, where it is a text, put it in quotes", "%s is no number in JSON", written)
	}
}
