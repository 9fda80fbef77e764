package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"

	"proffer/cmd/internal/bench"
	"proffer/cmd/internal/demo"
	"proffer/engine"
	"proffer/forms"
)

// pureTime is the longest that a measurement without a server takes: it does the same over and over, and
// nothing in it has to warm up.
const pureTime = 5 * time.Second

// pure measures what is done without a store, one at a time: the lint of the demo's brand, and the
// replay of a form of 100 questions and 200 rules.
func (m Main) pure(ctx context.Context, run benchRun, progress func(string)) error {
	progress("lint and replay")
	brand, err := fs.Sub(demo.Brands(), "fieldnote")
	if err != nil {
		return err
	}
	lint, err := bench.Repeat(ctx, min(run.duration, pureTime), func() error {
		if b, findings := forms.Load(brand); b == nil {
			return fmt.Errorf("the demo's brand does not lint: %v", findings)
		}
		return nil
	})
	if err != nil {
		return err
	}
	printTiming(m.Stdout, "lint of the demo's brand", lint)
	v, answers, err := bench.Hundred()
	if err != nil {
		return err
	}
	now := m.Now()
	replay, err := bench.Repeat(ctx, min(run.duration, pureTime), func() error {
		outcome, err := engine.Retrace(v, answers, now)
		if err == nil && outcome != bench.HundredOutcome {
			err = fmt.Errorf("the replay came to %q, and not to %q", outcome, bench.HundredOutcome)
		}
		return err
	})
	if err != nil {
		return err
	}
	printTiming(m.Stdout, "replay, 200 rules", replay)
	return nil
}

func printTiming(out io.Writer, name string, t bench.Timing) {
	ms := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }
	fmt.Fprintf(out, "%-24s %10s   p50 %6.3f ms   p99 %6.3f ms   %d times, one at a time\n", name, "", ms(t.Median), ms(t.P99), t.Done)
}
