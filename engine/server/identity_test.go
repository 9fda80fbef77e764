package server_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"proffer/forms"
)

// A website that knows its customer says so with a signature; the same customer then reads on another
// device what was sealed on the first.
func TestIdentity(t *testing.T) {
	w := newWorld(t)
	public, private, err := ed25519.GenerateKey(nil)
	must(t, err)
	w.publish(t, "leafline", func(b *forms.Bundle) {
		b.Brand.Keys = []forms.Key{{KID: "k1", Alg: forms.AlgEdDSA, Public: base64.StdEncoding.EncodeToString(public)}}
	})
	identity := func(exp time.Time) string {
		token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{"iss": "leafline", "aud": "proffer", "sub": "c-17", "exp": exp.Unix()})
		token.Header["kid"] = "k1"
		s, err := token.SignedString(private)
		must(t, err)
		return s
	}
	body := func(identity string) string {
		return `{"brand": "leafline", "form": "find-your-tea", "identity": "` + identity + `"}`
	}
	good := identity(start.Add(time.Hour))
	run(t, w, []scenario{
		{name: "signed", path: "/v1/tickets", body: body(good), status: 200, has: []string{`"ticket":"`}},
		{name: "altered", path: "/v1/tickets", body: body(good[:len(good)-8] + "AAAAAAAA"), status: 401, faults: []string{"identity_forged /identity"}},
		{name: "over", path: "/v1/tickets", body: body(identity(start.Add(-time.Second))), status: 401, faults: []string{"identity_expired /identity"}},
		{name: "of no brand's key", path: "/v1/tickets", body: body("c-17"), status: 401, faults: []string{"identity_forged /identity"}},
	})
}
