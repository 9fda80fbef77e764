package server_test

import (
	"sync"
	"testing"

	"proffer/engine"
)

// Six people start while the offer stands; there are two codes and one fallback.
func TestOfferRunsOut(t *testing.T) {
	w := newWorld(t)
	var tickets []string
	for range 6 {
		tickets = append(tickets, w.ticket(t, quiz, "").Ticket)
	}
	with := func(i int) func(*testing.T, *world) map[string]string { return given("ticket", tickets[i]) }
	const send = `{"ticket": "{ticket}", "answers": {"kind": "green"}`
	run(t, w, []scenario{
		{name: "one who wants the fallback gets it", path: "/v1/responses", prepare: with(0), body: send + `, "acceptOffer": "leaves/hundred"}`, status: 201, has: []string{`"offer":"leaves/hundred"`, `"points":100`}, adds: stored{responses: 1, values: 1, points: 1, shop: 1}},
		{name: "one gets a code", path: "/v1/responses", prepare: with(1), body: send + `}`, status: 201, has: []string{`"code":"LEAF-`}, adds: stored{responses: 1, values: 1, codes: 1, shop: 1}},
		{name: "one says which", path: "/v1/responses", prepare: with(2), body: send + `, "acceptOffer": "welcome/ten-percent"}`, status: 201, has: []string{`"code":"LEAF-`}, adds: stored{responses: 1, values: 1, codes: 1, shop: 1}},
		{name: "then all is gone, and nothing is stored", path: "/v1/responses", prepare: with(3), body: send + `}`, status: 409, faults: []string{"offer_exhausted /acceptOffer"}, has: []string{`\"acceptOffer\": null`}},
		{name: "the fallback is gone as well", path: "/v1/responses", prepare: with(4), body: send + `, "acceptOffer": "leaves/hundred"}`, status: 409, faults: []string{"offer_exhausted /acceptOffer"}},
		{name: "unless sent again without it", path: "/v1/responses", prepare: with(3), body: send + `, "acceptOffer": null}`, status: 201, has: []string{`"refusal":{"reason":"declined_offer"}`}, lacks: []string{`"grant"`}, adds: stored{responses: 1, values: 1}},
		{name: "who got something gets it again", path: "/v1/responses", prepare: with(1), body: send + `}`, status: 200, has: []string{`"code":"LEAF-`, `"replayed":true`}},
		{name: "an offer that lies before the one shown", path: "/v1/responses", prepare: with(5), body: send + `, "acceptOffer": "welcome/twenty-percent"}`, status: 422, faults: []string{"unknown_choice /acceptOffer"}},
	})
}

// Who was shown the fallback cannot ask for the offer that was not shown, though it is there again.
func TestOfferNotShown(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.answer(t, w.ticket(t, quiz, "").Ticket, `{"kind": "green"}`, "")
	}
	late := w.ticket(t, quiz, "")
	if late.Offer.Offer != "leaves/hundred" {
		t.Fatalf("offer %+v", late.Offer)
	}
	run(t, w, []scenario{{name: "the first offer", path: "/v1/responses", prepare: given("ticket", late.Ticket), body: `{"ticket": "{ticket}", "answers": {"kind": "green"}, "acceptOffer": "welcome/ten-percent"}`, status: 422, faults: []string{"unknown_choice /acceptOffer"}}})
}

// Ten people at once for three rewards: three get one, nobody two, and the others are told so
// without anything being stored.
func TestStockUnderPressure(t *testing.T) {
	w := newWorld(t)
	tickets := make([]string, 10)
	for i := range tickets {
		tickets[i] = w.ticket(t, quiz, "").Ticket
	}
	replies, codes := make([]*reply, len(tickets)), map[string]bool{}
	var all sync.WaitGroup
	for i, ticket := range tickets {
		all.Go(func() { replies[i] = w.answer(t, ticket, `{"kind": "green"}`, "") })
	}
	all.Wait()
	count := map[int]int{}
	for _, r := range replies {
		if count[r.status]++; r.status == 201 {
			var got engine.Reply
			r.into(t, 201, &got)
			codes[got.Grant.Kind+got.Grant.Code] = true
		}
	}
	if count[201] != 3 || count[409] != 7 || len(codes) != 3 {
		t.Errorf("statuses %v, %d rewards", count, len(codes))
	}
	if have, want := w.stored(t), (stored{responses: 3, values: 3, codes: 2, points: 1, shop: 3}); have != want {
		t.Errorf("stored %+v, want %+v", have, want)
	}
}
