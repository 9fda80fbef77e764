package forms

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"proffer/forms/rule"
	"proffer/rewards"
)

// The kinds of definition that have a schema of their own: one for each kind of file.
var schemaKinds = map[string]any{"brand": &Brand{}, "form": &Form{}, "program": &rewards.Program{}, "catalog": &Catalog{}}

// SchemaKinds names them.
func SchemaKinds() []string { return slices.Sorted(maps.Keys(schemaKinds)) }

// What each type and member is for, by the type's name and "Type.member", with examples. A member
// without one fails a test.
//
//go:embed schemas/descriptions.json
var schemaFiles embed.FS

type described struct {
	Text     string `json:"text"`
	Examples []any  `json:"examples,omitempty"`
}

// UnmarshalJSON takes a bare string too, which is a text without examples.
func (d *described) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &d.Text) == nil {
		return nil
	}
	type plain described
	return json.Unmarshal(raw, (*plain)(d))
}

// Schema is the JSON Schema (draft 2020-12) of one kind of definition, for editors: it completes and
// explains each member, and refuses what can be refused without looking at another file. Lint judges
// the rest.
func Schema(kind string) ([]byte, error) {
	root, known := schemaKinds[kind]
	if !known {
		return nil, fmt.Errorf("there is no schema for %q; write one of %s", kind, strings.Join(SchemaKinds(), ", "))
	}
	raw, err := schemaFiles.ReadFile("schemas/descriptions.json")
	if err != nil {
		return nil, fmt.Errorf("forms: embedded descriptions: %w", err)
	}
	texts := map[string]described{}
	if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, fmt.Errorf("forms: embedded descriptions: %w", err)
	}
	s := schemaBuilder{texts: texts, types: map[string]reflect.Type{}}
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, Mapper: s.custom, Namer: s.name}
	out := r.Reflect(root)
	out.Title = "Proffer " + kind
	s.finish(out, reflect.TypeOf(root).Elem())
	for name, def := range out.Definitions {
		s.finish(def, s.types[name])
	}
	s.add(out)
	text, err := json.MarshalIndent(out, "", "  ")
	return append(text, '\n'), err
}

type schemaBuilder struct {
	texts map[string]described
	types map[string]reflect.Type
}

// name remembers which struct a definition was made of.
func (s schemaBuilder) name(t reflect.Type) string {
	s.types[t.Name()] = t
	return t.Name()
}

// custom are the types that read themselves from JSON: what they take stands nowhere in their fields.
func (s schemaBuilder) custom(t reflect.Type) *jsonschema.Schema {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := map[reflect.Type]string{
		reflect.TypeFor[Text](): "Text", reflect.TypeFor[Period](): "Period", reflect.TypeFor[rewards.Span](): "Span", reflect.TypeFor[rule.Rule](): "Rule", reflect.TypeFor[Scalar](): "Scalar",
		reflect.TypeFor[Repeat](): "Repeat", reflect.TypeFor[Correct](): "Correct", reflect.TypeFor[Values](): "Values",
	}[t]
	if name == "" {
		return nil
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + name}
}

// finish puts into a definition what reflection can't know.
func (s schemaBuilder) finish(def *jsonschema.Schema, of reflect.Type) {
	if of == nil || of.Kind() != reflect.Struct {
		return
	}
	s.describe(def, of.Name())
	def.Required = nil
	for i := range of.NumField() {
		f := of.Field(i)
		member, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		property, known := (*jsonschema.Schema)(nil), false
		if def.Properties != nil {
			property, known = def.Properties.Get(member)
		}
		if !known {
			continue
		}
		if f.Tag.Get("must") != "" || schemaRequired[of.Name()+"."+member] {
			def.Required = append(def.Required, member)
		}
		s.describe(property, of.Name()+"."+member)
		limit(property, of.Name()+"."+member)
		if property.Format == "date-time" || f.Type.Kind() == reflect.Pointer {
			nullable(property)
		}
	}
	switch of.Name() {
	case "Question":
		def.AllOf = questionConditions()
	case "Gives":
		def.AllOf = givesConditions()
	}
}

// describe gives a place its words; a reference may carry them beside it.
func (s schemaBuilder) describe(at *jsonschema.Schema, key string) {
	d := s.texts[key]
	at.Description, at.Examples = d.Text, d.Examples
}

// nullable lets null stand for a member that is left out, as the decoder does.
func nullable(at *jsonschema.Schema) {
	inner := *at
	inner.Description, inner.Examples = "", nil
	*at = jsonschema.Schema{Description: at.Description, Examples: at.Examples, AnyOf: []*jsonschema.Schema{&inner, {Type: "null"}}}
}

// add puts the definitions of the custom types that are used into the schema, and of those that they use.
func (s schemaBuilder) add(out *jsonschema.Schema) {
	if out.Definitions == nil {
		out.Definitions = jsonschema.Definitions{}
	}
	for {
		text, err := json.Marshal(out)
		if err != nil {
			return // MarshalIndent will say it
		}
		missing := false
		for name, written := range customSchemas {
			if _, there := out.Definitions[name]; !there && strings.Contains(string(text), `"#/$defs/`+name+`"`) {
				def := written()
				s.describe(def, name)
				out.Definitions[name] = def
				missing = true
			}
		}
		if !missing {
			return
		}
	}
}
