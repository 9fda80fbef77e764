package forms

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

// The table of lint codes in README.md is the only place that says what a code means; tests hold that
// it has each code that lint can say.
//
//go:embed README.md
var reference string

var codeRow = regexp.MustCompile("(?m)^\\| (`[^|]*`) \\| (.*) \\|$")

var meanings = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	_, section, _ := strings.Cut(reference, "\n## Lint codes\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, row := range codeRow.FindAllStringSubmatch(section, -1) {
		meaning := strings.TrimPrefix(strings.TrimPrefix(row[2], "W: "), "N: ")
		for _, code := range strings.Fields(row[1]) {
			out[strings.Trim(code, "`")] = meaning
		}
	}
	return out
})

// Meaning says what a finding's code stands for, in one line; "" if there is no such code.
func Meaning(code string) string { return meanings()[code] }
