package cli

import (
	"context"
	"time"

	"proffer/cmd/internal/bench"
	"proffer/rewards"
)

// drained is how fast the webhooks that had waited were delivered.
type drained struct {
	delivered int64
	elapsed   time.Duration
}

func (d drained) perSecond() float64 {
	if d.elapsed == 0 {
		return 0
	}
	return float64(d.delivered) / d.elapsed.Seconds()
}

// drain lets the dispatcher work on what has queued, for at most so long, with nothing else going on. Each
// webhook is rendered, signed, sent to the receiver in this process over loopback, and settled.
func (b *benchServer) drain(ctx context.Context, longest time.Duration) (drained, error) {
	working, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- b.kit.dispatcher.Run(working) }()
	var out drained
	for {
		delivered, pending, err := b.deliveries(ctx)
		if err != nil {
			return out, err
		}
		out = drained{delivered, time.Since(began)}
		if pending == 0 || out.elapsed >= longest {
			stop()
			return out, <-ended
		}
		select {
		case <-ctx.Done():
			stop()
			return out, <-ended
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (b *benchServer) deliveries(ctx context.Context) (delivered, pending int64, err error) {
	for _, endpoint := range benchEndpoints {
		n, err := b.kit.store.Deliveries(ctx, bench.ID, endpoint)
		if err != nil {
			return 0, 0, err
		}
		delivered, pending = delivered+n[rewards.DeliveryDelivered], pending+n[rewards.DeliveryPending]
	}
	return delivered, pending, nil
}
