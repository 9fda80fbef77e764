package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"proffer/forms/fault"
)

// The names of a backup's files.
const (
	BackupStore = "store.db"
	BackupVault = "vault.db"
)

// Backup writes a copy of store and vault into dir, which it makes. The vault is copied after the
// store: a value of the copy always has its key there, unless it was erased in between, and then the
// copy's register tells so.
func (st *Store) Backup(ctx context.Context, dir string) error {
	return backup(dir, func(to string) error { return copyInto(ctx, st.path, to) }, func(to string) error { return st.vault.Backup(ctx, to) })
}

func backup(dir string, store, keys func(to string) error) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("a backup is written into a fresh folder: %w", err)
	}
	if err := store(filepath.Join(dir, BackupStore)); err != nil {
		return err
	}
	if err := keys(filepath.Join(dir, BackupVault)); err != nil {
		return err
	}
	return errors.Join(persist(dir), persist(filepath.Dir(dir)))
}

// copyInto writes a copy of the database at path, as of one moment, to a new file with mode 0600.
// It only reads, so it runs beside a server in another process.
func copyInto(ctx context.Context, path, to string) error {
	f, err := os.OpenFile(to, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("a copy of %s: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", dsn(path, "ro", patience))
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return fmt.Errorf("copying %s to %s: %w", path, to, err)
	}
	return persist(to)
}

// persist returns once the file or folder is on the disk, not only in the system's memory.
func persist(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// sweepFor is how long a sweep waits for reads that began before it.
const sweepFor = 5 * time.Second

// sweep writes the log back and truncates it, so that no deleted byte stands in it. A read that began
// before keeps it from that, so it tries again for a while, and lets writes pass in between.
func sweep(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dsn(path, "rw", 200*time.Millisecond, "secure_delete(ON)", "synchronous(FULL)"))
	if err != nil {
		return err
	}
	defer db.Close()
	for end := time.Now().Add(sweepFor); ; {
		var busy, log, moved int
		err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved)
		if err == nil && busy == 0 {
			return nil
		}
		if ctx.Err() != nil || time.Now().After(end) {
			return fault.Wrap(fault.Unavailable, fmt.Errorf("%s: the log could not be truncated, a read or a backup holds it (busy %d): %w", path, busy, err),
				"it was deleted, but traces stand in a log until a long read or a backup has ended; ask again then")
		}
		time.Sleep(20 * time.Millisecond)
	}
}
