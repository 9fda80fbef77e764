package engine

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"

	"proffer/forms"
)

// A ticket lies on the device for up to a week, and whoever has the device can read a JWT. So of what the page
// passed in it carries in clear only what the path is walked with there; the rest, such as the number of an order,
// is sealed for this server, and for this ticket alone.

// seal divides what was passed in between the ticket's two claims.
func (k Keys) seal(v *forms.Version, claims *ticketClaims, passed map[string]json.RawMessage) error {
	hidden := map[string]json.RawMessage{}
	for name, value := range passed {
		hidden[name] = value
	}
	for _, name := range v.PathContext() {
		if value, ok := hidden[name]; ok {
			delete(hidden, name)
			if claims.Context == nil {
				claims.Context = map[string]json.RawMessage{}
			}
			claims.Context[name] = value
		}
	}
	if len(hidden) == 0 {
		return nil
	}
	aead, err := contextCipher(k.Tickets[0])
	if err != nil {
		return err
	}
	//nolint:gosec // the cipher draws the nonce itself
	claims.Sealed = base64.RawURLEncoding.EncodeToString(aead.Seal(nil, nil, mustJSON(hidden), []byte(claims.ID)))
	return nil
}

var errSealed = errors.New("a ticket's sealed context does not open")

// unseal puts what was passed in together again. The ticket's signature is verified before.
func (k Keys) unseal(claims *ticketClaims) error {
	if claims.Sealed == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(claims.Sealed)
	if err != nil {
		return errSealed
	}
	for _, key := range k.Tickets {
		aead, err := contextCipher(key)
		if err != nil {
			return err
		}
		plain, err := aead.Open(nil, nil, raw, []byte(claims.ID))
		if err != nil {
			continue
		}
		if claims.Context == nil {
			claims.Context = map[string]json.RawMessage{}
		}
		return json.Unmarshal(plain, &claims.Context)
	}
	return errSealed
}

// contextCipher is AES-256-GCM (NIST SP 800-38D) under a key of its own, made from the one that signs. Nonces are
// random and stand before what is sealed: a key signs far fewer tickets than the 2^32 that this allows.
func contextCipher(key SigningKey) (cipher.AEAD, error) {
	mac := hmac.New(sha256.New, key.Secret)
	mac.Write([]byte("proffer ticket context"))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
