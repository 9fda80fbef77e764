package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"proffer/forms"
)

// broken is a folder with a brand whose file has a space in its path, an error, a warning, a note and braces in a finding.
func broken(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "my brand")
	for name, body := range map[string]string{
		"brand.json": `{"brand": "leaf", "name": "Leaf", "controller": {"name": "Leaf Ltd", "email": "privacy@leaf.example"}, "locales": ["en", "it"],
 "purposes": {"result": {"label": "Show it", "use": "You <b>see</b> it.", "basis": "contract", "keep": "P30D", "later": true}},
 "attributes": {"tea": {"type": "boolean", "label": "Tea", "category": "preference", "purposes": ["result"]}}}`,
		"forms/tea.json": `{"form": "tea", "kind": "survey", "title": "Tea?", "pages": [{"id": "one", "questions": [
  {"id": "tea", "type": "yes_no", "attribute": "te", "label": "Tea?", "why": "We brew it."}]}]}`,
		"forms/cup.json": `{"form": "cup", "kind": "survey", "title": "Tea?", "pages": [{"id": "one", "questions": [
  {"id": "té", "type": "yes_no", "attribute": "tea", "label": "Tea?", "why": "We brew it."}]}]}`,
		"programs/half.json": `{"program": "half",`,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// linted is what `proffer lint` prints in a format, and its exit code.
func linted(t *testing.T, format, dir string) (out []byte, code int) {
	t.Helper()
	var stdout bytes.Buffer
	m := Main{Stdout: &stdout, Stderr: io.Discard, Now: time.Now, Env: func(string) (string, bool) { return "", false }}
	code = m.Run(context.Background(), []string{"proffer", "lint", "--format", format, dir})
	return stdout.Bytes(), code
}

// What lint writes is valid by the schema that OASIS publishes with SARIF 2.1.0, errata 01 (testdata has it
// as it is, without white space), and says of each finding what the plain format says.
func TestLintSARIF(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	dir := broken(t)
	out, code := linted(t, "sarif", dir)
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
	if err != nil || code != 1 {
		t.Fatalf("exit %d, %v:\n%s", code, err, out)
	}
	if err := schema.Validate(read); err != nil {
		t.Errorf("%v in\n%s", err, out)
	}
	var log sarifLog
	if err := json.Unmarshal(out, &log); err != nil {
		t.Fatal(err)
	}
	raw, _ := linted(t, "json", dir)
	var plain struct{ Findings []forms.Finding }
	if err := json.Unmarshal(raw, &plain); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(plain.Findings) < 3 || len(run.Results) != len(plain.Findings) {
		t.Fatalf("%d results of %d findings", len(run.Results), len(plain.Findings))
	}
	for i, f := range plain.Findings {
		got := run.Results[i]
		rule := run.Tool.Driver.Rules[got.RuleIndex]
		at := got.Locations[0].Physical
		if rule.ID != f.Code || got.RuleID != f.Code || got.Level != f.Severity || at.Region.Line != f.Line || at.Region.Column != f.Column ||
			!strings.HasPrefix(shown(t, got.Message.Text), f.Detail) || rule.Help.Text != forms.Meaning(f.Code) || rule.Help.Text == "" ||
			!strings.HasPrefix(at.Artifact.URI, "file:///") || !strings.Contains(at.Artifact.URI, "/my%20brand/") {
			t.Errorf("%+v is told as %+v", f, got)
		}
	}
	if !bytes.Contains(out, []byte("{{")) {
		t.Error("no finding has a brace in it, which this test wants")
	}
	if uri := fileURI(filepath.Join("brands", "my leaf", "brand.json")); uri != "brands/my%20leaf/brand.json" {
		t.Errorf("%s", uri)
	}
	// A schema that takes anything would say nothing.
	out = bytes.Replace(out, []byte(`"startLine": `), []byte(`"startLine": -`), 1)
	if read, err = jsonschema.UnmarshalJSON(bytes.NewReader(out)); err != nil || schema.Validate(read) == nil {
		t.Error("a negative line is taken")
	}
}

// shown is a text as a viewer shows it: a pair of braces is one, and a single one would hold an argument's number.
func shown(t *testing.T, text string) string {
	t.Helper()
	if bare := strings.NewReplacer("{{", "", "}}", "").Replace(text); strings.ContainsAny(bare, "{}") {
		t.Errorf("a single brace in %q", text)
	}
	return strings.NewReplacer("{{", "{", "}}", "}").Replace(text)
}

// A clean brand gives an empty list, not null, and a format that does not exist is a misuse.
func TestLintFormats(t *testing.T) {
	good := filepath.Join("..", "..", "..", "forms", "testdata", "good")
	if out, code := linted(t, "json", good); code != 0 || strings.Join(strings.Fields(string(out)), "") != `{"findings":[]}` {
		t.Errorf("exit %d: %s", code, out)
	}
	if out, code := linted(t, "sarif", good); code != 0 || !bytes.Contains(out, []byte(`"results": []`)) {
		t.Errorf("exit %d: %s", code, out)
	}
	if _, code := linted(t, "xml", good); code != 2 {
		t.Errorf("exit %d", code)
	}
}
