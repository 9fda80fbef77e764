package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// clientOf is a client as the server hands one on.
func clientOf(recipient string, purposes ...string) engine.Client {
	k := rewards.AccessKey{Brand: "leafline", Recipient: recipient, Purposes: purposes}
	k.Make()
	return engine.Client{Key: k}
}

// page is a page of the feed with its bodies read.
type page struct {
	*engine.FeedReply
	bodies []map[string]any
}

func (p page) types() (list []string) {
	for _, b := range p.bodies {
		list = append(list, fmt.Sprintf("%v %v", b["seq"], b["type"]))
	}
	return list
}

func (w *world) feed(c engine.Client, r engine.FeedRequest) page {
	w.t.Helper()
	if r.Limit == 0 {
		r.Limit = 100
	}
	reply, err := w.Feed(w.t.Context(), c, r)
	w.must(err)
	p := page{FeedReply: reply}
	for _, raw := range reply.Events {
		var body map[string]any
		w.must(json.Unmarshal(raw, &body))
		p.bodies = append(p.bodies, body)
	}
	return p
}

// The feed shows a client what an endpoint of its recipient and purposes would be sent, to the letter,
// and moves its cursor past what is nothing to it.
func TestFeedIsTheGate(t *testing.T) {
	w := newWorld(t)
	w.answer("tea", "", yesToBoth)
	w.answer("tea", "", `{"leaf": "black"}`)
	shop := w.feed(clientOf("shop", "recommend"), engine.FeedRequest{})
	if got := shop.types(); !slices.Equal(got, []string{"1 response.completed", "2 reward.granted", "4 reward.granted"}) || shop.Next != 4 || shop.More {
		t.Fatalf("the shop gets %v, next %d, more %v", got, shop.Next, shop.More)
	}
	for i, ev := range w.events("shop") {
		if sent := w.rendered(ev, "shop"); string(sent) != string(shop.Events[i]) {
			t.Errorf("the feed has\n  %s\nthe endpoint gets\n  %s", shop.Events[i], sent)
		}
	}
	mailer := w.feed(clientOf("mailer", "email_offers"), engine.FeedRequest{})
	if got := seen(mailer.bodies[0]); !maps.Equal(got, map[string]any{"email": "ada@customer.example", "consent email_offers": true}) {
		t.Errorf("the mailer sees %v", got)
	}
	if mailer.bodies[0]["ref"] == shop.bodies[0]["ref"] {
		t.Error("two recipients know a person under the same ref")
	}
	// Purposes that do not name the recipient, and none at all, open nothing.
	for _, c := range []engine.Client{clientOf("mailer", "recommend", "result"), clientOf("shop")} {
		p := w.feed(c, engine.FeedRequest{Types: []string{rewards.EventResponseCompleted}})
		if len(p.Events) > 0 || p.Next != 4 || p.More {
			t.Errorf("%v sees %s, next %d", c.Key, p.Events, p.Next)
		}
	}
	// Another brand's key sees nothing of this one.
	other := clientOf("shop", "recommend")
	other.Key.Brand = "northmill"
	if p := w.feed(other, engine.FeedRequest{}); len(p.Events) > 0 || p.Next != 0 {
		t.Errorf("another brand sees %s", p.Events)
	}
}

// A page is rendered when it is read: what was withdrawn since is withheld, and what was erased is not
// there, also from the beginning again.
func TestFeedOnlyLoses(t *testing.T) {
	w := newWorld(t)
	_, token := w.answer("tea", "", yesToBoth)
	shop := clientOf("shop", "recommend")
	before := seen(w.feed(shop, engine.FeedRequest{}).bodies[0])
	if before["nickname"] != "Ada" || before["leaf"] != "black" {
		t.Fatalf("the shop sees %v", before)
	}
	w.answer("tea", token, `{"leaf": "green", "shop_ok": false}`)
	p := w.feed(shop, engine.FeedRequest{})
	if got := seen(p.bodies[0]); got["nickname"] != "(withdrawn)" || got["consent recommend"] != false {
		t.Errorf("after the no the shop sees %v", got)
	}
	for _, raw := range p.Events {
		if strings.Contains(string(raw), "Ada") {
			t.Errorf("a withdrawn value is in %s", raw)
		}
	}
	w.must(w.Erase(t.Context(), w.caller(token)))
	if p := w.feed(shop, engine.FeedRequest{}); len(p.Events) > 0 || p.Next == 0 || p.More {
		t.Errorf("after the erasure the shop sees %s, next %d", p.Events, p.Next)
	}
}

// Pages join: whoever goes on with next gets each event once and in order, however small the pages and
// whatever is passed over, and more says when to come again at once.
func TestFeedPages(t *testing.T) {
	w := newWorld(t)
	for i := range 6 {
		w.answer("tea", "", []string{yesToBoth, `{"leaf": "black"}`}[i%2])
	}
	shop := clientOf("shop", "recommend")
	whole := w.feed(shop, engine.FeedRequest{})
	want, last := whole.types(), whole.Next
	if len(want) < 8 || int(last) < len(want)+2 {
		t.Fatalf("%v of %d", want, last)
	}
	for _, r := range []engine.FeedRequest{{Limit: 1}, {Limit: 2}, {Limit: 4}, {Limit: len(want)}, {Limit: 1, Types: []string{rewards.EventRewardGranted}}} {
		var got []string
		for more := true; more; {
			p := w.feed(shop, r)
			if len(p.Events) > r.Limit {
				t.Errorf("limit %d: %d events", r.Limit, len(p.Events))
			}
			if p.More && p.Next == r.After {
				t.Fatalf("limit %d: the cursor does not move from %d", r.Limit, r.After)
			}
			got, r.After, more = append(got, p.types()...), p.Next, p.More
		}
		all := want
		if r.Types != nil {
			all = slices.DeleteFunc(slices.Clone(want), func(s string) bool { return !strings.HasSuffix(s, "granted") })
		}
		if !slices.Equal(got, all) || r.After != last {
			t.Errorf("limit %d %v: %v, want %v; next %d", r.Limit, r.Types, got, all, r.After)
		}
	}
	_, err := w.Feed(t.Context(), shop, engine.FeedRequest{After: last + 1, Limit: 1})
	if !fault.Is(err, fault.Conflict) || !fault.Has(err, "cursor_ahead") {
		t.Errorf("a cursor beyond the end: %v", err)
	}
}

// looked is a store that notes from where on events were asked for.
type looked struct {
	rewards.Store
	mu    sync.Mutex
	after []int64
}

func (l *looked) Events(ctx context.Context, brand string, after int64, limit int) ([]rewards.Event, int64, error) {
	l.mu.Lock()
	l.after = append(l.after, after)
	l.mu.Unlock()
	return l.Store.Events(ctx, brand, after, limit)
}

func (l *looked) from() []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.after)
}

// looking has the world's engine note its looks at the feed.
func (w *world) looking() *looked {
	w.t.Helper()
	l := &looked{Store: w.store}
	w.Engine = w.another(func(o *engine.Options) { o.Rewards = l })
	w.must(publishOn(w.t, w.Engine))
	return l
}

// until waits for what is bound to be so soon.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it is not so: %s", what)
		}
	}
}

// Who waits is answered by the next event, whoever commits it: this engine, which rings, or another process, which does not, after
// the next look. What is nothing to it does not end the waiting, but moves the cursor.
func TestFeedWaits(t *testing.T) {
	w := newWorld(t)
	l := w.looking()
	here, shop := w.Engine, clientOf("shop", "recommend")
	elsewhere := w.another(func(o *engine.Options) { o.Wake = nil })
	w.must(publishOn(t, elsewhere))
	for name, by := range map[string]*engine.Engine{"this engine": here, "another": elsewhere} {
		w.Engine = here
		r := engine.FeedRequest{Limit: 10, Wait: engine.FeedWait, Types: []string{rewards.EventResponseCompleted}}
		r.After = w.feed(shop, engine.FeedRequest{Limit: 500}).Next
		got := make(chan *engine.FeedReply, 1)
		go func() {
			reply, err := here.Feed(t.Context(), shop, r)
			if err != nil {
				t.Error(err)
			}
			got <- reply
		}()
		until(t, name+": it waits", func() bool { return here.Waiting(shop) == 1 })
		w.Engine = by
		rung := here.Rung()
		w.answer("tea", "", `{"leaf": "black"}`)
		select {
		case <-rung:
			if by != here {
				t.Errorf("%s rings here", name)
			}
		default:
			if by == here {
				t.Errorf("%s does not ring", name)
			}
		}
		_, passed, err := w.store.Events(t.Context(), "leafline", r.After, 1)
		w.must(err)
		until(t, name+": it has looked past what is nothing to it, and looks again", func() bool { return slices.Contains(l.from(), passed) })
		select {
		case reply := <-got:
			t.Fatalf("%s: an event of which it may know nothing ended the waiting: %+v", name, reply)
		default:
		}
		w.answer("tea", "", yesToBoth)
		if reply := <-got; reply == nil || len(reply.Events) != 1 || reply.Next <= passed {
			t.Errorf("%s: %+v, and what was passed over ends at %d", name, reply, passed)
		}
	}
}

func publishOn(t *testing.T, e *engine.Engine) error {
	_, err := e.Publish(t.Context(), bundle(t))
	return err
}

// Waiting ends by itself with an empty page and the cursor where it was, and when the server stops.
func TestFeedWaitEnds(t *testing.T) {
	w := newWorld(t)
	l, shop := w.looking(), clientOf("shop", "recommend")
	for wait, looks := range map[time.Duration]int{0: 1, time.Millisecond: 2} {
		before := len(l.from())
		if p := w.feed(shop, engine.FeedRequest{Wait: wait}); len(p.Events) > 0 || p.Events == nil || p.Next != 0 || p.More {
			t.Errorf("%+v", p)
		}
		if n := len(l.from()) - before; n < looks || wait == 0 && n > looks {
			t.Errorf("it looked %d times while it waited %v", n, wait)
		}
	}
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		w.feed(shop, engine.FeedRequest{Wait: engine.FeedWait, Stop: stop})
	}()
	until(t, "it waits", func() bool { return w.Waiting(shop) == 1 })
	close(stop)
	select {
	case <-ended:
	case <-time.After(engine.FeedWait / 2):
		t.Error("it waits on for a server that ends")
	}
}

// One key has four requests that wait; one more answers the oldest, and another key's are its own.
func TestFeedWaitersAreBounded(t *testing.T) {
	w := newWorld(t)
	shop, other := clientOf("shop", "recommend"), clientOf("shop", "recommend")
	stop := make(chan struct{})
	answered := make(chan int, 10)
	var wg sync.WaitGroup
	wait := func(n int, c engine.Client) {
		before := w.Waiting(c)
		wg.Go(func() {
			w.feed(c, engine.FeedRequest{Wait: engine.FeedWait, Stop: stop})
			answered <- n
		})
		until(t, fmt.Sprintf("request %d waits", n), func() bool { return before == 4 || w.Waiting(c) == before+1 })
	}
	wait(-1, other)
	for n := range 4 {
		wait(n, shop)
	}
	select {
	case n := <-answered:
		t.Fatalf("request %d was answered although there is room", n)
	default:
	}
	for n := range 2 {
		wait(4+n, shop)
		if got := <-answered; got != n {
			t.Errorf("request %d was answered, want the oldest, %d", got, n)
		}
	}
	close(stop)
	wg.Wait()
	if len(answered) != 5 {
		t.Errorf("%d answered in the end, want the other 5", len(answered))
	}
}
