package sqlite_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"proffer/rewards"
	"proffer/storage/sqlite"
	"proffer/storage/storetest"
)

// What makes a commit durable and a deletion thorough are settings of the connection: a misspelt
// pragma is silently ignored by SQLite.
func TestPragmas(t *testing.T) {
	s := openSite(t, t.TempDir(), time.Now)
	for name, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1",
		"wal_autocheckpoint": "20000", "busy_timeout": "2", "temp_store": "2", "trusted_schema": "0", "cache_size": "-16384"} {
		got, err := s.store.Pragma(ctx, name)
		must(t, err)
		if fmt.Sprint(got) != want {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
	}
}

// A second server on the same files would count and number on its own.
func TestOneProcess(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	_, err := sqlite.Open(ctx, filepath.Join(dir, "proffer.db"), s.vault, sqlite.Options{Log: quiet})
	if err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("opening twice: %v", err)
	}
	if _, err := sqlite.OpenVault(ctx, filepath.Join(dir, "vault.db"), quiet); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("opening the vault twice: %v", err)
	}
	if err := sqlite.Restore(ctx, dir, filepath.Join(dir, "proffer.db"), filepath.Join(dir, "vault.db")); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("restoring over a running server: %v", err)
	}
	must(t, siteStore{s.store, s.keys}.Close())
	openSite(t, dir, time.Now)
}

// A backup is taken beside a running server, or with none, by a process that has no keys.
func TestBackupFiles(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	sample := storetest.NewSample(storetest.NewID(), storetest.Start)
	if _, _, err := s.store.Complete(ctx, sample.Ask()); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"beside", "without"} {
		to = filepath.Join(t.TempDir(), to)
		must(t, sqlite.BackupFiles(ctx, filepath.Join(dir, "proffer.db"), filepath.Join(dir, "vault.db"), to))
		db, err := sql.Open("sqlite", "file:"+filepath.Join(to, sqlite.BackupStore))
		must(t, err)
		var n int
		must(t, db.QueryRow("SELECT count(*) FROM preferences").Scan(&n))
		must(t, db.Close())
		if n != 6 {
			t.Errorf("%s: %d preferences in the backup, want 6", to, n)
		}
		must(t, siteStore{s.store, s.keys}.Close())
	}
	if err := sqlite.BackupFiles(ctx, filepath.Join(dir, "none.db"), filepath.Join(dir, "vault.db"), filepath.Join(t.TempDir(), "b")); err == nil {
		t.Error("a backup of nothing succeeded")
	}
}

// Nobody but the server's user reads the files: the unsealed values are in them.
func TestModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made")
	s := openSite(t, dir, time.Now)
	if _, _, err := s.store.Complete(ctx, storetest.NewSample(storetest.NewID(), storetest.Start).Ask()); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) < 6 {
		t.Fatalf("%d files, want store and vault with logs and locks", len(files))
	}
	for _, f := range files {
		info, err := f.Info()
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
	}
}

// Opening again changes nothing, and a file of a newer program is not touched.
func TestMigrations(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		s := openSite(t, dir, time.Now)
		must(t, siteStore{s.store, s.keys}.Close())
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "vault.db"))
	must(t, err)
	var n int
	must(t, db.QueryRow("SELECT count(*) FROM goose_db_version WHERE version_id > 0").Scan(&n))
	if n != 2 {
		t.Errorf("%d migrations recorded, want 2", n)
	}
	_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	must(t, err)
	must(t, db.Close())
	if _, err := sqlite.OpenVault(ctx, filepath.Join(dir, "vault.db"), quiet); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("a newer schema: %v", err)
	}
}

// Other keys would make every sealed value look lost, and every erased person new.
func TestFingerprint(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	must(t, s.store.Close())
	_, err := sqlite.Open(ctx, filepath.Join(dir, "proffer.db"), s.vault, sqlite.Options{Fingerprint: "other", Log: quiet})
	if err == nil || !strings.Contains(err.Error(), "wrong keys file") {
		t.Errorf("got %v, want the wrong keys file named", err)
	}
	again, err := sqlite.Open(ctx, filepath.Join(dir, "proffer.db"), s.vault, sqlite.Options{Fingerprint: "suite", Log: quiet})
	must(t, err)
	must(t, again.Close())
}

// Points move in one record with both lines; after an erasure the record stays and nothing in the
// file leads from it to the person.
func TestJournal(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	var sample *storetest.Sample
	who := storetest.NewID()
	for range 2 {
		sample = storetest.NewSample(who, storetest.Start)
		sample.Decision.Movements = []rewards.Movement{{Unit: "beans", Amount: 200, From: "program:beans", To: rewards.AccountAvailable, Grant: sample.Decision.Grant.ID, At: storetest.Start}}
		if _, _, err := s.store.Complete(ctx, sample.Ask()); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "proffer.db"))
	must(t, err)
	defer db.Close()
	look := func(what, query string, want int) {
		t.Helper()
		var n int
		must(t, db.QueryRow(query).Scan(&n))
		if n != want {
			t.Errorf("%s: %d, want %d", what, n, want)
		}
	}
	look("one account", "SELECT count(DISTINCT account) FROM journal", 1)
	look("sum", "SELECT sum(amount) FROM journal", 400)
	look("linked", `SELECT count(*) FROM journal j JOIN grants g ON g.id = j."grant" JOIN accounts a ON a.account = j.account AND a.subject = g.subject`, 2)
	must(t, s.store.Erase(ctx, storetest.Brand, who, storetest.Start))
	look("sum afterwards", "SELECT sum(amount) FROM journal", 400)
	look("links afterwards", `SELECT (SELECT count(*) FROM journal WHERE "grant" IS NOT NULL) + (SELECT count(*) FROM accounts) + (SELECT count(*) FROM codes) + (SELECT count(*) FROM grants)`, 0)
	look("events that name anybody", "SELECT count(*) FROM events WHERE subject IS NOT NULL OR rev IS NOT NULL", 0)
	look("events", "SELECT count(*) FROM events", 4)
}
