package forms

import (
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/it"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	decimals "golang.org/x/text/number"
)

// calendars name the months of the languages that Proffer speaks.
var calendars = map[string]locales.Translator{"ar": ar.New(), "de": de.New(), "en": en.New(), "it": it.New()}

// Numbered is a locale with the digits that browsers give it, so that a page and what the server says on
// it agree: x/text writes Arabic of no region with Arabic-Indic ones, which CLDR has since changed.
func Numbered(locale string) language.Tag {
	if locale == "ar" {
		locale = "ar-u-nu-latn"
	}
	return language.Make(locale)
}

// SayDay writes a day as the locale does, with the month's name; as YYYY-MM-DD in a language whose
// months are not at hand.
func SayDay(day time.Time, locale string) string {
	base, _ := language.Make(locale).Base()
	calendar, ok := calendars[base.String()]
	if !ok {
		return day.Format(time.DateOnly)
	}
	return ownDigits(calendar.FmtDateLong(day), locale)
}

// ownDigits writes the digits of a text as the locale writes those of its numbers.
func ownDigits(text, locale string) string {
	zero := []rune(message.NewPrinter(Numbered(locale)).Sprint(decimals.Decimal(0)))
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
