package rewards

import "time"

const (
	// breakAfter is how many attempts to an endpoint fail in a row before only one at a time is made.
	breakAfter = 5
	firstProbe = 5 * time.Second
	lastProbe  = time.Minute
)

// probeAfter is how long to rest after so many failures in a row before one more attempt: nothing while
// the circuit is closed, then 5 s, and twice that each time up to a minute. So of many
// deliveries that wait for a dead endpoint few lose an attempt.
func probeAfter(failures int) time.Duration {
	if failures < breakAfter {
		return 0
	}
	return min(firstProbe<<min(failures-breakAfter, 10), lastProbe)
}
