// Package rule is Proffer's rule language: the syntax of JsonLogic with types of its own, checked
// before a form is published and evaluated the same way here and in the widget.
//
// README.md is the reference of every operator and every corner; testdata/cases.json is the same
// as a table that both evaluators are tested with.
package rule

import (
	"slices"

	"proffer/forms/fault"
)

// The limits of one rule. What is beyond them is refused by Parse with out_of_range.
const (
	MaxBytes = 16 << 10 // of the rule written compactly, so that indentation costs nothing
	MaxDepth = 32       // operators inside one another
	MaxNodes = 1000     // operators, variables, literals and the elements of literal lists
	// MaxFields is how many defects of one rule are reported; further ones show once these are mended.
	MaxFields = 100
)

// Env gives the current value of a variable; an absent one when it has none. A nil Env has none.
type Env func(name string) Value

// Rule is a parsed rule. It never changes and may be used by many goroutines at once. Eval of a
// rule that was not checked, or was checked for other types, never panics: operands of kinds that
// do not fit count as absent.
//
// The zero Rule is not usable; rules come from Parse or from JSON.
type Rule struct {
	root   node
	source []byte
	vars   []string
}

// Vars lists the names that the rule uses, in var and in answered, each once, in order.
func (r *Rule) Vars() []string { return slices.Clone(r.vars) }

// MarshalJSON gives the rule's canonical source: as it was written, but compact, with each number
// and text in its shortest form. Two sources that differ only in white space and escapes have one
// canonical source, which parses to the same rule.
//
// json.Marshal escapes < > & in it, json.Encoder with SetEscapeHTML(false) does not: whoever takes
// a digest of a rule uses one of them, always.
func (r *Rule) MarshalJSON() ([]byte, error) { return slices.Clone(r.source), nil }

// UnmarshalJSON is Parse; its error is a *fault.Error with the fields that Parse found, and leaves
// the rule as it was.
func (r *Rule) UnmarshalJSON(raw []byte) error {
	parsed, fields := Parse(raw)
	if parsed == nil {
		return &fault.Error{Code: fault.Invalid, Title: "Rule not accepted", Detail: "the rule cannot be read", Fields: fields}
	}
	*r = *parsed
	return nil
}

// node is one place of the tree: a literal, a variable or an operator with its operands.
type node struct {
	op     op
	at     string // JSON pointer from the rule's root
	value  Value  // of a literal
	name   string // of a variable, or the one that answered asks for
	nameAt string // pointer of that name
	args   []node
}

// faults collects what is wrong, up to MaxFields.
type faults struct{ fields []fault.Field }

func (f *faults) add(at, code, detail, right string) {
	if !f.full() {
		f.fields = append(f.fields, fault.Field{Pointer: at, Code: code, Detail: detail, Right: right})
	}
}

// full tells that nothing more is reported, so that no time need be spent on a suggestion.
func (f *faults) full() bool { return len(f.fields) >= MaxFields }
