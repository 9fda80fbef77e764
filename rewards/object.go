package rewards

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"proffer/forms/fault"
)

// as decodes one value and reports one of another type.
func (p *endpointParser) as(at string, raw json.RawMessage, into any, want string) bool {
	if string(raw) == "null" || json.Unmarshal(raw, into) != nil {
		p.add(at, "wrong_type", "write "+want, "this is not %s", want)
		return false
	}
	return true
}

// object checks an object's names and returns its values, of a name that stands twice the first.
func (p *endpointParser) object(at string, members []member, required, optional []string) map[string]json.RawMessage {
	values, known := map[string]json.RawMessage{}, map[string]bool{}
	for _, name := range append(append([]string{}, required...), optional...) {
		known[name] = true
	}
	for _, m := range members {
		here := at + "/" + fault.Escape(m.name)
		_, twice := values[m.name]
		switch {
		case !known[m.name]:
			p.add(here, "unknown_field", "known here: "+strings.Join(required, ", "), "there is no field %q here", m.name)
		case twice:
			p.add(here, "duplicate_key", "leave one of them out", "the field %q stands here twice", m.name)
		default:
			values[m.name] = m.value
		}
	}
	for _, name := range required {
		if _, there := values[name]; !there {
			p.add(at, "required", "add it", "the field %q is missing", name)
		}
	}
	return values
}

// member is one name and value of an object, as written and in that order.
type member struct {
	name  string
	value json.RawMessage
}

var errNotObject = errors.New("not an object")

// topObject reads a whole JSON text that is one object, or says where it is not.
func topObject(raw []byte) ([]member, *fault.Field) {
	bad := func(detail string) *fault.Field {
		return &fault.Field{Code: "bad_json", Detail: detail, Right: `write {"endpoints": [...]}`}
	}
	if !utf8.Valid(raw) {
		return nil, bad("the file is not UTF-8 text")
	}
	var text json.RawMessage
	if err := json.Unmarshal(raw, &text); err != nil {
		var syntax *json.SyntaxError
		if !errors.As(err, &syntax) {
			return nil, bad("the file is not JSON")
		}
		before := raw[:min(int(syntax.Offset), len(raw))]
		line := bytes.Count(before, []byte("\n")) + 1
		return nil, bad(fmt.Sprintf("the file is not JSON from line %d, column %d on", line, len(before)-bytes.LastIndexByte(before, '\n')-1))
	}
	members, err := objectMembers(raw)
	if err != nil {
		return nil, &fault.Field{Code: "wrong_type", Detail: "the file is not an object", Right: `write {"endpoints": [...]}`}
	}
	return members, nil
}

// objectMembers reads the members of a JSON object that is known to be well-formed, those that stand
// twice too.
func objectMembers(raw []byte) ([]member, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, errNotObject
	}
	var members []member
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: name.(string)} //nolint:forcetypeassert // a member's name is a string
		if err := decoder.Decode(&m.value); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	return members, nil
}
