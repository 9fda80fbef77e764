package engine_test

import (
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"proffer/engine"
	"proffer/forms/fault"
)

// A ticket lies on the device: of what was passed in it says only what the path is walked with. The server reads
// all of it, also with a key that signs no more, and nobody can move it to another ticket.
func TestTicketHidesContext(t *testing.T) {
	w := newWorld(t)
	s := publishSigned(t, w, `"form": "visit",`, withContext, `"id": "remark", "type": "short_text",`, `"id": "remark", "type": "short_text", "showIf": {">": [{"var": "context.table"}, 3]},`)
	claims := customer("customer-7")
	claims["context"] = map[string]any{"order_id": "order-eight"}
	ask := func(on *engine.Engine) *engine.TicketReply {
		t.Helper()
		k, err := on.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "visit", Identity: s.identity(claims), Context: tree(t, `{"table": 7, "note": "by the window"}`)})
		w.must(err)
		return k
	}
	k := ask(w.Engine)
	said := claimsOf(t, k.Ticket)
	if got := encoded(t, k.Context); got != `{"table":7}` || said["x"] != nil {
		t.Errorf("the path is told %s, and the ticket says %v of its context", got, said["x"])
	}
	if strings.Contains(encoded(t, said), "order-eight") || strings.Contains(encoded(t, said), "window") || said["z"] == nil {
		t.Errorf("the ticket says %v", said)
	}
	if other := claimsOf(t, ask(w.Engine).Ticket); other["z"] == said["z"] {
		t.Error("the same context is sealed the same twice")
	}
	_, err := w.send(k.Ticket, `{"waiting": 4, "remark": "slow"}`)
	w.must(err)
	var held []string
	for _, c := range w.record(k.Subject.Token).Responses[0].Context {
		held = append(held, c.Context+" "+string(c.Value))
	}
	if got := strings.Join(held, ", "); got != `note "by the window", order_id "order-eight", table 7` {
		t.Errorf("held is %s", got)
	}

	old := ask(w.Engine)
	rotated := w.another(func(o *engine.Options) {
		o.Keys.Tickets = append([]engine.SigningKey{{KID: "k2", Secret: []byte(strings.Repeat("x", 32))}}, o.Keys.Tickets...)
	})
	_, err = rotated.Publish(t.Context(), bundle(t, `"form": "visit",`, strings.Replace(withContext, `, "signed": true`, "", 1)))
	w.must(err)
	if _, err := rotated.Respond(t.Context(), engine.ResponseRequest{Ticket: old.Ticket, Answers: tree(t, `{"waiting": 1}`)}); err != nil {
		t.Errorf("after a change of keys: %v", err)
	}

	// A part of one ticket in another, signed by somebody who has the signing key, opens nothing.
	moved := claimsOf(t, ask(w.Engine).Ticket)
	moved["z"] = said["z"]
	forged := jwt.NewWithClaims(jwt.SigningMethodHS256, moved)
	forged.Header["kid"] = "k1"
	token, err := forged.SignedString(w.options.Keys.Tickets[0].Secret)
	w.must(err)
	_, err = w.send(token, `{"waiting": 1}`)
	wants(t, err, fault.Unauthorized, "/ticket ticket_forged")
}
