package cli

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"

	"proffer/engine"
	"proffer/rewards"
	"proffer/storage"
)

func (m Main) endpointsCreate() *cli.Command {
	return &cli.Command{
		Name:      "create",
		Usage:     "make an endpoint and print its secret, once",
		UsageText: "proffer endpoints create ENDPOINT [options]",
		Description: "The secret stands on standard output alone; with --signature v1a it is the public key that the receiver needs.\n" +
			"A running server notices the endpoint within five seconds, and announces to it what happens from then on.",
		Flags: m.besideFlags(
			m.Env.Text("", "brand", "", brandFlag),
			m.Env.Text("", "recipient", "", "`RECIPIENT` of the brand that it belongs to (default: the brand itself)"),
			m.Env.List("", "purpose", "`PURPOSE` whose values it gets; repeatable, or with commas (required)"),
			m.Env.List("", "event", "type of `EVENT` that it gets; repeatable, or with commas (required)"),
			m.Env.List("", "program", "`PROGRAM` whose events it gets; repeatable, or with commas (default: all)"),
			m.Env.Text("", "to", "", "`URL` that webhooks are sent to (required)"),
			m.Env.Text("", "signature", rewards.SignatureShared, "`KIND` of signature: v1 with a shared secret, v1a with a key pair"),
		),
		Metadata: example("proffer endpoints create shop --brand fieldnote --purpose recommend --event response.completed,reward.granted --to https://shop.example/hooks"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			given, c, err := placed(cmd, "ENDPOINT")
			if err == nil {
				err = needs(cmd, "purpose", "event", "to")
			}
			if err != nil {
				return err
			}
			r := rewards.EndpointRequest{
				Endpoint: given[0], Recipient: cmd.String("recipient"), Purposes: cmd.StringSlice("purpose"), Events: cmd.StringSlice("event"),
				Programs: cmd.StringSlice("program"), URL: cmd.String("to"), Signature: cmd.String("signature"),
			}
			return m.beside(ctx, c, func(store storage.Store, e *engine.Engine) (err error) {
				brand, err := brandOf(ctx, store, cmd.String("brand"))
				if err != nil {
					return err
				}
				if r.Recipient, err = e.Recipient(ctx, brand, r.Recipient, nil); err != nil {
					return err
				}
				d := m.desk(ctx, c, store, e)
				made, err := d.Create(ctx, brand, r)
				if err != nil {
					return err
				}
				return m.showSecret(ctx, d, made)
			})
		},
	}
}

func (m Main) endpointsPause() *cli.Command {
	return m.onEndpoint("pause", "send nothing and keep everything", "A running server notices within five seconds.", nil,
		func(ctx context.Context, _ *cli.Command, d *rewards.Desk, brand, id string) error {
			return m.showState(d.Pause(ctx, brand, id, nil))
		})
}

func (m Main) endpointsResume() *cli.Command {
	return m.onEndpoint("resume", "send again what was kept", "It also enables an endpoint that was disabled because it answered 410.", nil,
		func(ctx context.Context, _ *cli.Command, d *rewards.Desk, brand, id string) error {
			return m.showState(d.Resume(ctx, brand, id, nil))
		})
}

func (m Main) endpointsRotate() *cli.Command {
	return m.onEndpoint("rotate", "make a fresh secret and print it, once", "The former secret signs beside the new one for 24 hours. An endpoint of the endpoints file is rotated there.", nil,
		func(ctx context.Context, _ *cli.Command, d *rewards.Desk, brand, id string) error {
			e, err := d.Rotate(ctx, brand, id, nil)
			if err != nil {
				return err
			}
			return m.showSecret(ctx, d, e)
		})
}

func (m Main) endpointsDelete() *cli.Command {
	return m.onEndpoint("delete", "forget an endpoint; what is pending for it ends", "Its secrets and its log are forgotten. One that the endpoints file names is removed there first.", nil,
		func(ctx context.Context, _ *cli.Command, d *rewards.Desk, brand, id string) error {
			if err := d.Delete(ctx, brand, id, nil); err != nil {
				return err
			}
			fmt.Fprintf(m.Stdout, "%s is deleted\n", id)
			return nil
		})
}
