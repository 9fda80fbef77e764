package forms

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	p := parser{source: source, dec: json.NewDecoder(bytes.NewReader(source))}
	p.dec.UseNumber()
	root, err := p.value(0)
	if err == nil {
		if _, err = p.dec.Token(); errors.Is(err, io.EOF) {
			return root, p.faults, p.offsets
		}
	}
	bad, at := p.notJSON(err)
	return nil, append(p.faults, bad), append(p.offsets, at)
}

type parser struct {
	source  []byte
	dec     *json.Decoder
	path    []step
	faults  []fault.Field
	offsets []int
}

// step is one reference token of a pointer: a member's name, or an item's index.
type step struct {
	name  string
	index int // -1 for a member
}

// pointer is where the parser is; it is spelled out only for a fault.
func (p *parser) pointer() string {
	var b strings.Builder
	for _, s := range p.path {
		b.WriteByte('/')
		if s.index >= 0 {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(fault.Escape(s.name))
		}
	}
	return b.String()
}

// placed is a defect that the decoder does not know, with its offset.
type placed struct {
	at            int
	detail, right string
}

func (p *placed) Error() string { return p.detail }

// notJSON says what is wrong and where. What the decoder refuses and the walk through the text does not is still refused.
func (p *parser) notJSON(err error) (bad fault.Field, at int) {
	var own *placed
	if errors.As(err, &own) {
		return fault.Field{Code: "bad_json", Detail: own.detail, Right: own.right}, own.at
	}
	if bad, at, found := notJSON(p.source); found {
		return bad, at
	}
	return fault.Field{Code: "bad_json", Detail: "this is not JSON"}, int(p.dec.InputOffset())
}

// start is where the next token begins.
func (p *parser) start() int {
	at := int(p.dec.InputOffset())
	for at < len(p.source) && strings.IndexByte(" \t\r\n,:", p.source[at]) >= 0 {
		at++
	}
	return at
}

func (p *parser) value(depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, &placed{p.start(), fmt.Sprintf("nested deeper than %d", maxDepth), "nest less"}
	}
	n := &Node{Start: p.start(), source: p.source}
	token, err := p.dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case nil:
		n.Kind = Null
	case bool:
		n.Kind, n.Text = Boolean, strconv.FormatBool(t)
	case json.Number:
		n.Kind, n.Text = Number, t.String()
	case string:
		n.Kind, n.Text = String, t
	case json.Delim:
		if t == '[' {
			n.Kind = Array
			err = p.items(n, depth)
		} else {
			n.Kind = Object
			err = p.members(n, depth)
		}
	}
	n.End = int(p.dec.InputOffset())
	return n, err
}

func (p *parser) items(n *Node, depth int) error {
	for p.dec.More() {
		p.path = append(p.path, step{index: len(n.Items)})
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		p.path = p.path[:len(p.path)-1]
		n.Items = append(n.Items, item)
	}
	_, err := p.dec.Token()
	return err
}

// fewMembers is up to how many members a look through all of them is quicker than a map.
const fewMembers = 16

// stands tells whether a name stands in the object already; seen is used for large ones only, so
// that no object takes time in the square of its size.
func stands(n *Node, seen map[string]bool, name string) bool {
	if len(n.Members) <= fewMembers {
		return n.Member(name) != nil
	}
	if len(seen) == 0 {
		for _, m := range n.Members {
			seen[m.Name] = true
		}
	}
	if seen[name] {
		return true
	}
	seen[name] = true
	return false
}

func (p *parser) members(n *Node, depth int) error {
	seen := map[string]bool{}
	for p.dec.More() {
		at := p.start()
		token, err := p.dec.Token()
		if err != nil {
			return err
		}
		name, ok := token.(string)
		if !ok {
			return &placed{at, "an object's entry begins with its name in quotes", `write "name": value`}
		}
		p.path = append(p.path, step{name: name, index: -1})
		if stands(n, seen, name) && len(p.faults) < MaxFaults {
			p.faults = append(p.faults, fault.Field{Pointer: p.pointer(), Code: "duplicate_key", Detail: fmt.Sprintf("the name %q stands twice in this object", name), Right: "each name stands once"})
			p.offsets = append(p.offsets, at)
		}
		value, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		p.path = p.path[:len(p.path)-1]
		n.Members = append(n.Members, Member{Name: name, Start: at, Value: value})
	}
	_, err := p.dec.Token()
	return err
}
