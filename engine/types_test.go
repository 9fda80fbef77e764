package engine_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"testing"
	"testing/fstest"

	"proffer/engine"
	"proffer/forms"
)

// An answer of every type goes in as people send it, is stored in its normal form, and comes back.
func TestEveryTypeIsStored(t *testing.T) {
	w := newWorld(t)
	b, findings := forms.Load(os.DirFS("../forms/testdata/types"))
	if b == nil {
		t.Fatal(findings)
	}
	_, err := w.Publish(t.Context(), b)
	w.must(err)
	k, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "truing-stand", Form: "your-bike"})
	w.must(err)
	_, err = w.send(k.Ticket, `{"bike": {"other": "A tandem"}, "jobs": ["gears", "brakes"], "pickup": true, "home": {"country": "it", "city": "Torino", "street": "Via Po 1"},
		"day": "٢٠٣٤-١٢-٣٠", "wear": {"chain": "worn", "tyres": "fine"}, "priorities": ["speed", "price"], "rides": 5, "weight": 12.5, "budget": 150, "comfort": 4, "posture": -1, "praise": 10,
		"note": " hi ", "story": "a\r\nb", "email": "A@Example.org", "phone": "0039 011 0000000", "route": "HTTPS://Example.org/r"}`)
	w.must(err)
	want := map[string]string{
		"bike": `{"other":"A tandem"}`, "jobs": `["brakes","gears"]`, "pickup": `true`, "home": `{"street":"Via Po 1","city":"Torino","country":"IT"}`, "day": `"2034-12-30"`,
		"wear": `{"chain":"worn","tyres":"fine"}`, "priorities": `["speed","price"]`, "rides": `5`, "weight": `12.5`, "budget": `150`, "comfort": `4`, "posture": `-1`, "praise": `10`,
		"note": `"hi"`, "story": `"a\nb"`, "email": `"A@example.org"`, "phone": `"+390110000000"`, "route": `"https://example.org/r"`,
	}
	got := w.held(k.Subject.Token)
	for attribute, value := range want {
		want[attribute] = value + " repair"
	}
	if !maps.Equal(got, want) {
		t.Errorf("held: %v", got)
	}
	for _, sealed := range []string{"A tandem", "Via Po 1", "2034-12-30", "12.5", "A@example.org", "+390110000000", "https://example.org/r"} {
		if bytes.Contains(w.files(), []byte(sealed)) {
			t.Errorf("%s stands in a file in clear", sealed)
		}
	}
}

// A free text beside the choices of a poll is counted as one, and never published.
func TestFreeTextIsNoPollResult(t *testing.T) {
	w := newWorld(t)
	files := os.DirFS("../forms/testdata/types")
	b, findings := forms.Load(withFile(files, "forms/vote.json", `{"form": "vote", "kind": "poll", "title": "V", "repeat": "always", "results": {"show": "always", "minimum": 2},
		"pages": [{"id": "a", "questions": [{"id": "bike", "type": "single", "attribute": "bike", "label": "L", "why": "W"}]}]}`))
	if b == nil {
		t.Fatal(findings)
	}
	_, err := w.Publish(t.Context(), b)
	w.must(err)
	for _, given := range []string{`{"other": "a tandem"}`, `{"other": "a trike"}`, `"city"`, `"city"`} {
		k, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "truing-stand", Form: "vote"})
		w.must(err)
		_, err = w.send(k.Ticket, `{"bike": `+given+`}`)
		w.must(err)
	}
	r, err := w.Results(t.Context(), "truing-stand", "vote")
	w.must(err)
	counts := map[string]int64{}
	for _, cell := range r.Questions["bike"] {
		counts[string(cell.Value)] = cell.Count
	}
	if want := map[string]int64{`"city"`: 2, `"other"`: 2}; !maps.Equal(counts, want) {
		t.Errorf("published: %v", counts)
	}
}

// withFile is a folder's files, and one more.
func withFile(files fs.FS, name, content string) fstest.MapFS {
	out := fstest.MapFS{name: {Data: []byte(content)}}
	_ = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			raw, err := fs.ReadFile(files, path)
			out[path] = &fstest.MapFile{Data: raw}
			return err
		}
		return err
	})
	return out
}
