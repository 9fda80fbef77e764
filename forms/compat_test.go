package forms

import (
	"encoding/json"
	"slices"
	"testing"

	"proffer/forms/fault"
)

const colour = `"values": {"moss": {"label": "Moss"}, "rust": {"label": "Rust"}, "slate": {"label": "Slate"}}`

var againstCases = map[string]struct {
	edits []edit
	want  []string
}{
	"nothing changed":     {nil, nil},
	"a value more":        {[]edit{{brandFile, colour, `"values": {"moss": {"label": "Moss"}, "rust": {"label": "Rust"}, "slate": {"label": "Slate"}, "sand": {"label": "Sand"}}`}}, nil},
	"another label":       {[]edit{{brandFile, `{"label": "Moss"}`, `{"label": "Green"}`}}, nil},
	"a value less":        {[]edit{{brandFile, `"moss": {"label": "Moss"}, `, ``}}, []string{"error removed_value /attributes/colour/values"}},
	"a value renamed":     {[]edit{{brandFile, `"moss": {"label": "Moss"}`, `"fern": {"label": "Fern"}`}}, []string{"error removed_value /attributes/colour/values"}},
	"renamed and so said": {[]edit{{brandFile, `"moss": {"label": "Moss"}`, `"fern": {"label": "Fern", "was": ["moss"]}`}}, nil},
	"merged and so said":  {[]edit{{brandFile, `"moss": {"label": "Moss"}, "rust": {"label": "Rust"}`, `"warm": {"label": "Warm", "was": ["moss", "rust"]}`}}, nil},
	"retired":             {[]edit{{brandFile, `{"label": "Moss"}`, `{"label": "Moss", "retired": true}`}}, nil},
	"another type": {[]edit{{brandFile, `"colour": {"type": "choice"`, `"colour": {"type": "choices"`}, {poll, `"type": "single"`, `"type": "multiple"`}},
		[]string{"error changed_type /attributes/colour/type"}},
	"an attribute less": {[]edit{{brandFile, `"colour": {"type"`, `"shade": {"type"`}, {poll, `"attribute": "colour"`, `"attribute": "shade"`}},
		[]string{"warning removed_attribute /attributes"}},
}

// What was published has to stay readable: each edit of testdata/good is held against it as it is.
func TestAgainst(t *testing.T) {
	published := loaded(t).Registry()
	if got, _ := published.Attributes.Get("colour"); got.Type != TypeChoice || !slices.Equal(got.Values, []string{"moss", "rust", "slate"}) {
		t.Fatalf("%+v", got)
	}
	for name, c := range againstCases {
		b := loaded(t, c.edits...)
		var got []string
		for _, f := range b.Against(published) {
			got = append(got, f.Severity+" "+f.Code+" "+f.Pointer)
			if f.File != brandFile || f.Line < 2 || f.Column < 1 || f.Detail == "" || f.Right == "" {
				t.Errorf("%s: incomplete: %+v", name, f)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
		_, err := b.Admit([]byte(encoded(t, published)))
		if refused := len(c.want) > 0 && c.want[0][0] == 'e'; refused != (err != nil) || refused && !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: admit says %v", name, err)
		}
	}
}

// The registry only grows: an id that was renamed twice, or whose attribute went and came back, is still
// held to.
func TestRegistryGrows(t *testing.T) {
	renamed := loaded(t, edit{brandFile, `"moss": {"label": "Moss"}`, `"fern": {"label": "Fern", "was": ["moss"]}`})
	registry, err := renamed.Admit([]byte(encoded(t, loaded(t).Registry())))
	if err != nil {
		t.Fatal(err)
	}
	forgets := loaded(t, edit{brandFile, `"moss": {"label": "Moss"}`, `"leaf": {"label": "Leaf", "was": ["fern"]}`})
	_, err = forgets.Admit(registry)
	if e := fault.Of(err); len(e.Fields) != 1 || e.Fields[0].Code != "removed_value" {
		t.Errorf("%v", err)
	}
	if f := forgets.Place(fault.Of(err).Fields); len(f) != 1 || f[0].File != brandFile || f[0].Line < 20 {
		t.Errorf("%v", f)
	}
	without := loaded(t, edit{poll, "", ""}, edit{brandFile, `"moss": {"label": "Moss"}`, `"fern": {"label": "Fern", "was": ["moss"]}`})
	if registry, err = without.Admit(registry); err != nil {
		t.Fatal(err)
	}
	if _, err := loaded(t, edit{brandFile, `"moss": {"label": "Moss"}, `, ``}).Admit(registry); !fault.Is(err, fault.Conflict) {
		t.Errorf("an attribute that no form asked for in between: %v", err)
	}
	if _, err := renamed.Admit([]byte(`{`)); fault.Of(err).Code != fault.Internal {
		t.Errorf("a registry that does not decode: %v", err)
	}
	if first, err := renamed.Admit(nil); err != nil || len(first) == 0 {
		t.Errorf("%s %v", first, err)
	}
}

func TestCurrent(t *testing.T) {
	owns := func(kind string) Attribute {
		a := Attribute{Type: kind}
		a.Values.Set("fern", AttributeValue{Was: []string{"moss", "leaf"}})
		a.Values.Set("rust", AttributeValue{})
		return a
	}
	for _, c := range []struct{ kind, stored, want string }{
		{TypeChoice, `"moss"`, `"fern"`},
		{TypeChoice, `"fern"`, `"fern"`},
		{TypeChoice, `"rust"`, `"rust"`},
		{TypeChoice, `{"other": "moss"}`, `{"other": "moss"}`},
		{TypeChoices, `["rust", "leaf"]`, `["rust","fern"]`},
		{TypeChoices, `["moss","leaf"]`, `["fern"]`},
		{TypeChoices, `["moss",{"other":"moss"}]`, `["fern",{"other":"moss"}]`},
		{"ranking", `["leaf","rust"]`, `["fern","rust"]`},
		{"matrix", `{"moss":"moss","b":"rust"}`, `{"b":"rust","moss":"fern"}`},
		{TypeText, `"moss"`, `"moss"`},
		{TypeBoolean, `true`, `true`},
		{TypeChoice, `{`, `{`},
	} {
		if got := string(owns(c.kind).Current(json.RawMessage(c.stored))); got != c.want {
			t.Errorf("%s %s is read as %s", c.kind, c.stored, got)
		}
	}
}
