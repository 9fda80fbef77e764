package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/rewards"
	"proffer/storage"
)

func (m Main) codes() *cli.Command {
	return &cli.Command{
		Name:     "codes",
		Category: groupRun,
		Usage:    "import codes of your own into pools, and see what is left",
		Commands: []*cli.Command{m.codesImport(), m.codesList()},
		Action:   m.group,
	}
}

func (m Main) codesImport() *cli.Command {
	return &cli.Command{
		Name:  "import",
		Usage: "put the codes of a CSV file into a pool",
		Description: "Reads the first column, or the one that the first line names \"code\"; - is standard input. Blank lines are skipped.\n" +
			"Each line that is refused is named with the reason, the others are imported; it exits with 1 if any was. It runs\n" +
			"beside a server without holding it up. If it is ended, the same import again adds the rest.",
		UsageText: "proffer codes import --pool POOL [options] FILE",
		Flags: m.besideFlags(
			m.Env.Text("", "brand", "", brandFlag),
			m.Env.Text("", "pool", "", "`POOL`'s id, as an offer's gives names it (required)"),
			m.Env.Switch("", "dry-run", "import nothing, and say what would come of it"),
		),
		Metadata: example("proffer codes import --brand fieldnote --pool cinema codes.csv"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			given, c, err := placed(cmd, "FILE")
			if err == nil {
				err = needs(cmd, "pool")
			}
			if err != nil {
				return err
			}
			i := &rewards.Import{Brand: cmd.String("brand"), Pool: cmd.String("pool"), Dry: cmd.Bool("dry-run"), Rest: importRest}
			if !rewards.IsID(i.Pool) {
				return misuse("--pool is %q; give an id such as cinema: small letters, digits, _ and -, a letter first", i.Pool)
			}
			file := m.Stdin
			if given[0] != "-" {
				f, err := os.Open(given[0])
				if err != nil {
					return misuse("%w", err)
				}
				defer f.Close() // it was only read
				if info, err := f.Stat(); err == nil && info.IsDir() {
					return misuse("%s is a folder; give a CSV file, or - for standard input", given[0])
				}
				file = f
			}
			return m.importCodes(ctx, c, i, file)
		},
	}
}

const (
	// importRest is how long an import waits after each call, so that a server which waits for the file's lock comes first.
	importRest = 2 * time.Millisecond
	// importShows is how many refused lines are printed.
	importShows = 1000
)

func (m Main) importCodes(ctx context.Context, c config.Config, i *rewards.Import, file io.Reader) error {
	return m.beside(ctx, c, func(store storage.Store, _ *engine.Engine) (err error) {
		if i.Brand, err = brandOf(ctx, store, i.Brand); err != nil {
			return err
		}
		i.Store = store
		shown := 0
		i.Refused = func(no rewards.RefusedLine) {
			switch shown++; {
			case shown > importShows:
			case no.Other > 0:
				fmt.Fprintf(m.Stderr, "line %d: %s, on line %d\n", no.Line, no.Says(), no.Other)
			default:
				fmt.Fprintf(m.Stderr, "line %d: %s\n", no.Line, no.Says())
			}
		}
		out, err := i.CSV(ctx, file)
		if shown > importShows {
			fmt.Fprintf(m.Stderr, "and %s more\n", plural(shown-importShows, "line"))
		}
		verb := "added"
		if i.Dry {
			verb = "would be added"
		}
		fmt.Fprintf(m.Stdout, "%s %s to the pool %s of %s, %s refused\n", plural(out.Added, "code"), verb, i.Pool, i.Brand, plural(out.Refused, "line"))
		switch {
		case err != nil:
			return fmt.Errorf("the import ended early: %w; the same again adds the rest", err)
		case out.Refused > 0:
			return errFindings
		}
		return nil
	})
}

func (m Main) codesList() *cli.Command {
	return m.list(listing{
		usage:      "list a brand's pools with what is left in each",
		example:    "proffer codes list --brand fieldnote",
		brand:      brandFlag,
		needsBrand: true,
		read: func(ctx context.Context, store storage.Store, _ *engine.Engine, brand string) ([][]string, any, error) {
			list, err := store.Pools(ctx, brand)
			if err != nil {
				return nil, nil, err
			}
			table := [][]string{{"POOL", "LEFT", "GIVEN", "TOTAL"}}
			for _, p := range list {
				table = append(table, []string{p.Pool, fmt.Sprint(p.Left), fmt.Sprint(p.Given()), fmt.Sprint(p.Total)})
			}
			return table, list, nil
		},
	})
}
