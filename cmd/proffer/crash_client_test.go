package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// told is what a client was told of one exchange.
type told struct {
	Response string `json:"response"`
	Replayed bool   `json:"replayed"`
	Grant    *struct {
		Grant string `json:"grant"`
		Offer string `json:"offer"`
		Kind  string `json:"kind"`
		Code  string `json:"code"`
	} `json:"grant"`
	drink string
	// erased tells that the person asked to be erased and was told that it is done.
	erased bool
}

func (a told) same(b told) bool {
	if a.Response != b.Response || (a.Grant == nil) != (b.Grant == nil) {
		return false
	}
	return a.Grant == nil || *a.Grant == *b.Grant
}

// redeemed is what a client was told of one redemption.
type redeemed struct {
	Redemption string `json:"redemption"`
	Grant      string `json:"grant"`
	Key        string `json:"key"`
	Points     int64  `json:"points"`
}

// crashClient answers again and again, half of the time as the same person, and is the shop that redeems what was given.
type crashClient struct {
	n           int
	client      *http.Client
	server      *atomic.Value
	key         string
	responses   map[string]told
	person      []string // responses of the person who answers now
	redemptions map[string]redeemed
	resent      int
	erasures    int
	points      atomic.Bool  // points were given, which come after all codes
	refused     atomic.Int64 // requests that were answered with "not now"
	err         error
	// acknowledged gets a signal at each reply, if somebody waits for one.
	acknowledged chan struct{}
}

func newCrashClient(n int, server *atomic.Value, key string, acknowledged chan struct{}) *crashClient {
	return &crashClient{
		n: n, client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}, server: server, key: key,
		responses: map[string]told{}, redemptions: map[string]redeemed{}, acknowledged: acknowledged,
	}
}

func (c *crashClient) run(ctx context.Context) {
	defer c.client.CloseIdleConnections()
	subject := ""
	for n := 0; ctx.Err() == nil && c.err == nil; n++ {
		request := map[string]any{"brand": "crash", "form": "drinks"}
		if subject != "" && n%2 == 1 {
			request["subject"] = subject
		} else {
			c.person = nil
		}
		var ticket struct {
			Ticket  string `json:"ticket"`
			Subject struct {
				Token string `json:"token"`
			} `json:"subject"`
		}
		if status, _ := c.ask(http.MethodPost, "/v1/tickets", "", request, &ticket, http.StatusOK); status == 0 {
			return
		}
		subject = ticket.Subject.Token
		x := c.answer(ticket.Ticket, []string{"tea", "coffee", "water"}[n%3])
		if x == nil {
			continue
		}
		if c.redeem(n, x); (n+c.n)%8 == 7 && c.err == nil {
			c.erase(subject)
			subject = ""
		}
	}
}

// answer sends one ticket until it is acknowledged, and now and then once more to see that the answer stays.
func (c *crashClient) answer(ticket, drink string) *told {
	body := map[string]any{"ticket": ticket, "answers": map[string]any{"drink": drink, "ice": drink == "water"}}
	var first *told
	for range 2 {
		var x told
		status, tries := c.ask(http.MethodPost, "/v1/responses", "", body, &x, http.StatusCreated, http.StatusOK, http.StatusConflict)
		if status == 0 || status == http.StatusConflict {
			return nil // the stock ran out meanwhile: nothing was stored
		}
		x.drink = drink
		if first != nil {
			if !x.Replayed || !first.same(x) {
				c.err = fmt.Errorf("response %s was told as %+v and then as %+v", x.Response, *first, x)
			}
			return first
		}
		if tries > 1 {
			c.resent++
		}
		first = &x
		if x.Grant != nil && x.Grant.Kind == "points" {
			c.points.Store(true)
		}
		c.responses[x.Response] = x
		c.person = append(c.person, x.Response)
		if len(c.responses)%4 != 0 {
			break
		}
	}
	return first
}

// redeem uses a code, or points in two parts, each under a key of its own.
func (c *crashClient) redeem(n int, x *told) {
	if x.Grant == nil || n%3 == 2 {
		return
	}
	parts := []any{nil}
	if x.Grant.Kind == "points" {
		parts = []any{3, 4}
	}
	for i, points := range parts {
		body := map[string]any{"key": fmt.Sprintf("order-%d-%d-%d", c.n, n, i)}
		if points != nil {
			body["points"] = points
		}
		var made redeemed
		status, tries := c.ask(http.MethodPost, "/v1/grants/"+x.Grant.Grant+"/redemptions", c.key, body, &made, http.StatusCreated, http.StatusOK)
		if status == 0 {
			return
		}
		// Cut off, it may have been done or not; asked the first time it is new.
		if tries == 1 && status != http.StatusCreated {
			c.err = fmt.Errorf("the first redemption under %s answered %d", body["key"], status)
		}
		if before, known := c.redemptions[made.Redemption]; known {
			c.err = fmt.Errorf("redemption %+v has the id of %+v", made, before)
		}
		c.redemptions[made.Redemption] = made
	}
}

// erase asks to be erased until that is acknowledged; a second time it is done already.
func (c *crashClient) erase(token string) {
	if status, _ := c.ask(http.MethodDelete, "/v1/me", token, nil, nil, http.StatusNoContent, http.StatusGone); status == 0 {
		return
	}
	c.erasures++
	for _, id := range c.person {
		x := c.responses[id]
		x.erased = true
		c.responses[id] = x
	}
	c.person = nil
}

// ask sends a request until it is answered, at most for a minute, and returns the status, one of good, and how often it was
// sent; 0 where it was not answered so, and then err says why. That the process was killed, or can't write just now, is no answer.
func (c *crashClient) ask(method, path, bearer string, body, into any, good ...int) (status, tries int) {
	var raw []byte
	if body != nil {
		raw, c.err = json.Marshal(body)
	}
	for give := time.Now().Add(time.Minute); c.err == nil && time.Now().Before(give); time.Sleep(5 * time.Millisecond) {
		status, answer, err := c.send(method, path, bearer, raw)
		if errors.Is(err, errAway) {
			continue
		}
		tries++
		switch {
		case err != nil:
		case status == http.StatusServiceUnavailable:
			c.refused.Add(1)
		case !slices.Contains(good, status):
			c.err = fmt.Errorf("%s %s answered %d: %s", method, path, status, answer)
		case into != nil && status < 300:
			if c.err = json.Unmarshal(answer, into); c.err != nil {
				return 0, tries
			}
			fallthrough
		default:
			select {
			case c.acknowledged <- struct{}{}:
			default:
			}
			return status, tries
		}
	}
	if c.err == nil {
		c.err = fmt.Errorf("%s %s got no answer in a minute", method, path)
	}
	return 0, tries
}

var (
	errAway   = errors.New("the server is away")
	errCutOff = errors.New("the answer was cut off")
)

// send sends a request once: errAway where it did not leave, errCutOff where it may have been carried out.
func (c *crashClient) send(method, path, bearer string, raw []byte) (int, []byte, error) {
	url, _ := c.server.Load().(string)
	if url == "" {
		return 0, nil, errAway
	}
	request, err := http.NewRequest(method, url+path, bytes.NewReader(raw))
	if err != nil {
		return 0, nil, err
	}
	if raw != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	reply, err := c.client.Do(request)
	if err != nil {
		return 0, nil, errCutOff
	}
	defer reply.Body.Close()
	answer, err := io.ReadAll(reply.Body)
	if err != nil {
		return 0, nil, errCutOff
	}
	return reply.StatusCode, answer, nil
}

// everyTold is what all clients were told.
type everyTold struct {
	responses   map[string]told
	redemptions map[string]redeemed
	resent      int
	erasures    int
}

func gather(t *testing.T, clients []*crashClient) everyTold {
	t.Helper()
	all := everyTold{responses: map[string]told{}, redemptions: map[string]redeemed{}}
	for _, c := range clients {
		if c.err != nil {
			t.Error(c.err)
		}
		for id, x := range c.responses {
			all.responses[id] = x
		}
		for id, r := range c.redemptions {
			if before, twice := all.redemptions[id]; twice {
				t.Errorf("two clients were told of one redemption: %+v, %+v", r, before)
			}
			all.redemptions[id] = r
		}
		all.resent += c.resent
		all.erasures += c.erasures
	}
	return all
}
