package sqlite_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/storage/sqlite"
	"proffer/storage/storetest"
	"proffer/storage/vault"
)

func TestSuite(t *testing.T) { storetest.Run(t, open) }

var (
	ctx   = context.Background()
	quiet = slog.New(slog.NewTextHandler(io.Discard, nil))
)

// empty is a store in which nothing is yet.
var empty storetest.Template

// site is a folder with a store and its vault.
type site struct {
	dir   string
	store *sqlite.Store
	keys  *sqlite.Vault
	vault *vault.Vault
	clock func() time.Time
}

// siteStore closes the vault with the store.
type siteStore struct {
	*sqlite.Store
	keys *sqlite.Vault
}

func (s siteStore) Close() error {
	if err := s.Store.Close(); err != nil {
		return err
	}
	return s.keys.Close()
}

func openSite(t *testing.T, dir string, clock func() time.Time) *site {
	t.Helper()
	s := &site{dir: dir, clock: clock}
	var err error
	if s.keys, err = sqlite.OpenVault(ctx, filepath.Join(dir, "vault.db"), quiet); err != nil {
		t.Fatal(err)
	}
	if s.vault, err = vault.New([32]byte{1}, s.keys); err != nil {
		t.Fatal(err)
	}
	if s.store, err = sqlite.Open(ctx, filepath.Join(dir, "proffer.db"), s.vault, sqlite.Options{Fingerprint: "suite", Clock: clock, Log: quiet}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { siteStore{s.store, s.keys}.Close() })
	return s
}

func (s *site) outside() storetest.Store { return siteStore{s.store, s.keys} }

func open(t *testing.T) *storetest.Opened {
	var mu sync.Mutex
	now := storetest.Start
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	dir := t.TempDir()
	empty.Copy(t, dir, func(dir string) { must(t, openSite(t, dir, clock).outside().Close()) })
	s := openSite(t, dir, clock)
	o := &storetest.Opened{Store: s.outside()}
	o.SetNow = func(at time.Time) { mu.Lock(); now = at; mu.Unlock() }
	o.Reopen = func(t *testing.T) storetest.Store {
		must(t, o.Close())
		again := openSite(t, s.dir, clock)
		*s = *again
		o.Store = s.outside()
		return o.Store
	}
	o.Crash = func(t *testing.T) storetest.Store {
		dir := t.TempDir()
		// The store's files before the vault's, and each log after its file, since both grow meanwhile.
		for _, name := range []string{"proffer.db", "proffer.db-wal", "vault.db", "vault.db-wal"} {
			raw, err := os.ReadFile(filepath.Join(s.dir, name))
			if os.IsNotExist(err) {
				continue
			}
			must(t, err)
			must(t, os.WriteFile(filepath.Join(dir, name), raw, 0o600))
		}
		return openSite(t, dir, clock).outside()
	}
	o.Fill = func(t *testing.T) func() {
		lift, err := s.store.LimitPages(ctx)
		must(t, err)
		return func() { must(t, lift()) }
	}
	o.Bytes = func(t *testing.T) []byte { return []byte(bytesIn(t, s.dir)) }
	o.LoseKey = func(t *testing.T, brand string, subject uuid.UUID) {
		h := s.vault.Holder(brand, subject)
		must(t, s.keys.Exec(ctx, "DELETE FROM keys WHERE holder = ?", h[:]))
	}
	o.Tombstone = func(t *testing.T, brand string, subject uuid.UUID) {
		must(t, s.vault.Destroy(ctx, s.vault.Holder(brand, subject), storetest.Start))
	}
	o.Ballots = func(t *testing.T, brand, form string) [][]byte {
		list, err := s.store.Ballots(ctx, brand, form)
		must(t, err)
		return list
	}
	o.HalfDelete = func(t *testing.T, brand, id string) { must(t, s.store.HalfDelete(ctx, brand, id)) }
	o.Restore = func(t *testing.T, dir string) storetest.Store {
		must(t, o.Close())
		must(t, sqlite.Restore(ctx, dir, filepath.Join(s.dir, "proffer.db"), filepath.Join(s.dir, "vault.db")))
		*s = *openSite(t, s.dir, clock)
		o.Store = s.outside()
		return o.Store
	}
	return o
}

// bytesIn is everything that stands in the files of a folder.
func bytesIn(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	files, err := os.ReadDir(dir)
	must(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		must(t, err)
		all.Write(raw)
	}
	return all.String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
