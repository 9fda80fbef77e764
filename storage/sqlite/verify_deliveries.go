package sqlite

import (
	"context"
	"fmt"

	"proffer/rewards"
)

// deliveries holds each endpoint's deliveries against each other, its counters and the brand's events.
func (v *verification) deliveries(ctx context.Context, l look) error {
	var endpoints []int64
	if err := v.query(ctx, l, rewards.InvariantDelivery, func(row []driverValue) error {
		endpoints = append(endpoints, number(row[0]))
		return nil
	}, "SELECT id FROM endpoints"); err != nil {
		return err
	}
	for _, n := range endpoints {
		if err := l(ctx, func(src source) error { return v.deliveriesTo(ctx, src, n) }); err != nil {
			return fmt.Errorf("verify %s: %w", rewards.InvariantDelivery, err)
		}
	}
	return nil
}

// deliveriesTo goes along one endpoint's deliveries once, and remembers a bit of each event that waits.
func (v *verification) deliveriesTo(ctx context.Context, src source, n int64) error {
	wrong := func(format string, args ...any) error {
		return v.tell(ctx, rewards.InvariantDelivery, fmt.Sprintf(format, args...))
	}
	var name string
	var newest int64 // see sequence
	var deleted bool
	var counted, are [4]int64 // pending, delivered, dropped, dead
	if err := src.query(func(row []driverValue) error {
		name, newest, deleted = text(row[0]), number(row[1]), number(row[2]) != 0
		for i := range counted {
			counted[i] = number(row[3+i])
		}
		return nil
	}, "SELECT e.endpoint, b.seq, e.deleted, e.pending, e.delivered, e.dropped, e.dead FROM endpoints e JOIN brands b ON b.id = e.brand WHERE e.id = ?", n); err != nil {
		return err
	}
	waits := make(bits, newest/64+1)
	if err := src.query(func(row []driverValue) error {
		are[0]++
		seq := number(row[0])
		switch {
		case seq < 1 || seq > newest:
			return wrong("endpoint %s waits for event %d, which there is not", name, seq)
		case waits.has(seq):
			return wrong("event %d waits more than once for endpoint %s", seq, name)
		}
		waits.set(seq)
		return nil
	}, "SELECT seq FROM pending WHERE endpoint = ?", n); err != nil {
		return err
	}
	if err := src.query(func(row []driverValue) error {
		for i := range row {
			are[1+i] = number(row[i])
		}
		return nil
	}, "SELECT sum(state = 'delivered'), sum(state = 'dropped'), sum(state = 'dead') FROM ended WHERE endpoint = ?", n); err != nil {
		return err
	}
	if are[0] > 0 && are[1]+are[2]+are[3] > 0 {
		if err := src.query(func(row []driverValue) error {
			if seq := number(row[0]); seq > 0 && seq <= newest && waits.has(seq) {
				return wrong("event %d waits for endpoint %s, where its delivery has ended", seq, name)
			}
			return nil
		}, "SELECT seq FROM ended WHERE endpoint = ?", n); err != nil {
			return err
		}
	}
	right := counted == are
	if deleted { // what has ended goes, and stays counted
		right = counted[0] == are[0] && counted[1] >= are[1] && counted[2] >= are[2] && counted[3] >= are[3]
	}
	if right {
		return nil
	}
	return wrong("endpoint %s counts %d deliveries that wait, %d delivered, %d dropped, %d dead, and has %d, %d, %d, %d",
		name, counted[0], counted[1], counted[2], counted[3], are[0], are[1], are[2], are[3])
}

// bits is a set of numbers.
type bits []uint64

func (b bits) has(n int64) bool { return b[n/64]&(1<<(n%64)) != 0 }
func (b bits) set(n int64)      { b[n/64] |= 1 << (n % 64) }
