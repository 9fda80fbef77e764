package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"proffer/cmd/internal/bench"
)

// compareRounds is how often each way of having webhooks is measured, in turn.
const compareRounds = 5

// compareWebhooks measures what webhooks cost an exchange: in turn without endpoints, with deliveries that
// queue, with deliveries that go out meanwhile, and, with --data, on that store with all that waits in it.
// Ratios are of one round, whose runs stand side by side; each round begins with another way, since a run meets the
// disk as the one before it left it.
func (m Main) compareWebhooks(ctx context.Context, run benchRun, progress func(string)) error {
	arms := []struct {
		name string
		with benchWith
	}{
		{"no endpoints", benchWith{}},
		{"deliveries queue", benchWith{endpoints: true}},
		{"deliveries go out", benchWith{endpoints: true, deliver: true}},
		{"queued before", benchWith{endpoints: true, data: run.data}},
	}
	if run.data == "" {
		arms = arms[:3]
	}
	ratios := make([][]float64, len(arms))
	for round := range compareRounds {
		fmt.Fprintf(m.Stdout, "round %d of %d\n", round+1, compareRounds)
		rates := make([]float64, len(arms))
		for turn := range arms {
			i := (round + turn) % len(arms)
			result, delivered, err := m.compared(ctx, run, arms[i].with, progress)
			if err != nil {
				return err
			}
			rates[i] = result.PerSecond()
			printResult(m.Stdout, arms[i].name, result)
			if delivered > 0 {
				fmt.Fprintf(m.Stdout, "  %.0f webhooks/s were delivered meanwhile\n", float64(delivered)/result.Elapsed.Seconds())
			}
		}
		for i, rate := range rates {
			ratios[i] = append(ratios[i], rate/rates[0])
		}
	}
	for i, arm := range arms[1:] {
		list := slices.Sorted(slices.Values(ratios[i+1]))
		fmt.Fprintf(m.Stdout, "%-24s %.2f of the rate without endpoints (median of %d rounds, %.2f to %.2f)\n",
			arm.name, list[len(list)/2], len(list), list[0], list[len(list)-1])
	}
	return nil
}

// compared measures once, and counts what was delivered while the exchanges ran.
func (m Main) compared(ctx context.Context, run benchRun, with benchWith, progress func(string)) (result bench.Result, delivered int64, err error) {
	b, err := m.startBench(ctx, with)
	if err != nil {
		return result, 0, err
	}
	defer func() {
		_, ended := b.end()
		err = errors.Join(err, ended)
	}()
	tickets, err := os.MkdirTemp("", "proffer-bench-")
	if err != nil {
		return result, 0, err
	}
	defer os.RemoveAll(tickets) //nolint:errcheck // tickets of a measurement, in the system's temporary folder
	if result, _, err = run.exchange(ctx, b.url, bench.ID, "exchange", tickets, progress); err == nil {
		err = run.failed(result)
	}
	if err == nil && with.deliver {
		delivered, _, err = b.deliveries(ctx)
	}
	return result, delivered, err
}
