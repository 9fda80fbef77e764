package sqlite

import "sync/atomic"

// checkpointEvery is after how many operations the log is written back in the background.
const checkpointEvery = 1024

// checkpointer writes the log back while the writer goes on, on a connection of its own. Without it
// a commit would do that at checkpointPages, and everybody waiting for it would wait for 80 MB more;
// so little is left to do then that nobody notices.
type checkpointer struct {
	s     *session
	since int // the writer's
	kick  chan struct{}
	end   chan struct{}
	done  atomic.Int64 // how often it has
}

func newCheckpointer(path, synchronous string) (*checkpointer, error) {
	s, err := openSession(dsn(path, "rw", patience, "synchronous("+synchronous+")", "secure_delete(ON)", "wal_autocheckpoint(0)", "cache_size(-512)"))
	if err != nil {
		return nil, err
	}
	c := &checkpointer{s: s, kick: make(chan struct{}, 1), end: make(chan struct{})}
	go c.loop()
	return c, nil
}

// committed counts what the writer has committed; it never waits.
func (c *checkpointer) committed(operations int) {
	if c.since += operations; c.since < checkpointEvery {
		return
	}
	select {
	case c.kick <- struct{}{}:
		c.since = 0
	default:
	}
}

func (c *checkpointer) loop() {
	defer close(c.end)
	for range c.kick {
		// PASSIVE waits for nobody. What it could not do is done by the next one, or by a commit, whose
		// error counts.
		_, _ = c.s.one("PRAGMA wal_checkpoint(PASSIVE)")
		c.done.Add(1)
	}
}

func (c *checkpointer) close() error {
	close(c.kick)
	<-c.end
	return c.s.close()
}
