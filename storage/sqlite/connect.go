package sqlite

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
)

// readers is how many reads run at once; with two or four cores more only take turns.
const readers = 4

// checkpointPages is the size at which the log is written back: 80 MB. Large, since each page that
// changes again before is written back only once.
const checkpointPages = 20000

// dsn names a file for the driver. The pragmas are set on each connection before its first use.
func dsn(path, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}}
	for _, p := range append([]string{"busy_timeout(10000)", "temp_store(MEMORY)", "trusted_schema(0)"}, pragmas...) {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// writing are the pragmas of a writing connection: durable before COMMIT returns, and deleted bytes
// overwritten.
func writing(synchronous string, cacheKiB int) []string {
	return []string{"journal_mode(WAL)", "synchronous(" + synchronous + ")", "secure_delete(ON)", "foreign_keys(ON)",
		"wal_autocheckpoint(" + strconv.Itoa(checkpointPages) + ")", "cache_size(-" + strconv.Itoa(cacheKiB) + ")"}
}

func openReaders(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, "rw", "query_only(ON)", "cache_size(-4096)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db, nil
}

// create makes the file, readable by its owner alone, if it is not there; SQLite gives its log the
// same mode.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("the folder of %s cannot be made: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("%s cannot be opened for writing: %w", path, err)
	}
	return f.Close()
}
