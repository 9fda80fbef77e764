package engine_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The README names tests and files that are there.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(raw)
		if !strings.HasSuffix(name, "_test.go") && !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("the README does not say what is in %s", name)
		}
	}
	tests := regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllStringSubmatch(string(readme), -1)
	if len(tests) < 20 {
		t.Errorf("the README names %d tests", len(tests))
	}
	for _, m := range tests {
		if !strings.Contains(source.String(), "\nfunc "+m[1]+"(t *testing.T)") {
			t.Errorf("the README names %s, which is not there", m[1])
		}
	}
	for _, m := range regexp.MustCompile("`([a-z_]+\\.go)`").FindAllStringSubmatch(string(readme), -1) {
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("the README names %s, which is not there", m[1])
		}
	}
}
