package fault_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"proffer/forms/fault"
)

func TestFieldString(t *testing.T) {
	for want, f := range map[string]fault.Field{
		"/a: it is wrong; write 1": {Pointer: "/a", Code: "wrong_type", Detail: "it is wrong", Right: "write 1"},
		"it is wrong":              {Detail: "it is wrong"},
	} {
		if got := f.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Under moves a field below another place and leaves the one it was called on.
func TestUnder(t *testing.T) {
	f := fault.Field{Pointer: "/b", Code: "required"}
	if g := f.Under("/a"); g.Pointer != "/a/b" || g.Code != "required" || f.Pointer != "/b" {
		t.Errorf("%+v, %+v", f, g)
	}
}

func TestEscape(t *testing.T) {
	for name, want := range map[string]string{"a": "a", "a/b": "a~1b", "m~n": "m~0n", "~1": "~01", "": ""} {
		if got := fault.Escape(name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}

// Wrap keeps the innermost fault, which is the most exact, and makes none of nothing.
func TestWrap(t *testing.T) {
	if err := fault.Wrap(fault.Internal, nil, "x"); err != nil {
		t.Errorf("%v", err)
	}
	inner := fmt.Errorf("reading: %w", fault.New(fault.NotFound, "no form %q", "a"))
	if err := fault.Wrap(fault.Internal, inner, "outer"); !fault.Is(err, fault.NotFound) || fault.Is(err, fault.Internal) {
		t.Errorf("%v", err)
	}
	err := fault.Wrap(fault.Unavailable, io.ErrUnexpectedEOF, "the store is %s", "busy")
	if !fault.Is(err, fault.Unavailable) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
	if e := fault.Of(err); e.Detail != "the store is busy" || strings.Contains(e.Detail+e.Title, "EOF") {
		t.Errorf("the cause stands in what may be shown: %+v", e)
	}
}

// Of any other error is Internal and has nothing to show.
func TestOf(t *testing.T) {
	e := fault.Of(errors.New("dial tcp 10.0.0.1: secret"))
	if e.Code != fault.Internal || e.Title != "" || e.Detail != "" || e.Fields != nil {
		t.Errorf("%+v", e)
	}
	if fault.Is(errors.New("x"), fault.Internal) || fault.Is(nil, fault.Internal) || fault.Has(nil, "x") || fault.Has(errors.New("x"), "x") {
		t.Error("a fault that nobody made")
	}
}

func TestAt(t *testing.T) {
	err := fmt.Errorf("while answering: %w", fault.At(fault.Invalid, "/answers/a", "unknown_choice", "there is no %q", "b"))
	e := fault.Of(err)
	if e.Code != fault.Invalid || len(e.Fields) != 1 || e.Fields[0] != (fault.Field{Pointer: "/answers/a", Code: "unknown_choice", Detail: `there is no "b"`}) {
		t.Errorf("%+v", e)
	}
	if !fault.Has(err, "unknown_choice") || fault.Has(err, "required") {
		t.Error("the field's code is not found")
	}
}

// Error joins all of it for the operator, detail before title, each field on a line of its own.
func TestError(t *testing.T) {
	for want, e := range map[string]*fault.Error{
		"gone":           {Code: fault.Gone},
		"gone: Erased":   {Code: fault.Gone, Title: "Erased"},
		"gone: it is so": {Code: fault.Gone, Title: "Erased", Detail: "it is so"},
		"invalid: two things\n  /a: one\n  /b: two; none (EOF)": {Code: fault.Invalid, Detail: "two things", Err: io.EOF, Fields: []fault.Field{
			{Pointer: "/a", Detail: "one"}, {Pointer: "/b", Detail: "two", Right: "none"},
		}},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
