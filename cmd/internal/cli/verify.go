package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/engine"
	"proffer/rewards"
	"proffer/storage"
)

func (m Main) verify() *cli.Command {
	return &cli.Command{
		Name:     "verify",
		Category: groupRun,
		Usage:    "check on a live store that nothing was given twice, beyond its stock, or lost",
		Description: "Prints everything that must never be, with the ids of what it is about, and exits with 1; 0 if there is\n" +
			"nothing. It only reads, and runs beside a server. storage/README.md says what each invariant means.",
		Flags:    m.besideFlags(m.Env.Text("", "format", formatText, "`FORMAT`: text, or json for one object")),
		Metadata: example("proffer verify --store sqlite:///var/lib/proffer/proffer.db"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			_, c, err := placed(cmd)
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, formatText, formatJSON)
			if err != nil {
				return err
			}
			return m.beside(ctx, c, func(_ storage.Store, e *engine.Engine) error { return m.verified(ctx, e, format) })
		},
	}
}

// verified prints violations as they are found, so that a store with many of them is no burden; as JSON, all at the end.
func (m Main) verified(ctx context.Context, e *engine.Engine, format string) error {
	start := m.Now()
	list, found := []rewards.Violation{}, 0
	counts, err := e.Verify(ctx, func(v rewards.Violation) error {
		found++
		if format == formatJSON {
			list = append(list, v)
			return nil
		}
		_, err := fmt.Fprintf(m.Stdout, "%s: %s\n", v.Invariant, v.What)
		return err
	})
	if err != nil {
		return err
	}
	took := m.Now().Sub(start)
	if format == formatJSON {
		err = writeJSON(m.Stdout, struct {
			Violations []rewards.Violation `json:"violations"`
			rewards.Verified
			Seconds float64 `json:"seconds"`
		}{list, counts, took.Seconds()})
	} else {
		looked := fmt.Sprintf("%s, %s, %s verified in %v", plural(counts.Responses, "response"), plural(counts.Grants, "grant"), plural(counts.Events, "event"), took.Round(time.Millisecond))
		if found > 0 {
			looked += ": " + plural(found, "violation")
		}
		_, err = fmt.Fprintln(m.Stdout, looked)
	}
	if err == nil && found > 0 {
		err = errFindings
	}
	return err
}
