package engine

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/it"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
	"golang.org/x/text/unicode/bidi"

	"proffer/forms"
)

// calendars name the months of the languages that Proffer speaks.
var calendars = map[string]locales.Translator{"ar": ar.New(), "de": de.New(), "en": en.New(), "it": it.New()}

// sayNumber writes a number as the locale does, with up to three decimals; "" for what is none.
func sayNumber(raw json.RawMessage, locale string) string {
	var n float64
	if json.Unmarshal(raw, &n) != nil {
		return ""
	}
	return message.NewPrinter(numbered(locale)).Sprint(number.Decimal(n))
}

// numbered is a locale with the digits that browsers give it, so that a page and what the server says on
// it agree: x/text writes Arabic of no region with Arabic-Indic ones, which CLDR has since changed.
func numbered(locale string) language.Tag {
	if locale == "ar" {
		locale = "ar-u-nu-latn"
	}
	return language.Make(locale)
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
	base, _ := language.Make(locale).Base()
	calendar, ok := calendars[base.String()]
	if !ok {
		return iso
	}
	return ownDigits(calendar.FmtDateLong(day), locale)
}

// ownDigits writes the digits of a text as the locale writes those of its numbers.
func ownDigits(text, locale string) string {
	zero := []rune(sayNumber(json.RawMessage("0"), locale))
	if len(zero) != 1 || zero[0] == '0' {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return zero[0] + r - '0'
		}
		return r
	}, text)
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
