package rewards_test

import (
	"testing"
	"time"

	"proffer/rewards"
)

// BenchmarkDispatch delivers to one local receiver: ns/op is per delivery.
func BenchmarkDispatch(b *testing.B) {
	st := openStore(b)
	shop := newReceiver(b, fine)
	announce(b, st, time.Now(), b.N, "shop")
	d := dispatcher(b, st, nil, to("shop", shop.URL))
	b.ResetTimer()
	stop := start(b, d)
	for states(b, st, "shop")[rewards.DeliveryDelivered] < int64(b.N) {
		time.Sleep(time.Millisecond)
	}
	b.StopTimer()
	stop()
	if ids, all := shop.count(); ids != b.N || all != b.N || shop.forged != 0 {
		b.Errorf("%d webhooks of %d events, %d forged, want %d", all, ids, shop.forged, b.N)
	}
}
