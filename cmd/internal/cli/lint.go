package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"proffer/forms"
)

// errFindings ends a verb with exit code 1 after what it found was printed.
var errFindings = errors.New("something was found")

func (m Main) lint() *cli.Command {
	return &cli.Command{
		Name:     "lint",
		Category: groupWrite,
		Usage:    "judge a brand folder and say what would be right",
		Description: "Reads brand.json, forms, programs, catalogs and images, and prints every finding at once, each with\n" +
			"file, line, column and JSON pointer. Exits 0 if it is clean, 1 if there are errors or warnings, 2 if DIR cannot\n" +
			"be read. A note, such as a locale in which a form is not complete yet, is no reason to fail, unless\n" +
			"--strict-locales makes it one. With --against it also says what publishing would refuse there: what is stored\n" +
			"has to stay readable.",
		UsageText: "proffer lint [options] DIR",
		Metadata:  example("proffer lint --against https://answers.fieldnote.example ./brands/fieldnote"),
		Flags: []cli.Flag{
			m.Env.Text("", "format", formatText, "`FORMAT` of the findings: text, json, or sarif for editors and CI"),
			m.Env.Text("", "against", "", "`URL` of a server that has published the brand, or another folder of it, to compare with"),
			m.Env.Switch("", "strict-locales", "fail where a form is not offered in each of the brand's locales"),
			m.Env.Switch("", "balance", "show what each path of each form asks and gives"),
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			args, err := arguments(cmd, "DIR")
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, formatText, formatJSON, formatSARIF)
			if err != nil {
				return err
			}
			err = m.lintDir(ctx, args[0], format, cmd.String("against"), cmd.Bool("strict-locales"))
			if cmd.Bool("balance") && format == formatText && (err == nil || errors.Is(err, errFindings)) {
				err = errors.Join(err, m.lintBalance(args[0]))
			}
			return err
		},
	}
}

// formatSARIF is what editors and CI read.
const formatSARIF = "sarif"

func (m Main) lintDir(ctx context.Context, dir, format, against string, strict bool) error {
	folders, err := brandFolders(dir)
	if err != nil {
		return misuse("%w", err)
	}
	published, err := publishedAt(ctx, against)
	if err != nil {
		return misuse("--against: %w", err)
	}
	all := []forms.Finding{}
	total, listed := 0, 0
	for _, folder := range folders {
		bundle, findings := forms.Load(brandFS(folder))
		if bundle != nil {
			registry, err := published(bundle)
			if err != nil {
				return misuse("--against: %w", err)
			}
			findings = append(findings, bundle.Against(registry)...)
			findings = append(findings, bundle.Past(m.Now())...)
			listed += len(bundle.Forms)
		}
		all = append(all, inFolder(folder, findings)...)
	}
	for i, f := range all {
		if strict && (f.Code == forms.CodeLocaleIncomplete || f.Code == forms.CodeLocaleUnspoken) {
			f.Severity, all[i].Severity = forms.SeverityWarning, forms.SeverityWarning
		}
		if f.Severity != forms.SeverityNote {
			total++
		}
	}
	switch format {
	case formatJSON:
		err = writeJSON(m.Stdout, map[string]any{"findings": all})
	case formatSARIF:
		err = writeJSON(m.Stdout, sarif(all))
	default:
		for _, f := range all {
			fmt.Fprintln(m.Stdout, f.String())
		}
		if total > 0 {
			fmt.Fprintf(m.Stdout, "%s in %s\n", plural(total, "finding"), dir)
		} else {
			fmt.Fprintf(m.Stdout, "%s lints: %s, %s\n", dir, plural(len(folders), "brand"), plural(listed, "form"))
		}
	}
	if err == nil && total > 0 {
		err = errFindings
	}
	return err
}

// inFolder puts the folder before each file, so that a terminal or an editor can open it.
func inFolder(folder string, findings []forms.Finding) []forms.Finding {
	out := slices.Clone(findings)
	for i := range out {
		out[i].File = filepath.Join(folder, filepath.FromSlash(out[i].File))
	}
	return out
}

// printFindings prints what is wrong with a folder that is to be published.
func printFindings(out io.Writer, folder string, findings []forms.Finding) {
	for _, finding := range inFolder(folder, findings) {
		fmt.Fprintln(out, finding.String())
	}
}

// brandFolders is dir itself if it holds a brand.json, else each folder in it that does. None is an
// error, since an empty server is never what was meant.
func brandFolders(dir string) ([]string, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, errors.Unwrap(err))
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is a file; give the brand's folder", dir)
	}
	if hasBrand(dir) {
		return []string{dir}, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, entry := range entries {
		if folder := filepath.Join(dir, entry.Name()); hasBrand(folder) {
			folders = append(folders, folder)
		}
	}
	if len(folders) == 0 {
		return nil, fmt.Errorf("%s holds no brand: neither it nor a folder in it has a brand.json", dir)
	}
	return folders, nil
}

// brandFS is a brand's folder, with nothing outside it: a link that leads out of it, which would make the server
// publish the keys file as an image, is not followed.
func brandFS(folder string) fs.FS {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return os.DirFS(folder) // which says the same of each file
	}
	return root.FS()
}

// formIn reads the brand of a folder and finds a form in it; form "" is its only one. What keeps the brand from being published is
// printed.
func (m Main) formIn(folder, form string) (*forms.Bundle, *forms.Form, error) {
	if !hasBrand(folder) {
		return nil, nil, misuse("%s is no brand folder: it has no brand.json", folder)
	}
	bundle, findings := forms.Load(brandFS(folder))
	if bundle == nil {
		printFindings(m.Stdout, folder, findings)
		return nil, nil, errFindings
	}
	var names []string
	for _, f := range bundle.Forms {
		if names = append(names, f.ID); f.ID == form {
			return bundle, f, nil
		}
	}
	switch {
	case form != "":
		return nil, nil, misuse("the brand has no form %q; %s", form, forms.Suggest(form, names))
	case len(names) != 1:
		return nil, nil, misuse("the brand has %s; give one of them: %s", plural(len(names), "form"), strings.Join(names, ", "))
	}
	return bundle, bundle.Forms[0], nil
}

func hasBrand(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "brand.json"))
	return err == nil && info.Mode().IsRegular()
}
