package demo

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// brandJSON lists the JSON files of the brand, and fails when a kind of file has none.
func brandJSON(t *testing.T, brands fs.FS) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"fieldnote/brand.json", "fieldnote/forms/*.json", "fieldnote/programs/*.json", "fieldnote/catalogs/*.json"} {
		found, err := fs.Glob(brands, pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, found %v", pattern, err, found)
		}
		names = append(names, found...)
	}
	return names
}

func decode(t *testing.T, brands fs.FS, name string, into any) {
	t.Helper()
	raw, err := fs.ReadFile(brands, name)
	if err != nil {
		t.Fatal(err)
	}
	root, faults, _ := forms.ParseTree(raw)
	var wrong []fault.Field
	if faults == nil {
		wrong = forms.Decode(root, into)
	}
	for _, f := range append(faults, wrong...) {
		t.Errorf("%s%s: %s: %s", name, f.Pointer, f.Code, f.Detail)
	}
}

func TestBrandReadsStrictly(t *testing.T) {
	for _, name := range brandJSON(t, Brands()) {
		var into any
		switch path.Base(path.Dir(name)) {
		case "forms":
			into = new(forms.Form)
		case "programs":
			into = new(rewards.Program)
		case "catalogs":
			into = new(forms.Catalog)
		default:
			into = new(forms.Brand)
		}
		decode(t, Brands(), name, into)
	}
}

// walk visits every member of every object below v, with its JSON pointer and its name.
func walk(v any, pointer string, visit func(pointer, key string, v any)) {
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			visit(pointer+"/"+k, k, m)
			walk(m, pointer+"/"+k, visit)
		}
	case []any:
		for i, m := range v {
			walk(m, fmt.Sprintf("%s/%d", pointer, i), visit)
		}
	}
}

func generic(t *testing.T, name string) any {
	t.Helper()
	raw, err := fs.ReadFile(Brands(), name)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryTextIsInBothLocales(t *testing.T) {
	texts := []string{"label", "use", "interest", "because", "inline", "processing", "safeguard", "title", "intro", "why", "help", "body", "placeholder", "declineLabel"}
	seen := 0
	for _, name := range brandJSON(t, Brands()) {
		walk(generic(t, name), "", func(pointer, key string, v any) {
			if !slices.Contains(texts, key) && !(key == "name" && strings.Contains(name, "/programs/")) && !strings.Contains(pointer, "/ends/") {
				return
			}
			if key == "en" || key == "it" {
				return
			}
			seen++
			byLocale, ok := v.(map[string]any)
			if !ok || len(byLocale) != 2 {
				t.Errorf("%s%s: %v is not a text in en and it", name, pointer, v)
				return
			}
			for _, locale := range []string{"en", "it"} {
				if s, _ := byLocale[locale].(string); strings.TrimSpace(s) != s || s == "" {
					t.Errorf("%s%s: no %s text", name, pointer, locale)
				}
			}
		})
	}
	if seen < 130 {
		t.Errorf("only %d texts were looked at", seen)
	}
}

func TestEveryReferenceResolves(t *testing.T) {
	var brand forms.Brand
	decode(t, Brands(), "fieldnote/brand.json", &brand)
	offers := map[string]rewards.Offer{}
	catalogs := map[string]*forms.Catalog{}
	for _, name := range brandJSON(t, Brands()) {
		switch path.Base(path.Dir(name)) {
		case "programs":
			var p rewards.Program
			decode(t, Brands(), name, &p)
			for id, o := range p.Offers {
				offers[p.ID+"/"+id] = o
			}
		case "catalogs":
			catalogs[strings.TrimSuffix(path.Base(name), ".json")] = new(forms.Catalog)
			decode(t, Brands(), name, catalogs[strings.TrimSuffix(path.Base(name), ".json")])
		}
	}
	for id, o := range offers {
		if _, ok := offers[o.IfExhausted]; o.IfExhausted != "" && !ok {
			t.Errorf("offer %s: no offer %s", id, o.IfExhausted)
		}
	}
	for _, name := range brandJSON(t, Brands()) {
		walk(generic(t, name), "", func(pointer, key string, v any) {
			s, _ := v.(string)
			if (key == "image" || key == "logo") && !isFile("fieldnote/"+s) {
				t.Errorf("%s%s: no file %s", name, pointer, s)
			}
			for _, p := range []string{"purposes", "recipients"} {
				list, isList := v.([]any)
				if key != p || !isList {
					continue
				}
				for _, id := range list {
					_, purpose := brand.Purposes.Get(id.(string))
					_, recipient := brand.Recipients.Get(id.(string))
					if (p == "purposes" && !purpose) || (p == "recipients" && !recipient) {
						t.Errorf("%s%s: no %s %v", name, pointer, p, id)
					}
				}
			}
		})
		if path.Base(path.Dir(name)) != "forms" {
			continue
		}
		var f forms.Form
		decode(t, Brands(), name, &f)
		if _, ok := offers[f.Offer]; !ok {
			t.Errorf("%s: no offer %q", name, f.Offer)
		}
		checkQuestions(t, name, &brand, &f)
		if f.Recommend == nil {
			continue
		}
		catalog := catalogs[f.Recommend.Catalog]
		if catalog == nil {
			t.Fatalf("%s: no catalog %q", name, f.Recommend.Catalog)
		}
		for _, id := range f.Recommend.Else {
			if _, ok := catalog.Item(id); !ok {
				t.Errorf("%s: no item %q", name, id)
			}
		}
		for _, a := range f.Recommend.Match.Names() {
			if _, ok := brand.Attributes.Get(a); !ok {
				t.Errorf("%s: match on %q, no attribute", name, a)
			}
		}
	}
	for id, c := range catalogs {
		for _, item := range c.Items {
			for _, a := range item.Attributes.Names() {
				attribute, ok := brand.Attributes.Get(a)
				if !ok {
					t.Errorf("%s/%s: no attribute %q", id, item.ID, a)
				}
				values, _ := item.Attributes.Get(a)
				for _, v := range values {
					if _, ok := attribute.Values.Get(v); !ok && attribute.Type != forms.TypeInteger {
						t.Errorf("%s/%s: %q is no value of %q", id, item.ID, v, a)
					}
				}
			}
		}
	}
}

func isFile(name string) bool {
	info, err := fs.Stat(Brands(), name)
	return err == nil && info.Mode().IsRegular()
}

func checkQuestions(t *testing.T, name string, brand *forms.Brand, f *forms.Form) {
	t.Helper()
	var pages []string
	for _, p := range f.Pages {
		pages = append(pages, p.ID)
	}
	for _, p := range f.Pages {
		for _, n := range p.Next {
			if !slices.Contains(pages, n.Page) {
				t.Errorf("%s: page %s goes to %q, which is none", name, p.ID, n.Page)
			}
		}
		for _, q := range p.Questions {
			attribute, known := brand.Attributes.Get(q.Attribute)
			_, purpose := brand.Purposes.Get(q.Purpose)
			switch {
			case q.Type == "statement":
			case q.Type == "consent" && !purpose:
				t.Errorf("%s: %s: no purpose %q", name, q.ID, q.Purpose)
			case q.Type != "consent" && !known:
				t.Errorf("%s: %s: no attribute %q", name, q.ID, q.Attribute)
			}
			if q.Type != "statement" && len(q.Why) == 0 {
				t.Errorf("%s: %s does not say why", name, q.ID)
			}
			if q.Type == "email" && q.ShowIf == nil {
				t.Errorf("%s: %s is asked before a consent", name, q.ID)
			}
			for _, c := range q.Choices {
				if _, ok := attribute.Values.Get(c.Value.Name()); !ok {
					t.Errorf("%s: %s: %s is no value of %q", name, q.ID, c.Value, q.Attribute)
				}
			}
		}
	}
}

func TestImagesAreSmallAndStill(t *testing.T) {
	images, err := fs.Glob(Brands(), "fieldnote/*.svg")
	if err != nil || len(images) != 17 {
		t.Fatalf("%d images, %v: want the logo, four outcomes and twelve beans", len(images), err)
	}
	for _, name := range images {
		raw, err := fs.ReadFile(Brands(), name)
		if err != nil {
			t.Fatal(err)
		}
		if len(raw) >= 3000 {
			t.Errorf("%s has %d bytes; an image stays under 3 kB", name, len(raw))
		}
		for _, active := range []string{"<script", "href", " on", "<style", "foreignObject", "url("} {
			if strings.Contains(string(raw), active) {
				t.Errorf("%s contains %q", name, active)
			}
		}
	}
}

func TestBrandsAtLinksToTheShop(t *testing.T) {
	const shop = "http://127.0.0.1:8081"
	brands := BrandsAt(shop + "/")
	linked := 0
	for _, name := range brandJSON(t, brands) {
		raw, err := fs.ReadFile(brands, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), brandSite) {
			t.Errorf("%s still links to %s", name, brandSite)
		}
		linked += strings.Count(string(raw), `"`+shop+`/#`)
		info, err := fs.Stat(brands, name)
		if err != nil || info.Size() != int64(len(raw)) {
			t.Errorf("%s: size %v, %v; it has %d bytes", name, info, err, len(raw))
		}
	}
	if linked != 16 {
		t.Errorf("%d links to the shop, want 12 beans and 4 outcomes", linked)
	}
	var brand forms.Brand
	decode(t, brands, "fieldnote/brand.json", &brand)
	if !slices.Equal(brand.Origins, []string{shop}) {
		t.Errorf("origins %v", brand.Origins)
	}
}

// Fieldnote is what a newcomer copies from, so lint has nothing to say about it, not even a warning.
func TestBrandLintsClean(t *testing.T) {
	for name, brands := range map[string]fs.FS{"as written": Brands(), "at the shop": BrandsAt("http://127.0.0.1:8081")} {
		root, err := fs.Sub(brands, "fieldnote")
		if err != nil {
			t.Fatal(err)
		}
		bundle, findings := forms.Load(root)
		for _, f := range findings {
			t.Errorf("%s: %s:%d:%d %s %s: %s", name, f.File, f.Line, f.Column, f.Pointer, f.Code, f.Detail)
		}
		if bundle == nil {
			continue
		}
		resolved, err := bundle.Resolve()
		if err != nil || len(resolved) != 2 {
			t.Errorf("%s: %d forms resolve, %v", name, len(resolved), err)
		}
		for _, r := range resolved {
			if !strings.Contains(string(r.Draft.Content), `"locales":["en","it"]`) {
				t.Errorf("%s: %s is not offered in both locales", name, r.Draft.Form)
			}
		}
	}
}
