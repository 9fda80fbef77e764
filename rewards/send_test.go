package rewards

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// longRemark is longer than what of an answer is read, and longBody has it.
var (
	longRemark = "I came on a rainy Thursday" + strings.Repeat(" and waited, and nobody came", 200)
	longBody   = strings.Replace(personBody, `"preferences": [`, `"preferences": [{"attribute": "remark", "value": "`+longRemark+`"}, `, 1)
)

const personBody = `{"id": "01920f3e", "type": "response.completed", "data": {"response": "0192", "form": "find-your-coffee",
	"preferences": [{"attribute": "email", "value": "Ada.Love@customer.example", "purposes": ["email_offers"]}, {"attribute": "milk", "value": true},
	{"attribute": "where", "value": {"city": "Müllheim \"Ost\"", "zip": 79379}}], "context": {"order": "A-1017"}, "grant": {"code": "BREW-X1M020E5EJ"}}}`

func logged(t *testing.T, body string, answer http.HandlerFunc) (*Attempt, string) {
	t.Helper()
	receiver := httptest.NewServer(answer)
	defer receiver.Close()
	var log bytes.Buffer
	l := lineTo(t, receiver.URL+"/hooks/shop?token=hunter2", &log, func(context.Context, Event, Endpoint) ([]byte, bool, error) { return []byte(body), true, nil })
	event := Event{ID: uuid.New(), Type: EventResponseCompleted, Seq: 17}
	v := l.attempt(t.Context(), Delivery{Event: event, Attempt: 2}, Secrets{mustSecret(t, vectorSecret)})
	if v.settlement.Attempt == nil || v.settlement.Attempt.Event != event.ID {
		t.Fatalf("logged %+v", v.settlement.Attempt)
	}
	return v.settlement.Attempt, receiver.URL
}

// The log tells what was sent and what came back, without the body, the signature, a query or a cookie.
func TestAttemptIsLogged(t *testing.T) {
	a, base := logged(t, personBody, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "session=hunter2")
		w.Header().Set("Location", "https://other.example/there?token=hunter2")
		w.Header().Set("Server", strings.Repeat("x", 500))
		time.Sleep(20 * time.Millisecond) // it is measured
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte("I am a " + strings.Repeat("é", 3000)))
	})
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{"hunter2", "v1,", "Ada", "customer.example", "BREW-", "session"} {
		if strings.Contains(string(raw), never) {
			t.Errorf("%q stands in the log: %s", never, raw)
		}
	}
	if a.Type != EventResponseCompleted || a.Seq != 17 || a.Attempt != 3 || a.State != DeliveryPending || a.Note != "HTTP 418" || a.At.IsZero() {
		t.Errorf("%+v", a)
	}
	q := a.Request
	if q.Method != http.MethodPost || q.URL != base+"/hooks/shop" || q.Size != len(personBody) || len(q.SHA256) != 64 || q.Headers["Webhook-Id"] != a.Event.String() || q.Headers["Content-Type"] != "application/json" || len(q.Headers) != 4 {
		t.Errorf("request %+v", q)
	}
	r := a.Response
	if r == nil || r.Status != 418 || len(r.Body) > 1024 || len(r.Body) < 1022 || !strings.HasPrefix(r.Body, "I am a é") || !r.Cut || r.Withheld != "" || r.Headers["Location"] != "https://other.example/there" || len(r.Headers["Server"]) != 200 {
		t.Errorf("response %+v", r)
	}
	if s := a.Timing; s.Connect <= 0 || s.FirstByte <= 0 || s.Total < 20_000 || s.Total < s.FirstByte+s.Connect || s.TLS != 0 {
		t.Errorf("timing %+v", s)
	}
}

// A receiver that repeats what it was told leaves no trace of it in the log, however it writes it; what is
// withdrawn later is not to be found there.
func TestAnAnswerThatRepeatsValuesIsNotKept(t *testing.T) {
	for name, answer := range map[string]string{
		"as it was sent":       personBody,
		"one value":            "unknown customer Ada.Love@customer.example",
		"in capitals":          "UNKNOWN ADA.LOVE@CUSTOMER.EXAMPLE",
		"for the web":          "?email=" + url.QueryEscape("Ada.Love@customer.example"),
		"in HTML":              "<b>M&uuml;llheim &quot;Ost&quot;</b>",
		"in JSON":              `{"error": "no M\u00fcllheim \"Ost\" here"}`,
		"a number":             "zip 79379 is not served",
		"of the context":       "order A-1017 is closed",
		"a code":               "BREW X1M0 20E5 EJ is unknown",
		"a piece of JSON":      `{"error": "no M\u00fcllheim \"Ost\" here` + strings.Repeat(".", 5000),
		"JSON in JSON":         `{"error": "{\"city\": \"M\\u00fcllheim \\\"Ost\\\"\"}"}`,
		"as bytes":             `b'M\xc3\xbcllheim "Ost"'`,
		"for the web, badly":   "100% of M%C3%BCllheim+%22Ost%22",
		"cut by the receiver":  "too long: I came on a rainy Thursday and ...",
		"cut by what is read":  "too long: " + longRemark,
		"a piece of the midst": "...ed, and nobody came and waited, and nobody came and wai...",
		"beyond what it keeps": strings.Repeat(".", 2000) + "Ada.Love@customer.example",
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := logged(t, longBody, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Request-Id", answer[:min(len(answer), 150)])
				w.WriteHeader(http.StatusBadRequest)
				_, _ = w.Write([]byte(answer))
			})
			if a.Response.Body != "" || a.Response.Withheld != "echo" {
				t.Errorf("kept %+v", a.Response)
			}
			if name != "beyond what it keeps" && a.Response.Headers["X-Request-Id"] != "" && name != "as it was sent" {
				t.Errorf("kept in a header: %v", a.Response.Headers)
			}
		})
	}
	for name, c := range map[string][2]string{
		"harmless": {`{"error": "no such form find-your-coffee, response 0192"}`, ""}, "nothing": {"", ""}, "binary": {"\xff\xfe\x00\x01", "binary"},
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := logged(t, personBody, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, c[0]) })
			if a.Response.Withheld != c[1] || (c[1] == "" && a.Response.Body != c[0]) || (c[1] != "" && a.Response.Body != "") {
				t.Errorf("kept %+v", a.Response)
			}
		})
	}
}

// An attempt without an answer is logged too.
func TestAnAttemptWithoutAnAnswerIsLogged(t *testing.T) {
	a, _ := logged(t, personBody, func(w http.ResponseWriter, _ *http.Request) {
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = c.Close()
		}
	})
	if a.Response != nil || !strings.Contains(a.Note, "closed") || a.Request.Size == 0 {
		t.Errorf("%+v", a)
	}
}
