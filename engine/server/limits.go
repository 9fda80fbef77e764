package server

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/forms/fault"
)

// localShare is how many times the allowance of one address this machine's own has: a proxy here that
// --trusted-proxy does not name stands for all its visitors, and counting them as one would let a
// single script shut everybody out.
const localShare = 10

var local4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// limit bounds how often one address may do what l counts, and says so in the reply.
func (s *Server) limit(l *limiter[netip.Prefix]) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := s.takeAddress(c, l); err != nil {
			return err
		}
		return c.Next()
	}
}

func (s *Server) takeAddress(c *fiber.Ctx, l *limiter[netip.Prefix]) error {
	address := s.address(c)
	share := 1
	if address == local4 || address == netip.IPv6Loopback() {
		share = localShare
	}
	left := l.take(subscriber(address), share)
	left.tell(c)
	if left.refused {
		return &fault.Error{Code: fault.TooMany, Detail: "too many requests from this address; wait a little", After: left.next}
	}
	return nil
}

// subscriber is whom an address counts for: one usually holds a whole /64 of IPv6 addresses.
func subscriber(address netip.Addr) netip.Prefix {
	bits := 32
	if address = address.Unmap(); address.Is6() {
		bits = 64
	}
	whole, err := address.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return whole
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
