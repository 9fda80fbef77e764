package forms

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"proffer/forms/fault"
)

// What follows from something that could not be read is not said: whoever mends the cause has mended it too, and until
// then it only hides the cause.

var (
	namesLost  = regexp.MustCompile(`^/pages(/\d+(/questions(/\d+(/(id|type|attribute))?)?)?)?$|^/computed(/[^/]+)?$|^/context$`)
	pagesLost  = regexp.MustCompile(`^/pages(/\d+(/id)?)?$`)
	nextLost   = regexp.MustCompile(`^/pages/\d+/next(/\d+(/(page|when))?)?$`)
	scoresLost = regexp.MustCompile(`^/pages(/\d+(/questions(/\d+(/(type|scores|choices)(/.*)?)?)?)?)?$`)
)

// follows tells whether a finding of a check only follows from what could not be read of its file: it is about such a
// value or something in it, or it misses a name that such a value would have given.
func (f *file) follows(x fault.Field) bool {
	if slices.ContainsFunc(f.broken, func(p string) bool { return within(x.Pointer, p) }) {
		return true
	}
	switch x.Code {
	case "unknown_variable", "dangling_question", "dangling_context":
		return slices.ContainsFunc(f.broken, namesLost.MatchString)
	case "dangling_page":
		return slices.ContainsFunc(f.broken, pagesLost.MatchString)
	case "unreachable":
		return slices.ContainsFunc(f.broken, func(p string) bool { return pagesLost.MatchString(p) || nextLost.MatchString(p) })
	case "dangling_score":
		return slices.ContainsFunc(f.broken, scoresLost.MatchString)
	}
	return false
}

// holds tells whether something right in the object at a pointer could not be read, so that a check of the object as a
// whole says nothing new.
func (f *file) holds(pointer string) bool {
	return slices.ContainsFunc(f.broken, func(p string) bool { return path.Dir(p) == pointer })
}

// unnamed tells whether an offer may be one of a program that could not be read, so that it may well be there.
func (l *loader) unnamed(offer string, b *Bundle) bool {
	program, _, two := strings.Cut(offer, "/")
	_, read := b.Programs[program]
	return two && (l.programLost && !read || l.offersLost[program])
}
