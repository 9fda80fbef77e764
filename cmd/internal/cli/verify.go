package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/rewards"
	"proffer/storage"
)

// errViolations ends `verify` with exit code 1 after the violations were printed.
var errViolations = errors.New("the store violates its invariants")

func (m Main) verify() *cli.Command {
	return &cli.Command{
		Name:     "verify",
		Category: groupRun,
		Usage:    "check on a live store that nothing was given twice, beyond its stock, or lost",
		Description: "Prints everything that must never be, with the ids of what it is about, and exits with 1; 0 if there is\n" +
			"nothing. It only reads, and runs beside a server. storage/README.md says what each invariant means.",
		Flags: append([]cli.Flag{
			m.Env.Text("", "format", formatText, "`FORMAT`: text, or json for one object"),
		}, config.PlaceFlags(m.Env)...),
		Metadata: example("proffer verify --store sqlite:///var/lib/proffer/proffer.db"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			c, err := placed(cmd)
			if err != nil {
				return err
			}
			format := cmd.String("format")
			if format != formatText && format != formatJSON {
				return misuse("--format is %q; give text or json", format)
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
		encoder := json.NewEncoder(m.Stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(struct {
			Violations []rewards.Violation `json:"violations"`
			rewards.Verified
			Seconds float64 `json:"seconds"`
		}{list, counts, took.Seconds()})
	} else {
		looked := fmt.Sprintf("%d responses, %d grants, %d events verified in %v", counts.Responses, counts.Grants, counts.Events, took.Round(time.Millisecond))
		if found > 0 {
			looked += ": " + plural(found, "violation")
		}
		_, err = fmt.Fprintln(m.Stdout, looked)
	}
	if err == nil && found > 0 {
		err = errViolations
	}
	return err
}

// placed reads the flags of a verb that looks at a store. Its keys and vault are taken to be beside a store that is named
// alone, as the server that made it would have put them.
func placed(cmd *cli.Command) (config.Config, error) {
	if _, err := arguments(cmd); err != nil {
		return config.Config{}, err
	}
	return located(cmd)
}

func located(cmd *cli.Command) (config.Config, error) {
	c, err := config.From(cmd)
	if err == nil && cmd.String("keys") == "" && cmd.String("store") != "" && !cmd.IsSet("data") {
		err = c.KeysBesideStore()
	}
	if err != nil {
		return c, misuse("%w", err)
	}
	return c, nil
}
