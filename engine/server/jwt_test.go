package server_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

var algNone = jwt.SigningMethodNone

// claims are what a token says, unverified.
func claims(t *testing.T, token string) jwt.MapClaims {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	must(t, err)
	out := jwt.MapClaims{}
	must(t, json.Unmarshal(raw, &out))
	return out
}

// header is what a token says of how it is signed.
func header(t *testing.T, token string) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	must(t, err)
	out := map[string]any{}
	must(t, json.Unmarshal(raw, &out))
	return out
}

// alter changes one character in the middle of one part of a token (0: header, 1: claims, 2: signature).
func alter(t *testing.T, token string, part int) string {
	t.Helper()
	parts := strings.Split(token, ".")
	middle := len(parts[part]) / 2
	other := byte('A')
	if parts[part][middle] == other {
		other = 'B'
	}
	parts[part] = parts[part][:middle] + string(other) + parts[part][middle+1:]
	return strings.Join(parts, ".")
}

// resign signs what a token says, with some claims changed, in another way; nil deletes a claim.
func resign(t *testing.T, token string, method jwt.SigningMethod, key any, change ...map[string]any) string {
	t.Helper()
	said := claims(t, token)
	for _, c := range change {
		for name, value := range c {
			if said[name] = value; value == nil {
				delete(said, name)
			}
		}
	}
	out := jwt.NewWithClaims(method, said)
	out.Header["kid"] = header(t, token)["kid"]
	if method == algNone {
		key = jwt.UnsafeAllowNoneSignatureType
	}
	signed, err := out.SignedString(key)
	must(t, err)
	return signed
}

// swapClaims puts claims that were never signed between a good header and a good signature.
func swapClaims(t *testing.T, token string, change map[string]any) string {
	t.Helper()
	said := claims(t, token)
	for name, value := range change {
		said[name] = value
	}
	raw, err := json.Marshal(said)
	must(t, err)
	parts := strings.Split(token, ".")
	return parts[0] + "." + base64.RawURLEncoding.EncodeToString(raw) + "." + parts[2]
}

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})
