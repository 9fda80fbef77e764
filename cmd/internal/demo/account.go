package demo

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// brandKey is the public key that the brand's folder names for its shop. Nobody has its private part:
// each demo makes a pair of its own and puts its public key in this one's place.
const brandKey = "ybbHLBGNIIswIK0G+uUT/AvVOqXNSreSHoBVIdp2ko0="

// Account signs the shop's one customer in, as a shop does on its own server. It is made for one run.
type Account struct {
	private ed25519.PrivateKey
	public  string
}

// NewAccount makes the shop's key.
func NewAccount() (*Account, error) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, fmt.Errorf("the shop's key: %w", err)
	}
	return &Account{private: private, public: base64.StdEncoding.EncodeToString(public)}, nil
}

// The customer, and the orders that have reached her.
const customer = "ada-rossi"

var orders = []string{"FN-1042", "FN-1057", "FN-1063"}

// Identity is the token with which the widget tells Proffer who is signed in, and for which order.
// It lives an hour and stands in a page that is never stored.
func (a *Account) Identity(order string, now time.Time) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
		"iss": "fieldnote", "aud": "proffer", "sub": customer, "exp": now.Add(time.Hour).Unix(), "context": map[string]string{"order_id": order},
	})
	t.Header["kid"] = "fieldnote-shop"
	return t.SignedString(a.private)
}

var orderForm = regexp.MustCompile(`^FN-\d{4}$`)

// account answers the signed-in customer's page. The token is data in the page, which only the shop's
// own script reads; the policy lets no other script run before it.
func account(origin string, a *Account, now func() time.Time) http.HandlerFunc {
	t := template.Must(template.ParseFS(shopFiles, "shop/account.html"))
	return func(w http.ResponseWriter, req *http.Request) {
		order := req.URL.Query().Get("order")
		if !orderForm.MatchString(order) {
			order = orders[0]
		}
		identity, err := a.Identity(order, now())
		if err != nil {
			http.Error(w, "the shop can't sign you in now", http.StatusInternalServerError)
			return
		}
		data, err := json.Marshal(map[string]string{"identity": identity})
		if err != nil {
			http.Error(w, "the shop can't sign you in now", http.StatusInternalServerError)
			return
		}
		var b bytes.Buffer
		page := struct {
			Server, Order string
			Orders        []string
			Me            template.JS
		}{origin, order, orders, template.JS(data)} //nolint:gosec // json.Marshal escapes what could end the element
		if err := t.Execute(&b, page); err != nil {
			http.Error(w, "the page does not render", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(b.Bytes())
	}
}
