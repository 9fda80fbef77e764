package server_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/engine/server"
	"proffer/forms"
	"proffer/rewards"
)

var drawCloses = start.Add(24 * time.Hour)

func aDraw(o *rewards.Offer) {
	o.Gives = rewards.Gives{Kind: rewards.KindDraw, Prize: rewards.Text{"en": "A teapot"}, Winners: 2, Expected: 10, Closes: &drawCloses, Free: rewards.Text{"en": "Send a card."}}
	o.Limits, o.IfExhausted = rewards.Limits{}, ""
}

// A draw from its commitment to the prize: as everybody sees it, as the brand makes it, as who holds a code asks.
func TestDraw(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", gives(aDraw))
	key, text := w.apiKey(t, func(k *rewards.AccessKey) { k.Scopes = append(slices.Clone(k.Scopes), rewards.ScopeEventsRead) })
	auth := map[string]string{"Authorization": "Bearer " + text}
	at, draw := "/v1/draws/leafline/welcome/ten-percent", "/v1/programs/welcome/offers/ten-percent/draw"
	show := func() (d engine.DrawReply) {
		t.Helper()
		w.do(t, request{method: "GET", path: at}).into(t, 200, &d)
		return d
	}
	before := show()
	if before.State != engine.DrawOpen || before.Entries != 0 || before.Expected != 10 || before.Winners != 2 || before.Free["en"] != "Send a card." || before.Drawn != nil {
		t.Errorf("%+v", before)
	}
	type person struct {
		*engine.Reply
		token string
	}
	var people []person
	for range 6 {
		ticket := w.ticket(t, quiz, "")
		p := person{Reply: &engine.Reply{}, token: ticket.Subject.Token}
		w.answer(t, ticket.Ticket, `{"kind": "green"}`, "").into(t, 201, p.Reply)
		keepLinks(p.Reply)
		people = append(people, p)
	}
	claim := func(i int) (c engine.ClaimReply) {
		t.Helper()
		body, _ := json.Marshal(map[string]string{"code": people[i].Grant.Code})
		w.do(t, request{method: "POST", path: at + "/claim", body: string(body)}).into(t, 200, &c)
		return c
	}
	if c := claim(0); c.Won != nil || c.Entry != rewards.HashEntry(people[0].Grant.ID, people[0].Grant.Code) {
		t.Errorf("before: %+v", c)
	}
	redeem := func(i int) string { return "/v1/grants/" + people[i].Grant.ID.String() + "/redemptions" }
	gone, revoked := 4, 5
	run(t, w, []scenario{
		{name: "too early", path: draw, header: auth, body: `{}`, status: 409, faults: []string{"too_early"}, has: []string{`"next":"2026-03-02T09:00:00Z"`}},
		{name: "no list yet", path: at + "/entries", status: 404},
		{name: "a prize before the draw", path: redeem(0), header: auth, body: `{"key": "prize"}`, status: 409, faults: []string{"not_won"}},
		{name: "revoked", path: "/v1/grants/" + people[revoked].Grant.ID.String() + "/revoke", header: auth, body: `{"why": "entered twice"}`, status: 200},
		{name: "a code that is none", path: at + "/claim", body: `{"code": "0000000000"}`, status: 404},
		{name: "no code", path: at + "/claim", body: `{}`, status: 422, faults: []string{"required /code"}, malformed: true},
		{name: "no such draw", path: "/v1/draws/leafline/welcome/teapot", status: 404},
		{name: "an offer that is no draw", path: "/v1/draws/leafline/leaves/hundred", status: 404},
		{name: "another brand's", path: "/v1/draws/northmill/welcome/ten-percent", status: 404},
		{name: "drawing what is none", path: "/v1/programs/leaves/offers/hundred/draw", header: auth, body: `{}`, status: 404},
		{name: "a website of another brand", path: at, header: map[string]string{"Origin": breadOrigin}, status: 403},
		{name: "a website of the brand", path: at, header: map[string]string{"Origin": teaOrigin}, status: 200, wants: map[string]string{"Access-Control-Allow-Origin": teaOrigin, "Cache-Control": "public, max-age=10"}},
	})
	w.do(t, request{method: http.MethodDelete, path: "/v1/me", header: bearer(people[gone].token)})
	if d := show(); d.Entries != 4 || d.Commitment != before.Commitment {
		t.Errorf("%+v", d)
	}
	w.clock.pass(24 * time.Hour)
	if d := show(); d.State != engine.DrawClosed {
		t.Errorf("%+v", d)
	}
	run(t, w, []scenario{
		{name: "a public text on two lines", path: draw, header: auth, body: `{"public": "a\nb"}`, status: 422, faults: []string{"out_of_range /public"}},
		{name: "drawn", path: draw, header: auth, body: `{"public": "Lotto 12 34"}`, status: 201, has: []string{`"state":"drawn"`}},
		{name: "drawn again, with another text", path: draw, header: auth, body: `{"public": "Lotto 99"}`, status: 200, has: []string{`"public":"Lotto 12 34"`}},
	})
	d := show()
	var list engine.DrawEntriesReply
	w.do(t, request{method: "GET", path: at + "/entries"}).into(t, 200, &list)
	var want []rewards.EntryHash
	for _, p := range people[:4] {
		want = append(want, rewards.HashEntry(p.Grant.ID, p.Grant.Code))
	}
	slices.SortFunc(want, func(a, b rewards.EntryHash) int { return bytes.Compare(a[:], b[:]) })
	equal(t, "list", list, engine.DrawEntriesReply{Entries: want})
	var rest engine.DrawEntriesReply
	w.do(t, request{method: "GET", path: at + "/entries?after=3"}).into(t, 200, &rest)
	equal(t, "the end of the list", rest.Entries, want[3:])
	run(t, w, []scenario{{name: "after nothing", path: at + "/entries?after=-1", status: 422, faults: []string{"out_of_range /after"}, malformed: true}})
	seed := rewards.DrawSeed(keysOf("a").Codes, "leafline", "welcome/ten-percent")
	equal(t, "record", d.Drawn, rewards.MakeDrawing(want, seed, "Lotto 12 34", 2, w.clock.Now()))
	if rewards.Commitment(seed) != before.Commitment || d.Entries != 4 {
		t.Errorf("%+v", d)
	}
	winners := 0
	for i := range 4 {
		c := claim(i)
		if c.Won == nil || *c.Won != slices.Contains(d.Drawn.Winners, c.Entry) {
			t.Fatalf("%+v", c)
		}
		if *c.Won {
			winners++
			run(t, w, []scenario{
				{name: "the prize", path: redeem(i), header: auth, body: `{"key": "prize"}`, status: 201, adds: stored{shop: 1}},
				{name: "the prize again", path: redeem(i), header: auth, body: `{"key": "prize-2"}`, status: 409, faults: []string{"not_granted"}},
			})
		} else {
			run(t, w, []scenario{{name: "no prize", path: redeem(i), header: auth, body: `{"key": "prize"}`, status: 409, faults: []string{"not_won"}}})
		}
	}
	if c := claim(revoked); winners != 2 || c.Won == nil || *c.Won {
		t.Errorf("%d winners; who was revoked: %+v", winners, c)
	}
	// A winner who is erased stays one in the record, and is nobody.
	i := slices.IndexFunc(people[:4], func(p person) bool { return d.Drawn.Won(rewards.HashEntry(p.Grant.ID, p.Grant.Code)) })
	w.do(t, request{method: http.MethodDelete, path: "/v1/me", header: bearer(people[i].token)})
	equal(t, "record afterwards", show().Drawn, d.Drawn)
	run(t, w, []scenario{{name: "the code of somebody erased", path: at + "/claim", body: `{"code": "` + people[i].Grant.Code + `"}`, status: 404}})
	// One event tells of it, and of nobody.
	var feed engine.FeedReply
	w.do(t, request{method: "GET", path: "/v1/events?type=draw.drawn", header: bearer(text)}).into(t, 200, &feed)
	var ev struct {
		Ref  *string
		Data map[string]any
	}
	if len(feed.Events) != 1 || json.Unmarshal(feed.Events[0], &ev) != nil || ev.Ref != nil {
		t.Fatalf("%s", feed.Events)
	}
	equal(t, "data", ev.Data, map[string]any{"offer": "welcome/ten-percent", "by": "key:" + key.Prefix(), "entries": 4.0, "winners": 2.0})
	var program engine.ProgramReply
	w.do(t, request{method: "GET", path: "/v1/programs/welcome", header: bearer(text)}).into(t, 200, &program)
	at2 := w.clock.Now()
	equal(t, "stands", program.Offers[0].Draw, &engine.DrawStands{State: engine.DrawDrawn, Closes: drawCloses, Entries: 4, Drawn: &at2})
}

// What was promised to whoever entered holds, whatever the brand writes later: as many winners, and not sooner.
func TestDrawKeepsItsTerms(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", gives(aDraw))
	_, text := w.apiKey(t)
	w.granted(t, `{"kind": "green"}`)
	w.publish(t, "leafline", gives(func(o *rewards.Offer) {
		aDraw(o)
		sooner := start.Add(time.Hour)
		o.Gives.Winners, o.Gives.Closes = 1, &sooner
	}))
	at := "/v1/draws/leafline/welcome/ten-percent"
	var d engine.DrawReply
	w.do(t, request{method: "GET", path: at}).into(t, 200, &d)
	if d.Winners != 2 || !d.Closes.Equal(drawCloses) {
		t.Errorf("%+v", d)
	}
	// And it can still be drawn once the brand has left the offer out.
	w.publish(t, "leafline", gives(func(o *rewards.Offer) { o.Gives.Generate.Prefix = "LEAF-" }))
	w.clock.pass(25 * time.Hour)
	w.do(t, request{method: "POST", path: "/v1/programs/welcome/offers/ten-percent/draw", header: bearer(text), body: `{}`}).into(t, 201, &d)
	if d.Entries != 1 || len(d.Drawn.Winners) != 1 || d.Prize["en"] != "A teapot" {
		t.Errorf("%+v", d)
	}
}

// A code is looked up in its own draw only.
func TestClaimOfAnotherDraw(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", gives(aDraw), func(b *forms.Bundle) {
		o := b.Programs["leaves"].Offers["hundred"]
		aDraw(&o)
		b.Programs["leaves"].Offers["hundred"] = o
	})
	body := `{"code": "` + w.granted(t, `{"kind": "green"}`).Grant.Code + `"}`
	run(t, w, []scenario{
		{name: "its own", path: "/v1/draws/leafline/welcome/ten-percent/claim", body: body, status: 200},
		{name: "another", path: "/v1/draws/leafline/leaves/hundred/claim", body: body, status: 404},
		{name: "what is no draw", path: "/v1/draws/leafline/welcome/none/claim", body: body, status: 404},
	})
}

// A stranger can't go through all codes.
func TestClaimsAreLimited(t *testing.T) {
	w := newWorld(t, func(o *server.Options) { o.PerAddress = 2 })
	w.publish(t, "leafline", gives(aDraw))
	near := from("127.0.0.2")
	for i, want := range []int{404, 404, 429} {
		r := w.do(t, request{method: "POST", path: "/v1/draws/leafline/welcome/ten-percent/claim", body: `{"code": "` + uuid.NewString() + `"}`, client: near})
		if r.status != want {
			t.Errorf("%d: %d, want %d", i+1, r.status, want)
		}
	}
	if r := w.do(t, request{method: "GET", path: "/v1/draws/leafline/welcome/ten-percent", client: near}); r.status != 200 {
		t.Errorf("looking is apart from it: %d", r.status)
	}
}
