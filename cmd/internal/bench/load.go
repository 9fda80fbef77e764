package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Request is one request of a run.
type Request struct {
	Method string
	Path   string
	Body   []byte
}

// Load is a run: how many connections at once, for how long at most, and how many requests at most.
type Load struct {
	// Packed asks for compressed bodies, as every browser does.
	Packed      bool
	URL         string
	Connections int
	Duration    time.Duration
	Limit       int
	// Next gives connection n its next request, false when there is none left. It is called by one
	// goroutine per connection; the request is used before the next call.
	Next func(n int) (Request, bool)
	// Good is the status that counts as done.
	Good int
	// Seen, if not nil, gets each good answer's body, valid during the call.
	Seen func(n int, body []byte) error
}

type worker struct {
	took    []time.Duration
	failed  int
	failure string
}

// tolerated is how many failures one connection lives through: a server that refuses everything
// ends the run early.
const tolerated = 20

// Run sends requests until duration, limit or requests are used up, or ctx ends. An error means that
// no connection could be made; refused requests are counted in the result.
func (l Load) Run(ctx context.Context) (Result, error) {
	conns := make([]*conn, l.Connections)
	for i := range conns {
		c, err := dial(ctx, l.URL)
		if err != nil {
			return Result{}, err
		}
		defer func() { _ = c.close() }() // nothing is buffered on this side
		c.packed = l.Packed
		conns[i] = c
	}
	workers := make([]*worker, l.Connections)
	ctx, cancel := context.WithTimeout(ctx, l.Duration)
	defer cancel()
	var sent atomic.Int64
	var wait sync.WaitGroup
	start := time.Now()
	for i := range workers {
		workers[i] = &worker{}
		wait.Go(func() { l.work(ctx, i, conns[i], workers[i], &sent) })
	}
	wait.Wait()
	return summarize(workers, time.Since(start)), nil
}

func (l Load) work(ctx context.Context, n int, c *conn, w *worker, sent *atomic.Int64) {
	for ctx.Err() == nil && w.failed < tolerated && (l.Limit == 0 || sent.Add(1) <= int64(l.Limit)) {
		request, more := l.Next(n)
		if !more {
			return
		}
		start := time.Now()
		status, body, err := c.do(request.Method, request.Path, request.Body)
		took := time.Since(start)
		if err == nil && status != l.Good {
			err = fmt.Errorf("%s %s answered %d: %.300s", request.Method, request.Path, status, body)
		}
		if err == nil && l.Seen != nil {
			err = l.Seen(n, body)
		}
		if err != nil {
			w.failed++
			w.failure = err.Error()
			if status == 0 {
				return // the connection is gone
			}
			continue
		}
		w.took = append(w.took, took)
	}
}
