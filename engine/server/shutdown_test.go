package server_test

import (
	"context"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"proffer/engine/server"
)

// A request that is under way when the server is told to stop is answered as if nothing were, with
// a context that still reaches the store; a new one is not taken.
func TestShutdownFinishesWhatIsUnderWay(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	w := newWorld(t, func(o *server.Options) {
		ready := o.Ready
		o.Ready = func(ctx context.Context) error {
			close(entered)
			<-release
			if err := ctx.Err(); err != nil {
				return err
			}
			return ready(ctx)
		}
	})
	var all sync.WaitGroup
	var got *reply
	all.Go(func() { got = w.do(t, request{method: "GET", path: "/readyz"}) })
	<-entered
	stopped := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		stopped <- w.server.Shutdown(ctx)
	}()
	for closed := false; !closed; time.Sleep(5 * time.Millisecond) {
		r, err := client.Do(w.make(t, request{method: "GET", path: "/healthz"}))
		if closed = err != nil; !closed {
			must(t, r.Body.Close())
			client.CloseIdleConnections()
		}
	}
	select {
	case err := <-stopped:
		t.Fatalf("the server stopped under a request: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	all.Wait()
	if got.status != 200 {
		t.Errorf("the request under way got %d %s", got.status, got.body)
	}
	if err := <-stopped; err != nil {
		t.Errorf("shut down: %v", err)
	}
}

// A connection on which nothing was ever asked, as browsers keep them ready, holds nothing up.
func TestShutdownDoesNotWaitForUnusedConnections(t *testing.T) {
	w := newWorld(t)
	at, err := url.Parse(w.url)
	must(t, err)
	c, err := net.Dial("tcp", at.Host)
	must(t, err)
	defer c.Close()
	if r := w.do(t, request{method: "GET", path: "/healthz"}); r.status != 200 { // the server has taken c by now
		t.Fatal(r.status)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := w.server.Shutdown(ctx); err != nil {
		t.Errorf("shut down: %v", err)
	}
}
