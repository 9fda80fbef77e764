package rewards

import (
	"net/http"
	"strconv"
	"time"
)

// delays are the waits before each attempt of a delivery, the one Standard Webhooks proposes: 75 h
// 35 min 5 s in all. The first attempt is due when the event happens.
var delays = [...]time.Duration{
	0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	jitter        = 0.2 // so that what failed together does not come back together
	maxRetryAfter = 24 * time.Hour
)

// retryDelay is the wait after a number of attempts that failed, with random in [0, 1) spreading it
// by 20% either way. last tells that there is no further attempt.
func retryDelay(made int, random float64) (wait time.Duration, last bool) {
	if made >= len(delays) {
		return 0, true
	}
	return time.Duration(float64(delays[made]) * (1 - jitter + 2*jitter*random)), false
}

// retryAfter reads the header of that name, in seconds or as a date (RFC 9110, section 10.2.3), as a
// wait from now; one that is absent, past or unreadable is 0, one of more than a day is a day.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(at.Sub(now), 0), maxRetryAfter)
	}
	return 0
}

// judge says what an attempt comes to that ended at now with this status, 0 for no answer at all.
// A 2xx is delivered and a 410 is dead. Anything else, redirects too, is tried again by the schedule
// until it is used up; after a 429 or 503 not before their Retry-After, at most a day.
func judge(d Delivery, status int, after string, note string, now time.Time, random float64) Settlement {
	s := Settlement{Delivery: d, At: now, Status: status, Note: note}
	wait, last := retryDelay(d.Attempt+1, random)
	switch {
	case status >= 200 && status <= 299:
		s.State = DeliveryDelivered
	case status == http.StatusGone, last:
		s.State = DeliveryDead
	default:
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			wait = max(wait, retryAfter(after, now))
		}
		s.State, s.Next = DeliveryPending, now.Add(wait)
	}
	return s
}
