package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"proffer/storage/vault"
)

// BackupFiles is Backup for a process that does not have the store open: it reads beside the server
// that has.
func BackupFiles(ctx context.Context, path, vaultPath, dir string) error {
	for _, p := range []string{path, vaultPath} {
		if _, err := os.Stat(p); err != nil {
			return fmt.Errorf("nothing to back up: %w", err)
		}
	}
	return backup(dir, func(to string) error { return copyInto(ctx, path, to) }, func(to string) error { return copyInto(ctx, vaultPath, to) })
}

// Restore puts a backup's files in place of a store and its vault, which no process may have open.
// Erasures that the vault in place knows are entered in the restored one first; opening the store
// carries them out, so a restored backup brings nobody back. A backup that is damaged, or whose vault
// is not the store's, is refused. If it fails before the files are moved, what was in place is still
// there; whenever it fails, no copy of the backup is left beside it.
func Restore(ctx context.Context, dir, path, vaultPath string) (err error) {
	for _, p := range []string{path, vaultPath} {
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			return err
		}
		for _, take := range []func(string) (func() error, error){lock, alone} {
			release, err := take(p)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, release()) }()
		}
	}
	newStore, newVault := path+"-restore", vaultPath+"-restore"
	defer func() {
		if err != nil {
			err = errors.Join(err, removeFiles(newStore), removeFiles(newVault))
		}
	}()
	for to, from := range map[string]string{newStore: BackupStore, newVault: BackupVault} {
		if err := errors.Join(removeFiles(to), copyFile(filepath.Join(dir, from), to)); err != nil {
			return fmt.Errorf("restoring: %w", err)
		}
	}
	if err := checkPair(ctx, newStore, newVault); err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	if err := mergeErasures(ctx, vaultPath, newVault); err != nil {
		return fmt.Errorf("restoring: the erasures of the vault in place: %w", err)
	}
	// The store first: an older store with the newer vault is a state that Open understands.
	for _, m := range [][2]string{{newStore, path}, {newVault, vaultPath}} {
		if err := removeLogs(m[1]); err != nil {
			return err
		}
		if err := errors.Join(os.Rename(m[0], m[1]), persist(filepath.Dir(m[1]))); err != nil {
			return fmt.Errorf("restoring: %w", err)
		}
		if err := removeFiles(m[0]); err != nil {
			return err
		}
	}
	return nil
}

// mergeErasures enters the erasures of one vault in another. There is nothing to merge if there was
// no vault, or an empty file.
func mergeErasures(ctx context.Context, from, into string) (err error) {
	if info, e := os.Stat(from); errors.Is(e, os.ErrNotExist) || e == nil && info.Size() == 0 {
		return nil
	}
	source, err := openReaders(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := OpenVault(ctx, into, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	old := &Vault{reads: source}
	var holders []vault.Holder
	if err := old.Erased(ctx, 0, func(_ int64, h vault.Holder) error {
		holders = append(holders, h)
		return nil
	}); err != nil {
		return err
	}
	return target.merge(ctx, holders)
}

// copyFile copies a file that nobody writes to, mode 0600, and returns once it is on the disk.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return errors.Join(out.Sync(), out.Close())
}

func removeLogs(path string) error {
	return errors.Join(remove(path+"-wal"), remove(path+"-shm"), remove(path+"-journal"))
}

func removeFiles(path string) error {
	return errors.Join(removeLogs(path), remove(path), remove(path+"-lock"), remove(path+"-beside"))
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
