package engine

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/forms/rule"
)

// FuzzTicket: no bytes are taken for a ticket but one that was signed here, with what it was signed with:
// whatever else is sent is refused by one of two faults, which tell nothing of why.
func FuzzTicket(f *testing.F) {
	key := func(use string) []SigningKey {
		return []SigningKey{{KID: "k", Secret: []byte(strings.Repeat(use, 32)[:32])}}
	}
	e := &Engine{o: Options{Now: func() time.Time { return noon }, Keys: Keys{Tickets: key("ticket"), Tokens: key("token")}}}
	claims := func(until time.Time, audience string) *ticketClaims {
		return &ticketClaims{
			RegisteredClaims: jwt.RegisteredClaims{ID: uuid.UUID{1}.String(), Subject: uuid.UUID{2}.String(), Audience: jwt.ClaimStrings{audience}, IssuedAt: jwt.NewNumericDate(noon), ExpiresAt: jwt.NewNumericDate(until)},
			Brand:            "leafline", Form: "tea", Version: 3, Locale: "en", Context: map[string]json.RawMessage{"order": json.RawMessage(`"A1"`)}, Known: map[string]int64{"leaf": 7},
		}
	}
	good, err := sign(e.o.Keys.Tickets, claims(noon.Add(TicketLife), audienceTicket))
	if err != nil {
		f.Fatal(err)
	}
	parts := strings.Split(good, ".")
	for _, signed := range []struct {
		ring     []SigningKey
		until    time.Time
		audience string
	}{{e.o.Keys.Tokens, noon.Add(TicketLife), audienceTicket}, {e.o.Keys.Tickets, noon.Add(-time.Second), audienceTicket}, {e.o.Keys.Tickets, noon.Add(TicketLife), "another"}} {
		bad, err := sign(signed.ring, claims(signed.until, signed.audience))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bad)
	}
	for _, s := range []string{good, "", "..", parts[0] + "." + parts[1] + ".", "eyJhbGciOiJub25lIiwia2lkIjoiayJ9." + parts[1] + ".", parts[0] + ".e30." + parts[2], good + "=", good + "." + good, strings.ToUpper(good), "\x00" + good} {
		f.Add(s)
	}
	want := mustJSON(claims(noon.Add(TicketLife), audienceTicket))
	f.Fuzz(func(t *testing.T, token string) {
		k, err := e.readTicket(token)
		if err != nil {
			if !fault.Is(err, fault.Unauthorized) && !fault.Is(err, fault.Gone) || len(fault.Of(err).Fields) != 1 || strings.Contains(fault.Of(err).Detail, "signature") {
				t.Fatalf("%q: %v", token, err)
			}
			return
		}
		if got := mustJSON(k.ticketClaims); !bytes.Equal(got, want) || k.nonce != (uuid.UUID{1}) || k.subject != (uuid.UUID{2}) {
			t.Fatalf("%q is taken for a ticket of %s", token, got)
		}
	})
}

// FuzzContext: nothing that a page passes in is taken but values of the fields that the form has, in their
// type and bounds; what is taken is canonical, and a rule sees its type and nothing else.
func FuzzContext(f *testing.F) {
	field := func(kind string, signed bool) forms.ContextField {
		return forms.ContextField{Type: kind, Signed: signed, Purposes: []string{"result"}}
	}
	v := &forms.Version{}
	v.Form.Context.Set("order", field("text", false))
	v.Form.Context.Set("gift", field("boolean", false))
	v.Form.Context.Set("day", field("date", false))
	v.Form.Context.Set("items", field("integer", false))
	v.Form.Context.Set("weight", field("number", false))
	v.Form.Context.Set("customer", field("text", true))
	kinds := map[string]rule.Kind{"order": rule.Text, "gift": rule.Bool, "day": rule.Date, "items": rule.Number, "weight": rule.Number}
	for _, s := range []string{
		`{"order": "A-17", "gift": true, "day": "2026-03-01", "items": 3, "weight": 2.5}`, `{"order": " é\u0301 "}`, `{"order": "` + strings.Repeat("é", 201) + `"}`, `{"order": "a\u0000"}`, `{"order": "\u202e"}`,
		`{"gift": "true"}`, `{"day": "2026-02-30"}`, `{"day": "2026-3-1"}`, `{"items": 1.5}`, `{"items": 9007199254740993}`, `{"weight": 1e999}`, `{"weight": -0}`, `{"customer": "x"}`, `{"nothing": 1}`, `{"order": null}`, `[]`, `"x"`, `{"order": {"var": "x"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		n, faults, _ := forms.ParseTree(sent)
		if n == nil || faults != nil || checkContext(v, n) != nil {
			return
		}
		passed, err := passedIn(v, n, nil)
		if err != nil {
			t.Fatalf("%s is found good, and then refused: %v", sent, err)
		}
		if len(passed) != len(n.Members) {
			t.Fatalf("%s: %d of %d values are taken", sent, len(passed), len(n.Members))
		}
		again, err := passedIn(v, tree(passed), nil)
		if err != nil || !bytes.Equal(mustJSON(again), mustJSON(passed)) {
			t.Fatalf("%s became %s, and that %s: %v", sent, mustJSON(passed), mustJSON(again), err)
		}
		seen := contextValues(&v.Form, passed)
		for name := range passed {
			if kind, known := kinds[name]; !known || seen[name].Kind() != kind || len(passed[name]) > 6*4*maxContextText {
				t.Fatalf("%s: a rule sees %s of %s", sent, seen[name].Kind(), name)
			}
		}
		if len(seen) != len(passed) {
			t.Fatalf("%s: rules see %d of %d values", sent, len(seen), len(passed))
		}
	})
}
