package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
)

// undoable lets what the quiz gives be undone for an hour after it was redeemed.
func undoable(b *forms.Bundle) {
	hour, err := rewards.ParseSpan("PT1H")
	if err != nil {
		panic(err)
	}
	for _, p := range b.Programs {
		for id, o := range p.Offers {
			o.Undo = &hour
			p.Offers[id] = o
		}
	}
}

// granted answers the quiz, and returns what it gave.
func (w *world) granted(t *testing.T, answers string) *engine.Reply {
	t.Helper()
	var r engine.Reply
	w.answer(t, w.ticket(t, quiz, "").Ticket, answers, "").into(t, 201, &r)
	keepLinks(&r)
	return &r
}

func (w *world) grant(t *testing.T, key, id string) *engine.GrantView {
	t.Helper()
	out := &engine.GrantView{}
	w.do(t, request{method: "GET", path: "/v1/grants/" + id, header: bearer(key)}).into(t, 200, out)
	return out
}

// A grant shows what it was given for, as far as the key's recipient may know it, and is found by what is read aloud at a till.
func TestGrant(t *testing.T) {
	w := newWorld(t)
	_, shop := w.apiKey(t)
	_, mailer := w.apiKey(t, func(k *rewards.AccessKey) { k.Recipient, k.Purposes = "mailer", []string{"email_offers"} })
	_, other := w.apiKey(t, func(k *rewards.AccessKey) { k.Brand, k.Recipient, k.Purposes = "northmill", "", nil })
	r := w.granted(t, everything)
	id := r.Grant.ID.String()
	seen := w.grant(t, shop, id)
	equal(t, "grant", seen.Grant, r.Grant.Grant)
	if seen.Form != quiz || seen.FormVersion != 1 || seen.Response != r.Response || seen.Label[""]+seen.Label["en"] != "10% off" || seen.Worth.Amount != "2.00" || len(seen.Redemptions) != 0 {
		t.Errorf("%+v", seen)
	}
	values := map[string]string{}
	for _, p := range seen.Preferences {
		values[p.Attribute] = string(p.Value)
	}
	if values["kind"] != `"black"` || values["email"] != "" || seen.Others == 0 {
		t.Errorf("the shop reads %v and %d others", values, seen.Others)
	}
	mine := w.grant(t, mailer, id)
	if len(mine.Preferences) != 1 || !strings.Contains(string(mine.Preferences[0].Value), typedEmail) || mine.Ref == seen.Ref || mine.Ref == "" {
		t.Errorf("the mailer reads %+v", mine)
	}
	typed := strings.ToLower(strings.ReplaceAll(r.Grant.Code, "-", ""))
	with := func(key string) map[string]string { return map[string]string{"Authorization": "Bearer " + key} }
	run(t, w, []scenario{
		{name: "by its code", path: "/v1/grants?code=" + r.Grant.Code, header: with(shop), status: 200, has: []string{`"grant":"` + id + `"`}},
		{name: "as it is typed", path: "/v1/grants?code=%20" + typed, header: with(shop), status: 200, has: []string{`"grant":"` + id + `"`}},
		{name: "no such code", path: "/v1/grants?code=LEAF-0000000000", header: with(shop), status: 404},
		{name: "another brand's key", path: "/v1/grants/" + id, header: with(other), status: 404},
		{name: "another brand's key with the code", path: "/v1/grants?code=" + r.Grant.Code, header: with(other), status: 404},
		{name: "no such grant", path: "/v1/grants/" + uuid.Must(uuid.NewV7()).String(), header: with(shop), status: 404},
		{name: "no id", path: "/v1/grants/x", header: with(shop), status: 404},
		{name: "an id written otherwise", path: "/v1/grants/" + strings.ToUpper(id), header: with(shop), status: 404},
		{name: "neither", path: "/v1/grants", header: with(shop), status: 422, faults: []string{"required /code"}, malformed: true},
	})
	// What is taken back later is not told of any more, and says why.
	w.answer(t, w.ticket(t, quiz, r.Manage[strings.Index(r.Manage, "#token=")+7:]).Ticket, `{"kind": "green", "shop_ok": false}`, "")
	for _, p := range w.grant(t, shop, id).Preferences {
		if p.Attribute == "kind" && (p.Withheld == "" || p.Value != nil) {
			t.Errorf("after it was told anew without consent: %+v", p)
		}
	}
}

// long is a reason that is too long: it would go into an event, and to everybody who hears of it.
var long = strings.Repeat("é", 301)

// A till redeems once for each of its keys, and undoes within the time stated.
func TestRedemption(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", undoable)
	key, text := w.apiKey(t)
	_, second := w.apiKey(t)
	_, partner := w.apiKey(t, func(k *rewards.AccessKey) { k.Recipient, k.Purposes = "mailer", []string{"email_offers"} })
	r := w.granted(t, `{"kind": "green"}`)
	at, auth := "/v1/grants/"+r.Grant.ID.String(), map[string]string{"Authorization": "Bearer " + text}
	var made rewards.Redemption
	take := func(into *rewards.Redemption) func(*testing.T, *world, *reply) {
		return func(t *testing.T, _ *world, got *reply) { got.into(t, got.status, into) }
	}
	run(t, w, []scenario{
		{name: "without a key", path: at + "/redemptions", header: auth, body: `{}`, status: 422, faults: []string{"required /key"}, malformed: true},
		{name: "with an empty key", path: at + "/redemptions", header: auth, body: `{"key": ""}`, status: 422, faults: []string{"out_of_range /key"}, malformed: true},
		{name: "with a long reason", path: at + "/redemptions", header: auth, body: `{"key": "order-1", "why": "` + long + `"}`, status: 422, faults: []string{"out_of_range /why"}, malformed: true},
		{name: "points of a code", path: at + "/redemptions", header: auth, body: `{"key": "order-1", "points": 5}`, status: 422, faults: []string{"unknown_field /points"}},
		{name: "redeemed", path: at + "/redemptions", header: auth, body: `{"key": "order-1", "why": "till 3"}`, status: 201, has: []string{`"why":"till 3"`, `"by":"key:` + key.Prefix() + `"`, `"until":"2026-03-01T10:00:00Z"`}, adds: stored{shop: 1}, after: take(&made)},
		{name: "the same again", path: at + "/redemptions", header: auth, body: `{"key": "order-1"}`, status: 200},
		{name: "the same with the shop's other API key", path: at + "/redemptions", header: map[string]string{"Authorization": "Bearer " + second}, body: `{"key": "order-1"}`, status: 200},
		{name: "another recipient with the same name for it", path: at + "/redemptions", header: map[string]string{"Authorization": "Bearer " + partner}, body: `{"key": "order-1"}`, status: 409, faults: []string{"key_reused /key"}},
		{name: "used", path: at, header: auth, status: 200, has: []string{`"state":"granted"`, `"usable":false,"unusable":{"reason":"redeemed"`}},
		{name: "a second time", path: at + "/redemptions", header: auth, body: `{"key": "order-2"}`, status: 409, faults: []string{"redeemed"}},
		{name: "no such redemption", path: at + "/redemptions/" + r.Grant.ID.String() + "/undo", header: auth, body: `{}`, status: 404},
	})
	undo := at + "/redemptions/" + made.ID.String() + "/undo"
	run(t, w, []scenario{
		{name: "undone with a long reason", path: undo, header: auth, body: `{"why": "` + long + `"}`, status: 422, faults: []string{"out_of_range /why"}, malformed: true},
		{name: "undone", path: undo, header: auth, body: `{"why": "wrong person"}`, status: 200, has: []string{`"undone":"2026-03-01T09:00:00Z"`}, adds: stored{shop: 1}},
		{name: "undone twice", path: undo, header: auth, body: `{}`, status: 200, has: []string{`"undone":"2026-03-01T09:00:00Z"`}},
		{name: "under the key that was undone", path: at + "/redemptions", header: auth, body: `{"key": "order-1"}`, status: 409, faults: []string{"undone /key"}},
		{name: "usable again", path: at, header: auth, status: 200, has: []string{`"state":"granted"`, `"usable":true`}, lacks: []string{"unusable"}},
		{name: "redeemed anew", path: at + "/redemptions", header: auth, body: `{"key": "order-3"}`, status: 201, adds: stored{shop: 1}, after: take(&made)},
	})
	w.clock.pass(time.Hour)
	run(t, w, []scenario{{name: "too late to undo", path: at + "/redemptions/" + made.ID.String() + "/undo", header: auth, body: `{}`, status: 409, faults: []string{"too_late"}}})
	if n, err := w.engine.Advance(t.Context(), 10); n != 1 || err != nil {
		t.Errorf("time does %d, %v", n, err)
	}
	if seen := w.grant(t, text, r.Grant.ID.String()); seen.State != rewards.StateRedeemed || len(seen.Redemptions) != 2 {
		t.Errorf("%+v", seen)
	}
	if n, err := w.engine.Advance(t.Context(), 10); n != 0 || err != nil {
		t.Errorf("and then %d, %v", n, err)
	}
}

// A grant is revoked with a reason, and is then no use to anybody.
func TestRevoke(t *testing.T) {
	w := newWorld(t)
	_, text := w.apiKey(t)
	r := w.granted(t, `{"kind": "green"}`)
	at, auth := "/v1/grants/"+r.Grant.ID.String(), map[string]string{"Authorization": "Bearer " + text}
	run(t, w, []scenario{
		{name: "a long why", path: at + "/revoke", header: auth, body: `{"why": "` + long + `"}`, status: 422, faults: []string{"out_of_range /why"}, malformed: true},
		{name: "without why", path: at + "/revoke", header: auth, body: `{}`, status: 422, faults: []string{"required /why"}, malformed: true},
		{name: "revoked", path: at + "/revoke", header: auth, body: `{"why": "given twice by a bug of ours"}`, status: 200, has: []string{`"state":"revoked"`}},
		{name: "twice", path: at + "/revoke", header: auth, body: `{"why": "again"}`, status: 409, faults: []string{"not_granted"}},
		{name: "redeemed", path: at + "/redemptions", header: auth, body: `{"key": "order-1"}`, status: 409, faults: []string{"not_granted"}},
		{name: "confirmed", path: at + "/confirm", header: auth, body: `{}`, status: 409, faults: []string{"not_reserved"}},
		{name: "confirmed with a long reason", path: at + "/confirm", header: auth, body: `{"why": "` + long + `"}`, status: 422, faults: []string{"out_of_range /why"}, malformed: true},
		{name: "released", path: at + "/release", header: auth, body: `{"why": "no"}`, status: 409, faults: []string{"not_reserved"}},
	})
	// The person sees it, and keeps what they told.
	if me := w.me(t, receiptToken(t, r)); len(me.Grants) != 1 || me.Grants[0].State != rewards.StateRevoked || len(me.Preferences) != 1 {
		t.Errorf("%+v", me)
	}
}

// A recipient spends a person's points under its own name for them, and nobody else's.
func TestPoints(t *testing.T) {
	w := newWorld(t)
	w.publish(t, "leafline", func(b *forms.Bundle) {
		o := b.Programs["leaves"].Offers["hundred"]
		o.Limits = rewards.Limits{}
		b.Programs["leaves"].Offers["hundred"] = o
	})
	_, shop := w.apiKey(t)
	_, mailer := w.apiKey(t, func(k *rewards.AccessKey) { k.Recipient, k.Purposes = "mailer", []string{"email_offers"} })
	ticket := w.ticket(t, quiz, "")
	var r engine.Reply
	w.answer(t, ticket.Ticket, `{"kind": "green"}`, `, "acceptOffer": "leaves/hundred"`).into(t, 201, &r)
	ref, theirs := w.grant(t, shop, r.Grant.ID.String()).Ref, w.grant(t, mailer, r.Grant.ID.String()).Ref
	auth := map[string]string{"Authorization": "Bearer " + shop}
	at := "/v1/subjects/" + ref + "/points"
	run(t, w, []scenario{
		{name: "what there is", path: at, header: auth, status: 200, has: []string{`{"accounts":[{"account":"leaves","pending":0,"available":100,"earned":100}]}`}},
		{name: "too many", path: at + "/leaves/burn", header: auth, body: `{"points": 101, "key": "order-1"}`, status: 409, faults: []string{"too_few /points"}},
		{name: "none", path: at + "/leaves/burn", header: auth, body: `{"points": 0, "key": "order-1"}`, status: 422, faults: []string{"out_of_range /points"}, malformed: true},
		{name: "with a long reason", path: at + "/leaves/burn", header: auth, body: `{"points": 30, "key": "order-1", "why": "` + long + `"}`, status: 422, faults: []string{"out_of_range /why"}, malformed: true},
		{name: "some", path: at + "/leaves/burn", header: auth, body: `{"points": 30, "key": "order-1"}`, status: 201, has: []string{`"points":30`}, adds: stored{shop: 1}},
		{name: "the same again", path: at + "/leaves/burn", header: auth, body: `{"points": 30, "key": "order-1"}`, status: 200},
		{name: "another recipient with the same name for it", path: "/v1/subjects/" + theirs + "/points/leaves/burn", header: map[string]string{"Authorization": "Bearer " + mailer}, body: `{"points": 30, "key": "order-1"}`, status: 409, faults: []string{"key_reused /key"}},
		{name: "the key for more", path: at + "/leaves/burn", header: auth, body: `{"points": 31, "key": "order-1"}`, status: 409, faults: []string{"key_reused /key"}},
		{name: "no such account", path: at + "/beans/burn", header: auth, body: `{"points": 1, "key": "order-2"}`, status: 409, faults: []string{"too_few /points"}},
		{name: "what is left", path: at, header: auth, status: 200, has: []string{`"available":70,"earned":100`}},
		{name: "another recipient's name", path: "/v1/subjects/" + theirs + "/points", header: auth, status: 404},
		{name: "no name", path: "/v1/subjects/x/points/leaves/burn", header: auth, body: `{"points": 1, "key": "order-2"}`, status: 404},
	})
	if seen := w.grant(t, shop, r.Grant.ID.String()); *seen.Left != 70 || len(seen.Redemptions) != 1 {
		t.Errorf("%+v", seen)
	}
	w.do(t, request{method: http.MethodDelete, path: "/v1/me", header: bearer(ticket.Subject.Token)})
	run(t, w, []scenario{
		{name: "of somebody erased", path: at, header: auth, status: 410, faults: []string{"erased"}},
		{name: "spending of somebody erased", path: at + "/leaves/burn", header: auth, body: `{"points": 1, "key": "order-2"}`, status: 410, faults: []string{"erased"}},
		{name: "the grant of somebody erased", path: "/v1/grants/" + r.Grant.ID.String(), header: auth, status: 404},
	})
}
