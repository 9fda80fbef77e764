package rewards

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"strings"
	"time"
)

// Why a line of an import is refused.
const (
	LineEmpty        = "empty"
	LineTooLong      = "too_long"
	LineSpace        = "space"
	LineNotPrintable = "not_printable"
	LineQuote        = "quote"
	LineDuplicate    = "duplicate"
	LineTaken        = "taken"
)

// maxCode is how long a code of a pool may be.
const maxCode = 64

// CheckPoolCode tells why a code can't be in a pool; "" if it can. What a person has to type, or a till to scan, is
// printable ASCII without spaces, and not longer than 64 characters.
func CheckPoolCode(code string) string {
	switch {
	case code == "":
		return LineEmpty
	case strings.ContainsFunc(code, func(r rune) bool { return r != ' ' && (r < '!' || r > '~') }):
		return LineNotPrintable
	case strings.Contains(code, " "):
		return LineSpace
	case len(code) > maxCode:
		return LineTooLong
	}
	return ""
}

// RefusedLine is a line that was not imported: of a file the line, of a list the place, both from 1.
type RefusedLine struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	// Other is the line on which a duplicate stood first; 0 if it is none.
	Other int `json:"other,omitempty"`
}

// Imported is what an import came to.
type Imported struct {
	Added   int `json:"added"`
	Refused int `json:"refused"`
}

// importCall is how many codes one call of an import has: with 1000 an exchange beside it waits six times as long, and the
// import is a third faster.
const importCall = 250

// Import puts codes into a pool in small calls, so that exchanges go on beside it. It holds one such call in memory
// and, of each code before, a hash and its line. If it fails half-way, what was added stays; the same import again adds the rest.
type Import struct {
	Store CodeStore
	Brand string
	Pool  string
	// Dry adds nothing, and says what would come of it.
	Dry bool
	// Rest is how long to wait after each call, for whoever else writes.
	Rest time.Duration
	// Refused is told of each line that is not imported, in their order.
	Refused func(RefusedLine)

	out     Imported
	codes   []string
	lines   []int // of codes
	first   []int // of codes: where the same seems to have stood before; 0: nowhere
	refused []RefusedLine
	seed    maphash.Seed
	seen    map[uint64]uint32
}

func (i *Import) begin() {
	i.seed, i.seen, i.out = maphash.MakeSeed(), map[uint64]uint32{}, Imported{}
}

// List imports a list.
func (i *Import) List(ctx context.Context, codes []string) (Imported, error) {
	i.begin()
	for n, code := range codes {
		if err := i.add(ctx, n+1, code, CheckPoolCode(code)); err != nil {
			return i.out, err
		}
	}
	return i.out, i.flush(ctx)
}

// maxLine is how long a line of a file may be, in bytes.
const maxLine = 64 << 10

// CSV imports a file: of each line the first column or, where the first line names one "code", that. Blank lines are
// skipped. A line is a record; columns are parted by commas, or as the first line that names them does, by semicolons or tabs.
func (i *Import) CSV(ctx context.Context, file io.Reader) (Imported, error) {
	i.begin()
	r := bufio.NewReaderSize(file, maxLine)
	column, sep := -1, ','
	for n := 1; ; n++ {
		raw, long, err := readLine(r)
		if err != nil && !errors.Is(err, io.EOF) {
			return i.out, errors.Join(err, i.flush(ctx))
		}
		end := err != nil
		if n == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
		}
		text := strings.TrimRight(string(raw), "\r\n") // what stands before the first column may be a tab that parts columns
		switch {
		case strings.TrimSpace(text) == "" && !long:
		case long:
			err = i.add(ctx, n, "", LineTooLong)
		default:
			if column < 0 {
				if column, sep = codeColumn(text); column >= 0 {
					break
				}
				column = 0
			}
			code, reason := codeIn(text, sep, column)
			err = i.add(ctx, n, code, reason)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return i.out, err
		}
		if end {
			return i.out, i.flush(ctx)
		}
	}
}

// readLine reads one; of a long one the rest is thrown away.
func readLine(r *bufio.Reader) (raw []byte, long bool, err error) {
	raw, err = r.ReadSlice('\n')
	for errors.Is(err, bufio.ErrBufferFull) {
		long = true
		_, err = r.ReadSlice('\n')
	}
	return raw, long, err
}

// codeColumn finds the column that is named code; -1 if the line names none.
func codeColumn(text string) (column int, sep rune) {
	for _, sep := range ",;\t" {
		fields, err := columns(text, sep)
		if err != nil {
			continue
		}
		if at := slices.IndexFunc(fields, func(f string) bool { f = strings.ToLower(strings.TrimSpace(f)); return f == "code" || f == "codes" }); at >= 0 {
			return at, sep
		}
	}
	return -1, ','
}

func columns(text string, sep rune) ([]string, error) {
	if sep != '\t' {
		text = strings.TrimSpace(text)
	}
	if !strings.Contains(text, `"`) {
		return strings.Split(text, string(sep)), nil
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = sep
	return r.Read()
}

func codeIn(text string, sep rune, column int) (code, reason string) {
	fields, err := columns(text, sep)
	if err != nil {
		return "", LineQuote
	}
	if column < len(fields) {
		code = strings.TrimSpace(fields[column])
	}
	return code, CheckPoolCode(code)
}

func (i *Import) add(ctx context.Context, line int, code, reason string) error {
	if reason != "" {
		i.refused = append(i.refused, RefusedLine{Line: line, Reason: reason})
	} else {
		sum := maphash.String(i.seed, code)
		i.codes, i.lines, i.first = append(i.codes, code), append(i.lines, line), append(i.first, int(i.seen[sum]))
		if i.seen[sum] == 0 {
			i.seen[sum] = uint32(line)
		}
	}
	if len(i.codes) == importCall || len(i.refused) == importCall {
		return i.flush(ctx)
	}
	return nil
}

// flush hands over what is gathered. Whether a code is new only the store says; what was seen before tells why it is not.
func (i *Import) flush(ctx context.Context) error {
	var taken []int
	var err error
	added := 0
	switch {
	case len(i.codes) == 0:
	case i.Dry:
		taken, err = i.Store.TakenCodes(ctx, i.Brand, i.codes)
		for n, before := range i.first {
			if before > 0 && !slices.Contains(taken, n) {
				taken = append(taken, n)
			}
		}
		added = len(i.codes) - len(taken)
	default:
		added, taken, err = i.Store.AddCodes(ctx, i.Brand, i.Pool, i.codes)
	}
	if err != nil {
		return err
	}
	for _, n := range taken {
		no := RefusedLine{Line: i.lines[n], Reason: LineTaken}
		if i.first[n] > 0 {
			no.Reason, no.Other = LineDuplicate, i.first[n]
		}
		i.refused = append(i.refused, no)
	}
	slices.SortFunc(i.refused, func(a, b RefusedLine) int { return cmp.Compare(a.Line, b.Line) })
	i.out.Added += added
	i.out.Refused += len(i.refused)
	if i.Refused != nil {
		for _, no := range i.refused {
			i.Refused(no)
		}
	}
	wrote := len(i.codes) > 0 && !i.Dry
	i.codes, i.lines, i.first, i.refused = i.codes[:0], i.lines[:0], i.first[:0], i.refused[:0]
	if wrote && i.Rest > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(i.Rest):
		}
	}
	return nil
}

// Says is the reason in words.
func (r RefusedLine) Says() string {
	switch r.Reason {
	case LineEmpty:
		return "there is no code on it"
	case LineTooLong:
		return "it is longer than 64 characters"
	case LineSpace:
		return "there is a space inside"
	case LineNotPrintable:
		return "it has a character that is not printable ASCII"
	case LineQuote:
		return "its quotes do not close on the line"
	case LineDuplicate:
		return "the same code stands above"
	case LineTaken:
		return "the brand has this code already"
	}
	return r.Reason
}
