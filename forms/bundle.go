package forms

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"proffer/forms/fault"
	"proffer/rewards"
)

// Bundle is one brand folder, read and found good.
type Bundle struct {
	Brand    Brand
	Forms    []*Form
	Programs map[string]rewards.Program
	Catalogs map[string]*Catalog
	assets   map[string]Blob // by the path that definitions use

	brand *file            // brand.json
	files map[string]*file // of forms, by form id
	// programs are their files, by program id.
	programs map[string]*file
	names    map[string]string
}

const (
	maxDefinition = 1 << 20
	maxAsset      = 2 << 20
)

var assetTypes = map[string]string{
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".webp": "image/webp", ".avif": "image/avif", ".gif": "image/gif",
}

// Load reads a brand folder and everything in it, and reports all that is wrong with it at once.
// The bundle is nil exactly if a finding is an error.
func Load(root fs.FS) (*Bundle, []Finding) {
	l := loader{root: root, report: &report{}}
	b := l.load()
	if l.report.failed() {
		return nil, l.report.sorted()
	}
	return b, l.report.sorted()
}

type loader struct {
	root        fs.FS
	report      *report
	programLost bool            // a program's file, or its name, could not be read
	offersLost  map[string]bool // programs of which an offer's name may be missing
	unread      map[string]bool // catalogs that could not be read
}

func (l *loader) load() *Bundle {
	b := &Bundle{Programs: map[string]rewards.Program{}, Catalogs: map[string]*Catalog{}, assets: map[string]Blob{}, files: map[string]*file{}, names: map[string]string{}}
	brandFile := l.read("brand.json", &b.Brand)
	if brandFile.root == nil || brandFile.root.Kind != Object {
		// Without brand.json's names every other file would seem full of dangling references.
		l.readRest()
		return b
	}
	b.brand = brandFile
	b.Brand.broken = brandFile.broken
	for _, found := range l.report.findings {
		if found.Code == "duplicate_key" {
			b.Brand.broken = append(b.Brand.broken, found.Pointer) // which of the two was meant is open
		}
	}
	first := "en" // the bare texts of a brand that does not say its language
	if len(b.Brand.Locales) == 0 {
		b.Brand.broken = append(b.Brand.broken, "/locales")
	} else if b.Brand.Locales[0] != "" {
		first = b.Brand.Locales[0]
	}
	eachText(&b.Brand, func(_ string, t *Text) { *t = t.Localize(first) })
	l.check(brandFile, b.Brand.check)
	l.check(brandFile, b.Brand.gate)
	l.checkTexts(brandFile, &b.Brand, b)
	l.asset(brandFile, "/theme/logo", b.Brand.Theme.Logo, b)
	for _, name := range b.Brand.Attributes.Names() {
		a, _ := b.Brand.Attributes.Get(name)
		for _, v := range a.Values.Names() {
			value, _ := a.Values.Get(v)
			l.asset(brandFile, below("/attributes", name)+below("/values", v)+"/image", value.Image, b)
		}
	}
	l.catalogs(b, first)
	b.programs = l.programs(b, first)
	l.chains(b)
	l.forms(b, first)
	l.unreached(b)
	return b
}

// readRest reads the other files only for what is wrong with them by themselves.
func (l *loader) readRest() {
	for _, name := range l.list("catalogs") {
		l.read(name, &Catalog{})
	}
	for _, name := range l.list("programs") {
		l.read(name, &rewards.Program{})
	}
	for _, name := range l.list("forms") {
		l.read(name, &Form{})
	}
}

func (l *loader) catalogs(b *Bundle, first string) {
	l.unread = map[string]bool{}
	for _, name := range l.list("catalogs") {
		k := &Catalog{}
		f := l.read(name, k)
		if f.root == nil {
			l.unread[strings.TrimSuffix(path.Base(name), ".json")] = true
			continue
		}
		eachText(k, func(_ string, t *Text) { *t = t.Localize(first) })
		id := strings.TrimSuffix(path.Base(name), ".json")
		l.check(f, func(c *checks) { k.check(c, id, &b.Brand) })
		l.checkTexts(f, k, b)
		for i, item := range k.Items {
			l.asset(f, fmt.Sprintf("/items/%d/image", i), item.Image, b)
		}
		b.Catalogs[id] = k
	}
}

func (l *loader) programs(b *Bundle, first string) map[string]*file {
	files := map[string]*file{}
	l.offersLost = map[string]bool{}
	for _, name := range l.list("programs") {
		p := rewards.Program{}
		f := l.read(name, &p)
		if f.root == nil {
			l.programLost = true
			continue
		}
		eachText(&p, func(_ string, t *Text) { *t = t.Localize(first) })
		faults := p.Validate()
		if slices.ContainsFunc(faults, func(x fault.Field) bool { return x.Pointer == "/program" }) {
			l.programLost = true
		}
		l.offersLost[p.ID] = slices.Contains(f.broken, "/offers")
		l.report.found(f, SeverityError, slices.DeleteFunc(faults, func(x fault.Field) bool { return f.holds(x.Pointer) })...)
		l.checkLocales(f, &p, b) // Validate looks for empty texts
		if _, twice := b.Programs[p.ID]; twice {
			l.report.add(f, SeverityError, fault.Field{Pointer: "/program", Code: "duplicate", Detail: fmt.Sprintf("two files define the program %q", p.ID)})
		}
		b.Programs[p.ID], files[p.ID] = p, f
		for _, id := range slices.Sorted(maps.Keys(p.Offers)) {
			l.asset(f, below("/offers", id)+"/gives/image", p.Offers[id].Gives.Image, b)
		}
	}
	return files
}

func (l *loader) forms(b *Bundle, first string) {
	for _, name := range l.list("forms") {
		form := &Form{}
		f := l.read(name, form)
		if f.root == nil {
			continue
		}
		form.examples(b.Brand.Locales)
		eachText(form, func(_ string, t *Text) { *t = t.Localize(first) })
		l.check(f, func(c *checks) {
			if form.large(c) {
				return
			}
			form.check(c, &b.Brand)
			form.checkComputed(c, &b.Brand)
			form.checkRules(c, &b.Brand)
			form.checkAllPipes(c, &b.Brand)
			l.recommends(c, "/recommend", form.Recommend, b)
			for i, o := range form.Outcomes {
				l.recommends(c, "/outcomes/"+strconv.Itoa(i)+"/recommend", o.Recommend, b)
			}
			if known := offerIDs(b.Programs); form.Offer != "" && !slices.Contains(known, form.Offer) && !l.unnamed(form.Offer, b) {
				c.fault("/offer", "dangling_offer", Suggest(form.Offer, known), "no program has the offer %q", form.Offer)
			}
			form.checkPlace(c, b.Programs)
			form.checkEarned(c, b.Programs)
			form.checkGiven(c, b)
			form.gate(c, &b.Brand, len(f.broken) == 0)
			if len(f.broken) == 0 {
				form.checkReach(c, &b.Brand)
			}
		})
		l.checkTexts(f, form, b)
		l.formAssets(f, form, b)
		if b.files[form.ID] != nil {
			l.report.add(f, SeverityError, fault.Field{Pointer: "/form", Code: "duplicate", Detail: fmt.Sprintf("two files define the form %q", form.ID)})
		}
		b.files[form.ID] = f
		b.Forms = append(b.Forms, form)
	}
	if !l.report.failed() && l.checkSpoken(b) { // a version can be resolved only where every reference is good
		for _, form := range b.Forms {
			l.checkOffered(b.files[form.ID], form, b)
			l.checkBalance(b.files[form.ID], form, b)
		}
	}
	if len(b.Forms) == 0 && !l.report.failed() {
		l.report.findings = append(l.report.findings, Finding{Severity: SeverityWarning, Code: "no_forms", File: "forms", Line: 1, Column: 1, Detail: "the brand has no form yet", Right: "add forms/<id>.json"})
	}
}

func (l *loader) recommends(c *checks, at string, r *Recommend, b *Bundle) {
	if r == nil {
		return
	}
	r.check(c, at, &b.Brand, b.Catalogs)
	if l.unread[r.Catalog] {
		c.faults = slices.DeleteFunc(c.faults, func(x fault.Field) bool { return x.Pointer == at+"/catalog" })
	}
}

func (l *loader) formAssets(f *file, form *Form, b *Bundle) {
	for i, p := range form.Pages {
		for j, q := range p.Questions {
			for k, ch := range q.Choices {
				l.asset(f, fmt.Sprintf("/pages/%d/questions/%d/choices/%d/image", i, j, k), ch.Image, b)
			}
		}
	}
	for i, o := range form.Outcomes {
		l.asset(f, fmt.Sprintf("/outcomes/%d/image", i), o.Image, b)
	}
}

func offerIDs(programs map[string]rewards.Program) []string {
	var ids []string
	for p, program := range programs {
		for o := range program.Offers {
			ids = append(ids, p+"/"+o)
		}
	}
	sort.Strings(ids)
	return ids
}

// read parses a file strictly into a struct; without a root if the file can't be read or is no JSON.
func (l *loader) read(name string, into any) *file {
	source, err := readFile(l.root, name, maxDefinition)
	f := &file{name: name, source: source}
	if err != nil || len(source) > maxDefinition {
		detail := "the file can't be read"
		if errors.Is(err, errNoFile) {
			detail = "this is no file"
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			detail = "the file can't be read, or is a link that leads out of the folder"
		} else if err == nil {
			detail = fmt.Sprintf("the file has more than %d bytes", maxDefinition)
		}
		f.source = nil
		l.report.at(f, SeverityError, fault.Field{Code: "unreadable", Detail: detail, Right: "a brand is a folder with brand.json, forms/, programs/, catalogs/"}, 0)
		return f
	}
	root, faults, offsets := ParseTree(source)
	for i, x := range faults {
		l.report.at(f, SeverityError, x, offsets[i])
	}
	if root == nil {
		return f
	}
	f.root = root
	faults, broken := decode(root, into)
	f.broken = broken
	l.report.add(f, SeverityError, faults...)
	return f
}

var errNoFile = errors.New("this is no file")

// readFile reads a file of the folder up to one byte more than the limit. A pipe would never end, nor would a
// device: they are no files.
func readFile(root fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(root, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1))
}

func (l *loader) check(f *file, run func(*checks)) {
	c := &checks{}
	run(c)
	l.report.found(f, SeverityError, c.faults...)
	l.report.found(f, SeverityWarning, c.warnings...)
}

// list names the JSON files of a folder, sorted; a folder that is not there has none.
func (l *loader) list(folder string) []string {
	entries, err := fs.ReadDir(l.root, folder)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".json") && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, path.Join(folder, e.Name()))
		}
	}
	slices.Sort(names)
	return names
}

// asset reads an image that a definition names.
func (l *loader) asset(f *file, pointer, name string, b *Bundle) {
	if name == "" {
		return
	}
	if _, known := b.assets[name]; known {
		return
	}
	media, ok := assetTypes[strings.ToLower(path.Ext(name))]
	if !ok || !fs.ValidPath(name) {
		l.report.add(f, SeverityError, fault.Field{Pointer: pointer, Code: "dangling_image", Detail: fmt.Sprintf("%q is not the path of an image in the brand's folder", name), Right: "put a svg, png, jpg, webp, avif or gif into the folder, and name it by its path"})
		return
	}
	body, err := readFile(l.root, name, maxAsset)
	if err != nil {
		l.report.add(f, SeverityError, fault.Field{Pointer: pointer, Code: "dangling_image", Detail: fmt.Sprintf("there is no file %q in the brand's folder, nor a link that stays in it", name), Right: "put it there; capital letters count, and the path begins at brand.json"})
		return
	}
	if len(body) > maxAsset {
		l.report.add(f, SeverityError, fault.Field{Pointer: pointer, Code: "out_of_range", Detail: fmt.Sprintf("the image %q has more than %d bytes", name, maxAsset), Right: "make it smaller"})
		return
	}
	sum := sha256.Sum256(body)
	b.assets[name] = Blob{Kind: BlobAsset, Name: path.Base(name), Hash: hex.EncodeToString(sum[:8]), Type: media, Body: body}
}

// assetURL is the path under which the server serves an image; it names the content.
func (b *Bundle) assetURL(name string) string {
	blob, ok := b.assets[name]
	if !ok {
		return ""
	}
	return "/assets/" + b.Brand.ID + "/" + blob.Hash + "/" + blob.Name
}
