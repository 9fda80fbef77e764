package rule

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The reference of forms lists each operator, and none that there is not.
func TestFormsListTheOperators(t *testing.T) {
	raw, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(raw), "\nOperators: ")
	line, _, _ = strings.Cut(line, ".\n")
	var listed []string
	for i, part := range strings.Split(line, "`") {
		if i%2 == 1 {
			listed = append(listed, part)
		}
	}
	for _, o := range operators {
		if !slices.Contains(listed, o.name) {
			t.Errorf("%s is not listed", o.name)
		}
	}
	if len(listed) != len(operators) {
		t.Errorf("%d are listed, and there are %d", len(listed), len(operators))
	}
}
