package forms

import (
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// edit replaces a text that stands once in a file of testdata/good. Without a text to replace the
// file's whole content is replaced; without both it is removed.
type edit struct{ file, from, to string }

// lintCase says which findings some edits of testdata/good lead to: all of them and no other, each
// as "code pointer", a warning with a ! before it, and one in another file with "file: " before it.
type lintCase struct {
	name  string
	edits []edit
	want  []string
}

func allCases() []lintCase {
	return slices.Concat(brandCases, purposeCases, attributeCases, formCases, flowCases, outcomeCases, questionCases, ruleCases, computedCases, filterCases, reachCases, pipeCases, recommendCases, catalogCases, programCases, fileCases, localeCases, brokenBrandCases, decodeCases, typeCases, balanceCases,
		idleCases, consentCases, secretCases, specialCases, categoryCases, wordsCases, givenCases, declineCases, contextCases, kindCases, drawnCases, earnedCases, brandGateCases, consequenceCases)
}

func one(name, file, from, to string, want ...string) lintCase {
	return lintCase{name, []edit{{file, from, to}}, want}
}

func goodBrand(t testing.TB) fstest.MapFS {
	t.Helper()
	return brandOf(t, "testdata/good")
}

// brandOf is a folder's files, to be edited.
func brandOf(t testing.TB, folder string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	root := os.DirFS(folder)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(root, name)
		out[name] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func edited(t testing.TB, edits ...edit) fstest.MapFS {
	t.Helper()
	brand := goodBrand(t)
	for _, e := range edits {
		switch {
		case e.from == "" && e.to == "":
			delete(brand, e.file)
		case e.from == "":
			brand[e.file] = &fstest.MapFile{Data: []byte(e.to)}
		default:
			source := string(brand[e.file].Data)
			if n := strings.Count(source, e.from); n != 1 {
				t.Fatalf("%q stands %d times in %s", e.from, n, e.file)
			}
			brand[e.file] = &fstest.MapFile{Data: []byte(strings.Replace(source, e.from, e.to, 1))}
		}
	}
	return brand
}

func TestGoodBrandHasNoFindings(t *testing.T) {
	b, findings := Load(goodBrand(t))
	if b == nil || len(findings) != 0 {
		t.Fatalf("%v", findings)
	}
}

func TestLint(t *testing.T) {
	said := map[string]bool{}
	for _, c := range allCases() {
		t.Run(c.name, func(t *testing.T) {
			b, findings := Load(edited(t, c.edits...))
			main := c.edits[0].file
			var got []string
			failed := false
			for _, f := range findings {
				said[f.Detail] = true
				s := f.Code + " " + f.Pointer
				aside := func(family string) bool {
					return strings.HasPrefix(f.Code, family) && !strings.Contains(strings.Join(c.want, " "), family)
				}
				if aside("balance_") || aside("locale_") {
					failed = failed || f.Severity == SeverityError
					continue // the case is about something else, and gives what it needs for it
				}
				if f.Severity != SeverityError {
					s = "!" + s
				} else {
					failed = true
				}
				if f.File != main {
					s = f.File + ": " + s
				}
				if f.Line < 1 || f.Column < 1 || f.Code == "" || f.Detail == "" {
					t.Errorf("incomplete: %+v", f)
				}
				if strings.ContainsAny(f.Detail+f.Right, "\n") || strings.Contains(f.Detail+f.Right, "%!") {
					t.Errorf("not one clean line: %+v", f)
				}
				got = append(got, s)
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.want))
			if !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
				for _, f := range findings {
					t.Log(f)
				}
			}
			if (b == nil) != failed {
				t.Errorf("bundle %v beside errors: %t", b != nil, failed)
			}
		})
	}
	// Every sentence that a check can say is said by a case above.
	for format, at := range details(t, func(file string) bool {
		return file != "decline.go" && !strings.HasPrefix(file, "tree") && file != "compat.go"
	}, func(function string) bool {
		return !slices.Contains([]string{"answer", "line", "unknownChoice", "wrongType", "plainText", "freeText", "accept", "checkChance"}, function)
	}) {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(said)), pattern(format).MatchString) {
			t.Errorf("no case leads to %q (%s)", format, at)
		}
	}
}

// pattern matches what a format can give.
func pattern(format string) *regexp.Regexp {
	return regexp.MustCompile("(?s)^" + regexp.MustCompile(`%[a-z]`).ReplaceAllString(regexp.QuoteMeta(format), ".*") + "$")
}

// details are the sentences of faults in this package's sources, as formats, with their places.
func details(t *testing.T, files, functions func(name string) bool) map[string]string {
	t.Helper()
	out := map[string]string{}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || !files(name) {
			continue
		}
		parsed, err := goparser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			function, ok := d.(*ast.FuncDecl)
			if !ok || !functions(function.Name.Name) {
				continue
			}
			ast.Inspect(function, func(n ast.Node) bool {
				var detail ast.Expr
				switch n := n.(type) {
				case *ast.CallExpr:
					s, ok := n.Fun.(*ast.SelectorExpr)
					if ok && (s.Sel.Name == "fault" || s.Sel.Name == "warn") && len(n.Args) >= 4 {
						detail = n.Args[3]
					}
				case *ast.KeyValueExpr:
					if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Detail" {
						detail = n.Value
						if call, ok := detail.(*ast.CallExpr); ok && len(call.Args) > 0 {
							detail = call.Args[0]
						}
					}
				}
				if lit, ok := detail.(*ast.BasicLit); ok {
					format, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					if format != "%s" {
						out[format] = fmt.Sprint(set.Position(lit.Pos()))
					}
				}
				return true
			})
		}
	}
	if len(out) == 0 {
		t.Fatal("no sentence found")
	}
	return out
}
