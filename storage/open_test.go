package storage_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"proffer/storage"
	"proffer/storage/storetest"
)

var ctx = context.Background()

func open(t *testing.T, url, vaultURL string) storage.Store {
	t.Helper()
	st, err := storage.Open(ctx, url, vaultURL, storage.Options{KEK: [32]byte{7}, Fingerprint: "f"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func exists(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// Both forms of the URL, and where the vault goes.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	open(t, "sqlite://"+dir+"/a folder/proffer.db", "")
	exists(t, filepath.Join(dir, "a folder", "proffer.db"))
	exists(t, filepath.Join(dir, "a folder", "vault.db"))
	t.Chdir(dir)
	open(t, "sqlite:relative.db", "sqlite:keys/kept-apart.db")
	exists(t, filepath.Join(dir, "relative.db"))
	exists(t, filepath.Join(dir, "keys", "kept-apart.db"))
}

// Each mistake is named with what would be right.
func TestOpenErrors(t *testing.T) {
	for url, want := range map[string]string{
		"postgres://x":            "sqlite:///absolute",
		"proffer.db":              "sqlite:relative.db",
		"sqlite://relative.db":    "three slashes",
		"sqlite:":                 "names no file",
		"sqlite:///a/b/":          "names no file",
		"sqlite:///a.db?mode=ro":  "names no file",
		"sqlite:///proc/no/x.db":  "cannot be made",
		"sqlite:///tmp/../vault/": "names no file",
	} {
		_, err := storage.Open(ctx, url, "", storage.Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want it to say %q", url, err, want)
		}
	}
	dir := t.TempDir()
	_, err := storage.Open(ctx, "sqlite://"+dir+"/x.db", "sqlite://"+dir+"/x.db", storage.Options{})
	if err == nil || !strings.Contains(err.Error(), "same file") {
		t.Errorf("vault and store in one file: %v", err)
	}
	open(t, "sqlite://"+dir+"/x.db", "")
	_, err = storage.Open(ctx, "sqlite://"+dir+"/x.db", "", storage.Options{Fingerprint: "f"})
	if err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("open twice: %v", err)
	}
}

// After an error nothing stays open: the next, right, start works.
func TestOpenAgainAfterError(t *testing.T) {
	url := "sqlite://" + t.TempDir() + "/x.db"
	if err := open(t, url, "").Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Open(ctx, url, "", storage.Options{KEK: [32]byte{8}, Fingerprint: "other"}); err == nil {
		t.Fatal("wrong keys were accepted")
	}
	open(t, url, "")
}

// The drill of an operator: back up a running server from outside, lose the machine, restore on
// another one.
func TestBackupAndRestore(t *testing.T) {
	dir := t.TempDir()
	url := "sqlite://" + dir + "/here/proffer.db"
	st := open(t, url, "")
	s := storetest.NewSample(storetest.NewID(), storetest.Start)
	if _, _, err := st.Complete(ctx, s.Ask()); err != nil {
		t.Fatal(err)
	}
	if err := storage.Backup(ctx, url, "", dir+"/backup"); err != nil {
		t.Fatal(err)
	}
	there := "sqlite://" + dir + "/there/proffer.db"
	if err := storage.Restore(ctx, dir+"/backup", there, ""); err != nil {
		t.Fatal(err)
	}
	x, err := open(t, there, "").Exchange(ctx, storetest.Brand, s.Response, true, storetest.Start)
	if err != nil || len(x.Current) != 6 || x.Grant == nil {
		t.Errorf("restored: %v, %v", x, err)
	}
	left, err := filepath.Glob(dir + "/there/*-restore*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A command opens the store beside the server that has it open, and what each writes the other reads;
// a store that is not there is not made.
func TestOpenBeside(t *testing.T) {
	url := "sqlite://" + t.TempDir() + "/x.db"
	o := storage.Options{KEK: [32]byte{7}, Fingerprint: "f", Beside: true}
	if _, err := storage.Open(ctx, url, "", o); err == nil || !strings.Contains(err.Error(), "there is no store at") {
		t.Errorf("nothing there: %v", err)
	}
	server := open(t, url, "")
	beside, err := storage.Open(ctx, url, "", o)
	must(t, err)
	t.Cleanup(func() { beside.Close() })
	for i, by := range []storage.Store{server, beside, server} {
		s := storetest.NewSample(storetest.NewID(), storetest.Start)
		s.Seals, s.Decision.Preferences[0].Sealed = true, true
		d, _, err := by.Complete(ctx, s.Ask())
		if err != nil || d.Events[0].Seq != int64(2*i+1) {
			t.Fatalf("exchange %d: %v", i, err)
		}
		for _, from := range []storage.Store{server, beside} {
			x, err := from.Exchange(ctx, storetest.Brand, s.Response, true, storetest.Start)
			if err != nil || len(x.Current) != 6 || string(x.Current[0].Value) != string(s.Decision.Preferences[0].Value) {
				t.Errorf("exchange %d: %v, %v", i, x, err)
			}
		}
	}
	o.Fingerprint = "other"
	if _, err := storage.Open(ctx, url, "", o); err == nil || !strings.Contains(err.Error(), "wrong keys file") {
		t.Errorf("other keys: %v", err)
	}
}
