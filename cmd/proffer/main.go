// Command proffer is the whole kit in one program; see README.md, or run it with --help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"proffer/cmd/internal/cli"
)

func main() { os.Exit(run(time.Now)) }

// run is main with the exit code returned, so that deferred calls happen.
func run(now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C ends the process at once, should the first one's grace take too long.
	context.AfterFunc(ctx, stop)
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	return cli.Main{
		Stdin:  os.Stdin,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Env:    os.LookupEnv,
		Now:    now,
		Hangup: hangup,
		Open:   cli.OpenBrowser,
	}.Run(ctx, os.Args)
}
