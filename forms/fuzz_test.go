package forms

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

// FuzzParseTree: no bytes make ParseTree panic; it gives a tree exactly for what encoding/json takes
// too, within the depth; every place lies in the text, and a value's text is the value.
func FuzzParseTree(f *testing.F) {
	for _, s := range []string{`{"a": [1, "x", null, true, {"a": {}}]}`, `{"a":1,"a":2}`, ` "\ud800" `, "{\"é\": \"\xff\"}", "\ufeff{}", `[1}`, strings.Repeat("[", 50), `{"a/~b": -0.5e+3}`, `{} {}`, ``, `1` + strings.Repeat("0", 400), `"a\u00e9\ud83d\ude00\\\""`, `"\`, `-`, `01`, `1.`, `1e`, `{"a":1,}`, `[1,]`, `nul`, `true1`, "\"\x01\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		root, faults, offsets := ParseTree(source)
		if len(faults) != len(offsets) {
			t.Fatal("a fault without its place")
		}
		for i, x := range faults {
			if line, column := LineColumn(source, offsets[i]); offsets[i] < 0 || offsets[i] > len(source) || line < 1 || column < 1 || x.Code == "" {
				t.Fatalf("%+v at %d", x, offsets[i])
			}
			if root != nil && (x.Code != "duplicate_key" || source[root.Find(x.Pointer)] != '"') {
				t.Fatalf("%+v beside a tree", x)
			}
		}
		// encoding/json takes bytes that are not UTF-8, and deeper nesting.
		valid := json.Valid(source) && utf8.Valid(source)
		if root != nil && !valid || root == nil && valid && !strings.Contains(faults[len(faults)-1].Detail, "nested deeper") {
			t.Fatalf("valid: %t, faults %v", valid, faults)
		}
		if root == nil {
			if len(faults) == 0 {
				t.Fatal("no tree, and nothing wrong")
			}
			return
		}
		// A number may be larger than any float64.
		d := json.NewDecoder(bytes.NewReader(source))
		d.UseNumber()
		var whole any
		if err := d.Decode(&whole); err != nil {
			t.Fatal(err)
		}
		if own := plain(root); !reflect.DeepEqual(own, whole) {
			t.Fatalf("the tree says %#v, encoding/json %#v", own, whole)
		}
		var walk func(n *Node)
		walk = func(n *Node) {
			if n.Start >= n.End || !json.Valid(n.Raw()) {
				t.Fatalf("the text of %s is %q", n.Kind, n.Raw())
			}
			if again, _, _ := ParseTree(n.Raw()); !reflect.DeepEqual(plain(again), plain(n)) {
				t.Fatalf("the text of %#v is %q", plain(n), n.Raw())
			}
			for _, m := range n.Members {
				if source[m.Start] != '"' {
					t.Fatalf("the name %q begins at %q", m.Name, source[m.Start:])
				}
				walk(m.Value)
			}
			for _, item := range n.Items {
				walk(item)
			}
		}
		walk(root)
	})
}

// plain is a tree as encoding/json gives it; of two members with one name the last stands.
func plain(n *Node) any {
	switch n.Kind {
	case Null:
		return nil
	case Boolean:
		return n.Text == "true"
	case Number:
		return json.Number(n.Text)
	case String:
		return n.Text
	case Array:
		out := []any{}
		for _, item := range n.Items {
			out = append(out, plain(item))
		}
		return out
	default:
		out := map[string]any{}
		for _, m := range n.Members {
			out[m.Name] = plain(m.Value)
		}
		return out
	}
}

// FuzzLoad: no brand folder makes Load panic. A bundle is given exactly where no finding is an error,
// and then its forms resolve, decode to the same bytes and can be shown. The input is two edits of
// testdata/good: each cuts some bytes of one file and puts a text in their place.
func FuzzLoad(f *testing.F) {
	good := goodBrand(f)
	names := []string{brandFile, quiz, survey, poll, thanks, spokes, catalogFile}
	place := func(e edit) (file uint8, at, cut uint16) {
		return uint8(slices.Index(names, e.file)), uint16(strings.Index(string(good[e.file].Data), e.from)), uint16(len(e.from))
	}
	for _, c := range allCases() {
		first, second := c.edits[0], c.edits[len(c.edits)-1]
		if good[first.file] == nil || good[second.file] == nil || len(c.edits) > 2 || len(first.to) > 2000 {
			continue
		}
		if first.from == "" {
			first.from = string(good[first.file].Data)
		}
		file, at, cut := place(first)
		file2, at2, cut2 := place(second)
		if len(c.edits) == 1 {
			at2, cut2, second.to = 0, 0, ""
		}
		f.Add(file, at, cut, first.to, file2, at2, cut2, second.to)
	}
	f.Fuzz(func(t *testing.T, file uint8, at, cut uint16, text string, file2 uint8, at2, cut2 uint16, text2 string) {
		fsys := maps.Clone(good)
		change := func(file uint8, at, cut uint16, text string) {
			name := names[int(file)%len(names)]
			source := string(fsys[name].Data)
			from := min(int(at), len(source))
			to := min(from+int(cut), len(source))
			fsys[name] = &fstest.MapFile{Data: []byte(source[:from] + text + source[to:])}
		}
		change(file, at, cut, text)
		change(file2, at2, cut2, text2)
		b, findings := Load(fsys)
		failed := false
		for _, x := range findings {
			failed = failed || x.Severity == SeverityError
			if x.Line < 1 || x.Column < 1 || x.File == "" || x.Code == "" || x.Detail == "" {
				t.Fatalf("incomplete: %+v", x)
			}
		}
		if (b == nil) != failed {
			t.Fatalf("bundle: %t, errors: %t", b != nil, failed)
		}
		if b == nil {
			return
		}
		all, err := b.Resolve()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			v, err := DecodeVersion(1, r.Draft.Content)
			if err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(v)
			if err != nil || !bytes.Equal(again, r.Draft.Content) {
				t.Fatalf("%v\n%s\nbecame\n%s", err, r.Draft.Content, again)
			}
			if _, err := json.Marshal(v.Public()); err != nil {
				t.Fatal(err)
			}
			if len(v.Locales) == 0 {
				t.Fatal("offered in no locale")
			}
		}
		if _, err := b.Blobs(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.CurrentCatalogs(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzAnswer: nothing that is sent makes a question panic, and what is accepted is accepted again
// from its canonical form, with the same canonical form and the same value.
func FuzzAnswer(f *testing.F) {
	for _, a := range slices.Concat(answers, typeAnswers) {
		f.Add([]byte(a.given))
	}
	v := everyQuestion(f)
	f.Fuzz(func(t *testing.T, given []byte) {
		n, _, _ := ParseTree(given)
		if n == nil {
			return
		}
		for id, q := range v.questions {
			a, bad := v.Answer(q, n, someDay)
			if (bad != nil) == (a.JSON != nil || a.Declined) {
				t.Fatalf("%s: stored %s, refused %v", id, a.JSON, bad)
			}
			if bad != nil || a.Declined {
				continue
			}
			m, faults, _ := ParseTree(a.JSON)
			if m == nil || len(faults) > 0 {
				t.Fatalf("%s: the canonical form %s: %v", id, a.JSON, faults)
			}
			b, bad := v.Answer(q, m, someDay)
			if bad != nil || !bytes.Equal(a.JSON, b.JSON) || encoded(t, a.Value) != encoded(t, b.Value) {
				t.Fatalf("%s: %s was stored as %s, which becomes %s, %v", id, given, a.JSON, b.JSON, bad)
			}
			if a.Value.Kind() != v.Variable(q).Kind {
				t.Fatalf("%s: rules are promised a %s and see a %s", id, v.Variable(q), a.Value.Kind())
			}
		}
	})
}
