package engine_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"proffer/engine"
	"proffer/forms/fault"
)

// signer is the brand's own site: it knows who is signed in there, and says so.
type signer struct {
	t       *testing.T
	private ed25519.PrivateKey
}

func newSigner(t *testing.T, w *world) signer {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	w.must(err)
	w.publish(`"brand": "leafline",`, `"brand": "leafline", "keys": [{"kid": "k1", "alg": "EdDSA", "public": "`+base64.StdEncoding.EncodeToString(public)+`"}],`)
	return signer{t, private}
}

func (s signer) identity(claims jwt.MapClaims, header ...string) string {
	s.t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	token.Header["kid"] = "k1"
	if len(header) == 1 {
		token.Header["kid"] = header[0]
	}
	out, err := token.SignedString(s.private)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func customer(sub string) jwt.MapClaims {
	return jwt.MapClaims{"iss": "leafline", "aud": "proffer", "sub": sub, "exp": start.Add(time.Hour).Unix()}
}

func ask(identity string) engine.TicketRequest {
	return engine.TicketRequest{Brand: "leafline", Form: "tea", Identity: identity}
}

// A customer whom the brand has signed is the same person on every device, reads what is sealed, and is
// nobody else.
func TestSignedIdentity(t *testing.T) {
	w := newWorld(t)
	s := newSigner(t, w)
	first, err := w.Ticket(t.Context(), ask(s.identity(customer("c-17"))))
	w.must(err)
	_, err = w.send(first.Ticket, `{"leaf": "green", "mail_ok": true, "email": "ada@customer.example"}`)
	w.must(err)
	again, err := w.Ticket(t.Context(), ask(s.identity(customer("c-17"))))
	w.must(err)
	if held := w.held(again.Subject.Token); held["email"] != `"ada@customer.example" email_offers` {
		t.Errorf("the same customer reads %v", held)
	}
	if who := w.caller(again.Subject.Token); who.Reach != engine.ReachFull || who.Subject != w.caller(first.Subject.Token).Subject {
		t.Errorf("%+v", who)
	}
	other, err := w.Ticket(t.Context(), ask(s.identity(customer("c-18"))))
	w.must(err)
	if len(w.record(other.Subject.Token).Preferences) != 0 {
		t.Error("another customer reads them too")
	}
	// The token ends with the identity it was made from.
	w.set(start.Add(time.Hour + time.Second))
	_, err = w.Caller(again.Subject.Token)
	wants(t, err, fault.Unauthorized, "token_expired")
}

// A device's own answers are not joined with a customer's because both are in one request.
func TestIdentityJoinsNothing(t *testing.T) {
	w := newWorld(t)
	s := newSigner(t, w)
	_, device := w.answer("tea", "", `{"leaf": "black"}`)
	r := ask(s.identity(customer("c-17")))
	r.Subject = device
	k, err := w.Ticket(t.Context(), r)
	w.must(err)
	if len(w.record(k.Subject.Token).Preferences) != 0 {
		t.Error("the device's answers became the customer's")
	}
}

// Erased customers who sign in again are new people: nothing of before comes back.
func TestErasedCustomerReturns(t *testing.T) {
	w := newWorld(t)
	s := newSigner(t, w)
	for round := range 3 {
		k, err := w.Ticket(t.Context(), ask(s.identity(customer("c-17"))))
		w.must(err)
		if len(w.record(k.Subject.Token).Preferences) != 0 {
			t.Fatalf("round %d begins with what was erased", round)
		}
		_, err = w.send(k.Ticket, `{"leaf": "green"}`)
		w.must(err)
		w.must(w.Erase(t.Context(), w.caller(k.Subject.Token)))
		_, err = w.send(k.Ticket, `{"leaf": "green"}`)
		wants(t, err, fault.Gone, "erased")
	}
}

func TestForgedIdentity(t *testing.T) {
	w := newWorld(t)
	s := newSigner(t, w)
	change := func(name string, value any) jwt.MapClaims {
		c := customer("c-17")
		c[name] = value
		if value == nil {
			delete(c, name)
		}
		return c
	}
	stranger := s
	_, stranger.private, _ = ed25519.GenerateKey(nil)
	shared := jwt.NewWithClaims(jwt.SigningMethodHS256, customer("c-17"))
	shared.Header["kid"] = "k1"
	hmac, err := shared.SignedString([]byte(s.private.Public().(ed25519.PublicKey)))
	w.must(err)
	none := jwt.NewWithClaims(jwt.SigningMethodNone, customer("c-17"))
	none.Header["kid"] = "k1"
	unsigned, err := none.SignedString(jwt.UnsafeAllowNoneSignatureType)
	w.must(err)
	for name, identity := range map[string]string{
		"another key":                      stranger.identity(customer("c-17")),
		"an unknown key id":                s.identity(customer("c-17"), "k2"),
		"another issuer":                   s.identity(change("iss", "northmill")),
		"another audience":                 s.identity(change("aud", "someone")),
		"nobody":                           s.identity(change("sub", nil)),
		"no end":                           s.identity(change("exp", nil)),
		"the public key as an HMAC secret": hmac,
		"no signature":                     unsigned,
		"a bare id":                        "c-17",
	} {
		if _, err := w.Ticket(t.Context(), ask(identity)); !fault.Has(err, "identity_forged") || !fault.Is(err, fault.Unauthorized) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = w.Ticket(t.Context(), ask(s.identity(change("exp", start.Unix()))))
	wants(t, err, fault.Unauthorized, "/identity identity_expired")
}
