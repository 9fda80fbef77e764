package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/urfave/cli/v3"

	"proffer/forms"
)

func (m Main) diff() *cli.Command {
	return &cli.Command{
		Name:     "diff",
		Category: groupWrite,
		Usage:    "say what a new version of a brand changes for people and for what is stored",
		Description: "Compares two folders of a brand, or two folders of brands, and prints what publishing NEW after OLD changes,\n" +
			"each with what follows from it. Both have to lint without errors. Exits 0 if nothing breaks, whatever else changes,\n" +
			"1 if stored values could not be read any more, which publishing refuses, and 2 if a folder cannot be read.",
		UsageText: "proffer diff [options] OLD NEW",
		Metadata:  example("proffer diff ./published/fieldnote ./brands/fieldnote"),
		Flags:     []cli.Flag{m.Env.Text("", "format", formatText, "`FORMAT` of the changes: text or json")},
		Action: func(_ context.Context, cmd *cli.Command) error {
			args, err := arguments(cmd, "OLD", "NEW")
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, formatText, formatJSON)
			if err != nil {
				return err
			}
			changes, err := compared(args[0], args[1])
			if err != nil {
				return misuse("%w", err)
			}
			return m.printChanges(changes, format)
		},
	}
}

// compared are the changes between two folders: of the one brand in each, whatever its id, or of the
// brands of the same id. A brand that is only in one of them is a change by itself.
func compared(before, after string) ([]forms.Change, error) {
	old, err := readFolders(before)
	if err != nil {
		return nil, err
	}
	young, err := readFolders(after)
	if err != nil {
		return nil, err
	}
	changes := []forms.Change{}
	if len(old) == 1 && len(young) == 1 {
		for _, a := range old {
			for _, b := range young {
				changes = append(changes, forms.Changes(a, b)...)
			}
		}
		return changes, nil
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		if young[id] != nil {
			changes = append(changes, forms.Changes(old[id], young[id])...)
		} else {
			changes = append(changes, forms.Change{Code: "removed_brand", File: "brand.json", Detail: fmt.Sprintf("the brand %q is gone", id), Effect: "its forms take no answers any more; what was answered stays"})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(young)) {
		if old[id] == nil {
			changes = append(changes, forms.Change{Code: "added_brand", File: "brand.json", Detail: fmt.Sprintf("the brand %q is new", id), Effect: "people can answer its forms"})
		}
	}
	return changes, nil
}

func (m Main) printChanges(changes []forms.Change, format string) error {
	breaking := 0
	for _, c := range changes {
		if c.Breaks {
			breaking++
		}
	}
	if format == formatJSON {
		if err := writeJSON(m.Stdout, map[string]any{"changes": changes}); err != nil {
			return err
		}
	} else {
		for _, c := range changes {
			fmt.Fprintln(m.Stdout, c.String())
		}
		switch {
		case len(changes) == 0:
			fmt.Fprintln(m.Stdout, "nothing changes")
		case breaking == 0:
			fmt.Fprintf(m.Stdout, "%s, none of which breaks what is stored\n", plural(len(changes), "change"))
		default:
			fmt.Fprintf(m.Stdout, "%s, of which %d would break what is stored: publishing refuses that\n", plural(len(changes), "change"), breaking)
		}
	}
	if breaking > 0 {
		return errFindings
	}
	return nil
}
