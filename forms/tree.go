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

// ParseTree reads exactly one JSON value. Text that is not JSON yields one fault and no tree;
// duplicate names yield a fault each beside the tree. The offset of each fault stands in offsets.
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
		return nil, []fault.Field{{Code: "bad_json", Detail: "the text is not UTF-8"}}, []int{at}
	}
	p := parser{source: source, dec: json.NewDecoder(bytes.NewReader(source))}
	p.dec.UseNumber()
	root, err := p.value("", 0)
	if err == nil {
		if _, err = p.dec.Token(); errors.Is(err, io.EOF) {
			return root, p.faults, p.offsets
		}
		err = fmt.Errorf("there is more text after the end of the JSON value")
	}
	at := int(p.dec.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = int(syntax.Offset)
	}
	detail := strings.TrimPrefix(err.Error(), "json: ")
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		detail, at = "the JSON ends too early", len(source)
	}
	return nil, []fault.Field{{Code: "bad_json", Detail: "not JSON: " + detail}}, []int{at}
}

type parser struct {
	source  []byte
	dec     *json.Decoder
	faults  []fault.Field
	offsets []int
}

// start is where the next token begins.
func (p *parser) start() int {
	at := int(p.dec.InputOffset())
	for at < len(p.source) && strings.IndexByte(" \t\r\n,:", p.source[at]) >= 0 {
		at++
	}
	return at
}

func (p *parser) value(pointer string, depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
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
			err = p.items(n, pointer, depth)
		} else {
			n.Kind = Object
			err = p.members(n, pointer, depth)
		}
	}
	n.End = int(p.dec.InputOffset())
	return n, err
}

func (p *parser) items(n *Node, pointer string, depth int) error {
	for p.dec.More() {
		item, err := p.value(pointer+"/"+strconv.Itoa(len(n.Items)), depth+1)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
	_, err := p.dec.Token()
	return err
}

func (p *parser) members(n *Node, pointer string, depth int) error {
	for p.dec.More() {
		at := p.start()
		token, err := p.dec.Token()
		if err != nil {
			return err
		}
		name, ok := token.(string)
		if !ok {
			return fmt.Errorf("an object's member begins with its name in quotes")
		}
		here := pointer + "/" + fault.Escape(name)
		if n.Member(name) != nil {
			p.faults = append(p.faults, fault.Field{Pointer: here, Code: "duplicate_key", Detail: fmt.Sprintf("the name %q stands twice in this object", name), Right: "each name stands once"})
			p.offsets = append(p.offsets, at)
		}
		value, err := p.value(here, depth+1)
		if err != nil {
			return err
		}
		n.Members = append(n.Members, Member{Name: name, Start: at, Value: value})
	}
	_, err := p.dec.Token()
	return err
}
