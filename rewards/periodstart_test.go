package rewards

import (
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestPeriodStart(t *testing.T) {
	for _, c := range []struct{ zone, at, day, week, month, year string }{
		{"UTC", "2026-11-22T06:00:00Z", "2026-11-22", "2026-11-16", "2026-11-01", "2026-01-01"},                // a Sunday
		{"UTC", "2026-11-23T00:00:00Z", "2026-11-23", "2026-11-23", "2026-11-01", "2026-01-01"},                // a Monday
		{"Europe/Rome", "2026-11-30T22:59:59Z", "2026-11-30", "2026-11-30", "2026-11-01", "2026-01-01"},        // 23:59:59 there
		{"Europe/Rome", "2026-11-30T23:00:00Z", "2026-12-01", "2026-11-30", "2026-12-01", "2026-01-01"},        // 00:00 there
		{"Europe/Rome", "2026-12-31T23:30:00Z", "2027-01-01", "2026-12-28", "2027-01-01", "2027-01-01"},        // ISO week 53
		{"America/New_York", "2027-01-01T04:30:00Z", "2026-12-31", "2026-12-28", "2026-12-01", "2026-01-01"},   // still the old year there
		{"Europe/Rome", "2026-03-29T00:59:00Z", "2026-03-29", "2026-03-23", "2026-03-01", "2026-01-01"},        // before the clocks go forward
		{"Europe/Rome", "2026-03-29T01:01:00Z", "2026-03-29", "2026-03-23", "2026-03-01", "2026-01-01"},        // after
		{"Europe/Rome", "2026-03-29T22:00:00Z", "2026-03-30", "2026-03-30", "2026-03-01", "2026-01-01"},        // midnight came an hour earlier
		{"Europe/Rome", "2026-10-25T22:59:00Z", "2026-10-25", "2026-10-19", "2026-10-01", "2026-01-01"},        // a day of 25 hours
		{"Europe/Rome", "2026-10-25T23:00:00Z", "2026-10-26", "2026-10-26", "2026-10-01", "2026-01-01"},        //
		{"America/Santiago", "2026-09-06T04:30:00Z", "2026-09-06", "2026-08-31", "2026-09-01", "2026-01-01"},   // a day without midnight
		{"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31", "2011-12-26", "2011-12-01", "2011-01-01"},       // the 30th never was
		{"Pacific/Kiritimati", "2026-02-28T10:00:00Z", "2026-03-01", "2026-02-23", "2026-03-01", "2026-01-01"}, // 14 hours ahead
		{"UTC", "2028-02-29T12:00:00Z", "2028-02-29", "2028-02-28", "2028-02-01", "2028-01-01"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		for period, want := range map[string]string{"": "", PeriodDay: c.day, PeriodWeek: c.week, PeriodMonth: c.month, PeriodYear: c.year, "decade": ""} {
			if got := PeriodStart(period, at, zone(t, c.zone)); got != want {
				t.Errorf("%s %s %q: %s, want %s", c.zone, c.at, period, got, want)
			}
		}
	}
}

// Whatever the clocks do, a moment lies on or after its period's start and the next period is later.
func TestPeriodStartNeverGoesBack(t *testing.T) {
	for _, name := range []string{"Europe/Rome", "America/Santiago", "Australia/Lord_Howe", "UTC"} {
		z := zone(t, name)
		for _, period := range []string{PeriodDay, PeriodWeek, PeriodMonth, PeriodYear} {
			last := ""
			for at := time.Date(2025, 12, 20, 0, 0, 0, 0, time.UTC); at.Year() < 2028; at = at.Add(30 * time.Minute) {
				start := PeriodStart(period, at, z)
				if start < last || start > at.In(z).Format(time.DateOnly) {
					t.Fatalf("%s %s at %s: %s after %s", name, period, at, start, last)
				}
				last = start
			}
		}
	}
}
