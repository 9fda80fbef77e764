package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// migrate brings a file to this program's schema, each migration in a transaction of its own. A
// file with a newer schema is refused: this program would not understand it.
func migrate(ctx context.Context, path, kind, synchronous string) error {
	db, err := sql.Open("sqlite", dsn(path, "rw", patience, writing(synchronous, 2048)...))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	files, err := fs.Sub(migrations, "migrations/"+kind)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("%s: the schema's version cannot be read: %w", path, err)
	}
	if have > want {
		return fmt.Errorf("%s has schema %d, this program knows %d: use the newer program that last opened it", path, have, want)
	}
	if have == want {
		return nil
	}
	release, err := alone(path)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		err = fmt.Errorf("%s: bringing the schema from version %d to %d: %w", path, have, want, err)
		return errors.Join(err, release())
	}
	return release()
}

// current refuses a file whose schema is not exactly this program's, for one that may not migrate it.
func current(ctx context.Context, path, kind string) (err error) {
	db, err := sql.Open("sqlite", dsn(path, "ro", patience))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	have, err := schemaOf(ctx, db)
	if err != nil {
		return fmt.Errorf("%s is no %s of Proffer, or was never opened by a server: %w", path, kind, err)
	}
	want, err := newestSchema(kind)
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("%s has schema %d, this program's is %d: use the program that serves the store, or start this one's server first, which migrates it", path, have, want)
	}
	return nil
}

// schemaOf reads the version of a file's schema.
func schemaOf(ctx context.Context, db *sql.DB) (have int, err error) {
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&have)
	return have, err
}

// newestSchema is the version that this program migrates a file of a kind to.
func newestSchema(kind string) (int, error) {
	known, err := fs.Glob(migrations, "migrations/"+kind+"/*.sql")
	if err != nil {
		return 0, err
	}
	number, _, _ := strings.Cut(filepath.Base(slices.Max(known)), "_")
	return strconv.Atoi(number)
}
