package forms

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"proffer/forms/fault"
)

// parser reads JSON (RFC 8259) into a tree, a request's body as well as a file. It takes exactly what encoding/json
// takes, which a fuzz test holds, and knows where it is: that decoder's tokens cost several times as much and have
// no places. Where it stops, notJSON says why.
type parser struct {
	source  []byte
	at      int
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

// depthError is the one defect of a text that may well be JSON, with its offset.
type depthError struct{ at int }

func (d *depthError) Error() string { return fmt.Sprintf("nested deeper than %d", maxDepth) }

var errNotJSON = errors.New("not JSON")

// notJSON says what is wrong and where. What the parser refuses and the walk through the text does not is still refused.
func (p *parser) notJSON(err error) (bad fault.Field, at int) {
	var deep *depthError
	if errors.As(err, &deep) {
		return fault.Field{Code: "bad_json", Detail: deep.Error(), Right: "nest less"}, deep.at
	}
	if bad, at, found := notJSON(p.source); found {
		return bad, at
	}
	return fault.Field{Code: "bad_json", Detail: "this is not JSON"}, min(p.at, len(p.source))
}

func (p *parser) space() {
	for p.at < len(p.source) {
		switch p.source[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return
		}
	}
}

// next goes behind the next character that is no space, if it is this one.
func (p *parser) next(c string) bool {
	p.space()
	return p.skip(c)
}

func (p *parser) value(depth int) (*Node, error) {
	p.space()
	if depth > maxDepth {
		return nil, &depthError{p.at}
	}
	if p.at == len(p.source) {
		return nil, errNotJSON
	}
	n := &Node{Start: p.at, source: p.source}
	var err error
	switch p.source[p.at] {
	case '{':
		n.Kind, err = Object, p.members(n, depth)
	case '[':
		n.Kind, err = Array, p.items(n, depth)
	case '"':
		n.Kind = String
		n.Text, err = p.text()
	case 't':
		n.Kind, n.Text, err = Boolean, "true", p.word("true")
	case 'f':
		n.Kind, n.Text, err = Boolean, "false", p.word("false")
	case 'n':
		n.Kind, err = Null, p.word("null")
	default:
		n.Kind = Number
		n.Text, err = p.number()
	}
	n.End = p.at
	return n, err
}

func (p *parser) word(word string) error {
	if !bytes.HasPrefix(p.source[p.at:], []byte(word)) {
		return errNotJSON
	}
	p.at += len(word)
	return nil
}

// text reads a string and decodes it.
func (p *parser) text() (string, error) {
	open, escaped := p.at, false
	for p.at++; p.at < len(p.source); p.at++ {
		switch c := p.source[p.at]; {
		case c == '"':
			p.at++
			if !escaped {
				return string(p.source[open+1 : p.at-1]), nil
			}
			var out string
			if json.Unmarshal(p.source[open:p.at], &out) != nil {
				return "", errNotJSON
			}
			return out, nil
		case c == '\\':
			escaped = true
			p.at++
		case c < ' ':
			return "", errNotJSON
		}
	}
	return "", errNotJSON
}

// number reads one as it is written: an integer, and perhaps a fraction and an exponent.
func (p *parser) number() (string, error) {
	start := p.at
	p.skip("-")
	if !p.skip("0") && !p.digits() { // no digit follows a 0 at the beginning
		return "", errNotJSON
	}
	if p.skip(".") && !p.digits() {
		return "", errNotJSON
	}
	if p.skip("eE") {
		if p.skip("+-"); !p.digits() {
			return "", errNotJSON
		}
	}
	return string(p.source[start:p.at]), nil
}

// skip goes behind one of these characters, if it stands here.
func (p *parser) skip(these string) bool {
	if p.at < len(p.source) && strings.IndexByte(these, p.source[p.at]) >= 0 {
		p.at++
		return true
	}
	return false
}

// digits goes behind the digits here, of which there is at least one.
func (p *parser) digits() bool {
	start := p.at
	for p.at < len(p.source) && isDigit(p.source[p.at]) {
		p.at++
	}
	return p.at > start
}

func (p *parser) items(n *Node, depth int) error {
	p.at++
	if p.next("]") {
		return nil
	}
	for {
		p.path = append(p.path, step{index: len(n.Items)})
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		p.path = p.path[:len(p.path)-1]
		n.Items = append(n.Items, item)
		if !p.next(",") {
			return p.end("]")
		}
	}
}

// end goes behind the bracket that closes an object or a list.
func (p *parser) end(closing string) error {
	if !p.next(closing) {
		return errNotJSON
	}
	return nil
}

func (p *parser) members(n *Node, depth int) error {
	p.at++
	if p.next("}") {
		return nil
	}
	var seen map[string]bool
	for {
		p.space()
		at := p.at
		if at == len(p.source) || p.source[at] != '"' {
			return errNotJSON
		}
		name, err := p.text()
		if err != nil {
			return err
		}
		p.path = append(p.path, step{name: name, index: -1})
		var twice bool
		if twice, seen = stands(n, seen, name); twice && len(p.faults) < MaxFaults {
			p.faults = append(p.faults, fault.Field{Pointer: p.pointer(), Code: "duplicate_key", Detail: fmt.Sprintf("the name %q stands twice in this object", name), Right: "each name stands once"})
			p.offsets = append(p.offsets, at)
		}
		if !p.next(":") {
			return errNotJSON
		}
		value, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		p.path = p.path[:len(p.path)-1]
		n.Members = append(n.Members, Member{Name: name, Start: at, Value: value})
		if !p.next(",") {
			return p.end("}")
		}
	}
}

// fewMembers is up to how many members a look through all of them is quicker than a map.
const fewMembers = 16

// stands tells whether a name stands in the object already; seen is made for large ones only, so
// that no object takes time in the square of its size.
func stands(n *Node, seen map[string]bool, name string) (bool, map[string]bool) {
	if len(n.Members) <= fewMembers {
		return n.Member(name) != nil, nil
	}
	if seen == nil {
		seen = make(map[string]bool, 2*fewMembers)
		for _, m := range n.Members {
			seen[m.Name] = true
		}
	}
	twice := seen[name]
	seen[name] = true
	return twice, seen
}
