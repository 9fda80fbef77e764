package forms

import "testing"

// Money stands as a browser writes it: these are what toLocaleString of Node.js 20 (ICU 78) with style currency gives.
func TestSayMoney(t *testing.T) {
	for _, c := range []struct{ amount, currency, locale, want string }{
		{"1234567.50", "EUR", "en", "€1,234,567.50"}, {"1234567.50", "EUR", "de", "1.234.567,50\u00a0€"}, {"20", "EUR", "de-AT", "€\u00a020,00"}, {"1234567.50", "EUR", "it", "1.234.567,50\u00a0€"},
		{"1234567.50", "EUR", "ar", "\u200f1,234,567.50\u00a0€"}, {"1234567.50", "EUR", "ar-EG", "\u200f١٬٢٣٤٬٥٦٧٫٥٠\u00a0€"}, {"1234567.50", "EUR", "ar-MA", "\u200f1.234.567,50\u00a0€"}, {"2", "EUR", "ar-AE", "\u200f2.00\u00a0€"},
		{"20", "EUR", "en-GB", "€20.00"}, {"20", "EUR", "it", "20,00\u00a0€"}, {"1234567", "JPY", "en", "¥1,234,567"}, {"2.5", "KWD", "en", "KWD\u00a02.500"}, {"2.5", "KWD", "de", "2,500\u00a0KWD"},
		{"2.00", "CHF", "en", "CHF\u00a02.00"}, {"2.00", "USD", "de", "2,00\u00a0$"}, {"2.00", "USD", "it", "2,00\u00a0USD"},
		// Where the pattern is not at hand, or it is no currency, as it is written.
		{"1234567.50", "EUR", "fi", "1234567.50 EUR"}, {"2.00", "XYZ", "en", "2.00 XYZ"},
	} {
		if got := SayMoney(Money{Amount: c.amount, Currency: c.currency}, c.locale); got != c.want {
			t.Errorf("%s %s in %s is %q, want %q", c.amount, c.currency, c.locale, got, c.want)
		}
	}
}
