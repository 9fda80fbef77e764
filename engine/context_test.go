package engine_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
)

// What the page passes in with a visit: an order that only the brand can name, and more of each type.
const withContext = `"form": "visit", "context": {
  "order_id": {"label": "Order number", "type": "text", "purposes": ["service"], "signed": true},
  "table": {"label": "Table", "type": "integer", "purposes": ["service"]},
  "paid": {"label": "Paid", "type": "number", "purposes": ["recommend"]},
  "member": {"label": "Member", "type": "boolean", "purposes": ["service", "recommend"]},
  "came": {"label": "Came on", "type": "date", "purposes": ["service"]},
  "cart": {"label": "Cart", "type": "integer", "purposes": ["result"]},
  "note": {"label": "Note", "type": "text", "purposes": ["service"]}},`

// publishSigned publishes the brand with a key, and with edits.
func publishSigned(t *testing.T, w *world, edits ...string) signer {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	w.must(err)
	w.publish(append([]string{`"brand": "leafline",`, `"brand": "leafline", "keys": [{"kid": "k1", "alg": "EdDSA", "public": "` + base64.StdEncoding.EncodeToString(public) + `"}],`}, edits...)...)
	return signer{t, private}
}

func TestContextRefused(t *testing.T) {
	w := newWorld(t)
	publishSigned(t, w, `"form": "visit",`, withContext)
	for context, fields := range map[string]string{
		`[]`:                                           "/context wrong_type",
		`{"order_id": "A-7"}`:                          "/context/order_id not_signed",
		`{"tabel": 7}`:                                 "/context/tabel unknown_field",
		`{"table": "7"}`:                               "/context/table wrong_type",
		`{"table": 7.5}`:                               "/context/table wrong_type",
		`{"table": 1e300}`:                             "/context/table out_of_range",
		`{"paid": true}`:                               "/context/paid wrong_type",
		`{"member": "yes"}`:                            "/context/member wrong_type",
		`{"came": 20260301}`:                           "/context/came wrong_type",
		`{"came": "1.3.2026"}`:                         "/context/came out_of_range",
		`{"came": "2026-02-30"}`:                       "/context/came out_of_range",
		`{"note": ""}`:                                 "/context/note out_of_range",
		`{"note": null}`:                               "/context/note wrong_type",
		`{"note": "4111 1111 1111 1111"}`:              "/context/note secret",
		`{"note": "4111\u200b111111111111"}`:           "/context/note secret",
		`{"cart": 4111111111111111}`:                   "/context/cart secret",
		`{"paid": 3.78282246310005e14}`:                "/context/paid secret",
		`{"note": "a\ud800"}`:                          "/context/note out_of_range",
		`{"note": "\u200b\u3164"}`:                     "/context/note out_of_range",
		`{"note": "a\nb"}`:                             "/context/note out_of_range",
		`{"note": "\u202egpj.exe"}`:                    "/context/note out_of_range",
		`{"note": "` + strings.Repeat("é", 201) + `"}`: "/context/note out_of_range",
		`{"note": {"a": 1}, "table": []}`:              "/context/note wrong_type, /context/table wrong_type",
	} {
		_, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Context: tree(t, context)})
		if err == nil {
			t.Errorf("%s is taken", context)
			continue
		}
		wants(t, err, fault.Invalid, fields)
	}
}

// A field that is signed comes from the identity alone; what else the identity says is for other forms.
// What is kept ends with its purposes, is shown to the person and exported, leaves to whose purpose it
// is, and is never a preference.
func TestContextIsKept(t *testing.T) {
	w := newWorld(t)
	s := publishSigned(t, w, `"form": "visit",`, withContext, `"offer": "leaves/hundred",`, ``)
	claims := customer("customer-7")
	claims["context"] = map[string]any{"order_id": " A-7e\u0301 ", "elsewhere": 1}
	k, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Identity: s.identity(claims), Context: tree(t, `{"table": 7, "paid": 12.50, "member": true, "came": "2026-03-01"}`)})
	w.must(err)
	if got := encoded(t, k.Notice.Context[0]); got != `{"context":"order_id","label":{"en":"Order number"},"type":"text","purposes":["service"],"signed":true}` || len(k.Notice.Context) != 7 {
		t.Errorf("the notice says %s", got)
	}
	r, err := w.send(k.Ticket, `{"waiting": 4}`)
	w.must(err)

	line := w.record(k.Subject.Token).Responses[0]
	var shown []string
	for _, c := range line.Context {
		shown = append(shown, c.Context+" "+c.Label+" "+string(c.Value)+" "+c.Purposes[0].Purpose+" "+c.Purposes[0].Until.Format(time.DateOnly))
	}
	want := "came Came on \"2026-03-01\" service 2026-05-30|member Member true service 2026-05-30|order_id Order number \"A-7é\" service 2026-05-30|table Table 7 service 2026-05-30"
	if got := strings.Join(shown, "|"); got != want { // paid: nobody said yes to recommend
		t.Errorf("the person sees\n%s, want\n%s", got, want)
	}
	device := w.caller(k.Subject.Token)
	device.Reach = engine.ReachDevice
	rec, err := w.Record(t.Context(), device)
	w.must(err)
	if c := rec.Responses[0].Context[0]; c.Value != nil || c.Withheld != engine.WithheldSealed {
		t.Errorf("a device token reads %+v", c)
	}
	if len(rec.Preferences) != 0 || len(rec.Feedback) != 1 {
		t.Errorf("context made a preference: %+v", rec)
	}

	events := w.events("care")
	if got := encoded(t, w.body(events[0], "care")["data"].(map[string]any)["context"]); got != `{"came":"2026-03-01","member":true,"order_id":"A-7é","table":7}` {
		t.Errorf("the endpoint for service gets %s", got)
	}
	if len(w.events("shop")) != 0 {
		t.Error("the endpoint for recommend hears of a response with nothing for it")
	}
	var rows []engine.ExportRow
	w.must(w.Export(t.Context(), "leafline", "visit", "", func(row engine.ExportRow) error { rows = append(rows, row); return nil }))
	if len(rows) != 1 || encoded(t, rows[0].Context) != `{"came":"2026-03-01","member":true,"order_id":"A-7é","table":7}` {
		t.Errorf("the export has %s", encoded(t, rows))
	}
	if all := w.files(); bytes.Contains(all, []byte("A-7é")) {
		t.Error("the order number stands in a file unsealed")
	}

	w.set(start.AddDate(0, 0, 91))
	if list := w.record(r.Receipt).Responses; len(list) != 0 {
		t.Errorf("after its time %+v is told", list)
	}
	if w.body(events[0], "care") != nil {
		t.Error("a webhook tells context after its time")
	}
}

// A purpose that holds lets its field be kept, and a no takes it back.
func TestContextFollowsItsPurposes(t *testing.T) {
	w := newWorld(t)
	consent := `{"id": "shop_ok", "type": "consent", "purpose": "recommend", "label": "May our shop use this?", "why": "Only with your yes."},
    {"id": "waiting",`
	publishSigned(t, w, `"form": "visit",`, withContext, `{"id": "waiting",`, consent)
	pay := func(subject, answers string, more ...func(*engine.ResponseRequest)) (string, []string) {
		k, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Subject: subject, Context: tree(t, `{"paid": 12, "table": 7, "cart": 3}`)})
		w.must(err)
		_, err = w.send(k.Ticket, answers, more...)
		w.must(err)
		var held []string
		for _, r := range w.record(k.Subject.Token).Responses {
			for _, c := range r.Context {
				held = append(held, c.Context)
			}
		}
		return k.Subject.Token, held
	}
	token, held := pay("", `{"shop_ok": true}`)
	if strings.Join(held, " ") != "cart paid table" {
		t.Errorf("after a yes %v is held", held)
	}
	// Each endpoint gets the fields of its own purposes; an export, those that go on after the exchange.
	for endpoint, want := range map[string]string{"shop": `{"paid":12}`, "care": `{"table":7}`} {
		if got := encoded(t, w.body(w.events(endpoint)[0], endpoint)["data"].(map[string]any)["context"]); got != want {
			t.Errorf("%s gets %s, want %s", endpoint, got, want)
		}
	}
	w.must(w.Export(t.Context(), "leafline", "visit", "", func(row engine.ExportRow) error {
		if got := encoded(t, row.Context); got != `{"paid":12,"table":7}` {
			t.Errorf("the export has %s", got)
		}
		return nil
	}))
	if _, held = pay(token, `{"shop_ok": false}`, objecting("service")); strings.Join(held, " ") != "cart cart" { // one of each response
		t.Errorf("after a no and an objection %v is held", held)
	}
}

// One who is not signed in gets no ticket where the brand wants its own customers only; neither does a
// token, which anybody who has the receipt could have.
func TestIdentityIsNeeded(t *testing.T) {
	w := newWorld(t)
	s := publishSigned(t, w, `"form": "visit",`, `"form": "visit", "identity": "signed",`)
	_, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit"})
	wants(t, err, fault.Unauthorized, "/identity identity_missing")
	_, token := w.answer("tea", "", `{"leaf": "green"}`)
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Subject: token})
	wants(t, err, fault.Unauthorized, "/identity identity_missing")
	k, err := w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Identity: s.identity(customer("customer-7"))})
	w.must(err)
	_, err = w.send(k.Ticket, `{"waiting": 1}`)
	w.must(err)
	claims := customer("customer-7")
	claims["context"] = []string{"order_id"}
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Identity: s.identity(claims)})
	wants(t, err, fault.Invalid, "/identity wrong_type")
}
