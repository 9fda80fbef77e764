package engine_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"proffer/engine"
	"proffer/forms/fault"
)

// A ticket lives seven days to the second.
func TestTicketLife(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("tea", "")
	if want := start.Add(7 * 24 * time.Hour); !k.Expires.Equal(want) {
		t.Fatalf("expires %v, want %v", k.Expires, want)
	}
	w.set(k.Expires)
	_, err := w.send(k.Ticket, `{"leaf": "green"}`)
	wants(t, err, fault.Gone, "/ticket ticket_expired")
	if r := w.record(k.Subject.Token); len(r.Responses) != 0 {
		t.Error("an expired ticket stored something")
	}
	w.set(k.Expires.Add(-time.Nanosecond))
	if _, err := w.send(k.Ticket, `{"leaf": "green"}`); err != nil {
		t.Error(err)
	}
}

// claimsOf reads a token without verifying it.
func claimsOf(t *testing.T, token string) jwt.MapClaims {
	t.Helper()
	c := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(token, c); err != nil {
		t.Fatal(err)
	}
	return c
}

// A ticket says what it is for, and nothing about what the person holds or is.
func TestTicketClaims(t *testing.T) {
	w := newWorld(t)
	k, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Stage: "discover", Channel: "qr", Locale: "it-CH"})
	w.must(err)
	c := claimsOf(t, k.Ticket)
	for name, want := range map[string]any{"b": "leafline", "f": "tea", "v": 1.0, "l": "en", "s": "discover", "c": "qr", "o": "welcome/code",
		"iat": float64(start.Unix()), "exp": float64(start.Add(7 * 24 * time.Hour).Unix()), "sub": w.caller(k.Subject.Token).Subject.String()} {
		if c[name] != want {
			t.Errorf("claim %s is %v, want %v", name, c[name], want)
		}
		delete(c, name)
	}
	delete(c, "jti")
	delete(c, "aud")
	if len(c) > 0 {
		t.Errorf("more claims: %v", c)
	}
	if k.Locale != "en" || k.Offer == nil || k.Offer.Offer != "welcome/code" || len(k.Fallbacks) != 1 || k.Nothing != nil || k.Version != 1 {
		t.Errorf("%s", encoded(t, k))
	}
}

// Whatever is not a ticket of this server is ticket_forged and stores nothing.
func TestTicketForged(t *testing.T) {
	w := newWorld(t)
	k := w.ticket("tea", "")
	part := strings.Split(k.Ticket, ".")
	own, claims := w.options.Keys.Tickets[0], claimsOf(t, k.Ticket)
	signed := func(method jwt.SigningMethod, kid string, secret any) string {
		token := jwt.NewWithClaims(method, claims)
		if kid != "" {
			token.Header["kid"] = kid
		}
		s, err := token.SignedString(secret)
		w.must(err)
		return s
	}
	if _, err := w.TicketBrand(signed(jwt.SigningMethodHS256, own.KID, own.Secret)); err != nil {
		t.Fatalf("what this test signs as the server does is not a ticket: %v", err)
	}
	payload, err := base64.RawURLEncoding.DecodeString(part[1])
	w.must(err)
	other := base64.RawURLEncoding.EncodeToString(bytes.Replace(payload, []byte(`"v":1`), []byte(`"v":2`), 1))
	for name, token := range map[string]string{
		"altered claims":            part[0] + "." + other + "." + part[2],
		"altered signature":         part[0] + "." + part[1] + "." + strings.Repeat("A", len(part[2])),
		"no signature":              part[0] + "." + part[1] + ".",
		"cut":                       k.Ticket[:len(k.Ticket)-1],
		"two parts":                 part[0] + "." + part[1],
		"empty":                     "",
		"no token at all":           "ticket",
		"alg none":                  signed(jwt.SigningMethodNone, own.KID, jwt.UnsafeAllowNoneSignatureType),
		"another algorithm":         signed(jwt.SigningMethodHS384, own.KID, own.Secret),
		"another server's key":      signed(jwt.SigningMethodHS256, own.KID, keys("k1", "foreign").Tickets[0].Secret),
		"an unknown kid":            signed(jwt.SigningMethodHS256, "k9", own.Secret),
		"no kid":                    signed(jwt.SigningMethodHS256, "", own.Secret),
		"the key of subject tokens": signed(jwt.SigningMethodHS256, own.KID, w.options.Keys.Tokens[0].Secret),
		"a subject token":           k.Subject.Token,
	} {
		_, err := w.send(token, `{"leaf": "green"}`)
		if !fault.Is(err, fault.Unauthorized) || !fault.Has(err, "ticket_forged") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(){
		"another audience": func() { claims["aud"] = "proffer/subject" },
		"no audience":      func() { delete(claims, "aud") },
		"no expiry":        func() { delete(claims, "exp") },
		"no nonce":         func() { delete(claims, "jti") },
		"no subject":       func() { claims["sub"] = "somebody" },
		"no date":          func() { delete(claims, "iat") },
	} {
		claims = claimsOf(t, k.Ticket)
		change()
		_, err := w.send(signed(jwt.SigningMethodHS256, own.KID, own.Secret), `{"leaf": "green"}`)
		if !fault.Is(err, fault.Unauthorized) || !fault.Has(err, "ticket_forged") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r := w.record(k.Subject.Token); len(r.Responses) != 0 {
		t.Error("a forged ticket stored something")
	}
	// One that is expired and forged too is forged: nobody learns from the expiry that the rest was right.
	w.set(start.AddDate(0, 1, 0))
	_, err = w.send(part[0]+"."+other+"."+part[2], `{"leaf": "green"}`)
	wants(t, err, fault.Unauthorized, "/ticket ticket_forged")
}

// A new key signs, and what the old one signed goes on to verify until it is taken off the ring.
func TestKeyRotation(t *testing.T) {
	w := newWorld(t)
	old := w.ticket("tea", "")
	first, second := w.options.Keys, keys("k2", "two")
	both := second
	both.Tickets, both.Tokens = append(both.Tickets, first.Tickets...), append(both.Tokens, first.Tokens...)
	rotated := w.another(func(o *engine.Options) { o.Keys = both })
	after := w.another(func(o *engine.Options) { o.Keys = second })
	for _, e := range []*engine.Engine{rotated, after} {
		_, err := e.Publish(t.Context(), bundle(t))
		w.must(err)
	}
	fresh, err := rotated.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Subject: old.Subject.Token})
	w.must(err)
	header := map[string]any{}
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(fresh.Ticket, ".")[0])
	w.must(err)
	w.must(json.Unmarshal(raw, &header))
	if header["kid"] != "k2" {
		t.Errorf("signed with %v", header["kid"])
	}
	_, err = after.Respond(t.Context(), engine.ResponseRequest{Ticket: old.Ticket, Answers: tree(t, `{"leaf": "green"}`)})
	wants(t, err, fault.Unauthorized, "/ticket ticket_forged")
	for _, ticket := range []string{old.Ticket, fresh.Ticket} {
		if _, err = rotated.Respond(t.Context(), engine.ResponseRequest{Ticket: ticket, Answers: tree(t, `{"leaf": "green"}`)}); err != nil {
			t.Error(err)
		}
	}
	if _, err = after.Caller(fresh.Subject.Token); err != nil {
		t.Error(err)
	}
}

// Making a ticket writes nothing: what was abandoned was not volunteered.
func TestTicketWritesNothing(t *testing.T) {
	w := newWorld(t)
	read := func() []byte {
		var all []byte
		for _, name := range []string{"proffer.db", "proffer.db-wal", "vault.db", "vault.db-wal"} {
			raw, err := os.ReadFile(filepath.Join(w.dir, name))
			if err == nil {
				all = append(all, raw...)
			}
		}
		return all
	}
	before := read()
	for range 3 {
		w.ticket("tea", "")
	}
	if len(before) == 0 || !bytes.Equal(before, read()) {
		t.Error("a ticket changed the store's files")
	}
}

// A ticket is refused with everything that does not fit.
func TestTicketRefused(t *testing.T) {
	w := newWorld(t)
	_, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Stage: "never", Channel: "fax", Identity: "x", Context: tree(t, `{"order": 1}`)})
	wants(t, err, fault.Invalid, "/stage unknown_choice, /channel unknown_choice, /identity unknown_field, /context/order unknown_field")
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "nothing"})
	wants(t, err, fault.NotFound, "")
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "nobody", Form: "tea"})
	wants(t, err, fault.NotFound, "")
	if _, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Context: tree(t, `{}`)}); err != nil {
		t.Error(err)
	}
}

// A subject token speaks for one person of one brand, as far as it reaches, for as long as it lives.
func TestSubjectToken(t *testing.T) {
	w := newWorld(t)
	r, device := w.answer("tea", "", `{"leaf": "green"}`)
	who := w.caller(device)
	if who.Reach != engine.ReachDevice || who.Brand != "leafline" {
		t.Errorf("%+v", who)
	}
	if again := w.ticket("visit", device); w.caller(again.Subject.Token).Subject != who.Subject {
		t.Error("a ticket for a token is for somebody else")
	}
	if other := w.ticket("visit", ""); w.caller(other.Subject.Token).Subject == who.Subject {
		t.Error("somebody new is somebody known")
	}
	manage, receipt := w.caller(r.Manage), w.caller(r.Receipt)
	if manage.Reach != engine.ReachDevice || receipt.Reach != engine.ReachFull || manage.Subject != who.Subject || receipt.Subject != who.Subject {
		t.Errorf("manage %+v receipt %+v", manage, receipt)
	}
	if !strings.HasPrefix(r.Manage, "https://answers.leafline.example/privacy/leafline?lang=en#token=") || !strings.HasPrefix(r.Receipt, "https://answers.leafline.example/privacy/leafline?lang=en#receipt=") {
		t.Errorf("a token stands before the fragment: %s %s", r.Manage, r.Receipt)
	}

	// Another brand of the same server.
	_, err := w.Publish(t.Context(), bundle(t, `"brand": "leafline"`, `"brand": "other"`))
	w.must(err)
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "other", Form: "tea", Subject: device})
	wants(t, err, fault.Unauthorized, "/subject token_forged")
	ticket := w.ticket("tea", "").Ticket
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Subject: ticket})
	wants(t, err, fault.Unauthorized, "/subject token_forged")

	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claimsOf(t, device))
	token.Header["kid"], token.Claims.(jwt.MapClaims)["reach"] = "k1", "everything"
	wide, err := token.SignedString(w.options.Keys.Tokens[0].Secret)
	w.must(err)
	_, err = w.Caller(wide)
	wants(t, err, fault.Unauthorized, "token_forged")

	w.set(start.Add(time.Hour))
	_, manageToken, _ := strings.Cut(r.Manage, "#token=")
	_, err = w.Caller(manageToken)
	wants(t, err, fault.Unauthorized, "token_expired")
	w.set(start.Add(365 * 24 * time.Hour))
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Subject: device})
	wants(t, err, fault.Unauthorized, "/subject token_expired")
}

// Whoever has a device's token can answer with it, and gets a receipt. It opens what they told themselves, and
// nothing that was told before, neither on the page nor as an answer that is known.
func TestReceiptOfADevice(t *testing.T) {
	w := newWorld(t, `"perPerson": 1, "stock": 2`, `"stock": 9`)
	first, device := w.answer("tea", "", `{"leaf": "green", "mail_ok": true, "email": "ada@customer.example"}`)
	second, _ := w.answer("visit", device, `{"remark": "too loud"}`)
	who := w.caller(second.Receipt)
	if who.Reach != engine.ReachResponse || who.Response != second.Response {
		t.Errorf("the receipt is %+v", who)
	}
	rec, err := w.Record(t.Context(), who)
	w.must(err)
	if s := encoded(t, rec); strings.Contains(s, "ada@") || !strings.Contains(s, `"withheld":"sealed"`) || !strings.Contains(s, "too loud") {
		t.Errorf("by the receipt of a device: %s", s)
	}
	_, receipt, _ := strings.Cut(second.Receipt, "#receipt=")
	if again := w.ticket("tea", receipt); w.caller(again.Subject.Token).Reach != engine.ReachDevice || strings.Contains(encoded(t, again), "ada@") {
		t.Errorf("a ticket by it tells %s", encoded(t, again))
	}
	// Who can read everything still can with the receipt of what they tell next.
	_, full, _ := strings.Cut(first.Receipt, "#receipt=")
	third, _ := w.answer("visit", full, `{"remark": "better"}`)
	rec, err = w.Record(t.Context(), w.caller(third.Receipt))
	w.must(err)
	if s := encoded(t, rec); !strings.Contains(s, "ada@") || strings.Contains(s, "withheld") {
		t.Errorf("by the receipt of a full token: %s", s)
	}
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claimsOf(t, receipt))
	token.Header["kid"] = "k1"
	delete(token.Claims.(jwt.MapClaims), "response")
	bare, err := token.SignedString(w.options.Keys.Tokens[0].Secret)
	w.must(err)
	_, err = w.Caller(bare)
	wants(t, err, fault.Unauthorized, "token_forged")
}

// A device token reads no sealed value: a device can be shared. The first receipt reads all.
func TestReach(t *testing.T) {
	w := newWorld(t)
	r, device := w.answer("tea", "", `{"leaf": "green", "mail_ok": true, "email": "ada@customer.example"}`)
	closed, err := w.Record(t.Context(), w.caller(device))
	w.must(err)
	open, err := w.Record(t.Context(), w.caller(r.Receipt))
	w.must(err)
	if s := encoded(t, closed); strings.Contains(s, "ada@") || !strings.Contains(s, `"withheld":"sealed"`) || !strings.Contains(s, `"green"`) {
		t.Errorf("by device: %s", s)
	}
	if s := encoded(t, open); !strings.Contains(s, "ada@customer.example") || strings.Contains(s, "withheld") {
		t.Errorf("by receipt: %s", s)
	}
	// And it erases, as easily as it answered.
	w.must(w.Erase(t.Context(), w.caller(device)))
	_, err = w.Record(t.Context(), w.caller(r.Receipt))
	wants(t, err, fault.Gone, "erased")
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "tea", Subject: device})
	wants(t, err, fault.Gone, "erased")
}
