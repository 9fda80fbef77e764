package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"proffer/engine/server"
)

// from is a client whose connections start at an address of the loopback network.
func from(address string) *http.Client {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true, DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
		return d.DialContext(ctx, network, to)
	}}}
}

const askTicket = `{"brand": "leafline", "form": "find-your-tea"}`

// Three a minute for one address, tickets and responses apart; another address is not concerned.
func TestLimitPerAddress(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.PerAddress = 3 })
	near, other := from("127.0.0.2"), from("127.0.0.3")
	ask := func(by *http.Client) *reply {
		t.Helper()
		return w.do(t, request{method: "POST", path: "/v1/tickets", body: askTicket, client: by, header: http.Header{"X-Forwarded-For": {farAddress}}})
	}
	for i := range 3 {
		if r := ask(near); r.status != 200 {
			t.Fatalf("request %d: %d %s", i+1, r.status, r.body)
		}
	}
	r := ask(near)
	wait, err := strconv.Atoi(r.header.Get("Retry-After"))
	if r.status != 429 || err != nil || wait < 20 || wait > 21 {
		t.Fatalf("the fourth: %d, Retry-After %q: %s", r.status, r.header.Get("Retry-After"), r.body)
	}
	if r := ask(other); r.status != 200 {
		t.Errorf("another address: %d", r.status)
	}
	if r := w.do(t, request{method: "GET", path: "/v1/forms/leafline/find-your-tea", client: near}); r.status != 200 {
		t.Errorf("a form has no limit: %d", r.status)
	}
	before := w.stored(t)
	for i, want := range []int{422, 422, 422, 429} {
		if r := w.do(t, request{method: "POST", path: "/v1/responses", body: `{"ticket": "x"}`, client: near}); r.status != want {
			t.Errorf("response %d: %d %s", i+1, r.status, r.body)
		}
	}
	if after := w.stored(t); after != before {
		t.Errorf("stored %+v, before %+v", after, before)
	}
	w.clock.pass(time.Duration(wait) * time.Second)
	if r := ask(near); r.status != 200 {
		t.Errorf("after the wait it was told: %d", r.status)
	}
	if r := ask(near); r.status != 429 {
		t.Errorf("the wait gave more than one: %d", r.status)
	}
}

// What reads the store without a ticket is bounded too, and an erasure, which empties the log of everybody.
func TestLimitOfReading(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.PerAddress = 2 })
	me := http.Header{"Authorization": {"Bearer " + w.ticket(t, quiz, "").Subject.Token}}
	near := from("127.0.0.2")
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/v1/forms/leafline", 200}, {"GET", "/v1/forms/leafline?stage=discover", 200}, {"GET", "/v1/forms/leafline", 429},
		{"GET", "/v1/me", 200}, {"DELETE", "/v1/me", 204}, {"DELETE", "/v1/me", 429}, {"GET", "/v1/me", 429},
		{"POST", "/v1/tickets", 200},
	} {
		q := request{method: c.method, path: c.path, client: near, header: me}
		if c.method == "POST" {
			q.body, q.header = askTicket, nil
		}
		if r := w.do(t, q); r.status != c.want {
			t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, r.status, c.want, r.body)
		}
	}
}

// However much is wrong with a body, the reply that says so is short: no request is paid back with a longer reply.
func TestRefusalsAreShort(t *testing.T) {
	w := newWorld(t)
	ticket := w.ticket(t, quiz, "").Ticket
	many := func(sep, format string, n int) string {
		var parts []string
		for i := range n {
			parts = append(parts, strings.ReplaceAll(format, "#", strconv.Itoa(i)))
		}
		return strings.Join(parts, sep)
	}
	for name, c := range map[string]struct{ path, body string }{
		"answers":    {"/v1/responses", `{"ticket": "` + ticket + `", "answers": {` + many(",", `"q#":0`, 5000) + `}}`},
		"objections": {"/v1/responses", `{"ticket": "` + ticket + `", "answers": {"kind": "green"}, "objections": [` + many(",", `"x"`, 12000) + `]}`},
		"no texts":   {"/v1/responses", `{"ticket": "` + ticket + `", "answers": {}, "objections": [` + many(",", `0`, 25000) + `]}`},
		"context":    {"/v1/tickets", `{"brand": "leafline", "form": "find-your-tea", "context": {` + many(",", `"q#":0`, 5000) + `}}`},
		"members":    {"/v1/tickets", `{` + many(",", `"q#":0`, 5000) + `}`},
		"duplicates": {"/v1/tickets", `{` + many(",", `"q":0`, 9000) + `}`},
	} {
		r := w.do(t, request{method: "POST", path: c.path, body: c.body})
		if (r.status != 422 && r.status != 400) || len(r.body) > 40_000 || len(r.faults(t)) < 100 {
			t.Errorf("%s: %d with %d faults in %d bytes", name, r.status, len(r.faults(t)), len(r.body))
		}
	}
}

// This machine's own address has ten times as much: a proxy here stands for all its visitors.
func TestLimitOfThisMachine(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.PerAddress = 2 })
	here := from("127.0.0.1")
	for i := range 21 {
		want := 200
		if i == 20 {
			want = 429
		}
		if r := w.do(t, request{method: "POST", path: "/v1/tickets", body: askTicket, client: here}); r.status != want {
			t.Fatalf("request %d: %d, want %d", i+1, r.status, want)
		}
	}
}

// X-Forwarded-For is believed from a trusted proxy only, and of it only what that proxy wrote.
func TestForwardedFor(t *testing.T) {
	w := newWorld(t, func(o *server.Options) {
		o.PerAddress = 1
		o.TrustedProxy = []netip.Prefix{netip.MustParsePrefix("127.0.0.8/32"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	proxy, stranger := from("127.0.0.8"), from("127.0.0.9")
	for _, step := range []struct {
		name string
		by   *http.Client
		said []string
		want int
	}{
		{"a person behind the proxy", proxy, []string{"198.51.100.1"}, 200},
		{"the same again", proxy, []string{"198.51.100.1"}, 429},
		{"another person behind it", proxy, []string{"198.51.100.2"}, 200},
		{"the first, who claims to come from elsewhere", proxy, []string{"198.51.100.99, 198.51.100.1"}, 429},
		{"the same, as a line of its own before the proxy's", proxy, []string{"198.51.100.98", "198.51.100.1"}, 429},
		{"the first through two proxies", proxy, []string{"198.51.100.1, 10.1.2.3"}, 429},
		{"another port's worth of IPv6, one subscriber", proxy, []string{"2001:db8:1:2::1"}, 200},
		{"the same subscriber's next address", proxy, []string{"2001:db8:1:2:ffff::9"}, 429},
		{"another subscriber", proxy, []string{"2001:db8:1:3::1"}, 200},
		{"nothing said: the proxy itself", proxy, nil, 200},
		{"nonsense said: the proxy itself", proxy, []string{"unknown"}, 429},
		{"a stranger", stranger, []string{"198.51.100.3"}, 200},
		{"a stranger who claims to be another", stranger, []string{"198.51.100.4"}, 429},
	} {
		r := w.do(t, request{method: "POST", path: "/v1/tickets", body: askTicket, client: step.by, header: http.Header{"X-Forwarded-For": step.said}})
		if r.status != step.want {
			t.Errorf("%s: %d, want %d", step.name, r.status, step.want)
		}
	}
}

// A body may have 64 KiB and not one byte more, compressed or not.
func TestBodyLimit(t *testing.T) {
	w := newWorld(t)
	ticket := w.ticket(t, quiz, "").Ticket
	full := `{"ticket": "` + ticket + `", "answers": {"kind": "green"}`
	pad := func(n int) string { return full + strings.Repeat(" ", n-len(full)-1) + "}" }
	bomb := &bytes.Buffer{}
	z := gzip.NewWriter(bomb)
	_, err := z.Write([]byte(pad(4 << 20)))
	must(t, err)
	must(t, z.Close())
	run(t, w, []scenario{
		{name: "one byte too many", path: "/v1/responses", body: pad(server.BodyLimit + 1), status: 413, wants: map[string]string{"Content-Type": "application/problem+json"}},
		{name: "one byte too many, from the brand's website", path: "/v1/responses", header: map[string]string{"Origin": teaOrigin}, body: pad(server.BodyLimit + 1), status: 413, wants: map[string]string{"Access-Control-Allow-Origin": teaOrigin}},
		{name: "far too many, packed", path: "/v1/responses", header: map[string]string{"Content-Encoding": "gzip"}, body: bomb.String(), malformed: true, status: 400, faults: []string{"bad_json"}},
		{name: "just enough", path: "/v1/responses", body: pad(server.BodyLimit), status: 201, adds: stored{responses: 1, values: 1, codes: 1, shop: 1}},
	})
}

// What is no good HTTP, or announces far too much, is refused before any handler sees it.
func TestBadHeads(t *testing.T) {
	w := newWorld(t)
	run(t, w, []scenario{{name: "a long header", path: "/v1/me", header: map[string]string{"Authorization": "Bearer " + strings.Repeat("a", 20_000)}, status: 413}})
	logged.keep("an address that was asked for", "heron-4417")
	for length, status := range map[string]string{"many": "400", "1048576": "413"} {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(w.url, "http://"))
		must(t, err)
		must(t, conn.SetDeadline(time.Now().Add(30*time.Second)))
		_, err = conn.Write([]byte("POST /v1/heron-4417?heron-4417 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n"))
		must(t, err)
		raw, err := io.ReadAll(conn)
		must(t, err)
		must(t, conn.Close())
		if got := string(raw); !strings.HasPrefix(got, "HTTP/1.1 "+status) || !strings.Contains(got, "application/problem+json") || !strings.Contains(got, "nosniff") {
			t.Errorf("Content-Length %s: %s", length, got)
		}
	}
}
