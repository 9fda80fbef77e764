package rewards

import "time"

// The periods in which perPerson counts, in the brand's time zone. "" is for ever.
const (
	PeriodDay   = "day"
	PeriodWeek  = "week" // from Monday, as ISO 8601 has it
	PeriodMonth = "month"
	PeriodYear  = "year"
)

// PeriodStart is the first day, as the local date YYYY-MM-DD, of the period that holds the moment
// at; "" for the period "". It is part of once-keys, so for one period and zone it must never
// change. A period that Validate does not know counts for ever, which gives the least.
func PeriodStart(period string, at time.Time, zone *time.Location) string {
	year, month, day := at.In(zone).Date()
	// A date without a time of day: no change of clocks moves it.
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	switch period {
	case PeriodDay:
	case PeriodWeek:
		date = date.AddDate(0, 0, -(int(date.Weekday())+6)%7)
	case PeriodMonth:
		date = time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	case PeriodYear:
		date = time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	default:
		return ""
	}
	return date.Format(time.DateOnly)
}
