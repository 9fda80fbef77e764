package demo

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/forms"
	"proffer/rewards"
)

const (
	shopSecret   = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	mailerSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
	completed    = `{"id":"0192","type":"response.completed","payload":"v1","seq":17,"timestamp":"2026-01-01T10:00:00Z","brand":"fieldnote","ref":"r","data":{"response":"0193","form":"find-your-coffee","version":1,"preferences":[{"attribute":"roast","value":"dark","purposes":["recommend"]},{"attribute":"notes","value":["nuts","spice"],"purposes":["recommend"]},{"attribute":"milk","withheld":"withdrawn"}],"consents":[{"purpose":"recommend","version":"3f2a9c1b","given":true}],"grant":"0194"}}`
	granted      = `{"id":"0195","type":"reward.granted","payload":"v1","seq":18,"timestamp":"2026-01-01T10:00:00Z","brand":"fieldnote","ref":"r","data":{"response":"0193","grant":{"grant":"0194","offer":"welcome/ten-percent","version":"9c1d03aa","kind":"code","state":"granted","code":"BREW-7K2M9QXW4C","expires":"2026-04-01T10:00:00Z"}}}`
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// screen is a terminal that several requests print to.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func openShop(t *testing.T) (*httptest.Server, *screen) {
	t.Helper()
	out := &screen{}
	s := httptest.NewServer(NewShop(ShopOptions{
		Server:  "http://127.0.0.1:8080/",
		Secrets: map[string]string{"shop": shopSecret, "mailer": mailerSecret},
		Out:     out,
		Now:     func() time.Time { return noon },
	}))
	t.Cleanup(s.Close)
	return s, out
}

// deliver posts a body as Proffer would, signed with the secret, and returns the status.
func deliver(t *testing.T, s *httptest.Server, recipient, secret, id, body string) int {
	t.Helper()
	key, err := rewards.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, s.URL+"/hooks/"+recipient, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(rewards.HeaderID, id)
	req.Header.Set(rewards.HeaderTimestamp, strconv.FormatInt(noon.Unix(), 10))
	req.Header.Set(rewards.HeaderSignature, key.Sign(id, noon, []byte(body)))
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

func get(t *testing.T, s *httptest.Server, path string) (*http.Response, string) {
	t.Helper()
	client := *s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestShopServesItsFiles(t *testing.T) {
	s, _ := openShop(t)
	const policy = "default-src 'none'; script-src 'self' http://127.0.0.1:8080; style-src 'self'; img-src 'self' http://127.0.0.1:8080; connect-src 'self' http://127.0.0.1:8080; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
	for _, c := range []struct {
		path, kind string
		status     int
	}{
		{"/", "text/html; charset=utf-8", 200},
		{"/shop.css", "text/css; charset=utf-8", 200},
		{"/shop.js", "text/javascript; charset=utf-8", 200},
		{"/images/logo.svg", "image/svg+xml", 200},
		{"/images/house-blend.svg", "image/svg+xml", 200},
		{"/images/brand.json", "", 404},
		{"/images/..%2f..%2fshop.go", "", 404},
		{"/index.html", "", 404},
		{"/privacy", "", 302},
		{"/hooks/shop", "", 405},
	} {
		res, _ := get(t, s, c.path)
		if res.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", c.path, res.StatusCode, c.status)
		}
		if got := res.Header.Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: policy %q", c.path, got)
		}
		if c.kind != "" && res.Header.Get("Content-Type") != c.kind {
			t.Errorf("%s: type %q", c.path, res.Header.Get("Content-Type"))
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: may be sniffed", c.path)
		}
	}
	if res, _ := get(t, s, "/privacy"); res.Header.Get("Location") != "http://127.0.0.1:8080/privacy/fieldnote" {
		t.Errorf("the privacy page is at %q", res.Header.Get("Location"))
	}
}

// The policy forbids inline code, so a page that had some would be broken in every browser.
func TestPageFitsItsPolicy(t *testing.T) {
	s, _ := openShop(t)
	_, page := get(t, s, "/")
	for _, want := range []string{
		`<script type="module" src="http://127.0.0.1:8080/proffer.js"></script>`,
		`<proffer-form brand="fieldnote" form="find-your-coffee"><a class="fallback" href="http://127.0.0.1:8080/f/fieldnote/find-your-coffee">`,
		`<proffer-form brand="fieldnote" form="next-origin">`,
		`href="http://127.0.0.1:8080/privacy/fieldnote"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if n := strings.Count(page, "<script"); n != 2 {
		t.Errorf("%d script tags, want the shop's and the widget's", n)
	}
	_, script := get(t, s, "/shop.js")
	for _, never := range []string{"<style", " style=", " onclick", " onload", "javascript:", "{{", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("} {
		if strings.Contains(page+script, never) {
			t.Errorf("page or script contains %q", never)
		}
	}
}

// A link from the result leads to the bean on the shelf, which says the same as the catalog.
func TestShelfIsTheCatalog(t *testing.T) {
	s, _ := openShop(t)
	_, page := get(t, s, "/")
	raw, err := fs.ReadFile(Brands(), "fieldnote/catalogs/beans.json")
	if err != nil {
		t.Fatal(err)
	}
	var catalog forms.Catalog
	if err := json.Unmarshal(raw, &catalog); err != nil {
		t.Fatal(err)
	}
	if len(catalog.Items) != 12 {
		t.Errorf("%d beans", len(catalog.Items))
	}
	for _, item := range catalog.Items {
		_, card, found := strings.Cut(page, `<li class="bean" id="`+item.ID+`"`)
		card, _, _ = strings.Cut(card, ">")
		if !found || item.URL != brandSite+"/#"+item.ID {
			t.Errorf("%s: on the shelf %v, linked as %s", item.ID, found, item.URL)
		}
		for _, a := range item.Attributes.Names() {
			values, _ := item.Attributes.Get(a)
			if want := fmt.Sprintf(`data-%s="%s"`, a, strings.Join(values, " ")); !strings.Contains(card, want) {
				t.Errorf("%s: the shelf lacks %s in %s", item.ID, want, card)
			}
		}
	}
}

func TestReceiverBelievesOnlyGoodSignatures(t *testing.T) {
	s, out := openShop(t)
	for _, c := range []struct {
		name, recipient, secret, id, body string
		status                            int
		printed                           []string
	}{
		{"good", "shop", shopSecret, "e1", completed, 204, []string{"── shop  response.completed", "signature  ok", "roast = dark   for recommend", "notes = nuts, spice", "milk (withdrawn)", "recommend: yes"}},
		{"feedback", "shop", shopSecret, "e0", strings.Replace(completed, `"consents":`, `"feedback":[{"attribute":"order_nps","question":"nps","value":3,"purposes":["service"]},{"attribute":"order_parts","value":{"freshness":"fine","delivery":"poor"},"purposes":["service"]},{"attribute":"order_trouble","value":["late",{"other":"a wet box"}],"purposes":["service"]}],"consents":`, 1), 204, []string{
			"order_nps = 3   for service", "order_parts = delivery: poor, freshness: fine", "order_trouble = late, other: a wet box"}},
		{"reward", "shop", shopSecret, "e2", granted, 204, []string{"BREW-7K2M9QXW4C   welcome/ten-percent, granted, until 2026-04-01"}},
		{"redeemed in part", "shop", shopSecret, "e8", strings.NewReplacer("reward.granted", "redemption.made", `"kind":"code"`, `"kind":"points","account":"beans","points":200,"left":150`,
			`"code":"BREW-7K2M9QXW4C",`, "", `"expires":"2026-04-01T10:00:00Z"}`, `"expires":"2026-04-01T10:00:00Z"},"points":50,"by":"key:pk_Q7dGm2Xa","why":"order 10042"`).Replace(granted), 204,
			[]string{"reward     200 beans   welcome/ten-percent, granted, 150 left, until 2026-04-01", "points     50", "by         key:pk_Q7dGm2Xa: order 10042"}},
		{"discount", "shop", shopSecret, "e9", strings.NewReplacer(`"kind":"code"`, `"kind":"discount","discount":{"fixed":{"amount":"5.00","currency":"EUR"}}`,
			`"code":"BREW-7K2M9QXW4C",`, "").Replace(granted), 204, []string{"5.00 EUR off   welcome/ten-percent, granted"}},
		{"again", "shop", shopSecret, "e1", completed, 200, []string{"duplicate  e1"}},
		{"same event, other recipient", "mailer", mailerSecret, "e1", granted, 204, []string{"── mailer  reward.granted"}},
		{"another's secret", "mailer", shopSecret, "e3", `{"type":"secret.words"}`, 401, []string{"── mailer  webhook", "WRONG"}},
		{"no such recipient", "spy", shopSecret, "e4", completed, 404, nil},
		{"not an event", "shop", shopSecret, "e5", `[]`, 400, nil},
		{"large", "shop", shopSecret, "e6", strings.Repeat(" ", maxHook+1), 413, nil},
		{"control characters", "shop", shopSecret, "e7", strings.Replace(completed, `"dark"`, `"da\u001b[2Jrk"`, 1), 204, []string{"roast = da[2Jrk"}},
	} {
		before := len(out.String())
		if got := deliver(t, s, c.recipient, c.secret, c.id, c.body); got != c.status {
			t.Errorf("%s: %d, want %d", c.name, got, c.status)
		}
		printed := out.String()[before:]
		for _, want := range c.printed {
			if !strings.Contains(printed, want) {
				t.Errorf("%s: %q is not in\n%s", c.name, want, printed)
			}
		}
		if c.printed == nil && printed != "" {
			t.Errorf("%s: printed %s", c.name, printed)
		}
		if strings.Contains(printed, "secret.words") {
			t.Errorf("%s: a refused body was printed", c.name)
		}
	}
}

// watch opens the stream and returns its hooks as they come; it ends with the test.
func watch(t *testing.T, s *httptest.Server, lastID string) <-chan hook {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/hooks/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", lastID)
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("the stream's type is %q", got)
	}
	hooks := make(chan hook, 100)
	go func() {
		defer close(hooks)
		defer res.Body.Close()
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 2*maxHook)
		for lines.Scan() {
			var h hook
			if data, is := strings.CutPrefix(lines.Text(), "data: "); is && json.Unmarshal([]byte(data), &h) == nil {
				hooks <- h
			}
		}
	}()
	return hooks
}

func next(t *testing.T, hooks <-chan hook) hook {
	t.Helper()
	select {
	case h, open := <-hooks:
		if !open {
			t.Fatal("the stream ended")
		}
		return h
	case <-time.After(10 * time.Second):
		t.Fatal("no hook came")
	}
	return hook{}
}

func TestStreamReplaysAndFollows(t *testing.T) {
	s, _ := openShop(t)
	for i := range keptHooks + 3 {
		deliver(t, s, "shop", shopSecret, "e"+strconv.Itoa(i), completed)
	}
	deliver(t, s, "mailer", shopSecret, "x", granted)
	hooks := watch(t, s, "")
	for i := range keptHooks {
		h := next(t, hooks)
		if want := int64(i + 5); h.N != want {
			t.Fatalf("hook %d, want %d: the last %d are replayed, in order", h.N, want, keptHooks)
		}
		if last := i == keptHooks-1; last != (h.State == hookRefused) || last != (h.Body == nil) {
			t.Errorf("hook %d: %s with body %s", h.N, h.State, h.Body)
		}
	}
	deliver(t, s, "shop", shopSecret, "e1", granted)
	deliver(t, s, "mailer", mailerSecret, "e1", granted)
	if h := next(t, hooks); h.State != hookDuplicate || h.ID != "e1" {
		t.Errorf("a webhook-id seen before came as %s %s", h.State, h.ID)
	}
	if h := next(t, hooks); h.State != hookOK || h.Recipient != "mailer" || !strings.Contains(string(h.Body), "BREW-7K2M9QXW4C") {
		t.Errorf("a new hook came as %+v", h)
	}
	if h := next(t, watch(t, s, "55")); h.N != 56 {
		t.Errorf("a visitor that saw 55 got %d next", h.N)
	}
	if h := next(t, watch(t, s, "4000")); h.N != 7 {
		t.Errorf("a visitor of an earlier run got %d first, want all that is kept", h.N)
	}
}

func TestVisitorsAreBounded(t *testing.T) {
	l := newHookLog()
	var first chan hook
	for i := range maxVisitors {
		_, c, ok := l.visit(0)
		if !ok {
			t.Fatalf("visitor %d was turned away", i)
		}
		if i == 0 {
			first = c
		}
	}
	if _, _, ok := l.visit(0); ok {
		t.Error("one visitor too many")
	}
	for i := range behind + 1 {
		l.add(hook{Recipient: "shop", State: hookOK, ID: strconv.Itoa(i)})
	}
	for range behind {
		<-first
	}
	if _, open := <-first; open {
		t.Error("a visitor that lags keeps its stream")
	}
	if kept, _, ok := l.visit(0); !ok || len(kept) != keptHooks {
		t.Errorf("after those that lagged were let go: %v, %d kept", ok, len(kept))
	}
}

func TestShopRefusesWhatItCannotVerify(t *testing.T) {
	for name, o := range map[string]ShopOptions{
		"empty secret": {Server: "http://127.0.0.1:8080", Secrets: map[string]string{"shop": ""}},
		"no server":    {Server: "127.0.0.1:8080", Secrets: map[string]string{"shop": shopSecret}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the shop opened", name)
				}
			}()
			NewShop(o)
		}()
	}
}
