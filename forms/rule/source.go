package rule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"proffer/forms/fault"
)

// source is a JSON value as it was written, with the order of its members.
type source struct {
	form   form
	value  Value    // of a scalar
	names  []string // of an object
	values []source // of an object's members or of an array
}

type form uint8

const (
	formCut form = iota // beyond a limit; already reported
	formNull
	formScalar
	formArray
	formObject
)

// reader reads JSON that is known to be valid, and reports what a rule's source may not hold.
type reader struct {
	dec  *json.Decoder
	path []string // escaped reference tokens of the place being read
	faults
}

// read gives the source of a rule, or what is wrong with it. The source is whole enough to look
// for further defects unless stop is true.
func read(raw []byte) (src source, found faults, stop bool) {
	if len(raw) > 6*MaxBytes { // as long as MaxBytes of text can become when every byte is escaped
		found.add("", "out_of_range", fmt.Sprintf("the rule has %d bytes", len(raw)), fmt.Sprintf("at most %d bytes, written compactly", MaxBytes))
		return source{}, found, true
	}
	if detail := malformed(raw); detail != "" {
		found.add("", "bad_json", detail, "one JSON value")
		return source{}, found, true
	}
	r := &reader{dec: json.NewDecoder(bytes.NewReader(raw))}
	r.dec.UseNumber()
	src = r.value(0, false)
	if n := len(src.appendJSON(nil)); n > MaxBytes {
		r.add("", "out_of_range", fmt.Sprintf("the rule has %d bytes, written compactly", n), fmt.Sprintf("at most %d", MaxBytes))
		return source{}, r.faults, true
	}
	return src, r.faults, false
}

func malformed(raw []byte) string {
	if !utf8.Valid(raw) {
		return "the rule is not UTF-8"
	}
	var whole json.RawMessage
	err := json.Unmarshal(raw, &whole)
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &syntax):
		return fmt.Sprintf("not JSON at byte %d: %s", syntax.Offset, syntax.Error())
	}
	return "not JSON"
}

func (r *reader) here() string {
	if len(r.path) == 0 {
		return ""
	}
	return "/" + strings.Join(r.path, "/")
}

// value reads the next value. depth counts the objects around it and the arrays that are no
// operand lists; an array that is the value of a member lists operands.
func (r *reader) value(depth int, ofMember bool) source {
	token, err := r.dec.Token()
	if err != nil { // not reached: the text was found valid
		return source{}
	}
	switch t := token.(type) {
	case bool:
		return source{form: formScalar, value: BoolOf(t)}
	case string:
		r.judge(t)
		return source{form: formScalar, value: TextOf(norm.NFC.String(t))}
	case json.Number:
		n, err := strconv.ParseFloat(t.String(), 64)
		if err != nil {
			r.add(r.here(), "out_of_range", "the number is larger than a double can hold", "at most about 1.79e308")
			return source{}
		}
		return source{form: formScalar, value: NumberOf(n)}
	case json.Delim:
		if t == '[' && ofMember {
			return r.array(depth)
		}
		if depth >= MaxDepth {
			r.add(r.here(), "out_of_range", "the rule is nested too deep", fmt.Sprintf("at most %d operators inside one another", MaxDepth))
			r.skip()
			return source{}
		}
		if t == '[' {
			return r.array(depth + 1)
		}
		return r.object(depth + 1)
	}
	return source{form: formNull}
}

func (r *reader) array(depth int) source {
	s := source{form: formArray}
	for i := 0; r.dec.More(); i++ {
		r.path = append(r.path, strconv.Itoa(i))
		s.values = append(s.values, r.value(depth, false))
		r.path = r.path[:len(r.path)-1]
	}
	r.end()
	return s
}

func (r *reader) object(depth int) source {
	s := source{form: formObject}
	seen := map[string]bool{}
	for r.dec.More() {
		token, err := r.dec.Token()
		name, ok := token.(string)
		if err != nil || !ok { // not reached: the text was found valid
			return source{}
		}
		r.path = append(r.path, fault.Escape(name))
		r.judge(name)
		v := r.value(depth, true)
		if seen[name] {
			r.add(r.here(), "duplicate_key", quote(name)+" stands twice in one object", "each key once")
		} else {
			seen[name] = true
			s.names, s.values = append(s.names, name), append(s.values, v)
		}
		r.path = r.path[:len(r.path)-1]
	}
	r.end()
	return s
}

// judge refuses the replacement character, which is also what encoding/json makes of half a
// surrogate pair: JavaScript would keep that half, and the two evaluators would differ.
func (r *reader) judge(text string) {
	if strings.ContainsRune(text, utf8.RuneError) {
		r.add(r.here(), "bad_json", "the text holds a character that is not Unicode", "whole characters; beyond U+FFFF both halves of the pair")
	}
}

// end takes the closing bracket of the array or object just read.
func (r *reader) end() { _, _ = r.dec.Token() }

// skip passes over the rest of an array or object whose opening bracket was taken.
func (r *reader) skip() {
	for open := 1; open > 0; {
		token, err := r.dec.Token()
		if err != nil { // not reached: the text was found valid
			return
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			open++
		case json.Delim(']'), json.Delim('}'):
			open--
		}
	}
}

// appendJSON writes the canonical form; a cut place as null, since nothing with one is kept.
func (s source) appendJSON(b []byte) []byte {
	switch s.form {
	case formScalar:
		return s.value.appendJSON(b)
	case formArray:
		b = append(b, '[')
		for i, v := range s.values {
			if i > 0 {
				b = append(b, ',')
			}
			b = v.appendJSON(b)
		}
		return append(b, ']')
	case formObject:
		b = append(b, '{')
		for i, v := range s.values {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, s.names[i]), ':')
			b = v.appendJSON(b)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}
