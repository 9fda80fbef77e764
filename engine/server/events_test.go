package server_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/engine"
	"proffer/rewards"
)

// getFeed asks for a page of the feed.
func (w *world) getFeed(t *testing.T, text, query string) (p engine.FeedReply, types []string) {
	t.Helper()
	w.do(t, request{method: "GET", path: "/v1/events" + query, header: key(text)}).into(t, 200, &p)
	for _, raw := range p.Events {
		var e struct {
			Type string
			Seq  int64
		}
		must(t, json.Unmarshal(raw, &e))
		types = append(types, e.Type)
	}
	return p, types
}

// A key's page holds its own recipient's part of each event: the shop's what was said to the shop, the
// mailer's the address. What is withdrawn is withheld when it is read again.
func TestEvents(t *testing.T) {
	w := newWorld(t)
	_, shop := w.apiKey(t)
	_, mailer := w.apiKey(t, func(k *rewards.AccessKey) { k.Recipient, k.Purposes = "mailer", []string{"email_offers"} })
	_, none := w.apiKey(t, func(k *rewards.AccessKey) { k.Purposes = []string{} })
	_, other := w.apiKey(t, func(k *rewards.AccessKey) { k.Brand = "northmill" })
	if p, _ := w.getFeed(t, shop, ""); len(p.Events) > 0 || p.Events == nil || p.Next != 0 || p.More {
		t.Errorf("an empty feed: %+v", p)
	}
	ticket := w.ticket(t, quiz, "")
	if r := w.answer(t, ticket.Ticket, everything, ""); r.status != 201 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	p, types := w.getFeed(t, shop, "?after=0&limit=10&wait=5")
	if !slices.Equal(types, []string{rewards.EventResponseCompleted, rewards.EventRewardGranted}) || p.Next != 2 || p.More {
		t.Fatalf("the shop: %v, next %d, more %v", types, p.Next, p.More)
	}
	if text := string(p.Events[0]); !strings.Contains(text, typedRemark) || strings.Contains(text, typedEmail) {
		t.Errorf("the shop sees %s", text)
	}
	if p, _ := w.getFeed(t, mailer, "?type=response.completed"); len(p.Events) != 1 || !strings.Contains(string(p.Events[0]), typedEmail) || strings.Contains(string(p.Events[0]), typedRemark) {
		t.Errorf("the mailer sees %s", p.Events)
	}
	for name, text := range map[string]string{"no purposes": none, "another brand": other} {
		if p, _ := w.getFeed(t, text, "?type=response.completed"); len(p.Events) > 0 {
			t.Errorf("%s sees %s", name, p.Events)
		}
	}
	if p, types := w.getFeed(t, shop, "?limit=1&type=reward.granted,response.completed"); len(types) != 1 || p.Next != 1 || !p.More {
		t.Errorf("a page of one: %v, next %d, more %v", types, p.Next, p.More)
	}
	if r := w.do(t, request{method: "DELETE", path: "/v1/me", header: key(ticket.Subject.Token)}); r.status != 204 {
		t.Fatal(r.status)
	}
	if p, _ := w.getFeed(t, shop, ""); len(p.Events) > 0 || p.Next != 2 {
		t.Errorf("after the erasure the shop sees %s, next %d", p.Events, p.Next)
	}
}

// A query is read strictly, since a cursor that is not understood would give everything again.
func TestEventsQuery(t *testing.T) {
	w := newWorld(t)
	_, text := w.apiKey(t)
	auth := map[string]string{"Authorization": "Bearer " + text}
	var list []scenario
	for query, faults := range map[string][]string{
		"after=-1": {"out_of_range /after"}, "after=x": {"out_of_range /after"}, "after=9223372036854775808": {"out_of_range /after"},
		"limit=0": {"out_of_range /limit"}, "limit=501": {"out_of_range /limit"}, "wait=31": {"out_of_range /wait"}, "wait=-1": {"out_of_range /wait"}, "wait=1.5": {"out_of_range /wait"},
	} {
		list = append(list, scenario{name: query, path: "/v1/events?" + query, header: auth, malformed: true, status: 422, faults: faults})
	}
	list = append(list, []scenario{
		{name: "no cursor at all", path: "/v1/events?after=", header: auth, status: 422, faults: []string{"out_of_range /after"}},
		{name: "a cursor misspelt", path: "/v1/events?aftre=7", header: auth, status: 422, faults: []string{"unknown_field /aftre"}},
		{name: "the key in the address", path: "/v1/events?key=" + text, header: auth, status: 422, faults: []string{"unknown_field /key"}, lacks: []string{text}},
		{name: "a type misspelt", path: "/v1/events?type=reward.grantd", header: auth, status: 422, faults: []string{"unknown_choice /type"}, has: []string{"reward.granted"}},
		{name: "two cursors", path: "/v1/events?limit=1&limit=2", header: auth, status: 422, faults: []string{"duplicate_key /limit"}},
		{name: "several defects", path: "/v1/events?type=x&colour=red", header: auth, status: 422, faults: []string{"unknown_choice /type", "unknown_field /colour"}},
		{name: "a cursor of another store", path: "/v1/events?after=1", header: auth, status: 409, faults: []string{"cursor_ahead /after"}},
		{name: "everything at its bound", path: "/v1/events?after=0&limit=500&wait=0&type=reward.granted", header: auth, status: 200, has: []string{`{"events":[],"next":0,"more":false}`}},
	}...)
	run(t, w, list)
}

// A request that waits is answered by the next event; without one it ends by itself, with an empty page; and with what there is
// when the server ends: nobody's shutdown waits half a minute for it.
func TestEventsWait(t *testing.T) {
	w := newWorld(t)
	_, text := w.apiKey(t)
	var poll sync.WaitGroup
	// waiting asks for the feed, and returns once the request waits: when it looks for the second time it hears what comes.
	waiting := func(query string, next int64, want ...string) {
		t.Helper()
		before := w.store.looks.Load()
		poll.Go(func() {
			if p, types := w.getFeed(t, text, query); !slices.Equal(types, want) || p.Next != next || p.More {
				t.Errorf("%s: %v, next %d", query, types, p.Next)
			}
		})
		until(t, "the request waits", func() bool { return w.store.looks.Load() >= before+2 })
	}
	waiting("?wait=20", 2, rewards.EventResponseCompleted, rewards.EventRewardGranted)
	if r := w.answer(t, w.ticket(t, quiz, "").Ticket, everything, ""); r.status != 201 {
		t.Errorf("%d", r.status)
	}
	poll.Wait()
	waiting("?after=2&wait=1", 2)
	poll.Wait()
	// The bound is shorter than what the request would wait for by itself.
	waiting("?after=2&wait=30", 2)
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	must(t, w.server.Shutdown(ctx))
	poll.Wait()
}
