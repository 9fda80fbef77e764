package forms

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// Each slip of the pen is recognized where it is, and the finding says what to write.
func TestNotJSONInOurWords(t *testing.T) {
	for _, c := range []struct{ source, at, want string }{
		{"", "1:1", "the text is empty; begin with { and end with }"},
		{"form: x", "1:1", "the file begins with form; begin with { and end with }"},
		{`{"a": 1,}`, "1:8", "a comma after the last entry; take it away"},
		{`["a",]`, "1:5", "a comma after the last entry; take it away"},
		{`{"a": 1,, "b": 2}`, "1:9", "a comma without an entry before it; take it away"},
		{`[,1]`, "1:2", "a comma without an entry before it; take it away"},
		{`{'a': 1}`, "1:2", `a text or name in ': JSON knows the double quote only; write "`},
		{`{"a": 'b'}`, "1:7", `a text or name in ': JSON knows the double quote only; write "`},
		{"{\n// why\n}", "2:1", "a comment: JSON has none; take it away; what has to be remembered stands in another file"},
		{`{"a": 1 /* why */}`, "1:9", "a comment: JSON has none; take it away; what has to be remembered stands in another file"},
		{"{} # why", "1:4", "a comment: JSON has none; take it away; what has to be remembered stands in another file"},
		{`{“a”: 1}`, "1:2", `the typographic quote “; write the straight "; a word processor changes it, an editor for code does not`},
		{`{"a": „b“}`, "1:7", `the typographic quote „; write the straight "; a word processor changes it, an editor for code does not`},
		{"{\"a\": \"b”\n}", "1:7", `a text that is not closed on its line; a typographic quote does not close it; end it with the straight "`},
		{"{\u00a0\"a\": 1}", "1:2", "the invisible character U+00A0, which often comes along when text is copied; replace it by a space"},
		{`{"a": 1 "b": 2}`, "1:9", "a comma is missing; write it behind the entry before this one"},
		{`[{"a": 1} {"b": 2}]`, "1:11", "a comma is missing; write it behind the entry before this one"},
		{`[1 true]`, "1:4", "a comma is missing; write it behind the entry before this one"},
		{`{"a": 1; "b": 2}`, "1:8", "; stands behind an entry; write a comma or }"},
		{`{"a": "b"; "c": 2}`, "1:10", "; stands behind an entry; write a comma or }"},
		{`{"a" 1}`, "1:6", `1 stands where the colon behind the name "a" should; write a colon`},
		{`{"a": "b, "c": 1}`, "1:12", `c stands right behind a text in quotes; write a comma; or, for a quote inside the text, \"; or is the quote missing that ends a text before?`},
		{`{"a: "b"}`, "1:7", `b stands where the colon behind the name "a: " should; write a colon; or is the quote missing that ends the name?`},
		{`{a: 1}`, "1:2", `a stands where an entry's name should; put the name in quotes, with a colon behind it: "name": value`},
		{`{"a": b}`, "1:7", `b stands where "a" should have a value; put a text in quotes: "..."`},
		{`{"a": }`, "1:7", `} stands where "a" should have a value; write the value, or take the rest of the entry away`},
		{`{"a": True}`, "1:7", "True is no value; write true, in small letters"},
		{`{"a": undefined}`, "1:7", "undefined is no value in JSON; write a value, or leave the field out"},
		{`["a": 1]`, "1:5", "a colon in a list: its entries have no names; put named entries in { }"},
		{`{"a": `, "1:7", `the text ends where "a" should have a value; write the value, and close what is open`},
		{`{"a": [1, 2`, "1:12", "the text ends, and the [ of line 1, column 7 is not closed; write ]"},
		{"{\n \"a\": {\"b\": 1}", "2:15", "the text ends, and the { of line 1, column 1 is not closed; write }"},
		{`{"a": [1}`, "1:9", "} closes the [ of line 1, column 7; write ], or look for a bracket too many or too few in between"},
		{`{"a": 1]`, "1:8", "] closes the { of line 1, column 1; write }, or look for a bracket too many or too few in between"},
		{`{}}`, "1:3", "one } too many: what the text began with is closed already; take it away, or look for the bracket that closes too early"},
		{`{} {}`, "1:4", "more text after the end of the JSON value: {; take it away; each file holds one"},
		{"{\"a\": \"b\nc\"}", "1:7", `a text that is not closed on its line; end it with "; a line break within a text is written \n`},
		{`{"a": "b`, "1:7", `a text that is never closed; end it with "`},
		{"[\"a\tb\"]", "1:4", `a tab within a text; write a space, or \t`},
		{"[\"a\x01b\"]", "1:4", "the control character U+0001 within a text; take it away"},
		{`["C:\win"]`, "1:5", `\w means nothing within a text; write \\ for a backslash`},
		{`["\u00e"]`, "1:3", `an escape that is not complete; write four of 0-9 a-f behind \u, e.g. \u00e9, or the character itself`},
		{`[+1]`, "1:2", "+1 is no number in JSON; write it without the +"},
		{`[.5]`, "1:2", ".5 is no number in JSON; write a 0 before the point"},
		{`[2.]`, "1:2", "2. is no number in JSON; write a digit behind the point, or no point"},
		{`[030]`, "1:2", "030 is no number in JSON; write it without the 0 before it; or, where it is a text, in quotes"},
		{`{"a": 2,5}`, "1:8", "a number with a comma in it; write a point: 2.5"},
		{`[2026-12-31]`, "1:2", "2026-12-31 is no number in JSON; write digits such as 12 or 2.5; or, where it is a text, put it in quotes"},
	} {
		_, faults, offsets := ParseTree([]byte(c.source))
		if len(faults) != 1 {
			t.Errorf("%s: %v", c.source, faults)
			continue
		}
		got := faults[0].Detail + "; " + faults[0].Right
		if at := place(c.source, offsets[0], "", ""); strings.TrimSpace(at) != c.at || got != c.want {
			t.Errorf("%s\n%s %s, not\n%s %s", c.source, at, got, c.at, c.want)
		}
	}
}

// The walk finds a defect in exactly the texts that are not JSON, so nobody ever reads another parser's words.
func TestNotJSONAgreesWithTheDecoder(t *testing.T) {
	good, err := os.ReadFile("testdata/good/forms/find-your-bike.json")
	if err != nil {
		t.Fatal(err)
	}
	good = good[:min(len(good), 4096)]
	rng, odd := rand.New(rand.NewPCG(1, 2)), []string{"", ",", `"`, "'", "{", "}", "[", "]", ":", "1", "-", ".", "e5", "\\", "\n", "tru", "null", "\u00a0", "”", "//"}
	for range 20_000 {
		at := rng.IntN(len(good))
		from := max(0, at-rng.IntN(200))
		text := []byte(string(good[from:at]) + odd[rng.IntN(len(odd))] + string(good[min(len(good), at+rng.IntN(3)):min(len(good), at+rng.IntN(200)+3)]))
		if rng.IntN(2) == 0 {
			text = []byte(string(good[:at]) + odd[rng.IntN(len(odd))] + string(good[at+rng.IntN(2):]))
		}
		bad, offset, found := notJSON(text)
		if found == json.Valid(text) || found && (bad.Detail == "" || bad.Right == "" || offset < 0 || offset > len(text)) {
			t.Fatalf("%s\n%v at %d, found: %t", text, bad, offset, found)
		}
	}
}
