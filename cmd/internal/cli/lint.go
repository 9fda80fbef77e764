package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"proffer/forms"
)

// errFindings ends `lint` with exit code 1 after the findings were printed.
var errFindings = errors.New("the brand does not lint")

func (m Main) lint() *cli.Command {
	return &cli.Command{
		Name:     "lint",
		Category: groupWrite,
		Usage:    "judge a brand folder and say what would be right",
		Description: "Reads brand.json, forms, programs, catalogs and images, and prints every finding at once, each with\n" +
			"file, line, column and JSON pointer. Exits 0 if it is clean, 1 if there are errors or warnings, 2 if DIR cannot\n" +
			"be read. A note, such as a locale in which a form is not complete yet, is no reason to fail.",
		UsageText: "proffer lint DIR [--balance]",
		Flags:     []cli.Flag{m.Env.Switch("", "balance", "show what each path of each form asks and gives")},
		Metadata:  example("proffer lint ./brands/fieldnote"),
		Action: func(_ context.Context, cmd *cli.Command) error {
			args, err := arguments(cmd, "DIR")
			if err != nil {
				return err
			}
			err = m.lintDir(args[0])
			if cmd.Bool("balance") && (err == nil || errors.Is(err, errFindings)) {
				err = errors.Join(err, m.lintBalance(args[0]))
			}
			return err
		},
	}
}

func (m Main) lintDir(dir string) error {
	folders, err := brandFolders(dir)
	if err != nil {
		return misuse("%w", err)
	}
	total, listed := 0, 0
	for _, folder := range folders {
		bundle, findings := forms.Load(os.DirFS(folder))
		printFindings(m.Stdout, folder, findings)
		for _, f := range findings {
			if f.Severity != forms.SeverityNote {
				total++
			}
		}
		if bundle != nil {
			listed += len(bundle.Forms)
		}
	}
	if total > 0 {
		fmt.Fprintf(m.Stdout, "%s in %s\n", plural(total, "finding"), dir)
		return errFindings
	}
	fmt.Fprintf(m.Stdout, "%s lints: %s, %s\n", dir, plural(len(folders), "brand"), plural(listed, "form"))
	return nil
}

// printFindings puts the folder before each file, so that a terminal or an editor can open it.
func printFindings(out io.Writer, folder string, findings []forms.Finding) {
	for _, finding := range findings {
		finding.File = filepath.Join(folder, filepath.FromSlash(finding.File))
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

func hasBrand(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "brand.json"))
	return err == nil && info.Mode().IsRegular()
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
