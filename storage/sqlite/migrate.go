package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// migrate brings a file to this program's schema, each migration in a transaction of its own. A
// file with a newer schema is refused: this program would not understand it.
func migrate(ctx context.Context, path, kind string) error {
	db, err := sql.Open("sqlite", dsn(path, "rw", patience, writing("FULL", 2048)...))
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
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("%s: bringing the schema from version %d to %d: %w", path, have, want, err)
	}
	return nil
}
