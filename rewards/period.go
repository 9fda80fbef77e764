package rewards

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Period is a calendar duration in ISO 8601's form without a time of day: P30D, P6M, P1Y, P2W. A
// year and a month are calendar units: P1M after 31 January is 3 March or 2 March, as time.AddDate
// counts.
type Period struct {
	years, months, days int
	source              string
}

var periodForm = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$`)

// ParsePeriod reads an ISO 8601 duration of at least a day.
func ParsePeriod(s string) (Period, error) {
	m := periodForm.FindStringSubmatch(s)
	if m == nil {
		return Period{}, fmt.Errorf("%q is not a duration; write days, weeks, months or years, e.g. P30D or P1Y", s)
	}
	var n [5]int
	for i := 1; i < 5; i++ {
		n[i], _ = strconv.Atoi(m[i])
	}
	p := Period{years: n[1], months: n[2], days: 7*n[3] + n[4], source: s}
	if p.years == 0 && p.months == 0 && p.days == 0 {
		return Period{}, fmt.Errorf("%q is no time at all; the shortest duration is P1D", s)
	}
	return p, nil
}

// After returns the moment that lies this period after t.
func (p Period) After(t time.Time) time.Time { return t.AddDate(p.years, p.months, p.days) }

// Longer tells whether p ends after q when both start at the same ordinary day.
func (p Period) Longer(q Period) bool {
	base := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	return p.After(base).After(q.After(base))
}

func (p Period) String() string { return p.source }

// MarshalJSON writes the ISO 8601 string, as it was read.
func (p Period) MarshalJSON() ([]byte, error) { return json.Marshal(p.source) }

// UnmarshalJSON reads the ISO 8601 string.
func (p *Period) UnmarshalJSON(raw []byte) error {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return fmt.Errorf("a duration is a string such as \"P30D\"")
	}
	q, err := ParsePeriod(s)
	if err == nil {
		*p = q
	}
	return err
}

// Years is the first part of the period.
func (p Period) Years() int { return p.years }

// Months is the second part.
func (p Period) Months() int { return p.months }

// Days is the rest, a week as seven.
func (p Period) Days() int { return p.days }
