package forms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Key is a public key of the brand, with which it signs who its customers are.
type Key struct {
	KID string `json:"kid" must:"true"`
	Alg string `json:"alg" must:"true"`
	// Public is the key as PEM or as base64 of its DER (SubjectPublicKeyInfo); an Ed25519 key may be
	// its 32 bytes in base64.
	Public string `json:"public" must:"true"`
}

// The algorithms of a brand's key (RFC 7518, RFC 8037). A secret shared with the brand is none: who
// could check a signature with it could make one.
const (
	AlgEdDSA = "EdDSA"
	AlgES256 = "ES256"
	AlgRS256 = "RS256"
)

var keyAlgs = []string{AlgEdDSA, AlgES256, AlgRS256}

const minRSABits = 2048

// PublicKey reads the key. Its error says what would be right.
func (k Key) PublicKey() (crypto.PublicKey, error) {
	public, err := readPublic(k.Public)
	if err != nil {
		return nil, err
	}
	switch key := public.(type) {
	case ed25519.PublicKey:
		if k.Alg == AlgEdDSA {
			return key, nil
		}
	case *ecdsa.PublicKey:
		if k.Alg == AlgES256 && key.Curve == elliptic.P256() {
			return key, nil
		}
	case *rsa.PublicKey:
		if k.Alg == AlgRS256 && key.N.BitLen() < minRSABits {
			return nil, fmt.Errorf("the RSA key has %d bits; use %d or more", key.N.BitLen(), minRSABits)
		}
		if k.Alg == AlgRS256 {
			return key, nil
		}
	}
	return nil, fmt.Errorf("the key is not one for %s", k.Alg)
}

func readPublic(s string) (crypto.PublicKey, error) {
	var der []byte
	if block, _ := pem.Decode([]byte(s)); block != nil {
		der = block.Bytes
	} else {
		text := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimSpace(s)), "=")
		raw, err := base64.RawStdEncoding.DecodeString(text)
		if err != nil || len(raw) == 0 {
			return nil, errors.New("it is neither PEM nor base64")
		}
		if len(raw) == ed25519.PublicKeySize {
			return ed25519.PublicKey(raw), nil
		}
		der = raw
	}
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, errors.New("it holds no public key (SubjectPublicKeyInfo)")
	}
	return public, nil
}

func (b *Brand) checkKeys(c *checks) {
	for i, k := range b.Keys {
		at := "/keys/" + strconv.Itoa(i)
		if strings.TrimSpace(k.KID) == "" {
			c.fault(at+"/kid", "required", "give it the id that stands in the header of your tokens", "the key has no id")
		}
		if slices.IndexFunc(b.Keys, func(o Key) bool { return o.KID == k.KID }) < i {
			c.fault(at+"/kid", "duplicate", "give each key an id of its own", "two keys are called %q", k.KID)
		}
		if !slices.Contains(keyAlgs, k.Alg) {
			c.fault(at+"/alg", "out_of_range", Suggest(k.Alg, keyAlgs), "%q is not an algorithm that a brand can sign with", k.Alg)
		} else if _, err := k.PublicKey(); err != nil {
			c.fault(at+"/public", "out_of_range", "write the public key as PEM, or as base64 of its DER", "%s", err)
		}
	}
}
