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

// Generate says how a code is made: prefix, then length characters of a charset, of which the last is a check character.
type Generate struct {
	Prefix  string `json:"prefix,omitempty"`
	Length  int    `json:"length"`
	Charset string `json:"charset,omitempty"` // "" is crockford
}

// The bounds of Generate. Without a stock a code of crockford is at least openLength long; with a
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
	set := charsets[g.charset()]
	sum, size, digit := new(big.Int).SetBytes(h.Sum(nil)), big.NewInt(int64(len(set.letters))), new(big.Int)
	body := make([]byte, g.Length-1)
	for i := range body {
		sum.QuoRem(sum, size, digit)
		body[i] = set.letters[digit.Int64()]
	}
	return g.Prefix + string(body) + string(set.letters[set.check(set.indexes(string(body)))])
}

// CheckCode tells whether a code as a person typed it is one that g can make: this prefix, this length, and a right
// check character. It finds every single wrong character and every exchange of two neighbours, and all but one of as
// many other errors as the charset has characters. It does not tell whether such a code was given.
func CheckCode(g Generate, code string) bool {
	set := charsets[g.charset()]
	body, found := strings.CutPrefix(NormalizeCode(code), NormalizeCode(g.Prefix))
	if !found || len(body) != g.Length || strings.Trim(body, set.letters) != "" {
		return false
	}
	last := len(body) - 1
	return set.letters[set.check(set.indexes(body[:last]))] == body[last]
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
	if charsets[g.charset()].letters == "" {
		return append(fields, fault.Field{
			Pointer: "/charset", Code: "unknown_choice", Detail: fmt.Sprintf("there is no set of characters %q", g.Charset), Right: "write one of " + strings.Join(Charsets(), ", "),
		})
	}
	least := leastLength(stock, len(charsets[g.charset()].letters))
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

// leastLength is the shortest length whose random characters, all but the last, have guesses codes for each one of the
// stock; without a stock, as many codes as openLength characters of Crockford's base32 have.
func leastLength(stock *int64, characters int) int {
	need := new(big.Int).Lsh(big.NewInt(1), 5*(openLength-1))
	if stock != nil {
		need = new(big.Int).Mul(big.NewInt(max(*stock, 1)), big.NewInt(guesses))
	}
	size := big.NewInt(int64(characters))
	length, space := minLength, new(big.Int).Exp(size, big.NewInt(minLength-1), nil)
	for space.Cmp(need) < 0 {
		space.Mul(space, size)
		length++
	}
	return length
}
