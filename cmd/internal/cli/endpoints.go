package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/rewards"
	"proffer/storage"
)

func (m Main) endpoints() *cli.Command {
	return &cli.Command{
		Name:     "endpoints",
		Category: groupRun,
		Usage:    "run the endpoints that webhooks go to",
		Commands: []*cli.Command{
			m.endpointsList(), m.endpointsCreate(), m.endpointsPause(), m.endpointsResume(), m.endpointsRotate(), m.endpointsDelete(),
			m.endpointsPing(), m.endpointsDeliveries(), m.endpointsReplay(),
		},
		Action: m.group,
	}
}

// desk opens the store beside a running server, which notices what is changed within five seconds.
func (m Main) desk(ctx context.Context, c config.Config, do func(*rewards.Desk) error) error {
	return m.beside(ctx, c, func(store storage.Store, e *engine.Engine) error {
		return do(&rewards.Desk{
			Store: store, Now: m.Now, NewID: newID, Client: rewards.NewClient(c.AllowPrivateWebhooks),
			Fits: func(p rewards.Endpoint) error {
				_, err := e.Recipient(ctx, p.Brand, p.Recipient, p.Purposes)
				return err
			},
		})
	})
}

// endpointFlags name the brand, which may be left out where the store has one with endpoints.
func (m Main) endpointFlags(more ...cli.Flag) []cli.Flag {
	flags := append([]cli.Flag{m.Env.Text("", "brand", "", "`BRAND` of the endpoint (default: the only one that has endpoints)")}, more...)
	return append(flags, config.PlaceFlags(m.Env)...)
}

// onEndpoint is a verb about one endpoint, named by the argument.
func (m Main) onEndpoint(name, usage, description string, flags []cli.Flag, do func(ctx context.Context, cmd *cli.Command, d *rewards.Desk, brand, id string) error) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, Description: description, UsageText: "proffer endpoints " + name + " ENDPOINT [options]",
		Flags: m.endpointFlags(flags...), Metadata: example("proffer endpoints " + name + " shop"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			given, err := arguments(cmd, "ENDPOINT")
			if err != nil {
				return err
			}
			c, err := config.From(cmd)
			if err != nil {
				return misuse("%w", err)
			}
			return m.desk(ctx, c, func(d *rewards.Desk) error {
				brand, err := onlyBrand(ctx, d, cmd.String("brand"))
				if err != nil {
					return err
				}
				return do(ctx, cmd, d, brand, given[0])
			})
		},
	}
}

// onlyBrand is the brand that was named, or the only one that has endpoints.
func onlyBrand(ctx context.Context, d *rewards.Desk, named string) (string, error) {
	if named != "" {
		return named, nil
	}
	list, err := d.Store.Endpoints(ctx, "")
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", fmt.Errorf("this store has no endpoints; proffer endpoints create makes one")
	}
	for _, e := range list {
		if e.Brand != list[0].Brand {
			return "", misuse("several brands have endpoints; name one with --brand")
		}
	}
	return list[0].Brand, nil
}

func (m Main) endpointsList() *cli.Command {
	return &cli.Command{
		Name:     "list",
		Usage:    "list endpoints, with how each fares",
		Flags:    append([]cli.Flag{m.Env.Text("", "brand", "", "`BRAND` whose endpoints are listed (default: every brand's)")}, config.PlaceFlags(m.Env)...),
		Metadata: example("proffer endpoints list"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			return m.desk(ctx, c, func(d *rewards.Desk) error {
				list, err := d.Store.Endpoints(ctx, cmd.String("brand"))
				if err != nil {
					return err
				}
				return m.listEndpoints(ctx, d, list)
			})
		},
	}
}

func (m Main) listEndpoints(ctx context.Context, d *rewards.Desk, list []rewards.Endpoint) error {
	out := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "ENDPOINT\tBRAND\tRECIPIENT\tPURPOSES\tEVENTS\tURL\tSTATE\tCIRCUIT\tPENDING\tDELIVERED\tDROPPED\tDEAD")
	for _, e := range list {
		v, err := d.View(ctx, e, false)
		if err != nil {
			return err
		}
		state := v.State
		switch {
		case v.Disabled != nil:
			state += " (" + v.Disabled.Why + " " + day(v.Disabled.At, "") + ")"
		case v.State == rewards.StateUnfit:
			state += " (" + v.Unfit + ")"
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\n", v.Endpoint, e.Brand, v.Recipient, strings.Join(v.Purposes, ","), strings.Join(v.Events, ","),
			v.URL, state, v.Circuit, v.Deliveries[rewards.DeliveryPending], v.Deliveries[rewards.DeliveryDelivered], v.Deliveries[rewards.DeliveryDropped], v.Deliveries[rewards.DeliveryDead])
	}
	return out.Flush()
}

// told says what an endpoint is now.
func (m Main) told(e rewards.Endpoint, err error) error {
	if err != nil {
		return err
	}
	fmt.Fprintf(m.Stdout, "%s is %s\n", e.ID, e.State())
	return nil
}

// showSecret prints a secret that was made just now, or the public key of one that nobody else needs.
func (m Main) showSecret(ctx context.Context, d *rewards.Desk, e rewards.Endpoint) error {
	v, err := d.View(ctx, e, true)
	if err != nil {
		return err
	}
	if v.PublicKey != "" {
		fmt.Fprintln(m.Stdout, v.PublicKey)
		return nil
	}
	fmt.Fprintf(m.Stderr, "This is the only time that the secret is shown. Another one: proffer endpoints rotate %s\n", e.ID)
	fmt.Fprintln(m.Stdout, v.Secret)
	return nil
}
