package forms

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"proffer/forms/fault"
)

// maxDepth bounds the nesting of any JSON that is read: definitions, requests, files.
const maxDepth = 40

// Node is one value of a JSON text with its place in it, so that whatever is wrong with it later
// can be named by file, line and column. Strings are decoded; numbers stay as they were written.
type Node struct {
	Kind    Kind
	Start   int // byte offset
	End     int
	Text    string // of a string: its value; of a number: its digits; of a boolean: true or false
	Members []Member
	Items   []*Node
	source  []byte
}

// Member is one name and value of an object, in the order they were written.
type Member struct {
	Name  string
	Start int
	Value *Node
}

// Kind is a JSON type.
type Kind byte

// The JSON types.
const (
	Null Kind = iota
	Boolean
	Number
	String
	Array
	Object
)

func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}[k]
}

// Raw is the text of the value as it was written.
func (n *Node) Raw() json.RawMessage { return n.source[n.Start:n.End] }

// Member returns the value of a name, nil if there is none.
func (n *Node) Member(name string) *Node {
	for i := range n.Members {
		if n.Members[i].Name == name {
			return n.Members[i].Value
		}
	}
	return nil
}

// Find returns the value a pointer names or, where it leads nowhere, the deepest one on the way; for
// an object's member the offset is that of its name.
func (n *Node) Find(pointer string) (at int) {
	at = n.Start
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		var next *Node
		switch n.Kind {
		case Object:
			for i := range n.Members {
				if n.Members[i].Name == token {
					next, at = n.Members[i].Value, n.Members[i].Start
				}
			}
		case Array:
			if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.Items) {
				next = n.Items[i]
				at = next.Start
			}
		}
		if next == nil {
			return at
		}
		n = next
	}
	return at
}

// LineColumn turns a byte offset into a line and a column, both from 1; columns count characters.
func LineColumn(source []byte, offset int) (line, column int) {
	offset = min(offset, len(source))
	before := source[:offset]
	line = 1 + bytes.Count(before, []byte{'\n'})
	return line, 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
}

// ParseTree reads exactly one JSON value. Text that is not JSON yields no tree and one fault for it,
// the last; duplicate names yield a fault each. The offset of each fault stands in offsets.
func ParseTree(source []byte) (root *Node, faults []fault.Field, offsets []int) {
	if !utf8.Valid(source) {
		at := 0
		for at < len(source) {
			r, size := utf8.DecodeRune(source[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		return nil, []fault.Field{{Code: "bad_json", Detail: "the text is not UTF-8", Right: "save it as UTF-8"}}, []int{at}
	}
	if bytes.HasPrefix(source, []byte("\ufeff")) {
		return nil, []fault.Field{{Code: "bad_json", Detail: "the text begins with a byte order mark", Right: "save it as UTF-8 without one"}}, []int{0}
	}
	p := parser{source: source}
	root, err := p.value(0)
	if p.space(); err == nil && p.at == len(source) {
		return root, p.faults, p.offsets
	}
	bad, at := p.notJSON(err)
	return nil, append(p.faults, bad), append(p.offsets, at)
}
