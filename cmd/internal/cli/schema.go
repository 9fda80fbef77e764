package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"proffer/forms"
	"proffer/rewards"
)

func (m Main) schema() *cli.Command {
	return &cli.Command{
		Name:     "schema",
		Category: groupWrite,
		Usage:    "print the JSON Schema with which an editor completes and explains a definition",
		Description: "Prints JSON Schema (draft 2020-12) of one kind of file: brand, form, program or catalog. Put it beside your\n" +
			"definitions and name it in their \"$schema\"; `proffer new` does both. The schema of an event is what your receiver of\n" +
			"webhooks can check and make its types from.",
		UsageText: "proffer schema KIND",
		Metadata:  example("proffer schema form > .schema/form.json"),
		Action: func(_ context.Context, cmd *cli.Command) error {
			args, err := arguments(cmd, "KIND")
			if err != nil {
				return err
			}
			kinds := append(forms.SchemaKinds(), "event")
			if !slices.Contains(kinds, args[0]) {
				return misuse("there is no schema for %q; write one of %s", args[0], strings.Join(kinds, ", "))
			}
			text := rewards.EventSchema
			if args[0] != "event" {
				if text, err = forms.Schema(args[0]); err != nil {
					return err
				}
			}
			_, err = fmt.Fprint(m.Stdout, string(text))
			return err
		},
	}
}
