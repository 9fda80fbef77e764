package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

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

// desk is where endpoints are run beside a server, which notices what is changed within five seconds.
func (m Main) desk(ctx context.Context, c config.Config, store storage.Store, e *engine.Engine) *rewards.Desk {
	return &rewards.Desk{
		Store: store, Now: m.Now, NewID: newID, Client: rewards.NewClient(c.AllowPrivateWebhooks),
		Fits: func(p rewards.Endpoint) error {
			_, err := e.Recipient(ctx, p.Brand, p.Recipient, p.Purposes)
			return err
		},
	}
}

// onEndpoint is a verb about one endpoint, named by the argument. Its brand may be left out where the store has one with endpoints.
func (m Main) onEndpoint(name, usage, description string, flags []cli.Flag, do func(ctx context.Context, cmd *cli.Command, d *rewards.Desk, brand, id string) error) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, Description: description, UsageText: "proffer endpoints " + name + " ENDPOINT [options]",
		Flags:    m.besideFlags(append([]cli.Flag{m.Env.Text("", "brand", "", "`BRAND` of the endpoint (default: the only one that has endpoints)")}, flags...)...),
		Metadata: example("proffer endpoints " + name + " shop"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			given, c, err := placed(cmd, "ENDPOINT")
			if err != nil {
				return err
			}
			return m.beside(ctx, c, func(store storage.Store, e *engine.Engine) error {
				d := m.desk(ctx, c, store, e)
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
	return m.list(listing{
		usage:   "list endpoints, with how each fares",
		example: "proffer endpoints list",
		brand:   "`BRAND` whose endpoints are listed (default: every brand's)",
		read: func(ctx context.Context, store storage.Store, e *engine.Engine, brand string) ([][]string, any, error) {
			list, err := store.Endpoints(ctx, brand)
			if err != nil {
				return nil, nil, err
			}
			return viewEndpoints(ctx, m.desk(ctx, config.Config{}, store, e), list)
		},
	})
}

// listedEndpoint is an endpoint as it is listed.
type listedEndpoint struct {
	Brand string `json:"brand"`
	rewards.EndpointView
}

func viewEndpoints(ctx context.Context, d *rewards.Desk, list []rewards.Endpoint) (table [][]string, all any, err error) {
	views := make([]listedEndpoint, len(list))
	table = [][]string{{"ENDPOINT", "BRAND", "RECIPIENT", "PURPOSES", "EVENTS", "URL", "STATE", "CIRCUIT", "PENDING", "DELIVERED", "DROPPED", "DEAD"}}
	for i, e := range list {
		v, err := d.View(ctx, e, false)
		if err != nil {
			return nil, nil, err
		}
		views[i] = listedEndpoint{e.Brand, v}
		state := v.State
		switch {
		case v.Disabled != nil:
			state += " (" + v.Disabled.Why + " " + minute(v.Disabled.At, "") + ")"
		case v.State == rewards.StateUnfit:
			state += " (" + v.Unfit + ")"
		}
		row := []string{v.Endpoint, e.Brand, v.Recipient, strings.Join(v.Purposes, ","), strings.Join(v.Events, ","), v.URL, state, v.Circuit}
		for _, of := range []string{rewards.DeliveryPending, rewards.DeliveryDelivered, rewards.DeliveryDropped, rewards.DeliveryDead} {
			row = append(row, strconv.FormatInt(v.Deliveries[of], 10))
		}
		table = append(table, row)
	}
	return table, views, nil
}

// showState says what an endpoint is now.
func (m Main) showState(e rewards.Endpoint, err error) error {
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
