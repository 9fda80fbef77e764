package engine

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
)

// A ticket lies on the device for up to a week, and whoever has the device can read a JWT. So what the page passed
// in, such as the number of an order, is sealed in it for this server, and for this ticket alone. What rules of the
// path read of it stands in the reply beside the ticket.

// seal puts what was passed in into the ticket.
func (k Keys) seal(claims *ticketClaims, passed map[string]json.RawMessage) error {
	if len(passed) == 0 {
		return nil
	}
	aead, err := contextCipher(k.Tickets[0])
	if err != nil {
		return err
	}
	//nolint:gosec // the cipher draws the nonce itself
	claims.Sealed = base64.RawURLEncoding.EncodeToString(aead.Seal(nil, nil, mustJSON(passed), []byte(claims.ID)))
	return nil
}

var errSealed = errors.New("a ticket's sealed context does not open")

// unseal gives what was passed in. The ticket's signature is verified before.
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
