package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// heartbeat keeps proxies from ending a quiet stream.
const heartbeat = 15 * time.Second

// stream answers GET /hooks/stream: the kept hooks, then each new one as it arrives, as Server-Sent
// Events named "hook" whose id is the hook's number. A browser that comes back with Last-Event-ID
// gets only what it missed. It ends with the request's context: a server that shuts down cancels
// its base context first. 503 when 64 visitors are watching already.
func (r *receiver) stream(w http.ResponseWriter, req *http.Request) {
	after, _ := strconv.ParseInt(req.Header.Get("Last-Event-ID"), 10, 64) // none or nonsense: from the first
	kept, next, ok := r.log.visit(after)
	if !ok {
		w.Header().Set("Retry-After", "10")
		http.Error(w, "too many visitors are watching", http.StatusServiceUnavailable)
		return
	}
	defer r.log.leave(next)
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // a stream outlives the server's time limit for pages
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if _, err := fmt.Fprint(w, "retry: 2000\n\n"); err != nil {
		return
	}
	for _, h := range kept {
		if send(w, h) != nil {
			return
		}
	}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		if out.Flush() != nil {
			return
		}
		select {
		case <-req.Context().Done():
			return
		case h, open := <-next:
			if !open || send(w, h) != nil {
				return
			}
		case <-tick.C:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
				return
			}
		}
	}
}

// send writes one hook; JSON has no line break, so one data line holds it.
func send(w http.ResponseWriter, h hook) error {
	raw, err := json.Marshal(h)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "id: %d\nevent: hook\ndata: %s\n\n", h.N, raw)
	return err
}
