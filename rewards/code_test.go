package rewards

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/uuid"
)

var testCoder = Coder{Key: []byte("0123456789abcdef0123456789abcdef")}

func TestCodeIsOneOfItsOwn(t *testing.T) {
	g := Generate{Prefix: "BREW-", Length: 10}
	grant := uuid.MustParse("01920000-0000-7000-8000-000000000001")
	code := testCoder.Code(g, grant, 0)
	// The form of a code must never change between versions: a replayed exchange computes it again.
	if code != "BREW-X1M020E5EJ" {
		t.Errorf("the code of this key, grant and counter is %s", code)
	}
	if !CheckCode(g, code) || len(code) != len("BREW-")+10 {
		t.Errorf("%s does not check", code)
	}
	seen := map[string]bool{code: true}
	for _, other := range []string{
		testCoder.Code(g, grant, 1),
		testCoder.Code(g, grant, 256),
		testCoder.Code(g, uuid.MustParse("01920000-0000-7000-8000-000000000002"), 0),
		Coder{Key: []byte("another")}.Code(g, grant, 0),
	} {
		if seen[other] {
			t.Errorf("%s was made twice", other)
		}
		seen[other] = true
	}
	if CheckCode(Generate{Prefix: "BEAN-", Length: 10}, code) {
		t.Error("the code checks under another prefix")
	}
}

func TestCodeUsesTheWholeAlphabet(t *testing.T) {
	seen := map[rune]int{}
	for range 2000 {
		code := testCoder.Code(Generate{Length: 32}, uuid.New(), 0)
		if len(code) != 32 || !CheckCode(Generate{Length: len(code)}, code) {
			t.Fatalf("%q does not check", code)
		}
		for _, r := range code {
			seen[r]++
		}
	}
	for _, r := range charsets[CharsetCrockford].letters {
		if seen[r] < 1500 { // 2000 expected
			t.Errorf("%c came %d times of 64000", r, seen[r])
		}
	}
	if len(seen) != 32 {
		t.Errorf("%d different characters", len(seen))
	}
}

func TestACoderWithoutKeyMakesNoCode(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a code was made that anybody can compute")
		}
	}()
	Coder{}.Code(Generate{Length: 10}, uuid.New(), 0)
}

// Every charset finds each single wrong character and each exchange of neighbours, and most of anything else.
func TestCheckCharacterOfEachCharset(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, name := range Charsets() {
		letters := charsets[name].letters
		for length := minLength; length <= maxLength; length++ {
			g := Generate{Prefix: "A-", Length: length, Charset: name}
			code := strings.TrimPrefix(testCoder.Code(g, uuid.New(), 0), "A-")
			if len(code) != length || strings.Trim(code, letters) != "" || !CheckCode(g, "a"+strings.ToLower(code)) {
				t.Fatalf("%s: %q is not a code", name, code)
			}
			for i := range code {
				for _, r := range letters {
					if wrong := code[:i] + string(r) + code[i+1:]; CheckCode(g, "A-"+wrong) != (wrong == code) {
						t.Fatalf("%s: %s for %s", name, wrong, code)
					}
				}
				if i > 0 && code[i] != code[i-1] && CheckCode(g, "A-"+code[:i-1]+code[i:i+1]+code[i-1:i]+code[i+1:]) {
					t.Fatalf("%s: two exchanged at %d of %s", name, i, code)
				}
			}
		}
		good, tries, g := 0, 1000*len(letters), Generate{Length: 10, Charset: name}
		for range tries {
			b := make([]byte, 10)
			for i := range b {
				b[i] = letters[random.IntN(len(letters))]
			}
			if CheckCode(g, string(b)) {
				good++
			}
		}
		if good < 850 || good > 1150 { // 1000 expected
			t.Errorf("%s: %d of %d random codes check", name, good, tries)
		}
	}
	if code := testCoder.Code(Generate{Length: 12, Charset: CharsetLetters}, uuid.Nil, 0); strings.ContainsAny(code, "AEIOUY") {
		t.Errorf("%s may be a word", code)
	}
}

// Every single wrong character, and every exchange of two characters, at every allowed length.
func TestCheckCharacterFindsTypingErrors(t *testing.T) {
	for length := minLength; length <= maxLength; length++ {
		for range 20 {
			code := testCoder.Code(Generate{Length: length}, uuid.New(), 0)
			for i := range code {
				for _, r := range charsets[CharsetCrockford].letters {
					wrong := code[:i] + string(r) + code[i+1:]
					if CheckCode(Generate{Length: length}, wrong) != (wrong == code) {
						t.Fatalf("%s for %s", wrong, code)
					}
				}
				for j := i + 1; j < len(code); j++ {
					swapped := []byte(code)
					swapped[i], swapped[j] = code[j], code[i]
					if j-i < 31 && string(swapped) != code && CheckCode(Generate{Length: length}, string(swapped)) {
						t.Fatalf("%s for %s", swapped, code)
					}
				}
			}
		}
	}
}

func TestCheckCharacterFindsMostOtherErrors(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	good := 0
	for range 32000 {
		b := make([]byte, 10)
		for i := range b {
			b[i] = charsets[CharsetCrockford].letters[random.IntN(32)]
		}
		if CheckCode(Generate{Length: 10}, string(b)) {
			good++
		}
	}
	if good < 850 || good > 1150 { // 1000 expected
		t.Errorf("%d of 32000 random codes check", good)
	}
}

func TestCheckCodeReadsWhatPeopleType(t *testing.T) {
	code := "HELLO-"
	body := ""
	for i := 0; !strings.Contains(body, "0") || !strings.Contains(body, "1"); i++ {
		body = testCoder.Code(Generate{Length: 12}, uuid.New(), i)
	}
	code += body
	for name, typed := range map[string]string{
		"as it is":      code,
		"small letters": strings.ToLower(code),
		"groups":        " hello - " + body[:4] + " " + body[4:8] + "-" + body[8:] + "\n",
		"long dashes":   "HELLO–" + body[:6] + "—" + body[6:],
		"O for 0":       "HELLO-" + strings.ReplaceAll(body, "0", "o"),
		"I for 1":       "HELLO-" + strings.ReplaceAll(body, "1", "I"),
		"l for 1":       "HELLO-" + strings.ReplaceAll(body, "1", "l"),
	} {
		if !CheckCode(Generate{Prefix: "HELLO-", Length: 12}, typed) || NormalizeCode(typed) != NormalizeCode(code) {
			t.Errorf("%s: %q is not read as %q", name, typed, code)
		}
	}
	for name, typed := range map[string]string{
		"a character too few": code[:len(code)-1],
		"a 0 too many":        code + "0",
		"a 0 too many before": "HELLO-0" + body,
		"a U":                 code[:8] + "U" + code[9:],
		"no prefix":           body,
		"empty":               "",
		"only the prefix":     "HELLO-",
		"not ASCII":           code[:8] + "é" + code[9:],
	} {
		if CheckCode(Generate{Prefix: "HELLO-", Length: 12}, typed) {
			t.Errorf("%s: %q checks", name, typed)
		}
	}
}

func TestGenerateValidate(t *testing.T) {
	for _, c := range []struct {
		prefix  string
		length  int
		stock   int64 // -1: none
		pointer string
		right   string
	}{
		{"BREW-", 10, 5000, "", ""},
		{"", 8, -1, "", ""},
		{"", 7, -1, "/length", "write 8 or more"},
		{"", 6, 33, "", ""}, // 32^5 is 33,554,432
		{"", 6, 34, "/length", "write 7 or more"},
		{"", 7, 1073, "", ""}, // 32^6 is 1,073,741,824
		{"", 7, 1074, "/length", "write 8 or more"},
		{"", 5, 1, "/length", "write 6 or more"},
		{"", 0, -1, "/length", "write 8 or more"},
		{"", -3, 5000, "/length", "write 8 or more"},
		{"", 32, math.MaxInt64, "", ""},
		{"", 17, math.MaxInt64, "/length", "write 18 or more"},
		{"", 33, 1, "/length", "write 6 to 32"},
		{"brew-", 10, 1, "/prefix", "A-Z"},
		{"CAFÉ-", 10, 1, "/prefix", "A-Z"},
		{"BREW ", 10, 1, "/prefix", "A-Z"},
		{"ABCDEFGHIJKLMNOP", 10, 1, "", ""},
		{"ABCDEFGHIJKLMNOPQ", 10, 1, "/prefix", "up to 16"},
	} {
		var stock *int64
		if c.stock >= 0 {
			stock = &c.stock
		}
		fields := Generate{Prefix: c.prefix, Length: c.length}.Validate(stock)
		switch {
		case c.pointer == "" && len(fields) != 0:
			t.Errorf("%+v: %v", c, fields)
		case c.pointer != "" && (len(fields) != 1 || fields[0].Pointer != c.pointer || !strings.Contains(fields[0].Right, c.right)):
			t.Errorf("%+v: %v", c, fields)
		}
	}
	// Fewer characters make fewer codes, so they have to be longer.
	for charset, right := range map[string]string{CharsetDigits: "write 12 or more", CharsetLetters: "write 10 or more"} {
		if f := (Generate{Length: 9, Charset: charset}).Validate(nil); len(f) != 1 || f[0].Right != right {
			t.Errorf("%s: %v", charset, f)
		}
	}
	if f := (Generate{Length: 10, Charset: "emoji"}).Validate(nil); len(f) != 1 || f[0].Pointer != "/charset" || !strings.Contains(f[0].Right, "crockford, digits, letters") {
		t.Errorf("%v", f)
	}
	if n := len(Generate{Prefix: "é", Length: 1}.Validate(nil)); n != 2 {
		t.Errorf("%d of 2 defects reported", n)
	}
}

func FuzzCheckCode(f *testing.F) {
	f.Add("BREW-", "brew-x1m0 20e5ej")
	f.Fuzz(func(t *testing.T, prefix, code string) {
		n := NormalizeCode(code)
		if NormalizeCode(n) != n {
			t.Errorf("%q is not normal", n)
		}
		g := Generate{Prefix: prefix, Length: max(1, len(n)-len(NormalizeCode(prefix)))}
		if CheckCode(g, code) != CheckCode(g, n) {
			t.Errorf("%q and its normal form differ", code)
		}
	})
}
