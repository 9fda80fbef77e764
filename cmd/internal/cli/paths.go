package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v3"

	"proffer/forms"
)

func (m Main) paths() *cli.Command {
	return &cli.Command{
		Name:     "paths",
		Category: groupWrite,
		Usage:    "show every path through a form: its length, outcomes and balance",
		Description: "Lists the page sequences that a form's rules allow, each with what it needs, how long it takes, what it can\n" +
			"end with and its balance, or draws them: mermaid for documents, svg as a picture of its own. It reads the\n" +
			"brand's folder, two levels above FILE. A form that only its balance keeps from being published is shown too.",
		UsageText: "proffer paths DIR/forms/FORM.json [--format text|json|mermaid|svg] [--locale LOCALE]",
		Flags: []cli.Flag{
			m.Env.Text("", "format", formatText, "`FORMAT`: text, json, mermaid or svg"),
			m.Env.Text("", "locale", "", "`LOCALE` of the texts in a drawing (default: the form's first)"),
		},
		Metadata: example("proffer paths ./brands/fieldnote/forms/find-your-coffee.json --format svg > paths.svg"),
		Action: func(_ context.Context, cmd *cli.Command) error {
			args, err := arguments(cmd, "FILE")
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, formatText, formatJSON, "mermaid", "svg")
			if err != nil {
				return err
			}
			way, err := m.wayOf(args[0])
			if err != nil {
				return err
			}
			if err := offeredIn(way.Version, cmd.String("locale")); err != nil {
				return err
			}
			return pathFormats[format](m.Stdout, *way, forms.Pick(way.Version.Locales, cmd.String("locale")))
		},
	}
}

var pathFormats = map[string]func(out io.Writer, way forms.Way, locale string) error{
	formatText: pathTable,
	formatJSON: func(out io.Writer, way forms.Way, _ string) error { return writeJSON(out, way.Paths) },
	"mermaid":  func(out io.Writer, way forms.Way, locale string) error { return mermaid(out, way.Version.Flow(locale)) },
	"svg":      func(out io.Writer, way forms.Way, locale string) error { return svg(out, way.Version.Flow(locale)) },
}

// wayOf reads the brand's folder around a form's file. What else is wrong with the brand is printed.
func (m Main) wayOf(file string) (*forms.Way, error) {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	folder := filepath.Dir(filepath.Dir(absolute))
	if info, err := os.Stat(absolute); err != nil || info.IsDir() || filepath.Base(filepath.Dir(absolute)) != "forms" || !hasBrand(folder) {
		return nil, misuse("%s is no form of a brand; give DIR/forms/FORM.json, beside whose folder forms the brand.json stands", file)
	}
	ways, findings := forms.Ways(brandFS(folder))
	if ways == nil {
		printFindings(m.Stdout, filepath.Dir(filepath.Dir(filepath.Clean(file))), findings)
		return nil, errFindings
	}
	name := "forms/" + filepath.Base(absolute)
	for i := range ways {
		if ways[i].File == name {
			return &ways[i], nil
		}
	}
	return nil, misuse("%s is no form; give a .json file", file)
}

// pathTable prints one line for each path, and below what each needs.
func pathTable(out io.Writer, way forms.Way, _ string) error {
	p := way.Paths
	fmt.Fprintln(out, pathsHead(p))
	w := columns(out)
	fmt.Fprintln(w, "PATH\tQUESTIONS\tSECONDS\tASK\tGIVE\tBALANCE\tENDS WITH")
	for i, path := range p.Paths {
		fmt.Fprintf(w, "%d\t%s\t%s\t%.2f\t%.2f\t%s\t%s\n", i+1, path.Asked, path.Seconds, round(path.Ask), round(path.Give), balanceOf(path.Weight), strings.Join(path.Outcomes, ", "))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for i, path := range p.Paths {
		fmt.Fprintf(out, "\n%d  %s\n", i+1, path)
		for _, n := range path.Needs {
			if n.Next == "" {
				fmt.Fprintf(out, "   %s: %s\n", n.Page, n.Rule)
			} else {
				fmt.Fprintf(out, "   %s to %s: %s\n", n.Page, n.Next, n.Rule)
			}
		}
	}
	return nil
}

func pathsHead(p forms.Paths) string {
	switch {
	case p.Bounded && p.Lowest != nil:
		return fmt.Sprintf("%s (%s): more than 10000 paths, none with a balance under %.2f; shown are the lowest, the one that asks most, and the one that asks least for what people may rather keep", p.Form, p.Kind, *p.Lowest)
	case p.Bounded:
		return fmt.Sprintf("%s (%s): more than 10000 paths, none of which asks for anything that is kept", p.Form, p.Kind)
	}
	return fmt.Sprintf("%s (%s): %s", p.Form, p.Kind, plural(len(p.Paths), "path"))
}

func balanceOf(w forms.Weight) string {
	if w.Balance == nil {
		return "-"
	}
	return forms.Ratio(*w.Balance)
}
