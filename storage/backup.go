package storage

import (
	"context"

	"proffer/storage/sqlite"
)

// Backup writes a backup of the store that url names into dir, as Store.Backup does, beside a server
// that has it open, or with none. It needs no key.
func Backup(ctx context.Context, url, vaultURL, dir string) error {
	path, vaultPath, err := paths(url, vaultURL)
	if err != nil {
		return err
	}
	return sqlite.BackupFiles(ctx, path, vaultPath, dir)
}

// Restore puts the backup in dir in place of the store and the vault that the URLs name, which no
// server may have open. Whoever was erased since the backup stays erased: the register of the vault
// in place is merged into the restored one, and the next Open carries it out. Without a vault in
// place, erasures after the backup are unknown. A backup that is damaged, or whose vault is not the
// store's, is refused, and what was in place stays.
func Restore(ctx context.Context, dir, url, vaultURL string) error {
	path, vaultPath, err := paths(url, vaultURL)
	if err != nil {
		return err
	}
	return sqlite.Restore(ctx, dir, path, vaultPath)
}
