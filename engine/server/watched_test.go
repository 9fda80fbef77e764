package server_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"proffer/rewards"
	"proffer/storage"
)

// watched is a world's store, which counts what a test waits for.
type watched struct {
	storage.Store
	looks atomic.Int64 // for events
	uses  atomic.Int64 // of keys that were noted
}

func (s *watched) Events(ctx context.Context, brand string, after int64, limit int) ([]rewards.Event, int64, error) {
	s.looks.Add(1)
	return s.Store.Events(ctx, brand, after, limit)
}

func (s *watched) UseKey(ctx context.Context, id string, at time.Time) error {
	s.uses.Add(1)
	return s.Store.UseKey(ctx, id, at)
}

// until waits for a condition, for as long as no test should take.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// rows counts the rows of every table in every file of the store.
func (w *world) rows(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	files, err := filepath.Glob(filepath.Join(w.dir, "*.db"))
	must(t, err)
	for _, file := range files {
		db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
		must(t, err)
		for _, table := range columnOf[string](t, db, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
			out[filepath.Base(file)+" "+table] = columnOf[int](t, db, fmt.Sprintf("SELECT count(*) FROM %q", table))[0]
		}
		must(t, db.Close())
	}
	return out
}

func columnOf[T any](t *testing.T, db *sql.DB, query string) (list []T) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var v T
		must(t, rows.Scan(&v))
		list = append(list, v)
	}
	must(t, rows.Err())
	return list
}
