package engine

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"proffer/forms/fault"
)

// FeedRequest asks for a client's events after a cursor.
type FeedRequest struct {
	After int64
	Limit int // 1 to FeedLimit
	// Wait is how long to wait for an event where there is none, up to FeedWait.
	Wait  time.Duration
	Types []string // none: every type
	// Stop, if not nil, ends the waiting when it is closed: the server is told to end.
	Stop <-chan struct{}
}

// FeedReply is a page of the feed. Next is the cursor of the following one: the seq of the last event
// that was looked at, whether or not it is for this client.
type FeedReply struct {
	Events []json.RawMessage `json:"events"`
	Next   int64             `json:"next"`
	More   bool              `json:"more"` // there are events after Next now
}

// The bounds of one page of the feed.
const (
	FeedLimit = 500
	FeedWait  = 30 * time.Second

	feedScan    = 1000                  // events that one page goes through at most, whether or not they are for the client
	feedBytes   = 1 << 20               // of bodies, from which on a page is full
	feedWaiters = 4                     // requests of one key that wait at once; one more ends the oldest
	feedLook    = 1 * time.Second       // between two looks while waiting, for what another process commits
	feedSpacing = 50 * time.Millisecond // between two looks at the least, however much is committed meanwhile
)

// Feed reads events as the client may have them, each rendered now by the one gate, as a webhook's body
// is: what was withdrawn, changed, expired or erased since is not in it. An event of which nothing may
// be told is left out, and the cursor moves past it. A cursor beyond the newest event is a Conflict with
// code cursor_ahead: it is another store's, or this store's from before it was restored.
func (e *Engine) Feed(ctx context.Context, c Client, r FeedRequest) (*FeedReply, error) {
	reply, err := e.look(ctx, c, r)
	if err != nil || r.Wait <= 0 || len(reply.Events) > 0 || reply.More {
		return reply, err
	}
	over := time.NewTimer(min(r.Wait, FeedWait))
	defer over.Stop()
	ended, leave := e.feed.enter(c.Key.ID)
	defer leave()
	for {
		rung := e.feed.rung()
		// Again after rung was asked for: what was committed in between rang nothing that is heard here.
		r.After = reply.Next
		if reply, err = e.look(ctx, c, r); err != nil || len(reply.Events) > 0 || reply.More {
			return reply, err
		}
		select {
		case <-over.C:
			return reply, nil
		case <-ended:
			return reply, nil
		case <-r.Stop:
			return reply, nil
		case <-ctx.Done():
			return reply, nil
		case <-rung:
		case <-time.After(feedLook):
		}
		select {
		case <-time.After(feedSpacing):
		case <-r.Stop:
			return reply, nil
		}
	}
}

// look reads one page. It fails only if it has nothing to give.
func (e *Engine) look(ctx context.Context, c Client, r FeedRequest) (*FeedReply, error) {
	out := &FeedReply{Events: []json.RawMessage{}, Next: r.After, More: true}
	as, size, scanned := e.reach(c), 0, 0
	for out.More && len(out.Events) < r.Limit && size < feedBytes && scanned < feedScan {
		list, newest, err := e.o.Rewards.Events(ctx, c.Key.Brand, out.Next, min(r.Limit, feedScan-scanned))
		if err != nil {
			return out.or(r.After, err)
		}
		if r.After > newest {
			return nil, fault.At(fault.Conflict, "/after", "cursor_ahead", "the newest event is number %d: this cursor is of another store, or of this one before it was restored; begin again after a number that you have seen here, or after 0", newest)
		}
		scanned += len(list)
		for _, ev := range list {
			if len(out.Events) == r.Limit || size >= feedBytes {
				break
			}
			if len(r.Types) == 0 || slices.Contains(r.Types, ev.Type) {
				raw, ok, err := e.Render(ctx, ev, as)
				if err != nil {
					return out.or(r.After, err)
				}
				if ok {
					out.Events = append(out.Events, raw)
					size += len(raw)
				}
			}
			out.Next = ev.Seq
		}
		out.More = out.Next < newest
	}
	return out, nil
}

// or is what was read before an error, which the next page meets again, or the error if that is nothing.
func (r *FeedReply) or(after int64, err error) (*FeedReply, error) {
	if r.Next > after {
		return r, nil
	}
	return nil, err
}

// bell wakes those who wait for events.
type bell struct {
	mu      sync.Mutex
	ring    chan struct{}
	waiting map[string][]chan struct{} // by key, oldest first
}

// rung is closed at the next ringing.
func (b *bell) rung() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ring == nil {
		b.ring = make(chan struct{})
	}
	return b.ring
}

// strike wakes all who wait. It never waits itself.
func (b *bell) strike() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ring != nil {
		close(b.ring)
		b.ring = nil
	}
}

// enter counts a request that waits. ended is closed when it is one too many of its key: whoever asks
// anew has usually lost the connection on which it asked before.
func (b *bell) enter(key string) (ended <-chan struct{}, leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	me := make(chan struct{})
	list := append(b.waiting[key], me)
	if len(list) > feedWaiters {
		close(list[0])
		list = slices.Clone(list[1:])
	}
	if b.waiting == nil {
		b.waiting = map[string][]chan struct{}{}
	}
	b.waiting[key] = list
	return me, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.waiting[key] = slices.DeleteFunc(slices.Clone(b.waiting[key]), func(other chan struct{}) bool { return other == me })
		if len(b.waiting[key]) == 0 {
			delete(b.waiting, key)
		}
	}
}
