package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/forms/fault"
	"proffer/storage"
)

// besideFlags are those of a verb that opens a store beside its server: its own, and where the store is.
func (m Main) besideFlags(own ...cli.Flag) []cli.Flag {
	return append(own, config.PlaceFlags(m.Env)...)
}

const brandFlag = "`BRAND`'s id (default: the one that is published in the store)"

// placed reads the arguments of a verb that opens a store beside its server, and where the store is.
func placed(cmd *cli.Command, names ...string) (given []string, c config.Config, err error) {
	if given, err = arguments(cmd, names...); err != nil {
		return nil, c, err
	}
	c, err = located(cmd)
	return given, c, err
}

// located reads where a store is. Its keys and vault are taken to be beside a store that is named alone, as the server that
// made it would have put them.
func located(cmd *cli.Command) (config.Config, error) {
	c, err := config.From(cmd)
	if err == nil && cmd.String("keys") == "" && cmd.String("store") != "" && !cmd.IsSet("data") {
		err = c.KeysBesideStore()
	}
	if err != nil {
		return c, misuse("%w", err)
	}
	return c, nil
}

// hasStore refuses a place without a store.
func hasStore(c config.Config) error {
	exists, err := c.StoreExists()
	if err == nil && !exists {
		err = fmt.Errorf("there is no store at %s; name its folder with --data, or its URL with --store", c.Store)
	}
	return err
}

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
	if err := hasStore(c); err != nil {
		return err
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
		return fmt.Errorf("the store %s: %w", c.Store, err)
	}
	return typed(err)
}

// brandOf is the brand that --brand names, if the store knows it; where it names none, the one that the store has.
func brandOf(ctx context.Context, store storage.Store, named string) (string, error) {
	if named != "" {
		registry, err := store.Registry(ctx, named)
		if err == nil && registry == nil {
			err = fmt.Errorf("the brand %q was never published into this store; see that --brand is its id, or start proffer serve with its folder first", named)
		}
		return named, err
	}
	list, err := store.Brands(ctx, "")
	switch {
	case err != nil:
		return "", err
	case len(list) == 0:
		return "", fmt.Errorf("no brand is published in this store; start proffer serve with its folder first, or name it with --brand")
	case len(list) > 1:
		return "", misuse("--brand is missing; this store has %s", strings.Join(list, ", "))
	}
	return list[0], nil
}

// typed is a fault as whoever typed the command reads it: with flags instead of pointers into a request. What was asked for
// wrongly is a misuse; what the store does not have, or forbids, is a failure.
func typed(err error) error {
	switch {
	case fault.Is(err, fault.Invalid):
		return misuse("%s", toldAt(err, flagAt))
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Conflict):
		return errors.New(toldAt(err, flagAt))
	}
	return err
}

// flagOf is what a member of a request is called on the command line, where that is not "--" and its name.
var flagOf = map[string]string{
	"endpoint": "ENDPOINT", "form": "FORM", "url": "--to", "to": "--until",
	"purposes": "--purpose", "events": "--event", "programs": "--program", "scopes": "--scope", "states": "--state",
}

// flagAt is the flag that a pointer into a request is about: of /scopes/0 --scope, of /held/welcome~1ten --held welcome/ten.
func flagAt(pointer string) string {
	name, rest, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	flag := flagOf[name]
	if flag == "" {
		flag = "--" + name
	}
	if _, err := strconv.Atoi(rest); rest == "" || err == nil {
		return flag
	}
	return flag + " " + strings.NewReplacer("~1", "/", "~0", "~").Replace(rest)
}
