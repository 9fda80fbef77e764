package rewards

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Span is an ISO 8601 duration of a fixed length, in days of 24 hours, hours and minutes: PT30M, PT24H, P1DT12H. What a
// clock measures is a span; what a calendar does, a Period.
type Span struct {
	length time.Duration
	source string
}

var spanForm = regexp.MustCompile(`^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?$`)

// MaxSpan is the longest span.
const MaxSpan = 366 * 24 * time.Hour

// ParseSpan reads an ISO 8601 duration of a minute to 366 days.
func ParseSpan(s string) (Span, error) {
	m := spanForm.FindStringSubmatch(s)
	if m == nil || s[len(s)-1] == 'T' {
		return Span{}, fmt.Errorf("%q is not a length of time; write days, hours and minutes, e.g. PT30M, PT24H or P7D", s)
	}
	out := Span{source: s}
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute} {
		n, _ := strconv.Atoi(m[i+1])
		out.length += time.Duration(n) * unit
	}
	if out.length < time.Minute || out.length > MaxSpan {
		return Span{}, fmt.Errorf("%q is not a length of time of a minute to 366 days", s)
	}
	return out, nil
}

// Duration is how long it is.
func (s Span) Duration() time.Duration { return s.length }

// After returns the moment that lies this span after t.
func (s Span) After(t time.Time) time.Time { return t.Add(s.length) }

func (s Span) String() string { return s.source }

// MarshalJSON writes the ISO 8601 string, as it was read.
func (s Span) MarshalJSON() ([]byte, error) { return json.Marshal(s.source) }

// UnmarshalJSON reads the ISO 8601 string.
func (s *Span) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("a length of time is a string such as \"PT24H\"")
	}
	parsed, err := ParseSpan(text)
	if err == nil {
		*s = parsed
	}
	return err
}
