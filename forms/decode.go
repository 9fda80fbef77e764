package forms

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// Decode fills a struct from a tree and reports everything that does not fit, not only the first:
// unknown fields, wrong types, and fields tagged must:"true" that are missing. A null stands for an
// absent optional field. Types with UnmarshalJSON read themselves; a fault's fields keep their
// pointers.
//
// It is what requests are read with: a missing field's pointer names the field, as a client looks for
// it. A definition's names the object that lacks it, which is where a line of the file is.
func Decode(root *Node, into any) []fault.Field {
	d := decoder{atField: true}
	d.value(root, reflect.ValueOf(into).Elem(), "")
	return d.faults
}

// decode is Decode for a definition; broken are the pointers of the values that could not be read or are missing, at
// and below which whatever a check finds is a consequence.
func decode(root *Node, into any) (faults []fault.Field, broken []string) {
	d := decoder{}
	d.value(root, reflect.ValueOf(into).Elem(), "")
	return d.faults, d.broken
}

type decoder struct {
	faults  []fault.Field
	broken  []string
	atField bool
}

var nodeType = reflect.TypeFor[*Node]()

// A field of type *Node keeps the tree of whatever stands there, null included.
func (n *Node) decodeNode(_ *decoder, from *Node, _ string) { *n = *from }

// nodeDecoder is a type of this package that reads itself from a tree.
type nodeDecoder interface {
	decodeNode(d *decoder, n *Node, pointer string)
}

func (d *decoder) fault(pointer, code, right, format string, args ...any) {
	d.faults = append(d.faults, fault.Field{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...), Right: right})
}

// full tells that a request has been told enough of what is wrong with it; of a definition everything is told.
func (d *decoder) full() bool { return d.atField && len(d.faults) >= MaxFaults }

func (d *decoder) wrong(n *Node, pointer, want string) {
	d.fault(pointer, "wrong_type", "write "+want, "this is %s", n.Kind)
	d.broken = append(d.broken, pointer)
}

func (d *decoder) value(n *Node, v reflect.Value, pointer string) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(n, v.Elem(), pointer)
		return
	}
	if detail, right := slip(n, v.Type(), pointer); right != "" {
		d.fault(pointer, "wrong_type", right, "%s", detail)
		d.broken = append(d.broken, pointer)
		return
	}
	if v.CanAddr() {
		if own, ok := v.Addr().Interface().(nodeDecoder); ok {
			own.decodeNode(d, n, pointer)
			return
		}
		if own, ok := v.Addr().Interface().(json.Unmarshaler); ok {
			d.unmarshal(own, n, pointer)
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(n, v, pointer)
	case reflect.Map:
		if n.Kind != Object {
			d.wrong(n, pointer, "an object, with an id before each entry")
			return
		}
		v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Members)))
		for _, m := range n.Members {
			item := reflect.New(v.Type().Elem()).Elem()
			d.value(m.Value, item, pointer+"/"+fault.Escape(m.Name))
			v.SetMapIndex(reflect.ValueOf(m.Name).Convert(v.Type().Key()), item)
		}
	case reflect.Slice:
		if n.Kind != Array {
			d.wrong(n, pointer, "an array")
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Items), len(n.Items)))
		for i, item := range n.Items {
			if d.full() {
				return
			}
			d.value(item, v.Index(i), pointer+"/"+strconv.Itoa(i))
		}
	default:
		d.scalar(n, v, pointer)
	}
}

func (d *decoder) scalar(n *Node, v reflect.Value, pointer string) {
	switch v.Kind() {
	case reflect.String:
		if n.Kind != String {
			d.wrong(n, pointer, "a string")
			return
		}
		v.SetString(n.Text)
	case reflect.Bool:
		if n.Kind != Boolean {
			d.wrong(n, pointer, "true or false")
			return
		}
		v.SetBool(n.Text == "true")
	case reflect.Int, reflect.Int64:
		if n.Kind != Number {
			d.wrong(n, pointer, "a whole number")
			return
		}
		i, err := strconv.ParseInt(n.Text, 10, 64)
		if err != nil {
			d.fault(pointer, "wrong_type", "write one without a point and an exponent", "%s is not a whole number of 64 bits", n.Text)
			d.broken = append(d.broken, pointer)
			return
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Text, 64)
		if n.Kind != Number || err != nil || math.IsInf(f, 0) {
			d.wrong(n, pointer, "a number")
			return
		}
		v.SetFloat(f)
	default:
		panic("forms: no way to decode into " + v.Type().String())
	}
}

func (d *decoder) unmarshal(own json.Unmarshaler, n *Node, pointer string) {
	switch own.(type) {
	case *Text:
		// Text.UnmarshalJSON takes a null for no text at all.
		if n.Kind == Null {
			d.wrong(n, pointer, "a text")
			return
		}
		if n.Kind == Object && d.nulls(n, pointer) {
			return
		}
	case *time.Time:
		if _, err := time.Parse(time.RFC3339, n.Text); n.Kind != String || err != nil {
			d.fault(pointer, "wrong_type", "write one such as 2026-12-31T18:00:00Z", "this is not a time (RFC 3339)")
			d.broken = append(d.broken, pointer)
			return
		}
	}
	err := own.UnmarshalJSON(n.Raw())
	if err == nil {
		return
	}
	d.broken = append(d.broken, pointer)
	var known *fault.Error
	if errors.As(err, &known) && len(known.Fields) > 0 {
		for _, f := range known.Fields {
			d.faults = append(d.faults, f.Under(pointer))
		}
		return
	}
	d.fault(pointer, "wrong_type", "", "%s", err.Error())
}

// nulls reports each member of an object that is null.
func (d *decoder) nulls(n *Node, pointer string) (found bool) {
	for _, m := range n.Members {
		if m.Value.Kind == Null {
			d.wrong(m.Value, pointer+"/"+fault.Escape(m.Name), "a string, or leave it out")
			found = true
		}
	}
	return found
}

func (d *decoder) object(n *Node, v reflect.Value, pointer string) {
	fields := fieldsOf(v.Type())
	if n.Kind != Object {
		d.wrong(n, pointer, "an object"+fields.needs())
		return
	}
	var renamed []string // fields that are there under a name that they have elsewhere
	for _, m := range n.Members {
		if d.full() {
			return
		}
		f, known := fields.byName[m.Name]
		here := pointer + "/" + fault.Escape(m.Name)
		switch {
		case !known:
			meant := otherNames[v.Type()][m.Name]
			if meant != "" {
				renamed = append(renamed, meant)
			} else {
				meant = rule.Nearest(m.Name, slices.Sorted(slices.Values(fields.names)))
			}
			right := fields.suggest(m.Name)
			if meant != "" {
				right = fmt.Sprintf("did you mean %q?", meant)
			}
			d.fault(here, "unknown_field", right, "there is no field %q here", m.Name)
			if meant != "" && n.Member(meant) == nil {
				d.broken = append(d.broken, pointer+"/"+fault.Escape(meant)) // it is there, under a wrong name
			}
		case m.Value.Kind == Null && f.must:
			d.fault(here, "wrong_type", "give it a value", "the field %q may not be null", m.Name)
			d.broken = append(d.broken, here)
		case m.Value.Kind == Null && v.Field(f.index).Type() != nodeType:
		default:
			d.value(m.Value, v.Field(f.index), here)
		}
	}
	for _, name := range fields.names {
		if fields.byName[name].must && n.Member(name) == nil && !slices.Contains(renamed, name) {
			field := pointer + "/" + fault.Escape(name)
			at := pointer
			if d.atField {
				at = field
			}
			d.fault(at, "required", "add it", "the field %q is missing", name)
			d.broken = append(d.broken, field)
		}
	}
}

type structFields struct {
	names  []string
	byName map[string]structField
}

type structField struct {
	index int
	must  bool
}

// fieldCache holds what fieldsOf found out: requests are decoded with it too.
var fieldCache sync.Map // reflect.Type -> structFields

func fieldsOf(t reflect.Type) structFields {
	if known, ok := fieldCache.Load(t); ok {
		return known.(structFields)
	}
	out := structFields{byName: map[string]structField{}}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || !f.IsExported() {
			continue
		}
		out.names = append(out.names, name)
		out.byName[name] = structField{index: i, must: f.Tag.Get("must") == "true"}
	}
	fieldCache.Store(t, out)
	return out
}

// needs names the fields that cannot be left out, as a finding ends: with "value", or with "amount" and "currency".
func (s structFields) needs() string {
	var names []string
	for _, name := range s.names {
		if s.byName[name].must {
			names = append(names, strconv.Quote(name))
		}
	}
	switch last := len(names) - 1; {
	case last < 0:
		return ""
	case last == 0:
		return " with " + names[0]
	default:
		return " with " + strings.Join(names[:last], ", ") + " and " + names[last]
	}
}

func (s structFields) suggest(name string) string {
	return Suggest(name, s.names)
}

// Suggest says which of the known names was probably meant, or lists them.
func Suggest(name string, known []string) string {
	if len(known) == 0 {
		return "none is defined"
	}
	sorted := slices.Sorted(slices.Values(known))
	if near := rule.Nearest(name, sorted); near != "" && near != name {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(sorted) > 30 {
		return fmt.Sprintf("there are %d, e.g. %s", len(sorted), strings.Join(sorted[:30], ", "))
	}
	return "known here: " + strings.Join(sorted, ", ")
}
