package engine

import (
	"encoding/json"
	"strings"
	"time"

	"golang.org/x/text/message"
	"golang.org/x/text/number"
	"golang.org/x/text/unicode/bidi"

	"proffer/forms"
)

// sayNumber writes a number as the locale does, with up to three decimals; "" for what is none.
func sayNumber(raw json.RawMessage, locale string) string {
	var n float64
	if json.Unmarshal(raw, &n) != nil {
		return ""
	}
	return message.NewPrinter(forms.Numbered(locale)).Sprint(number.Decimal(n))
}

// sayDate writes a day as the locale does, with the month's name; as it is stored, in a language whose
// months are not at hand.
func sayDate(raw json.RawMessage, locale string) string {
	var iso string
	if json.Unmarshal(raw, &iso) != nil {
		return ""
	}
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return ""
	}
	return forms.SayDay(day, locale)
}

// The isolates of Unicode (UAX #9) keep a value's direction from turning the sentence around it.
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// isolate wraps a value that is put into a sentence, unless both run from left to right. In a locale
// that runs from right to left every value is wrapped, since digits and punctuation move there too.
func isolate(value, locale string) string {
	if value == "" || (forms.Direction(locale) == "ltr" && !strings.ContainsFunc(value, rightToLeft)) {
		return value
	}
	return firstStrongIsolate + value + popIsolate
}

func rightToLeft(r rune) bool {
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.R, bidi.AL, bidi.AN:
		return true
	}
	return false
}
