package rewards

import (
	"sync"
	"time"
)

// yieldSpacing parts the beginnings of two attempts, of all endpoints together, while the dispatcher yields:
// 125 a second.
const yieldSpacing = 8 * time.Millisecond

// pace hands out the moments at which attempts begin while the dispatcher yields. Each line asks for one and
// waits for it, so lines take turns in the order in which they ask.
type pace struct {
	mu   sync.Mutex
	next time.Time // the earliest moment that nobody has
}

// turn reserves the next moment.
func (p *pace) turn(now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.next
	if at.Before(now) {
		at = now
	}
	p.next = at.Add(yieldSpacing)
	return at
}
