package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/urfave/cli/v3"

	"proffer/forms"
	"proffer/rewards"
)

// mostListed bounds what one call lists.
const mostListed = 1000

func (m Main) endpointsPing() *cli.Command {
	flags := []cli.Flag{
		m.Env.List("", "allow-private-webhooks", "`CIDR` of a private network that webhooks may go to; repeatable"),
		m.Env.Text("", "format", formatText, "`FORMAT`: text, or json of all that the log keeps of it"),
	}
	return m.onEndpoint("ping", "send an endpoint.ping now and say what came back", "This command sends it itself, from this machine. It fails unless the answer is a 2xx.", flags,
		func(ctx context.Context, cmd *cli.Command, d *rewards.Desk, brand, id string) error {
			format, err := formatOf(cmd, formatText, formatJSON)
			if err != nil {
				return err
			}
			a, err := d.Ping(ctx, brand, id, nil)
			if err != nil {
				return err
			}
			if format == formatJSON {
				if err := writeJSON(m.Stdout, a); err != nil {
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

func (m Main) endpointsDeliveries() *cli.Command {
	flags := []cli.Flag{
		m.Env.Text("", "state", "", "only those in `STATE`: pending, delivered, dropped or dead"),
		m.Env.Text("", "type", "", "only of this type of `EVENT`"),
		m.Env.Text("", "event", "", "only of the event with this `ID`"),
		m.Env.Count("", "limit", 20, "at most `N`, the newest"),
		m.Env.Text("", "format", formatText, "`FORMAT`: text, or json with each attempt that the log keeps"),
	}
	return m.onEndpoint("deliveries", "list an endpoint's deliveries, the newest first", "No values are shown here; GET /v1/endpoints/{id}/deliveries shows what each body would be now.", flags,
		func(ctx context.Context, cmd *cli.Command, d *rewards.Desk, brand, id string) error {
			format, err := formatOf(cmd, formatText, formatJSON)
			if err != nil {
				return err
			}
			q := rewards.DeliveryQuery{State: cmd.String("state"), Type: cmd.String("type"), Limit: cmd.Int("limit")}
			switch q.State {
			case "", rewards.DeliveryPending, rewards.DeliveryDelivered, rewards.DeliveryDropped, rewards.DeliveryDead:
			default:
				return misuse("--state is %q; give pending, delivered, dropped or dead", q.State)
			}
			if q.Type != "" && !slices.Contains(rewards.EventTypes, q.Type) {
				return misuse("--type is %q; %s", q.Type, forms.Suggest(q.Type, rewards.EventTypes))
			}
			if q.Limit < 1 || q.Limit > mostListed {
				return misuse("--limit is %d; give 1 to %d", q.Limit, mostListed)
			}
			if text := cmd.String("event"); text != "" {
				if q.Event, err = uuid.Parse(text); err != nil {
					return misuse("--event is %q; give an event's id, which is its webhook-id", text)
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
			if format == formatJSON {
				return writeJSON(m.Stdout, list)
			}
			return m.listDeliveries(list)
		})
}

func (m Main) listDeliveries(list []rewards.DeliveryView) error {
	rows := [][]string{{"SEQ", "EVENT", "TYPE", "HAPPENED", "STATE", "ATTEMPTS", "NEXT", "STATUS", "NOTE"}}
	for _, v := range list {
		next, status := "", ""
		if v.Next != nil {
			next = minute(*v.Next, "")
		}
		if v.Status != 0 {
			status = strconv.Itoa(v.Status)
		}
		rows = append(rows, []string{strconv.FormatInt(v.Seq, 10), v.Event.String(), v.Type, minute(v.Happened, ""), v.State, strconv.Itoa(v.Attempts), next, status, v.Note})
	}
	return writeTable(m.Stdout, rows)
}

func (m Main) endpointsReplay() *cli.Command {
	flags := []cli.Flag{
		m.Env.Text("", "event", "", "only the event with this `ID`"),
		m.Env.Text("", "from", "", "only events from this `TIME` on: a day such as 2026-11-22 (from midnight UTC), or RFC 3339"),
		m.Env.Text("", "until", "", "only events before this `TIME`"),
		m.Env.List("", "state", "deliveries in `STATE`, dead or delivered; repeatable (default: dead)"),
	}
	return m.onEndpoint("replay", "let ended deliveries come again, under the same webhook-id", "From the first attempt, each rendered anew from what is held and permitted then. Delivered ones come again by\nevent or within a range of time only. A running server sends them within seconds.", flags,
		func(ctx context.Context, cmd *cli.Command, d *rewards.Desk, brand, id string) error {
			r := rewards.ReplayRequest{Event: cmd.String("event"), States: cmd.StringSlice("state")}
			for _, bound := range []struct {
				flag string
				into *string
			}{{"from", &r.From}, {"until", &r.To}} {
				at, err := moment(bound.flag, cmd.String(bound.flag))
				if err != nil {
					return err
				}
				if !at.IsZero() {
					*bound.into = at.Format(time.RFC3339Nano)
				}
			}
			n, err := d.Replay(ctx, brand, id, r, nil)
			if err != nil {
				return err
			}
			fmt.Fprintf(m.Stdout, "%d pending again\n", n)
			return nil
		})
}
