package forms

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compiled(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	text, err := Schema(kind)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("mem:///"+kind, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mem:///" + kind) // against the meta-schema of draft 2020-12, which the document names
	if err != nil {
		t.Fatalf("%s is no JSON Schema: %v", kind, err)
	}
	if s.DraftVersion != 2020 {
		t.Errorf("%s is of draft %d", kind, s.DraftVersion)
	}
	return s
}

func schemaAccepts(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s.Validate(doc)
}

// What lints clean has to be clean in an editor too.
func TestSchemaAcceptsDefinitions(t *testing.T) {
	kinds := map[string]*jsonschema.Schema{}
	for _, kind := range SchemaKinds() {
		kinds[kind] = compiled(t, kind)
	}
	seen := map[string]int{}
	for _, root := range []string{"testdata/good", "../engine/testdata/brand", "../engine/server/testdata/brand/leafline", "../cmd/internal/demo/brand/fieldnote", "../cmd/internal/bench/brand", "../cmd/internal/cli/templates"} {
		err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || path.Ext(name) != ".json" {
				return err
			}
			kind := "brand"
			if folder := path.Base(path.Dir(name)); path.Base(name) != "brand.json" {
				kind = strings.TrimSuffix(folder, "s")
			}
			text, err := fs.ReadFile(os.DirFS(root), name)
			if err != nil {
				return err
			}
			seen[kind]++
			text = bytes.ReplaceAll(text, []byte("__BRAND__"), []byte("brand"))
			if err := schemaAccepts(t, kinds[kind], string(text)); err != nil {
				t.Errorf("%s/%s: %v", root, name, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range SchemaKinds() {
		if seen[kind] == 0 {
			t.Errorf("no %s was tried", kind)
		}
	}
}

// What can be seen to be wrong without another file is refused while it is typed.
func TestSchemaRefuses(t *testing.T) {
	question := func(members string) string {
		return `{"form": "tea", "kind": "survey", "title": "Tea", "pages": [{"id": "one", "questions": [` + members + `]}]}`
	}
	for _, c := range []struct{ kind, text, at string }{
		{"form", `{"form": "tea", "kind": "survey", "title": "Tea"}`, "pages"},
		{"form", `{"form": "tea", "kind": "quizz", "title": "Tea", "pages": []}`, "/kind"},
		{"form", `{"form": "Tea", "kind": "quiz", "title": "Tea", "pages": []}`, "/form"},
		{"form", `{"form": "tea", "kind": "quiz", "title": {"en": 3}, "pages": []}`, "/title"},
		{"form", `{"form": "tea", "kind": "quiz", "title": "Tea", "pages": [], "colour": "green"}`, "colour"},
		{"form", `{"form": "tea", "kind": "quiz", "title": "Tea", "pages": [], "repeat": {"per": "order"}}`, "/repeat"},
		{"form", `{"form": "tea", "kind": "quiz", "title": "Tea", "pages": [], "opens": "tomorrow"}`, "/opens"},
		{"form", question(`{"id": "a", "type": "slide", "attribute": "a", "label": "A", "why": "B"}`), "/type"},
		{"form", question(`{"id": "a", "type": "email", "attribute": "a", "label": "A", "why": "B", "choices": [{"value": "x"}]}`), "/choices"},
		{"form", question(`{"id": "a", "type": "consent", "label": "A", "why": "B"}`), "purpose"},
		{"form", question(`{"id": "a", "type": "consent", "purpose": "p", "label": "A", "why": "B", "required": true}`), "/required"},
		{"form", question(`{"id": "a", "type": "single", "attribute": "a", "label": "A"}`), "why"},
		{"form", question(`{"id": "a", "type": "single", "label": "A", "why": "B"}`), "attribute"},
		{"form", question(`{"id": "a", "type": "single", "attribute": "a", "correct": "x", "label": "A", "why": "B"}`), "oneOf"},
		{"form", question(`{"id": "a", "type": "single", "attribute": "a", "label": "A", "why": "B", "showIf": {"equals": ["a", "b"]}}`), "/showIf"},
		{"form", question(`{"id": "a", "type": "single", "attribute": "a", "label": "A", "why": "B", "showIf": {"==": ["a"]}}`), "/showIf"},
		{"brand", `{"brand": "tea", "name": "Tea", "controller": {"name": "Tea Ltd"}, "locales": ["en"], "purposes": {}, "attributes": {}}`, "email"},
		{"brand", `{"brand": "tea", "name": "Tea", "controller": {"name": "T", "email": "t@t.example"}, "locales": ["en"], "purposes": {"p": {"label": "P", "use": "P", "basis": "because", "keep": "P1D"}}, "attributes": {}}`, "/basis"},
		{"brand", `{"brand": "tea", "name": "Tea", "controller": {"name": "T", "email": "t@t.example"}, "locales": ["en"], "purposes": {"p": {"label": "P", "use": "P", "basis": "contract", "keep": "30 days"}}, "attributes": {}}`, "/keep"},
		{"program", `{"program": "p", "name": "P", "offers": {"o": {"label": "O", "worth": {"amount": 2, "currency": "EUR"}, "gives": {"kind": "points"}}}}`, "/amount"},
		{"program", offerText(`{"kind": "points", "account": "beans", "points": 5, "badge": "b"}`, ""), "/badge"},
		{"program", offerText(`{"kind": "code"}`, ""), "oneOf"},
		{"program", offerText(`{"kind": "code", "generate": {"length": 12, "charset": "emoji"}}`, ""), "/charset"},
		{"program", offerText(`{"kind": "draw", "prize": "P", "winners": 1, "expected": 9, "closes": "2026-12-31T18:00:00Z"}`, ""), "free"},
		{"program", offerText(`{"kind": "external", "timeout": "1 day"}`, ""), "/timeout"},
		{"program", offerText(`{"kind": "badge", "badge": "b"}`, `, "variants": [{"offer": "a/b", "share": 0}]`), "/share"},
		{"program", offerText(`{"kind": "badge", "badge": "b"}`, `, "limits": {"opens": "tomorrow"}`), "/opens"},
		{"catalog", `{"items": [{"id": "a"}]}`, "title"},
	} {
		err := schemaAccepts(t, compiled(t, c.kind), c.text)
		if err == nil {
			t.Errorf("accepted: %s", c.text)
		} else if !strings.Contains(err.Error(), c.at) {
			t.Errorf("%s\nis refused elsewhere than at %s: %v", c.text, c.at, err)
		}
	}
}

func offerText(gives, more string) string {
	return `{"program": "p", "name": "P", "offers": {"o": {"label": "O", "worth": {"amount": "2", "currency": "EUR"}, "gives": ` + gives + more + `}}}`
}

// An editor explains every member, and each example is one that the schema itself accepts.
func TestSchemaExplains(t *testing.T) {
	for _, kind := range SchemaKinds() {
		text, err := Schema(kind)
		if err != nil {
			t.Fatal(err)
		}
		whole := compiled(t, kind)
		var doc map[string]any
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		members := 0
		explain := func(name string, properties any, of *jsonschema.Schema) {
			for member, p := range properties.(map[string]any) {
				members++
				place := p.(map[string]any)
				if words, _ := place["description"].(string); len(words) < 8 {
					t.Errorf("%s: nothing explains %s.%s", kind, name, member)
				}
				examples, _ := place["examples"].([]any)
				for _, example := range examples {
					if err := of.Properties[member].Validate(example); err != nil {
						t.Errorf("%s: the example of %s.%s is refused: %v", kind, name, member, err)
					}
				}
			}
		}
		explain(kind, doc["properties"], whole)
		defs := doc["$defs"].(map[string]any)
		for name, def := range defs {
			d := def.(map[string]any)
			if words, _ := d["description"].(string); words == "" {
				t.Errorf("%s: nothing explains %s", kind, name)
			}
			if d["properties"] == nil {
				continue
			}
			explain(name, d["properties"], definition(t, kind, name))
		}
		if members < 5 {
			t.Errorf("%s: only %d members", kind, members)
		}
	}
}

func definition(t *testing.T, kind, name string) *jsonschema.Schema {
	t.Helper()
	text, err := Schema(kind)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:///"+kind, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mem:///" + kind + "#/$defs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A member that the schema leaves to a type is one that lint lets this type have, and the other way round.
func TestSchemaMembersAreLints(t *testing.T) {
	for name, types := range typeMembers {
		for _, typ := range types {
			if !slices.Contains(questionTypes, typ) {
				t.Errorf("%s belongs to %q, which is no type", name, typ)
			}
		}
	}
	for _, typ := range questionTypes {
		if _, known := kinds[typ]; !known {
			t.Errorf("the schema offers the type %q, which lint does not know", typ)
		}
	}
	for typ := range kinds {
		if !slices.Contains(questionTypes, typ) {
			t.Errorf("the schema lacks the type %q", typ)
		}
	}
}
