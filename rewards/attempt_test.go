package rewards

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// lineTo makes a line to a receiver whose log is kept.
func lineTo(t *testing.T, url string, log *bytes.Buffer, render func(context.Context, Event, Endpoint) ([]byte, bool, error)) *line {
	t.Helper()
	d := &Dispatcher{Render: render, Client: NewClient(loopback), Rand: func() float64 { return 0.5 }, Log: slog.New(slog.NewTextHandler(log, nil))}
	d.defaults()
	l := &line{d: d, endpoint: Endpoint{ID: "shop", Brand: "fieldnote", URL: url, Secret: vectorSecret}, client: own(d.Client)}
	t.Cleanup(l.client.CloseIdleConnections)
	return l
}

func secretBody(context.Context, Event, Endpoint) ([]byte, bool, error) {
	return []byte(`{"email": "person@example.com"}`), true, nil
}

func TestAttemptSendsASignedWebhook(t *testing.T) {
	event := Event{ID: uuid.New(), Type: EventRewardGranted}
	received := make(chan error, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		secret, _ := ParseSecret(vectorSecret)
		err := secret.Verify(r.Header, body, time.Now())
		switch {
		case err != nil:
		case r.Method != http.MethodPost || r.URL.RawQuery != "token=hunter2":
			err = errors.New(r.Method + " " + r.URL.String())
		case r.Header.Get("Content-Type") != "application/json" || r.Header.Get("User-Agent") != "Proffer/1 (+webhook)":
			err = errors.New("headers")
		case r.Header.Get(HeaderID) != event.ID.String():
			err = errors.New("the webhook-id is not the event's")
		case string(body) != `{"email": "person@example.com"}`:
			err = errors.New("another body")
		}
		received <- err
		_, _ = w.Write([]byte("echoed-by-receiver"))
	}))
	defer receiver.Close()
	var log bytes.Buffer
	v := lineTo(t, receiver.URL+"/hooks?token=hunter2", &log, secretBody).attempt(t.Context(), Delivery{Event: event, Fence: 9}, Secrets{mustSecret(t, vectorSecret)})
	if err := <-received; err != nil {
		t.Error(err)
	}
	if v.released || v.gone || v.settlement.State != DeliveryDelivered || v.settlement.Status != 200 || v.settlement.Delivery.Fence != 9 {
		t.Errorf("%+v", v)
	}
	for _, want := range []string{"endpoint=shop", "event=" + event.ID.String(), "type=reward.granted", "attempt=1", "status=200", "duration="} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, log.String())
		}
	}
	quiet(t, log.String())
}

// quiet fails if a log or note holds a body, a URL's query, what the receiver sent, or the secret.
func quiet(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, never := range []string{"person@example.com", "hunter2", "echoed-by-receiver", vectorSecret[6:]} {
			if strings.Contains(text, never) {
				t.Errorf("%q stands in %s", never, text)
			}
		}
	}
}

func TestAttemptJudgesWhatTheReceiverDoes(t *testing.T) {
	var elsewhere bool
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere = true }))
	defer target.Close()
	answer := func(status int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte("echoed-by-receiver"))
		}
	}
	raw := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = c.Write([]byte(text))
				_ = c.Close()
			}
		}
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		state   string
		status  int
		note    string
		wait    time.Duration
	}{
		"an error":            {answer(500), DeliveryPending, 500, "HTTP 500", 5 * time.Second},
		"gone":                {answer(410), DeliveryDead, 410, "HTTP 410", 0},
		"busy":                {answer(503, "Retry-After", "120"), DeliveryPending, 503, "HTTP 503", 2 * time.Minute},
		"a redirect":          {answer(307, "Location", target.URL), DeliveryPending, 307, "redirects are not followed", 5 * time.Second},
		"a long answer":       {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 10<<20)) }, DeliveryDelivered, 200, "HTTP 200", 0},
		"closed at once":      {raw(""), DeliveryPending, 0, "closed without an answer", 5 * time.Second},
		"not HTTP":            {raw("echoed-by-receiver person@example.com\r\n\r\n"), DeliveryPending, 0, "no valid HTTP answer", 5 * time.Second},
		"cut off in its body": {raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), DeliveryDelivered, 200, "HTTP 200", 0},
	} {
		t.Run(name, func(t *testing.T) {
			receiver := httptest.NewServer(c.handler)
			defer receiver.Close()
			var log bytes.Buffer
			v := lineTo(t, receiver.URL+"/?token=hunter2", &log, secretBody).attempt(t.Context(), Delivery{}, Secrets{mustSecret(t, vectorSecret)})
			s := v.settlement
			if v.released || s.State != c.state || s.Status != c.status || !strings.Contains(s.Note, c.note) {
				t.Errorf("%+v", v)
			}
			if c.state == DeliveryPending && s.Next.Sub(s.At) != c.wait {
				t.Errorf("again after %s, want %s", s.Next.Sub(s.At), c.wait)
			}
			if v.gone != (c.status == 410) {
				t.Errorf("gone is %v", v.gone)
			}
			quiet(t, log.String(), s.Note)
		})
	}
	if elsewhere {
		t.Error("a redirect was followed")
	}
}

func TestAttemptWithoutConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String()
	_ = listener.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	selfSigned := httptest.NewTLSServer(http.NotFoundHandler())
	defer selfSigned.Close()
	selfSigned.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	for url, want := range map[string]string{
		closed + "/?token=hunter2":                   "refused",
		"https" + plain.URL[4:] + "/?token=hunter2":  "TLS",
		selfSigned.URL + "/?token=hunter2":           "TLS",
		"http://10.1.2.3/?token=hunter2":             "private",
		"http://169.254.169.254/?token=hunter2":      "private",
		"http://[::ffff:10.1.2.3]:99/?token=hunter2": "private",
	} {
		var log bytes.Buffer
		v := lineTo(t, url, &log, secretBody).attempt(t.Context(), Delivery{}, Secrets{mustSecret(t, vectorSecret)})
		if v.settlement.State != DeliveryPending || !strings.Contains(v.settlement.Note, want) {
			t.Errorf("%s: %+v, want a note of %q", url, v.settlement, want)
		}
		quiet(t, log.String(), v.settlement.Note)
	}
}

func TestAttemptThatIsNone(t *testing.T) {
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("something was sent") }))
	defer receiver.Close()
	for name, c := range map[string]struct {
		render func(context.Context, Event, Endpoint) ([]byte, bool, error)
		state  string // "" is released
	}{
		"nothing remains": {func(context.Context, Event, Endpoint) ([]byte, bool, error) { return nil, false, nil }, DeliveryDropped},
		"no store": {func(context.Context, Event, Endpoint) ([]byte, bool, error) {
			return nil, false, fault.Wrap(fault.Unavailable, errors.New("person@example.com"), "busy")
		}, ""},
		"a panic": {func(context.Context, Event, Endpoint) ([]byte, bool, error) { panic("person@example.com") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			v := lineTo(t, receiver.URL, &log, c.render).attempt(t.Context(), Delivery{Fence: 4}, Secrets{mustSecret(t, vectorSecret)})
			if v.released != (c.state == "") || v.settlement.State != c.state || v.settlement.Delivery.Fence != 4 {
				t.Errorf("%+v", v)
			}
			if log.Len() == 0 {
				t.Error("nothing was logged")
			}
			quiet(t, log.String(), v.settlement.Note)
		})
	}
}

// What the process's end cut short is no attempt: it comes again, at once, to whoever leases it.
func TestAttemptCutShortIsReleased(t *testing.T) {
	reached, end := make(chan struct{}), make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(reached)
		<-end
	}))
	defer receiver.Close()
	defer close(end)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-reached
		cancel()
	}()
	var log bytes.Buffer
	if v := lineTo(t, receiver.URL, &log, secretBody).attempt(ctx, Delivery{}, Secrets{mustSecret(t, vectorSecret)}); !v.released {
		t.Errorf("%+v", v)
	}
}

// The address is judged as it is dialed, in every way of writing it.
func TestNewClientRefusesPrivateAddresses(t *testing.T) {
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer receiver.Close()
	_, port, _ := net.SplitHostPort(receiver.Listener.Addr().String())
	get := func(c *http.Client, host string) error {
		defer c.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := c.Do(request)
		if err == nil {
			_ = response.Body.Close()
		}
		return err
	}
	for _, host := range []string{
		"127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port, "[::ffff:127.0.0.1]:" + port, "0.0.0.0:" + port, "[::]:" + port,
		"10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "[fe80::1]", "[fd00::1]", "[::ffff:169.254.169.254]",
		"[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:db8::1]", "224.0.0.1", "255.255.255.255",
	} {
		if note := note(0, get(NewClient(nil), host)); !strings.Contains(note, "private") {
			t.Errorf("%s: %s", host, note)
		}
	}
	if err := get(NewClient(loopback), "127.0.0.1:"+port); err != nil {
		t.Errorf("an allowed network is refused: %v", err)
	}
	if err := get(NewClient(loopback), "10.0.0.1"); !strings.Contains(note(0, err), "private") {
		t.Errorf("a network that is not allowed: %v", err)
	}
}

func TestNewClientUsesNoProxy(t *testing.T) {
	if NewClient(nil).Transport.(*http.Transport).Proxy != nil {
		t.Error("a proxy would dial for us, past the guard")
	}
}
