package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"proffer/cmd/internal/bench"
	"proffer/cmd/internal/config"
)

// fillStore makes a store of that many exchanges with what a server does, and leaves it.
func (m Main) fillStore(ctx context.Context, run benchRun) error {
	c := config.Config{Data: run.data}
	if err := c.Place(); err != nil {
		return err
	}
	exists, err := c.StoreExists()
	if err != nil {
		return err
	}
	if exists {
		return misuse("--fill: there is a store at %s already; name an empty folder", c.Store)
	}
	bundle, findings, err := loadBrand(bench.Brand(), bench.ID)
	if err != nil {
		return fmt.Errorf("%w\n%v", err, findings)
	}
	endpoints, err := benchReceivers("https://bench.example")
	if err != nil {
		return err
	}
	k, err := m.assemble(ctx, c, parts{publicURL: "http://localhost", endpoints: endpoints, log: m.logger(slog.LevelWarn)})
	if err != nil {
		return err
	}
	if err := k.publish(ctx, bundle); err != nil {
		return k.abandon(err)
	}
	err = bench.Fill{Engine: k.engine, N: run.fill, Callers: run.connections}.Run(ctx, func(done int) {
		fmt.Fprintf(m.Stderr, "\r%d of %d exchanges", done, run.fill)
	})
	fmt.Fprintln(m.Stderr)
	if err = errors.Join(err, k.store.Close()); err != nil {
		return err
	}
	fmt.Fprintf(m.Stdout, "%d exchanges are in %s\n", run.fill, c.Store)
	return nil
}
