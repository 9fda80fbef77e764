package sqlite

// A store that is opened with Options.Beside shares its files with the process that serves it. SQLite
// keeps their transactions apart; what each writer remembers is kept right by heed, and the traces that
// one leaves in the log are swept by the other, see tell and told.

// others is what the writer knows of other processes that write to the file.
type others struct {
	version int64 // SQLite's data_version when the memory was last right
	traces  int64 // what the file said of other processes' traces when the log was last emptied of them
	heard   int64 // how often the memory was forgotten because somebody else wrote
}

// heed forgets the names and counters that the writer remembers if another connection has written
// since its last transaction. data_version changes with no commit of the own connection, and neither
// with a reader's or the checkpointer's work; it does when sweep truncates the log, which is rare, and
// then the memory fills again.
func (st *Store) heed() error {
	row, err := st.s.one("PRAGMA data_version")
	if err != nil {
		return err
	}
	if now := row[0].(int64); now != st.others.version {
		if st.others.version != 0 {
			st.others.heard++
			st.forget()
		}
		st.others.version = now
	}
	return nil
}

// tell writes down, beside a server, that the transaction leaves bytes in the log which its server
// empties with its own: this process may end before it could.
func (st *Store) tell() error {
	if !st.o.Beside || !st.traces.Swap(false) {
		return nil
	}
	_, err := st.s.exec("INSERT INTO meta (key, value) VALUES ('traces', 1) ON CONFLICT DO UPDATE SET value = value + 1")
	return err
}

// told notices what tell wrote. It runs on the writer.
func (st *Store) told() error {
	row, err := st.s.one("SELECT value FROM meta WHERE key = 'traces'")
	if err != nil || row == nil {
		return err
	}
	if n := row[0].(int64); n != st.others.traces {
		st.others.traces = n
		st.traces.Store(true)
	}
	return nil
}
