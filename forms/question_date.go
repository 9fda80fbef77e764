package forms

import (
	"time"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// date asks for a day of the calendar.
type date struct{}

// dayToday, as a bound of a date, is the day of the ticket, UTC.
const dayToday = "today"

func (date) asks() []string { return []string{TypeDate} }

func (date) check(*checks, string, *Question, *Attribute) {}

func (date) answer(_ *Question, a *Attribute, n *Node, now string) (Answer, []fault.Field) {
	text, bad := copied(n, defaultTextLength)
	if bad != nil {
		return Answer{}, bad
	}
	if text = asciiDigits(text); !isDate(text) {
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "this is not a day of the calendar", Right: "send one such as 2026-03-31"}}
	}
	earliest, latest := boundDay(a.Earliest, now), boundDay(a.Latest, now)
	if (earliest != "" && text < earliest) || (latest != "" && text > latest) {
		return Answer{}, []fault.Field{{Code: "out_of_range", Detail: "this day lies outside what is asked for", Right: "send a day" + fromTo(earliest, latest)}}
	}
	answer, bad := textAnswer(text)
	answer.Value = rule.DateOf(text)
	return answer, bad
}

func (date) variable(*Question, *Attribute) rule.Type { return rule.Type{Kind: rule.Date} }

func (date) effort() Effort { return Effort{Texts: 1, Seconds: 12} }

// isDate tells whether a text is a day as ISO 8601 writes it.
func isDate(text string) bool {
	return len(text) == len(time.DateOnly) && validate.Var(text, "datetime="+time.DateOnly) == nil
}

// boundDay is a bound of a date as a day.
func boundDay(bound, now string) string {
	if bound == dayToday {
		return now
	}
	return bound
}

// fromTo says from where to where, in words behind "a day" or "a number".
func fromTo(from, to string) string {
	switch {
	case from != "" && to != "":
		return " from " + from + " to " + to
	case from != "":
		return " from " + from + " on"
	}
	return " up to " + to
}
