package rewards_test

import (
	"sync/atomic"
	"testing"
	"time"

	"proffer/rewards"
)

// While exchanges wait, webhooks of all endpoints together begin at most every 8 ms, and still all endpoints
// get theirs; once none waits they go as fast as they can.
func TestDispatcherYields(t *testing.T) {
	t.Parallel() // it waits
	st := openStore(t)
	var busy atomic.Bool
	busy.Store(true)
	shop, mailer := newReceiver(t, fine), newReceiver(t, fine)
	d := dispatcher(t, st, nil, to("shop", shop.URL), to("mailer", mailer.URL))
	d.Busy = busy.Load
	announce(t, st, time.Now(), 300, "shop", "mailer")
	began := time.Now()
	start(t, d)
	both := func() int {
		_, a := shop.count()
		_, b := mailer.count()
		return a + b
	}
	eventually(t, "some for each", func() bool { _, a := shop.count(); _, b := mailer.count(); return a >= 20 && b >= 20 })
	// Counted before the clock is read: a slow machine makes fewer, never more.
	if n, most := both(), int(time.Since(began)/(8*time.Millisecond))+1; n > most {
		t.Errorf("%d attempts where %d were due", n, most)
	}
	busy.Store(false)
	eventually(t, "all", func() bool {
		return states(t, st, "shop")[rewards.DeliveryDelivered] == 300 && states(t, st, "mailer")[rewards.DeliveryDelivered] == 300
	})
	if n := both(); n != 600 {
		t.Errorf("%d webhooks of 600 deliveries", n)
	}
}
