package rewards

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shelf is what an import sees of a store: codes in their order, and how many each call brought.
type shelf struct {
	CodeStore
	codes []string
	calls []int
	fail  int // the call that fails, from 1
}

func (s *shelf) AddCodes(ctx context.Context, _, _ string, codes []string) (int, []int, error) {
	if len(s.calls)+1 == s.fail {
		return 0, nil, errors.New("the disk is full")
	}
	s.calls = append(s.calls, len(codes))
	var taken []int
	for i, code := range codes {
		if slices.Contains(s.codes, code) {
			taken = append(taken, i)
			continue
		}
		s.codes = append(s.codes, strings.Clone(code))
	}
	return len(codes) - len(taken), taken, nil
}

func (s *shelf) TakenCodes(_ context.Context, _ string, codes []string) (taken []int, _ error) {
	for i, code := range codes {
		if slices.Contains(s.codes, code) || slices.Contains(codes[:i], code) {
			taken = append(taken, i)
		}
	}
	return taken, nil
}

func TestImport(t *testing.T) {
	for name, c := range map[string]struct {
		file    string
		codes   string
		refused string
	}{
		"one a line":                {"A1\nB2\nC3\n", "A1 B2 C3", ""},
		"no newline at the end":     {"A1\nB2", "A1 B2", ""},
		"from another system":       {"\xef\xbb\xbfA1\r\n\r\n  \r\nB2\r\n", "A1 B2", ""},
		"nothing":                   {"", "", ""},
		"the first column":          {"A1,9.99,x\n B2 ,8\n", "A1 B2", ""},
		"a column by its name":      {"value,Code\n5,A1\n6,\"B2\"\n7\n", "A1 B2", "4 empty"},
		"a header alone":            {"code\n", "", ""},
		"a header below blank ones": {"\n\ncode\nA1\n", "A1", ""},
		"semicolons":                {"wert;code\n5;A1\n", "A1", ""},
		"tabs":                      {"code\tvalue\nA1\t5\n", "A1", ""},
		"an empty column first":     {"note\tcode\n\tA1\nx\tB2\n\t\n \t \n", "A1 B2", ""},
		"a code that is no header":  {"A1\ncode\n", "A1 code", ""},
		"quoted":                    {"\"A1\",\"x, y\"\n\"B\"\"2\"\n", "A1 B\"2", ""},
		"quotes that do not close":  {"A1\n\"B2\nC3\n", "A1 C3", "2 quote"},
		"malformed":                 {",x\nA B\nA\x00B\nÄ1\nA\tB\n" + strings.Repeat("X", 65) + "\n" + strings.Repeat("Y", 64) + "\n", strings.Repeat("Y", 64), "1 empty, 2 space, 3 not_printable, 4 not_printable, 5 not_printable, 6 too_long"},
		"twice in the file":         {"A1\nB2\nA1\nA1\n", "A1 B2", "3 duplicate of 1, 4 duplicate of 1"},
		"there already":             {"B2\nOLD\nold\n", "B2 old", "2 taken"},
		"a line without end":        {strings.Repeat("x", 3*maxLine) + "\nA1\n", "A1", "1 too_long"},
		"a long line at the end":    {"A1\n" + strings.Repeat("x", 3*maxLine), "A1", "2 too_long"},
	} {
		for _, dry := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, dry %t", name, dry), func(t *testing.T) {
				s := &shelf{codes: []string{"OLD"}}
				var refused []string
				i := Import{Store: s, Brand: "b", Pool: "p", Dry: dry, Refused: func(r RefusedLine) {
					text := fmt.Sprint(r.Line, " ", r.Reason)
					if r.Other > 0 {
						text += fmt.Sprint(" of ", r.Other)
					}
					if r.Says() == "" || r.Says() == r.Reason {
						t.Errorf("%s is not said in words", r.Reason)
					}
					refused = append(refused, text)
				}}
				out, err := i.CSV(t.Context(), strings.NewReader(c.file))
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(refused, ", "); got != c.refused || out.Refused != len(refused) {
					t.Errorf("%d refused: %q, want %q", out.Refused, got, c.refused)
				}
				want := strings.Fields(c.codes)
				if out.Added != len(want) {
					t.Errorf("%d added, want %d", out.Added, len(want))
				}
				if dry {
					want = nil
				}
				if got := s.codes[1:]; !slices.Equal(got, want) {
					t.Errorf("added %q, want %q", got, want)
				}
			})
		}
	}
}

// An import comes in calls that are never larger than a store takes, whatever of it is refused, and tells of every line in
// order; what failed half-way is finished by the same import again.
func TestImportInCalls(t *testing.T) {
	var file strings.Builder
	for n := range 2500 {
		switch n % 5 {
		case 4:
			file.WriteString("A B\n")
		case 3:
			fmt.Fprintf(&file, "C-%d\n", n-1) // the one before
		default:
			fmt.Fprintf(&file, "C-%d\n", n)
		}
	}
	run := func(s *shelf) (Imported, []int, error) {
		var lines []int
		i := Import{Store: s, Refused: func(r RefusedLine) { lines = append(lines, r.Line) }}
		out, err := i.CSV(t.Context(), strings.NewReader(file.String()))
		return out, lines, err
	}
	whole := &shelf{}
	out, lines, err := run(whole)
	if err != nil || out != (Imported{1500, 1000}) || len(lines) != 1000 || !slices.IsSorted(lines) {
		t.Errorf("%+v, %d lines in order %t, %v", out, len(lines), slices.IsSorted(lines), err)
	}
	if slices.Max(whole.calls) > MaxAdded || len(whole.calls) < 6 {
		t.Errorf("calls of %v", whole.calls)
	}
	broken := &shelf{fail: 4}
	if out, _, err := run(broken); err == nil || out.Added < 400 || out.Added > 800 {
		t.Errorf("%+v, %v", out, err)
	}
	broken.fail = 0
	before := len(broken.codes)
	if out, _, err := run(broken); err != nil || out.Added != 1500-before || len(broken.codes) != 1500 {
		t.Errorf("again: %+v, %v, %d codes", out, err, len(broken.codes))
	}
	list := &shelf{}
	i := Import{Store: list}
	if out, err := i.List(t.Context(), []string{"A1", "", "A1", "B 2"}); err != nil || out != (Imported{1, 3}) {
		t.Errorf("a list: %+v, %v", out, err)
	}
}
