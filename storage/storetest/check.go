package storetest

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// ok fails the case on an error.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// same compares by JSON-free deep equality and prints both sides.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		g, _ := json.MarshalIndent(got, "", " ")
		w, _ := json.MarshalIndent(want, "", " ")
		t.Errorf("%s\ngot  %s\nwant %s", what, g, w)
	}
}

// wants checks a fault's class.
func wants(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Fatalf("got %v, want a fault %s", err, code)
	}
}

// gone checks that a subject is erased for every method that says so.
func gone(t *testing.T, st Store, subject uuid.UUID) {
	t.Helper()
	_, _, err := st.Complete(ctx, NewSample(subject, Start).Ask())
	wants(t, err, fault.Gone)
	if !fault.Has(err, "erased") {
		t.Errorf("Complete for an erased subject: %v, want the code erased", err)
	}
	sealing := NewSample(subject, Start)
	sealing.Seals = true
	_, _, err = st.Complete(ctx, sealing.Ask())
	wants(t, err, fault.Gone)
	_, err = st.Record(ctx, Brand, subject, false, Start)
	wants(t, err, fault.Gone)
	_, err = st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: subject}, Start)
	wants(t, err, fault.Gone)
}

// complete commits a sample and checks that it was new.
func complete(t *testing.T, st Store, s *Sample) *engine.Decision {
	t.Helper()
	d, replayed, err := st.Complete(ctx, s.Ask())
	ok(t, err)
	if replayed {
		t.Fatal("a new response was taken for a replay")
	}
	return d
}

func record(t *testing.T, st Store, subject uuid.UUID, now time.Time) *engine.Record {
	t.Helper()
	r, err := st.Record(ctx, Brand, subject, true, now)
	ok(t, err)
	return r
}

// by finds a preference by its attribute.
func by(list []engine.Preference, attribute string) *engine.Preference {
	for i := range list {
		if list[i].Attribute == attribute {
			return &list[i]
		}
	}
	return nil
}

func ids(list []rewards.Delivery) []uuid.UUID {
	var out []uuid.UUID
	for _, d := range list {
		out = append(out, d.Event.ID)
	}
	return out
}

func seqs(list []rewards.Delivery) []int64 {
	var out []int64
	for _, d := range list {
		out = append(out, d.Event.Seq)
	}
	return out
}

// lease takes what is due at now for the sample's endpoint.
func lease(t *testing.T, st Store, now time.Time, limit int) []rewards.Delivery {
	t.Helper()
	list, err := st.Lease(ctx, Brand, "shop", now, time.Minute, limit)
	ok(t, err)
	return list
}

func day(n int) time.Time { return Start.AddDate(0, 0, n) }

// consent makes a yes or no that ends after a year.
func consent(purpose string, given bool, at time.Time) engine.Consent {
	return engine.Consent{Purpose: purpose, Version: "3f2a9c1b", Given: given, Question: purpose + "_ok", At: at, Until: at.AddDate(1, 0, 0)}
}

// twice runs the check on the store, and once more after a restart.
func twice(t *testing.T, o *Opened, check func(t *testing.T, st Store)) {
	t.Helper()
	t.Run("now", func(t *testing.T) { check(t, o.Store) })
	st := o.Reopen(t)
	t.Run("after a restart", func(t *testing.T) { check(t, st) })
}
