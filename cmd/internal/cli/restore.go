package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/storage"
)

func (m Main) restore() *cli.Command {
	return &cli.Command{
		Name:     "restore",
		Category: groupRun,
		Usage:    "put a backup in place, while no server runs on it",
		Description: "Copies store, vault and keys of a backup to where they are named; a store that a server has open is refused.\n" +
			"A store that is in place is replaced, and people who were erased since the backup stay erased: the vault that\n" +
			"is replaced tells who they are. So restore over the old folder, not beside it, whenever there still is one.",
		Flags:    append([]cli.Flag{m.Env.Text("", "from", "", "`DIR` that proffer backup made (required)")}, config.PlaceFlags(m.Env)...),
		Metadata: example("proffer restore --from /backups/proffer-2026-11-22 --data /var/lib/proffer"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			from := cmd.String("from")
			if from == "" {
				return misuse("--from is missing; give a folder that proffer backup made")
			}
			return m.restoreFrom(ctx, c, from)
		},
	}
}

func (m Main) restoreFrom(ctx context.Context, c config.Config, from string) error {
	saved := filepath.Join(from, backupKeys)
	if _, err := config.ReadKeys(saved); err != nil {
		return fmt.Errorf("%s is no backup that can be restored: %w", from, err)
	}
	if err := fits(saved, c.Keys); err != nil {
		return err
	}
	if err := storage.Restore(ctx, from, c.Store, c.Vault); err != nil {
		return fmt.Errorf("restore from %s: %w", from, err)
	}
	if _, err := os.Stat(c.Keys); errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(c.Keys), 0o700); err != nil {
			return err
		}
		if err := copyKeys(saved, c.Keys); err != nil {
			return fmt.Errorf("the store is restored, its keys are not: %w; copy %s to %s", err, saved, c.Keys)
		}
	}
	fmt.Fprintf(m.Stdout, "Restored %s to %s and %s; the keys are %s\n", from, c.Store, c.Vault, c.Keys)
	return nil
}

// fits refuses a keys file in place that is not the backup's: over it the restored store could not
// be opened, and to replace it could make another store unreadable.
func fits(saved, inPlace string) error {
	had, err := os.ReadFile(inPlace)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(saved)
	if err != nil {
		return err
	}
	if bytes.Equal(had, raw) {
		return nil
	}
	current, err := config.ReadKeys(inPlace)
	if err != nil {
		return err
	}
	backup, err := config.ReadKeys(saved)
	if err != nil {
		return err
	}
	if current.Fingerprint() != backup.Fingerprint() {
		return fmt.Errorf("keys file %s belongs to another store than this backup; move it away, or name another with --keys", inPlace)
	}
	return nil // newer signing keys of the same store: they stay
}
