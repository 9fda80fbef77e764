package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/cmd/internal/preview"
	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
)

func (m Main) try() *cli.Command {
	return &cli.Command{
		Name:     "try",
		Category: groupWrite,
		Usage:    "walk a form in the terminal and see what would come of it",
		Description: "Shows the notice and the offer, asks the questions as a person meets them, and tells the result, the reward,\n" +
			"what would be kept for what and until when, and what each recipient would get. It is a test: nothing is stored.\n" +
			"Choices are answered with their number, several as 1,3, a ranking in its order as 3,1,2. An empty line skips a\n" +
			"question, - declines it, < goes back, q ends; a text that is one of these is written with a backslash before it.\n" +
			"FORM may be left out where the brand has only one.",
		UsageText: "proffer try [options] DIR [FORM]",
		Metadata:  example("proffer try ./brands/fieldnote find-your-coffee --locale it"),
		Flags: []cli.Flag{
			m.Env.Text("", "answers", "", "`FILE` with all answers, {\"question\": value}, instead of asking"),
			m.Env.List("", "object", "`PURPOSE` of a legitimate interest to object to; several with commas"),
			m.Env.Text("", "locale", "", "`LOCALE` of the person (default: the form's first)"),
			m.Env.Text("", "stage", "", "`STAGE` of the journey that the form is met at"),
			m.Env.Text("", "context", "", "`JSON` that the page passes in, {\"field\": value}; what only the brand can sign is signed"),
			m.Env.Text("", "format", formatText, "`FORMAT`: text, or json of what came of it, with questions on standard error"),
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			args, err := arguments(cmd, "DIR", "[FORM]")
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, formatText, formatJSON)
			if err != nil {
				return err
			}
			t := &trial{m: m, in: bufio.NewReader(m.Stdin), out: m.Stdout, answers: map[string]json.RawMessage{}, settled: map[string]bool{}, told: map[string]bool{}}
			if format == formatJSON {
				t.out = m.Stderr
			}
			wish := engine.TicketRequest{Locale: cmd.String("locale"), Stage: cmd.String("stage"), Channel: "web", Test: true}
			end, err := t.begin(ctx, args[0], args[1], wish, cmd.String("context"))
			if err != nil {
				return err
			}
			return errors.Join(t.run(ctx, cmd.String("answers"), cmd.StringSlice("object"), format), end())
		},
	}
}

// trial is one walk through a form that counts for nothing.
type trial struct {
	m       Main
	in      *bufio.Reader
	out     io.Writer
	engine  *engine.Engine
	bundle  *forms.Bundle
	form    *forms.Form
	version *forms.Version
	ticket  *engine.TicketReply

	answers map[string]json.RawMessage // so far
	done    []string                   // pages
	page    string                     // whose title was told last
	asked   []string                   // questions, as they were settled, for the way back
	settled map[string]bool            // answered, declined or skipped
	told    map[string]bool            // right answers that were told: their answer stands
}

// begin publishes the brand to a store of its own and gets a ticket; end removes the store.
func (t *trial) begin(ctx context.Context, folder, form string, wish engine.TicketRequest, passed string) (end func() error, err error) {
	if err := t.load(folder, form); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "proffer-try-")
	if err != nil {
		return nil, fmt.Errorf("no temporary folder: %w", err)
	}
	closing := func() error { return nil }
	remove := func() error { return errors.Join(closing(), os.RemoveAll(dir)) }
	defer func() {
		if err != nil {
			err = errors.Join(err, remove())
		}
	}()
	c := config.Config{Data: dir}
	if err := c.Place(); err != nil {
		return nil, err
	}
	signer, err := preview.NewSigner()
	if err != nil {
		return nil, err
	}
	signer.Join(t.bundle)
	if err := t.sign(signer, &wish, passed); err != nil {
		return nil, err
	}
	k, err := t.m.assemble(ctx, c, parts{publicURL: "http://localhost", endpoints: everyRecipient(t.bundle), tests: true, passing: true, log: t.m.logger(slog.LevelWarn)})
	if err != nil {
		return nil, err
	}
	t.engine, closing = k.engine, k.store.Close
	if err := k.publish(ctx, t.bundle); err != nil {
		return nil, err
	}
	form = t.form.ID
	if t.version, _, err = k.engine.Current(t.bundle.Brand.ID, form); err != nil {
		return nil, err
	}
	if err := offeredIn(t.version, wish.Locale); err != nil {
		return nil, err
	}
	wish.Brand, wish.Form = t.bundle.Brand.ID, form
	if t.ticket, err = k.engine.Ticket(ctx, wish); err != nil {
		return nil, misuse("%s", told(err))
	}
	return remove, nil
}

// load reads the brand with the form. Whenever it opens, it can be tried.
func (t *trial) load(folder, form string) error {
	var err error
	if t.bundle, t.form, err = t.m.formIn(folder, form); err != nil {
		return err
	}
	if s := (forms.Schedule{Opens: t.form.Opens, Closes: t.form.Closes}); !s.Open(t.m.Now()) {
		fmt.Fprintf(t.out, "The form takes no answers now (see \"opens\" and \"closes\"); it is tried as if it did.\n\n")
		t.form.Opens, t.form.Closes = nil, nil
	}
	return nil
}

// offeredIn refuses a locale, or one of a language, in which a form is not offered: what was asked for would show in another.
func offeredIn(v *forms.Version, wish string) error {
	if wish == "" || slices.Contains(v.Locales, wish) {
		return nil
	}
	language, _, _ := strings.Cut(wish, "-")
	if slices.Contains(v.Locales, language) {
		return nil
	}
	return misuse("--locale: the form %s is not offered in %q, only in %s", v.Form.ID, wish, strings.Join(v.Locales, ", "))
}

// sign reads what the page passes in, and has the brand sign what only it can say, and who it is.
func (t *trial) sign(signer *preview.Signer, wish *engine.TicketRequest, passed string) error {
	context := map[string]json.RawMessage{}
	if passed != "" {
		if err := json.Unmarshal([]byte(passed), &context); err != nil {
			return misuse("--context is no JSON object such as {\"order\": \"A1\"}: %w", err)
		}
	}
	signed, open := preview.Passes(t.form, context)
	if len(open) > 0 {
		wish.Context = treeOf(open)
	}
	if !preview.Signs(t.form) {
		return nil
	}
	var err error
	wish.Identity, err = signer.Identity(t.bundle.Brand.ID, signed, t.m.Now())
	return err
}

// everyRecipient is an endpoint for each recipient, with all that its purposes allow; the brand's own also
// hear of rewards, since they honour them. Nothing is ever sent there: a test makes no delivery.
func everyRecipient(b *forms.Bundle) []rewards.Endpoint {
	var out []rewards.Endpoint
	for _, id := range b.Brand.Recipients.Names() {
		p := rewards.Endpoint{ID: id, Brand: b.Brand.ID, Recipient: id, Purposes: purposesOf(b, id), Events: []string{rewards.EventResponseCompleted}}
		if r, _ := b.Brand.Recipients.Get(id); r.Role == forms.RoleSelf {
			p.Events = append(p.Events, rewards.EventRewardGranted)
		}
		if len(p.Purposes) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// run asks, or takes the file's answers, and tells what comes of them.
func (t *trial) run(ctx context.Context, file string, objections []string, format string) error {
	t.card()
	if file != "" {
		raw, err := os.ReadFile(file)
		if err != nil {
			return misuse("--answers: %w", err)
		}
		if err := json.Unmarshal(raw, &t.answers); err != nil {
			return misuse("--answers %s is no JSON object {\"question\": value}: %w", file, err)
		}
	} else if err := t.walk(ctx); errors.Is(err, errQuit) {
		fmt.Fprintln(t.out, "\nEnded. Nothing was stored.")
		return nil
	} else if err != nil {
		return err
	}
	reply, err := t.engine.Respond(ctx, engine.ResponseRequest{Ticket: t.ticket.Ticket, Answers: treeOf(t.answers), Objections: objections})
	if err != nil {
		fmt.Fprintf(t.m.Stderr, "%s\n", told(err))
		return errFindings
	}
	if format == formatJSON {
		return writeJSON(t.m.Stdout, map[string]any{"form": t.form.ID, "locale": t.ticket.Locale, "answers": t.answers, "reply": reply, "shares": append([]engine.Share{}, reply.Shares...)})
	}
	t.result(reply)
	return nil
}

// treeOf is a value of our own making as a request brings it.
func treeOf(v any) *forms.Node {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	root, _, _ := forms.ParseTree(raw)
	return root
}
