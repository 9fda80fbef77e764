package engine

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"proffer/forms"
)

// noon is when the tests of the pure part take place.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// brandWith is testdata/brand with one form in the place of its own, "form": "f".
func brandWith(form string) fstest.MapFS {
	files := fstest.MapFS{"forms/f.json": {Data: []byte(form)}, "programs/gift.json": {Data: []byte(gift)}}
	root := os.DirFS("testdata/brand")
	for _, name := range []string{"brand.json", "programs/welcome.json", "programs/leaves.json", "catalogs/teas.json"} {
		raw, err := fs.ReadFile(root, name)
		if err != nil {
			panic(err)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	return files
}

// gift is worth whatever a form of these tests asks, so that none of them is refused for its balance.
const gift = `{"program": "gift", "name": "Gift", "offers": {"enough": {"label": "A gift", "worth": {"amount": "4.00", "currency": "EUR"},
	"gives": {"kind": "points", "account": "leaves", "points": 400}, "limits": {}}}}`

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// compiled is a form of the test brand as it would be published.
func compiled(t failer, form string) (*forms.Version, forms.Schedule, *brand) {
	t.Helper()
	b, findings := LoadUngated(brandWith(form))
	if drawn, is := t.(*rapid.T); is && b == nil && !slices.ContainsFunc(findings, func(f forms.Finding) bool {
		return f.Severity == forms.SeverityError && f.Code != "never_holds" && f.Code != "unreachable"
	}) {
		drawn.Skip("drawn at random, the form has parts that no answers lead to")
	}
	if b == nil {
		t.Fatalf("the form does not load: %v\n%s", findings, form)
	}
	resolved, err := b.Resolve()
	if err != nil {
		t.Fatalf("%v", err)
	}
	current := &brand{}
	if current.catalogs, current.revisions, err = b.CurrentCatalogs(); err != nil {
		t.Fatalf("%v", err)
	}
	return resolved[0].Version, resolved[0].Schedule, current
}

// node is JSON as a request brings it.
func node(t failer, source string) *forms.Node {
	t.Helper()
	n, faults, _ := forms.ParseTree([]byte(source))
	if n == nil || faults != nil {
		t.Fatalf("%v in %s", faults, source)
	}
	return n
}

// someTicket is one that was verified.
func someTicket() *ticket {
	return &ticket{ticketClaims: ticketClaims{Brand: "leafline", Form: "f", Version: 1, Locale: "en"}, subject: uuid.UUID{1}, nonce: uuid.UUID{2}, issued: noon}
}

// walked is the path of answers that the form accepts.
func walked(t failer, v *forms.Version, answers string) *path {
	t.Helper()
	p, err := walk(v, someTicket(), node(t, answers))
	if err != nil {
		t.Fatalf("not accepted: %v", err)
	}
	return p
}

// survey is a form of pages that gives no result.
func survey(pages ...string) string {
	return `{"form": "f", "kind": "survey", "title": "F", "offer": "gift/enough", "pages": [` + strings.Join(pages, ",") + `]}`
}

// quiz is a form of pages with more members: outcomes, a recommendation.
func quiz(members string, pages ...string) string {
	if !strings.Contains(members, `"offer"`) {
		members += `, "offer": "gift/enough"`
	}
	return `{"form": "f", "kind": "quiz", "title": "F", "pages": [` + strings.Join(pages, ",") + `], ` + members + `}`
}

// page is one page; more is "" or members that begin with a comma.
func page(id, more string, questions ...string) string {
	return `{"id": "` + id + `", "questions": [` + strings.Join(questions, ",") + `]` + more + `}`
}

// ask is a question for the attribute that is called as the question is.
func ask(kind, id, more string) string { return asking(kind, id, id, more) }

func asking(kind, id, attribute, more string) string {
	return `{"id": "` + id + `", "type": "` + kind + `", "attribute": "` + attribute + `", "label": "L", "why": "W"` + more + `}`
}

func consent(id, purpose string) string {
	return `{"id": "` + id + `", "type": "consent", "purpose": "` + purpose + `", "label": "L", "why": "W"}`
}

func shownIDs(p *path) []string {
	var ids []string
	for _, q := range p.shown {
		ids = append(ids, q.ID)
	}
	return ids
}

func mustForm(t failer, form string) *forms.Version {
	t.Helper()
	v, _, _ := compiled(t, form)
	return v
}

func loadForm(form string) (*forms.Bundle, []forms.Finding) { return LoadUngated(brandWith(form)) }
