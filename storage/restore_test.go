package storage_test

import (
	"database/sql"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"proffer/storage"
	"proffer/storage/storetest"
)

// backedUp makes a store with sealed values and one erased person in dir/here, closes it, and returns
// its URL and a backup of it.
func backedUp(t *testing.T, dir string) (url, backup string) {
	t.Helper()
	url, backup = "sqlite://"+dir+"/here/proffer.db", dir+"/backup"
	st := open(t, url, "")
	erased := storetest.NewID()
	for _, who := range [][16]byte{storetest.NewID(), storetest.NewID(), erased} {
		s := storetest.NewSample(who, storetest.Start)
		s.Seals = true
		s.Decision.Preferences[0].Sealed = true
		if _, _, err := st.Complete(ctx, s.Ask()); err != nil {
			t.Fatal(err)
		}
	}
	must(t, st.Erase(ctx, storetest.Brand, erased, storetest.Start))
	must(t, st.Backup(ctx, backup))
	must(t, st.Close())
	return url, backup
}

// A backup that could not be served is refused, and what was in place is there as it was, with
// nothing beside it.
func TestRestoreRefuses(t *testing.T) {
	other := t.TempDir()
	_, foreign := backedUp(t, other)
	for name, c := range map[string]struct {
		breaks func(t *testing.T, backup string)
		want   string
	}{
		"empty store": {func(t *testing.T, b string) { must(t, os.WriteFile(b+"/store.db", nil, 0o600)) }, "no store of Proffer"},
		"empty vault": {func(t *testing.T, b string) { must(t, os.WriteFile(b+"/vault.db", nil, 0o600)) }, "no vault of Proffer"},
		"junk": {func(t *testing.T, b string) {
			must(t, os.WriteFile(b+"/store.db", []byte(strings.Repeat("junk", 4096)), 0o600))
		}, "no SQLite file"},
		"cut short":    {func(t *testing.T, b string) { must(t, os.Truncate(b+"/store.db", 9*4096)) }, "damaged"},
		"zeroed page":  {func(t *testing.T, b string) { zero(t, b+"/store.db", 3*4096) }, "damaged"},
		"cut in vault": {func(t *testing.T, b string) { must(t, os.Truncate(b+"/vault.db", 4096)) }, "damaged"},
		"no vault":     {func(t *testing.T, b string) { must(t, os.Remove(b+"/vault.db")) }, "no such file"},
		"swapped":      {func(t *testing.T, b string) { replace(t, b+"/vault.db", b+"/store.db") }, "no store of Proffer"},
		"newer": {func(t *testing.T, b string) {
			change(t, b+"/store.db", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
		}, "has schema 999"},
		"vault of another": {func(t *testing.T, b string) { replace(t, foreign+"/vault.db", b+"/vault.db") },
			"used with the vault"},
		"vault of another, store without its id": {func(t *testing.T, b string) {
			replace(t, foreign+"/vault.db", b+"/vault.db")
			change(t, b+"/store.db", "DELETE FROM meta WHERE key = 'vault'")
		}, "1 erasures of the store are not in the vault"},
		"vault without keys": {func(t *testing.T, b string) { change(t, b+"/vault.db", "DELETE FROM keys") }, "2 people of the store have sealed values"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			url, backup := backedUp(t, dir)
			c.breaks(t, backup)
			before := contents(t, dir+"/here")
			err := storage.Restore(ctx, backup, url, "")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to say %q", err, c.want)
			}
			if after := contents(t, dir+"/here"); !maps.Equal(before, after) {
				t.Error("what was in place is not as it was")
			}
			open(t, url, "")
		})
	}
}

// A backup from before vaults had an id is restored.
func TestRestoreWithoutID(t *testing.T) {
	url, backup := backedUp(t, t.TempDir())
	change(t, backup+"/store.db", "DELETE FROM meta WHERE key = 'vault'")
	change(t, backup+"/vault.db", "DROP TABLE meta", "DELETE FROM goose_db_version WHERE version_id = 2")
	must(t, storage.Restore(ctx, backup, url, ""))
	must(t, open(t, url, "").Close())
	open(t, url, "")
}

// A store is never given a new vault, nor that of another store; the right one is still taken then.
func TestOpenRefusesVault(t *testing.T) {
	dir := t.TempDir()
	url, backup := backedUp(t, dir)
	vault := dir + "/here/vault.db"
	refused := func(vaultURL, want string) {
		t.Helper()
		st, err := storage.Open(ctx, url, vaultURL, storage.Options{KEK: [32]byte{7}, Fingerprint: "f"})
		if err == nil {
			st.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
	}
	must(t, os.Rename(vault, dir+"/kept.db"))
	refused("", "is missing while the store")
	if _, err := os.Stat(vault); err == nil {
		t.Error("a vault was made")
	}
	must(t, os.WriteFile(vault, nil, 0o600))
	refused("", "is missing while the store")
	_, foreign := backedUp(t, t.TempDir())
	refused("sqlite://"+foreign+"/vault.db", "wrong vault")
	must(t, open(t, url, "sqlite://"+dir+"/kept.db").Close())
	must(t, storage.Restore(ctx, backup, url, ""))
	open(t, url, "")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func zero(t *testing.T, path string, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	must(t, err)
	defer f.Close()
	_, err = f.WriteAt(make([]byte, 4096), at)
	must(t, err)
}

func replace(t *testing.T, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, raw, 0o600))
}

func change(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	must(t, err)
	defer db.Close()
	for _, s := range statements {
		_, err := db.Exec(s)
		must(t, err)
	}
}

// contents are a folder's files by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	files, err := os.ReadDir(dir)
	must(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		must(t, err)
		all[f.Name()] = string(raw)
	}
	return all
}
