package rewards

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryDelayIsTheSchedule(t *testing.T) {
	var total time.Duration
	for made, want := range []time.Duration{
		0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	} {
		wait, last := retryDelay(made, 0.5)
		if wait != want || last {
			t.Errorf("after %d attempts: %s, %v, want %s", made, wait, last, want)
		}
		low, _ := retryDelay(made, 0)
		high, _ := retryDelay(made, 1)
		if low != want*8/10 || high != want*12/10 {
			t.Errorf("after %d attempts: from %s to %s", made, low, high)
		}
		total += wait
	}
	if total != 75*time.Hour+35*time.Minute+5*time.Second {
		t.Errorf("%s in all", total)
	}
	if _, last := retryDelay(10, 0.5); !last {
		t.Error("an eleventh attempt is made")
	}
}

func TestJudge(t *testing.T) {
	now := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	inHour := now.Add(time.Hour).Format(http.TimeFormat)
	for name, c := range map[string]struct {
		made   int
		status int
		after  string
		state  string
		wait   time.Duration
	}{
		"200":                           {0, 200, "", DeliveryDelivered, 0},
		"204 at the last attempt":       {9, 204, "", DeliveryDelivered, 0},
		"299":                           {0, 299, "", DeliveryDelivered, 0},
		"a redirect":                    {0, 302, "", DeliveryPending, 5 * time.Second},
		"400":                           {0, 400, "", DeliveryPending, 5 * time.Second},
		"500 again":                     {1, 500, "", DeliveryPending, 5 * time.Minute},
		"no answer":                     {4, 0, "", DeliveryPending, 5 * time.Hour},
		"before the last":               {8, 500, "", DeliveryPending, 24 * time.Hour},
		"the last":                      {9, 500, "", DeliveryDead, 0},
		"the last, asked to come again": {9, 503, "60", DeliveryDead, 0},
		"beyond the last":               {50, 500, "", DeliveryDead, 0},
		"410":                           {0, 410, "", DeliveryDead, 0},
		"429 in an hour":                {0, 429, "3600", DeliveryPending, time.Hour},
		"503 at a date":                 {0, 503, inHour, DeliveryPending, time.Hour},
		"sooner than the schedule":      {2, 503, "1", DeliveryPending, 30 * time.Minute},
		"in a month":                    {0, 503, "2592000", DeliveryPending, 24 * time.Hour},
		"at a date in a month":          {0, 503, now.AddDate(0, 1, 0).Format(http.TimeFormat), DeliveryPending, 24 * time.Hour},
		"at a date gone by":             {0, 429, now.AddDate(0, -1, 0).Format(http.TimeFormat), DeliveryPending, 5 * time.Second},
		"negative":                      {0, 429, "-5", DeliveryPending, 5 * time.Second},
		"out of range":                  {0, 429, "99999999999999999999", DeliveryPending, 5 * time.Second},
		"not a time":                    {0, 429, "soon", DeliveryPending, 5 * time.Second},
		"not with a 500":                {0, 500, "3600", DeliveryPending, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			s := judge(Delivery{Attempt: c.made, Fence: 3}, c.status, c.after, "note", now, 0.5)
			wait := time.Duration(0)
			if !s.Next.IsZero() {
				wait = s.Next.Sub(now)
			}
			if s.State != c.state || wait != c.wait {
				t.Errorf("%s after %s, want %s after %s", s.State, wait, c.state, c.wait)
			}
			if s.Status != c.status || s.Delivery.Fence != 3 || !s.At.Equal(now) || s.Note != "note" {
				t.Errorf("%+v lost what it settles", s)
			}
		})
	}
}
