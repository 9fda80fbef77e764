// Package bench measures a Proffer server from outside, over HTTP as a browser would use it, with
// a load generator small enough to leave the machine to the server.
package bench

import (
	"embed"
	"io/fs"
	"slices"
	"time"
)

//go:embed brand
var files embed.FS

// Brand is the folder of the measured brand: a form `exchange` of six unsealed questions and a form
// `sealed` of five and a sealed one, both with one code offer.
func Brand() fs.FS {
	folder, err := fs.Sub(files, "brand")
	if err != nil {
		panic("bench: no brand folder: " + err.Error()) // it is compiled in
	}
	return folder
}

// ID is the measured brand's id.
const ID = "bench"

// Result is what one run came to.
type Result struct {
	Done    int // acknowledged
	Failed  int // answered otherwise, or not at all
	Failure string
	Elapsed time.Duration
	P50     time.Duration
	P99     time.Duration
	Max     time.Duration
}

// PerSecond is the throughput.
func (r Result) PerSecond() float64 {
	if r.Elapsed <= 0 {
		return 0
	}
	return float64(r.Done) / r.Elapsed.Seconds()
}

// summarize makes a result of what each connection measured.
func summarize(workers []*worker, elapsed time.Duration) Result {
	r := Result{Elapsed: elapsed}
	var all []time.Duration
	for _, w := range workers {
		all = append(all, w.took...)
		r.Failed += w.failed
		if r.Failure == "" {
			r.Failure = w.failure
		}
	}
	r.Done = len(all)
	if r.Done == 0 {
		return r
	}
	slices.Sort(all)
	r.P50, r.P99, r.Max = all[len(all)/2], all[len(all)*99/100], all[len(all)-1]
	return r
}
