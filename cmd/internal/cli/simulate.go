package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
	"proffer/storage"
)

func (m Main) simulate() *cli.Command {
	return &cli.Command{
		Name:     "simulate",
		Category: groupWrite,
		Usage:    "tell which offer a response would be given, and why not the others",
		Description: "Decides about a response that nobody gives, by the definitions in the folder, and tells for each offer of the\n" +
			"form's chain, each variant and each bonus that would not be given why, with the numbers. With --store or --data\n" +
			"the stock, budgets, pools and people are those of that store, beside its server; without, nothing was given\n" +
			"yet. Nothing is written, nor published.",
		UsageText: "proffer simulate [options] DIR FORM",
		Flags: m.besideFlags(
			m.Env.Text("", "stage", "", "`STAGE` of the journey that the form is met at"),
			m.Env.Text("", "channel", "", "`CHANNEL`: web, hosted, qr, kiosk, api or social"),
			m.Env.Text("", "locale", "", "`LOCALE` of the person (default: the form's first)"),
			m.Env.Text("", "ref", "", "`REF` of a person in the store, as an event told it (default: somebody new)"),
			m.Env.Text("", "recipient", "", "`RECIPIENT` whose ref it is (default: the brand itself)"),
			m.Env.List("", "held", "`OFFER=N` that somebody new holds, such as welcome/ten-percent=1; repeatable, or with commas"),
			m.Env.List("", "points", "`ACCOUNT=N` that somebody new can spend, such as beans=250; repeatable, or with commas"),
			m.Env.Text("", "knowledge", "", "`POINTS,CORRECT,TOTAL` that a quiz with right answers comes to"),
			m.Env.Text("", "at", "", "`TIME` of the response: a day such as 2026-11-01 (midnight UTC), or RFC 3339 (default: now)"),
			m.textOrJSON(),
		),
		Metadata: example("proffer simulate ./brands/fieldnote find-your-coffee --held welcome/ten-percent=1"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			args, c, err := placed(cmd, "DIR", "FORM")
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, formatText, formatJSON)
			if err != nil {
				return err
			}
			r, err := simulateRequest(cmd, args[1])
			if err != nil {
				return err
			}
			return m.simulated(ctx, c, cmd.IsSet("data") || cmd.IsSet("store"), args[0], cmd.String("recipient"), r, format)
		},
	}
}

func simulateRequest(cmd *cli.Command, form string) (engine.SimulateRequest, error) {
	r := engine.SimulateRequest{Form: form, Stage: cmd.String("stage"), Channel: cmd.String("channel"), Locale: cmd.String("locale"), Ref: cmd.String("ref")}
	for _, text := range cmd.StringSlice("held") {
		name, n, err := counted("held", text)
		if err != nil {
			return r, err
		}
		if r.Held == nil {
			r.Held = map[string]int{}
		}
		r.Held[name] = int(n)
	}
	for _, text := range cmd.StringSlice("points") {
		name, n, err := counted("points", text)
		if err != nil {
			return r, err
		}
		if r.Points == nil {
			r.Points = map[string]int64{}
		}
		r.Points[name] = n
	}
	if text := cmd.String("knowledge"); text != "" {
		k := &engine.SimulateKnowledge{}
		if n, err := fmt.Sscanf(text+"\n", "%d,%d,%d\n", &k.Points, &k.Correct, &k.Total); err != nil || n != 3 {
			return r, misuse("--knowledge is %q; give points, right answers and questions, such as 8,4,5", text)
		}
		r.Knowledge = k
	}
	at, err := moment("at", cmd.String("at"))
	if err == nil && !at.IsZero() {
		r.At = &at
	}
	return r, err
}

// counted reads NAME=N.
func counted(flag, text string) (string, int64, error) {
	name, number, found := strings.Cut(text, "=")
	n, err := strconv.ParseInt(number, 10, 32)
	if !found || err != nil || name == "" {
		return "", 0, misuse("--%s is %q; give a name and a number, such as %s", flag, text, map[string]string{"held": "welcome/ten-percent=1", "points": "beans=250"}[flag])
	}
	return name, n, nil
}

// simulated publishes the folder to a store that keeps nothing of it, and asks.
func (m Main) simulated(ctx context.Context, c config.Config, live bool, folder, recipient string, r engine.SimulateRequest, format string) error {
	bundle, form, err := m.formIn(folder, r.Form)
	if err != nil {
		return err
	}
	r.Form = form.ID
	ask := func(store storage.Store, keys *config.Keys) error {
		e, err := m.newEngine(unpublished{store}, keys, parts{publicURL: "http://localhost", log: m.logger(slog.LevelWarn)}, nil, nil)
		if err != nil {
			return err
		}
		if _, err := e.Publish(ctx, bundle); err != nil {
			return err
		}
		client := engine.Client{Key: rewards.AccessKey{Brand: bundle.Brand.ID, Recipient: recipient}}
		if r.Ref != "" {
			if client.Key.Recipient, err = e.Recipient(ctx, bundle.Brand.ID, recipient, nil); err != nil {
				return err
			}
		}
		s, err := e.Simulate(ctx, client, "", r)
		if err != nil {
			return err
		}
		return m.showSimulation(s, format)
	}
	if live {
		return m.besideKeys(ctx, c, ask)
	}
	if r.Ref != "" {
		return misuse("--ref names a person of a store; give its --store or --data")
	}
	return typed(m.withNothing(ctx, ask))
}

// withNothing opens a store of its own in which nothing was ever given, and removes it.
func (m Main) withNothing(ctx context.Context, ask func(storage.Store, *config.Keys) error) (err error) {
	dir, err := os.MkdirTemp("", "proffer-simulate-")
	if err != nil {
		return fmt.Errorf("no temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c := config.Config{Data: dir}
	if err := c.Place(); err != nil {
		return err
	}
	store, keys, err := m.openStore(ctx, c, parts{passing: true, log: m.logger(slog.LevelWarn)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return ask(store, keys)
}

// unpublished is a store of which a publication changes nothing: what is published is only looked at.
type unpublished struct{ storage.Store }

// Publish implements forms.Store, and stores nothing; no version has a number.
func (unpublished) Publish(_ context.Context, _ string, drafts []forms.Draft, _ []forms.Blob, _ forms.Admit) ([]forms.Published, error) {
	out := make([]forms.Published, len(drafts))
	for i, d := range drafts {
		out[i] = forms.Published{Form: d.Form}
	}
	return out, nil
}

func (m Main) showSimulation(s *engine.Simulation, format string) error {
	if format == formatJSON {
		return writeJSON(m.Stdout, s)
	}
	if !s.Accepted {
		fmt.Fprintf(m.Stdout, "No answer would be taken: %s. If one were:\n", s.Why)
	}
	for _, c := range s.Chains {
		who := "Everybody"
		switch {
		case c.Drawn:
			who = "This person"
		case c.Share < 100:
			who = fmt.Sprintf("%d%% of people", c.Share)
		}
		fmt.Fprintf(m.Stdout, "%s, of %s:\n", who, strings.Join(c.Offers, ", then "))
		if c.Gives != nil {
			showGrant(m.Stdout, "given", *c.Gives)
		} else if c.Refusal != nil {
			fmt.Fprintf(m.Stdout, "  nothing is given: %s\n", c.Refusal.Reason)
		}
		showNot(m.Stdout, c.Not)
		for _, g := range c.Bonuses {
			showGrant(m.Stdout, "on top", g)
		}
		showNot(m.Stdout, c.NotBonuses)
	}
	return nil
}

func showGrant(out io.Writer, how string, g engine.SimulatedGrant) {
	fmt.Fprintf(out, "  %s: %s %s (%s, worth %s %s), number %d of this person's\n", how, g.Offer, g.Version, g.Kind, g.Worth.Amount, g.Worth.Currency, g.Ordinal)
}

func showNot(out io.Writer, list []rewards.Considered) {
	for _, n := range list {
		fmt.Fprintf(out, "  not %s: %s: %s\n", n.Offer, n.Reason, n.Detail)
	}
}
