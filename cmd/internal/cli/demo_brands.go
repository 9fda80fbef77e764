package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"proffer/cmd/internal/config"
	"proffer/cmd/internal/preview"
)

// brandsRun is `demo --brands`.
type brandsRun struct {
	dir, address, data string
	watch, open        bool
}

// runBrands serves the brands of a folder with a page for each form on the next port. While they are
// watched answers are tests, and what has errors keeps what was served before.
func (m Main) runBrands(ctx context.Context, run brandsRun) (err error) {
	ln, siteLn, err := demoListen(ctx, run.address)
	if err != nil {
		return err
	}
	defer ln.Close()
	defer siteLn.Close()
	kept := run.data
	if kept == "" {
		if kept, err = os.MkdirTemp("", "proffer-demo-"); err != nil {
			return fmt.Errorf("no temporary folder: %w; name one with --data", err)
		}
		if run.watch { // nothing is in it that anybody would look for
			defer func() { err = errors.Join(err, os.RemoveAll(kept)) }()
		}
	}
	c := config.Config{Data: kept, PerAddress: config.PerAddress}
	if err := c.Place(); err != nil {
		return misuse("%w", err)
	}
	signer, err := preview.NewSigner()
	if err != nil {
		return err
	}
	server, site := reachable(ln.Addr()), reachable(siteLn.Addr())
	k, err := m.assemble(ctx, c, parts{publicURL: server, origins: []string{site}, tests: run.watch, drafting: run.watch, log: m.logger(slog.LevelWarn)})
	if err != nil {
		return err
	}
	w := &watch{m: m, k: k, dir: run.dir, on: run.watch, signer: signer, site: preview.NewSite(server, signer, m.Now), folders: map[string]*watched{}}
	if err := w.look(ctx); err != nil {
		return k.abandon(err)
	}
	if !run.watch && w.broken() {
		return k.abandon(errFindings) // they were printed
	}
	fmt.Fprintf(m.Stdout, "\nPreview  %s/\n", site)
	for _, b := range w.brands() {
		for _, f := range b.Forms {
			fmt.Fprintf(m.Stdout, "  %s/form/%s/%s\n", site, b.ID, f.ID)
		}
	}
	if run.watch {
		fmt.Fprintf(m.Stdout, "\nWatching %s. Answers are tests: nothing is stored. Ctrl-C ends it.\n", run.dir)
	} else {
		fmt.Fprintf(m.Stdout, "\nAnswers and keys are kept in %s. Ctrl-C ends it.\n", kept)
	}
	if run.open && m.Open != nil {
		if err := m.Open(site + "/"); err != nil {
			fmt.Fprintf(m.Stderr, "proffer: %v\n", err)
		}
	}
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	done := make(chan error, 1)
	go func() { done <- serveUntil(beside, siteLn, w.site.Handler()) }()
	running, end := context.WithCancel(ctx)
	defer end()
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		if run.watch {
			w.follow(running)
		}
	}()
	err = k.run(running, ln)
	end()
	<-watching
	stop()
	return errors.Join(err, <-done)
}
