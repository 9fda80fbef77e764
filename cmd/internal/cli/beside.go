package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/forms/fault"
	"proffer/storage"
)

// beside opens the store beside the server that may have it open, calls do, and closes it.
func (m Main) beside(ctx context.Context, c config.Config, do func(storage.Store, *engine.Engine) error) error {
	return m.besideKeys(ctx, c, func(store storage.Store, keys *config.Keys) error {
		e, err := m.newEngine(store, keys, parts{publicURL: "http://localhost", log: m.logger(slog.LevelWarn)}, nil, nil)
		if err != nil {
			return err
		}
		return do(store, e)
	})
}

// besideKeys is beside for who makes an engine of another kind.
func (m Main) besideKeys(ctx context.Context, c config.Config, do func(storage.Store, *config.Keys) error) (err error) {
	exists, err := c.StoreExists()
	if err != nil {
		return err
	}
	if !exists {
		return fmt.Errorf("there is no store at %s; name its folder with --data, or its URL with --store", c.Store)
	}
	keys, err := config.ReadKeys(c.Keys)
	if err != nil {
		return err
	}
	store, err := storage.Open(ctx, c.Store, c.Vault, storage.Options{
		KEK: keys.KEK(), Fingerprint: keys.Fingerprint(), Clock: m.Now, Log: m.logger(slog.LevelWarn), Beside: true,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err = do(store, keys); fault.Is(err, fault.Unavailable) {
		err = fmt.Errorf("the store %s: %w", c.Store, err)
	}
	return err
}
