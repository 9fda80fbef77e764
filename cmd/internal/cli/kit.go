package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/google/uuid"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/engine/server"
	"proffer/forms"
	"proffer/rewards"
	"proffer/storage"
)

// kit is one installation at work: the opened store, the exchange over it, the server in front and
// the workers behind.
type kit struct {
	store      storage.Store
	engine     *engine.Engine
	server     *server.Server
	dispatcher *rewards.Dispatcher
	paused     bool // the dispatcher rests: `bench` measures exchanges alone
	now        func() time.Time
	log        *slog.Logger
}

// parts are what an installation is made of beside its configuration.
type parts struct {
	publicURL string
	origins   []string           // that may show every brand's forms, beside the brand's own
	endpoints []rewards.Endpoint // of the endpoints file
	private   []netip.Prefix     // networks that webhooks may go to although they are private
	metrics   *metrics           // nil: none are kept
	tests     bool               // tickets may be tests, which count for nothing
	drafting  bool               // forms change while they are written, and nothing is stored that would have to stay readable
	passing   bool               // the store is thrown away afterwards, so nothing waits for the disk
	log       *slog.Logger
}

// openStore opens the store with its keys, made on the first start.
func (m Main) openStore(ctx context.Context, c config.Config, p parts) (storage.Store, *config.Keys, error) {
	exists, err := c.StoreExists()
	if err != nil {
		return nil, nil, err
	}
	keys, err := config.LoadKeys(c.Keys, exists, m.Now())
	if err != nil {
		return nil, nil, err
	}
	store, err := m.openWith(ctx, c, keys, p)
	return store, keys, err
}

func (m Main) openWith(ctx context.Context, c config.Config, keys *config.Keys, p parts) (storage.Store, error) {
	return storage.Open(ctx, c.Store, c.Vault, storage.Options{
		KEK: keys.KEK(), Fingerprint: keys.Fingerprint(), Clock: m.Now, Log: p.log, NoSync: p.passing,
	})
}

// logger writes lines from level on to the operator. None of them holds what a person told.
func (m Main) logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(m.Stderr, &slog.HandlerOptions{Level: level}))
}

// newEngine is the exchange over a store, as every verb that reads or writes one wires it.
func (m Main) newEngine(store storage.Store, keys *config.Keys, p parts, wake, changed func()) (*engine.Engine, error) {
	published := forms.Store(store)
	if p.drafting {
		published = drafts{store}
	}
	return engine.New(engine.Options{
		Store: store, Forms: published, Rewards: store, Keys: engineKeys(keys),
		WebhookClient: rewards.NewClient(p.private), EndpointsChanged: changed,
		Now: m.Now, NewID: newID, PublicURL: p.publicURL, Wake: wake, Log: p.log, Tests: p.tests,
	})
}

// assemble wires an installation. The caller runs it, and run closes it.
func (m Main) assemble(ctx context.Context, c config.Config, p parts) (_ *kit, err error) {
	store, keys, err := m.openStore(ctx, c, p)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, store.Close())
		}
	}()
	k := &kit{store: store, now: m.Now, log: p.log}
	if err := rewards.InstallEndpoints(ctx, store, p.endpoints, m.Now()); err != nil {
		return nil, err
	}
	endpoints, err := store.Endpoints(ctx, "")
	if err != nil {
		return nil, err
	}
	k.dispatcher = &rewards.Dispatcher{Store: store, Client: rewards.NewClient(p.private), Now: m.Now, Log: p.log}
	if k.engine, err = m.newEngine(store, keys, p, k.dispatcher.Wake, k.dispatcher.Refresh); err != nil {
		return nil, err
	}
	k.engine.SetEndpoints(endpoints)
	k.dispatcher.Render, k.dispatcher.Fits, k.dispatcher.Changed = k.engine.Render, k.engine.Fits, k.engine.SetEndpoints
	k.dispatcher.Busy = k.engine.Busy
	var observe func(method, route string, status int, took time.Duration)
	if p.metrics != nil {
		observe = p.metrics.observe
	}
	k.server, err = server.New(server.Options{
		Observe: observe,
		Engine:  k.engine, PublicURL: p.publicURL, Origins: p.origins, PerAddress: c.PerAddress, PerKey: c.PerKey, TrustedProxy: c.TrustedProxy,
		Ready: store.Ready, Now: m.Now, Log: p.log, Version: version(), Drafting: p.drafting,
	})
	if err != nil {
		return nil, err
	}
	return k, nil
}

// publish makes the bundle's forms current, says which are new, and has the endpoints judged again.
func (k *kit) publish(ctx context.Context, bundle *forms.Bundle) error {
	published, err := k.engine.Publish(ctx, bundle)
	if err != nil {
		return fmt.Errorf("publish brand %s: %w", bundle.Brand.ID, err)
	}
	for _, form := range published {
		k.log.Info("published", "brand", bundle.Brand.ID, "form", form.Form, "version", form.Version, "new", form.New)
	}
	k.dispatcher.Refresh()
	return nil
}

// graceful is how long open requests and webhooks under way are waited for at the end.
const graceful = 10 * time.Second

// run serves on ln, dispatches and expires until ctx ends or one of them fails, then lets open
// requests finish, and closes the store last.
func (k *kit) run(ctx context.Context, ln net.Listener) error {
	working, stop := context.WithCancel(ctx)
	defer stop()
	var workers sync.WaitGroup
	failed := make(chan error, 2)
	workers.Go(func() {
		if k.paused {
			return
		}
		if err := k.dispatcher.Run(working); err != nil && working.Err() == nil {
			failed <- fmt.Errorf("dispatcher: %w", err)
		}
	})
	workers.Go(func() { expire(working, k.store, k.engine, k.now, k.log) })
	go func() {
		if err := k.server.Serve(ln); err != nil {
			failed <- fmt.Errorf("server: %w", err)
		}
	}()
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	if late := k.server.Shutdown(grace); late != nil && !errors.Is(late, context.DeadlineExceeded) {
		err = errors.Join(err, fmt.Errorf("shut down: %w", late))
	}
	stop()
	workers.Wait()
	return errors.Join(err, k.store.Close())
}

// loadBrand reads one brand folder. Findings that keep it from being published are an error that
// names the folder; all findings are returned to be shown.
func loadBrand(fsys fs.FS, folder string) (*forms.Bundle, []forms.Finding, error) {
	bundle, findings := forms.Load(fsys)
	if bundle == nil {
		return nil, findings, fmt.Errorf("brand folder %s does not lint: %s; see: proffer lint %s", folder, plural(len(findings), "finding"), folder)
	}
	return bundle, findings, nil
}

func engineKeys(keys *config.Keys) engine.Keys {
	return engine.Keys{Tickets: signingKeys(keys.Tickets), Tokens: signingKeys(keys.Tokens), Refs: keys.Refs, Codes: keys.Codes}
}

func signingKeys(keys []config.Key) []engine.SigningKey {
	list := make([]engine.SigningKey, len(keys))
	for i, key := range keys {
		list[i] = engine.SigningKey{KID: key.KID, Secret: key.Secret}
	}
	return list
}

// abandon closes what was opened when the installation does not come to run.
func (k *kit) abandon(err error) error { return errors.Join(err, k.store.Close()) }

// newID is a UUIDv7, whose order is the order of time, as the store likes its keys.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
