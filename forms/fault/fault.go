// Package fault holds the one error type of the whole program.
//
// A fault says what was wrong, where, and what would be right, in words that are safe to show to
// whoever sent the input. The cause, which may hold values, file names or SQL, is kept apart and is
// never shown: Error() joins both for the operator's eyes only where nothing personal can be in it.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code is the class of a fault. engine/server/errors.go maps each to one HTTP status.
type Code string

// The classes, one for each way in which a request or a definition can fail.
const (
	Invalid      Code = "invalid"      // well-formed, but not acceptable: a wrong answer, a definition that does not lint
	Malformed    Code = "malformed"    // not the JSON or the shape that was asked for
	Unauthorized Code = "unauthorized" // no credential, or one that is forged
	Forbidden    Code = "forbidden"    // a good credential that does not reach this far
	NotFound     Code = "not_found"    //
	Conflict     Code = "conflict"     // the state changed meanwhile, or forbids it
	Gone         Code = "gone"         // it was here, and will not come back: erased, expired
	TooLarge     Code = "too_large"    //
	TooMany      Code = "too_many"     // a rate limit
	Unavailable  Code = "unavailable"  // try again later; nothing was stored
	Internal     Code = "internal"     // our defect
)

// Field is one thing wrong at one place of the input.
type Field struct {
	// Pointer is the JSON pointer (RFC 6901) of the offending value; "" is the whole document.
	Pointer string
	// Code is stable and names the kind of defect, e.g. not_on_path, unknown_field.
	Code string
	// Detail says what is wrong, without repeating a person's value.
	Detail string
	// Right says what would be right; may be empty where Detail already does.
	Right string
}

func (f Field) String() string {
	s := f.Detail
	if f.Right != "" {
		s += "; " + f.Right
	}
	if f.Pointer != "" {
		s = f.Pointer + ": " + s
	}
	return s
}

// Under returns the field with prefix put before its pointer.
func (f Field) Under(prefix string) Field {
	f.Pointer = prefix + f.Pointer
	return f
}

// Error is the one error type. Title, Detail and Fields may be shown to the client; Err may not.
type Error struct {
	Code   Code
	Title  string
	Detail string
	Fields []Field
	// After, if not zero, is how many seconds to wait before trying again.
	After int
	// Next, if not zero, is when the same becomes possible again.
	Next time.Time
	Err  error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	} else if e.Title != "" {
		b.WriteString(": " + e.Title)
	}
	for _, f := range e.Fields {
		b.WriteString("\n  " + f.String())
	}
	if e.Err != nil {
		b.WriteString(" (" + e.Err.Error() + ")")
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// New makes a fault whose detail is safe to show.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// At makes a fault about one place of the input.
func At(code Code, pointer, fieldCode, format string, args ...any) *Error {
	d := fmt.Sprintf(format, args...)
	return &Error{Code: code, Detail: d, Fields: []Field{{Pointer: pointer, Code: fieldCode, Detail: d}}}
}

// Wrap keeps an internal cause behind a fault. It returns nil for a nil cause, and a cause that is
// already a fault unchanged, so that the innermost, most exact one reaches the client.
func Wrap(code Code, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...), Err: err}
}

// Of returns the fault in err's chain; any other error is Internal, with no detail to show.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: Internal, Err: err}
}

// Is tells whether err is a fault of this class.
func Is(err error, code Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// Has tells whether err names this field code, e.g. offer_exhausted.
func Has(err error, fieldCode string) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	for _, f := range e.Fields {
		if f.Code == fieldCode {
			return true
		}
	}
	return false
}

// Escape makes a reference token of a JSON pointer from a member name (RFC 6901, section 3).
func Escape(name string) string { return escaper.Replace(name) }

var escaper = strings.NewReplacer("~", "~0", "/", "~1")
