package forms

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

func loaded(t testing.TB, edits ...edit) *Bundle {
	t.Helper()
	b, findings := Load(edited(t, edits...))
	if b == nil {
		t.Fatalf("%v", findings)
	}
	return b
}

func resolved(t testing.TB, b *Bundle, form string) Resolved {
	t.Helper()
	all, err := b.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Draft.Form == form {
			return r
		}
	}
	t.Fatalf("no form %q", form)
	return Resolved{}
}

// What makes a new version of the quiz, and what does not.
func TestDigest(t *testing.T) {
	const bike = "find-your-bike"
	first := resolved(t, loaded(t), bike).Draft
	same := map[string][]edit{
		"nothing":                {},
		"white space and order":  {{poll, "", strings.ReplaceAll(`{"kind":"poll","form":"next-colour","title":"Which colour next?","results":{"minimum":5,"show":"after"},"pages":[]}`, `[]`, `[{"id":"vote","questions":[{"id":"colour","type":"single","attribute":"colour","label":"L","why":"W"}]}]`)}},
		"the file's spelling":    {{quiz, `"title": "Find your bike"`, `"title":{"en":"Find your \u0062ike"}`}},
		"opens":                  {{quiz, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"}},
		"closes":                 {{quiz, `"closes": "2030-01-01T00:00:00Z",`, `"closes": null,`}},
		"stages":                 {{quiz, `"stages": ["discover"]`, `"stages": ["discover", "after_order"]`}},
		"stock":                  {{thanks, `"stock": 5000`, `"stock": 10`}},
		"budget":                 {{thanks, `"10000.00"`, `"20000.00"`}},
		"no budget":              {{thanks, `, "budget": {"amount": "10000.00", "currency": "EUR"}`, ``}},
		"the default written":    {{quiz, `"repeat": "always",`, ``}},
		"an unrelated attribute": {{brandFile, `"label": "Remark"`, `"label": "Your remark"`}},
		"an unrelated purpose":   {{brandFile, `"use": "We read it with your order."`, `"use": "We read it."`}},
		"an unrelated form":      {{survey, `"How was the delivery?"`, `"How was it?"`}},
		"a catalog":              {{catalogFile, `"Volt"`, `"Volt 2"`}},
		"origins":                {{brandFile, `["https://pedalworks.example"]`, `[]`}},
		"schema":                 {{quiz, `"form": "find-your-bike"`, `"$schema": "x", "form": "find-your-bike"`}},
		"a locale without texts": {{brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`}},
		"a program's name":       {{thanks, `"name": "Thanks"`, `"name": "Thank you"`}},
	}
	different := map[string][]edit{
		"a label":                  {{quiz, `"Where do you ride?"`, `"Where will you ride?"`}},
		"a why":                    {{quiz, `"It weighs your result."`, `"It counts."`}},
		"a score":                  {{quiz, `"wild": 0.5`, `"wild": 0.6`}},
		"a rule":                   {{quiz, `{"<": [{"var": "score.wild"}, 4]}`, `{"<": [{"var": "score.wild"}, 5]}`}},
		"an outcome":               {{quiz, `"The commuter"`, `"The townsman"`}},
		"a recommendation":         {{quiz, `"weight": 2`, `"weight": 3`}},
		"repeat":                   {{quiz, `"always"`, `"once"`}},
		"an attribute's label":     {{brandFile, `"label": "Where you ride"`, `"label": "Where"`}},
		"an attribute's value":     {{brandFile, `"inline": "in town"`, `"inline": "downtown"`}},
		"an attribute's time":      {{brandFile, `"P6M"`, `"P5M"`}},
		"the order of values":      {{brandFile, `"lights": {"label": "Lights"}, "bags": {"label": "Bags"}`, `"bags": {"label": "Bags"}, "lights": {"label": "Lights"}`}},
		"a purpose's use":          {{brandFile, `"use": "At most two emails a month."`, `"use": "At most three."`}},
		"a purpose's time":         {{brandFile, `"basis": "contract", "keep": "P30D"`, `"basis": "contract", "keep": "P31D"`}},
		"a recipient":              {{brandFile, `"Mailer GmbH"`, `"Mailer AG"`}},
		"a safeguard":              {{brandFile, `"EU data centre,`, `"EU,`}},
		"the controller":           {{brandFile, `"Ada Neri"`, `"Bea Neri"`}},
		"what the controller does": {{brandFile, `"On our own server in Turin."`, `"On our own server."`}},
		"the audience":             {{brandFile, `"minAge": 14`, `"minAge": 16`}},
		"the brand's name":         {{brandFile, `"name": "Pedalworks", "timezone"`, `"name": "Pedal Works", "timezone"`}},
		"the time zone":            {{brandFile, "Europe/Rome", "Europe/Berlin"}},
		"the offer's label":        {{thanks, `"10% off your next bike"`, `"10% off a bike"`}},
		"the offer's worth":        {{thanks, `"amount": "2.00"`, `"amount": "2.50"`}},
		"the offer's limit":        {{thanks, `"perPerson": 1`, `"perPerson": 2`}},
		"the fallback's label":     {{spokes, `"100 spokes"`, `"One hundred spokes"`}},
		"no fallback":              {{thanks, `, "ifExhausted": "spokes/hundred"`, ``}},
		"another offer":            {{quiz, `"offer": "thanks/ten-percent", `, `"offer": "spokes/hundred", `}},
		"an image":                 {{"city.svg", "", "<svg/>"}},
		"the theme":                {{brandFile, `"12px"`, `"8px"`}},
		"a translation":            {{brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`}, {quiz, `"title": "Find your bike"`, `"title": {"en": "Find your bike", "it": "Trova la bici"}`}},
	}
	for name, edits := range same {
		if d := resolved(t, loaded(t, edits...), bike).Draft; d.Digest != first.Digest || !bytes.Equal(d.Content, first.Content) {
			t.Errorf("%s: a new version", name)
		}
	}
	seen := map[string]string{first.Digest: "nothing"}
	for name, edits := range different {
		d := resolved(t, loaded(t, edits...), bike).Draft
		if twin, twice := seen[d.Digest]; twice {
			t.Errorf("%s: the same version as after a change of %s", name, twin)
		}
		seen[d.Digest] = name
	}
}

// The schedule has what the digest leaves out.
func TestSchedule(t *testing.T) {
	r := resolved(t, loaded(t), "find-your-bike")
	s := r.Schedule
	limits := s.Limits["thanks/ten-percent"]
	if s.Opens == nil || s.Closes == nil || !slices.Equal(s.Stages, []string{"discover"}) || limits.Stock == nil || *limits.Stock != 5000 || limits.Budget == nil {
		t.Errorf("%+v", s)
	}
	if strings.Contains(string(r.Draft.Content), "5000") || strings.Contains(string(r.Draft.Content), "2030") || !strings.Contains(string(r.Draft.Schedule), "5000") {
		t.Error("the schedule is not apart from the content")
	}
	opens, closes := *s.Opens, *s.Closes
	for at, want := range map[time.Time]bool{opens.Add(-1): false, opens: true, closes.Add(-1): true, closes: false} {
		if s.Open(at) != want || s.Public(at).Open != want {
			t.Errorf("open at %s: %t", at, !want)
		}
	}
	if !(Schedule{}).Open(opens) {
		t.Error("a form without times is closed")
	}
	public, err := json.Marshal(Schedule{}.Public(opens))
	if want := `{"open":true,"opens":null,"closes":null,"stages":[]}`; err != nil || string(public) != want {
		t.Errorf("%s", public)
	}
}

// A stored version is the version: it encodes to the bytes it came from and says the same.
func TestDecodeVersion(t *testing.T) {
	all, err := loaded(t).Resolve()
	if err != nil || len(all) != 3 {
		t.Fatal(err, len(all))
	}
	for _, r := range all {
		v, err := DecodeVersion(7, r.Draft.Content)
		if err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(v)
		if err != nil || !bytes.Equal(again, r.Draft.Content) {
			t.Errorf("%s: %v\n%s\nbecame\n%s", r.Draft.Form, err, r.Draft.Content, again)
		}
		r.Version.Number = 7
		if a, b := encoded(t, v.Public()), encoded(t, r.Version.Public()); a != b {
			t.Errorf("%s: shown as\n%s\nnot as\n%s", r.Draft.Form, a, b)
		}
		for _, id := range v.Purposes.Names() {
			if v.PurposeVersion(id) == "" || v.PurposeVersion(id) != r.Version.PurposeVersion(id) {
				t.Errorf("the purpose %s has version %q, then %q", id, r.Version.PurposeVersion(id), v.PurposeVersion(id))
			}
		}
		if v.Zone().String() != "Europe/Rome" {
			t.Errorf("zone %s", v.Zone())
		}
	}
	for _, bad := range []string{``, `[]`, `{"attributes": []}`, `{"form": {"pages": 5}}`} {
		if _, err := DecodeVersion(1, []byte(bad)); err == nil {
			t.Errorf("%q decodes", bad)
		}
	}
}

func encoded(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// A yes holds for one version of a purpose: use, basis, recipients and time make it.
func TestPurposeVersion(t *testing.T) {
	version := func(edits ...edit) string {
		return resolved(t, loaded(t, edits...), "find-your-bike").Version.PurposeVersion("news")
	}
	first := version()
	for name, e := range map[string]edit{
		"label": {brandFile, `"Email you offers"`, `"Email"`}, "dpv": {brandFile, "dpv:DirectMarketing", "dpv:Marketing"},
		"the recipient's name": {brandFile, "Mailer GmbH", "Mailer AG"}, "another purpose": {brandFile, "Our shop sorts its shelves for you.", "x"},
	} {
		if version(e) != first {
			t.Errorf("%s: a new version of the purpose", name)
		}
	}
	for name, e := range map[string]edit{
		"use": {brandFile, "At most two emails a month.", "x"}, "recipients": {brandFile, `"recipients": ["mailer"]`, `"recipients": ["mailer", "shop"]`},
		"explicit": {brandFile, `"At most two emails a month.",`, `"At most two emails a month.", "explicit": true,`},
		"time": {brandFile, `"basis": "consent", "keep": "P1Y",
             "later"`, `"basis": "consent", "keep": "P2Y",
             "later"`},
	} {
		if version(e) == first {
			t.Errorf("%s: the same version of the purpose", name)
		}
	}
	if a, b := (Purpose{Recipients: []string{"a", "b"}}), (Purpose{Recipients: []string{"b", "a"}}); a.Version() != b.Version() {
		t.Error("the order of recipients counts")
	}
}

// Choices are written out with the attribute's words, and images become addresses of their content.
func TestResolvedChoices(t *testing.T) {
	v := resolved(t, loaded(t), "find-your-bike").Version
	type shown struct{ value, label, inline, image string }
	var got []shown
	for _, ch := range v.Choices("terrain") {
		image, _, _ := strings.Cut(strings.TrimPrefix(ch.Image, "/assets/pedalworks/"), "/")
		if ch.Image != "" && len(image) != 16 {
			t.Errorf("image %s", ch.Image)
		}
		if image != "" {
			image = "hash"
		}
		got = append(got, shown{ch.Value.Name(), ch.Label.In("en"), ch.Inline.In("en"), image})
	}
	want := []shown{{"city", "In town", "in town", "hash"}, {"gravel", "On gravel roads", "", "hash"}, {"trail", "On trails", "", ""}}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	var names []string
	for _, ch := range v.Choices("electric") {
		names = append(names, string(ch.Value))
	}
	if !slices.Equal(names, []string{"true", "false"}) {
		t.Errorf("a yes_no offers %v", names)
	}
	if v.Choice("terrain", "gravel") == nil || v.Choice("terrain", "none") != nil || v.Choice("none", "x") != nil || v.Choices("none") != nil || v.Question("none") != nil {
		t.Error("look-ups")
	}
	if !strings.HasPrefix(v.Form.Outcomes[0].Image, "/assets/pedalworks/") || !strings.HasPrefix(v.Theme.Logo, "/assets/pedalworks/") {
		t.Error("images of outcomes and logo")
	}
}

// Every image and catalog is a blob under its hash, and a catalog's revision is its content's.
func TestBlobs(t *testing.T) {
	kinds := func(b *Bundle) (names []string, revision string) {
		blobs, err := b.Blobs()
		if err != nil {
			t.Fatal(err)
		}
		for _, blob := range blobs {
			names = append(names, blob.Kind+" "+blob.Name+" "+blob.Type)
			if blob.Kind == BlobCatalog {
				revision = blob.Hash
				k, err := DecodeCatalog(blob.Body)
				if err != nil || len(k.Items) != 3 || !strings.HasPrefix(k.Items[0].Image, "/assets/pedalworks/") {
					t.Errorf("%s %v", blob.Body, err)
				}
			}
		}
		slices.Sort(names)
		return names, revision
	}
	names, revision := kinds(loaded(t))
	if want := []string{"asset city.svg image/svg+xml", "asset gravel.svg image/svg+xml", "asset logo.svg image/svg+xml", "catalog bikes application/json"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	_, revisions, err := loaded(t).CurrentCatalogs()
	if err != nil || revisions["bikes"] != revision {
		t.Errorf("%v %v", revisions, err)
	}
	if _, changed := kinds(loaded(t, edit{catalogFile, `"Volt"`, `"Volt 2"`})); changed == revision {
		t.Error("another catalog has the same revision")
	}
	if _, err := DecodeCatalog([]byte(`[]`)); err == nil {
		t.Error("no catalog decodes")
	}
}
