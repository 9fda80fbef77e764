package demo

import (
	"encoding/json"
	"sync"
	"time"
)

// The states of a hook.
const (
	hookOK        = "ok"        // signature good, first time
	hookDuplicate = "duplicate" // signature good, this webhook-id was here before
	hookRefused   = "refused"   // signature wrong; nothing of its body is kept or shown
)

// hook is one request that arrived at a recipient's endpoint, as the page gets it.
type hook struct {
	N         int64           `json:"n"` // counts up from 1 since the start
	Recipient string          `json:"recipient"`
	State     string          `json:"state"`
	ID        string          `json:"id,omitempty"` // the webhook-id, once the signature is good
	At        time.Time       `json:"at"`
	Body      json.RawMessage `json:"body,omitempty"`
}

// Bounds of what the receiver keeps in memory.
const (
	keptHooks   = 50   // replayed to a new visitor
	keptIDs     = 1000 // webhook-ids remembered per recipient
	maxVisitors = 64   // open streams
	behind      = 64   // hooks a visitor may lag before its stream is ended
)

// hookLog keeps the last hooks and passes new ones to every visitor.
type hookLog struct {
	mu       sync.Mutex
	n        int64
	last     []hook
	visitors map[chan hook]struct{}
	ids      map[string]struct{}
	order    []string
}

func newHookLog() *hookLog {
	return &hookLog{visitors: map[chan hook]struct{}{}, ids: map[string]struct{}{}}
}

// add numbers the hook, marks it a duplicate if its recipient had this id before, and hands it to
// the visitors. A visitor that lags too far loses its stream, never the others' time: the browser
// comes back and asks for what it missed.
func (l *hookLog) add(h hook) hook {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h.State == hookOK {
		if key := h.Recipient + " " + h.ID; l.knows(key) {
			h.State = hookDuplicate
		}
	}
	l.n++
	h.N = l.n
	l.last = append(l.last, h)
	if len(l.last) > keptHooks {
		l.last = append([]hook(nil), l.last[len(l.last)-keptHooks:]...)
	}
	for v := range l.visitors {
		select {
		case v <- h:
		default:
			delete(l.visitors, v)
			close(v)
		}
	}
	return h
}

// knows tells whether the key was seen and remembers it, forgetting the oldest beyond the bound.
func (l *hookLog) knows(key string) bool {
	if _, seen := l.ids[key]; seen {
		return true
	}
	l.ids[key] = struct{}{}
	l.order = append(l.order, key)
	if len(l.order) > 2*keptIDs { // two recipients
		delete(l.ids, l.order[0])
		l.order = l.order[1:]
	}
	return false
}

// visit returns the kept hooks after the given number and a channel of those to come. A number
// greater than any given out is of an earlier run: all are returned. ok is false when there are
// too many visitors. The channel is closed when the visitor lags; leave ends it otherwise.
func (l *hookLog) visit(after int64) (kept []hook, next chan hook, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.visitors) >= maxVisitors {
		return nil, nil, false
	}
	if after > l.n {
		after = 0
	}
	for _, h := range l.last {
		if h.N > after {
			kept = append(kept, h)
		}
	}
	next = make(chan hook, behind)
	l.visitors[next] = struct{}{}
	return kept, next, true
}

func (l *hookLog) leave(next chan hook) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.visitors, next)
}
