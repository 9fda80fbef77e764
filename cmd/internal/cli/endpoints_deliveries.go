package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/urfave/cli/v3"

	"proffer/rewards"
)

// mostListed bounds what one call lists.
const mostListed = 1000

func (m Main) endpointsPing() *cli.Command {
	flags := []cli.Flag{
		m.Env.List("", "allow-private-webhooks", "`CIDR` of a private network that webhooks may go to; repeatable"),
		m.Env.Switch("", "json", "print all that the log keeps of it"),
	}
	return m.onEndpoint("ping", "send an endpoint.ping now and say what came back", "This command sends it itself, from this machine. It fails unless the answer is a 2xx.", flags,
		func(ctx context.Context, cmd *cli.Command, d *rewards.Desk, brand, id string) error {
			a, err := d.Ping(ctx, brand, id, nil)
			if err != nil {
				return err
			}
			if cmd.Bool("json") {
				if err := m.printJSON(a); err != nil {
					return err
				}
			} else {
				fmt.Fprintf(m.Stdout, "%s: %s, %s\n", id, a.Note, time.Duration(a.Timing.Total)*time.Microsecond)
			}
			if a.State != rewards.DeliveryDelivered {
				return fmt.Errorf("the ping of %s did not arrive: %s", id, a.Note)
			}
			return nil
		})
}

func (m Main) printJSON(v any) error {
	out := json.NewEncoder(m.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

func (m Main) endpointsDeliveries() *cli.Command {
	flags := []cli.Flag{
		m.Env.Text("", "state", "", "only those in `STATE`: pending, delivered, dropped or dead"),
		m.Env.Text("", "type", "", "only of this type of `EVENT`"),
		m.Env.Text("", "event", "", "only of the event with this `ID`"),
		m.Env.Count("", "limit", 20, "at most `N`, the newest"),
		m.Env.Switch("", "json", "print each attempt that the log keeps"),
	}
	return m.onEndpoint("deliveries", "list an endpoint's deliveries, the newest first", "No values are shown here; GET /v1/endpoints/{id}/deliveries shows what each body would be now.", flags,
		func(ctx context.Context, cmd *cli.Command, d *rewards.Desk, brand, id string) error {
			q := rewards.DeliveryQuery{State: cmd.String("state"), Type: cmd.String("type"), Limit: cmd.Int("limit")}
			switch q.State {
			case "", rewards.DeliveryPending, rewards.DeliveryDelivered, rewards.DeliveryDropped, rewards.DeliveryDead:
			default:
				return misuse("--state is %q; give pending, delivered, dropped or dead", q.State)
			}
			if q.Limit < 1 || q.Limit > mostListed {
				return misuse("--limit is %d; give 1 to %d", q.Limit, mostListed)
			}
			if text := cmd.String("event"); text != "" {
				var err error
				if q.Event, err = uuid.Parse(text); err != nil {
					return misuse("--event is no event's id; give a webhook-id")
				}
			}
			e, err := d.Endpoint(ctx, brand, id)
			if err != nil {
				return err
			}
			list, err := d.Deliveries(ctx, e, e, q)
			if err != nil {
				return err
			}
			if cmd.Bool("json") {
				return m.printJSON(list)
			}
			return m.listDeliveries(list)
		})
}

func (m Main) listDeliveries(list []rewards.DeliveryView) error {
	out := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "SEQ\tEVENT\tTYPE\tHAPPENED\tSTATE\tATTEMPTS\tNEXT\tSTATUS\tNOTE")
	for _, v := range list {
		next, status := "-", "-"
		if v.Next != nil {
			next = day(*v.Next, "-")
		}
		if v.Status != 0 {
			status = strconv.Itoa(v.Status)
		}
		fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", v.Seq, v.Event, v.Type, day(v.Happened, "-"), v.State, v.Attempts, next, status, v.Note)
	}
	return out.Flush()
}

func (m Main) endpointsReplay() *cli.Command {
	flags := []cli.Flag{
		m.Env.Text("", "event", "", "only the event with this `ID`"),
		m.Env.Text("", "from", "", "only events from this `TIME` on, such as 2026-11-22T06:40:00Z"),
		m.Env.Text("", "until", "", "only events before this `TIME`"),
		m.Env.List("", "state", "deliveries in `STATE`, dead or delivered; repeatable (default: dead)"),
	}
	return m.onEndpoint("replay", "let ended deliveries come again, under the same webhook-id", "From the first attempt, each rendered anew from what is held and permitted then. Delivered ones come again by\nevent or within a range of time only. A running server sends them within seconds.", flags,
		func(ctx context.Context, cmd *cli.Command, d *rewards.Desk, brand, id string) error {
			n, err := d.Replay(ctx, brand, id, rewards.ReplayRequest{
				Event: cmd.String("event"), From: cmd.String("from"), To: cmd.String("until"), States: cmd.StringSlice("state"),
			}, nil)
			if err != nil {
				return err
			}
			fmt.Fprintf(m.Stdout, "%d pending again\n", n)
			return nil
		})
}
