package forms

import (
	"cmp"
	"fmt"
	"slices"

	"proffer/forms/fault"
)

// The severities of a finding. An error keeps a brand from being published, a warning deserves a
// look, and a note only tells what follows from the definitions, e.g. in which locales a form is not
// offered: a brand with nothing but notes is clean.
const (
	SeverityError   = "error"
	SeverityWarning = "warning"
	SeverityNote    = "note"
)

// Finding is one thing that the linter has to say, with its place.
type Finding struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Pointer  string `json:"pointer"`
	Detail   string `json:"detail"`
	Right    string `json:"right,omitempty"`
}

// String is the finding on one line, in the form that editors and terminals link to the file.
func (f Finding) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s %s", f.File, f.Line, f.Column, f.Severity, f.Code)
	if f.Pointer != "" {
		s += " " + f.Pointer
	}
	s += ": " + f.Detail
	if f.Right != "" {
		s += "; " + f.Right
	}
	return s
}

// file is one definition file while it is being checked.
type file struct {
	name   string
	source []byte
	root   *Node
	broken []string // pointers of what could not be read; it was reported
}

// report collects findings and knows how to place them.
type report struct{ findings []Finding }

func (r *report) add(f *file, severity string, fields ...fault.Field) {
	for _, x := range fields {
		at := 0
		if f.root != nil {
			at = f.root.Find(x.Pointer)
		}
		r.at(f, severity, x, at)
	}
}

// found adds what a check found, but for what follows from a value that could not be read.
func (r *report) found(f *file, severity string, fields ...fault.Field) {
	for _, x := range fields {
		if !f.follows(x) {
			r.add(f, severity, x)
		}
	}
}

func (r *report) at(f *file, severity string, x fault.Field, offset int) {
	line, column := LineColumn(f.source, offset)
	r.findings = append(r.findings, Finding{
		Severity: severity, Code: x.Code, File: f.name, Line: line, Column: column,
		Pointer: x.Pointer, Detail: x.Detail, Right: x.Right,
	})
}

func (r *report) failed() bool {
	for _, f := range r.findings {
		if f.Severity == SeverityError {
			return true
		}
	}
	return false
}

// sorted returns the findings by file and place, each once, always in the same order.
func (r *report) sorted() []Finding {
	slices.SortFunc(r.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Detail, b.Detail), cmp.Compare(a.Right, b.Right))
	})
	return slices.Compact(r.findings)
}
