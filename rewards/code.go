package rewards

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// alphabet is Crockford's base32: no I, L, O (they look like 1 and 0) and no U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// The bounds of Generate. Without a stock a code is at least openLength long; with a
// stock there are at least guesses codes for each that is given, so that one guess in a million is
// good even when all are given.
const (
	minLength  = 6
	maxLength  = 32
	openLength = 8
	maxPrefix  = 16
	guesses    = 1_000_000
)

// Coder makes the codes of grants. Who knows Key can compute every code, so it is as secret as the
// codes are worth, and losing it is harmless: codes that were given are stored.
type Coder struct{ Key []byte }

// Code is the code of a grant: prefix, then g.Length characters, of which the last checks the
// others. It is the same for the same key, grant and counter; after a collision with a code that
// was given before, the next counter gives another. g has passed Validate. It panics without a key,
// since then anybody could compute the codes.
func (c Coder) Code(g Generate, grant uuid.UUID, counter int) string {
	if len(c.Key) == 0 {
		panic("rewards: a Coder without a key")
	}
	h := hmac.New(sha256.New, c.Key)
	_, _ = h.Write(grant[:])
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(counter)))
	sum := new(big.Int).SetBytes(h.Sum(nil))
	body := make([]byte, g.Length-1)
	for i := range body {
		body[i] = alphabet[sum.Uint64()&31]
		sum.Rsh(sum, 5)
	}
	return g.Prefix + string(body) + string(alphabet[check(string(body))])
}

// CheckCode tells whether a code as a person typed it has this prefix and a right check character.
// It finds every single wrong character and every exchange of two neighbours (of any two characters
// up to length 31), and 31 of 32 of all other errors. It does not tell whether such a code was given.
func CheckCode(prefix, code string) bool {
	body, found := strings.CutPrefix(NormalizeCode(code), NormalizeCode(prefix))
	if !found || len(body) < minLength || len(body) > maxLength || strings.Trim(body, alphabet) != "" {
		return false
	}
	last := len(body) - 1
	return alphabet[check(body[:last])] == body[last]
}

// check is the character that makes the weighted sum of all characters one in the field of 32
// elements, GF(2)[x]/(x^5+x^2+1). The weights, counted from the end, are the powers of x from 0: no
// weight is zero, which finds each single error, and any two within 31 places differ, which finds
// each exchange. Horner's rule: times x for each place. It starts from one and ends at one, so that
// a 0 too many before or after the characters does not go unseen.
func check(body string) byte {
	sum := byte(1)
	for i := range len(body) {
		sum = double(sum) ^ byte(strings.IndexByte(alphabet, body[i]))
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

// NormalizeCode is the one form under which codes are compared, whatever a person typed: capital
// letters, O read as 0, I and L as 1, without spaces and dashes. The prefix is normalized with it.
func NormalizeCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), r == '−': // U+2212, the minus sign
			return -1
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		}
		switch r {
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, code)
}

// Validate returns what is wrong, with pointers from the generate object: a prefix that is not up to
// 16 of A-Z, 0-9 and dash, or a length that is out of bounds or makes the codes of this stock
// (nil: unlimited) too easy to guess.
func (g Generate) Validate(stock *int64) []fault.Field {
	var fields []fault.Field
	if len(g.Prefix) > maxPrefix || strings.Trim(g.Prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		fields = append(fields, fault.Field{
			Pointer: "/prefix", Code: "out_of_range", Detail: "this prefix cannot be typed as it stands",
			Right: fmt.Sprintf("write up to %d of A-Z, 0-9 and -, e.g. \"BREW-\"", maxPrefix),
		})
	}
	least := leastLength(stock)
	switch {
	case g.Length > maxLength:
		fields = append(fields, fault.Field{
			Pointer: "/length", Code: "out_of_range", Detail: fmt.Sprintf("%d characters are too long to type", g.Length),
			Right: fmt.Sprintf("write %d to %d", least, maxLength),
		})
	case g.Length < least:
		why := fmt.Sprintf("without a stock, %d characters are too few", g.Length)
		if stock != nil {
			why = fmt.Sprintf("%d characters, one of them the check character, are too few for a stock of %d: less than %d possible codes for each one given", g.Length, *stock, guesses)
		}
		if g.Length < minLength {
			why = fmt.Sprintf("a code has at least %d characters after its prefix, and %d are asked for", minLength, g.Length)
		}
		fields = append(fields, fault.Field{
			Pointer: "/length", Code: "out_of_range", Detail: why,
			Right: fmt.Sprintf("write %d or more", least),
		})
	}
	return fields
}

// leastLength is the shortest length whose random characters, all but the last, have guesses codes
// for each one of the stock.
func leastLength(stock *int64) int {
	if stock == nil {
		return openLength
	}
	need := new(big.Int).Mul(big.NewInt(max(*stock, 1)), big.NewInt(guesses))
	length, space := minLength, big.NewInt(1<<(5*(minLength-1)))
	for space.Cmp(need) < 0 {
		space.Lsh(space, 5)
		length++
	}
	return length
}
