package rewards

import (
	"slices"
	"strings"
)

// Readings are the codes that text, as a person typed it, may stand for, the likeliest first: as it is, in capitals, and as a
// code that was made with one of the prefixes, read as NormalizeCode does.
func Readings(text string, prefixes []string) []string {
	text = strings.TrimSpace(text)
	out := []string{text}
	add := func(code string) {
		if code != "" && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	add(strings.ToUpper(text))
	plain := NormalizeCode(text)
	for _, prefix := range prefixes {
		if body, found := strings.CutPrefix(plain, NormalizeCode(prefix)); found {
			add(prefix + body)
		}
	}
	return out
}
