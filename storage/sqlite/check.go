package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// expected are tables without which a file is no store or no vault of ours.
var expected = map[string][]string{
	"store": {"goose_db_version", "meta", "brands", "subjects", "responses", "preferences", "erased"},
	"vault": {"goose_db_version", "keys", "erased"},
}

// checkPair refuses a store and a vault that would not serve together: a file that is damaged, that
// is not ours or that a newer program made, and a vault of another store. It only reads. It has no
// key, so it cannot tell whose key is in the vault: it compares the vault's id, the holders that the
// store knows as erased, and how many keys the store needs. A store from before vaults had an id is
// held to the last two alone.
func checkPair(ctx context.Context, path, vaultPath string) error {
	var sealed, erasures, keys, missing int64
	var wants, id sql.NullString
	var erased [][]byte
	if err := inspect(ctx, path, "store", func(db *sql.DB) (err error) {
		if err := db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM subjects WHERE key IS NOT NULL), (SELECT value FROM meta WHERE key = 'vault')`).Scan(&sealed, &wants); err != nil {
			return err
		}
		erased, err = column[[]byte](ctx, db, "SELECT holder FROM erased")
		return err
	}); err != nil {
		return fmt.Errorf("%s of the backup: %w", BackupStore, err)
	}
	if err := inspect(ctx, vaultPath, "vault", func(db *sql.DB) error {
		if err := db.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM keys), (SELECT count(*) FROM erased)").Scan(&keys, &erasures); err != nil {
			return err
		}
		tombstones, err := column[[]byte](ctx, db, "SELECT holder FROM erased")
		if err != nil {
			return err
		}
		known := make(map[string]bool, len(tombstones))
		for _, h := range tombstones {
			known[string(h)] = true
		}
		for _, h := range erased {
			if !known[string(h)] {
				missing++
			}
		}
		tables, err := column[string](ctx, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'meta'")
		if err != nil || len(tables) == 0 {
			return err
		}
		return db.QueryRowContext(ctx, "SELECT (SELECT value FROM meta WHERE key = 'id')").Scan(&id)
	}); err != nil {
		return fmt.Errorf("%s of the backup: %w", BackupVault, err)
	}
	switch {
	case wants.Valid && wants.String != id.String:
		return fmt.Errorf("%s and %s of the backup do not belong together: the store was used with the vault %q and this is %q", BackupStore, BackupVault, wants.String, id.String)
	case missing > 0:
		return fmt.Errorf("%s and %s of the backup do not belong together: %d erasures of the store are not in the vault", BackupStore, BackupVault, missing)
	case sealed > keys+erasures:
		return fmt.Errorf("%s and %s of the backup do not belong together: %d people of the store have sealed values, the vault has %d keys and %d erasures; "+
			"take the vault that was backed up with the store or after it", BackupStore, BackupVault, sealed, keys, erasures)
	}
	return nil
}

// inspect calls look with a read-only connection to a file that is whole, of that kind, and not
// newer than this program.
func inspect(ctx context.Context, path, kind string, look func(*sql.DB) error) (err error) {
	db, err := sql.Open("sqlite", dsn(path, "ro", patience))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	found, err := column[string](ctx, db, "PRAGMA quick_check(1)")
	if err != nil {
		return fmt.Errorf("damaged, or no SQLite file: %w", err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return fmt.Errorf("damaged: %q", found)
	}
	tables, err := column[string](ctx, db, "SELECT name FROM sqlite_master WHERE type = 'table'")
	if err != nil {
		return err
	}
	for _, name := range expected[kind] {
		if !slices.Contains(tables, name) {
			return fmt.Errorf("it is no %s of Proffer: the table %s is missing", kind, name)
		}
	}
	have, err := schemaOf(ctx, db)
	if err != nil {
		return err
	}
	newest, err := newestSchema(kind)
	if err != nil {
		return err
	}
	if have < 1 || have > newest {
		return fmt.Errorf("it has schema %d, this program knows 1 to %d: use the program that made the backup", have, newest)
	}
	return look(db)
}

// column returns the first column of all rows.
func column[T any](ctx context.Context, db *sql.DB, query string) ([]T, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
