package bench

import (
	"context"
	"slices"
	"time"
)

// Timing is how long one piece of work takes, done over and over by itself.
type Timing struct {
	Done   int
	Median time.Duration
	P99    time.Duration
}

// keptTimes bounds the memory of a long run; what comes later is done and not counted.
const keptTimes = 1 << 20

// Repeat does a piece of work until the duration is over, three times at least, and ends with its first
// error. The first time is not counted: it fills what every later one finds.
func Repeat(ctx context.Context, duration time.Duration, work func() error) (Timing, error) {
	if err := work(); err != nil {
		return Timing{}, err
	}
	var took []time.Duration
	for begin := time.Now(); len(took) < 3 || (time.Since(begin) < duration && len(took) < keptTimes); {
		if err := ctx.Err(); err != nil {
			return Timing{}, err
		}
		start := time.Now()
		if err := work(); err != nil {
			return Timing{}, err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return Timing{Done: len(took), Median: took[len(took)/2], P99: took[len(took)*99/100]}, nil
}
