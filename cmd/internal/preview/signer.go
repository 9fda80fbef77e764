package preview

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"proffer/forms"
)

// kid names the key among a brand's own. It stands last there: one of the same name gives way.
const kid = "proffer-preview"

// customer is who is signed in while a form is tried.
const customer = "preview"

// Signer signs in somebody made up, as the brand's own site does with its customers. Its key is made for
// one run and is in no file.
type Signer struct {
	private ed25519.PrivateKey
	public  string
}

// NewSigner makes the key.
func NewSigner() (*Signer, error) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, fmt.Errorf("the preview's key: %w", err)
	}
	return &Signer{private: private, public: base64.StdEncoding.EncodeToString(public)}, nil
}

// Join adds the key to a brand's, in memory: what is published with it takes the signer's identities.
func (s *Signer) Join(b *forms.Bundle) {
	b.Brand.Keys = append(b.Brand.Keys, forms.Key{KID: kid, Alg: forms.AlgEdDSA, Public: s.public})
}

// Identity is the token that says who is signed in, with what the brand's site would sign beside it. It
// lives an hour.
func (s *Signer) Identity(brand string, context map[string]json.RawMessage, now time.Time) (string, error) {
	claims := jwt.MapClaims{"iss": brand, "aud": "proffer", "sub": customer, "exp": now.Add(time.Hour).Unix()}
	if len(context) > 0 {
		claims["context"] = context
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	t.Header["kid"] = kid
	return t.SignedString(s.private)
}

// Signs tells whether a form needs an identity to be tried: only who is signed in may answer it, or the
// brand signs something of what its page passes in.
func Signs(f *forms.Form) bool {
	if f.Identity == forms.IdentitySigned {
		return true
	}
	for _, name := range f.Context.Names() {
		if field, _ := f.Context.Get(name); field.Signed {
			return true
		}
	}
	return false
}

// Passes parts what a page passes in: what only the brand can sign, and the rest, unknown names included,
// which the server refuses by name.
func Passes(f *forms.Form, context map[string]json.RawMessage) (signed, open map[string]json.RawMessage) {
	signed, open = map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for name, value := range context {
		if field, ok := f.Context.Get(name); ok && field.Signed {
			signed[name] = value
		} else {
			open[name] = value
		}
	}
	return signed, open
}
