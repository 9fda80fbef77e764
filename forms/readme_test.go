package forms

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The project's own README shows the same small brand, to the letter.
func TestTopReadmeShowsTheSmallBrand(t *testing.T) {
	here, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	top, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)<!-- small \\S+ -->\n```json\n.*?```").FindAll(here, -1)
	for _, block := range blocks {
		if !strings.Contains(string(top), string(block)) {
			t.Errorf("../README.md does not show\n%s", block)
		}
	}
	if len(blocks) != 3 {
		t.Errorf("%d parts of a small brand", len(blocks))
	}
}

// The README's small brand is complete, small, and has nothing to be said about it; nor have its two others, one with
// what is rarer and one in two languages. Every other example in it is part of testdata/good or testdata/types, which lint too, or lints in the place of a file of the first, or of the
// brand that it names, with the examples before it.
func TestReadmeExamples(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	lines, parts := 0, 0
	whole := map[string]fstest.MapFS{"small": {}, "more": {}, "two": {}}
	brands := map[string]fstest.MapFS{"": goodBrand(t), "types": brandOf(t, "testdata/types")}
	for _, block := range regexp.MustCompile("(?s)([^\n]*)\n```json\n(.*?)```").FindAllSubmatch(readme, -1) {
		mark := regexp.MustCompile(`^<!-- (small|more|two|good|types|lints) (\S+) ?(\S*) -->$`).FindStringSubmatch(string(block[1]))
		if mark == nil {
			t.Errorf("no mark before\n%s", block[2])
			continue
		}
		if brand := whole[mark[1]]; brand != nil {
			brand[mark[2]] = &fstest.MapFile{Data: block[2]}
			if mark[1] == "small" {
				lines += strings.Count(string(block[2]), "\n")
			}
			continue
		}
		if mark[1] == "lints" {
			brand := brands[mark[3]]
			brand[mark[2]] = &fstest.MapFile{Data: block[2]}
			if _, findings := Load(brand); len(findings) > 0 {
				t.Errorf("%v in\n%s", findings, block[2])
			}
			continue
		}
		parts++
		source, err := os.ReadFile("testdata/" + mark[1] + "/" + mark[2])
		if err != nil {
			t.Fatal(err)
		}
		var all, part any
		if err := json.Unmarshal(source, &all); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(block[2], &part); err != nil {
			t.Fatalf("%v in\n%s", err, block[2])
		}
		if !reflect.DeepEqual(at(all, mark[3]), part) {
			t.Errorf("%s%s is not\n%s", mark[2], mark[3], block[2])
		}
	}
	if len(whole["small"]) != 3 || lines > 40 || parts < 8 {
		t.Errorf("the small brand has %d files and %d lines; %d other examples", len(whole["small"]), lines, parts)
	}
	bundles := map[string]*Bundle{}
	for name, files := range whole {
		b, findings := Load(files)
		if b == nil || len(findings) != 0 {
			t.Fatalf("%s: %v", name, findings)
		}
		bundles[name] = b
	}
	if v := resolved(t, bundles["two"], "your-ride").Version; !slices.Equal(v.Locales, []string{"en", "it"}) {
		t.Errorf("the form in two languages is offered in %v", v.Locales)
	}
	if v := resolved(t, bundles["small"], "find-your-bouquet").Version; len(v.Offers) != 1 || !slices.Equal(v.Locales, []string{"en"}) || len(v.Form.Outcomes) != 3 {
		t.Errorf("%+v", v.Form)
	}
}

// at is the value that a pointer without escapes names.
func at(v any, pointer string) any {
	for _, token := range strings.Split(pointer, "/")[1:] {
		switch t := v.(type) {
		case map[string]any:
			v = t[token]
		case []any:
			v = t[int(token[0]-'0')]
		}
	}
	return v
}

// The tables name every question type, attribute type, category, basis and lint code, and no code
// that lint does not have.
func TestReadmeIsComplete(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(raw)
	names := func(section string) []string {
		_, after, found := strings.Cut(readme, "\n"+section+"\n")
		if !found {
			t.Fatalf("no section %q", section)
		}
		text, _, _ := strings.Cut(after, "\n#")
		var out []string
		for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\|").FindAllStringSubmatch(text, -1) {
			for _, name := range strings.Fields(row[1]) {
				out = append(out, strings.Trim(name, "`"))
			}
		}
		slices.Sort(out)
		return out
	}
	same := func(what string, got, want []string) {
		if want = slices.Compact(slices.Sorted(slices.Values(want))); !slices.Equal(got, want) {
			t.Errorf("%s: the README has\n%q, not\n%q", what, got, want)
		}
	}
	same("question types", names("### Question types"), append(kindNames(), "type"))
	same("attribute types", names("### Attributes: what can be asked"), append(slices.Clone(attributeTypes), "type"))
	same("bases", names("### Purposes: what a value may be used for"), []string{BasisContract, BasisConsent, BasisLegitimateInterest, "basis"})
	for _, word := range slices.Concat(categories, reserved) {
		if !regexp.MustCompile(`\b` + word + `\b`).MatchString(readme) {
			t.Errorf("%q is not in the README", word)
		}
	}
	codes := []string{"balance_chance", "offer_past"} // TestDrawWithoutAChance and TestPast reach them
	for _, c := range allCases() {
		_, findings := Load(edited(t, c.edits...))
		for _, f := range findings {
			codes = append(codes, f.Code)
			mark := map[string]string{SeverityWarning: "W: ", SeverityNote: "N: "}[f.Severity]
			if !strings.Contains(readme, "`"+f.Code+"` | "+mark) && mark != "" {
				t.Errorf("%s is a %s", f.Code, f.Severity)
			}
		}
	}
	for _, c := range againstCases {
		for _, f := range loaded(t, c.edits...).Against(loaded(t).Registry()) {
			codes = append(codes, f.Code)
		}
	}
	same("lint codes", names("## Lint codes"), codes)
}

// The README names, as code, every member that the schemas explain: what can be written can be read about.
func TestReadmeNamesEveryMember(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	rewards, err := os.ReadFile("../rewards/README.md") // the reference of programs
	if err != nil {
		t.Fatal(err)
	}
	var described map[string]json.RawMessage
	source, err := os.ReadFile("schemas/descriptions.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(source, &described); err != nil {
		t.Fatal(err)
	}
	code := strings.Join(regexp.MustCompile("(?s)```.*?```|`[^`\n]+`").FindAllString(string(raw)+string(rewards), -1), "\n")
	for name := range described {
		_, member, found := strings.Cut(name, ".")
		if found && !regexp.MustCompile(`(^|[^a-zA-Z])`+regexp.QuoteMeta(member)+`($|[^a-zA-Z])`).MatchString(code) {
			t.Errorf("%s is not in the README", name)
		}
	}
}

// Each member that the schemas explain stands in an example, here or, of a program, in the reference of programs;
// the tests hold all of these examples.
func TestReadmeShowsEveryMember(t *testing.T) {
	shown := map[string]bool{}
	var look func(v any)
	look = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, member := range v {
				shown[name] = true
				look(member)
			}
		case []any:
			for _, item := range v {
				look(item)
			}
		}
	}
	for _, file := range []string{"README.md", "../rewards/README.md"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllSubmatch(raw, -1) {
			var v any
			if err := json.Unmarshal(block[1], &v); err != nil {
				t.Fatal(err)
			}
			look(v)
		}
	}
	source, err := os.ReadFile("schemas/descriptions.json")
	if err != nil {
		t.Fatal(err)
	}
	var described map[string]json.RawMessage
	if err := json.Unmarshal(source, &described); err != nil {
		t.Fatal(err)
	}
	for name := range described {
		if _, member, found := strings.Cut(name, "."); found && !shown[member] && member != "$schema" {
			t.Errorf("no example has %s", name)
		}
	}
}

// The table of this folder names each file of its sources, once.
func TestReadmeNamesEveryFile(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(raw), "\n## In this folder\n")
	var patterns []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\|").FindAllStringSubmatch(table, -1) {
		patterns = append(patterns, strings.Fields(strings.ReplaceAll(row[1], "`", ""))...)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		named := 0
		for _, p := range patterns {
			if is, err := filepath.Match(p, file); err == nil && is {
				named++
			}
		}
		if named != 1 {
			t.Errorf("%s is named %d times", file, named)
		}
	}
	for _, p := range patterns {
		if found, err := filepath.Glob(p); err != nil || len(found) == 0 {
			t.Errorf("%s is not there", p)
		}
	}
}

// Each link within the README leads to a heading.
func TestReadmeLinks(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	headings := map[string]bool{}
	for _, h := range regexp.MustCompile("(?m)^#+ (.*)$").FindAllStringSubmatch(string(raw), -1) {
		slug := regexp.MustCompile("[^a-z0-9 -]").ReplaceAllString(strings.ToLower(h[1]), "")
		headings[strings.ReplaceAll(slug, " ", "-")] = true
	}
	links := regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(string(raw), -1)
	for _, l := range links {
		if !headings[l[1]] {
			t.Errorf("#%s leads nowhere", l[1])
		}
	}
	if len(links) < 30 {
		t.Errorf("%d links", len(links))
	}
}
