package main

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/rewards"
	"proffer/storage"
)

// open opens what is there, beside whoever has it open.
func (p crashPlace) open(t *testing.T) storage.Store {
	t.Helper()
	c := config.Config{Data: p.data}
	if err := c.Place(); err != nil {
		t.Fatal(err)
	}
	keys, err := config.ReadKeys(c.Keys)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), c.Store, c.Vault, storage.Options{
		KEK: keys.KEK(), Fingerprint: keys.Fingerprint(), Clock: time.Now, Log: slog.New(slog.DiscardHandler), Beside: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// drained waits until the shop's deliveries have ended.
func (p crashPlace) drained(t *testing.T) {
	t.Helper()
	store := p.open(t)
	defer store.Close()
	before := int64(-1)
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		counts, err := store.Deliveries(t.Context(), "crash", "shop")
		if err != nil {
			t.Fatal(err)
		}
		switch pending := counts[rewards.DeliveryPending]; {
		case pending == 0:
			if counts[rewards.DeliveryDead] != 0 {
				t.Errorf("%d deliveries are dead", counts[rewards.DeliveryDead])
			}
			return
		case pending != before:
			before, end = pending, time.Now().Add(patience) // it goes on
		case time.Now().After(end):
			t.Fatalf("%d deliveries wait, and none goes on", pending)
		}
	}
}

// compare holds what the last kill left against what the clients were told, and what arrived, and returns how many codes were given.
func (p crashPlace) compare(t *testing.T, all everyTold, receiver *crashReceiver) (codes int) {
	t.Helper()
	store := p.open(t)
	defer store.Close()
	codes = compareResponses(t, store, all)
	for _, x := range all.responses {
		if x.erased && x.Grant != nil && x.Grant.Code != "" {
			codes++ // it counts, and can't be given again
		}
	}
	if codes > crashStock+crashPool {
		t.Errorf("%d codes were given of %d", codes, crashStock+crashPool)
	}
	compareRedemptions(t, store, all)
	compareEvents(t, store, receiver)
	return codes
}

// compareResponses returns how many codes are stored.
func compareResponses(t *testing.T, store storage.Store, all everyTold) int {
	t.Helper()
	stored, codes := map[string]bool{}, map[string]bool{}
	perPerson := map[string]int{}
	err := store.Responses(t.Context(), "crash", "drinks", time.Now(), func(x engine.Export) error {
		id := x.Response.ID.String()
		was, known := all.responses[id]
		stored[id] = true
		if known && (was.Grant == nil) != (x.Grant == nil) {
			t.Errorf("response %s: a grant was told %v, and is stored %v", id, was.Grant != nil, x.Grant != nil)
		}
		for _, p := range x.Preferences {
			if known && p.Attribute == "drink" && string(p.Value) != `"`+was.drink+`"` {
				t.Errorf("response %s: %s was answered, %s is stored", id, was.drink, p.Value)
			}
		}
		if x.Grant == nil {
			return nil
		}
		if known && was.Grant != nil && (was.Grant.Grant != x.Grant.ID.String() || was.Grant.Code != x.Grant.Code) {
			t.Errorf("response %s: told grant %s %s, stored %s %s", id, was.Grant.Grant, was.Grant.Code, x.Grant.ID, x.Grant.Code)
		}
		if codes[x.Grant.Code] {
			t.Errorf("the code of grant %s was given twice", x.Grant.ID)
		}
		if x.Grant.Code != "" {
			codes[x.Grant.Code] = true
		}
		once := x.Response.Subject.String() + x.Grant.Offer
		if perPerson[once]++; perPerson[once] > 1 {
			t.Errorf("subject %s holds %s twice", x.Response.Subject, x.Grant.Offer)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, x := range all.responses {
		switch {
		case !x.erased && !stored[id]:
			t.Errorf("response %s was acknowledged and is not stored", id)
		case x.erased && stored[id]:
			t.Errorf("response %s is stored, and its person was told that it is erased", id)
		}
	}
	return len(codes)
}

// compareRedemptions finds each redemption that was told once in its grant, and no other one under its key.
func compareRedemptions(t *testing.T, store storage.Store, all everyTold) {
	t.Helper()
	gone := map[string]bool{}
	for _, x := range all.responses {
		if x.erased && x.Grant != nil {
			gone[x.Grant.Grant] = true
		}
	}
	for _, r := range all.redemptions {
		if gone[r.Grant] {
			continue
		}
		held, err := store.Grant(t.Context(), "crash", uuid.MustParse(r.Grant))
		if err != nil {
			t.Errorf("redemption %+v: %v", r, err)
			continue
		}
		found := slices.DeleteFunc(slices.Clone(held.Redemptions), func(x rewards.Redemption) bool { return x.Key != r.Key })
		if len(found) != 1 || found[0].ID.String() != r.Redemption || found[0].Points != r.Points {
			t.Errorf("redemption %+v was acknowledged, and stored are %+v", r, found)
		}
	}
}

// compareEvents asks of each event that is about somebody who is still there whether it arrived.
func compareEvents(t *testing.T, store storage.Store, receiver *crashReceiver) {
	t.Helper()
	ids := map[uuid.UUID]bool{}
	for after := int64(0); ; {
		list, newest, err := store.Events(t.Context(), "crash", after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if after++; e.Seq != after {
				t.Fatalf("event %d has the number %d: there is a gap, or a number twice", after, e.Seq)
			}
			if ids[e.ID] {
				t.Errorf("event %d has the id of another one", e.Seq)
			}
			ids[e.ID] = true
			if e.Subject != uuid.Nil && slices.Contains(crashEvents, e.Type) && receiver.times(e.ID.String()) == 0 {
				t.Errorf("event %d, %s, did not arrive", e.Seq, e.Type)
			}
		}
		if after == newest {
			break
		}
		if len(list) == 0 {
			t.Fatalf("after event %d there are none, and the newest is %d", after, newest)
		}
	}
	receiver.mu.Lock()
	defer receiver.mu.Unlock()
	for id := range receiver.taken {
		if !ids[uuid.MustParse(id)] {
			t.Errorf("webhook %s tells of an event that there is not", id)
		}
	}
}
