package cli

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"proffer/cmd/internal/preview"
	"proffer/forms"
)

// How often the folders are looked at. A change is taken up once it has stood still for one look, since
// many editors write a file in two steps.
const lookEvery = 300 * time.Millisecond

// watch keeps a preview in step with brand folders.
type watch struct {
	m       Main
	k       *kit
	dir     string
	on      bool
	signer  *preview.Signer
	site    *preview.Site
	folders map[string]*watched
}

// watched is one folder with what is served of it.
type watched struct {
	brand  preview.Brand
	stamps string
	first  *forms.Registry // as it was when the watch began, for what a change would do to stored answers
}

// follow looks at the folders until ctx ends.
func (w *watch) follow(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	before := w.stamps()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := w.stamps()
		if still := maps.Equal(now, before); still && w.changed(now) {
			if err := w.look(ctx); err != nil && ctx.Err() == nil {
				fmt.Fprintf(w.m.Stderr, "proffer: %v\n", err)
			}
		}
		before = now
	}
}

func (w *watch) changed(now map[string]string) bool {
	if len(now) != len(w.folders) {
		return len(now) > 0
	}
	for folder, stamps := range now {
		if known := w.folders[folder]; known == nil || known.stamps != stamps {
			return true
		}
	}
	return false
}

// look reads the folders that changed, publishes what has no errors, and shows all.
func (w *watch) look(ctx context.Context) error {
	now := w.stamps()
	if len(now) == 0 {
		_, err := brandFolders(w.dir)
		return err
	}
	for folder, known := range w.folders {
		if _, there := now[folder]; there {
			continue
		}
		delete(w.folders, folder)
		if known.brand.Published > 0 && !w.served(known.brand.ID) {
			if err := w.k.engine.Withdraw(ctx, known.brand.ID); err != nil {
				return err
			}
		}
		w.tell(folder, "the folder is gone; its forms are not served any more")
	}
	for _, folder := range slices.Sorted(maps.Keys(now)) {
		known := w.folders[folder]
		if known == nil {
			known = &watched{brand: preview.Brand{Folder: filepath.ToSlash(folder)}}
			w.folders[folder] = known
		}
		if known.stamps != now[folder] {
			known.stamps = now[folder]
			w.read(ctx, folder, known)
		}
	}
	w.site.Show(preview.State{Watch: w.on, Brands: w.brands()})
	return nil
}

// read takes up one folder: its findings are told, and without errors it is served from now on.
func (w *watch) read(ctx context.Context, folder string, known *watched) {
	bundle, findings := forms.Load(brandFS(folder))
	if bundle != nil {
		findings = append(findings, w.against(bundle, known)...)
		if err := w.publish(ctx, folder, bundle, known); err != nil {
			findings = append(findings, forms.Finding{Severity: forms.SeverityError, Code: "not_published", File: "brand.json", Line: 1, Column: 1, Detail: err.Error()})
			bundle = nil
		}
	}
	known.brand.Behind = bundle == nil
	known.brand.Findings = append([]forms.Finding{}, findings...)
	printFindings(w.m.Stdout, folder, findings)
	switch {
	case bundle == nil && known.brand.Published > 0:
		w.tell(folder, "has errors; the version before them is still served")
	case bundle == nil:
		w.tell(folder, "has errors; nothing of it is served until they are gone")
	default:
		var versions []string
		for _, f := range known.brand.Forms {
			versions = append(versions, fmt.Sprintf("%s version %d", f.ID, f.Version))
		}
		w.tell(folder, "serves "+strings.Join(versions, ", "))
	}
}

func (w *watch) tell(folder, what string) {
	fmt.Fprintf(w.m.Stdout, "%s %s: %s\n", w.m.Now().Format(time.TimeOnly), folder, what)
}

// against says, as notes, what a server that had published the folder as it was at first would refuse.
func (w *watch) against(bundle *forms.Bundle, known *watched) []forms.Finding {
	if known.first == nil {
		first := bundle.Registry()
		known.first = &first
		return nil
	}
	list := bundle.Against(*known.first)
	for i := range list {
		list[i].Severity = forms.SeverityNote
		list[i].Detail += " (in this preview it is published all the same)"
	}
	return list
}

// publish serves a bundle from now on.
func (w *watch) publish(ctx context.Context, folder string, bundle *forms.Bundle, known *watched) error {
	id := bundle.Brand.ID
	for other, at := range w.folders {
		if other != folder && at.brand.ID == id {
			return fmt.Errorf("%s and %s are both brand %q; give each brand its own id", folder, other, id)
		}
	}
	w.signer.Join(bundle)
	published, err := w.k.engine.Publish(ctx, bundle)
	if err != nil {
		return err
	}
	if before := known.brand.ID; before != "" && before != id && known.brand.Published > 0 {
		if err := w.k.engine.Withdraw(ctx, before); err != nil {
			return err
		}
	}
	known.brand.ID, known.brand.Name, known.brand.Stages = id, bundle.Brand.Name, bundle.Brand.Stages
	known.brand.Published++
	known.brand.Forms = []preview.Form{}
	for i, p := range published {
		v, schedule, err := w.k.engine.Current(id, p.Form)
		if err != nil {
			return err
		}
		f := preview.NewForm(bundle.Forms[i], v.Locales)
		f.Version, f.Closed = p.Version, !schedule.Open
		f.Paths, f.Balance = weighed(v.Paths())
		known.brand.Forms = append(known.brand.Forms, f)
	}
	return nil
}

// weighed says how many paths a form has, and the lowest balance of any.
func weighed(p forms.Paths) (paths, balance string) {
	paths, balance = fmt.Sprint(p.Total), "nothing is asked that is kept"
	if p.Bounded {
		paths = "more than 10000"
	}
	switch {
	case p.Kind == forms.KindPreferences:
		balance = "not weighed: people come to edit"
	case p.Lowest != nil && !math.IsInf(*p.Lowest, 0):
		balance = forms.Ratio(*p.Lowest)
	}
	return paths, balance
}

// served tells whether another folder has the brand.
func (w *watch) served(brand string) bool {
	for _, at := range w.folders {
		if at.brand.ID == brand && at.brand.Published > 0 {
			return true
		}
	}
	return false
}

func (w *watch) broken() bool {
	for _, at := range w.folders {
		if at.brand.Behind {
			return true
		}
	}
	return false
}

// brands are what is shown of each folder, sorted.
func (w *watch) brands() []preview.Brand {
	out := []preview.Brand{}
	for _, folder := range slices.Sorted(maps.Keys(w.folders)) {
		out = append(out, w.folders[folder].brand)
	}
	return out
}

// stamps are, of each brand folder, the names, times and sizes of its files. Hidden ones, such as an
// editor's and the schemas, make no difference to the brand.
func (w *watch) stamps() map[string]string {
	folders, err := brandFolders(w.dir)
	if err != nil {
		return nil
	}
	out := map[string]string{}
	for _, folder := range folders {
		var b strings.Builder
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // what is gone between two looks is not there
			}
			if path != folder && strings.HasPrefix(entry.Name(), ".") {
				if entry.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if info, err := entry.Info(); err == nil && !entry.IsDir() {
				fmt.Fprintf(&b, "%s %d %d\n", path, info.ModTime().UnixNano(), info.Size())
			}
			return nil
		})
		if err == nil {
			out[folder] = b.String()
		}
	}
	return out
}
