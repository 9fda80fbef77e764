package sqlite_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"proffer/forms/fault"
	"proffer/storage/storetest"
	"proffer/storage/vault"
)

// A sealed value opens at its own place only: moved to another subject's row or another attribute, it
// is refused, not shown.
func TestSealedValuesCannotMove(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	sample := storetest.NewSample(storetest.NewID(), storetest.Start)
	sample.Seals = true
	sample.Decision.Preferences[0].Sealed, sample.Decision.Preferences[1].Sealed = true, true
	if _, _, err := s.store.Complete(ctx, sample.Ask()); err != nil {
		t.Fatal(err)
	}
	must(t, s.store.Do(ctx, func() error { return nil }))
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "proffer.db")+"?_pragma=busy_timeout(1000)")
	must(t, err)
	defer db.Close()
	_, err = db.Exec("UPDATE preferences SET value = (SELECT value FROM preferences WHERE attribute = 'brew') WHERE attribute = 'milk'")
	must(t, err)
	if _, err := s.store.Record(ctx, storetest.Brand, sample.Subject, true, storetest.Start); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
}

// The vault's files name nobody.
func TestVaultNamesNobody(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	who := storetest.NewID()
	if _, err := s.vault.Ensure(ctx, s.vault.Holder(storetest.Brand, who), 0); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"vault.db", "vault.db-wal"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		if bytes.Contains(raw, who[:]) || bytes.Contains(raw, []byte(storetest.Brand)) {
			t.Errorf("%s holds a subject or a brand", name)
		}
	}
}

// A wrapped key is useless with another server key, and under another holder.
func TestWrapping(t *testing.T) {
	s := openSite(t, t.TempDir(), time.Now)
	h := s.vault.Holder(storetest.Brand, storetest.NewID())
	k, err := s.vault.Ensure(ctx, h, 0)
	must(t, err)
	if _, err := s.vault.Ensure(ctx, h, k.ID+1); !fault.Is(err, fault.Unavailable) {
		t.Errorf("another key id: %v, want unavailable", err)
	}
	other, err := vault.New([32]byte{2}, s.keys)
	must(t, err)
	if _, err := other.Key(ctx, h, 0); !fault.Is(err, fault.Unavailable) {
		t.Errorf("another server key: %v, want unavailable", err)
	}
	wrapped, err := s.keys.Get(ctx, h)
	must(t, err)
	h2 := s.vault.Holder(storetest.Brand, storetest.NewID())
	if _, err := s.keys.Put(ctx, h2, wrapped); err != nil {
		t.Fatal(err)
	}
	if _, err := s.vault.Key(ctx, h2, 0); !fault.Is(err, fault.Unavailable) {
		t.Errorf("under another holder: %v, want unavailable", err)
	}
}

// An erased holder never gets a key again, whether it had one or not; entering it twice keeps one
// number, and numbers grow by one.
func TestErasedHolder(t *testing.T) {
	s := openSite(t, t.TempDir(), time.Now)
	with, without := s.vault.Holder(storetest.Brand, storetest.NewID()), s.vault.Holder(storetest.Brand, storetest.NewID())
	if _, err := s.vault.Ensure(ctx, with, 0); err != nil {
		t.Fatal(err)
	}
	for _, h := range []vault.Holder{with, without, with} {
		must(t, s.keys.Destroy(ctx, h, storetest.Start))
	}
	for _, h := range []vault.Holder{with, without} {
		if _, err := s.vault.Ensure(ctx, h, 0); !fault.Is(err, fault.Gone) {
			t.Errorf("a new key: %v, want gone", err)
		}
		if _, err := s.keys.Get(ctx, h); !fault.Is(err, fault.Gone) {
			t.Errorf("the old key: %v, want gone", err)
		}
	}
	var numbers []int64
	must(t, s.keys.Erased(ctx, 0, func(n int64, _ vault.Holder) error { numbers = append(numbers, n); return nil }))
	if len(numbers) != 2 || numbers[1] != numbers[0]+1 {
		t.Errorf("register %v, want two entries, numbered in a row", numbers)
	}
	if _, err := s.keys.Get(ctx, s.vault.Holder(storetest.Brand, storetest.NewID())); !fault.Is(err, fault.NotFound) {
		t.Errorf("a holder that never had a key: %v, want not found", err)
	}
}
