package server

import (
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/time/rate"
)

// limiter bounds how often one address, or one key, may do one thing. What it counts by stays in
// memory, and is forgotten as soon as its allowance is full again.
type limiter[K comparable] struct {
	policy    string // its name in the reply
	perMinute int
	now       func() time.Time
	mu        sync.Mutex
	buckets   map[K]*rate.Limiter
	swept     time.Time
}

func newLimiter[K comparable](policy string, perMinute int, now func() time.Time) *limiter[K] {
	return &limiter[K]{policy: policy, perMinute: perMinute, now: now, buckets: map[K]*rate.Limiter{}}
}

// allowance is what is left after a request was counted.
type allowance struct {
	policy  string
	quota   int // a minute; 0: there is no bound
	left    int // requests
	next    int // seconds until there is one more, at least 1
	refused bool
}

// take takes one from the allowance of k, share times the usual one.
func (l *limiter[K]) take(k K, share int) allowance {
	if l.perMinute <= 0 {
		return allowance{}
	}
	out := allowance{policy: l.policy, quota: l.perMinute * share}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if now.Sub(l.swept) > time.Minute || now.Before(l.swept) {
		l.swept = now
		for k, b := range l.buckets {
			if b.TokensAt(now) >= float64(b.Burst()) {
				delete(l.buckets, k)
			}
		}
	}
	b := l.buckets[k]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(float64(out.quota)/60), out.quota)
		l.buckets[k] = b
	}
	out.refused = !b.AllowN(now, 1)
	tokens := max(b.TokensAt(now), 0)
	if !out.refused {
		out.left = int(tokens)
	}
	// A second more than it needs where that is a whole number: who comes when told shall not come too early.
	out.next = 1 + int((math.Floor(tokens)+1-tokens)*60/float64(out.quota))
	return out
}

// tell writes the allowance into the reply, in the syntax of draft-ietf-httpapi-ratelimit-headers-11: the
// policy's quota in a window of 60 seconds; how many requests are left, and for how many seconds there will
// be no more than these. Who is refused is told the same moment in Retry-After.
func (a allowance) tell(c *fiber.Ctx) {
	if a.quota == 0 {
		return
	}
	c.Set(headerRateLimitPolicy, `"`+a.policy+`";q=`+strconv.Itoa(a.quota)+`;w=60`)
	c.Set(headerRateLimit, `"`+a.policy+`";r=`+strconv.Itoa(a.left)+`;t=`+strconv.Itoa(a.next))
}

const (
	headerRateLimit       = "RateLimit"
	headerRateLimitPolicy = "RateLimit-Policy"
)
