// Package storage is the one place that maps a URL to a store. Only cmd calls it.
package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
	"proffer/storage/sqlite"
	"proffer/storage/vault"
)

// Options are what a store needs beside its URL.
type Options struct {
	// KEK wraps the subjects' keys. Without it no sealed value opens again.
	KEK [32]byte
	// Fingerprint names the keys file that KEK is from. The first open stores it; another one later
	// is an error, since every sealed value would seem lost.
	Fingerprint string
	Clock       func() time.Time // nil is time.Now
	Log         *slog.Logger     // nil is slog.Default
	// NoSync gives up durability, of which what is thrown away needs none. It is for that and for measuring what durability
	// costs, and for nothing else.
	NoSync bool
	// Beside opens the store beside the process that serves it, or with none, for a command of its
	// operator: nothing is made, locked or migrated. A store that is missing, or whose schema is not
	// this program's, is an error that says so. It is for commands that end soon: while one has the
	// store open, it is neither migrated nor restored.
	Beside bool
}

// Store keeps all that Proffer keeps.
type Store interface {
	engine.Store
	rewards.Store
	forms.Store

	// Ready tells whether the store reads and commits now.
	Ready(ctx context.Context) error

	// Backup writes store.db and vault.db into dir, which it makes and which must not exist yet: each
	// as of one moment, the vault later than the store, so that every value's key is in it. It
	// returns once both are on the disk. If it fails, dir is no backup.
	Backup(ctx context.Context, dir string) error

	// Close waits for the writes that were accepted. What is asked later is Unavailable.
	Close() error
}

// Open opens the store that url names, sqlite:///absolute/path.db or sqlite:relative.db, and its
// vault, "vault.db" beside it if vaultURL is empty. Both are made if the store is missing, and
// neither if only the vault is: a new vault would have none of the store's keys. A vault that is not
// the store's, and a store that another process has open, are errors that say so. Erasures that were not finished when a process
// died are finished before Open returns.
func Open(ctx context.Context, url, vaultURL string, o Options) (Store, error) {
	path, vaultPath, err := paths(url, vaultURL)
	if err != nil {
		return nil, err
	}
	if err := hasVault(path, vaultPath); err != nil {
		return nil, err
	}
	if o.Beside {
		if there, err := size(path); err != nil || there == 0 {
			return nil, errors.Join(fmt.Errorf("there is no store at %s; proffer serve makes it, --data or --store names another", path), err)
		}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	openVault := sqlite.OpenVault
	if o.Beside {
		openVault = sqlite.OpenVaultBeside
	}
	keys, err := openVault(ctx, vaultPath, o.Log)
	if err != nil {
		return nil, fmt.Errorf("the vault: %w", err)
	}
	v, err := vault.New(o.KEK, keys)
	if err != nil {
		return nil, errors.Join(err, keys.Close())
	}
	st, err := sqlite.Open(ctx, path, v, sqlite.Options{Fingerprint: o.Fingerprint, Clock: o.Clock, Log: o.Log, NoSync: o.NoSync, Beside: o.Beside})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the store: %w", err), keys.Close())
	}
	return &opened{Store: st, keys: keys}, nil
}

// hasVault refuses a store whose vault is missing or an empty file.
func hasVault(path, vaultPath string) error {
	store, err := size(path)
	if err != nil || store == 0 {
		return err
	}
	keys, err := size(vaultPath)
	if err == nil && keys == 0 {
		err = fmt.Errorf("the vault %s is missing while the store %s exists: without it no sealed value opens and erased people are not known; "+
			"restore it from a backup, or name the vault with --vault", vaultPath, path)
	}
	return err
}

// size is a file's length in bytes, 0 if it is not there.
func size(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// opened is a store with the vault that was opened for it.
type opened struct {
	*sqlite.Store
	keys vault.Keys
}

func (o *opened) Close() error { return errors.Join(o.Store.Close(), o.keys.Close()) }

func paths(url, vaultURL string) (path, vaultPath string, err error) {
	if path, err = file(url); err != nil {
		return "", "", err
	}
	if vaultURL == "" {
		return path, filepath.Join(filepath.Dir(path), "vault.db"), nil
	}
	if vaultPath, err = file(vaultURL); err != nil {
		return "", "", fmt.Errorf("the vault's: %w", err)
	}
	if path == vaultPath {
		return "", "", fmt.Errorf("store and vault are the same file, %s; give the vault one of its own", path)
	}
	return path, vaultPath, nil
}

// file returns the path that a sqlite URL names.
func file(url string) (string, error) {
	rest, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return "", fmt.Errorf("store URL %q: the scheme is not known; write sqlite:///absolute/path/proffer.db or sqlite:relative.db", url)
	}
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		if !strings.HasPrefix(after, "/") {
			return "", fmt.Errorf("store URL %q: an absolute path has three slashes, sqlite:///absolute/path/proffer.db; a relative one has none, sqlite:relative.db", url)
		}
		rest = after
	}
	if rest == "" || strings.ContainsAny(rest, "?#") || strings.HasSuffix(rest, "/") {
		return "", fmt.Errorf("store URL %q names no file; write sqlite:///absolute/path/proffer.db", url)
	}
	path, err := filepath.Abs(rest)
	if err != nil {
		return "", err
	}
	return path, nil
}
