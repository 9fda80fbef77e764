package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/storage"
)

// backupKeys is the keys file's name in a backup, beside those that the store gives its own.
const backupKeys = "keys.json"

func (m Main) backup() *cli.Command {
	return &cli.Command{
		Name:     "backup",
		Category: groupRun,
		Usage:    "copy store, vault and keys into a new folder, beside a running server",
		Description: "The three belong together: without the keys the vault opens nothing, without the vault nothing that is\n" +
			"sealed in the store. Whoever has all three can read everything, so keep the folder as safe as the server,\n" +
			"and no longer than the brand says in \"backups\".",
		Flags:    m.besideFlags(m.Env.Text("", "to", "", "`DIR` to make; it must not exist yet (required)")),
		Metadata: example("proffer backup --data /var/lib/proffer --to /backups/proffer-2026-11-22"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			to := cmd.String("to")
			if to == "" {
				return misuse("--to is missing; give a folder that does not exist yet")
			}
			return m.backupTo(ctx, c, to)
		},
	}
}

func (m Main) backupTo(ctx context.Context, c config.Config, to string) error {
	if err := hasStore(c); err != nil {
		return err
	}
	// The keys first: a backup without them is none, and it is better not to begin it.
	if _, err := config.ReadKeys(c.Keys); err != nil {
		return err
	}
	if err := storage.Backup(ctx, c.Store, c.Vault, to); err != nil {
		return fmt.Errorf("backup to %s: %w", to, err)
	}
	if err := copyKeys(c.Keys, filepath.Join(to, backupKeys)); err != nil {
		return fmt.Errorf("backup to %s: %w", to, err)
	}
	fmt.Fprintf(m.Stdout, "Store, vault and keys are in %s\n", to)
	return nil
}

// copyKeys writes a new file with mode 0600 and returns once it is on the disk. It never writes over
// another one.
func copyKeys(from, to string) (err error) {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = file.Write(raw); err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
