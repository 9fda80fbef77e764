// Package cli is Proffer's command line: one file per verb, each turning what config made of the
// flags into calls of the packages below. It holds no rule of its own about forms, answers or
// rewards.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
)

// Main is one run of the program with everything it takes from the world, so that a test starts
// exactly what main starts.
type Main struct {
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Env    config.Env
	Now    func() time.Time
	// Hangup tells `serve` to read its brand folders again. Nil never does.
	Hangup <-chan os.Signal
	// Open shows a URL in the browser, for `demo --open`.
	Open func(url string) error
}

// Run does what args (with the program's name first) ask for until it is done or ctx ends, and
// returns the exit code: 0 done, 1 failed, 2 not understood. A message for the person stands on
// Stderr by then.
func (m Main) Run(ctx context.Context, args []string) int {
	root := m.root()
	if len(args) > 1 {
		args = append(args[:1:1], spelled(args[1:])...)
	}
	if text, ok := asked(root, args); ok {
		fmt.Fprint(m.Stdout, text)
		return 0
	}
	err := root.Run(ctx, args)
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFindings):
		return 1 // they were printed
	case errors.As(err, &usage):
		fmt.Fprintf(m.Stderr, "proffer: %v\n", err)
		return 2
	default:
		fmt.Fprintf(m.Stderr, "proffer: %v\n", err)
		return 1
	}
}

// spelled puts the other ways in which people ask for help and the version into ours.
func spelled(args []string) []string {
	if len(args) == 0 {
		return args
	}
	switch args[0] {
	case "help":
		return append(append([]string{}, args[1:]...), "--help")
	case "--version", "-v":
		return append([]string{"version"}, args[1:]...)
	}
	return args
}

// root is the command line as a tree. The order here is the order of help.
func (m Main) root() *cli.Command {
	root := &cli.Command{
		Name:  "proffer",
		Usage: "ask people what they like, say why, and give something back at once",
		Description: "Proffer serves a brand's quizzes, polls and surveys, keeps the answers under the person's control,\n" +
			"and tells the brand's systems by signed webhook what each of them may know.",
		HideVersion: true,
		Commands: []*cli.Command{
			m.demo(),
			m.new(), m.schema(), m.lint(), m.try(), m.simulate(), m.diff(), m.paths(), m.embed(),
			m.serve(), m.keys(), m.endpoints(), m.codes(), m.draw(), m.backup(), m.restore(), m.verify(),
			m.responses(), m.report(),
			m.webhooks(), m.bench(), m.version(),
		},
		Action: m.group,
	}
	m.prepare(root)
	return root
}

// prepare gives every command of the tree what they share.
func (m Main) prepare(cmd *cli.Command) {
	cmd.HideHelp = true // asked shows ours, which is the same at each level
	cmd.Reader, cmd.Writer, cmd.ErrWriter = m.Stdin, m.Stdout, m.Stderr
	cmd.ExitErrHandler = func(context.Context, *cli.Command, error) {} // Run decides, and ends no process
	cmd.OnUsageError = func(_ context.Context, at *cli.Command, err error, _ bool) error {
		return misuse("%w; see: %s --help", err, at.FullName())
	}
	for _, sub := range cmd.Commands {
		m.prepare(sub)
	}
}

// group is the action of a command that only has commands, when none of them was given.
func (m Main) group(_ context.Context, cmd *cli.Command) error {
	return misuse("there is no command %q; see: %s --help", cmd.Args().First(), cmd.FullName())
}

// usageError is a command line that was not understood.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func misuse(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// arguments checks that exactly these were given and returns them. One in brackets may be left out, and is "" then.
func arguments(cmd *cli.Command, names ...string) ([]string, error) {
	given := cmd.Args().Slice()
	for _, name := range names[min(len(given), len(names)):] {
		if !strings.HasPrefix(name, "[") {
			return nil, misuse("%s needs %s; see: %s --help", cmd.FullName(), name, cmd.FullName())
		}
		given = append(given, "")
	}
	if len(given) > len(names) {
		return nil, misuse("%s does not take %q; see: %s --help", cmd.FullName(), given[len(names)], cmd.FullName())
	}
	return given, nil
}

// needs refuses a command without one of these flags.
func needs(cmd *cli.Command, flags ...string) error {
	for _, flag := range flags {
		if cmd.String(flag) == "" && len(cmd.StringSlice(flag)) == 0 {
			return misuse("--%s is missing; see: %s --help", flag, cmd.FullName())
		}
	}
	return nil
}

// configured reads the flags of a verb that takes no argument.
func configured(cmd *cli.Command) (config.Config, error) {
	if _, err := arguments(cmd); err != nil {
		return config.Config{}, err
	}
	c, err := config.From(cmd)
	if err != nil {
		return c, misuse("%w", err)
	}
	return c, nil
}
