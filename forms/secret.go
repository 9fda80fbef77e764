package forms

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"proffer/forms/fault"
)

// The kinds of secret that secretIn knows by their pattern. Each has a check digit or a shape that
// hardly anything else has, so that no order number is taken for one.
const (
	holdsCard      = "a payment card's number"
	holdsTaxCode   = "an Italian tax code"
	holdsSpanishID = "a Spanish identity number"
	holdsFrenchID  = "a French social security number"
	holdsSSN       = "a US social security number"
	holdsKey       = "a private key"
)

var (
	// ISO/IEC 7812 issuer prefixes of the payment schemes, with the lengths they use.
	cardForm    = regexp.MustCompile(`^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|(?:5[06-8]|6[379])\d{11,17})$`)
	taxCodeForm = regexp.MustCompile(`\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b`)
	spanishForm = regexp.MustCompile(`\b[XYZ0-9]\d{7}[- ]?[A-HJ-NP-TV-Z]\b`)
	frenchForm  = regexp.MustCompile(`\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b`)
	ssnForm     = regexp.MustCompile(`(?:^|[^\d-])(\d{3})-(\d{2})-(\d{4})(?:[^\d-]|$)`)
	keyForm     = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY`)
)

// secretIn says what secret a text holds, "" if it holds none that has a pattern.
func secretIn(text string) string {
	text = plainly(text)
	if cardIn(text) {
		return holdsCard
	}
	upper := strings.ToUpper(text)
	switch {
	case slices.ContainsFunc(taxCodeForm.FindAllString(upper, -1), italianTaxCode):
		return holdsTaxCode
	case slices.ContainsFunc(spanishForm.FindAllString(upper, -1), spanishID):
		return holdsSpanishID
	case slices.ContainsFunc(frenchForm.FindAllString(upper, -1), frenchID):
		return holdsFrenchID
	case slices.ContainsFunc(ssnForm.FindAllStringSubmatch(text, -1), usSSN):
		return holdsSSN
	case keyForm.MatchString(upper):
		return holdsKey
	}
	return ""
}

// plainly is a text as it would be read out: without what is invisible, dashes as the one on the keyboard,
// and digits of every script, wide or raised, as ASCII ones. A number would otherwise pass by one letter
// between its digits that nobody sees, and that is taken out before it is kept.
func plainly(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf:
			return r
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Mn, r):
			return -1
		case unicode.Is(unicode.Pd, r), r == '\u2212':
			return '-'
		case unicode.Is(unicode.Nd, r):
			return '0' + digitValue(r)
		}
		return r
	}, norm.NFKC.String(text))
}

// digitValue is what a decimal digit of any script counts: Unicode has them in tens, zero first.
func digitValue(r rune) rune {
	for _, tens := range unicode.Nd.R16 {
		if lo := rune(tens.Lo); r >= lo && r <= rune(tens.Hi) {
			return (r - lo) % 10
		}
	}
	for _, tens := range unicode.Nd.R32 {
		if lo := rune(tens.Lo); r >= lo && r <= rune(tens.Hi) {
			return (r - lo) % 10
		}
	}
	return 0
}

// digitGroup is a run of digits with what stands before it: nothing that could be within a number, one
// separator, or up to three signs that are neither letters nor digits.
type digitGroup struct {
	digits string
	gap    gap
}

type gap int

const (
	apart gap = iota
	close1
	close3
)

// digitGroups finds the runs of ASCII digits in a text.
func digitGroups(text string) []digitGroup {
	var out []digitGroup
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	for rest := text; ; {
		from := strings.IndexFunc(rest, digit)
		if from < 0 {
			return out
		}
		between := rest[:from]
		rest = rest[from:]
		to := strings.IndexFunc(rest, func(r rune) bool { return !digit(r) })
		if to < 0 {
			to = len(rest)
		}
		g := digitGroup{digits: rest[:to]}
		switch {
		case len(between) == 1 && strings.Contains(" .-", between):
			g.gap = close1
		case len(between) <= 3*utf8.UTFMax && utf8.RuneCountInString(between) <= 3 && !strings.ContainsFunc(between, unicode.IsLetter):
			g.gap = close3
		}
		out, rest = append(out, g), rest[to:]
	}
}

// cardIn tells whether some groups of digits, one behind another, are a card's number: what stands before
// it or behind may be digits too. Groups further apart than by one separator have to be those that a card
// has printed on it, or a list of years would be one.
func cardIn(text string) bool {
	groups := digitGroups(text)
	for i := range groups {
		digits, wide := "", false
		for j, g := range groups[i:] {
			if j > 0 && g.gap == apart {
				break
			}
			wide = wide || j > 0 && g.gap == close3
			if digits += g.digits; len(digits) > 19 {
				break
			}
			if len(digits) >= 13 && (!wide || printed(groups[i:i+j+1])) && luhn(digits) && cardForm.MatchString(digits) {
				return true
			}
		}
	}
	return false
}

// printed tells whether digits stand in the groups of a card: fours, or 4-6-5 and 4-6-4.
func printed(groups []digitGroup) bool {
	for i, g := range groups {
		n, last := len(g.digits), i == len(groups)-1
		switch {
		case n == 4, last && n < 4 && len(groups) > 4:
		case len(groups) == 3 && i == 1 && n == 6, len(groups) == 3 && last && n == 5:
		default:
			return false
		}
	}
	return true
}

// luhn is the check of ISO/IEC 7812-1, annex B.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// taxCodeOdd is what each character counts at an odd place (Decreto ministeriale 23/12/1976); at an
// even one a digit counts itself and a letter its place in the alphabet.
var taxCodeOdd = [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

func italianTaxCode(code string) bool {
	sum := 0
	for i := range 15 {
		n := int(code[i] - 'A')
		if code[i] <= '9' {
			n = int(code[i] - '0')
		}
		if i%2 == 0 {
			n = taxCodeOdd[n]
		}
		sum += n
	}
	return code[15] == byte('A'+sum%26)
}

// spanishID checks the letter of a DNI or NIE (Real Decreto 1553/2005): the number modulo 23.
func spanishID(id string) bool {
	id = strings.NewReplacer("-", "", " ", "", "X", "0", "Y", "1", "Z", "2").Replace(id[:len(id)-1]) + id[len(id)-1:]
	n, err := strconv.Atoi(id[:len(id)-1])
	return err == nil && "TRWAGMYFPDXBNJZSQVHLCKE"[n%23] == id[len(id)-1]
}

// frenchID checks the key of a NIR (Code de la sécurité sociale, R161-1): 97 less the number modulo 97.
func frenchID(id string) bool {
	id = strings.ReplaceAll(id, " ", "")
	corsica := int64(0)
	switch {
	case strings.Contains(id, "A"):
		id, corsica = strings.Replace(id, "2A", "20", 1), 1000000
	case strings.Contains(id, "B"):
		id, corsica = strings.Replace(id, "2B", "20", 1), 2000000
	}
	number, err := strconv.ParseInt(id[:13], 10, 64)
	key, bad := strconv.ParseInt(id[13:], 10, 64)
	return err == nil && bad == nil && 97-(number-corsica)%97 == key
}

// usSSN leaves out the areas, groups and serials that were never issued (20 CFR 422.103).
func usSSN(parts []string) bool {
	return parts[1] != "000" && parts[1] != "666" && parts[1] < "900" && parts[2] != "00" && parts[3] != "0000"
}

// secretIn refuses an answer in which somebody wrote a secret, so that it is stored nowhere. Phone
// numbers and e-mail addresses are not looked at: what they are is checked, and a phone number may
// pass for a card's. The detail never repeats what was written.
func (a Attribute) secretIn(n *Node) []fault.Field {
	if n.Kind == Object && a.Other && n.Member("other") != nil {
		return fieldsUnder("/other", secretAt(n.Member("other").Text))
	}
	switch n.Kind {
	case String:
		if a.Type == TypeText {
			return secretAt(n.Text)
		}
	case Number:
		if v, err := strconv.ParseFloat(n.Text, 64); err == nil {
			return secretAt(decimal(v)) // as it is kept, however it was written
		}
	case Object:
		if a.Type != "address" {
			return nil
		}
		var bad []fault.Field
		for _, m := range n.Members {
			if m.Value.Kind == String {
				bad = append(bad, fieldsUnder("/"+fault.Escape(m.Name), secretAt(m.Value.Text))...)
			}
		}
		return bad
	case Array:
		var bad []fault.Field
		for i, item := range n.Items {
			if item.Kind == Object {
				bad = append(bad, fieldsUnder("/"+strconv.Itoa(i), a.secretIn(item))...)
			}
		}
		return bad
	}
	return nil
}

func fieldsUnder(prefix string, fields []fault.Field) []fault.Field {
	for i := range fields {
		fields[i] = fields[i].Under(prefix)
	}
	return fields
}

func secretAt(text string) []fault.Field {
	what := secretIn(text)
	if what == "" {
		return nil
	}
	return []fault.Field{{Code: "secret", Detail: "this looks like " + what + ", which is never kept here", Right: "leave it out"}}
}
