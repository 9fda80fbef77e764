package rewards_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/rewards"
)

func aKey() (rewards.AccessKey, string) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	k := rewards.AccessKey{Brand: "fieldnote", Name: "till 1", Recipient: "shop", Purposes: []string{"recommend"}, Scopes: []string{rewards.ScopeRewardsRead}, Created: at, Expires: at.Add(time.Hour)}
	return k, k.Make()
}

// Only its own text opens a key, to the last character and with nothing beside it.
func TestKeyText(t *testing.T) {
	k, text := aKey()
	if !regexp.MustCompile(`^pk_[A-Za-z0-9]{8}_[A-Za-z0-9]{43}$`).MatchString(text) || !strings.HasPrefix(text, k.Prefix()+"_") {
		t.Fatalf("%q is not the form of a key", text)
	}
	if id, ok := rewards.KeyID(text); !ok || id != k.ID || !k.Opens(text) {
		t.Errorf("its own text does not open it: %q %v", id, ok)
	}
	other, theirs := aKey()
	if other.ID == k.ID || theirs == text {
		t.Error("two keys are the same")
	}
	last := "x"
	if strings.HasSuffix(text, last) {
		last = "y"
	}
	for _, wrong := range []string{"", theirs, text[:len(text)-1] + last, text + "A", " " + text, text + "\n", strings.ToLower(text), k.Prefix(),
		k.Prefix() + theirs[len(k.Prefix()):], strings.Replace(text, "pk_", "pk-", 1)} {
		if k.Opens(wrong) {
			t.Errorf("%q opens the key", wrong)
		}
	}
	for _, none := range []string{"", "pk_", text + "A", text[:len(text)-1], " " + text, text + "\n", strings.Replace(text, "pk_", "sk_", 1), text[:len(text)-1] + "-", text[:len(text)-1] + "é"} {
		if id, ok := rewards.KeyID(none); ok {
			t.Errorf("%q passes for the key %q", none, id)
		}
	}
}

// Every character comes up about as often as any other, at every place.
func TestKeysAreEven(t *testing.T) {
	count := map[rune]int{}
	const keys = 2000
	for range keys {
		_, text := aKey()
		for _, c := range text[len("pk_12345678_"):] {
			count[c]++
		}
	}
	want := float64(keys*43) / 62 // 1387, with a standard deviation of 37
	if len(count) != 62 {
		t.Errorf("%d different characters, want 62", len(count))
	}
	for c, n := range count {
		if d := float64(n) - want; d > 250 || d < -250 {
			t.Errorf("%q came up %d times of %.0f", c, n, want)
		}
	}
}

// A key that is shown, in whatever way, shows neither its hash nor more than its prefix.
func TestKeysDoNotPrint(t *testing.T) {
	k, _ := aKey()
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		if got := fmt.Sprintf(format, k); got != "fieldnote/"+k.Prefix() {
			t.Errorf("%s shows %q", format, got)
		}
	}
	if got := k.LogValue().String(); got != "fieldnote/"+k.Prefix() {
		t.Errorf("a log shows %q", got)
	}
}

func TestKeyValidate(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*rewards.AccessKey)
		want   []string
	}{
		"good":            {func(*rewards.AccessKey) {}, nil},
		"no purposes":     {func(k *rewards.AccessKey) { k.Purposes = nil }, nil},
		"without end":     {func(k *rewards.AccessKey) { k.Expires = time.Time{} }, nil},
		"every scope":     {func(k *rewards.AccessKey) { k.Scopes = rewards.Scopes }, nil},
		"not made":        {func(k *rewards.AccessKey) { k.ID, k.Hash = "", [32]byte{} }, []string{"required /id"}},
		"no hash":         {func(k *rewards.AccessKey) { k.Hash = [32]byte{} }, []string{"required /id"}},
		"odd id":          {func(k *rewards.AccessKey) { k.ID = "a-b" }, []string{"required /id"}},
		"no brand":        {func(k *rewards.AccessKey) { k.Brand = "" }, []string{"bad_id /brand"}},
		"no recipient":    {func(k *rewards.AccessKey) { k.Recipient = "Shop" }, []string{"bad_id /recipient"}},
		"no name":         {func(k *rewards.AccessKey) { k.Name = " " }, []string{"required /name"}},
		"a name in lines": {func(k *rewards.AccessKey) { k.Name = "till\n1" }, []string{"bad_text /name"}},
		"a name too long": {func(k *rewards.AccessKey) { k.Name = strings.Repeat("é", 81) }, []string{"too_long /name"}},
		"a long name":     {func(k *rewards.AccessKey) { k.Name = strings.Repeat("é", 80) }, nil},
		"no scopes":       {func(k *rewards.AccessKey) { k.Scopes = nil }, []string{"required /scopes"}},
		"unknown scope":   {func(k *rewards.AccessKey) { k.Scopes = []string{"rewards:read", "admin"} }, []string{"unknown_choice /scopes/1"}},
		"scope twice":     {func(k *rewards.AccessKey) { k.Scopes = []string{"rewards:read", "rewards:read"} }, []string{"duplicate /scopes/1"}},
		"odd purpose":     {func(k *rewards.AccessKey) { k.Purposes = []string{"a b", "recommend", "recommend"} }, []string{"bad_id /purposes/0", "duplicate /purposes/2"}},
		"ends at once":    {func(k *rewards.AccessKey) { k.Expires = k.Created }, []string{"out_of_range /expires"}},
		"no beginning":    {func(k *rewards.AccessKey) { k.Created = time.Time{} }, []string{"required /created"}},
	} {
		k, _ := aKey()
		c.change(&k)
		var got []string
		for _, f := range k.Validate() {
			got = append(got, f.Code+" "+f.Pointer)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
