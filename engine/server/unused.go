package server

import (
	"net"
	"sync"
)

// unused is a listener that knows the connections on which nothing has been asked yet. Browsers open
// such connections in advance; a server that stops would wait for each until its read timeout.
type unused struct {
	net.Listener
	mu      sync.Mutex
	conns   map[*watched]bool
	stopped bool
}

// watched is a connection until its first byte.
type watched struct {
	net.Conn
	list  *unused
	asked bool // by the goroutine that reads
}

func (u *unused) Accept() (net.Conn, error) {
	c, err := u.Listener.Accept()
	if err != nil {
		return nil, err
	}
	w := &watched{Conn: c, list: u}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.stopped {
		_ = c.Close() // nobody waits for an answer on it
	} else {
		u.conns[w] = true
	}
	return w, nil
}

// stop closes them, and whatever comes after.
func (u *unused) stop() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.stopped = true
	for w := range u.conns {
		_ = w.Conn.Close() // as above
	}
}

func (u *unused) forget(w *watched) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.conns, w)
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if n > 0 && !w.asked {
		w.asked = true
		w.list.forget(w)
	}
	return n, err
}

func (w *watched) Close() error {
	w.list.forget(w)
	return w.Conn.Close()
}
