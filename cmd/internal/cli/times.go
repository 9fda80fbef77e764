package cli

import "time"

// moment reads a flag that names a time, the zero time if it was not given.
func moment(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, misuse("--%s is %q; give a day such as 2026-11-01, or a time such as 2026-11-01T09:00:00+01:00", flag, text)
}

// minute is a moment to the minute, or what stands for none.
func minute(at time.Time, none string) string {
	if at.IsZero() {
		return none
	}
	return at.UTC().Format("2006-01-02T15:04Z")
}

// optional is a moment as JSON has it, nil for none.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
