package engine

// Waiting is how many requests of a client wait for events.
func (e *Engine) Waiting(c Client) int {
	e.feed.mu.Lock()
	defer e.feed.mu.Unlock()
	return len(e.feed.waiting[c.Key.ID])
}

// Rung is closed at the next ringing for those who wait for events.
func (e *Engine) Rung() <-chan struct{} { return e.feed.rung() }
