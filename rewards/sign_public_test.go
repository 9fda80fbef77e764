package rewards

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"proffer/forms/fault"
)

const (
	vectorPrivate = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
	vectorPublic  = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
	vectorV1a     = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
)

func TestSignV1aIsTheKnownVector(t *testing.T) {
	s := mustSecret(t, vectorPrivate)
	if got := s.Sign(vectorID, vectorAt, []byte(vectorBody)); got != vectorV1a {
		t.Errorf("signed %s, want %s", got, vectorV1a)
	}
	if got := s.Public().String(); got != vectorPublic {
		t.Errorf("the public key is %s, want %s", got, vectorPublic)
	}
}

func TestVerifyV1a(t *testing.T) {
	public, err := ParsePublicKey(vectorPublic)
	if err != nil {
		t.Fatal(err)
	}
	stamp := strconv.Itoa(vectorSeconds)
	flipped := []byte(vectorV1a)
	flipped[10] ^= 1
	for name, c := range map[string]struct {
		id, stamp, signature, body string
		ok                         bool
	}{
		"the vector":              {vectorID, stamp, vectorV1a, vectorBody, true},
		"beside others":           {vectorID, stamp, "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v1a, v1a,AAAA " + vectorV1a, vectorBody, true},
		"the HMAC's":              {vectorID, stamp, vectorSignature, vectorBody, false},
		"must fail":               {vectorID, stamp, "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=", vectorBody, false},
		"must fail, empty":        {vectorID, stamp, "v1,", vectorBody, false},
		"empty":                   {vectorID, stamp, "v1a,", vectorBody, false},
		"as v1":                   {vectorID, stamp, "v1," + vectorV1a[4:], vectorBody, false},
		"one bit":                 {vectorID, stamp, string(flipped), vectorBody, false},
		"another body":            {vectorID, stamp, vectorV1a, vectorBody + " ", false},
		"another id":              {vectorID + "x", stamp, vectorV1a, vectorBody, false},
		"another timestamp":       {vectorID, strconv.Itoa(vectorSeconds + 1), vectorV1a, vectorBody, false},
		"a timestamp out of time": {vectorID, strconv.Itoa(vectorSeconds + 1000), vectorV1a, vectorBody, false},
		"a dot in the id":         {"a." + vectorID, stamp, vectorV1a, vectorBody, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := signed(c.id, c.stamp, c.signature)
			for whose, err := range map[string]error{"public": public.Verify(h, []byte(c.body), vectorAt), "private": mustSecret(t, vectorPrivate).Verify(h, []byte(c.body), vectorAt)} {
				if (err == nil) != c.ok {
					t.Errorf("%s: Verify = %v, want ok %v", whose, err, c.ok)
				}
				if err != nil && !fault.Is(err, fault.Unauthorized) {
					t.Errorf("%s: %v is not a fault Unauthorized", whose, err)
				}
			}
		})
	}
	// Neither the HMAC's secret nor nothing at all verifies an Ed25519 signature.
	h := signed(vectorID, stamp, vectorV1a)
	if mustSecret(t, vectorSecret).Verify(h, []byte(vectorBody), vectorAt) == nil || (PublicKey{}).Verify(h, []byte(vectorBody), vectorAt) == nil {
		t.Error("verified without the key")
	}
	if (Secret{key: []byte("x")}).Public().String() != "" {
		t.Error("a shared secret has a public key")
	}
}

func TestParsePrivateAndPublic(t *testing.T) {
	of := func(prefix string, n int) string { return prefix + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	mixed, err := strictBase64(vectorPrivate[len(privatePrefix):])
	if err != nil {
		t.Fatal(err)
	}
	mixed[63] ^= 1
	for text, want := range map[string]string{
		"whsk_": "0 bytes", of("whsk_", 32): "32 bytes", of("whsk_", 65): "65 bytes", "whsk_%%": "not base64", vectorPrivate + "\n": "not base64",
		"whsk_" + base64.StdEncoding.EncodeToString(mixed): "second half", vectorPublic: "does not start with",
	} {
		if _, err := ParseSecret(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.8s: %v, want %q", text, err, want)
		} else if len(text) > 16 && strings.Contains(err.Error(), text[8:16]) {
			t.Errorf("the error repeats the secret: %v", err)
		}
	}
	for text, want := range map[string]string{"": "whpk_", vectorPrivate: "whpk_", of("whpk_", 31): "31 bytes", "whpk_%%": "not base64"} {
		if _, err := ParsePublicKey(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.8s: %v, want %q", text, err, want)
		}
	}
	fresh, err := NewPrivateSecret()
	if err != nil {
		t.Fatal(err)
	}
	if other, _ := NewPrivateSecret(); other == fresh {
		t.Error("two secrets are equal")
	}
	s := mustSecret(t, fresh)
	shown := fmt.Sprintf("%v %+v %#v %s %x", s, s, s, s, s)
	if strings.Contains(shown, fresh[5:]) || strings.Contains(shown, fmt.Sprintf("%x", []byte(s.private[:ed25519.SeedSize]))) {
		t.Errorf("the key is shown: %s", shown)
	}
}

// While a secret takes another's place both sign, and a receiver that has either believes it.
func TestSecretsSignTogether(t *testing.T) {
	text, err := NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	all := Secrets{mustSecret(t, text), mustSecret(t, vectorSecret), mustSecret(t, vectorPrivate)}
	signature := all.Sign(vectorID, vectorAt, []byte(vectorBody))
	if parts := strings.Split(signature, " "); len(parts) != 3 || parts[1] != vectorSignature || parts[2] != vectorV1a {
		t.Errorf("signed %s", signature)
	}
	for _, s := range all {
		if err := s.Verify(signed(vectorID, strconv.Itoa(vectorSeconds), signature), []byte(vectorBody), vectorAt); err != nil {
			t.Error(err)
		}
	}
	other, _ := NewSecret()
	if mustSecret(t, other).Verify(signed(vectorID, strconv.Itoa(vectorSeconds), signature), []byte(vectorBody), vectorAt) == nil {
		t.Error("another secret believes it")
	}
}
