package rewards

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
)

// Money is an amount in a currency's major unit, written as a decimal string so that no binary
// fraction ever touches it: {"amount": "2.00", "currency": "EUR"}.
type Money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// Minor returns the amount in the currency's smallest unit: cents for EUR, whole yen for JPY, by
// CLDR's number of decimals, which is ISO 4217's for all but a few currencies. The code is written in
// capitals. Its error says what would be right.
func (m Money) Minor() (int64, error) {
	unit, err := currency.ParseISO(m.Currency)
	if err != nil || unit.String() != m.Currency { // ParseISO reads small letters too
		return 0, fmt.Errorf("%q is not an ISO 4217 currency code; e.g. EUR", m.Currency)
	}
	scale, _ := currency.Standard.Rounding(unit)
	whole, frac, dotted := strings.Cut(m.Amount, ".")
	bad := func() (int64, error) {
		return 0, fmt.Errorf("%q is not an amount in %s; write digits with at most %d decimals, e.g. \"2%s\"", m.Amount, m.Currency, scale, example(scale))
	}
	if !digits(whole) || len(whole) > 12 || (dotted && (!digits(frac) || len(frac) > scale)) {
		return bad()
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", scale-len(frac)), 10, 64)
	if err != nil {
		return bad()
	}
	return n, nil
}

// Scale is how many decimals amounts of a currency have; 2 for one that is not known.
func Scale(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	scale, _ := currency.Standard.Rounding(unit)
	return scale
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func example(scale int) string {
	if scale == 0 {
		return ""
	}
	return "." + strings.Repeat("0", scale)
}

// Amount is what a number of the currency's smallest unit comes to, 0 or more.
func Amount(minor int64, code string) Money {
	scale := 0
	if unit, err := currency.ParseISO(code); err == nil {
		scale, _ = currency.Standard.Rounding(unit)
	}
	text := fmt.Sprintf("%0*d", scale+1, minor)
	if scale > 0 {
		text = text[:len(text)-scale] + "." + text[len(text)-scale:]
	}
	return Money{Amount: text, Currency: code}
}
