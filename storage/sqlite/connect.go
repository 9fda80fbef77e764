package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// readers is how many views are read at once; with two or four cores more only take turns.
const readers = 4

// checkpointPages is the size at which the log is written back: 80 MB. Large, since each page that
// changes again before is written back only once.
const checkpointPages = 20000

// patience is how long a connection waits for a lock that another one holds.
const patience = 10 * time.Second

// besideWait is how long a writing connection lets SQLite wait for a lock, of a store opened beside a server from
// the start. It is short, since SQLite then asks ever more seldom, up to every 100 ms, and a busy server
// leaves gaps of well under one; the writer asks again, see writer.begin.
const besideWait = 2 * time.Millisecond

// dsn names a file for the driver. The pragmas are set on each connection before its first use.
func dsn(path, mode string, wait time.Duration, pragmas ...string) string {
	q := url.Values{"mode": {mode}}
	busy := "busy_timeout(" + strconv.FormatInt(wait.Milliseconds(), 10) + ")"
	for _, p := range append([]string{busy, "temp_store(MEMORY)", "trusted_schema(0)"}, pragmas...) {
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
	db, err := sql.Open("sqlite", dsn(path, "rw", patience, "query_only(ON)", "cache_size(-2048)"))
	if err != nil {
		return nil, err
	}
	// Twice as many connections as views: a view that holds one may need another to prepare a statement.
	db.SetMaxOpenConns(2 * readers)
	db.SetMaxIdleConns(2 * readers)
	return db, nil
}

// create makes the file, readable by its owner alone, if it is not there; SQLite gives its log the
// same mode. The folder's entry is on the disk when it returns, without which no commit would last.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("the folder of %s cannot be made: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		f, err = os.OpenFile(path, os.O_RDWR, 0)
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			return fmt.Errorf("%s cannot be opened for writing: %w", path, err)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s cannot be made: %w", path, err)
	}
	return errors.Join(f.Close(), persist(filepath.Dir(path)))
}
