package main

import (
	"database/sql"

	"github.com/rogpeppe/go-internal/testscript"
)

// breakCmd is `break FILE SQL`: it writes into a store what no program of ours would, and has to change something.
func breakCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: break FILE SQL")
	}
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	result, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("nothing was broken: %v", err)
	}
}
