package rewards

import (
	"maps"
	"slices"
	"strings"
)

// The sets of characters that a code is made of.
const (
	CharsetCrockford = "crockford" // Crockford's base32: no I, L, O (they look like 1 and 0) and no U
	CharsetDigits    = "digits"    // for a telephone's keys
	CharsetLetters   = "letters"   // 19 capital consonants: no vowel, so that no code is a word, and no L and Y
)

// charset is a set of characters with the check that fits its size.
type charset struct {
	letters string
	// check is the index of the character that follows those of these indexes.
	check func(body []byte) byte
}

var charsets = map[string]charset{
	CharsetCrockford: {"0123456789ABCDEFGHJKMNPQRSTVWXYZ", checkField32},
	CharsetDigits:    {"0123456789", checkDamm},
	CharsetLetters:   {"BCDFGHJKMNPQRSTVWXZ", checkPrime19},
}

// Charsets names them, sorted.
func Charsets() []string { return slices.Sorted(maps.Keys(charsets)) }

func (g Generate) charset() string {
	if g.Charset == "" {
		return CharsetCrockford
	}
	return g.Charset
}

func (c charset) indexes(body string) []byte {
	out := make([]byte, len(body))
	for i := range len(body) {
		out[i] = byte(strings.IndexByte(c.letters, body[i]))
	}
	return out
}

// checkField32 makes the weighted sum of all characters one in the field of 32
// elements, GF(2)[x]/(x^5+x^2+1). The weights, counted from the end, are the powers of x from 0: no
// weight is zero, which finds each single error, and any two within 31 places differ, which finds
// each exchange. Horner's rule: times x for each place. It starts from one and ends at one, so that
// a 0 too many before or after the characters does not go unseen.
func checkField32(body []byte) byte {
	sum := byte(1)
	for _, c := range body {
		sum = double(sum) ^ c
	}
	return double(sum) ^ 1
}

// double multiplies by x in that field.
func double(a byte) byte {
	a <<= 1
	if a&32 != 0 {
		a ^= 0b100101
	}
	return a
}

// checkPrime19 does the same in the field of 19 elements with the weights' generator 2: any two within 18 places differ.
func checkPrime19(body []byte) byte {
	sum := 1
	for _, c := range body {
		sum = (2*sum + int(c)) % 19
	}
	return byte((20 - 2*sum%19) % 19)
}

// checkDamm is H. Michael Damm's check digit, by a quasigroup of order 10 that is totally anti-symmetric ("Total
// anti-symmetrische Quasigruppen", Marburg 2004): it finds each single error and each exchange of neighbours. It starts from a
// digit other than 0, so that a 0 too many before does not go unseen.
func checkDamm(body []byte) byte {
	sum := byte(1)
	for _, c := range body {
		sum = damm[sum][c]
	}
	return sum
}

var damm = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9}, {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1}, {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5}, {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}
