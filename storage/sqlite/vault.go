package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"log/slog"
	"time"

	"proffer/forms/fault"
	"proffer/storage/vault"
)

// Vault keeps wrapped keys in a SQLite file of its own, with its own group commit.
type Vault struct {
	path   string
	w      *writer
	reads  *sql.DB
	unlock func() error

	prepared prepared // the readers'
}

var _ vault.Keys = (*Vault)(nil)

// OpenVault opens the vault's file and makes it if it is missing, mode 0600. One process has it open,
// and any number beside it. It remembers nothing of what it wrote, so it needs not ask who else did.
// log may be nil.
func OpenVault(ctx context.Context, path string, log *slog.Logger) (*Vault, error) {
	return openVault(ctx, path, log, false)
}

// OpenVaultBeside opens the vault for a store that is opened beside its server: nothing is made,
// locked or migrated.
func OpenVaultBeside(ctx context.Context, path string, log *slog.Logger) (*Vault, error) {
	return openVault(ctx, path, log, true)
}

func openVault(ctx context.Context, path string, log *slog.Logger, beside bool) (*Vault, error) {
	if log == nil {
		log = slog.Default()
	}
	f, err := openFile(ctx, path, opening{kind: "vault", synchronous: "FULL", cacheKiB: 4096, beside: beside})
	if err != nil {
		return nil, err
	}
	v := &Vault{path: path, w: newWriter(f.s, log), reads: f.reads, unlock: f.unlock}
	go v.w.loop()
	return v, nil
}

// ID implements vault.Keys.
func (v *Vault) ID(ctx context.Context) (string, error) {
	var id string
	if err := v.reads.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'id'").Scan(&id); err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "the vault cannot be read now")
	}
	return id, nil
}

// Put implements vault.Keys.
func (v *Vault) Put(ctx context.Context, h vault.Holder, wrapped []byte) ([]byte, error) {
	kept := wrapped
	err := v.w.do(ctx, func() error {
		gone, err := v.w.s.one("SELECT 1 FROM erased WHERE holder = ?", h[:])
		if err != nil {
			return err
		}
		if gone != nil {
			return refuse(errErased())
		}
		n, err := v.w.s.exec("INSERT INTO keys (holder, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING", h[:], wrapped)
		if err != nil || n == 1 {
			return err
		}
		row, err := v.w.s.one("SELECT wrapped FROM keys WHERE holder = ?", h[:])
		if err != nil {
			return err
		}
		kept = row[0].([]byte)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return kept, nil
}

// Get implements vault.Keys.
func (v *Vault) Get(ctx context.Context, h vault.Holder) ([]byte, error) {
	var wrapped []byte
	var gone bool
	ctx = context.WithoutCancel(ctx) // see Store.read
	stmt, err := v.prepared.get(ctx, v.reads, "SELECT (SELECT wrapped FROM keys WHERE holder = ?1), EXISTS (SELECT 1 FROM erased WHERE holder = ?1)")
	if err == nil {
		err = stmt.QueryRowContext(ctx, h[:]).Scan(&wrapped, &gone)
	}
	switch {
	case err != nil:
		return nil, fault.Wrap(fault.Unavailable, err, "the vault cannot be read now")
	case gone:
		return nil, errErased()
	case wrapped == nil:
		return nil, fault.New(fault.NotFound, "this subject has no key")
	}
	return wrapped, nil
}

// Destroy implements vault.Keys.
func (v *Vault) Destroy(ctx context.Context, h vault.Holder, now time.Time) error {
	return v.w.do(ctx, func() error { return v.destroy(h, now) })
}

func (v *Vault) destroy(h vault.Holder, now time.Time) error {
	if _, err := v.w.s.exec("DELETE FROM keys WHERE holder = ?", h[:]); err != nil {
		return err
	}
	_, err := v.w.s.exec("INSERT INTO erased (holder, at) VALUES (?, ?) ON CONFLICT DO NOTHING", h[:], nanos(now))
	return err
}

// merge destroys the keys of many holders at once and leaves no trace of them.
func (v *Vault) merge(ctx context.Context, holders []vault.Holder) error {
	if err := v.w.do(ctx, func() error {
		for _, h := range holders {
			if err := v.destroy(h, time.Now()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return v.Sweep(ctx)
}

// Erased implements vault.Keys.
func (v *Vault) Erased(ctx context.Context, after int64, each func(number int64, h vault.Holder) error) error {
	rows, err := v.reads.QueryContext(ctx, "SELECT number, holder FROM erased WHERE number > ? ORDER BY number", after)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the vault cannot be read now")
	}
	defer rows.Close()
	for rows.Next() {
		var number int64
		var raw []byte
		if err := rows.Scan(&number, &raw); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the vault cannot be read now")
		}
		if err := each(number, vault.Holder(raw)); err != nil {
			return err
		}
	}
	return fault.Wrap(fault.Unavailable, rows.Err(), "the vault cannot be read now")
}

// Sweep implements vault.Keys.
func (v *Vault) Sweep(ctx context.Context) error { return sweep(ctx, v.path) }

// Backup implements vault.Keys.
func (v *Vault) Backup(ctx context.Context, path string) error { return copyInto(ctx, v.path, path) }

// Close implements vault.Keys.
func (v *Vault) Close() error {
	v.w.close()
	return errors.Join(v.prepared.close(), v.reads.Close(), v.w.s.close(), v.unlock())
}

func errErased() error {
	return fault.At(fault.Gone, "", "erased", "everything about this person was erased")
}

func blob(v driver.Value) []byte {
	b, _ := v.([]byte)
	return b
}
