package server_test

import (
	"net"
	"net/http"
	"sync/atomic"
	"testing"
)

// counted is a listener that counts how often its connections are written to.
type counted struct {
	net.Listener
	writes atomic.Int64
}

type countedConn struct {
	net.Conn
	by *counted
}

func (l *counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return countedConn{c, l}, nil
}

func (c countedConn) Write(p []byte) (int, error) {
	c.by.writes.Add(1)
	return c.Conn.Write(p)
}

// What everybody asks for leaves in one write each, head and body, however many writes the usual buffer makes of it.
func TestOneWrite(t *testing.T) {
	w := makeWorld(t, keysOf("a"))
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	l := &counted{Listener: ln}
	w.serveOn(t, l)
	once := func(what string, ask func()) {
		before := l.writes.Load()
		ask()
		if writes := l.writes.Load() - before; writes != 1 {
			t.Errorf("%s left in %d writes, want 1", what, writes)
		}
	}
	form := func(encoding string) func() {
		return func() {
			r, err := client.Do(w.make(t, request{method: "GET", path: "/v1/forms/leafline/" + quiz, header: http.Header{"Accept-Encoding": {encoding}}}))
			must(t, err)
			defer r.Body.Close()
			if r.StatusCode != http.StatusOK {
				t.Fatal(r.Status)
			}
		}
	}
	once("a form in brotli", form("br"))
	once("a form in gzip", form("gzip"))
	var ticket string
	once("a ticket", func() { ticket = w.ticket(t, quiz, "").Ticket })
	once("a reply", func() {
		if r := w.answer(t, ticket, everything, ""); r.status != http.StatusCreated {
			t.Fatalf("%d %s", r.status, r.body)
		}
	})
}
