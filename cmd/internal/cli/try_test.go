package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"proffer/forms"
)

// A word that exists in no locale would be told as its key; each that the source names is one of Proffer's,
// and each that it composes begins like some.
func TestTrySaysOnlyWordsThatExist(t *testing.T) {
	files, err := filepath.Glob("try*.go")
	if err != nil {
		t.Fatal(err)
	}
	words, seen := forms.InterfaceTexts("en"), 0
	begins := func(start string) bool {
		for key := range words {
			if strings.HasPrefix(key, start) {
				return true
			}
		}
		return false
	}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "text" {
				return true
			}
			key, composed := call.Args[0], false
			if sum, ok := key.(*ast.BinaryExpr); ok {
				key, composed = sum.X, true
			}
			literal, ok := key.(*ast.BasicLit)
			if !ok {
				return true
			}
			name, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			seen++
			if _, ok := words[name]; !ok && (!composed || !begins(name)) {
				t.Errorf("%s: no interface text %q", file, name)
			}
			return true
		})
	}
	if seen < 20 {
		t.Errorf("%d words were found in %v; the walk has missed them", seen, files)
	}
}

// What is typed for several choices is told as a hint, which is no choice, and only where several may be picked.
func TestHintOfSeveral(t *testing.T) {
	of := func(n int, low, high float64) forms.PublicQuestion {
		q := forms.PublicQuestion{Type: "multiple", Choices: make([]forms.Choice, n)}
		if low > 0 {
			q.Min = &low
		}
		if high > 0 {
			q.Max = &high
		}
		return q
	}
	for want, q := range map[string]forms.PublicQuestion{
		"several, such as 1,3":                        of(3, 1, 3),
		"several, such as 1,2":                        of(2, 0, 0),
		"several, such as 1,3; at most 2":             of(4, 1, 2),
		"several, such as 1,3; at least 2; at most 3": of(4, 2, 3),
		"": of(4, 1, 1),
	} {
		if got := (&trial{}).hint(q); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
