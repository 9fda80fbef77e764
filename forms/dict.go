package forms

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"proffer/forms/fault"
)

// Dict is a JSON object whose members keep the order they were written in: the order of an
// attribute's values is the order in which people see them.
type Dict[T any] struct {
	names  []string
	values map[string]T
}

// Names are the members' names, in order.
func (d Dict[T]) Names() []string { return d.names }

// Len is the number of members.
func (d Dict[T]) Len() int { return len(d.names) }

// IsZero tells whether there are no members; such a dictionary is left out of JSON by omitzero.
func (d Dict[T]) IsZero() bool { return len(d.names) == 0 }

// Get returns a member's value.
func (d Dict[T]) Get(name string) (T, bool) {
	v, ok := d.values[name]
	return v, ok
}

// Set adds a member at the end, or changes the value of one that is there.
func (d *Dict[T]) Set(name string, v T) {
	if d.values == nil {
		d.values = map[string]T{}
	}
	if _, there := d.values[name]; !there {
		d.names = append(d.names, name)
	}
	d.values[name] = v
}

func (d *Dict[T]) decodeNode(dec *decoder, n *Node, pointer string) {
	if n.Kind != Object {
		dec.wrong(n, pointer, "an object, with an id before each entry")
		return
	}
	*d = Dict[T]{}
	for _, m := range n.Members {
		var v T
		dec.value(m.Value, reflect.ValueOf(&v).Elem(), pointer+"/"+fault.Escape(m.Name))
		d.Set(m.Name, v)
	}
}

// MarshalJSON writes the members in order.
func (d Dict[T]) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range d.names {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(d.values[name])
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads the members in order; it is what a stored version is read with.
func (d *Dict[T]) UnmarshalJSON(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("forms: a dictionary is an object, not %v", t)
	}
	*d = Dict[T]{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var v T
		if err := dec.Decode(&v); err != nil {
			return err
		}
		d.Set(name.(string), v)
	}
	return nil
}

// JSONSchemaAlias says what a dictionary is to a JSON Schema: a map.
func (Dict[T]) JSONSchemaAlias() any { return map[string]T{} }
