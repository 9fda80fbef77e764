package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/storage"
)

func (m Main) draw() *cli.Command {
	return &cli.Command{
		Name:     "draw",
		Category: groupRun,
		Usage:    "draw the winners of a draw that has closed, once",
		Description: "Prints the seed and the hashes of the winners, which stand at the draw's public address from then on, so that anybody\n" +
			"can draw again and find the same. --public is added to the seed: since whoever runs the server knows the seed, give\n" +
			"something that nobody could know before the draw closed. Drawn before, it prints that draw.",
		Flags: m.besideFlags(
			m.Env.Text("", "brand", "", brandFlag),
			m.Env.Text("", "offer", "", "`OFFER` as PROGRAM/OFFER (required)"),
			m.Env.Text("", "public", "", "`TEXT` that everybody can look up, such as the numbers of a lottery drawn later (default: none)"),
			m.textOrJSON(),
		),
		Metadata: example("proffer draw --brand fieldnote --offer welcome/grinder --public \"Lotto 12 34 56\""),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			_, c, err := placed(cmd)
			if err == nil {
				err = needs(cmd, "offer")
			}
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, formatText, formatJSON)
			if err != nil {
				return err
			}
			offer := cmd.String("offer")
			return m.beside(ctx, c, func(store storage.Store, e *engine.Engine) error {
				brand, err := brandOf(ctx, store, cmd.String("brand"))
				if err != nil {
					return err
				}
				d, first, err := e.Draw(ctx, "operator", brand, offer, cmd.String("public"))
				if fault.Is(err, fault.NotFound) {
					return fmt.Errorf("the brand %s has no draw %s that anybody entered; give --offer as PROGRAM/OFFER", brand, offer)
				}
				if err != nil {
					return err
				}
				if format == formatJSON {
					return writeJSON(m.Stdout, d)
				}
				if !first {
					fmt.Fprintf(m.Stdout, "It was drawn before.\n")
				}
				fmt.Fprintf(m.Stdout, "Drawn at    %s\nEntries     %d\nCommitment  %s\nSeed        %s\nPublic      %s\nList        %s\n",
					d.Drawn.At.UTC().Format(time.RFC3339), d.Entries, d.Commitment, d.Drawn.Seed, d.Drawn.Public, d.Drawn.Digest)
				for i, winner := range d.Drawn.Winners {
					fmt.Fprintf(m.Stdout, "Winner %-4d %s\n", i+1, winner)
				}
				return nil
			})
		},
	}
}
