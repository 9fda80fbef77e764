package rewards

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// sent is what became of one request.
type sent struct {
	status  int    // 0 if there was no answer
	after   string // its Retry-After
	err     error
	took    time.Duration
	request *http.Request
	answer  http.Header
	body    []byte // the answer's first maxAnswer bytes
	timing  Timing
}

// send makes one signed request.
func (d *Dispatcher) send(ctx context.Context, client *http.Client, to Endpoint, secrets Secrets, e Event, body []byte) sent {
	var w watch
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, w.trace()), http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return sent{err: err}
	}
	now, id := d.Now(), e.ID.String()
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", userAgent)
	request.Header.Set(HeaderID, id)
	request.Header.Set(HeaderTimestamp, strconv.FormatInt(now.Unix(), 10))
	request.Header.Set(HeaderSignature, secrets.Sign(id, now, body))
	out, began := sent{request: request}, time.Now()
	response, err := client.Do(request)
	if err == nil {
		// The status is the answer, however its body ends.
		out.body, _ = io.ReadAll(io.LimitReader(response.Body, maxAnswer))
		_ = response.Body.Close()
		out.status, out.answer, out.after = response.StatusCode, response.Header, response.Header.Get("Retry-After")
	}
	out.err, out.took = err, time.Since(began)
	out.timing = w.timing(out.took)
	return out
}

// watch notes when the parts of a request begin and end. The transport may call it after the request
// has ended, and from several goroutines.
type watch struct {
	mu                               sync.Mutex
	dnsBegan, connectBegan, tlsBegan time.Time
	dns, connect, tls                time.Duration
	wrote, first                     time.Time
}

func (w *watch) trace() *httptrace.ClientTrace {
	at := func(t *time.Time) {
		w.mu.Lock()
		defer w.mu.Unlock()
		*t = time.Now()
	}
	since := func(d *time.Duration, began *time.Time) {
		w.mu.Lock()
		defer w.mu.Unlock()
		*d = time.Since(*began)
	}
	return &httptrace.ClientTrace{
		DNSStart:             func(httptrace.DNSStartInfo) { at(&w.dnsBegan) },
		DNSDone:              func(httptrace.DNSDoneInfo) { since(&w.dns, &w.dnsBegan) },
		ConnectStart:         func(string, string) { at(&w.connectBegan) },
		ConnectDone:          func(string, string, error) { since(&w.connect, &w.connectBegan) },
		TLSHandshakeStart:    func() { at(&w.tlsBegan) },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { since(&w.tls, &w.tlsBegan) },
		WroteRequest:         func(httptrace.WroteRequestInfo) { at(&w.wrote) },
		GotFirstResponseByte: func() { at(&w.first) },
	}
}

func (w *watch) timing(total time.Duration) Timing {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := Timing{DNS: w.dns.Microseconds(), Connect: w.connect.Microseconds(), TLS: w.tls.Microseconds(), Total: total.Microseconds()}
	if !w.first.IsZero() && w.first.After(w.wrote) {
		t.FirstByte = w.first.Sub(w.wrote).Microseconds()
	}
	return t
}

// loggedRequest and loggedAnswer are the headers that the log keeps: never a signature, nor a cookie.
var (
	loggedRequest = []string{"Content-Type", "User-Agent", HeaderID, HeaderTimestamp}
	loggedAnswer  = []string{"Content-Type", "Content-Length", "Location", "Retry-After", "Server", "X-Request-Id"}
)

const (
	loggedBody   = 1 << 10
	loggedHeader = 200 // bytes of one value
)

// entry is what the log keeps of it.
func (s sent) entry(d Delivery, settled Settlement, body []byte) *Attempt {
	digest := sha256.Sum256(body)
	a := &Attempt{
		Event: d.Event.ID, Type: d.Event.Type, Seq: d.Event.Seq, Attempt: d.Attempt + 1, At: settled.At.UTC(), State: settled.State, Note: settled.Note,
		Request: AttemptRequest{Method: http.MethodPost, Size: len(body), SHA256: hex.EncodeToString(digest[:])}, Timing: s.timing,
	}
	if s.request != nil {
		a.Request.URL, a.Request.Headers = bare(s.request.URL), headers(s.request.Header, loggedRequest)
	}
	if s.status == 0 {
		return a
	}
	answered := headers(s.answer, loggedAnswer)
	var told told
	if len(s.body) > 0 || len(answered) > 0 {
		told = values(body)
	}
	r := &AttemptResponse{Status: s.status, Headers: map[string]string{}, Cut: len(s.body) > loggedBody}
	for name, value := range answered {
		if !told.in([]byte(value)) {
			r.Headers[name] = value
		}
	}
	text := s.body[:min(len(s.body), loggedBody)]
	for len(text) > 0 && r.Cut && !utf8.RuneStart(s.body[len(text)]) {
		text = text[:len(text)-1]
	}
	switch {
	case len(text) == 0:
	case !utf8.Valid(text):
		r.Withheld = "binary"
	case told.in(s.body):
		r.Withheld = "echo"
	default:
		r.Body = string(text)
	}
	a.Response = r
	return a
}

func headers(h http.Header, names []string) map[string]string {
	out := map[string]string{}
	for _, name := range names {
		value := h.Get(name)
		if name == "Location" && value != "" {
			u, err := url.Parse(value)
			if err != nil {
				continue
			}
			value = bare(u)
		}
		if value != "" && utf8.ValidString(value) {
			out[http.CanonicalHeaderKey(name)] = strings.ToValidUTF8(value[:min(len(value), loggedHeader)], "")
		}
	}
	return out
}

// bare is a URL without what may be a secret.
func bare(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
