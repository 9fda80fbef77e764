package cli

import (
	"context"

	"github.com/urfave/cli/v3"

	"proffer/engine"
	"proffer/storage"
)

// listing is a verb `list`: what a store has, as a table whose first row names the columns, or all of it as JSON.
type listing struct {
	usage, example string
	brand          string // what the flag is for
	needsBrand     bool   // or "" is every brand
	read           func(ctx context.Context, store storage.Store, e *engine.Engine, brand string) (table [][]string, all any, err error)
}

func (m Main) list(l listing) *cli.Command {
	return &cli.Command{
		Name:     "list",
		Usage:    l.usage,
		Flags:    m.besideFlags(m.Env.Text("", "brand", "", l.brand), m.textOrJSON()),
		Metadata: example(l.example),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			_, c, err := placed(cmd)
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, formatText, formatJSON)
			if err != nil {
				return err
			}
			return m.beside(ctx, c, func(store storage.Store, e *engine.Engine) error {
				brand := cmd.String("brand")
				if brand != "" || l.needsBrand {
					if brand, err = brandOf(ctx, store, brand); err != nil {
						return err
					}
				}
				table, all, err := l.read(ctx, store, e, brand)
				if err != nil {
					return err
				}
				if format == formatJSON {
					return writeJSON(m.Stdout, all)
				}
				return writeTable(m.Stdout, table)
			})
		},
	}
}
