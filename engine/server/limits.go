package server

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/time/rate"

	"proffer/forms/fault"
)

// limiter bounds how often one address may do one thing. Addresses stay in memory, and are
// forgotten as soon as their allowance is full again.
type limiter struct {
	perMinute int
	now       func() time.Time
	mu        sync.Mutex
	buckets   map[netip.Prefix]*rate.Limiter
	swept     time.Time
}

func newLimiter(perMinute int, now func() time.Time) *limiter {
	return &limiter{perMinute: perMinute, now: now, buckets: map[netip.Prefix]*rate.Limiter{}}
}

// localShare is how many times the allowance of one address this machine's own has: a proxy here that
// --trusted-proxy does not name stands for all its visitors, and counting them as one would let a
// single script shut everybody out.
const localShare = 10

// allow takes one from the address's allowance, or says in how many seconds there is one.
func (l *limiter) allow(address netip.Addr) (wait int) {
	if l.perMinute <= 0 {
		return 0
	}
	// One subscriber usually holds a whole /64 of IPv6 addresses.
	bits := 32
	if address = address.Unmap(); address.Is6() {
		bits = 64
	}
	key, err := address.WithZone("").Prefix(bits)
	if err != nil {
		key = netip.Prefix{}
	}
	allowance := l.perMinute
	if address == local4 || address == netip.IPv6Loopback() {
		allowance *= localShare
	}
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
	b := l.buckets[key]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(float64(allowance)/60), allowance)
		l.buckets[key] = b
	}
	if b.AllowN(now, 1) {
		return 0
	}
	return 1 + int((1-b.TokensAt(now))*60/float64(allowance))
}

var local4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})

func (s *Server) limit(l *limiter) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if wait := l.allow(s.address(c)); wait > 0 {
			return &fault.Error{Code: fault.TooMany, Detail: "too many requests from this address; wait a little", After: wait}
		}
		return c.Next()
	}
}

// address is where a request comes from: the connection's other end or, where that is a trusted
// proxy, the last address in X-Forwarded-For that is none. Some proxies add a line of their own
// below what the client sent, so all lines count as one list.
func (s *Server) address(c *fiber.Ctx) netip.Addr {
	peer, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	peer = peer.Unmap()
	if !s.trusted(peer) {
		return peer
	}
	lines := c.Request().Header.PeekAll(fiber.HeaderXForwardedFor)
	hops := strings.Split(string(bytes.Join(lines, []byte(","))), ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return peer
		}
		if peer = a.Unmap(); !s.trusted(peer) {
			return peer
		}
	}
	return peer
}

func (s *Server) trusted(a netip.Addr) bool {
	return slices.ContainsFunc(s.o.TrustedProxy, func(p netip.Prefix) bool { return p.Contains(a) })
}
