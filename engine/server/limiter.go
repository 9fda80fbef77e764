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
	perMinute int
	now       func() time.Time
	mu        sync.Mutex
	buckets   map[K]*rate.Limiter
	swept     time.Time
}

func newLimiter[K comparable](perMinute int, now func() time.Time) *limiter[K] {
	return &limiter[K]{perMinute: perMinute, now: now, buckets: map[K]*rate.Limiter{}}
}

// allowance is what is left after a request was counted.
type allowance struct {
	quota int // a minute; 0: there is no bound
	left  int // requests
	full  int // seconds until nothing of the quota is used
	wait  int // seconds until there is one again, if there was none
}

// take takes one from the allowance of k, share times the usual one.
func (l *limiter[K]) take(k K, share int) allowance {
	if l.perMinute <= 0 {
		return allowance{}
	}
	out := allowance{quota: l.perMinute * share}
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
	took := b.AllowN(now, 1)
	tokens := max(b.TokensAt(now), 0)
	each := 60 / float64(out.quota)
	out.left, out.full = int(tokens), int(math.Ceil((float64(out.quota)-tokens)*each))
	if !took {
		out.left, out.wait = 0, 1+int((1-tokens)*each)
	}
	return out
}

// tell writes the allowance into the reply, in the syntax of draft-ietf-httpapi-ratelimit-headers-10:
// the policy's quota in a window of 60 seconds; what remains of it, and in how many seconds it will be
// whole again.
func (a allowance) tell(c *fiber.Ctx, policy string) {
	if a.quota == 0 {
		return
	}
	c.Set(headerRateLimitPolicy, `"`+policy+`";q=`+strconv.Itoa(a.quota)+`;w=60`)
	c.Set(headerRateLimit, `"`+policy+`";r=`+strconv.Itoa(a.left)+`;t=`+strconv.Itoa(a.full))
}

const (
	headerRateLimit       = "RateLimit"
	headerRateLimitPolicy = "RateLimit-Policy"
)
