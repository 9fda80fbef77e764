package forms

import "strings"

// Pipes are the ids that a text with piping names, with whether each has a fallback.
func Pipes(text string) (out []Pipe) {
	for {
		_, rest, ok := strings.Cut(text, "{")
		if !ok {
			return out
		}
		inside, after, ok := strings.Cut(rest, "}")
		if !ok {
			return append(out, Pipe{Broken: true})
		}
		id, fallback, has := strings.Cut(inside, "|")
		out = append(out, Pipe{ID: id, Fallback: fallback, Broken: !has || id == ""})
		text = after
	}
}

// Pipe is one {id|fallback} in a text.
type Pipe struct {
	ID       string
	Fallback string
	Broken   bool
}

// FillPipes puts values into a text's pipes; where value gives "", the fallback stands.
func FillPipes(text string, value func(id string) string) string {
	if strings.IndexByte(text, '{') < 0 {
		return text // as most are
	}
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		b.WriteString(before)
		if !open {
			return b.String()
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("{" + rest)
			return b.String()
		}
		id, fallback, _ := strings.Cut(inside, "|")
		if v := value(id); v != "" {
			b.WriteString(v)
		} else {
			b.WriteString(fallback)
		}
		text = after
	}
}

// Pipeable tells whether values of the attribute may be put into a text: what was chosen, a number or
// a date; never what a person typed, a contact or a special category.
func (a Attribute) Pipeable() bool {
	switch a.Type {
	case "choice", "choices", "boolean", "integer", "number", "date", "ranking", "matrix":
		return a.Category != CategoryContact && !a.Special()
	}
	return false
}

// OtherLabel is what stands before the free text that a person wrote instead of a value.
func OtherLabel(locale string) string { return sentences(locale)["other"] }
