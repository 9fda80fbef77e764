package forms

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/it"
	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	decimals "golang.org/x/text/number"

	"proffer/rewards"
)

// calendars name the months of the languages that Proffer speaks.
var calendars = map[string]locales.Translator{"ar": ar.New(), "de": de.New(), "en": en.New(), "it": it.New()}

// latinDigits are the countries whose Arabic has the digits 0 to 9, by CLDR 48; the other countries' has Arabic-Indic ones.
var latinDigits = []string{"AE", "DZ", "EH", "LY", "MA", "TN"}

// Numbered is a locale with the digits that browsers give it, so that a page and what the server says on
// it agree: of Arabic x/text has others, as CLDR had them once.
func Numbered(locale string) language.Tag {
	tag := language.Make(locale)
	base, _ := tag.Base()
	if base.String() != "ar" || tag.TypeForKey("nu") != "" {
		return tag
	}
	digits := "latn"
	if region, sure := tag.Region(); sure == language.Exact && !slices.Contains(latinDigits, region.String()) {
		digits = "arab"
	}
	if with, err := tag.SetTypeForKey("nu", digits); err == nil {
		return with
	}
	return tag
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

// moneyPatterns say where a language, or a country that differs, puts a currency's symbol (¤) beside an amount (#), as CLDR has it.
var moneyPatterns = map[string]string{
	"ar": "\u200f#\u00a0¤", "de": "#\u00a0¤", "de-AT": "¤\u00a0#", "de-CH": "¤\u00a0#", "de-LI": "¤\u00a0#", "en": "¤#", "it": "#\u00a0¤", "it-CH": "¤\u00a0#",
}

// SayMoney writes an amount as the locale does, with its currency's symbol and decimals, as the widget does too; as 2.00 EUR in a
// language whose pattern is not at hand.
func SayMoney(m Money, locale string) string {
	tag := language.Make(locale)
	pattern, known := moneyPatterns[tag.String()]
	if base, _ := tag.Base(); !known {
		pattern, known = moneyPatterns[base.String()]
	}
	unit, err := currency.ParseISO(m.Currency)
	amount, bad := strconv.ParseFloat(m.Amount, 64)
	if !known || err != nil || bad != nil {
		return m.Amount + " " + m.Currency
	}
	p := message.NewPrinter(Numbered(locale))
	symbol := p.Sprint(currency.Symbol(unit))
	if last, _ := utf8.DecodeLastRuneInString(symbol); strings.HasPrefix(pattern, "¤#") && !unicode.IsSymbol(last) {
		symbol += "\u00a0" // letters stand apart from digits
	}
	return strings.NewReplacer("#", p.Sprint(decimals.Decimal(amount, decimals.Scale(rewards.Scale(m.Currency)))), "¤", symbol).Replace(pattern)
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
