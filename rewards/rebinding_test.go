package rewards

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers every question with the address it was told last.
type nameServer struct {
	mu      sync.Mutex
	address netip.Addr
}

func (n *nameServer) tell(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.address = netip.MustParseAddr(text)
}

// resolver is one that asks the name server.
func (n *nameServer) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		packet := make([]byte, 1500)
		for {
			size, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(packet[:size]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			q := m.Questions[0]
			header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 0}
			n.mu.Lock()
			switch at := n.address; {
			case q.Type == dnsmessage.TypeA && at.Is4():
				m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: at.As4()}}}
			case q.Type == dnsmessage.TypeAAAA && !at.Is4():
				m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: at.As16()}}}
			}
			n.mu.Unlock()
			if raw, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(raw, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// A name that was public when somebody looked, and is not when the webhook is sent, reaches nothing: what
// counts is the address that is dialed.
func TestANameThatResolvesToAnotherAddressLater(t *testing.T) {
	var reached int
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer receiver.Close()
	_, port, _ := net.SplitHostPort(receiver.Listener.Addr().String())
	names := &nameServer{}
	// 127.0.0.1 stands for a public address; everything else is as it is in the world.
	client := newClient([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, names.resolver(t))
	var log bytes.Buffer
	l := lineTo(t, "http://rebind.example:"+port+"/", &log, secretBody)
	l.client = own(client)
	attempt := func() verdict {
		l.client.CloseIdleConnections() // or the first one's connection would be used again, which is the first address
		return l.attempt(t.Context(), Delivery{}, Secrets{mustSecret(t, vectorSecret)})
	}
	names.tell("127.0.0.1")
	if v := attempt(); v.settlement.State != DeliveryDelivered || reached != 1 {
		t.Fatalf("the first answer: %+v", v.settlement)
	}
	for _, second := range []string{
		"127.0.0.2", "::1", "::ffff:127.0.0.2", "169.254.169.254", "fe80::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "fd00::1", "fd00:ec2::254", "10.0.0.1", "::ffff:10.0.0.1", "0.0.0.0", "::",
	} {
		names.tell(second)
		v := attempt()
		if v.settlement.State != DeliveryPending || v.settlement.Status != 0 || !strings.Contains(v.settlement.Note, "private") {
			t.Errorf("%s: %+v", second, v.settlement)
		}
	}
	if reached != 1 {
		t.Errorf("the receiver was reached %d times", reached)
	}
}
