package sqlite_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"proffer/storage/sqlite"
	"proffer/storage/storetest"
	"proffer/storage/vault"
)

// queued opens a store in which so many deliveries wait for the shop, of events of nobody.
func queued(tb testing.TB, n int) *sqlite.Store {
	tb.Helper()
	dir, log := tb.TempDir(), slog.New(slog.NewTextHandler(io.Discard, nil))
	keys, err := sqlite.OpenVault(context.Background(), filepath.Join(dir, "vault.db"), log)
	if err != nil {
		tb.Fatal(err)
	}
	v, err := vault.New([32]byte{1}, keys)
	if err != nil {
		tb.Fatal(err)
	}
	st, err := sqlite.Open(context.Background(), filepath.Join(dir, "proffer.db"), v, sqlite.Options{Fingerprint: "queue", Log: log})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _, _ = st.Close(), keys.Close() })
	s := storetest.NewSample(storetest.NewID(), storetest.Start)
	if _, _, err := st.Complete(context.Background(), s.Ask()); err != nil {
		tb.Fatal(err)
	}
	if err := st.Queue(context.Background(), storetest.Brand, "shop", storetest.Start.Add(time.Hour), n); err != nil {
		tb.Fatal(err)
	}
	return st
}

// However many deliveries wait, those that are due, and those of somebody who is erased, are found by a key: no
// plan goes through all of them, or sorts them.
func TestNoPlanGoesThroughTheQueue(t *testing.T) {
	plans, err := queued(t, 10).Plans(ctx)
	must(t, err)
	if len(plans) != 3 {
		t.Fatalf("plans %v", plans)
	}
	for what, plan := range plans {
		found := false
		for _, step := range plan {
			found = found || strings.HasPrefix(step, "SEARCH p") // pending or p
			if strings.HasPrefix(step, "SCAN p") || what == "lease" && strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("to %s, SQLite would %s", what, step)
			}
			// By the endpoint alone would be going through its queue.
			if strings.HasPrefix(step, "SEARCH p") && strings.HasSuffix(step, "(endpoint=?)") && what == "erase" {
				t.Errorf("to %s, SQLite would %s", what, step)
			}
		}
		if !found {
			t.Errorf("to %s, SQLite would not look at what is pending: %v", what, plan)
		}
	}
}

// BenchmarkCompleteBesideAQueue is one exchange at a time, alone and beside a million pending deliveries.
func BenchmarkCompleteBesideAQueue(b *testing.B) {
	for _, n := range []int{0, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			st := queued(b, n)
			for b.Loop() {
				if _, _, err := st.Complete(context.Background(), storetest.NewSample(storetest.NewID(), storetest.Start).Ask()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
