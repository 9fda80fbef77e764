package rewards

import (
	"net"
	"net/http"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"
)

const (
	attemptTimeout = 20 * time.Second // for all of an attempt, from dialing to the answer
	dialTimeout    = 10 * time.Second
	// workers is how many attempts, and connections, one endpoint has at a time.
	workers = 8
	// maxAnswer is how much of an answer is read, so that the connection can be used again.
	maxAnswer = 4 << 10
)

// NewClient makes the client that webhooks are sent with. It connects to public addresses only, and
// to those in allowed; the address is judged when it is dialed, after the name was looked up, so a
// name that resolves to something else later gains nothing. It follows no redirect, uses no proxy
// and gives up after 20 s.
func NewClient(allowed []netip.Prefix) *http.Client { return newClient(allowed, nil) }

// newClient is NewClient with the resolver that names are looked up with, nil for the system's.
func newClient(allowed []netip.Prefix, resolver *net.Resolver) *http.Client {
	var v4, v6 []netip.Prefix
	for _, p := range allowed {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	guard := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	dialer := &net.Dialer{Timeout: dialTimeout, Control: guard.Safe, Resolver: resolver}
	return &http.Client{
		Timeout:       attemptTimeout,
		CheckRedirect: noRedirect,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    dialTimeout,
			MaxResponseHeaderBytes: 16 << 10,
			MaxConnsPerHost:        workers,
			MaxIdleConnsPerHost:    workers,
			IdleConnTimeout:        90 * time.Second,
			DisableCompression:     true,
		},
	}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// own is a client for one endpoint: connections are not shared, so that one endpoint which holds
// all of its own takes none from another on the same host.
func own(c *http.Client) *http.Client {
	mine := *c
	mine.CheckRedirect = noRedirect
	if t, ok := c.Transport.(*http.Transport); ok {
		mine.Transport = t.Clone()
	}
	return &mine
}
